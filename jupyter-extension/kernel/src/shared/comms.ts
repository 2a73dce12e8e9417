import type { Message } from "./wire";

type Content = Record<string, unknown>;

/**
 * A comm that a front end has opened: a channel of its own between a view and the kernel. The front end closes it;
 * JupyterLab complains of a close from the kernel that crosses its own.
 */
export interface Comm {
  send(data: Content): void;
}

/** What becomes of the messages of an open comm. */
export interface CommListener {
  receive(data: unknown): void;
  /** The front end has closed it. */
  closed(): void;
}

/** Called when a front end opens a comm to a target. */
export type CommTarget = (comm: Comm, data: unknown) => CommListener;

interface OpenComm {
  target: string;
  listener: CommListener;
}

/**
 * Comms ("custom messages" of Jupyter's messaging protocol) that front ends open. Their messages are taken as they
 * come, also while a cell awaits something: they do not queue behind it, as they would in kernels that read one message
 * at a time.
 */
export class Comms {
  private readonly targets = new Map<string, CommTarget>();
  private readonly open = new Map<string, OpenComm>();
  /** The message that is being handled, which answers name as their parent. */
  private current: Message | undefined;

  constructor(private readonly publish: (parent: Message | undefined, type: string, content: Content) => void) {}

  register(name: string, target: CommTarget): void {
    this.targets.set(name, target);
  }

  /** Handles comm_open, comm_msg and comm_close. */
  receive(message: Message): void {
    this.current = message;
    try {
      this.handle(message);
    } finally {
      this.current = undefined;
    }
  }

  private handle({ header, content }: Message): void {
    const id = String(content["comm_id"]);
    if (header.msg_type === "comm_open") return this.opened(id, String(content["target_name"]), content["data"]);
    const comm = this.open.get(id);
    if (header.msg_type === "comm_close") {
      this.open.delete(id);
      comm?.listener.closed();
    } else {
      comm?.listener.receive(content["data"]);
    }
  }

  /** Content of a comm_info_reply: the open comms, or those to one target. */
  info(target?: string): Content {
    const comms = [...this.open].filter(([, comm]) => target === undefined || comm.target === target);
    return { status: "ok", comms: Object.fromEntries(comms.map(([id, comm]) => [id, { target_name: comm.target }])) };
  }

  private opened(id: string, target: string, data: unknown): void {
    const accept = this.targets.get(target);
    if (accept === undefined) return this.send("comm_close", { comm_id: id, data: {} });
    const comm: Comm = { send: (words) => this.send("comm_msg", { comm_id: id, data: words }) };
    this.open.set(id, { target, listener: accept(comm, data) });
  }

  private send(type: string, content: Content): void {
    this.publish(this.current, type, content);
  }
}
