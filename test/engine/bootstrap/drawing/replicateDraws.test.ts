import type { Blueprint } from "engine/bootstrap/drawing/blueprint";
import { ReplicateDraws } from "engine/bootstrap/drawing/replicateDraws";
import { coreLength } from "engine/matrices/responseStatistics";
import { MersenneTwister } from "engine/random/mersenneTwister";
import type { RandomStream } from "engine/random/stream";
import { streamFrom } from "engine/random/streamFrom";
import { Xoshiro } from "engine/random/xoshiro";
import { type Floats, Heap } from "engine/wasm/heap";
import { designs, planOf } from "../../support/designs";
import { plainDraw } from "../../support/plainDraws";
import { plainStatisticsDraw } from "../../support/plainStatisticsDraws";

const COUNT = 12;

/** Draws with room for COUNT records. */
function prepared(plan: Blueprint): { draws: ReplicateDraws; records: Floats } {
  const heap = new Heap();
  const draws = new ReplicateDraws(plan, heap);
  const records = heap.float64(COUNT * draws.recordLength);
  heap.seal();
  return { draws, records };
}

/** Largest difference from the plain draws, relative to the largest number of the same kind (core, scatter or yᵀy). */
function largestDifference(plan: Blueprint, stream: RandomStream, plain: typeof plainDraw): number {
  const { draws, records } = prepared(plan);
  draws.open(stream.state());
  draws.draw(records.address, COUNT);
  let largest = 0;
  for (let r = 0; r < COUNT; r++) {
    const record = plain(plan, stream);
    const core = coreLength(plan.system);
    let at = r * draws.recordLength;
    for (const part of [
      record.subarray(0, core),
      record.subarray(core, record.length - 1),
      record.subarray(record.length - 1),
    ]) {
      const scale = Math.max(...Array.from(part, Math.abs)) || 1;
      for (const value of part) largest = Math.max(largest, Math.abs(records.array[at++] - value) / scale);
    }
    expect(at).toBe((r + 1) * draws.recordLength);
  }
  expect(draws.state()).toEqual(stream.state());
  return largest;
}

describe.each(designs)("%s", (_, design) => {
  test("responses: the statistics are those of the plain simulation", () => {
    const plan = planOf(design(), "responses");
    expect(largestDifference(plan, new MersenneTwister(3), plainDraw)).toBeLessThan(1e-12);
    expect(largestDifference(plan, new Xoshiro(3), plainDraw)).toBeLessThan(1e-12);
  });

  test("statistics: core, scatter and length are what the normals drawn make of them", () => {
    expect(largestDifference(planOf(design(), "statistics"), new MersenneTwister(3), plainStatisticsDraw)).toBeLessThan(
      1e-9,
    );
  });

  test.each(["responses", "statistics"] as const)("%s: neither chunks nor other threads change a bit", (kind) => {
    const plan = planOf(design(), kind);
    const whole = prepared(plan);
    whole.draws.open(new MersenneTwister(8, { julia: "1.10" }).state());
    whole.draws.draw(whole.records.address, COUNT);

    const pair = [prepared(plan), prepared(plan)];
    const { recordLength } = whole.draws;
    const pieces: Float64Array[] = [];
    let position = new MersenneTwister(8, { julia: "1.10" }).state() as ReturnType<RandomStream["state"]>;
    for (const [turn, count] of [1, 4, 2, 5].entries()) {
      const { draws, records } = pair[turn % 2];
      draws.open(structuredClone(position));
      draws.draw(records.address, count);
      position = draws.state();
      pieces.push(records.array.slice(0, count * recordLength));
    }
    expect(
      Buffer.concat(pieces.map((piece) => Buffer.from(piece.buffer))).equals(
        Buffer.from(whole.records.array.slice().buffer),
      ),
    ).toBe(true);
    const left = whole.draws.state();
    expect(position).toEqual(left);
    expect(streamFrom(position).rand()).toBe(streamFrom(left).rand());
  });
});
