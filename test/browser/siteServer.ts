import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "./places";

/** A request as the server has answered it; packed bytes. */
export interface Served {
  readonly path: string;
  readonly bytes: number;
}

/** Writes the site of the present sources. */
export function buildSite(): void {
  build("jupyter-extension/lite/site.mjs");
}

/** Writes the documentation of the present sources. */
export function buildDocs(): void {
  build("notebooks/docs/docs.mjs");
}

/** The documentation, and the path of the address that it is built for. */
export const DOCS = { folder: path.join(ROOT, "site/docs"), prefix: "/docs/" } as const;

function build(script: string): void {
  const built = spawnSync(process.execPath, [path.join(ROOT, script)], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stdout + built.stderr);
}

/** A site below a path of a server that knows nothing of it. */
export class SiteServer {
  readonly served: Served[] = [];
  private server: ChildProcess | undefined;
  private port = 0;

  /** @param prefix - a server need not have the site at its root */
  constructor(private readonly prefix = "/workshop/") {}

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get address(): string {
    return this.origin + this.prefix;
  }

  /**
   * Serves a site, from now on in the place of the one before.
   * @param refused - a pattern of paths that the server does not give away
   */
  async serve(folder = path.join(ROOT, "site"), refused = ""): Promise<void> {
    await this.endServer();
    const args = [path.join(__dirname, "serveSite.mjs"), folder, this.prefix, String(this.port), refused];
    const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: server.stdout });
    this.port = Number(
      await new Promise<string>((resolve, reject) => {
        lines.once("line", resolve);
        server.once("exit", (code) => reject(new Error(`the server of the site ended with ${code}`)));
      }),
    );
    lines.on("line", (line) => this.served.push(JSON.parse(line) as Served));
    this.server = server;
  }

  /** Ends the server, as if there were no network any more. */
  async endServer(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await ended;
  }
}
