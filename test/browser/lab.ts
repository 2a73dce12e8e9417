import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { type AddressInfo, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "./chromium";
import { NotebookPage } from "./notebookPage";

export const ROOT = path.resolve(__dirname, "../..");
const NOTEBOOKS = path.join(ROOT, "notebooks");
const START_MS = 60_000;

/** Another virtual environment than that of the clone, and "notebook" for Notebook 7: versions.mjs sets them. */
const { MIXEDMODELS_VENV: VENV = path.join(ROOT, ".venv"), MIXEDMODELS_APP: APP = "jupyterlab" } = process.env;

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

/** JupyterLab on a free loopback port with folders of its own, and a browser for it. */
export class Lab {
  private opened = 0;

  private constructor(
    /** Where its notebooks lie: copies of the tutorials with their data. */
    readonly folder: string,
    readonly url: string,
    private readonly options: LabOptions,
    private readonly home: string,
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    private readonly log: string[],
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
    const port = await freePort();
    const python =
      process.platform === "win32" ? path.join(VENV, "Scripts", "python.exe") : path.join(VENV, "bin", "python");
    const args = [
      "-m",
      APP,
      "--no-browser",
      "--expose-app-in-browser",
      "--ServerApp.ip=127.0.0.1",
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${folder}`,
      "--IdentityProvider.token=",
      "--ServerApp.shutdown_no_activity_timeout=600",
      "--log-level=WARN",
      ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
      ...(kernels
        ? []
        : ["--KernelSpecManager.ensure_native_kernel=False", "--KernelSpecManager.allowed_kernelspecs=none"]),
      ...(extensions === undefined
        ? []
        : [`--LabApp.extra_labextensions_path=${extensions}`, `--LabServerApp.extra_labextensions_path=${extensions}`]),
    ];
    const server = spawn(python, args, { cwd: folder, env: environment(home), stdio: ["ignore", "pipe", "pipe"] });
    const log: string[] = [];
    for (const stream of [server.stdout, server.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => log.push(text));
    server.on("error", ({ message }) => log.push(message));
    const lab = new Lab(folder, `http://127.0.0.1:${port}`, options, home, server, await launchChromium(), log);
    try {
      await lab.answers();
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  /** Opens a notebook of {@link folder} in a window of its own, with a fresh profile. */
  async open(
    file: string,
    { width = 1280, height = 12_000, theme = "light" }: PageOptions = {},
  ): Promise<NotebookPage> {
    const { kernels = true } = this.options;
    const place = APP === "jupyterlab" ? `${this.workspace()}/tree` : "notebooks";
    const notebook = new NotebookPage(await this.page(width, height), this.url);
    await notebook.open(`${this.url}/${place}/${encodeURI(file)}`, { theme, kernels });
    return notebook;
  }

  /** Opens the launcher for a folder below {@link folder}. */
  async launcher(folder: string, { width = 1280, height = 900 }: PageOptions = {}): Promise<NotebookPage> {
    const launcher = new NotebookPage(await this.page(width, height), this.url);
    await launcher.start(`${this.url}/${this.workspace()}/tree/${encodeURI(folder)}`);
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
    if (this.server.pid !== undefined && this.server.exitCode === null) {
      const ended = new Promise((resolve) => this.server.once("exit", resolve));
      // Asked to shut down it ends its kernels, too.
      await fetch(`${this.url}/api/shutdown`, { method: "POST" }).catch(() => this.server.kill("SIGTERM"));
      await Promise.race([ended, sleep(10_000).then(() => this.server.kill("SIGKILL"))]);
    }
    // A kernel that is still ending holds the other ends of these.
    this.server.stdout?.destroy();
    this.server.stderr?.destroy();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  private async answers(): Promise<void> {
    const end = Date.now() + START_MS;
    while (this.server.pid !== undefined && this.server.exitCode === null && Date.now() < end) {
      if (await statusIs200(`${this.url}/api`)) return;
      await sleep(100);
    }
    throw new Error(`JupyterLab does not answer; it said:\n${this.log.join("")}`);
  }
}

/** Nothing of the user's own Jupyter is read or written. */
function environment(home: string): NodeJS.ProcessEnv {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(JUPYTER|JUPYTERLAB)_|^(VIRTUAL_ENV|PYTHONPATH|NODE_OPTIONS)$/.test(name),
    ),
  );
  const folder = (name: string): string => path.join(home, name);
  return {
    ...own,
    JUPYTER_CONFIG_DIR: folder("config"),
    JUPYTER_DATA_DIR: folder("data"),
    JUPYTER_RUNTIME_DIR: folder("runtime"),
    IPYTHONDIR: folder("ipython"),
    JUPYTERLAB_WORKSPACES_DIR: folder("workspaces"),
    JUPYTERLAB_SETTINGS_DIR: folder("settings"),
    JUPYTER_PREFER_ENV_PATH: "1",
    PYDEVD_DISABLE_FILE_VALIDATION: "1",
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function statusIs200(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    http.get(url, (response) => resolve(response.resume().statusCode === 200)).on("error", () => resolve(false));
  });
}
