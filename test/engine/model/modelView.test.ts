import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { modelView } from "engine/model/modelView";
import { Xoshiro } from "engine/random/xoshiro";
import { fitted } from "../support/fits";

/** The model with as many coefficients, which repeat its own. */
function stretched(model: LinearMixedModel, count: number): LinearMixedModel {
  const repeated = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => values[i % values.length]);
  const own: Partial<LinearMixedModel> = {
    coefnames: Array.from({ length: count }, (_, i) => `level ${i} of a factor with many`),
    coef: repeated(model.coef),
    stderror: repeated(model.stderror),
  };
  return new Proxy(model, {
    get: (target, key) => (key in own ? Reflect.get(own, key) : Reflect.get(target, key, target)),
  });
}

test("200 coefficients of a real fit are all there", () => {
  const rng = new Xoshiro(1);
  const rows = Array.from({ length: 600 }, (_, i) => ({
    y: rng.randn(),
    f: `level ${String(i % 200).padStart(3, "0")}`,
    g: `g${i % 10}`,
  }));
  const view = modelView(fit("y ~ 1 + f + (1 | g)", rows));
  expect(view.columns[0].cells).toHaveLength(201);
  expect(view.total).toBe(201);
});

test("of 5,000 coefficients the first stay below 200 KB; the residual is kept and the rest is counted", () => {
  const model = fitted("kb07_m1");
  const view = modelView(stretched(model, 5000));
  expect(JSON.stringify(view).length).toBeLessThan(200_000);
  // All but what its coefficients lack are rows: 5,000 and the residual.
  expect(view.total).toBeGreaterThanOrEqual(5001);
  const [{ cells }] = view.columns;
  expect(cells.length).toBeGreaterThan(500);
  expect(cells.at(-1)).toBe("Residual");
  expect(new Set(view.columns.map((column) => column.cells.length)).size).toBe(1);
  expect(view.columns[1].cells.at(-1)).toBe(model.sigma);
});
