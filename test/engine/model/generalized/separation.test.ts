import {
  asTable,
  EffectsCoding,
  fit,
  type GeneralizedFitOptions,
  type GeneralizedLinearMixedModel,
  predict,
  Xoshiro,
} from "engine/index";

type Row = { readonly [name: string]: number | string };
const rng = new Xoshiro(18);
const indices = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function fitted(formula: string, rows: readonly Row[], options: object = {}): GeneralizedLinearMixedModel {
  return fit(formula, asTable(rows as never), {
    family: "Bernoulli",
    progress: false,
    ...options,
  } as GeneralizedFitOptions);
}

/**
 * Whether (1, x, z) has a direction along which no row falls and some rise: the cone of those is spanned by directions
 * at right angles to two of the rows.
 */
function isSeparated(rows: readonly { readonly x: number; readonly z: number; readonly y: number }[]): boolean {
  const signed = rows.map(({ x, z, y }) => (y === 1 ? [1, x, z] : [-1, -x, -z]));
  for (const a of signed)
    for (const b of signed)
      for (const sign of [1, -1]) {
        const d = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
        const along = signed.map((own) => sign * (own[0] * d[0] + own[1] * d[1] + own[2] * d[2]));
        if (along.every((value) => value >= 0) && along.some((value) => value > 0)) return true;
      }
  return false;
}

test.each(["logit", "probit", "cloglog"])("what is separated is found, and nothing else: %s", (link) => {
  let count = 0;
  for (let round = 0; round < 40; round++) {
    // Whole numbers, so that many rows lie upon the boundary.
    const rows = indices(24).map((i) => {
      const [x, z] = [Math.round(2 * rng.randn()), Math.round(1.5 * rng.randn())];
      const side = x + (round % 3) * z - (round % 2);
      return { g: `g${i % 4}`, x, z, y: Number(side > 0 || (side === 0 && rng.rand() < 0.5)) };
    });
    if (round % 5 === 0) rows[3] = { ...rows[3], y: 1 - rows[3].y };
    if (rows.every(({ y }) => y === rows[0].y)) continue;
    const expected = isSeparated(rows);
    if (expected) count++;
    expect(fitted("y ~ 1 + x + z + (1 | g)", rows, { link }).separation !== undefined).toBe(expected);
  }
  expect(count).toBeGreaterThan(10);
});

/** Zeros below 0, ones above it, both at 0. */
const mixed = indices(120).map((i) => {
  const x = (i % 5) - 2;
  return { g: `g${(i * 7) % 10}`, x, f: "ab"[i % 2], y: x === 0 ? Number(rng.rand() < 0.5) : Number(x > 0) };
});

test.each(["logit", "probit", "cloglog"])("origins, units, rows' order and contrasts change nothing: %s", (link) => {
  const formula = "y ~ 1 + x + f + (1 | g)";
  const plain = fitted(formula, mixed, { link });
  expect(plain.separation!.rows).toBe(96);
  expect([...plain.coef].map(Math.abs)[1]).toBe(Infinity);
  for (const [other, options] of [
    [mixed.map((row) => ({ ...row, x: row.x + 2000 })), {}],
    [mixed.map((row) => ({ ...row, x: 1e-6 * row.x })), {}],
    [[...mixed].reverse(), {}],
    [mixed, { contrasts: { f: EffectsCoding() } }],
  ] as const) {
    const model = fitted(formula, other, { link, ...options });
    expect(model.separation!.rows).toBe(96);
    expect(model.coef[1]).toBe(Infinity);
    expect(model.loglikelihood).toBeCloseTo(plain.loglikelihood, 5);
    expect(model.certificate.summary).toContain("'x' → +∞");
    expect(model.certificate.summary).toContain("the other estimates may be used");
  }
});

