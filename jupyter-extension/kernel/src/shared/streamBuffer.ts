import type { Message } from "./wire";

const DELAY_MS = 20;

/**
 * Joins `stream` messages that follow each other closely, so that a loop of `console.log` does not flood the notebook.
 */
export class StreamBuffer {
  private pending: Message | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly transmit: (message: Message) => void) {}

  /** Keeps a `stream` message for a moment; false for any other message. */
  take(message: Message): boolean {
    if (message.header.msg_type !== "stream") return false;
    if (this.pending && continues(this.pending, message)) {
      this.pending.content["text"] = `${this.pending.content["text"]}${message.content["text"]}`;
      return true;
    }
    this.flush();
    this.pending = message;
    this.timer = setTimeout(() => this.flush(), DELAY_MS);
    return true;
  }

  flush(): void {
    clearTimeout(this.timer);
    const message = this.pending;
    this.pending = undefined;
    if (message) this.transmit(message);
  }
}

function continues(before: Message, after: Message): boolean {
  return before.content["name"] === after.content["name"] && before.parent.msg_id === after.parent.msg_id;
}
