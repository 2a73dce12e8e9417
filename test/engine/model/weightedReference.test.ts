import { condVar, cooksdistance, leverage } from "engine/model/diagnostics";
import { VarCorr } from "engine/model/varCorr";
import { expectClose } from "../support/expectClose";
import { references, weightedFit, weightedSpecs } from "../support/weighted";

const both = (names: readonly string[]): string[] => names.flatMap((name) => [name, `${name}_reml`]);
const names = Object.keys(weightedSpecs);
const ofLme4 = both(names.filter((name) => references[name].variances !== undefined));
const direct = both(names.filter((name) => references[name].theta !== undefined));

test("every model of weighted.R is compared", () => {
  expect([...ofLme4, ...direct, "nlme"].sort()).toEqual(Object.keys(references).sort());
});

describe.each([...ofLme4, ...direct])("%s as R fits it", (name) => {
  const model = weightedFit(name);
  const reference = references[name];

  test("objective, never above that of R", () => {
    expect(model.REML).toBe(reference.REML);
    expect(model.objective).toBeLessThan(reference.objective + 1e-9 * Math.abs(reference.objective));
    expect(model.objective).toBeGreaterThan(reference.objective - 1e-6);
    expect(model.certificate.converged).toBe(true);
  });

  test("coefficients, standard errors and σ", () => {
    const scale = Math.max(...reference.coef.map(Math.abs));
    expectClose(model.coef, reference.coef, { relative: 1e-5, absolute: 1e-6 * scale });
    expectClose(model.stderror, reference.se, { relative: 1e-5 });
    expectClose([model.sigma], [reference.sigma], { relative: 1e-5 });
  });
});

// Where the objective agrees to 1e-6, θ and what hangs on it agree to about the root of that.
test.each(ofLme4)("%s: what lme4 computes of every row", (name) => {
  const model = weightedFit(name);
  const reference = references[name];
  expectClose(
    VarCorr(model)
      .components.flatMap(({ variance }) => [...variance])
      .sort((a, b) => a - b),
    reference.variances,
    { relative: 1e-4 },
  );
  expectClose(model.fitted.subarray(0, 6), reference.fitted, { relative: 1e-5 });
  expectClose(model.residuals.subarray(0, 6), reference.residuals, { relative: 1e-4, absolute: 1e-5 * model.sigma });
  expectClose(leverage(model).subarray(0, 6), reference.leverage, { relative: 1e-4 });
  expectClose(cooksdistance(model).subarray(0, 6), reference.cooks, { relative: 1e-4 });
});

test.each(ofLme4.filter((name) => !name.startsWith("crossed") && !name.startsWith("weights_offset")))(
  "%s: conditional covariances of the first level",
  (name) => {
    const [first] = Object.values(condVar(weightedFit(name)));
    expectClose(first.subarray(0, references[name].condVar.length), references[name].condVar, { relative: 1e-4 });
  },
);

test.each(direct)("%s: θ of the direct computation", (name) => {
  // Nelder–Mead and BFGS on dense matrices stop where the objective is flat.
  expectClose(weightedFit(name).theta, references[name].theta, { absolute: 1e-4 });
});

test("variances beside a fixed σ as nlme estimates them", () => {
  const model = weightedFit("fixed_slopes");
  // nlme gives variances with 8 digits.
  expectClose(VarCorr(model).components[0].variance, references.nlme.variances, { relative: 1e-6 });
  expectClose(model.coef, references.nlme.coef, { relative: 1e-9 });
});