test("a mean is 0 or 1 where every separating direction makes it so, and not told between", () => {
  const rows = indices(80).map((i) => ({ g: `g${i % 8}`, x: i < 40 ? i : i + 10, y: Number(i >= 40) }));
  for (const origin of [0, 5000]) {
    const model = fitted(
      "y ~ 1 + x + (1 | g)",
      rows.map((row) => ({ ...row, x: row.x + origin })),
    );
    const x = [0, 39, 40, 45, 49, 50, 90].map((value) => value + origin);
    expect([...predict(model, asTable({ x, g: x.map(() => "g1") }))]).toEqual([0, 0, NaN, NaN, NaN, 1, 1]);
  }
});

test("of two covariates that separate the rows alike none is told", () => {
  const rows = indices(60).map((i) => ({ g: `g${i % 6}`, x: i - 29.5, z: Math.cbrt(i - 29.5), y: Number(i >= 30) }));
  const model = fitted("y ~ 1 + x + z + (1 | g)", rows);
  expect(model.separation!.rows).toBe(60);
  expect([...model.coef]).toEqual([NaN, NaN, NaN]);
});

test("links whose means end at finite linear predictors separate nothing", () => {
  const rows = mixed.map((row) => ({ ...row, y: row.f === "b" ? 1 : Number(row.x > 0) }));
  for (const link of ["identity", "sqrt", "log"])
    expect(fitted("y ~ 1 + f + (1 | g)", rows, { link }).separation).toBeUndefined();
  const zeros = mixed.map((row) => ({ ...row, y: row.f === "b" ? 0 : Number(row.x > 0) }));
  expect(fitted("y ~ 1 + f + (1 | g)", zeros, { link: "log" }).coef[1]).toBe(-Infinity);
});

test("a separated level with a random slope: the rest is that of the other levels", () => {
  const rows = indices(240).map((i) => {
    const f = "abc"[i % 3];
    return { g: `g${Math.floor(i / 3) % 10}`, f, y: f === "b" ? 1 : Number(rng.rand() < 0.5) };
  });
  const model = fitted("y ~ 1 + f + (1 + f | g)", rows);
  const rest = fitted(
    "y ~ 1 + f + (1 + f | g)",
    rows.filter(({ f }) => f !== "b"),
  );
  expect(model.coef[1]).toBe(Infinity);
  expect(model.certificate.summary).toContain("the other estimates may be used");
  expect(model.loglikelihood).toBeCloseTo(rest.loglikelihood, 4);
  expect([model.stderror[0], model.stderror[2]].every((value) => value > 0)).toBe(true);
});

test("a random effect of a column of zeros leaves the model as it is", () => {
  for (const family of ["Bernoulli", "Poisson"]) {
    const rows = mixed.map((row) => ({ ...row, z: 0, y: Number(rng.rand() < 0.6) }));
    const without = fitted("y ~ 1 + x + (1 | g)", rows, { family });
    for (const right of ["(1 + z | g)", "(1 | g) + (0 + z | g)"]) {
      const model = fitted(`y ~ 1 + x + ${right}`, rows, { family });
      expect(model.certificate.converged).toBe(true);
      expect(model.loglikelihood).toBeCloseTo(without.loglikelihood, 8);
      expect(model.certificate.summary).toMatch(/others fit exactly as well/);
    }
  }
});

test.each<[string, (s: number, c: number) => boolean, string]>([
  [
    "slope",
    (_, c) => c === 1,
    "rows where 'c' is not 0: every level of g has zeros only or ones only in these 150 rows",
  ],
  ["base", (_, c) => c === 0, "rows where 'c' is 0: every level of g has zeros only or ones only in these 150 rows"],
])("rows of an effect in which no level varies: %s", (_, isPure, sentence) => {
  const rows = indices(300).map((i) => {
    const [s, c] = [i % 15, Math.floor(i / 15) % 2];
    return { g: `g${s}`, c, y: isPure(s, c) ? Number(s < 7) : Number(rng.rand() < 0.6) };
  });
  expect(fitted("y ~ 1 + c + (1 + c | g)", rows).certificate.summary).toContain(sentence);
  rows.forEach((row, i) => {
    if (isPure(0, row.c) && i % 15 === 3) row.y = Number(i % 4 < 2);
  });
  expect(fitted("y ~ 1 + c + (1 + c | g)", rows).certificate.summary).not.toContain("zeros only");
});
