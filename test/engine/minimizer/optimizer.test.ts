import { modelFrame } from "engine/formula/frame/modelFrame";
import type { OptimizerOptions } from "engine/minimizer/optimizerOptions";
import { type FitOptions, fit } from "engine/model/fit";
import { fitFrame } from "engine/model/fitFrame";
import { crossedTable } from "../support/crossedTable";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { subset } from "../support/problems";
import { randomModel } from "../support/randomModels";

const ragged = subset("kb07", (_, i) => (i * 7919) % 101 > 60);
const formula = "rt_trunc ~ 1 + spkr * prec + (1 + spkr | subj) + (1 + prec | item)";
const raggedFit = (options: FitOptions) => fit(formula, ragged, options);
const best = raggedFit({ log: true });

describe("starting values", () => {
  test("a fit begins where it is told and ends at the same minimum", () => {
    const model = raggedFit({ start: [0.5, 0.1, 0.2, 0.3, 0, 0.2], log: true });
    expect([1, 2, 3, 4, 5, 6].map((j) => model.fitlog.numeric(`θ${j}`)[0])).toEqual([0.5, 0.1, 0.2, 0.3, 0, 0.2]);
    expect(model.fitlog.column("start")[0]).toBe("given");
    expectClose([model.objective], [best.objective], { relative: 1e-11 });
  });

  test("a start at the minimum is the end", () => {
    const model = raggedFit({ start: best.theta, log: true });
    expect(model.minimum.evaluations).toBeLessThanOrEqual(2);
    expectClose([model.objective], [best.objective], { relative: 1e-11 });
  });

  test("a start without random effects leaves it", () => {
    expectClose([raggedFit({ start: [0, 0, 0, 0, 0, 0] }).objective], [best.objective], { relative: 1e-11 });
  });

  test.each<[ArrayLike<number>, string]>([
    [[1, 2], "starting values are a θ of 6 elements (subj 3, item 3); got 2"],
    [[1, 0, NaN, 1, 0, 1], "starting values must be finite; θ3 is NaN"],
    [[1, 0, 1, Infinity, 0, 1], "starting values must be finite; θ4 is Infinity"],
    [[1, 0, -0.5, 1, 0, 1], "the diagonal elements of λ are not negative; the starting value of θ3 is -0.5"],
  ])("%p is refused", (start, message) => {
    expect(() => raggedFit({ start })).toThrow(message);
  });

  test("an element off the diagonal may be negative", () => {
    expectClose([raggedFit({ start: [1, -0.5, 1, 1, -2, 1] }).objective], [best.objective], { relative: 1e-11 });
  });
});

describe("the fit log", () => {
  test("goes down to the minimum, a row for every point that was accepted", () => {
    const { fitlog } = best;
    expect(fitlog.columnNames).toEqual(["step", "start", "objective", "θ1", "θ2", "θ3", "θ4", "θ5", "θ6"]);
    expect([...fitlog.column("step")]).toEqual(Array.from({ length: fitlog.numRows }, (_, i) => i + 1));
    const objective = fitlog.numeric("objective");
    objective.forEach(
      (value, i) => i > 0 && expect(value).toBeLessThanOrEqual(objective[i - 1] + 1e-12 * Math.abs(value)),
    );
    expectClose([objective.at(-1)!], [best.objective], { relative: 1e-12 });
    expectClose(
      [1, 2, 3, 4, 5, 6].map((j) => fitlog.numeric(`θ${j}`).at(-1)!),
      best.theta,
      { absolute: 1e-9 },
    );
    expect(fitlog.numRows).toBeLessThanOrEqual(best.minimum.evaluations);
    expect(String(fitlog)).toContain("Points that the fit accepted");
  });

  test("tells every start when the first was in doubt", () => {
    const { frame, reml: REML } = randomModel(171);
    const { certificate, fitlog } = fitFrame(frame, { REML, log: true });
    expect(certificate).toMatchObject({ converged: true, starts: 67, agreeing: 67 });
    const starts = [...new Set(fitlog.column("start") as string[])];
    expect(starts.slice(0, 4)).toEqual(["λ = I", "λ = 0.1·I", "λ = 1000·I", "scattered 1"]);
    const ofWhole = starts.filter((name) => !name.startsWith("block"));
    expect(ofWhole.length).toBe(67);
    expect(ofWhole.at(-1)).toBe("from blocks 1, 2, 3, 4, 5 of λ alone");
  });

  test("begins with moments for a sparse model", () => {
    const table = crossedTable(
      3000,
      [
        { levels: 300, sd: 0.3 },
        { levels: 180, sd: 0.5 },
      ],
      8,
    );
    expect(fit("y ~ 1 + x + (1 | g1) + (1 | g2)", table, { log: true }).fitlog.column("start")[0]).toBe("moments");
  });

  test("is kept on demand", () => {
    expect(() => fitted("sleepstudy").fitlog).toThrow(
      "a fit keeps its log when it is asked to, by fit(…, { log: true }); this one was not",
    );
    expect(() => raggedFit({ log: 1 as unknown as boolean })).toThrow("log must be true or false; got 1");
  });

  test("changes no bit of the fit", () => {
    const other = raggedFit({});
    expect([other.objective, ...other.theta]).toEqual([best.objective, ...best.theta]);
  });
});

