/** What is known of the device. */
interface Device {
  /** Whether threads can share memory with the kernel. */
  readonly isIsolated: boolean;
  readonly processors: number;
  /** In GiB, where the browser tells. */
  readonly memory: number | undefined;
}

/** What threads of one fit run. */
const TEAM = "wasm/teamThread";
/** Each costs some MB: more than so many pay for few fits. */
const MOST = 7;
/** Phones and small tablets have less, and better uses for it. */
const LEAST_MEMORY = 4;
/** Cells that follow each other closely leave no room for this. */
const IDLE_MS = 500;

/**
 * Has threads for the next fit wait while no cell runs: in Chromium a worker of a worker starts only when that one has
 * nothing to do, so that a fit would be over before its threads are there. Those of bootstraps start by themselves, as
 * a bootstrap awaits them.
 */
export class SpareThreads {
  private readonly count: number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param prepare - has so many threads wait that run a file */
  constructor(
    { isIsolated, processors, memory = LEAST_MEMORY }: Device,
    private readonly prepare: (file: string, count: number) => void,
  ) {
    this.count = isIsolated && memory >= LEAST_MEMORY ? Math.min(MOST, processors - 1) : 0;
  }

  /** No cell runs. */
  idle(): void {
    clearTimeout(this.timer);
    if (this.count > 0) this.timer = setTimeout(() => this.prepare(TEAM, this.count), IDLE_MS);
  }

  /** A cell begins. */
  busy(): void {
    clearTimeout(this.timer);
  }
}
