import { simulate } from "engine/bootstrap/drawing/simulate";
import { interceptCells } from "engine/deviance/generalized/interceptCells";
import { InterceptDeviance, isInterceptDesign } from "engine/deviance/generalized/interceptDeviance";
import { GeneralizedObjective } from "engine/minimizer/generalized/generalizedObjective";
import { InterceptMinimizer } from "engine/minimizer/generalized/interceptMinimizer";
import { fit, refit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { designSpecs } from "../../support/generalizedDesigns";

const cbpp = dataset("cbpp");
const contra = dataset("contra");
const models: { readonly [name: string]: () => GeneralizedLinearMixedModel } = {
  "trials of several numbers": () => fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: "binomial" }),
  "an intercept of another size": () =>
    fit("use ~ 1 + age + abs2(age) + urban + livch + (0 + two | dist)", withTwo(), { family: "Bernoulli" }),
  "rows that merge": () => fit("use ~ 1 + urban + (1 | dist)", contra, { family: "Bernoulli" }),
  "counts with an offset": () => fit("incid ~ 1 + period + offset(log(hsz)) + (1 | herd)", cbpp, { family: "poisson" }),
  counts: () => fit(designSpecs.brood.formula, designSpecs.brood.data, { family: "poisson" }),
};

function withTwo(): ReturnType<typeof asTable> {
  const columns = contra.columnNames.map((name) => [name, [...contra.column(name)]] as const);
  return asTable({ ...Object.fromEntries(columns), two: new Float64Array(contra.numRows).fill(2) } as never);
}

function kernelOf({ devianceFunction: deviance }: GeneralizedLinearMixedModel): InterceptDeviance {
  return new InterceptDeviance({ ...deviance.design, fixed: deviance.fixed.x });
}

describe.each(Object.keys(models))("%s", (name) => {
  const model = models[name]();
  const { devianceFunction: deviance, minimum, response } = model;

  test("the kernel has the deviance and its gradient", () => {
    expect(isInterceptDesign(deviance.design)).toBe(true);
    const kernel = kernelOf(model);
    const objective = new GeneralizedObjective(deviance);
    kernel.take(response);
    for (const [step, isFresh] of [
      [0.05, true],
      [-0.2, false],
      [0.4, false],
    ] as const) {
      const x = minimum.x.map((value, j) => value + step * Math.sin(j + 1));
      kernel.parameters.array.set(x);
      const value = kernel.evaluate(isFresh) + kernel.offsetPart(response);
      expectClose([value], [objective.evaluate(x, true)], { relative: 1e-11 });
      expectClose(kernel.gradient.array, objective.gradient(x), { absolute: 1e-7 });
    }
    const { parameters } = kernel;
    parameters.array.fill(1000);
    expect(kernel.evaluate(true)).toBeNaN();
    kernel.release();
  });

  test("the search ends where the fit does", () => {
    const kernel = kernelOf(model);
    const search = new InterceptMinimizer(kernel, minimum.x, response);
    const rng = new MersenneTwister(5);
    let found = 0;
    for (let i = 0; i < 12; i++) {
      const y = simulate(rng, model);
      if (!search.minimize(y)) continue;
      found++;
      const other = refit(model, y);
      const excess = search.value + kernel.offsetPart(y) - other.minimum.objective;
      expect(excess).toBeLessThan(2e-9);
      // θ that hardly matters is 0 in both.
      expect(search.x[search.x.length - 1] === 0).toBe(other.theta[0] === 0);
    }
    expect(found).toBeGreaterThan(9);
    kernel.release();
  });
});

test("cells keep all weights, padded level by level", () => {
  const refs = Int32Array.of(0, 1, 0, 0, 1, 2);
  const x = Float64Array.of(1, 5, 1, 5, 1, 7, 1, 5, 1, 5, 1, 5);
  const cells = interceptCells({ refs, levels: 3 }, x, 2, new Float64Array(6), Float64Array.of(2, 3, 4, 5, 6, 7));
  expect(Array.from(cells.start)).toEqual([0, 2, 4, 6]);
  expect(Array.from(cells.weight)).toEqual([7, 4, 9, 0, 7, 0]);
  expect(Array.from(cells.row)).toEqual([0, 1, 0, 0, 0, 0]);
  expect([cells.rows, cells.isUnit]).toEqual([2, false]);
});

test("other models are none of the kernel", () => {
  for (const own of [
    fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: "binomial", link: "probit" }),
    fit("use ~ 1 + urban + (1 + urban | dist)", contra, { family: "Bernoulli" }),
  ])
    expect(isInterceptDesign(own.devianceFunction.design)).toBe(false);
});
