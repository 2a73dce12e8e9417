import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "./chromium";
import { JupyterServer } from "./jupyterServer";
import { NotebookPage } from "./notebookPage";
import { APP, ROOT } from "./places";

const NOTEBOOKS = path.join(ROOT, "notebooks");
const WITHOUT_KERNELS = [
  "--KernelSpecManager.ensure_native_kernel=False",
  "--KernelSpecManager.allowed_kernelspecs=none",
];

export interface LabOptions {
  /** False: the server has no kernel at all, as on the machine of somebody who was sent a notebook. */
  kernels?: boolean;
  /** Makes further prebuilt extensions and returns their folder. */
  extensions?: () => string;
}

export interface PageOptions {
  /** Size of the window in CSS pixels. The default is so tall that all cells of a tutorial are in view. */
  width?: number;
  height?: number;
  theme?: "light" | "dark";
}

/** JupyterLab with folders of its own, and a browser for it. */
export class Lab {
  private opened = 0;

  private constructor(
    /** Where its notebooks lie: copies of the tutorials with their data. */
    readonly folder: string,
    private readonly options: LabOptions,
    private readonly home: string,
    private readonly server: JupyterServer,
    private readonly browser: Browser,
  ) {}

  static async start(options: LabOptions = {}): Promise<Lab> {
    const home = mkdtempSync(path.join(os.tmpdir(), "mixedmodels lab "));
    const folder = path.join(home, "work");
    mkdirSync(folder);
    cpSync(NOTEBOOKS, folder, {
      recursive: true,
      filter: (file) => !/executed|\.ipynb_checkpoints|images/.test(path.relative(NOTEBOOKS, file)),
    });
    const { kernels = true } = options;
    const extensions = options.extensions?.();
    const more =
      extensions === undefined
        ? []
        : ["LabApp", "LabServerApp"].map((app) => `--${app}.extra_labextensions_path=${extensions}`);
    const browser = await launchChromium();
    try {
      const server = await JupyterServer.start(home, folder, [...(kernels ? [] : WITHOUT_KERNELS), ...more]);
      return new Lab(folder, options, home, server, browser);
    } catch (error) {
      await browser.close();
      rmSync(home, { recursive: true });
      throw error;
    }
  }

  /** Opens a notebook of {@link folder} in a window of its own, with a fresh profile. */
  async open(
    file: string,
    { width = 1280, height = 12_000, theme = "light" }: PageOptions = {},
  ): Promise<NotebookPage> {
    const { kernels = true } = this.options;
    const place = APP === "jupyterlab" ? `${this.workspace()}/tree` : "notebooks";
    const notebook = new NotebookPage(await this.page(width, height), this.server.origin);
    await notebook.open(this.server.address(`${place}/${encodeURI(file)}`), { theme, kernels });
    return notebook;
  }

  /** Opens the launcher for a folder below {@link folder}. */
  async launcher(folder: string, { width = 1280, height = 900 }: PageOptions = {}): Promise<NotebookPage> {
    const launcher = new NotebookPage(await this.page(width, height), this.server.origin);
    await launcher.start(this.server.address(`${this.workspace()}/tree/${encodeURI(folder)}`));
    // Until the file browser has come there, the launcher offers to work in the folder above.
    await launcher.page.locator(".jp-Launcher-cwd", { hasText: folder }).waitFor();
    return launcher;
  }

  /** What the user has set for the extension, before a page is opened. */
  setSettings(settings: object): void {
    const place = path.join(this.home, "settings", "@mixedmodels", "jupyterlab");
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, "settings.jupyterlab-settings"), JSON.stringify(settings));
  }

  private async page(width: number, height: number): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width, height },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    return context.newPage();
  }

  /** A new one each time, because JupyterLab opens again what a workspace had open. */
  private workspace(): string {
    return `lab/workspaces/test-${++this.opened}`;
  }

  /** Ends the browser and the server with its kernels, and removes the folders. */
  async stop(): Promise<void> {
    await this.browser.close();
    try {
      await this.server.stop();
    } finally {
      rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
