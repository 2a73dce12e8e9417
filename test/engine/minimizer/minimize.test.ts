import { Refitter } from "engine/bootstrap/computing/refitter";
import { blueprint } from "engine/bootstrap/drawing/blueprint";
import type { Problem } from "engine/deviance/problem";
import { Minimizer } from "engine/minimizer/minimize";
import { newton } from "engine/minimizer/newton";
import { snapToBoundary } from "engine/minimizer/snapToBoundary";
import { type FitOptions, fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import { expectClose } from "../support/expectClose";
import { type FitName, fitted } from "../support/fits";
import { plainDraw } from "../support/plainDraws";
import { frames, subset, testProblem } from "../support/problems";

const REML: FitOptions = { REML: true };

/** A data set without a part of its rows, drawn with a seed. */
function ragged(name: string, part: number, seed: number): Table {
  const rng = new MersenneTwister(seed);
  return subset(name, () => rng.rand() >= part);
}

interface Refits {
  readonly evaluations: number[];
  readonly objective: Float64Array;
  /** θ of a replicate. */
  readonly theta: (i: number) => Float64Array;
}

function refits(model: LinearMixedModel, count: number, seed: number): Refits {
  const refitter = new Refitter(blueprint(model, {}), count);
  refitter.open(new MersenneTwister(seed).state());
  refitter.draw(count);
  const { columns, evaluations, failures } = refitter.refit(1, count);
  refitter.release();
  expect(failures).toEqual([]);
  const k = model.theta.length;
  const first = columns.length - k * count;
  return {
    evaluations: Array.from(evaluations),
    objective: columns.slice(0, count),
    theta: (i) => Float64Array.from({ length: k }, (_, j) => columns[first + j * count + i]),
  };
}

test.each<[FitName, number]>([
  ["dyestuff", 2],
  ["dyestuff_reml", 2],
  ["dyestuff2", 2],
  ["sleepstudy", 2],
  ["sleepstudy_reml", 2],
  ["sleepstudy_zerocorr", 2],
  ["penicillin", 2],
  ["pastes", 2],
  ["machines", 2],
  ["kb07_m1", 6],
  ["kb07_m0", 8],
])("the first fit of %s takes at most %i evaluations", (name, most) => {
  expect(fitted(name).minimum.evaluations).toBeLessThanOrEqual(most);
});

describe("balanced designs take one evaluation a replicate", () => {
  const models: [string, () => LinearMixedModel][] = [
    ["dyestuff", () => fitted("dyestuff")],
    ["dyestuff REML", () => fitted("dyestuff_reml")],
    ["sleepstudy", () => fitted("sleepstudy")],
    ["sleepstudy REML", () => fitted("sleepstudy_reml")],
    ["sleepstudy without correlation", () => fitted("sleepstudy_zerocorr")],
    ["pastes", () => fitted("pastes")],
    ["pastes REML", () => fit("strength ~ 1 + (1 | batch / cask)", dataset("pastes"), REML)],
    ["penicillin", () => fitted("penicillin")],
    ["penicillin REML", () => fit("diameter ~ 1 + (1 | plate) + (1 | sample)", dataset("penicillin"), REML)],
    ["oxide REML", () => fit("Thickness ~ 1 + Source + (1 | Lot / Wafer)", dataset("oxide"), REML)],
    [
      "oxide with crossed sites REML",
      () => fit("Thickness ~ 1 + Source + (1 | Lot / Wafer) + (1 | Site)", dataset("oxide"), REML),
    ],
    [
      "machines within workers REML",
      () => fit("score ~ 1 + Machine + (1 | Worker / Machine)", dataset("machines"), REML),
    ],
  ];
  test.each(models)("%s", (_, model) => {
    const { evaluations } = refits(model(), 200, 7);
    expect(Math.max(...evaluations)).toBe(1);
  });

  test("machines REML, but for a few whose rounding asks for a last look", () => {
    const { evaluations } = refits(fitted("machines"), 200, 7);
    expect(evaluations.filter((count) => count > 1).length).toBeLessThanOrEqual(20);
    expect(Math.max(...evaluations)).toBeLessThanOrEqual(2);
  });
});

test.each([
  [0.15, 3],
  [0.4, 5],
  [0.4, 77],
])("pastes without %f of the rows (seed %i) take few evaluations", (part, seed) => {
  const { evaluations } = refits(fit("strength ~ 1 + (1 | batch / cask)", ragged("pastes", part, seed)), 500, 17);
  expect(evaluations.reduce((sum, count) => sum + count) / 500).toBeLessThanOrEqual(5);
  expect(Math.max(...evaluations)).toBeLessThanOrEqual(15);
});

describe("every replicate is at the optimum", () => {
  const models: [string, () => LinearMixedModel, number][] = [
    ["dyestuff", () => fitted("dyestuff"), 60],
    ["sleepstudy", () => fitted("sleepstudy"), 60],
    ["ragged sleepstudy", () => fit("reaction ~ 1 + days + (1 + days | subj)", ragged("sleepstudy", 0.3, 1)), 60],
    [
      "ragged sleepstudy without correlation",
      () => fit("reaction ~ 1 + days + (1 + days || subj)", ragged("sleepstudy", 0.3, 1)),
      60,
    ],
    ["ragged pastes", () => fit("strength ~ 1 + (1 | batch / cask)", ragged("pastes", 0.4, 5)), 60],
    [
      "ragged machines within workers",
      () => fit("score ~ 1 + Machine + (1 | Worker / Machine)", ragged("machines", 0.3, 2), REML),
      40,
    ],
    ["kb07 m1", () => fitted("kb07_m1"), 20],
    ["kb07 m0", () => fitted("kb07_m0"), 4],
  ];
  test.each(models)("%s", (_, make, count) => {
    const model = make();
    const { objective, theta } = refits(model, count, 99);
    const plan = blueprint(model, {});
    const rng = new MersenneTwister(99);
    const problem: Problem = testProblem(model.data.frame, model.REML).problem;
    const scale = 2 * problem.deviance.degreesOfFreedom * Math.log(model.sigma);
    for (let i = 0; i < count; i++) {
      problem.deviance.statistics.set(plainDraw(plan, rng));
      const starts = [
        problem.layout.identity(),
        problem.layout.identity().map((value) => 0.3 * value),
        theta(i).map((value, j) => value + 0.05 * Math.sin(j + 1)),
        model.theta,
      ];
      const reference = Math.min(...starts.map((start) => newton(problem, Float64Array.from(start)).objective));
      expect(objective[i] - scale - reference).toBeLessThan(1e-9);
    }
  });
});

describe.each(Object.keys(frames))("%s", (name) => {
  const { problem } = testProblem(frames[name](), false);

  test("the result says where the deviance was left", () => {
    const minimizer = new Minimizer(problem);
    minimizer.minimize(problem.layout.identity());
    snapToBoundary(minimizer);
    expect(minimizer.failure).toBeUndefined();
    const { deviance, layout } = problem;
    if (minimizer.holdsSolution) {
      expect(deviance.objective).toBe(minimizer.objective);
      expect(deviance.r2).toBe(minimizer.r2);
      const held = layout.lambdas().map((_, t) => deviance.lambdas[t].map(Math.abs));
      const expected = layout.lambdas();
      layout.fill(expected, minimizer.theta);
      expect(held.map((lambda) => [...lambda])).toEqual(expected.map((lambda) => [...lambda.map(Math.abs)]));
    }
    layout.fill(deviance.lambdas, minimizer.theta);
    deviance.factor(false);
    expectClose([deviance.solve(false), deviance.r2], [minimizer.objective, minimizer.r2], { relative: 1e-13 });
  });

  test("the same response gives the same bits whatever was fitted before", () => {
    const minimizer = new Minimizer(problem);
    const own = problem.deviance.statistics.slice();
    minimizer.minimize(problem.layout.identity());
    const first = minimizer.minimum();
    problem.deviance.statistics[0] *= 1.5;
    minimizer.minimize(problem.layout.identity());
    problem.deviance.statistics.set(own);
    minimizer.minimize(problem.layout.identity());
    expect(minimizer.minimum()).toEqual(first);
  });

  test("a looser tolerance takes no more evaluations and is as good as it says", () => {
    const [exact, loose] = [new Minimizer(problem), new Minimizer(problem, { tolerance: 1e-5 })];
    exact.minimize(problem.layout.identity());
    loose.minimize(problem.layout.identity());
    expect(loose.evaluations).toBeLessThanOrEqual(exact.evaluations);
    expect(loose.objective - exact.objective).toBeLessThan(1e-4);
  });
});

test("a start that was factored before counts no evaluation and changes nothing", () => {
  const subject = testProblem(frames["ragged sleepstudy"](), false).problem;
  const shared = testProblem(frames["ragged sleepstudy"](), false).problem.deviance;
  const start = subject.layout.identity();
  const minimizer = new Minimizer(subject);
  minimizer.minimize(start);
  const alone = minimizer.minimum();
  subject.layout.fill(shared.lambdas, start);
  shared.factor(true);
  minimizer.minimize(start, shared);
  expectClose([minimizer.objective], [alone.objective], { absolute: 1e-9 });
  subject.layout.fill(shared.lambdas, alone.theta);
  shared.factor(true);
  minimizer.minimize(alone.theta, shared);
  expect(minimizer.evaluations).toBeLessThanOrEqual(1);
  expectClose([minimizer.objective], [alone.objective], { absolute: 1e-9 });
});

test("a deviance that cannot be evaluated fails with a reason", () => {
  const { problem } = testProblem(frames.sleepstudy(), false);
  problem.deviance.statistics.fill(NaN);
  const minimizer = new Minimizer(problem);
  minimizer.minimize(problem.layout.identity());
  expect(minimizer.failure).toContain("the deviance is not finite at the starting values");
});

test("nearly singular fits become singular, with exact zeros", () => {
  const { theta } = fitted("kb07_m0");
  expect(theta[9]).toBe(0);
  expect(theta[19]).toBe(0);
  const refitted = refits(fitted("dyestuff"), 500, 3);
  const small = Array.from({ length: 500 }, (_, i) => refitted.theta(i)[0]).filter((value) => value < 1e-3);
  expect(small.length).toBeGreaterThan(20);
  expect(small.every((value) => value === 0)).toBe(true);
});
