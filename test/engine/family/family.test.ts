import { familyOf } from "engine/family/familyOf";
import { expectClose } from "../support/expectClose";

/** Twice the log-likelihood ratio of μ = y to μ, by the family's density. */
function ratio(name: string, y: number, mu: number, phi: number): number {
  const { family } = familyOf(name);
  const scale = family.dispersion === "factor" ? phi : 1;
  return scale * (family.minusTwoLogDensity(y, 1, mu, phi) - family.minusTwoLogDensity(y, 1, y, phi));
}

test.each([
  ["Binomial", 0.25, 0.6, 1],
  ["Poisson", 3, 5.5, 1],
  ["Gamma", 3, 0.7, 0.2],
  ["InverseGaussian", 3, 0.7, 0.2],
  ["NegativeBinomial", 3, 7, 0.2],
  ["Normal", 3, 7, 0.2],
] as const)("the deviance of %s is twice a log-likelihood ratio", (name, y, mu, phi) => {
  const { family } = familyOf(name);
  expectClose([family.unitDeviance(y, mu, 1 - mu, phi)], [ratio(name, y, mu, phi)], { relative: 1e-13 });
  // Near y it is (y − μ)²/V to first order.
  const near = y * (1 + 1e-9);
  const v = new Float64Array(3);
  family.variance(y, 1 - y, phi, v);
  expectClose([family.unitDeviance(y, near, 1 - near, phi)], [(near - y) ** 2 / v[0]], { relative: 1e-7 });
});

test("deviances where nothing or everything was observed", () => {
  const binomial = familyOf("Binomial").family;
  expectClose(
    [
      binomial.unitDeviance(0, 1e-20, 1, 1),
      binomial.unitDeviance(1, 1, 1e-20, 1),
      binomial.unitDeviance(1, 0.25, 0.75, 1),
    ],
    [2e-20, 2e-20, -2 * Math.log(0.25)],
    { relative: 1e-14 },
  );
  expect(familyOf("Poisson").family.unitDeviance(0, 2.5, -1.5, 1)).toBe(5);
  expectClose([familyOf("NegativeBinomial").family.unitDeviance(0, 2.5, -1.5, 0.5)], [4 * Math.log(2.25)], {
    relative: 1e-14,
  });
});

test("large counts of a negative binomial by log Γ and its derivatives, as by sums over the counts below", () => {
  const { family } = familyOf("NegativeBinomial");
  const [y, mu, phi, r] = [431, 180, 0.25, 4];
  const sum = (term: (k: number) => number): number =>
    Array.from({ length: y }, (_, k) => term(k)).reduce((a, b) => a + b);
  const out = new Float64Array(2);
  family.dispersionDerivatives(y, 1, mu, phi, out);
  const slope = sum((k) => 1 / (r + k)) - Math.log1p(mu / r) + (mu - y) / (r + mu);
  const bend = sum((k) => -1 / (r + k) ** 2) + mu / (r * (r + mu)) - (mu - y) / (r + mu) ** 2;
  const d = -2 * (sum((k) => Math.log1p(k * phi)) + y * Math.log(mu) - (y + r) * Math.log1p(phi * mu));
  expectClose(
    [family.minusTwoLogDensity(y, 1, mu, phi), ...out],
    [d, 2 * r * slope, -2 * r * slope - 2 * r * r * bend],
    { relative: 1e-12 },
  );
});

test.each([
  ["Bernoulli", 0.5, 1, "the response of a Bernoulli model is 0 or 1"],
  ["Binomial", 0.5, 1.5, "the trials of a binomial model are positive whole numbers"],
  ["Binomial", 1.5, 2, "a proportion between 0 and 1"],
  ["Binomial", 0.3, 5, "proportion times trials is a whole number"],
  ["Poisson", -1, 1, "the response of a Poisson model is a whole number from 0 on"],
  ["NegativeBinomial", 1.5, 1, "the response of a negative binomial model is a whole number from 0 on"],
  ["Gamma", 0, 1, "the response of gamma models is positive"],
  ["InverseGaussian", -2, 1, "the response of inverse Gaussian models is positive"],
  ["Normal", Infinity, 1, "the response of a normal model is a finite number"],
])("%s refuses y = %p of weight %p", (name, y, w, sentence) => {
  expect(familyOf(name).family.responseRule(y, w)).toContain(sentence);
  expect(familyOf(name).family.responseRule(name === "Binomial" ? 0.4 : 1, 5)).toBeUndefined();
});
