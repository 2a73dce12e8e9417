import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { decode, encode } from "kernel/node/frames";
import { type KernelSpec, kernelSpec } from "kernel/node/kernelspec";
import { Outbox } from "kernel/node/outbox";
import { received } from "kernel/node/received";
import { following, type Message } from "kernel/shared/wire";
import { Dealer, Subscriber } from "zeromq";

type Content = Record<string, any>;

/** What one request brought: its reply and, in order, what was published for it until the kernel was idle. */
export interface Exchange {
  reply: Content;
  published: { type: string; content: Content }[];
}

/** The front end's side of a comm. */
export interface TestComm {
  readonly id: string;
  /** The data of all messages so far. */
  readonly received: Content[];
  /** Waits for the message of this number, from 0. */
  message(number: number): Promise<Content>;
  post(data: Content): void;
  /** Settles, with the last words, when the kernel closes it. */
  readonly closed: Promise<Content>;
  /** Closes it from this side. */
  close(): Promise<void>;
}

const KEY = "test-key";
/** Only what never comes takes so long. */
const PATIENCE_MS = 300_000;

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function complain(error: Error): void {
  process.stderr.write(`a kernel's client: ${error.message}\n`);
}

/** What starts a kernel. */
type Startable = Pick<KernelSpec, "argv"> & { env?: NodeJS.ProcessEnv };

const MOST_ATTEMPTS = 3;

