import { measuredBlueprint } from "engine/bootstrap/computing/measuredBlueprint";
import { Refitter } from "engine/bootstrap/computing/refitter";
import type { Replicates } from "engine/bootstrap/computing/replicator";
import { blueprint } from "engine/bootstrap/drawing/blueprint";
import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { confint } from "engine/bootstrap/sample/confint";
import { fit, refit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import { crossedTable } from "../support/crossedTable";
import { expectClose } from "../support/expectClose";
import { tables, weightedFit } from "../support/weighted";

const names = [
  "slopes",
  "slopes_reml",
  "intercepts",
  "crossed",
  "crossed_reml",
  "penicillin",
  "offset",
  "weights_offset_reml",
  "fixed_slopes",
  "fixed_slopes_weights_reml",
  "fixed_crossed",
  "meta",
];

// StableRNG draws the rows of a response as single numbers in both.
test.each(names)("%s: the replicates are the refits to simulated responses", async (name) => {
  const model = weightedFit(name);
  const n = 6;
  const sample = await parametricbootstrap(new StableRNG(7), n, model, { progress: false });
  const rng = new StableRNG(7);
  const refits = Array.from({ length: n }, () => refit(model, simulate(rng, model)));
  expect(sample.failures).toEqual([]);
  expectClose(
    sample.objective,
    refits.map(({ objective }) => objective),
    { relative: 1e-9 },
  );
  expectClose(
    sample.σ,
    refits.map(({ sigma }) => sigma),
    { relative: 1e-5 },
  );
  model.coefnames.forEach((_, j) =>
    expectClose(
      sample.tbl.numeric(`β${j + 1}`),
      refits.map(({ coef }) => coef[j]),
      { relative: 1e-5, absolute: 1e-5 * model.stderror[j] },
    ),
  );
  const k = model.theta.length;
  expectClose(
    sample.θ,
    refits.flatMap(({ theta }) => [...theta]),
    { absolute: 2e-4 },
  );
  expect(sample.θ.length).toBe(n * k);
});

test.each(["slopes", "slopes_reml", "intercepts", "fixed_slopes", "fixed_slopes_weights_reml"])(
  "%s: weights that all subjects share and a fixed σ leave one evaluation a replicate",
  async (name) => {
    const { evaluations } = await parametricbootstrap(new MersenneTwister(9), 500, weightedFit(name), {
      workers: 1,
      progress: false,
    });
    expect(Math.max(...evaluations)).toBe(1);
  },
);

test("simulated errors have the variance σ²/w", () => {
  const model = weightedFit("slopes");
  const w = model.weights;
  const rng = new MersenneTwister(3);
  const sums = new Float64Array(4);
  const rounds = 400;
  for (let r = 0; r < rounds; r++) {
    simulate(rng, model, { β: [0, 0], σ: 5, θ: [0, 0, 0] }).forEach((value, i) => (sums[w[i]] += value * value));
  }
  for (const weight of [1, 2, 3]) {
    const count = rounds * w.filter((value) => value === weight).length;
    // The mean of `count` squares has the relative standard deviation √(2/count); this is four of them.
    expectClose([sums[weight] / count], [25 / weight], { relative: 4 * Math.sqrt(2 / count) });
  }
});

test("a fixed σ is the same in every replicate, also where another one is simulated from", async () => {
  const model = weightedFit("fixed_slopes");
  const sample = await parametricbootstrap(new MersenneTwister(1), 300, model, { σ: 30, progress: false });
  expect([...new Set(sample.σ)]).toEqual([20]);
  const rows = confint(sample);
  const row = (rows.column("par") as string[]).indexOf("σ");
  expect([rows.numeric("lower")[row], rows.numeric("upper")[row]]).toEqual([20, 20]);
  expect(sample.tbl.numeric("σ1").every((value) => value >= 0)).toBe(true);
});

test.each(["crossed", "fixed_slopes_weights"])("%s: the number of workers changes no bit", async (name) => {
  const samples = await Promise.all(
    [1, 3].map((workers) =>
      parametricbootstrap(new MersenneTwister(4), 3000, weightedFit(name), { workers, progress: false }),
    ),
  );
  expect([...samples[1].objective]).toEqual([...samples[0].objective]);
});

test.each(["responses", "statistics"] as const)(
  "drawn %s: intervals of predictions include the offset",
  async (draws) => {
    const model = weightedFit("offset");
    const sample = await parametricbootstrap(new MersenneTwister(2), 400, model, { draws, progress: false });
    const rows = tables.sleepstudy.toRows().slice(0, 10);
    const intervals = predictionintervals(sample, model, rows);
    expectClose(
      intervals.numeric("predicted"),
      predict(
        model,
        rows.map(({ subj: _, ...row }) => row),
        { newLevels: "population" },
      ),
      { relative: 1e-12 },
    );
    intervals.numeric("lower").forEach((lower, i) => {
      const middle = (lower + intervals.numeric("upper")[i]) / 2;
      expect(Math.abs(middle - intervals.numeric("predicted")[i])).toBeLessThan(5);
    });
  },
);

test.each(["slopes", "fixed_slopes_weights", "crossed_reml"])(
  "%s: drawn statistics give the distribution that responses give",
  async (name) => {
    const model = weightedFit(name);
    const n = 4000;
    const [a, b] = await Promise.all(
      (["responses", "statistics"] as const).map((draws) =>
        parametricbootstrap(new MersenneTwister(draws.length), n, model, { draws, progress: false }),
      ),
    );
    for (const column of a.tbl.columnNames.filter((each) => (model.sigmaIsFixed ? each !== "σ" : true))) {
      const [x, y] = [a.tbl.numeric(column), b.tbl.numeric(column)];
      const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / n;
      const spread = (values: Float64Array): number =>
        Math.sqrt(mean(values.map((value) => value * value)) - mean(values) ** 2);
      // Differences of two means of n numbers; among some 30 columns the largest is about 3 standard deviations.
      expect(Math.abs(mean(x) - mean(y))).toBeLessThan(4 * spread(x) * Math.sqrt(2 / n));
      // The relative standard deviation of a spread is about 1/√(2n) for normal numbers, more for skewed ones.
      expectClose([spread(x)], [spread(y)], { relative: 8 / Math.sqrt(2 * n) });
    }
  },
);

test.each([false, true])("modelled traces of a costly model know weights and a fixed σ, REML %s", (REML) => {
  const table = crossedTable(
    3000,
    [
      { levels: 300, sd: 0.3 },
      { levels: 180, sd: 0.5 },
      { levels: 9, sd: 0.06 },
    ],
    8,
  );
  const weights = Array.from({ length: 3000 }, (_, i) => 0.5 + ((i * 37) % 11) / 10);
  const plan = blueprint(fit("y ~ 1 + x + (1 | g1) + (1 | g2) + (1 | g3)", table, { REML, weights, σ: 0.9 }), {});
  const count = 30;
  const refits = (each: typeof plan): Replicates => {
    const refitter = new Refitter(each, count);
    refitter.open(new MersenneTwister(5).state());
    refitter.draw(count);
    const replicates = refitter.refit(1, count);
    refitter.release();
    return replicates;
  };
  const [exact, modelled] = [refits(plan), refits(measuredBlueprint(plan, true))];
  expect(modelled.failures).toEqual([]);
  expectClose(modelled.columns.subarray(0, count), exact.columns.subarray(0, count), { absolute: 1e-6 });
  expectClose(modelled.columns.subarray(count), exact.columns.subarray(count), { absolute: 2e-4 });
});
