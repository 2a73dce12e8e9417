import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modeltable } from "engine/bootstrap/modelTable";
import { combinereplicates, restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { bootstrap } from "engine/inference/bootstrap";
import { conditionalEffects, reflatedEffects, reflatedResiduals } from "engine/inference/reflate";
import { fit, refit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

const quiet = { progress: false };
const sleepstudy = fitted("sleepstudy");
const pastes = fitted("pastes");
const population = (model: LinearMixedModel): Float64Array =>
  model.response.map((_, i) =>
    model.data.frame.fixed.columns.reduce((sum, column, j) => sum + column[i] * model.coef[j], 0),
  );
const index = (rng: MersenneTwister, count: number): number => Math.floor(rng.rand() * count);

describe("what is resampled", () => {
  test.each(["sleepstudy", "pastes", "kb07_m1"] as const)(
    "effects and residuals of %s have the mean and covariance of the model",
    (name) => {
      const model = fitted(name);
      const residuals = reflatedResiduals(model);
      expectClose(
        [
          mean(residuals, residuals),
          mean(
            residuals,
            residuals.map(() => 1),
          ),
        ],
        [1, 0],
        { absolute: 1e-12 },
      );
      const effects = reflatedEffects(model);
      model.data.terms.forEach(({ levels, names }, t) => {
        const s = names.length;
        const lambda = model.lambda[t];
        const column = (i: number): Float64Array =>
          Float64Array.from({ length: levels }, (_, l) => effects[t][l * s + i]);
        for (let i = 0; i < s; i++)
          for (let j = 0; j < s; j++) {
            const expected = lambda
              .subarray(i * s, (i + 1) * s)
              .reduce((sum, value, k) => sum + value * lambda[j * s + k], 0);
            expect(mean(column(i), column(j))).toBeCloseTo(expected, 10);
            expect(mean(column(i), column(j).fill(1))).toBeCloseTo(0, 10);
          }
      });
    },
  );
});

function mean(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0) / a.length;
}

describe("each method refits to what it says", () => {
  test("conditional: new residuals on the fitted values", async () => {
    const sample = await bootstrap(new MersenneTwister(3), 4, sleepstudy, { method: "conditional", ...quiet });
    const rng = new MersenneTwister(3);
    const noise = new Float64Array(sleepstudy.nobs);
    for (let r = 0; r < 4; r++) {
      rng.randnFill(noise);
      expectReplicate(
        sample,
        r,
        refit(
          sleepstudy,
          sleepstudy.fitted.map((value, i) => value + sleepstudy.sigma * noise[i]),
        ),
      );
    }
    expectClose(
      conditionalEffects(sleepstudy)[0].slice(0, 2),
      [
        sleepstudy.ranef.subj.numeric("(Intercept)")[0] / sleepstudy.sigma,
        sleepstudy.ranef.subj.numeric("days")[0] / sleepstudy.sigma,
      ],
      { relative: 1e-12 },
    );
  });

  test("residual: residuals, then the levels of each term, with replacement", async () => {
    const sample = await bootstrap(new MersenneTwister(4), 3, pastes, { method: "residual", ...quiet });
    const rng = new MersenneTwister(4);
    const [residuals, effects] = [reflatedResiduals(pastes), reflatedEffects(pastes)];
    for (let r = 0; r < 3; r++) {
      const y = population(pastes).map((value) => value + pastes.sigma * residuals[index(rng, pastes.nobs)]);
      pastes.data.terms.forEach(({ refs, levels }, t) => {
        const source = Array.from({ length: levels }, () => index(rng, levels));
        refs.forEach((level, i) => (y[i] += pastes.sigma * effects[t][source[level]]));
      });
      expectReplicate(sample, r, refit(pastes, y));
    }
  });

  test("wild: y − Xβ̂ over the leverage, with one weight for each level", async () => {
    const sample = await bootstrap(new MersenneTwister(5), 3, sleepstudy, {
      method: "wild",
      weights: "rademacher",
      leverage: "hc3",
      ...quiet,
    });
    const rng = new MersenneTwister(5);
    const { days, subj } = { days: dataset("sleepstudy").numeric("days"), subj: dataset("sleepstudy").factor("subj") };
    const center = days.reduce((sum, value) => sum + value, 0) / days.length;
    const squares = days.reduce((sum, value) => sum + (value - center) ** 2, 0);
    const mu = population(sleepstudy);
    for (let r = 0; r < 3; r++) {
      const weight = Array.from({ length: 18 }, () => (rng.rand() < 0.5 ? -1 : 1));
      const y = mu.map(
        (value, i) =>
          value +
          ((sleepstudy.response[i] - value) / (1 - 1 / 180 - (days[i] - center) ** 2 / squares)) * weight[subj.refs[i]],
      );
      expectReplicate(sample, r, refit(sleepstudy, y));
    }
  });

  test("wild: Mammen's weights have mean 0, variance 1 and third moment 1", async () => {
    const n = 20_000;
    const beta = (await bootstrap(new MersenneTwister(6), n, pastes, { method: "wild", ...quiet })).tbl.numeric("β1");
    // β̂ of the balanced design is the mean of the response, so β* − β̂ is a weighted sum of the batches' residuals.
    const batch = dataset("pastes").factor("batch");
    const sums = batch.levels.map(
      (_, level) =>
        pastes.response.reduce(
          (sum, value, i) =>
            sum + (batch.refs[i] === level ? (value - pastes.coef[0]) / Math.sqrt(1 - 1 / pastes.nobs) : 0),
          0,
        ) / pastes.nobs,
    );
    const [variance, third] = [2, 3].map((power) => sums.reduce((sum, value) => sum + value ** power, 0));
    const deviations = beta.map((value) => value - pastes.coef[0]);
    const moment = (power: number): number => deviations.reduce((sum, value) => sum + value ** power, 0) / n;
    // Five Monte-Carlo standard errors: those of a variance are about √(2/n) of it, of a third moment √(15/n) of σ³.
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(variance / n));
    expect(Math.abs(moment(2) / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3) - third)).toBeLessThan(5 * Math.sqrt(15 / n) * variance ** 1.5);
  });

  test.each(pastes.groupings)("case: the rows of the levels of %s", async (name) => {
    const sample = await bootstrap(new MersenneTwister(7), 3, pastes, { method: "case", group: name, ...quiet });
    const rng = new MersenneTwister(7);
    const rows = dataset("pastes").toRows();
    const term = pastes.data.terms.find(({ grouping }) => grouping === name)!;
    for (let r = 0; r < 3; r++) {
      const drawn = Array.from({ length: term.levels }, () => index(rng, term.levels));
      const data = drawn.flatMap((level, copy) =>
        rows
          .filter((_, i) => term.refs[i] === level)
          .map((row) => ({
            ...row,
            cask: `${copy}-${String(row.cask)}`,
            batch: name === "batch" ? `b${copy}` : row.batch,
          })),
      );
      expectReplicate(sample, r, fit(pastes.formula, asTable(data)));
    }
  });

  test("a sample knows its method, in a file and in a model table too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mixedmodels-"));
    const [cases, wild] = [
      await bootstrap(new MersenneTwister(7), 5, sleepstudy, { method: "case", ...quiet }),
      await bootstrap(new MersenneTwister(7), 5, sleepstudy, { method: "wild", ...quiet }),
    ];
    savereplicates(join(folder, "cases.arrow"), cases);
    const restored = restorereplicates(join(folder, "cases.arrow"), sleepstudy);
    rmSync(folder, { recursive: true });
    for (const sample of [cases, restored, combinereplicates(cases, restored)]) {
      expect(() => sample.se).toThrow(
        "the standard errors of replicates need the design of the model; those of a case bootstrap have a design each",
      );
    }
    expect(wild.se).toHaveLength(10);
    expect(() => combinereplicates(cases, wild)).toThrow(
      "samples of one kind of bootstrap can be combined; these are case and wild",
    );
    expect(String(modeltable(sleepstudy, { samples: [restored] }))).toContain(
      "shortest coverage interval of a case bootstrap]",
    );
    expect(String(modeltable(sleepstudy, sleepstudy, { samples: [cases, wild] }))).toContain(
      "shortest coverage interval of a bootstrap]",
    );
  });

  test.each(["residual", "case", "wild", "conditional"] as const)(
    "%s gives the same bits on any number of threads",
    async (method) => {
      const runs = await Promise.all(
        [1, 3].map((workers) => bootstrap(new MersenneTwister(8), 600, pastes, { method, workers, ...quiet })),
      );
      expect(runs[1].tbl.toRows()).toEqual(runs[0].tbl.toRows());
      expect(runs[0].failures).toEqual([]);
    },
  );
});

