import { readFileSync } from "node:fs";
import { join } from "node:path";
import { millsRatio } from "engine/distributions/millsRatio";
import { familyOf } from "engine/family/familyOf";
import { WORKING_VALUES, workingRow } from "engine/family/workingRow";
import { expectClose } from "../support/expectClose";

const reference = JSON.parse(readFileSync(join(__dirname, "../../reference/family.json"), "utf8")) as {
  readonly rows: readonly {
    readonly family: string;
    readonly link: string;
    readonly at: readonly [y: number, w: number, eta: number, phi: number];
    readonly values: readonly number[];
    readonly dispersion: readonly number[];
  }[];
  readonly millsRatio: readonly (readonly [x: number, ratio: number])[];
};

test("Mills' ratio to the last digits in every range of its approximations", () => {
  expectClose(
    reference.millsRatio.map(([x]) => millsRatio(x)),
    reference.millsRatio.map(([, ratio]) => ratio),
    { relative: 2e-15 },
  );
});

test.each(reference.rows)(
  "$family with the link $link at y, w, η, φ = $at",
  ({ family, link, at, values, dispersion }) => {
    const own = familyOf(family, link);
    const row = workingRow(own.family, own.link);
    const out = new Float64Array(WORKING_VALUES);
    const [y, w, eta, phi] = at;
    expect(row.at(y, w, eta, phi, out)).toBe(true);
    const [d, g, observed, observedSlope, expected, expectedSlope, mu] = out;
    // Where y is near μ, or terms of size η² cancel, the digits of derivatives are those of what they are sums of.
    const size = Math.abs(expected) + Math.abs(observed) + Math.abs(g);
    const constant = own.family.constant(y, w);
    expectClose([d + constant], [values[0]], { relative: 2e-14, absolute: 1e-13 + 1e-15 * Math.abs(constant) });
    expectClose([g, observed], [values[1], values[2]], { relative: 1e-12, absolute: 1e-13 * size });
    expectClose([observedSlope, expectedSlope], [values[3], values[5]], { relative: 1e-11, absolute: 1e-12 * size });
    expectClose([expected, mu], [values[4], values[6]], { relative: 1e-13 });
    if (dispersion.length === 0) return;
    const inPhi = new Float64Array(4);
    row.inDispersion(y, w, eta, phi, inPhi);
    expectClose(inPhi, dispersion, { relative: 1e-11, absolute: 1e-12 * (size + Math.abs(inPhi[0])) });
  },
);

test("canonical links have one curvature", () => {
  const canonical = [
    ["Bernoulli", "logit"],
    ["Binomial", "logit"],
    ["Poisson", "log"],
    ["Normal", "identity"],
  ];
  const out = new Float64Array(WORKING_VALUES);
  for (const [name, link] of canonical) {
    const own = familyOf(name, link);
    const row = workingRow(own.family, own.link);
    expect(row.isCanonical).toBe(true);
    row.at(name === "Binomial" ? 0.25 : 1, 4, 0.3, 1, out);
    expectClose([out[2], out[3]], [out[4], out[5]], { relative: 1e-14 });
  }
  const other = familyOf("Bernoulli", "probit");
  expect(workingRow(other.family, other.link).isCanonical).toBe(false);
});

test("far out in the tails everything stays finite and of the right sign", () => {
  const out = new Float64Array(WORKING_VALUES);
  for (const link of ["logit", "probit"]) {
    const { family, link: own } = familyOf("Bernoulli", link);
    const row = workingRow(family, own);
    for (const eta of [-1000, -200, -60, 60, 200, 1000]) {
      row.at(eta > 0 ? 0 : 1, 1, eta, 1, out);
      expect(Array.from(out).every(Number.isFinite)).toBe(true);
      expect(Math.sign(out[1])).toBe(Math.sign(eta));
      expect(out[2]).toBeGreaterThanOrEqual(0);
    }
  }
  const { family, link } = familyOf("Bernoulli", "probit");
  // Of the far tail: g = a, observed curvature a(a − x), with the series of Mills' ratio.
  workingRow(family, link).at(0, 1, 300, 1, out);
  const w = 1 / 90000;
  expectClose([out[1], out[2]], [300 * (1 + w - 2 * w * w), 1 - w + 6 * w * w], { relative: 1e-12 });
});

test("a row outside of the range of its link or family is said to be outside", () => {
  const out = new Float64Array(WORKING_VALUES);
  const outside: [string, string, number, number][] = [
    ["Poisson", "identity", 2, -0.1],
    ["Poisson", "sqrt", 2, -0.1],
    ["Gamma", "inverse", 2, -0.1],
    ["Binomial", "identity", 1, 1.01],
    ["Binomial", "log", 0, 0.01],
  ];
  for (const [name, link, y, eta] of outside) {
    const own = familyOf(name, link);
    expect(workingRow(own.family, own.link).at(y, 1, eta, 1, out)).toBe(false);
    expect(out[0]).toBe(Infinity);
  }
  const counts = familyOf("Poisson", "sqrt");
  expect(workingRow(counts.family, counts.link).at(0, 1, -0.1, 1, out)).toBe(true);
});
