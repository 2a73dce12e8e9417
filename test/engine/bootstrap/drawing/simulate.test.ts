import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { numbered } from "engine/bootstrap/sample/sampleLayout";
import { fit, refit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import type { RandomStream } from "engine/random/stream";
import { Xoshiro } from "engine/random/xoshiro";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { type FitName, fitted, specs } from "../../support/fits";

test.each([false, true])("a response is Xβ + σ(ε + ZΛu), ε and then u; ε as one array: %s", (bulk) => {
  const model = fitted("dyestuff");
  const rng = new MersenneTwister(9);
  const [ε, u] = [new Float64Array(30), new Float64Array(6)];
  if (bulk) rng.randnFill(ε);
  else ε.forEach((_, i) => void (ε[i] = rng.randn()));
  rng.randnFill(u);
  const batch = dataset("dyestuff").factor("batch").refs;
  const expected = ε.map((value, i) => model.coef[0] + model.sigma * (value + model.theta[0] * u[batch[i]]));
  expectClose(simulate(new MersenneTwister(9), model, { bulk }), expected, { relative: 1e-14 });
  expect(() => simulate(rng, model, { bulk: 1 } as never)).toThrow("bulk is true or false; got 1");
});

const streams: [string, () => RandomStream][] = [
  ["MersenneTwister", () => new MersenneTwister(42)],
  ["MersenneTwister of Julia 1.10", () => new MersenneTwister(42, { julia: "1.10" })],
  ["Xoshiro", () => new Xoshiro(42)],
  ["StableRNG", () => new StableRNG(42)],
];

describe.each(streams)("of %s", (_, stream) => {
  test.each(["dyestuff", "sleepstudy", "pastes", "penicillin", "kb07_m1", "sleepstudy_reml"] as FitName[])(
    "the refit to a simulated response is the bootstrap's first replicate: %s",
    async (name) => {
      const model = fitted(name);
      const [rng, other] = [stream(), stream()];
      const { objective, tbl } = await parametricbootstrap(rng, 1, model, { progress: false });
      const refitted = refit(model, simulate(other, model));
      expect(Math.abs(refitted.objective / objective[0] - 1)).toBeLessThan(1e-12);
      expectClose(
        refitted.coef,
        model.coefnames.map((_, j) => tbl.numeric(numbered("β", j, model.coef.length))[0]),
        {
          relative: 1e-6,
          absolute: 1e-5 * Math.min(...model.stderror),
        },
      );
      expect(other.state()).toEqual(rng.state());
    },
  );
});

test("as one array the rows are other numbers, but of a StableRNG", () => {
  const model = fitted("sleepstudy");
  for (const [, stream] of streams) {
    const [single, bulk] = [false, true].map((bulk) => simulate(stream(), model, { bulk }));
    if (stream().julia === undefined) expect(bulk).toEqual(single);
    else expect(bulk).not.toEqual(single);
  }
});

test("refitting many rows of it recovers the parameters", () => {
  const model = fitted("sleepstudy");
  const response = simulate(new MersenneTwister(4), model, { β: [100, 5], σ: 0.001, θ: [1, 0, 1] });
  const table = dataset("sleepstudy");
  const refit = fit("y ~ 1 + days + (1 | subj)", {
    y: response,
    days: table.numeric("days"),
    subj: table.column("subj"),
  });
  expectClose(refit.coef, [100, 5], { absolute: 0.01 });
});

test("other data have levels of their own, each with new random effects", () => {
  const model = fitted("sleepstudy");
  const newdata = { days: [2, 0, 1, NaN, 3], subj: ["z", "S308", "z", "S308", null] };
  const [β0, β1] = model.coef;
  const rng = new MersenneTwister(3);
  const ε = Float64Array.from({ length: 5 }, () => rng.randn());
  const u = new Float64Array(4);
  rng.randnFill(u);
  const [a, b, c] = model.theta;
  // S308 comes before z; θ holds the columns of λ.
  const effects = [0, 1].map((level) => [a * u[2 * level], b * u[2 * level] + c * u[2 * level + 1]]);
  const expected = [
    [2, 1],
    [0, 0],
    [1, 1],
  ].map(([days, level], i) => β0 + β1 * days + model.sigma * (ε[i] + effects[level][0] + effects[level][1] * days));
  const response = simulate(new MersenneTwister(3), model, { newdata });
  expectClose(response.slice(0, 3), expected, { relative: 1e-14 });
  expect([...response.slice(3)]).toEqual([NaN, NaN]);
});

test.each(["sleepstudy", "pastes", "machines", "kb07_m0", "penicillin"] as FitName[])(
  "the data of the fit as other data give the same response: %s",
  (name) => {
    const model = fitted(name);
    expect(simulate(new MersenneTwister(8), model, { newdata: dataset(specs[name][0]), σ: 2 })).toEqual(
      simulate(new MersenneTwister(8), model, { σ: 2 }),
    );
    expect(() => simulate(new MersenneTwister(8), model, { newdata: { other: [1] } })).toThrow(
      "new data need every column of the right side; unknown column",
    );
  },
);

test("an offset belongs to other data as well, weights given as numbers do not", () => {
  const table = dataset("sleepstudy");
  const shifted = fit("reaction ~ 1 + days + offset(20 * sqrt(days)) + (1 | subj)", table);
  expect(simulate(new MersenneTwister(8), shifted, { newdata: table })).toEqual(
    simulate(new MersenneTwister(8), shifted),
  );
  const weighted = fit("reaction ~ 1 + days + (1 | subj)", table, { weights: new Float64Array(180).fill(4) });
  const [own, other] = [
    simulate(new MersenneTwister(8), weighted, { θ: [0] }),
    simulate(new MersenneTwister(8), weighted, { θ: [0], newdata: table }),
  ];
  const mean = table.numeric("days").map((days) => weighted.coef[0] + days * weighted.coef[1]);
  expectClose(
    other.map((value, i) => value - mean[i]),
    own.map((value, i) => 2 * (value - mean[i])),
    { absolute: 1e-10 },
  );
});

test("the spread of other data is that of the model", () => {
  const model = fitted("pastes");
  const newdata = {
    batch: Array.from({ length: 4000 }, (_, i) => `b${Math.floor(i / 2)}`),
    cask: Array.from({ length: 4000 }, (_, i) => `c${i % 2}`),
  };
  const y = simulate(new MersenneTwister(1), model, { newdata });
  const variance = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + (value - model.coef[0]) ** 2, 0) / values.length;
  const wanted = model.sigma ** 2 + model.σs["batch & cask"]["(Intercept)"] ** 2 + model.σs.batch["(Intercept)"] ** 2;
  // The relative standard error of a variance from 4000 values in pairs is below √(4/4000).
  expect(Math.abs(variance(y) / wanted - 1)).toBeLessThan(4 * Math.sqrt(4 / 4000));
});

