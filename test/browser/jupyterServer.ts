import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../until";
import { APP, PYTHON } from "./places";

/** A server that takes longer to end is ended by force. */
const END_MS = 60_000;

/** JupyterLab or Notebook 7 on a loopback port of its own choice, which nothing but its token opens. */
export class JupyterServer {
  private constructor(
    /** Where it answers, without a slash at the end. */
    readonly origin: string,
    private readonly token: string,
    private readonly server: ChildProcess,
    private readonly log: readonly string[],
  ) {}

  /** @param home gets its settings and what else it writes, @param folder is what it serves */
  static async start(home: string, folder: string, more: readonly string[]): Promise<JupyterServer> {
    const token = randomUUID();
    const args = [
      ...["-m", APP, "--no-browser", "--expose-app-in-browser", "--log-level=WARN"],
      ...["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", `--ServerApp.root_dir=${folder}`],
      ...[`--IdentityProvider.token=${token}`, "--ServerApp.shutdown_no_activity_timeout=600"],
      ...["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.extension_manager=readonly"],
      ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
      ...more,
    ];
    const server = spawn(PYTHON, args, { cwd: folder, env: environment(home), stdio: ["ignore", "pipe", "pipe"] });
    const log: string[] = [];
    for (const stream of [server.stdout, server.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => log.push(text));
    server.once("error", ({ message }) => log.push(message));
    const port = await until("JupyterLab listens", () =>
      isOver(server) ? undefined : listeningAt(path.join(home, "runtime")),
    );
    if (port === undefined) throw new Error(`JupyterLab does not start; it said:\n${log.join("")}`);
    return new JupyterServer(`http://127.0.0.1:${port}`, token, server, log);
  }

  /** The address of a place on the server, with which a browser may enter. */
  address(place: string): string {
    return `${this.origin}/${place}?token=${this.token}`;
  }

  /** Ends the server with its kernels: by force, and with a warning, where it does not end by itself. */
  async stop(): Promise<void> {
    const { server } = this;
    try {
      if (isOver(server)) return;
      const ended = new Promise((resolve) => server.once("exit", resolve));
      const authorized = { method: "POST", headers: { Authorization: `token ${this.token}` } };
      const waited = new AbortController();
      const late = sleep(END_MS, "late", { signal: waited.signal }).catch(() => undefined);
      // A server that ends need not come to answer.
      const asked = fetch(`${this.origin}/api/shutdown`, authorized).catch(() => undefined);
      const answer = await Promise.race([asked, late]);
      if (typeof answer === "object" && !answer.ok) throw new Error(`JupyterLab refuses to end: ${answer.status}`);
      if ((await Promise.race([ended, late])) === "late")
        console.warn(`JupyterLab had to be ended by force; it said:\n${this.log.join("")}`);
      waited.abort();
    } finally {
      server.kill("SIGKILL");
      // A kernel that is still ending holds the other ends of these.
      server.stdout?.destroy();
      server.stderr?.destroy();
    }
  }
}

function isOver({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

/** The port that a server has written down, as it does when it listens. */
function listeningAt(runtime: string): number {
  const [file] = readdirSync(runtime).filter((name) => /^jpserver-\d+\.json$/.test(name));
  if (file === undefined) throw new Error("no server has written its port down");
  return (JSON.parse(readFileSync(path.join(runtime, file), "utf8")) as { port: number }).port;
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
