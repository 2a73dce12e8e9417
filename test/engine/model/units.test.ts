import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { profile } from "engine/inference/profile/profile";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { SEAL } from "engine/table/seal";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";

const rows = dataset("sleepstudy").toRows() as { reaction: number; days: number; subj: string }[];
const FORMULA = "reaction ~ 1 + days + (1 + days | subj)";
const at = (of: (days: number) => number): object[] => rows.map((row) => ({ ...row, days: of(row.days) }));

const UNITS: readonly [string, (days: number) => number, number][] = [
  ["days", (days) => days, 1],
  ["years", (days) => days + 2005, 1],
  ["a day number", (days) => days + 20000, 1],
  ["a Julian day", (days) => days + 2460000, 1],
  ["seconds", (days) => days * 86400, 86400],
  ["a time stamp", (days) => 1.7e9 + days * 86400, 86400],
  ["a small unit", (days) => days * 1e-5, 1e-5],
  ["a large unit", (days) => days * 1e12, 1e12],
];

describe.each(UNITS)("sleepstudy by %s", (_, of, unit) => {
  const data = at(of);

  test("has 17 degrees of freedom, as a balanced design of 18 subjects", () => {
    const m = fit(FORMULA, data, { REML: true });
    for (const dof of ["satterthwaite", "kenward-roger"] as const)
      expectClose([coeftable(m, { dof }).numeric("df")[1]], [17], { relative: 1e-9 });
    // The intercept is at the time 0 of the user.
    expect(coeftable(m, { dof: "kenward-roger" }).numeric("df")[0]).toBeCloseTo(17, 8);
  });

  test("has the estimates and profiles of days", () => {
    const [m, base] = [fit(FORMULA, data), fit(FORMULA, rows)];
    expectClose([m.objective, m.sigma], [base.objective, base.sigma], { relative: 1e-12 });
    expectClose([m.coef[1] * unit, m.stderror[1] * unit], [base.coef[1], base.stderror[1]], { relative: 1e-10 });
    expect(m.certificate.summary).toBe("converged");
    const intervals = (model: LinearMixedModel): Float64Array[] => {
      const table = profile(model, { parameters: ["β2", "σ", "σ2"] }).confint();
      return [table.numeric("lower"), table.numeric("upper")];
    };
    const scale = Float64Array.of(unit, 1, unit);
    intervals(base).forEach((own, k) =>
      expectClose(
        intervals(m)[k].map((value, i) => value * scale[i]),
        own,
        { relative: 1e-7 },
      ),
    );
  });

  test("is the same after it was saved, to the last bit, and nearly so without θ of the working columns", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "units-"));
    try {
      const file = path.join(folder, "m.json");
      const m = fit(FORMULA, data);
      savemodel(file, m);
      const again = restoremodel(file, data);
      expect([...again.theta]).toEqual([...m.theta]);
      expect([...again.ranef.subj.numeric("days")]).toEqual([...m.ranef.subj.numeric("days")]);
      const saved = JSON.parse(readFileSync(file, "utf8")) as { [field: string]: unknown };
      const { workingTheta, [SEAL]: _, ...older } = saved;
      expect(workingTheta === undefined).toBe(m.working.theta === m.theta);
      writeFileSync(file, JSON.stringify({ ...older, version: 1 }));
      expectClose(restoremodel(file, data).fitted, m.fitted, { relative: 1e-9 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test("a start is θ in the user's units", () => {
  const start = [0.9, 0.1, 0.3];
  const first = (model: LinearMixedModel): number => model.fitlog.numeric("objective")[0];
  const base = first(fit(FORMULA, rows, { start, log: true }));
  // b₀ + days·b₁ = (b₀ − 2005·b₁) + (days + 2005)·b₁: the rows of λ change likewise, and their Cholesky factor.
  const [row0, row1] = [
    [0.9 - 2005 * 0.1, -2005 * 0.3],
    [0.1, 0.3],
  ];
  const l11 = Math.hypot(...row0);
  const l21 = (row0[0] * row1[0] + row0[1] * row1[1]) / l11;
  const l22 = (0.9 * 0.3) / l11;
  const model = fit(
    FORMULA,
    at((days) => days + 2005),
    { start: [l11, l21, l22], log: true },
  );
  expect(first(model)).toBeCloseTo(base, 8);
  expectClose(
    ["θ1", "θ2", "θ3"].map((name) => model.fitlog.numeric(name)[0]),
    [l11, l21, l22],
    { relative: 1e-8 },
  );
});

describe("powers of a covariate far from 0", () => {
  const rng = new MersenneTwister(3);
  const n = 180;
  const g = Array.from({ length: n }, (_, i) => `g${i % 12}`);
  const effects = Array.from({ length: 12 }, () => rng.randn());
  const kinds: readonly [string, () => number][] = [
    ["years", () => 1990 + Math.floor(31 * rng.rand())],
    ["pressure", () => 1000 + 30 * rng.rand()],
    ["day numbers", () => 19000 + Math.floor(366 * rng.rand())],
    ["wavelengths", () => 500 + 10 * rng.rand()],
    ["Kelvin", () => 280 + 20 * rng.rand()],
    ["time stamps", () => 1.7e9 + Math.floor(1e6 * rng.rand())],
  ];

  test.each(kinds)("%s", (_, draw) => {
    const x = g.map(draw);
    const center = Math.round(x.reduce((sum, value) => sum + value, 0) / n);
    const spread = Math.sqrt(x.reduce((sum, value) => sum + (value - center) ** 2, 0) / n);
    const y = x.map((value, i) => effects[i % 12] + 0.3 * ((value - center) / spread) ** 3 + rng.randn());
    for (const REML of [false, true]) {
      const formula = "y ~ 1 + x + x^2 + x^3 + (1 | g)";
      const [raw, centred] = [x, x.map((value) => value - center)].map((own) =>
        fit(formula, { g, x: own, y }, { REML }),
      );
      expect(raw.rank).toBe(4);
      expect(raw.certificate.warnings).toEqual([]);
      expectClose([raw.objective], [centred.objective], { relative: 1e-9 });
      expectClose([raw.pvalues[3]], [centred.pvalues[3]], { relative: 1e-7 });
      expectClose(raw.fitted, centred.fitted, { relative: 1e-8, absolute: 1e-8 });
      // Powers that the user has calculated keep what digits they have, or are left out.
      const own = fit(
        "y ~ 1 + x + x2 + x3 + (1 | g)",
        { g, x, y, x2: x.map((v) => v * v), x3: x.map((v) => v ** 3) },
        { REML },
      );
      if (own.rank < 4) expect(own.certificate.warnings.join()).toContain("left out");
      else expectClose([own.pvalues[3]], [centred.pvalues[3]], { relative: 1e-5 });
      if (!REML && own.rank === 4) expect(own.objective).toBeGreaterThan(centred.objective - 1e-6);
    }
  });
});
