/** What of a ZeroMQ socket sends. */
interface Sender {
  readonly closed: boolean;
  send(frames: Buffer[]): Promise<void>;
}

/**
 * Sends messages one after the other: a ZeroMQ socket refuses, and so loses, one that comes while another is on its
 * way.
 */
export class Outbox {
  private readonly waiting: Buffer[][] = [];
  private sending = false;

  constructor(
    private readonly socket: Sender,
    private readonly complain: (error: Error) => void,
  ) {}

  send(frames: Buffer[]): void {
    this.waiting.push(frames);
    if (!this.sending) void this.sendAll();
  }

  private async sendAll(): Promise<void> {
    this.sending = true;
    for (
      let frames = this.waiting.shift();
      frames !== undefined && !this.socket.closed;
      frames = this.waiting.shift()
    ) {
      try {
        await this.socket.send(frames);
      } catch (error) {
        this.complain(error as Error);
      }
    }
    this.sending = false;
  }
}
