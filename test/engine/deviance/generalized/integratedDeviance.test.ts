import { integratedDeviance } from "engine/deviance/generalized/integratedDeviance";
import { LaplaceDeviance } from "engine/deviance/generalized/laplaceDeviance";
import { QuadratureDeviance } from "engine/deviance/generalized/quadratureDeviance";
import { expectClose } from "../../support/expectClose";
import { builtDesign, designSpecs } from "../../support/generalizedDesigns";

const cases: [keyof typeof designSpecs, number[]][] = [
  ["cbpp", [0.6]],
  ["cbpp_probit", [0.4]],
  ["cbpp_cloglog", [0.4]],
  ["brood", [0.9]],
  ["sleepstudy_gamma", [0.1, -4]],
];
test.each(cases)("integration is what quadrature comes to with more and more nodes: %s", (name, others) => {
  const { design } = builtDesign(designSpecs[name]);
  const plain = new LaplaceDeviance(design, true);
  plain.evaluate(Float64Array.from(others), false);
  const x = Float64Array.from([...plain.gamma, ...others]);
  const laplace = new LaplaceDeviance(design, false);
  laplace.evaluate(x, false);
  const value = new QuadratureDeviance(design, 60).evaluate(x, false);
  expectClose([integratedDeviance(laplace)], [value], { relative: 1e-10 });
  expect(Math.abs(laplace.objective - value)).toBeGreaterThan(1e-6);
});

test.each([0.5, 3, 20, 1000])("integrals over steps are right: random effects of standard deviation %p", (theta) => {
  const { design } = builtDesign(designSpecs.cbpp);
  const laplace = new LaplaceDeviance(design, false);
  const x = new Float64Array(design.p + 1);
  x[design.p] = theta;
  laplace.evaluate(x, false);
  const { y, w } = design.response;
  const [{ refs, levels }] = design.terms;
  // The midpoint rule of a step of 1/(20 θ), or less.
  const count = 400 * Math.max(20, theta);
  let sum = 0;
  for (let level = 0; level < levels; level++) {
    let [successes, trials] = [0, 0];
    for (let i = 0; i < y.length; i++) {
      if (refs[i] !== level) continue;
      successes += Math.round(w[i] * y[i]);
      trials += w[i];
    }
    let integral = 0;
    for (let k = 0; k < count; k++) {
      const u = ((k + 0.5) / count - 0.5) * 20;
      const eta = theta * u;
      const logs = eta > 0 ? -Math.log1p(Math.exp(-eta)) : eta - Math.log1p(Math.exp(eta));
      integral += Math.exp(trials * logs - (trials - successes) * eta - 0.5 * u * u);
    }
    sum -= 2 * Math.log((integral * 20) / count / Math.sqrt(2 * Math.PI));
  }
  expectClose([integratedDeviance(laplace)], [sum], { relative: 1e-7 });
});