/** A front end for one kernel process, over ZeroMQ on loopback ports. */
export class KernelClient {
  /** Everything published, also after a cell has ended. */
  readonly published: Message[] = [];
  private readonly replies: Message[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly shell: Dealer;
  private readonly control = new Dealer({ linger: 0 });
  private readonly iopub = new Subscriber({ linger: 0 });
  private readonly stdin: Dealer;
  private readonly outboxes: { readonly shell: Outbox; readonly control: Outbox };
  /** What the kernel has asked the reader. */
  readonly asked: Message[] = [];
  private readonly exited: Promise<void>;

  private constructor(readonly kernel: ChildProcess) {
    // The kernel asks whoever has sent it the cell.
    const routingId = randomUUID();
    this.shell = new Dealer({ linger: 0, routingId });
    this.stdin = new Dealer({ linger: 0, routingId });
    this.outboxes = { shell: new Outbox(this.shell, complain), control: new Outbox(this.control, complain) };
    this.exited = new Promise<void>((resolve) =>
      kernel.once("exit", () => {
        for (const wake of this.waiting) wake();
        resolve();
      }),
    );
  }

  /**
   * Starts a kernel (by default this clone's) in `folder` and waits until it answers; again if another process has
   * taken one of its ports.
   */
  static async start(folder: string, spec: Startable = kernelSpec()): Promise<KernelClient> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await KernelClient.attempt(folder, spec);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  private static async attempt(folder: string, { argv, env: ownEnv }: Startable): Promise<KernelClient> {
    const [shell, control, iopub, stdin, hb] = await freePorts(5);
    const connection = {
      transport: "tcp",
      ip: "127.0.0.1",
      key: KEY,
      signature_scheme: "hmac-sha256",
      shell_port: shell,
      control_port: control,
      iopub_port: iopub,
      stdin_port: stdin,
      hb_port: hb,
    };
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), "kernel-")), "connection.json");
    writeFileSync(file, JSON.stringify(connection));
    const env = { ...process.env, JPY_PARENT_PID: String(process.pid), ...ownEnv };
    const [node, ...args] = argv.map((argument) => argument.replace("{connection_file}", file));
    // As Jupyter starts it, in a group of processes of its own.
    const detached = process.platform !== "win32";
    const kernel = spawn(node!, args, { cwd: folder, env, detached, stdio: ["ignore", "inherit", "inherit"] });
    const client = new KernelClient(kernel);
    client.shell.connect(`tcp://127.0.0.1:${shell}`);
    client.control.connect(`tcp://127.0.0.1:${control}`);
    client.iopub.connect(`tcp://127.0.0.1:${iopub}`);
    client.iopub.subscribe();
    client.stdin.connect(`tcp://127.0.0.1:${stdin}`);
    void client.listen(client.stdin, client.asked);
    void client.listen(client.shell, client.replies);
    void client.listen(client.control, client.replies);
    void client.listen(client.iopub, client.published);
    try {
      await client.request("kernel_info_request", {}, "shell", false);
      // A subscription may reach the kernel after its first answer: ask until its status is seen.
      while (client.published.length === 0) {
        await client.request("kernel_info_request", {}, "shell", false);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return client;
    } catch (error) {
      kernel.kill("SIGKILL");
      client.closeSockets();
      throw error;
    } finally {
      rmSync(path.dirname(file), { recursive: true });
    }
  }

  private async listen(socket: Dealer | Subscriber, messages: Message[]): Promise<void> {
    for await (const frames of received(socket, complain)) {
      try {
        messages.push(decode(frames, KEY));
      } catch (error) {
        complain(error as Error);
      }
      for (const wake of this.waiting) wake();
    }
  }

  /** Waits until `found` gives something, which it may whenever the kernel has said anything. */
  async until<T>(found: () => T | undefined): Promise<T> {
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      const value = found();
      if (value !== undefined) return value;
      if (this.kernel.exitCode !== null || this.kernel.signalCode !== null) throw new Error("the kernel has ended");
      if (Date.now() >= end)
        throw new Error(`in ${PATIENCE_MS / 1000} s the kernel has not said what was waited for; ${this.lastWords()}`);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.waiting.delete(wake);
          clearTimeout(late);
          resolve();
        };
        const late = setTimeout(wake, end - Date.now()).unref();
        this.waiting.add(wake);
      });
    }
  }

  private lastWords(): string {
    const words = this.published
      .slice(-5)
      .map(({ header, content }) => `${header.msg_type} ${JSON.stringify(content)}`);
    return `the last of ${this.published.length} messages: ${words.map((word) => word.slice(0, 500)).join("; ")}`;
  }

  /** Sends a request; the promise settles when it is answered (and, unless told otherwise, the kernel idle again). */
  async request(
    type: string,
    content: Content,
    channel: "shell" | "control" = "shell",
    idle = true,
  ): Promise<Exchange> {
    const message = following(undefined, type, content);
    this.outboxes[channel].send(encode(message, KEY));
    const id = message.header.msg_id;
    const reply = await this.until(() => this.replies.find((one) => one.parent.msg_id === id));
    if (idle)
      await this.until(() =>
        this.of(id).find(({ type, content }) => type === "status" && content["execution_state"] === "idle"),
      );
    return {
      reply: reply.content,
      published: this.of(id).filter(({ type }) => type !== "status" && type !== "execute_input"),
    };
  }

  /** Sends frames as they are. */
  sendFrames(frames: Buffer[], channel: "shell" | "control" = "shell"): void {
    this.outboxes[channel].send(frames);
  }

  /** The frames of a request, signed. */
  framesOf(type: string, content: unknown): Buffer[] {
    return encode(following(undefined, type, content as Content), KEY);
  }

  private of(id: string): { type: string; content: Content }[] {
    return this.published
      .filter((one) => one.parent.msg_id === id)
      .map((one) => ({ type: one.header.msg_type, content: one.content }));
  }

  /** Sends a message that has no reply; settles when the kernel has dealt with it. */
  private async post(type: string, content: Content): Promise<void> {
    const message = following(undefined, type, content);
    this.outboxes.shell.send(encode(message, KEY));
    await this.until(() =>
      this.of(message.header.msg_id).find(
        ({ type, content }) => type === "status" && content["execution_state"] === "idle",
      ),
    );
  }

  postComm(
    type: "comm_open" | "comm_msg" | "comm_close",
    id: string,
    data: Content,
    more: Content = {},
  ): Promise<void> {
    return this.post(type, { comm_id: id, data, ...more });
  }

  async openComm(target: string, data: Content): Promise<TestComm> {
    const id = randomUUID();
    const of = (type: string): Content[] =>
      this.published
        .filter(({ header, content }) => header.msg_type === type && content["comm_id"] === id)
        .map(({ content }) => content["data"] as Content);
    const closed = this.until(() => of("comm_close")[0]);
    // A test that closes the comm itself does not wait for this.
    closed.catch(() => undefined);
    await this.postComm("comm_open", id, data, { target_name: target });
    return {
      id,
      closed,
      get received() {
        return of("comm_msg");
      },
      message: (number) => this.until(() => of("comm_msg")[number]),
      post: (own) => void this.postComm("comm_msg", id, own),
      close: () => this.postComm("comm_close", id, {}),
    };
  }

  /** Sends a comm's message without waiting for the kernel, as a front end does, and gives what the comm gets. */
  async sendComm(
    type: "comm_open" | "comm_msg",
    id: string,
    data: Content,
    more: Content = {},
  ): Promise<() => Content[]> {
    const message = following(undefined, type, { comm_id: id, data, ...more });
    await this.shell.send(encode(message, KEY));
    return () =>
      this.published
        .filter(({ header, content }) => header.msg_type === "comm_msg" && content["comm_id"] === id)
        .map(({ content }) => content["data"] as Content);
  }

  execute(code: string, options: Content = {}): Promise<Exchange> {
    return this.request("execute_request", {
      code,
      silent: false,
      store_history: true,
      stop_on_error: true,
      ...options,
    });
  }

  /** Executes `code` and gives the text/plain of its result. */
  async value(code: string): Promise<string | undefined> {
    const { published, reply } = await this.execute(code);
    if (reply["status"] !== "ok") throw new Error((reply["traceback"] as string[]).join("\n"));
    return published.find(({ type }) => type === "execute_result")?.content["data"]["text/plain"];
  }

  /** Waits for text on a stream, from whatever cell, in message number `from` or later. */
  async printed(text: string, from = 0): Promise<void> {
    const says = ({ header, content }: Message): boolean =>
      header.msg_type === "stream" && String(content["text"]).includes(text);
    await this.until(() => this.published.slice(from).some(says) || undefined);
  }

  /** Enters these lines, one for each question of the kernel that comes from now on, and gives the questions. */
  async enter(...lines: string[]): Promise<string[]> {
    const from = this.asked.length;
    for (const [i, value] of lines.entries()) {
      const question = await this.until(() => this.asked[from + i]);
      await this.stdin.send(encode(following(question, "input_reply", { status: "ok", value }), KEY));
    }
    return this.asked.slice(from).map(({ content }) => String(content["prompt"]));
  }

  interrupt(): Promise<Exchange> {
    return this.request("interrupt_request", {}, "control");
  }

  async stop(): Promise<void> {
    await this.request("shutdown_request", { restart: false }, "control", false);
    await this.exited;
    this.closeSockets();
  }

  private closeSockets(): void {
    for (const socket of [this.shell, this.control, this.iopub, this.stdin]) socket.close();
  }
}
