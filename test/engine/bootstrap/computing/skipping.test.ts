import { passedOver } from "engine/bootstrap/computing/passedOver";
import type { Replicates, Replicator } from "engine/bootstrap/computing/replicator";
import { replicatorOf } from "engine/bootstrap/computing/replicatorOf";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import type { RandomStream } from "engine/random/stream";
import { Xoshiro } from "engine/random/xoshiro";
import { planCalls, planOf } from "../../support/plans";

function next(replicator: Replicator, first: number, count: number): Replicates {
  replicator.draw(count);
  return replicator.refit(first, count);
}

/** The numbers of replicate `i` of some. */
function row({ count, columns, evaluations }: Replicates, i: number): number[] {
  const values = Array.from({ length: columns.length / count }, (_, c) => columns[c * count + i]);
  return [...values, evaluations[i]];
}

const N = 40;
/** How many replicates two threads take in turn. */
const CHUNKS = [1, 7, 2, 16, 1, 10, 3];

describe.each(Object.entries(planCalls))("%s", (_, call) => {
  test.each<[string, () => RandomStream]>([
    ["MersenneTwister", () => new MersenneTwister(6)],
    ["Xoshiro", () => new Xoshiro(6, { julia: "1.10" })],
    ["StableRNG", () => new StableRNG(6)],
  ])("threads that pass over what the others draw have the bits of one: %s", async (__, make) => {
    const plan = await planOf(call);
    const one = replicatorOf(plan, N);
    one.open(make().state());
    const whole = next(one, 1, N);

    const threads = [replicatorOf(plan, N), replicatorOf(plan, N)];
    const at = [0, 0];
    for (const thread of threads) thread.open(make().state());
    let done = 0;
    CHUNKS.forEach((count, turn) => {
      const t = turn % 2;
      threads[t].skip(done - at[t]);
      const part = next(threads[t], done + 1, count);
      for (let i = 0; i < count; i++) expect(row(part, i)).toEqual(row(whole, done + i));
      done += count;
      at[t] = done;
    });
    expect(done).toBe(N);
    expect(threads[0].state()).toEqual(one.state());
    expect(passedOver(plan, make().state(), N)).toEqual(one.state());
    for (const thread of [one, ...threads]) thread.release();
  });
});
