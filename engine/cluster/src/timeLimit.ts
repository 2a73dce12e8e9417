/** A shard may take so many times what others have taken, and at least so many ms. */
const PATIENCE = 10;
const LEAST = 60_000;
/** Before anything is known here: what it should take by the study's record. */
const FIRST_PATIENCE = 20;
const FIRST_LEAST = 600_000;
const ENOUGH = 3;
/** Whatever a study's record says, a shard ends after a week. */
const MOST = 7 * 86_400_000;

/** How long a shard may take before its process counts as hanging. */
export class TimeLimit {
  /** The ms that a replicate took, of the shards that this worker has computed, ascending. */
  private readonly times: number[] = [];

  /**
   * @param timeEach the ms that a replicate took where the study was begun
   * @param fixed the ms that a shard may take, where somebody has said so
   */
  constructor(
    private readonly timeEach: number,
    private readonly fixed: number | undefined,
  ) {}

  learn(count: number, time: number): void {
    this.times.push(time / count);
    this.times.sort((a, b) => a - b);
  }

  /** The most ms that a shard of so many replicates may take. */
  of(count: number): number {
    return Math.min(MOST, this.fixed ?? this.patience(count));
  }

  private patience(count: number): number {
    if (this.times.length < ENOUGH) return Math.max(FIRST_LEAST, FIRST_PATIENCE * this.timeEach * count);
    return Math.max(LEAST, PATIENCE * this.times[this.times.length >> 1] * count);
  }
}