describe("the options of the optimizer", () => {
  test.each([1, 2, 3, 4, 5])("maxfeval %i is kept, and said", (maxfeval) => {
    const model = raggedFit({ optimizer: { maxfeval } });
    expect(model.minimum.evaluations).toBe(Math.min(maxfeval, best.minimum.evaluations));
    expect(model.objective).toBeGreaterThanOrEqual(best.objective - 1e-9);
    expect(model.certificate.summary).toBe(
      maxfeval < best.minimum.evaluations
        ? "not converged: do not use these estimates, as the search was cut off by maxfeval = " +
            `${maxfeval}: allow more evaluations`
        : "converged",
    );
  });

  test.each([12, 14, 16, 20, 30])("so it is where Newton's method helps: maxfeval %i", (maxfeval) => {
    const table = subset("pastes", (_, i) => (i * 7919) % 101 > 40);
    const model = fit("strength ~ 1 + (1 | batch / cask)", table, { optimizer: { maxfeval, ftol_abs: 0 } });
    expect(model.minimum.evaluations).toBeLessThanOrEqual(maxfeval);
  });

  test.each([1, 2, 3, 4, 5, 6])(
    "and where the first step is taken from sampled traces: maxfeval %i",
    (maxEvaluations) => {
      const table = crossedTable(
        3000,
        [
          { levels: 300, sd: 0.3 },
          { levels: 180, sd: 0.5 },
        ],
        8,
      );
      const model = fitFrame(modelFrame("y ~ 1 + x + (1 | g1) + (1 | g2)", table), {
        REML: false,
        costly: 0,
        maxEvaluations,
      });
      expect(model.minimum.evaluations).toBeLessThanOrEqual(maxEvaluations);
      expect(model.certificate.converged).toBe(model.minimum.failure === undefined);
      expect(Number.isFinite(model.objective)).toBe(true);
    },
  );

  test("a loose tolerance ends earlier, and the certificate tells", () => {
    const loose = raggedFit({ optimizer: { ftol_abs: 1 } });
    expect(loose.minimum.evaluations).toBeLessThan(best.minimum.evaluations);
    expect(raggedFit({ optimizer: { ftol_rel: 1e-4 } }).minimum.evaluations).toBeLessThan(best.minimum.evaluations);
    expect(loose.objective - best.objective).toBeLessThan(10);
    expect(loose.certificate.summary).toMatch(/^not converged: /);
  });

  test("a tolerance of 0 is as good as it gets", () => {
    expectClose([raggedFit({ optimizer: { ftol_abs: 0 } }).objective], [best.objective], { relative: 1e-11 });
  });

  test.each<[object, string]>([
    [
      { maxfevals: 3 },
      "unknown option of optimizer 'maxfevals' (did you mean 'maxfeval'?); options are maxfeval, ftol_abs, ftol_rel",
    ],
    [{ maxfeval: 0 }, "maxfeval must be a positive whole number; got 0"],
    [{ maxfeval: 2.5 }, "maxfeval must be a positive whole number; got 2.5"],
    [{ ftol_abs: -1 }, "ftol_abs must be a number from 0 on; got -1"],
    [{ ftol_rel: NaN }, "ftol_rel must be a number from 0 on; got NaN"],
  ])("%p is refused", (optimizer, message) => {
    expect(() => raggedFit({ optimizer: optimizer as OptimizerOptions })).toThrow(message);
  });
});

test("a second minimum that another start finds is told", () => {
  const { frame, reml: REML } = randomModel(172);
  const model = fitFrame(frame, { REML, log: true });
  expect(model.certificate).toMatchObject({ converged: true, starts: 55 });
  const { agreeing } = model.certificate;
  expect(agreeing).toBeGreaterThan(20);
  expect(agreeing).toBeLessThan(55);
  expect(model.view().certificate!.explanation.at(-2)).toBe(
    "The search began at 55 places, as another one might have led to a better fit: " +
      `${agreeing} of them led to this fit, none to a better one.`,
  );
  const { fitlog } = model;
  const ends = new Map((fitlog.column("start") as string[]).map((start, i) => [start, fitlog.numeric("objective")[i]]));
  expect(Math.min(...ends.values())).toBeCloseTo(model.objective, 8);
  expect(Math.max(...ends.values())).toBeGreaterThan(model.objective + 1e-6);
});

test("a given optimum of a large sparse model is accepted at once", () => {
  const table = crossedTable(
    3000,
    [
      { levels: 300, sd: 0.3 },
      { levels: 180, sd: 0.5 },
    ],
    8,
  );
  const model = fit("y ~ 1 + x + (1 | g1) + (1 | g2)", table);
  expect(fit("y ~ 1 + x + (1 | g1) + (1 | g2)", table, { start: model.theta }).minimum.evaluations).toBeLessThan(
    model.minimum.evaluations,
  );
});
