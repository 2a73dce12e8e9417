import { LaplaceDeviance } from "engine/deviance/generalized/laplaceDeviance";
import { sampledError } from "engine/deviance/generalized/sampledDeviance";
import { WORKING_VALUES } from "engine/family/workingRow";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { builtDesign, minimumOf } from "../../support/generalizedDesigns";

interface Row {
  y: number;
  x: number;
  g: string;
  h: string;
}

/** Rows of `groups` groups with steep slopes, h within g or crossed with it. */
function rowsOf(groups: number, each: number, isCount: boolean, hOf: (group: number, k: number) => string): Row[] {
  const rng = new MersenneTwister(11);
  return Array.from({ length: groups }, (_, group) => {
    const [a, b] = [2 * rng.randn(), 1.5 * rng.randn()];
    return Array.from({ length: each }, (__, k) => {
      const x = k / (each - 1) - 0.5;
      const eta = a + b * x;
      const y = isCount
        ? Math.floor(Math.exp(0.5 * eta) * rng.randexp())
        : Number(rng.rand() < 1 / (1 + Math.exp(-eta)));
      return { y, x, g: `g${group}`, h: hOf(group, k) };
    });
  }).flat();
}

/** What the Laplace approximation is too large by, by the trapezoidal rule over the random effects of each block. */
function excessByGrid(deviance: LaplaceDeviance, blocks: readonly (readonly number[])[], step: number): number {
  return deviance.room.within(() => {
    const { design, rows, modes, phi } = deviance;
    const { y, w } = design.response;
    const [mode, eta] = [modes.u.slice(), modes.eta.slice()];
    const out = new Float64Array(WORKING_VALUES);
    const count = 2 * Math.round(7 / step) + 1;
    return blocks.reduce((all, own) => {
      const units = own.map((j) => {
        const z = new Float64Array(mode.length);
        z[j] = 1;
        const { effects, change } = deviance.beside(z);
        return { effects: own.map((k) => effects[k]), change: change.slice() };
      });
      const members = [...y.keys()].filter((i) => units.some(({ change }) => change[i] !== 0));
      const exponent = (z: readonly number[]): number => {
        let sum = 0;
        own.forEach((j, k) => (sum += (mode[j] + z.reduce((u, value, d) => u + value * units[d].effects[k], 0)) ** 2));
        for (const i of members) {
          rows.row.at(
            y[i],
            w[i],
            z.reduce((e, value, d) => e + value * units[d].change[i], eta[i]),
            phi,
            out,
          );
          sum += out[0];
        }
        return sum;
      };
      const least = exponent(own.map(() => 0));
      let integral = 0;
      for (let k = 0; k < count ** own.length; k++)
        integral += Math.exp(
          0.5 * (least - exponent(own.map((_, d) => -7 + step * (Math.floor(k / count ** d) % count)))),
        );
      return all + 2 * Math.log((integral * step ** own.length) / (2 * Math.PI) ** (own.length / 2));
    }, 0);
  });
}

/** The random effects of each level of the last term, with those of the others that it has rows with. */
function blocksOf({ design, system }: LaplaceDeviance): number[][] {
  const { terms } = design;
  const last = terms[terms.length - 1];
  return Array.from({ length: last.levels }, (_, level) => {
    const rows = [...last.refs.keys()].filter((i) => last.refs[i] === level);
    let first = 0;
    const found = terms.flatMap(({ refs, levels, columns }) => {
      const own = rows.flatMap((i) => columns.map((__, c) => first + refs[i] * columns.length + c));
      first += levels * columns.length;
      return own;
    });
    return [...new Set(found)].map((effect) => system.pattern.place[effect]);
  });
}

test.each<[string, string, "Bernoulli" | "Poisson", Row[], number]>([
  ["a term of two columns", "y ~ 1 + x + (1 + x | g)", "Bernoulli", rowsOf(12, 6, false, () => "one"), 0.5],
  [
    "nested terms",
    "y ~ 1 + (1 | h) + (1 | g)",
    "Bernoulli",
    rowsOf(8, 6, false, (group, k) => `h${2 * group + (k % 2)}`),
    0.7,
  ],
  ["crossed terms", "y ~ 1 + (1 | g) + (1 | h)", "Poisson", rowsOf(2, 9, true, (_, k) => `h${k % 3 === 0}`), 1],
])("%s: the error of Laplace's approximation", (name, formula, family, rows, step) => {
  const built = builtDesign({ data: asTable(rows), formula, family });
  const deviance = new LaplaceDeviance(built.design, false);
  const { x } = minimumOf(built, deviance);
  // Away from zero variances, where there is nothing to integrate.
  const point = x.map((value, j) => (j >= deviance.freeFixed && Math.abs(value) < 0.3 ? 0.8 : value));
  deviance.evaluate(point, false);
  const blocks = name === "crossed terms" ? [[...deviance.modes.u.keys()]] : blocksOf(deviance);
  const exact = excessByGrid(deviance, blocks, step);
  const found = sampledError(deviance, 0)!;
  expect(found.error).toBeGreaterThan(0);
  expect(found.error).toBeLessThan(0.1 + 0.1 * Math.abs(exact));
  expect(Math.abs(found.excess - exact)).toBeLessThan(4 * found.error);
  // The same samples each time.
  expect(sampledError(deviance, 0)).toEqual(found);
});

test("certificates tell an error of Laplace for several effects, and are silent where there is none", () => {
  const few = rowsOf(40, 4, false, () => "one").map((row, i) => ({
    ...row,
    y: i % 4 === 0 ? Number(i % 8 === 0) : row.y,
  }));
  const model = (formula: string, rows: Row[]): GeneralizedLinearMixedModel =>
    fit(formula, asTable(rows), { family: "Bernoulli" }) as GeneralizedLinearMixedModel;
  const doubtful = model("y ~ 1 + x + (1 + x | g)", few).certificate;
  const told = doubtful.warnings.find((text) => text.includes("standard error"));
  expect(told).toMatch(/^the estimates are approximate, .* Laplace is off by about \d+\.\d/);
  const many = rowsOf(20, 60, false, (_, k) => `h${k % 6}`);
  for (const formula of ["y ~ 1 + x + (1 + x | g)", "y ~ 1 + x + (1 | g) + (1 | h)"])
    expect(String(model(formula, many).certificate.warnings)).not.toContain("standard error");
});
