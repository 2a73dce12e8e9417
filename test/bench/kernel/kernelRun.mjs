import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { KERNEL } from "../../../jupyter-extension/setup/paths.mjs";

const require = createRequire(path.join(KERNEL, "package.json"));
const { Dealer } = require("zeromq");
const { decode, encode } = require("./dist/node/frames.js");
const { following } = require("./dist/shared/wire.js");

const KEY = "bench";
/** How long a client that is refused waits before it tries again; Jupyter's waits 100 ms, which would be measured. */
const RECONNECT_MS = 2;

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A kernel in a process of its own, from its start on. */
export class KernelRun {
  #folder = mkdtempSync(path.join(os.tmpdir(), "bench-kernel-"));
  #shell = new Dealer({ linger: 0, reconnectInterval: RECONNECT_MS });

  /** @param argv - the command, as in a kernelspec */
  static async start(argv) {
    const run = new KernelRun();
    await run.#start(argv);
    return run;
  }

  async #start(argv) {
    const [shell, control, iopub, stdin, hb] = await freePorts(5);
    const file = path.join(this.#folder, "connection.json");
    const ports = { shell_port: shell, control_port: control, iopub_port: iopub, stdin_port: stdin, hb_port: hb };
    const connection = { transport: "tcp", ip: "127.0.0.1", key: KEY, signature_scheme: "hmac-sha256", ...ports };
    writeFileSync(file, JSON.stringify(connection));
    this.#shell.connect(`tcp://127.0.0.1:${shell}`);
    const [command, ...args] = argv.map((argument) => argument.replace("{connection_file}", file));
    this.started = performance.now();
    this.process = spawn(command, args, { cwd: this.#folder, stdio: ["ignore", "ignore", "inherit"] });
    this.exited = once(this.process, "exit");
  }

  /** Milliseconds since the process was started. */
  get age() {
    return performance.now() - this.started;
  }

  /** Waits for an answer to who it is. */
  async ready() {
    await this.#ask("kernel_info_request", {});
    return this.age;
  }

  /** Milliseconds that a cell takes until its reply; @throws Error if it fails */
  async cell(code) {
    const before = performance.now();
    const { content } = await this.#ask("execute_request", { code, silent: false, store_history: true });
    if (content.status !== "ok") throw new Error(`a cell of the bench fails: ${content.evalue}`);
    return performance.now() - before;
  }

  async #ask(type, content) {
    const message = following(undefined, type, content);
    await this.#shell.send(encode(message, KEY));
    for (;;) {
      const answer = decode(await this.#shell.receive(), KEY);
      if (answer.parent.msg_id === message.header.msg_id) return answer;
    }
  }

  async close() {
    this.#shell.close();
    this.process.kill("SIGKILL");
    await this.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
