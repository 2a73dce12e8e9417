import { type Contrasts, EffectsCoding, HelmertCoding, SeqDiffCoding } from "engine/formula/coding/contrasts";
import { ZScore } from "engine/formula/coding/standardize";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Normal } from "engine/random/normal";
import { rand } from "engine/random/rand";

/** Rows of eight groups with a covariate and a factor, and the covariate in other origins and units. */
function rowsOf(seed: number): Record<string, (number | string)[]> {
  const rng = new MersenneTwister(seed);
  const draw = (n: number): number[] => [...rand(rng, Normal(0, 1), n)];
  const [x, e, b] = [draw(56), draw(56), draw(8)];
  const f = x.map((_, i) => ["low", "mid", "high"][(i * 5 + (i >> 3)) % 3]);
  return {
    x,
    f,
    far: x.map((value) => 2005 + 7 * value),
    small: x.map((value) => 1e-6 * value),
    w: x.map((_, i) => 1 + (i % 4)),
    g: x.map((_, i) => `g${i % 8}`),
    y: x.map((value, i) => 1 + 0.4 * value + b[i % 8] + (f[i] === "mid" ? 1 : 0) + e[i]),
  };
}

/** Ways to write the same fixed effects. */
const SAME: readonly { readonly fixed: string; readonly contrasts?: Contrasts }[][] = [
  [{ fixed: "x" }, { fixed: "far" }, { fixed: "small" }, { fixed: "x", contrasts: { x: ZScore() } }],
  [
    { fixed: "f" },
    { fixed: "f", contrasts: { f: EffectsCoding() } },
    { fixed: "f", contrasts: { f: HelmertCoding() } },
    { fixed: "f", contrasts: { f: SeqDiffCoding() } },
    { fixed: "0 + f" },
  ],
  [{ fixed: "x + x^2" }, { fixed: "poly(x, 2)" }, { fixed: "far + far^2" }, { fixed: "small + I(small^2)" }],
  [{ fixed: "x * f" }, { fixed: "0 + f + f & far" }, { fixed: "f / small" }],
];

describe("REML tests of random effects", () => {
  test.each([1, 2, 3])("do not depend on units and codings of the fixed effects (seed %i)", (seed) => {
    const data = rowsOf(seed);
    for (const ways of SAME)
      for (const weights of [undefined, "w"]) {
        const [small, large] = ["(1 | g)", "(1 + x | g)"].map((random) =>
          ways.map(({ fixed, contrasts = {} }) =>
            fit(`y ~ ${fixed} + ${random}`, data, { REML: true, weights, contrasts }),
          ),
        );
        const wanted = likelihoodratiotest(small[0], large[0]);
        for (const one of small)
          for (const other of large) {
            const { chisq, pvalues, deviance } = likelihoodratiotest(other, one);
            expect(Math.abs(chisq[0] - wanted.chisq[0])).toBeLessThan(1e-6);
            expect(Math.abs(pvalues[0] - wanted.pvalues[0])).toBeLessThan(1e-6);
            expect(deviance[0]).toBe(-2 * one.loglikelihood);
          }
      }
  });

  test("by bootstrap neither, and a note tells in whose columns the criteria are", async () => {
    const data = rowsOf(4);
    const model = (fixed: string, random: string): LinearMixedModel =>
      fit(`y ~ ${fixed} + ${random}`, data, { REML: true });
    const [one, other] = await Promise.all(
      ["x", "small"].map((fixed) =>
        likelihoodratiotest(model("x", "(1 | g)"), model(fixed, "(1 + x | g)"), {
          method: "bootstrap",
          n: 20,
          rng: new MersenneTwister(9),
          progress: false,
        }),
      ),
    );
    other.statistics.forEach((value, i) => expect(Math.abs(value - one.statistics[i])).toBeLessThan(1e-6));
    expect(String(one)).not.toContain("criteria depend");
    expect(String(other)).toContain("all are those in the columns of y ~ 1 + x + (1 | g)");
  });
});