/** The objective of a refit lies within 1e-6 of the optimum; θ is determined about as well as its square root. */
function expectReplicate(sample: Awaited<ReturnType<typeof bootstrap>>, r: number, expected: LinearMixedModel): void {
  expect(sample.tbl.numeric("obj")[r] - expected.objective).toBeLessThan(2e-6);
  expect(sample.tbl.numeric("obj")[r] - expected.objective).toBeGreaterThan(-2e-6);
  expectClose([sample.tbl.numeric("β1")[r], sample.σ[r]], [expected.coef[0], expected.sigma], { relative: 1e-5 });
}

describe("a bootstrap refuses", () => {
  const kb07 = fitted("kb07_m1");
  const run = (model: LinearMixedModel, options: object): Promise<unknown> =>
    bootstrap(new MersenneTwister(1), 5, model, { ...quiet, ...options } as never);
  test.each<[LinearMixedModel, object, string]>([
    [
      kb07,
      { method: "wild", group: "subj" },
      "a wild bootstrap needs every grouping factor nested in the one whose levels are weighted; 'item' crosses 'subj'",
    ],
    [
      kb07,
      { method: "case" },
      "a case bootstrap of crossed grouping factors needs the option group, one of item, subj",
    ],
    [kb07, { method: "case", group: "sub" }, "unknown grouping factor 'sub' (did you mean 'subj'?)"],
    [
      sleepstudy,
      { method: "cases" },
      'the method of bootstrap is one of residual, case, wild, conditional; got "cases"',
    ],
    [sleepstudy, {}, "the method of bootstrap is one of residual, case, wild, conditional; got undefined"],
    [
      sleepstudy,
      { method: "residual", weights: "mammen" },
      "the options weights and leverage are for the method wild; the method is residual",
    ],
    [
      sleepstudy,
      { method: "conditional", group: "subj" },
      "the option group is for the methods case and wild; the method is conditional",
    ],
    [
      sleepstudy,
      { method: "wild", weights: "webb" },
      'the weights of a wild bootstrap are "mammen" or "rademacher"; got "webb"',
    ],
    [sleepstudy, { method: "wild", workers: 0 }, "workers must be a positive whole number; got 0"],
  ])("case %#", async (model, options, message) => {
    await expect(run(model, options)).rejects.toThrow(message);
  });
});