test("bad parameters are refused", () => {
  expect(() => simulate(new MersenneTwister(1), fitted("dyestuff"), { tehta: [1] } as object)).toThrow(
    "did you mean 'theta'",
  );
  expect(() => simulate(new MersenneTwister(1), fitted("dyestuff"), { θ: [1, 2] })).toThrow(
    "θ must have 1 elements; got 2",
  );
});

test("errors of other data have the weights of their column, where the fit took its own from one", () => {
  const rows = dataset("sleepstudy")
    .toRows()
    .map((row, i) => ({ ...row, w: 1 + (i % 3) }));
  const weighted = fit("reaction ~ 1 + days + (1 | subj)", rows, { weights: "w" });
  const one = { days: Array.from({ length: 4000 }, () => 3), subj: Array.from({ length: 4000 }, () => "a") };
  const spread = (newdata: object): number => {
    const y = simulate(new Xoshiro(5), weighted, { θ: [0], newdata: newdata as never });
    const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
    return Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length);
  };
  const plain = spread(one);
  expect(plain / weighted.σ).toBeCloseTo(1, 1);
  expect(spread({ ...one, w: one.days.map(() => 100) })).toBeCloseTo(plain / 10, 10);
  expect(() => spread({ ...one, w: one.days.map(() => -1) })).toThrow("weights must be positive and finite");
});
