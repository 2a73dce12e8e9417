import { ReplicateDraws } from "engine/bootstrap/drawing/replicateDraws";
import { type BootstrapOptions, parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Heap } from "engine/wasm/heap";
import { designs, planOf } from "../../support/designs";
import { fitted } from "../../support/fits";
import { subset } from "../../support/problems";

/** Sums of the first two powers of what is drawn, and of their squares. */
interface Moments {
  readonly n: number;
  readonly sums: Float64Array[];
}

/** Largest |z| of the differences between the means of x and of x². */
function largestDeviation(a: Moments, b: Moments): number {
  const z = (power: number, i: number): number => {
    const mean = (m: Moments, k: number): number => m.sums[k][i] / m.n;
    const variance = (m: Moments): number => (mean(m, 2 * power) - mean(m, power) ** 2) / m.n;
    const difference = mean(a, power) - mean(b, power);
    const spread = Math.sqrt(variance(a) + variance(b));
    return Math.abs(difference) <= 1e-9 * Math.abs(mean(a, power)) ? 0 : Math.abs(difference) / spread;
  };
  return Math.max(...Array.from(a.sums[1], (_, i) => Math.max(z(1, i), z(2, i))));
}

function moments(rows: readonly ArrayLike<number>[]): Moments {
  const sums = Array.from({ length: 5 }, () => new Float64Array(rows[0].length));
  for (const row of rows) for (let i = 0; i < row.length; i++) for (let k = 1; k <= 4; k++) sums[k][i] += row[i] ** k;
  return { n: rows.length, sums };
}

test.each(designs)("%s: the statistics have the distribution of the simulated ones", (_, design) => {
  const count = 4000;
  const made = design();
  const [simulated, direct] = (["responses", "statistics"] as const).map((kind) => {
    const heap = new Heap();
    const draws = new ReplicateDraws(planOf(made, kind), heap);
    const records = heap.float64(count * draws.recordLength);
    heap.seal();
    draws.open(new MersenneTwister(kind.length).state());
    draws.draw(records.address, count);
    return moments(
      Array.from({ length: count }, (__, r) =>
        withProducts(records.array.subarray(r * draws.recordLength, (r + 1) * draws.recordLength)),
      ),
    );
  });
  expect(largestDeviation(simulated, direct)).toBeLessThan(4.7);
});

/** Neighbouring numbers' products and those with the last one, yᵀy, show how they vary together. */
function withProducts(record: Float64Array): Float64Array {
  const last = record[record.length - 1];
  return Float64Array.of(
    ...record,
    ...record.subarray(1).map((value, i) => value * record[i]),
    ...record.map((value) => value * last),
  );
}

function columns(sample: MixedModelBootstrap, names: readonly string[]): Moments {
  const values = names.map((name) => sample.tbl.numeric(name));
  return moments(Array.from({ length: sample.length }, (_, i) => values.map((column) => column[i])));
}

async function bootstrapped(model: LinearMixedModel, n: number, names: readonly string[]): Promise<[Moments, Moments]> {
  const run = async (seed: number, options: BootstrapOptions): Promise<Moments> =>
    columns(await parametricbootstrap(new MersenneTwister(seed), n, model, { ...options, progress: false }), names);
  return [await run(1, { draws: "responses" }), await run(2, { draws: "statistics" })];
}

test("bootstraps of sleepstudy have the same distribution either way", async () => {
  const [simulated, direct] = await bootstrapped(fitted("sleepstudy"), 20_000, [
    "obj",
    "β1",
    "β2",
    "σ",
    "σ1",
    "σ2",
    "θ1",
    "θ2",
    "θ3",
  ]);
  expect(largestDeviation(simulated, direct)).toBeLessThan(4);
});

test("and so have those of an unbalanced part of kb07, by REML", async () => {
  const table = subset("kb07", (row, i) => (i * 7919) % 101 > 45 && String(row.subj) < "S060");
  const model = fit("rt_trunc ~ 1 + spkr * prec + (1 | subj) + (1 + prec | item)", table, {
    REML: true,
    contrasts: { spkr: EffectsCoding(), prec: EffectsCoding() },
  });
  const [simulated, direct] = await bootstrapped(model, 2000, [
    "obj",
    "β1",
    "β3",
    "β4",
    "σ",
    "σ1",
    "σ2",
    "σ3",
    "θ1",
    "θ2",
    "θ3",
    "θ4",
  ]);
  expect(largestDeviation(simulated, direct)).toBeLessThan(4);
});

test("the number of workers changes no bit", async () => {
  const samples = await Promise.all(
    [1, 3].map((workers) =>
      parametricbootstrap(new MersenneTwister(4), 3000, fitted("kb07_m1"), {
        draws: "statistics",
        workers,
        progress: false,
      }),
    ),
  );
  expect([...samples[1].objective]).toEqual([...samples[0].objective]);
});

test("other draws are refused", async () => {
  const options = { draws: "y" } as unknown as BootstrapOptions;
  await expect(parametricbootstrap(new MersenneTwister(1), 5, fitted("dyestuff"), options)).rejects.toThrow(
    'draws must be "responses" or "statistics"; got "y"',
  );
});
