/** How long a thread has drawn a chunk, and passed over the draws before it, in ms. */
export interface DrawingTime {
  readonly skipped: number;
  readonly skipping: number;
  readonly drawing: number;
}

/** How long draws take that are made or passed over; learns from the last ones. */
export class DrawingTimes {
  /** Of one replicate; 0 until it is known. */
  private drawing = 0;
  private skipping = 0;

  /** `count` replicates have been drawn. */
  learn(count: number, time: DrawingTime): void {
    this.drawing = time.drawing / count;
    if (time.skipped > 0) this.skipping = time.skipping / time.skipped;
  }

  toDraw(count: number): number {
    return count * this.drawing;
  }

  toSkip(count: number): number {
    return count * this.skipping;
  }
}
