import { fit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";

const rows = dataset("sleepstudy")
  .toRows()
  .map((row, i) => ({ ...row, id: `x${row.subj}`, half: (row.days as number) > 4 ? "late" : "early", odd: i % 7 }));
const warnings = (formula: string, REML = false): readonly string[] =>
  fit(formula, rows, { REML }).certificate.warnings;

test.each(["(1 | subj) + (1 | id)", "(1 + days | subj) + (1 | id)", "(1 | id) + (0 + days | subj) + (1 | subj)"])(
  "grouping factors that group the rows alike are named: %s",
  (random) => {
    expect(warnings(`reaction ~ 1 + days + ${random}`).join()).toMatch(
      /'(subj|id)' and '(id|subj)' group the rows alike, so only the sum of their variances means something/,
    );
  },
);

test("effects that share nothing may have such factors", () => {
  expect(warnings("reaction ~ 1 + days + (1 | subj) + (0 + odd | id)").join()).not.toContain("group the rows alike");
});

test("random effects within X are named where REML cannot see them", () => {
  const text = "do not interpret the variance of '(Intercept)' of 'half'";
  expect(warnings("reaction ~ 0 + half + (1 | half)", true).join()).toContain(text);
  expect(warnings("reaction ~ 1 + half + days + (1 | half) + (1 | subj)", true).join()).toContain(text);
  expect(warnings("reaction ~ 0 + half + (1 | half)").join()).not.toContain(text);
  expect(warnings("reaction ~ 1 + days + (1 | half) + (1 | subj)", true).join()).not.toContain(text);
});

describe("random effects whose covariance the rows do not determine", () => {
  const between = (rows as unknown as { days: number; subj: string }[]).map((row) => {
    const subject = Number(row.subj.slice(1));
    return { ...row, seven: 7, binary: subject % 2, third: subject % 3, moved: 3 * row.days + 2e5 };
  });
  const text = (random: string): string =>
    fit(`reaction ~ 1 + days + ${random}`, between).certificate.warnings.join("; ");

  test.each([
    ["(1 + seven | subj)", "'(Intercept)', 'seven'"],
    ["(1 | subj) + (0 + seven | subj)", "'(Intercept)', 'seven'"],
    ["(1 + binary | subj)", "'(Intercept)', 'binary'"],
    ["(1 + days + moved | subj)", "'(Intercept)', 'days', 'moved'"],
    ["(1 + half + fulldummy(half) | subj)", "'(Intercept)', 'half: late', 'half: early'"],
  ])("are named: %s", (random, names) => {
    expect(text(random)).toContain(`do not interpret the variances and correlations of the random effects ${names}`);
    expect(text(random)).toContain("of 'subj', as others fit exactly as well");
  });

  test.each([
    "(1 + days | subj)",
    "(1 + moved | subj)",
    "(1 + days + days^2 | subj)",
    "zerocorr(1 + days + moved | subj)",
    "zerocorr(1 + fulldummy(half) | subj)",
    "(1 + third | subj)",
    "zerocorr(1 + binary | subj)",
    "(0 + half | subj)",
    "(1 + half * days | subj)",
    "(1 + poly(days, 3) | subj)",
  ])("and no others: %s", (random) => {
    expect(text(random)).not.toContain("variances and correlations");
  });

  test.each([
    [
      "(1 + third | subj)",
      "'third' does not vary within any level of 'subj', so no level shows a slope of its own: leave 'third'",
    ],
    [
      "zerocorr(1 + days + third + binary | subj)",
      "'third', 'binary' do not vary within any level of 'subj', so no level shows slopes of its own",
    ],
  ])("slopes of covariates that are constant within levels are named: %s", (random, sentence) => {
    expect(text(random)).toContain(sentence);
  });

  test.each(["(1 + days | subj)", "(1 + half | subj)", "(0 + third | subj)", "(1 + binary | subj)"])(
    "and no others: %s",
    (random) => {
      expect(text(random)).not.toContain("not vary within any level");
    },
  );
});

describe("terms whose covariances overlap", () => {
  const table = Array.from({ length: 96 }, (_, i) => ({
    y: Math.sin(7 * i) + (i % 8),
    x: Math.cos(3 * i),
    g: `g${i % 8}`,
    other: `o${i % 8}`,
    k: `k${(i * 5 + (i >> 3)) % 3}`,
    h: `h${(i * 7 + (i >> 2)) % 4}`,
  }));
  const overlaps = (random: string): string[] =>
    fit(`y ~ 1 + x + ${random}`, table).certificate.warnings.filter((warning) => warning.includes("overlap"));

  const cells = "'(Intercept) | g & k'";
  const unstructured = "'k: k0 + k: k1 + k: k2 | g'";
  test.each([
    ["(1 | g & k) + (0 + k | g)", [cells, unstructured]],
    ["(1 | g) + (1 | g & k) + (0 + fulldummy(k) | g)", [cells, "'(Intercept) + k: k0 + k: k1 + k: k2 | g'"]],
    ["zerocorr(0 + k | g) + (1 | g & k)", [cells, unstructured]],
    ["(0 + k | g) + (1 | other)", [unstructured, "'(Intercept) | other'"]],
    ["zerocorr(0 + h | g) + zerocorr(0 + g | h)", ["'h: h0 + h: h1 + h: h2 + h: h3 | g'", "+ … | h'"]],
    ["(0 + x + k | g) + (1 | g & k) + (1 | h)", [cells, "'x + k: k0 + k: k1 + k: k2 | g'"]],
  ])("are named: %s", (random, names) => {
    const [warning, ...others] = overlaps(random);
    expect(others).toEqual([]);
    for (const name of names) expect(warning).toContain(name);
    expect(warning.split("' overlap")[0].match(/ \| /g)).toHaveLength(names.length);
  });

  test.each([
    "(1 | g) + (1 | g & k)",
    "(1 | g) + (1 | g & k) + (0 + k | g)",
    "(1 | g) + (1 | h) + (1 | g & h)",
    "(1 + x | g) + (1 | g & k) + (0 + x | g & k)",
    "(0 + k | g) + (1 | h)",
    "(0 + x | g) + (1 | other)",
    "(1 | g) + (1 | other)",
  ])("and no others: %s", (random) => {
    expect(overlaps(random)).toEqual([]);
  });
});
