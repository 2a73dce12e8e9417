import { LaplaceDeviance } from "engine/deviance/generalized/laplaceDeviance";
import { QuadratureDeviance } from "engine/deviance/generalized/quadratureDeviance";
import { gaussHermite } from "engine/distributions/gaussHermite";
import { expectClose } from "../../support/expectClose";
import { builtDesign, type DesignSpec, designSpecs, gradients } from "../../support/generalizedDesigns";

test.each([1, 2, 7, 25, 60])("a rule of %p points has the moments of the normal distribution", (count) => {
  const { nodes, weights } = gaussHermite(count);
  let moment = 1;
  for (let k = 0; k < Math.min(2 * count, 40); k += 2) {
    expectClose([nodes.reduce((sum, node, i) => sum + weights[i] * node ** k, 0)], [moment], { relative: 1e-11 });
    moment *= k + 1;
  }
  expect(nodes.every((node, i) => node === -nodes[count - 1 - i] || node === 0)).toBe(true);
});

// Abramowitz & Stegun 1964, table 25.10, to the weight exp(−x²).
test("the outermost of 20 points and its weight", () => {
  const { nodes, weights } = gaussHermite(20);
  expectClose([nodes[19], weights[19]], [5.3874808900112 * Math.SQRT2, 2.2293936455342e-13 / Math.sqrt(Math.PI)], {
    relative: 1e-12,
  });
});

const start = [0.1, -0.2, 0.3, -0.4];

test.each<[string, DesignSpec, number[]]>([
  ["logit", designSpecs.cbpp, [0.6]],
  ["probit", designSpecs.cbpp_probit, [0.4]],
  ["cloglog", designSpecs.cbpp_cloglog, [0.4]],
  ["Poisson", designSpecs.brood, [0.9]],
  ["gamma", designSpecs.sleepstudy_gamma, [0.1, -4]],
])("the gradient is that of the objective: %s", (_, spec, others) => {
  const { design } = builtDesign(spec);
  const plain = new LaplaceDeviance(design, true);
  plain.evaluate(Float64Array.from(others), false);
  const x = Float64Array.from([...plain.gamma.map((value, j) => value + start[j]), ...others]);
  for (const count of [2, 9]) {
    const { exact, differences } = gradients(new QuadratureDeviance(design, count), x);
    const size = Math.max(...exact.map(Math.abs));
    expectClose(exact, differences, { relative: 2e-6, absolute: 1e-7 * (1 + size) });
  }
});

test("one node is the Laplace approximation, many do not depend on the curvature", () => {
  for (const spec of [designSpecs.cbpp_probit, designSpecs.cbpp_cloglog]) {
    const x = Float64Array.of(-6, -2, -1, -2, 0.5);
    const [expected, observed] = (["expected", "observed"] as const).map(
      (curvature) => builtDesign({ ...spec, curvature }).design,
    );
    const one = new QuadratureDeviance(expected, 1).evaluate(x, false);
    expectClose([one], [new LaplaceDeviance(expected, false).evaluate(x, false)], { relative: 1e-13 });
    const [a, b] = [expected, observed].map((design) => new QuadratureDeviance(design, 40).evaluate(x, false));
    expectClose([a], [b], { relative: 1e-9 });
  }
});

test("near a variance of 0 the derivative goes over into that of the score test", () => {
  const { design } = builtDesign(designSpecs.cbpp);
  const deviance = new QuadratureDeviance(design, 9);
  const at = (theta: number): number => {
    deviance.evaluate(Float64Array.of(-6, -2, -1, -2, theta), true);
    return deviance.traces[0][0] - deviance.squares[0][0];
  };
  expectClose([at(1e-3), at(1e-4), at(1e-7)], [at(0), at(0), at(0)], { relative: 1e-4 });
});
