import type { Browser, BrowserContext } from "playwright-core";
import { describeSharing } from "./browserTests";
import { launchChromium } from "./chromium";
import { NotebookPage } from "./notebookPage";
import { buildSite, SiteServer } from "./siteServer";

/** What a cell has shown and how it ended. */
export interface Ran {
  readonly status: string;
  readonly text: string;
  readonly error?: string;
}

const LAB = "lab/index.html";
/** The page of Notebook 7, which shows one notebook alone. */
export const NOTEBOOK = "notebooks/index.html";

interface Opening {
  readonly width?: number;
  readonly height?: number;
  readonly seen?: BrowserContext;
  readonly app?: string;
}

/** The site of `npm run site` and a browser for it. */
export class Site extends SiteServer {
  private constructor(readonly browser: Browser) {
    super();
  }

  static async start(): Promise<Site> {
    buildSite();
    const site = new Site(await launchChromium());
    await site.serve();
    return site;
  }

  /** Opens a tutorial in a browser that has not seen the site, or in one that has. */
  async open(file: string, { width = 1280, height = 12_000, seen, app = LAB }: Opening = {}): Promise<NotebookPage> {
    const context = seen ?? (await this.browser.newContext({ viewport: { width, height } }));
    const notebook = new NotebookPage(await context.newPage(), this.origin);
    const url = `${this.address}${app}?path=${encodeURIComponent(file)}`;
    await notebook.open(url, { theme: "light", kernels: true });
    return notebook;
  }

  /** Opens a notebook of these cells, which the browser's storage then has. */
  async notebook(cells: readonly string[], size: { width?: number; height?: number } = {}): Promise<NotebookPage> {
    const notebook = await this.open("03-sleepstudy.ipynb", size);
    await notebook.page.evaluate(async (sources) => {
      const kernelspec = { display_name: "TypeScript (MixedModels)", language: "typescript", name: "mixedmodels" };
      const own = sources.map((source, i) => ({
        cell_type: "code",
        id: `cell-${i}`,
        metadata: {},
        execution_count: null,
        outputs: [],
        source,
      }));
      const content = { cells: own, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
      const { contents } = window.jupyterapp.serviceManager;
      await contents.save("own.ipynb", { type: "notebook", format: "json", content });
    }, cells);
    await notebook.open(`${this.address}${NOTEBOOK}?path=own.ipynb`, { theme: "light", kernels: true });
    return notebook;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.endServer();
  }
}

/** A group of tests that share the site. */
export function describeOnSite(name: string, tests: (site: () => Site) => void): void {
  describeSharing(name, { start: () => Site.start(), stop: (site) => site.stop() }, tests);
}

/** Runs code in the notebook's kernel, beside its cells; a reader's line answers a question of its. */
export function execute(notebook: NotebookPage, code: string, line = ""): Promise<Ran> {
  return notebook.page.evaluate(
    async ([source, entered]) => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      await panel.sessionContext.ready;
      const kernel = panel.sessionContext.session!.kernel!;
      const future = kernel.requestExecute({ code: source!, allow_stdin: true, stop_on_error: true });
      let text = "";
      window.printedByTest = text;
      let error: string | undefined;
      future.onIOPub = ({ header, content }) => {
        const { text: printed = "", data = {}, traceback } = content;
        if (header.msg_type === "stream") text += printed;
        window.printedByTest = text;
        if (header.msg_type === "execute_result" || header.msg_type === "display_data") text += data["text/plain"];
        if (traceback !== undefined) error = traceback.join("\n");
      };
      future.onStdin = () => kernel.sendInputReply({ status: "ok", value: entered! }, {} as never);
      const { content } = await future.done;
      return { status: content.status, text, ...(error !== undefined && { error }) };
    },
    [code, line],
  );
}

/** Presses ■. */
export function interrupt(notebook: NotebookPage): Promise<void> {
  return notebook.page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    return panel.sessionContext.session!.kernel!.interrupt();
  });
}
