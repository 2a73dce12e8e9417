import { signatureOf } from "./frames";

/** So many signatures are remembered; sessions of jupyter_client remember as many. */
const MOST_REMEMBERED = 65_536;

/** Tells messages that come again from those that are new: each has a signature of its own. */
export class Replays {
  private readonly seen = new Set<string>();

  /** @throws if a message with this signature has come before */
  refuse(frames: readonly Uint8Array[]): void {
    const signature = signatureOf(frames);
    if (signature === "") return;
    if (this.seen.has(signature)) throw new Error("a Jupyter message that has come before is not taken again");
    this.seen.add(signature);
    if (this.seen.size > MOST_REMEMBERED) this.seen.delete(this.seen.values().next().value!);
  }
}
