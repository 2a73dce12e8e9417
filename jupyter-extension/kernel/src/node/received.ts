import { setTimeout as delay } from "node:timers/promises";

/** What of a ZeroMQ socket receives. */
interface Receiver {
  readonly closed: boolean;
  receive(): Promise<Buffer[]>;
}

const PAUSE_MS = 10;

/**
 * The messages of a socket until it is closed; a reception that fails, such as by an interrupted system call, is told
 * and not the last.
 */
export async function* received(socket: Receiver, complain: (error: Error) => void): AsyncGenerator<Buffer[], void> {
  while (!socket.closed) {
    let frames: Buffer[];
    try {
      frames = await socket.receive();
    } catch (error) {
      if (socket.closed) return;
      complain(error as Error);
      await delay(PAUSE_MS);
      continue;
    }
    yield frames;
  }
}
