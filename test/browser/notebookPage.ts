import { mkdirSync } from "node:fs";
import path from "node:path";
import type { ConsoleMessage, Locator, Page } from "playwright-core";
import { until } from "../until";

const SCREENSHOTS = path.join(__dirname, "screenshots");
const VIEW = "application/vnd.mixedmodels.v1+json";
/** Only what never comes takes so long. */
const WAIT_MS = 120_000;
/** The notebook in front: JupyterLab opens those again that an earlier page of the browser had. */
const FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook";
/** The server says this of a list of kernels while one of them starts, before it has written down when it was used. */
const SERVERS_OWN = /status of 500 [^]*\/api\/kernels\?\d+\)$/;
/** JupyterLite's pages ask for icons that servers of Jupyter have and sites have not. */
const SITES_OWN = /(?:404|ERR_CONNECTION_REFUSED)[^]*\/favicon[^/]*\.ico\)$/;
/** Notebook 7.6 says this of its own menus, also without any extension. */
const NOTEBOOKS_OWN = /reading 'schema'\)[^]*notebook_core/;
/** JupyterLab 4.6 says this of its list of cells where a second notebook is opened. */
const LABS_OWN = /reading 'observe'\)[^]*jlab_core/;

/** A notebook in a browser. */
export class NotebookPage {
  /** What the console, the page and the server complained of, and requests to any other host. */
  readonly complaints: string[] = [];

  constructor(
    readonly page: Page,
    origin: string,
  ) {
    page.setDefaultTimeout(WAIT_MS);
    this.listen(origin);
  }

  /** Goes to a place and waits until JupyterLab has started there. */
  async start(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.waitForFunction(() => window.jupyterapp !== undefined);
    await this.page.evaluate(() => window.jupyterapp.started);
  }

  async open(url: string, { theme, kernels }: { theme: "light" | "dark"; kernels: boolean }): Promise<void> {
    await this.start(url);
    if (!kernels) await this.page.locator(".jp-Dialog-button", { hasText: "No Kernel" }).click();
    await this.opened();
    await this.page.evaluate(() => {
      const { shell } = window.jupyterapp;
      if (shell.mode !== undefined) shell.mode = "single-document";
      shell.collapseLeft?.();
    });
    await this.look({ theme });
  }

  /** Waits until a notebook is in front and read. */
  async opened(): Promise<void> {
    await this.page.evaluate(() => window.jupyterapp.restored);
    await until("a notebook is in front", async () => {
      const front = await this.page.evaluate(() => {
        const { currentWidget } = window.jupyterapp.shell;
        return (currentWidget as NotebookPanel | null)?.node.matches(".jp-NotebookPanel:has(.jp-Cell)");
      });
      expect(front).toBe(true);
    });
    await this.inNotebook((panel) => panel.context.ready);
  }

  /** Changes the theme and the width of the window, and waits until all is drawn for them. */
  async look({ theme, width }: { theme?: "light" | "dark"; width?: number }): Promise<void> {
    const { page } = this;
    if (width !== undefined) {
      await page.setViewportSize({ width, height: page.viewportSize()!.height });
      await page.waitForFunction((most) => {
        const { left, right } = (window.jupyterapp.shell.currentWidget as NotebookPanel).node.getBoundingClientRect();
        return window.innerWidth === most && right <= most && right - left > most / 2;
      }, width);
    }
    if (theme !== undefined) {
      await page.evaluate(
        async (name) => {
          if (document.body.dataset["jpThemeName"] !== name)
            await window.jupyterapp.commands.execute("apputils:change-theme", { theme: name });
        },
        theme === "dark" ? "JupyterLab Dark" : "JupyterLab Light",
      );
      await page.waitForFunction((light) => document.body.dataset["jpThemeLight"] === light, String(theme === "light"));
    }
    await this.drawn();
  }

  /** Runs all cells to the end and waits until their results are drawn; an error in a cell is thrown. */
  async runAll(): Promise<void> {
    await this.inNotebook((panel) => panel.sessionContext.ready);
    await this.command("notebook:run-all-cells");
    await until("every cell has run", async () => {
      expect(await this.inNotebook((panel) => panel.sessionContext.session?.kernel?.status)).toBe("idle");
      const code = (await this.cells()).filter(({ cell_type }) => cell_type === "code");
      expect(code.filter(({ execution_count }) => execution_count === null).map(({ source }) => source)).toEqual([]);
    });
    const errors = (await this.cells())
      .flatMap(({ outputs = [] }) => outputs)
      .filter((output) => output.output_type === "error");
    if (errors.length > 0)
      throw new Error(
        `a cell ended with an error: ${errors.map(({ ename, evalue }) => `${ename}: ${evalue}`).join("; ")}`,
      );
    await this.drawn();
  }

