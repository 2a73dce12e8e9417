/** Runs work again and again for at least this many seconds; times of the single runs in ms, and the last result. */
export async function repeat(work, seconds) {
  const times = [];
  const start = performance.now();
  let result;
  do {
    const before = performance.now();
    result = await work();
    times.push(performance.now() - before);
  } while (performance.now() - start < 1000 * seconds);
  return { times, result };
}

/**
 * Times work of many equal units in runs that take at least about so many seconds; the units that needs are found on
 * the way.
 */
export class Calibrated {
  #counts = new Map();

  /**
   * Time in ms of one unit of `work(count)`, its result, and the count, at most `most`; the first run of a key warms
   * up.
   */
  async run(key, seconds, work, most) {
    if (!this.#counts.has(key)) {
      this.#counts.set(key, 1);
      await this.#longEnough(key, seconds, work, most);
    }
    return this.#longEnough(key, seconds, work, most);
  }

  async #longEnough(key, seconds, work, most) {
    for (;;) {
      const count = this.#counts.get(key);
      const start = performance.now();
      const result = await work(count);
      const elapsed = (performance.now() - start) / 1000;
      if (elapsed >= 0.8 * seconds || count === most) return { ms: (1000 * elapsed) / count, count, result };
      this.#counts.set(
        key,
        Math.min(most, Math.max(2 * count, Math.ceil((count * seconds) / Math.max(elapsed, 1e-3)))),
      );
    }
  }
}