describe("weights, an offset and a fixed σ", () => {
  const rows = dataset("sleepstudy")
    .toRows()
    .map((row, i) => ({ ...row, w: 0.5 + (i % 5) / 2, known: Math.sin(i) * 10 }));
  const options = { weights: "w", offset: "known", sigma: 30 };
  const model = fit("reaction ~ 1 + days + (1 + days | subj)", asTable(rows), options);
  const columns = asTable(rows);

  test("are those of the responses that a conditional bootstrap draws", async () => {
    const sample = await bootstrap(new MersenneTwister(3), 2, model, { method: "conditional", ...quiet });
    const rng = new MersenneTwister(3);
    const noise = new Float64Array(180);
    for (let r = 0; r < 2; r++) {
      rng.randnFill(noise);
      const y = model.fitted.map((value, i) => value + (30 * noise[i]) / Math.sqrt(columns.numeric("w")[i]));
      expectReplicate(sample, r, refit(model, y));
    }
  });

  test("are those of the levels that a case bootstrap draws", async () => {
    const sample = await bootstrap(new MersenneTwister(7), 2, model, { method: "case", ...quiet });
    const rng = new MersenneTwister(7);
    const { refs, levels } = columns.factor("subj");
    for (let r = 0; r < 2; r++) {
      const drawn = Array.from({ length: levels.length }, () => index(rng, levels.length));
      const data = drawn.flatMap((level, copy) =>
        rows.filter((_, i) => refs[i] === level).map((row) => ({ ...row, subj: `s${copy}` })),
      );
      expectReplicate(sample, r, fit(model.formula, asTable(data), options));
    }
  });

  test("are those of the residuals that a wild or residual bootstrap resamples", async () => {
    const residuals = reflatedResiduals(model);
    expectClose([mean(residuals, residuals)], [1], { absolute: 1e-12 });
    for (const method of ["wild", "residual"] as const) {
      const sample = await bootstrap(new MersenneTwister(8), 300, model, { method, ...quiet });
      const center = sample.tbl.numeric("β2").reduce((sum, value) => sum + value, 0) / 300;
      expect(Math.abs(center - model.coef[1])).toBeLessThan((4 * model.stderror[1]) / Math.sqrt(300));
      expect(new Set(sample.σ)).toEqual(new Set([30]));
    }
  });
});
