import { connect, type Socket } from "node:net";

/** Every answer is [1, the command's number, an error or null, a result]. */
type Answer = readonly [kind: 1, id: number, error: { readonly message: string } | null, result: unknown];

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Remote control of Firefox by the protocol of its own tests: [0, number, command, parameters] as JSON behind its
 * length. By hand, as WebDriver BiDi, which puppeteer speaks, watches workers: there `new Worker` in a worker waits for
 * ever in one of three visits that start many, and in none of 40 visits without it.
 */
export class Marionette {
  private readonly waiting = new Map<number, Waiting>();
  private received = Buffer.alloc(0);
  private last = 0;

  private constructor(private readonly socket: Socket) {
    socket.on("data", (bytes) => this.receive(bytes as Buffer));
    socket.on("close", () => {
      for (const { reject } of this.waiting.values()) reject(new Error("Firefox has ended"));
      this.waiting.clear();
    });
    socket.on("error", () => socket.destroy());
  }

  /** @throws Error if nobody listens there */
  static async open(port: number): Promise<Marionette> {
    const socket = connect(port, "127.0.0.1");
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Marionette(socket);
  }

  ask(command: string, parameters: object = {}): Promise<unknown> {
    const id = ++this.last;
    const text = JSON.stringify([0, id, command, parameters]);
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    for (let colon = this.received.indexOf(":"); colon >= 0; colon = this.received.indexOf(":")) {
      const end = colon + 1 + Number(this.received.subarray(0, colon));
      if (this.received.length < end) return;
      const said = JSON.parse(this.received.subarray(colon + 1, end).toString()) as Answer | object;
      this.received = this.received.subarray(end);
      // What it says first is no answer.
      if (Array.isArray(said)) this.answered(said as unknown as Answer);
    }
  }

  private answered([, id, error, result]: Answer): void {
    const { resolve, reject } = this.waiting.get(id)!;
    this.waiting.delete(id);
    if (error === null) resolve(result);
    else reject(new Error(error.message));
  }
}