  /** Size of the parts of our extension that the page has loaded so far. */
  extensionBytes(): Promise<number> {
    return this.page.evaluate(() =>
      (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
        .filter(({ name }) => name.includes("/extensions/@mixedmodels/"))
        .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
    );
  }

  /** Where the notebook lies below the server's folder. */
  path(): Promise<string> {
    return this.inNotebook((panel) => panel.context.path);
  }

  /** The cells as they would be saved. */
  cells(): Promise<SavedCell[]> {
    return this.inNotebook((panel) => panel.context.model.toJSON().cells);
  }

  /** Output of the one code cell whose source begins or ends with `source`, scrolled into view. */
  async output(source: string): Promise<Locator> {
    const index = await this.indexOf(source);
    const output = this.page.locator(`${FRONT} .jp-Cell[data-windowed-list-index="${index}"] .jp-Cell-outputArea`);
    // Where the notebook scrolls by itself at the same time, one of the two requests fails.
    await until(`the output of ${source} is in view`, async () => {
      await this.page.evaluate(
        (at) => (window.jupyterapp.shell.currentWidget as NotebookPanel).content.scrollToItem(at),
        index,
      );
      expect(await output.isVisible()).toBe(true);
    });
    return output;
  }

  /** Makes the one code cell whose source begins or ends with `source` the active one. */
  async activate(source: string): Promise<void> {
    const index = await this.indexOf(source);
    await this.page.evaluate(
      (at) => ((window.jupyterapp.shell.currentWidget as NotebookPanel).content.activeCellIndex = at),
      index,
    );
  }

  /** Runs the one code cell whose source begins or ends with `source` to its end. */
  async run(source: string): Promise<void> {
    await this.inNotebook((panel) => panel.sessionContext.ready);
    const index = await this.indexOf(source);
    await this.page.evaluate((at) => {
      const { content } = window.jupyterapp.shell.currentWidget as NotebookPanel;
      content.deselectAll();
      content.activeCellIndex = at;
      return window.jupyterapp.commands.execute("notebook:run-cell").then(() => undefined);
    }, index);
  }

  /** Restarts the kernel without asking. */
  restart(): Promise<void> {
    return this.inNotebook((panel) => panel.sessionContext.restartKernel());
  }

  /** Executes a command as soon as it is enabled. */
  async command(id: string, args: object = {}): Promise<void> {
    const command = [id, args] as const;
    await this.page.waitForFunction(([name, given]) => window.jupyterapp.commands.isEnabled(name, given), command);
    await this.page.evaluate(
      ([name, given]) => window.jupyterapp.commands.execute(name, given).then(() => undefined),
      command,
    );
  }

  save(): Promise<void> {
    return this.inNotebook((panel) => panel.context.save());
  }

  /** Waits until every result of the engine in the notebook has its table, or its chart as it is for this page. */
  async drawn(): Promise<void> {
    // Counted in the page, as notebooks with their charts are large.
    const expected = await this.page.evaluate((view) => {
      const { model } = (window.jupyterapp.shell.currentWidget as NotebookPanel).context;
      const outputs = model.toJSON().cells.flatMap((cell) => cell.outputs ?? []);
      return outputs.filter(({ data }) => data !== undefined && view in data).length;
    }, VIEW);
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      // In the first frame that has a new width the observers of sizes are told; the one after it comes behind them.
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    });
    await until("every result is drawn", async () => {
      const shown = this.page.locator(`${FRONT} .mm-result`);
      const states = await shown.evaluateAll((results) =>
        results.map((result) => {
          if (result.querySelector("[aria-busy=true]") !== null) return "is busy";
          const drawn = result.querySelector(".mm-chart") === null || result.querySelector(".mm-canvas svg") !== null;
          return drawn && result.firstElementChild !== null ? "is drawn" : "is empty";
        }),
      );
      expect(states).toEqual(Array(expected).fill("is drawn"));
    });
  }

  /** The rows of the tables in an output, each as the texts of its cells. */
  rows(output: Locator): Promise<string[][]> {
    return output
      .locator("table tr")
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())),
      );
  }

  /** How many marks of each kind the charts of an output have. */
  marks(output: Locator): Promise<Record<string, number>[]> {
    return output.locator(".mm-canvas svg").evaluateAll((charts) =>
      charts.map((chart) => {
        const counts: Record<string, number> = {};
        for (const group of chart.querySelectorAll(".role-mark:not(.mark-group)")) {
          const [kind] = /(?<=mark-)(?!mark)[a-z]+/.exec(group.getAttribute("class")!)!;
          counts[kind] = (counts[kind] ?? 0) + group.children.length;
        }
        return counts;
      }),
    );
  }

  /** Writes screenshots/NAME.png for a person to look at: the notebook as far as it is in view. */
  async screenshot(name: string, part?: Locator): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const file = path.join(SCREENSHOTS, `${name}.png`);
    if (part !== undefined) return void (await part.screenshot({ path: file }));
    const bottom = await this.page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll(".jp-Notebook .jp-Cell")].map((cell) => cell.getBoundingClientRect().bottom),
      ),
    );
    const { width, height } = this.page.viewportSize()!;
    await this.page.screenshot({
      path: file,
      clip: { x: 0, y: 0, width, height: Math.min(height, Math.ceil(bottom) + 20) },
    });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  private async indexOf(source: string): Promise<number> {
    const sources = await this.inNotebook((panel) =>
      panel.context.model.sharedModel.cells.map(({ cell_type, source }) =>
        cell_type === "code" ? source.trimEnd() : "",
      ),
    );
    const found = sources.flatMap((text, index) => (text.startsWith(source) || text.endsWith(source) ? [index] : []));
    if (found.length !== 1) throw new Error(`${found.length} code cells begin or end with ${source}`);
    return found[0]!;
  }

  private inNotebook<T>(ask: (panel: NotebookPanel) => T | Promise<T>): Promise<T> {
    return this.page.evaluate(`(${ask.toString()})(window.jupyterapp.shell.currentWidget)`) as Promise<T>;
  }

  private listen(origin: string): void {
    const { page, complaints } = this;
    page.on("console", (message: ConsoleMessage) => {
      const told = `console: ${message.text()} (${message.location().url})`;
      if (message.type() === "error" && !SERVERS_OWN.test(told) && !SITES_OWN.test(told)) complaints.push(told);
    });
    page.on("pageerror", (error) => {
      const told = `page: ${error.stack ?? error.message}`;
      if (!NOTEBOOKS_OWN.test(told) && !LABS_OWN.test(told)) complaints.push(told);
    });
    page.on("request", (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(`${origin}/`))
        complaints.push(`request to ${request.url()}`);
    });
  }
}
