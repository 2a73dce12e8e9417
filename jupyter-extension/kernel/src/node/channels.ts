import { readFileSync, writeSync } from "node:fs";
import { isMainThread, type MessagePort, workerData } from "node:worker_threads";
import { Publisher, Reply, Router } from "zeromq";
import { RunState } from "../shared/runState";
import { standIn } from "../shared/standIn";
import { StreamBuffer } from "../shared/streamBuffer";
import { Watches } from "../shared/watches";
import { following, type Message, type Outgoing, type RequestChannel, replyType, type Watch } from "../shared/wire";
import { decode, encode, MOST_FRAME_BYTES } from "./frames";
import { nodeKernelInfo } from "./kernelInfo";
import { watchMemory } from "./memoryWatch";
import { Outbox } from "./outbox";
import { received } from "./received";
import { Replays } from "./replays";
import { interruptMainThread } from "./watchdog";

/** Contents of the connection file that Jupyter writes. */
export interface ConnectionInfo {
  transport: string;
  ip: string;
  key: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

/** Why a cell is ended: the user has asked for it, or it fills the heap. */
export type InterruptReason = "user" | "memory";

/** A message for the main thread; number is 1, 2, … */
interface Request {
  kind: "request";
  number: number;
  channel: RequestChannel;
  message: Message;
}

/** Channel thread → main thread. */
export type Incoming =
  | Request
  | { kind: "interrupt"; reason: InterruptReason; acknowledged: number }
  | { kind: "shutdown" };

export interface ChannelData {
  connectionFile: string;
  /**
   * Names this kernel in everything it sends: JupyterLab drops what is under way when a message of another session
   * comes.
   */
  session: string;
  port: MessagePort;
  /** Where what the reader enters goes. */
  inputs: MessagePort;
  state: ArrayBufferLike;
  /** The most that the main thread's heap may hold, in bytes. */
  heapLimit: number;
}

const FLUSH_MS = 100;
const PARENT_POLL_MS = 1000;
const SHUTDOWN_PATIENCE_MS = 2000;
/** A heap fills fast. */
const MEMORY_PATIENCE_MS = 10;

/**
 * The ZeroMQ sockets. They live on a thread of their own, so that interrupts, shutdown and heartbeat are answered while
 * a cell computes.
 */
class Channels {
  private readonly info: ConnectionInfo;
  private readonly session: string;
  private readonly state: RunState;
  private readonly port: MessagePort;
  private readonly inputs: MessagePort;
  private readonly heapLimit: number;
  private readonly iopub = new Publisher({ linger: FLUSH_MS });
  private readonly requests = { shell: requestSocket(FLUSH_MS), control: requestSocket(FLUSH_MS) };
  private readonly stdin = requestSocket(0);
  private readonly replays = new Replays();
  private readonly outboxes = {
    iopub: new Outbox(this.iopub, complain),
    shell: new Outbox(this.requests.shell, complain),
    control: new Outbox(this.requests.control, complain),
    stdin: new Outbox(this.stdin, complain),
  };
  private readonly heartbeat = new Reply({ linger: 0, maxMessageSize: MOST_FRAME_BYTES });
  private count = 0;
  private mainIsBusy = false;
  /**
   * The latest requests, those among them that the main thread has not got: a termination may have hit their reception.
   */
  private outstanding: readonly Request[] = [];
  private readonly watches: Watches;
  private readonly streams = new StreamBuffer((message) => this.transmit("iopub", message));

  constructor(data: ChannelData) {
    this.info = JSON.parse(readFileSync(data.connectionFile, "utf8"));
    this.session = data.session;
    this.state = new RunState(data.state);
    this.port = data.port;
    this.inputs = data.inputs;
    this.heapLimit = data.heapLimit;
    this.watches = new Watches(this.state, (message) => this.send({ channel: "iopub", message }));
  }

  async open(): Promise<void> {
    const { info } = this;
    const address = (port: number): string =>
      `${info.transport}://${info.ip}${info.transport === "ipc" ? "-" : ":"}${port}`;
    const bound = await Promise.allSettled([
      this.iopub.bind(address(info.iopub_port)),
      this.requests.shell.bind(address(info.shell_port)),
      this.requests.control.bind(address(info.control_port)),
      this.stdin.bind(address(info.stdin_port)),
      this.heartbeat.bind(address(info.hb_port)),
    ]);
    const refused = bound.find(({ status }) => status === "rejected");
    if (refused) {
      this.closeSockets();
      throw (refused as PromiseRejectedResult).reason;
    }
    for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, complain);
    this.port.on("message", (outgoing: Outgoing | Watch) => this.fromMain(outgoing));
    this.send({ channel: "iopub", message: following(undefined, "status", { execution_state: "starting" }) });
    this.endWithJupyter();
    void watchMemory(this.heapLimit, () => this.interrupt("memory", MEMORY_PATIENCE_MS));
    void this.listen("shell");
    void this.listen("control");
    void this.listenForInput();
    for await (const beat of received(this.heartbeat, complain)) await this.heartbeat.send(beat).catch(complain);
  }

  /**
   * Jupyter names its process to kernels, so that they do not outlive a server that crashed (POSIX: the parent changes
   * then). On Windows the program that has started this one names itself, and Jupyter ends only that.
   */
  private endWithJupyter(): void {
    const windows = process.platform === "win32";
    const parent = process.ppid;
    if (process.env[windows ? "MIXEDMODELS_STARTER" : "JPY_PARENT_PID"] !== String(parent)) return;
    const isGone = windows ? () => !runs(parent) : () => process.ppid !== parent;
    setInterval(() => isGone() && process.kill(process.pid, "SIGKILL"), PARENT_POLL_MS);
  }

