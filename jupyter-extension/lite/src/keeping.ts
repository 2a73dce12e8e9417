/**
 * What is kept for times without a network must not delay results: it is fetched when no cell has computed for a while,
 * or where nobody runs any.
 */
const SHORT_MS = 5000;
const LONG_MS = 60_000;

/** When the site is kept. */
export class Keeping {
  /** Cells that have been sent to a kernel and not answered. */
  private readonly computing = new Map<object, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param keep - has the site kept */
  constructor(private readonly keep: () => void) {
    this.timer = setTimeout(keep, LONG_MS);
  }

  /** A kernel has been sent a cell. */
  begun(kernel: object): void {
    this.computing.set(kernel, (this.computing.get(kernel) ?? 0) + 1);
    clearTimeout(this.timer);
  }

  /** A kernel has answered a cell. */
  answered(kernel: object): void {
    const left = (this.computing.get(kernel) ?? 0) - 1;
    if (left > 0) this.computing.set(kernel, left);
    else this.ended(kernel);
  }

  /** A kernel has ended, with all its cells. */
  ended(kernel: object): void {
    this.computing.delete(kernel);
    clearTimeout(this.timer);
    if (this.computing.size === 0) this.timer = setTimeout(this.keep, SHORT_MS);
  }
}
