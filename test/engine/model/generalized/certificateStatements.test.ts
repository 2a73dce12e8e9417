import { integratedDeviance } from "engine/deviance/generalized/integratedDeviance";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../../support/expectClose";
import { type ScalarModel, scalarModel } from "../../support/scalarModels";

function fitted({ formula, rows, family, link }: ScalarModel, nAGQ: number): GeneralizedLinearMixedModel {
  return fit(formula, asTable(rows), { family, link, nAGQ, progress: false });
}

/** P(y = 1) by the link, with functions that the engine does not use; the probit by a series. */
function probability(link: string, eta: number): number {
  if (link === "cloglog") return -Math.expm1(-Math.exp(eta));
  if (link === "logit") return 1 / (1 + Math.exp(-eta));
  // Φ by Marsaglia's series (J. Stat. Softw. 11(4), 2004).
  if (Math.abs(eta) > 7) return eta > 0 ? 1 : 0;
  let sum = eta;
  let term = eta;
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) sum += term *= (eta * eta) / k;
  return 0.5 + sum * Math.exp(-0.5 * eta * eta - 0.91893853320467274178);
}

/** −2 log-likelihood of Bernoulli responses at the estimates, every integral by the midpoint rule. */
function byMidpoints({ rows, link }: ScalarModel, { coef, theta }: GeneralizedLinearMixedModel): number {
  const levels = new Map<string, ScalarModel["rows"]>();
  for (const row of rows) levels.set(row.g, [...(levels.get(row.g) ?? []), row]);
  const count = 500;
  let total = 0;
  for (const own of levels.values()) {
    let integral = 0;
    for (let k = 0; k < count; k++) {
      const u = ((k + 0.5) / count - 0.5) * 18;
      let product = Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);
      for (const { x, f, y } of own) {
        const p = probability(link, coef[0] + coef[1] * x + coef[2] * f + theta[0] * u);
        product *= y === 1 ? p : 1 - p;
      }
      integral += product;
    }
    total -= 2 * Math.log((18 * integral) / count);
  }
  return total;
}

/** Of lme4 1.1-31 (R 4.2.2) with tolPwrss 1e-10: −2 log-likelihood and θ with nAGQ 1, and with nAGQ 25. */
const OF_LME4: [number, number, number, number, number][] = [
  [1, 140.6187, 1.987753, 139.7, 2.063152],
  [4, 340.3791, 1.017823, 337.3989, 1.059484],
  [7, 284.6434, 0.8773, 283.1623, 0.8914862],
  [18, 409.6833, 0.4489697, 409.5489, 0.4689217],
  [21, 78.34406, 1.988268, 76.8547, 2.365088],
  [39, 219.7703, 2.851935, 210.9425, 3.403957],
  [44, 30.79907, 1.310551, 30.02319, 1.496443],
  [48, 71.71477, 2.165288, 71.18037, 2.257124],
];

test.each(OF_LME4)(
  "seed %p: the fits are lme4's, and Laplace is as far off as the certificate says",
  (seed, ...lme4) => {
    const model = scalarModel(seed);
    const [one, many] = [1, 25].map((nAGQ) => fitted(model, nAGQ));
    const [laplace, theta, quadrature, thetaOfMany] = lme4;
    // lme4 stops early, so that it may be above.
    expect(-2 * one.loglikelihood).toBeLessThan(laplace + 1e-4);
    expect(-2 * many.loglikelihood).toBeLessThan(quadrature + 1e-4);
    expectClose([-2 * one.loglikelihood, -2 * many.loglikelihood], [laplace, quadrature], { absolute: 1e-3 });
    expectClose([one.theta[0], many.theta[0]], [theta, thetaOfMany], { absolute: 6e-3 });
    for (const own of [one, many]) {
      const exact = byMidpoints(model, own);
      own.devianceFunction.evaluate(own.minimum.x, false);
      expectClose([integratedDeviance(own.devianceFunction)], [exact], { absolute: 1e-5 });
      const off = Math.abs(exact + 2 * own.loglikelihood);
      const said = /off by (\d+\.\d)/.exec(own.certificate.summary)?.[1];
      if (off > (own === one ? 1 : 0.1)) expect(said).toBe(off.toFixed(1));
      else expect(said).toBeUndefined();
    }
  },
);

test.each([8, 55])("seed %p: what is not separated is that of the other rows alone", (seed) => {
  const model = scalarModel(seed);
  for (const nAGQ of seed === 8 ? [1, 25] : [25]) {
    const whole = fitted(model, nAGQ);
    const rest = fit(whole.formula.replace(" + f", ""), asTable(model.rows.filter(({ f }) => f === 0)), {
      family: model.family,
      link: model.link,
      nAGQ,
      progress: false,
    });
    expect(whole.coef[2]).toBe(Infinity);
    expect(whole.stderror[2]).toBeNaN();
    expectClose([whole.loglikelihood], [rest.loglikelihood], { absolute: 1e-4 });
    expectClose([whole.theta[0], ...whole.coef.subarray(0, 2)], [rest.theta[0], ...rest.coef], {
      relative: 1e-3,
      absolute: 1e-4,
    });
    expectClose([...whole.stderror.subarray(0, 2)], [...rest.stderror], { relative: 1e-3 });
    const { summary } = whole.certificate;
    expect(summary).toContain("'f' → +∞");
    expect(summary).toContain(
      rest.certificate.converged ? "the other estimates may be used" : "the fit of the other rows is not converged",
    );
  }
});