  private async listen(channel: RequestChannel): Promise<void> {
    for await (const frames of received(this.requests[channel], complain)) {
      try {
        this.receive(channel, this.decoded(frames));
      } catch (error) {
        complain(error as Error);
      }
    }
  }

  private async listenForInput(): Promise<void> {
    for await (const frames of received(this.stdin, complain)) {
      try {
        const { header, content } = this.decoded(frames);
        if (header.msg_type !== "input_reply") continue;
        this.inputs.postMessage(String(content["value"] ?? ""));
        this.state.countInput();
      } catch (error) {
        complain(error as Error);
      }
    }
  }

  private decoded(frames: readonly Uint8Array[]): Message {
    const message = decode(frames, this.info.key);
    this.replays.refuse(frames);
    return message;
  }

  private receive(channel: RequestChannel, message: Message): void {
    const type = message.header.msg_type;
    if (type === "interrupt_request") {
      this.answer(channel, message, "interrupt_reply", { status: "ok" });
      void this.interrupt("user");
    } else if (type === "shutdown_request") {
      this.answer(channel, message, "shutdown_reply", { status: "ok", restart: message.content["restart"] === true });
      setTimeout(() => this.close(), FLUSH_MS);
    } else if (type === "kernel_info_request") {
      this.answer(channel, message, "kernel_info_reply", { status: "ok", ...nodeKernelInfo() });
    } else {
      this.watches.received(message);
      this.request(channel, message);
    }
  }

  private fromMain(outgoing: Outgoing | Watch): void {
    if (outgoing.channel === "watch") return this.watches.watch(outgoing);
    const { header, content } = outgoing.message;
    if (header.msg_type === "status") this.mainIsBusy = content["execution_state"] === "busy";
    if (outgoing.channel === "iopub") this.watches.published(outgoing.message);
    this.send(outgoing);
  }

  private request(channel: RequestChannel, message: Message): void {
    const request: Request = { kind: "request", number: this.count + 1, channel, message };
    try {
      this.tell(request);
    } catch (error) {
      // Such as one that is too deeply nested.
      const evalue = `the request cannot be taken: ${(error as Error).message}`;
      const failure = { status: "error", ename: "RequestError", evalue, traceback: [evalue] };
      return this.answer(channel, message, replyType(message.header.msg_type), failure);
    }
    this.count++;
    this.outstanding = [...this.unreceived(), request];
  }

  private unreceived(): Request[] {
    return this.outstanding.filter(({ number }) => number > this.state.received);
  }

  private interrupt(reason: InterruptReason, patience?: number): Promise<void> {
    return interruptMainThread(
      this.state,
      (acknowledged) => {
        for (const request of this.unreceived()) this.tell(request);
        this.tell({ kind: "interrupt", reason, acknowledged });
      },
      patience,
    );
  }

  /** A main thread that computes does not hear of the shutdown. */
  private close(): void {
    this.closeSockets();
    this.tell({ kind: "shutdown" });
    setTimeout(() => process.kill(process.pid, "SIGKILL"), SHUTDOWN_PATIENCE_MS);
  }

  /** Sockets that are still open when the process exits would abort it. */
  private closeSockets(): void {
    for (const socket of [this.iopub, this.requests.shell, this.requests.control, this.stdin, this.heartbeat])
      socket.close();
  }

  private answer(channel: RequestChannel, request: Message, type: string, content: Record<string, unknown>): void {
    this.publishStatus(request, "busy");
    this.send({ channel, message: following(request, type, content) });
    this.publishStatus(request, "idle");
    // Front ends take the last status for that of the whole kernel.
    if (this.mainIsBusy) this.publishStatus(request, "busy");
  }

  private publishStatus(request: Message, state: string): void {
    this.send({ channel: "iopub", message: following(request, "status", { execution_state: state }) });
  }

  private tell(incoming: Incoming): void {
    this.port.postMessage(incoming);
  }

  private send({ channel, message }: Outgoing): void {
    if (channel === "iopub" && this.streams.take(message)) return;
    this.streams.flush();
    this.transmit(channel, message);
  }

  private transmit(channel: Outgoing["channel"], { header, ...rest }: Message): void {
    if (this.iopub.closed) return;
    const message = { ...rest, header: { ...header, session: this.session } };
    const topic = channel === "iopub" ? { ...message, identities: [Buffer.from(header.msg_type)] } : message;
    this.outboxes[channel].send(this.framesOf(topic));
  }

  private framesOf(message: Message): Buffer[] {
    try {
      return encode(message, this.info.key);
    } catch (error) {
      complain(error as Error);
      return encode(standIn(message, (error as Error).message), this.info.key);
    }
  }
}

function requestSocket(linger: number): Router {
  return new Router({ linger, maxMessageSize: MOST_FRAME_BYTES });
}

/** Whether there is a process of this number. */
function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** For Jupyter's log: what is written to process.stderr goes to the notebook. */
function complain(error: Error): void {
  writeSync(2, `the kernel's channels: ${error.message}\n`);
}

if (!isMainThread) void new Channels(workerData as ChannelData).open();
