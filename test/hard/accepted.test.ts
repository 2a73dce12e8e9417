import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { ZScore } from "engine/formula/coding/standardize";
import { quoteName } from "engine/formula/language/scanner";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { flechette } from "engine/table/arrow/flechette";
import { asTable } from "engine/table/asTable";
import { parsecsv } from "engine/table/source/csv";
import { sentence } from "engine/words/sentence";
import { expectDenseOptimum } from "./denseCheck";
import { groups, replaced } from "./groups";

const folder = mkdtempSync(path.join(os.tmpdir(), "accepted-"));
afterAll(() => rmSync(folder, { recursive: true }));

const table = groups(100, 10);
const FORMULA = "y ~ 1 + x + (1 | g)";
const base = fit(FORMULA, table);
const fitted = (data: unknown, formula = FORMULA): LinearMixedModel => fit(formula, data as never);
const numbers = ({ objective, theta, sigma, coef, stderror }: LinearMixedModel): unknown => ({
  objective,
  theta,
  sigma,
  coef,
  stderror,
});

test("the base of comparison is right", () => expectDenseOptimum(base));

/** Names that break code which takes names for keys, code or markup. */
const names = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "a b",
  "it's",
  'say "y"',
  "a`b",
  "ünïcödé",
  "数",
  "😀",
  "x.y",
  "a[0]",
  "datum.x",
  "${x}",
  "<b>",
  "a\nb",
  "σ",
  "1",
  "1x",
  "(Intercept)",
  "log",
  "poly",
  " ",
];

describe("names are only names", () => {
  test.each(names)("a covariate, a response and a factor called %j", (name) => {
    const quoted = quoteName(name);
    const covariate = fitted({ y: table.y, [name]: table.x, g: table.g }, `y ~ 1 + ${quoted} + (1 + ${quoted} | g)`);
    expect(numbers(covariate)).toEqual(numbers(fitted(table, "y ~ 1 + x + (1 + x | g)")));
    expect(covariate.coefnames[1]).toBe(name);
    expect(covariate.σs.g[name]).toBe(fitted(table, "y ~ 1 + x + (1 + x | g)").σs.g.x);
    expect(numbers(fitted({ [name]: table.y, x: table.x, g: table.g }, `${quoted} ~ 1 + x + (1 | g)`))).toEqual(
      numbers(base),
    );
    const grouped = fitted({ y: table.y, x: table.x, [name]: table.g }, `y ~ 1 + x + (1 | ${quoted})`);
    expect(numbers(grouped)).toEqual(numbers(base));
    expect(grouped.ranef[name].numRows).toBe(10);
    expect(predict(grouped, { x: [0.5], [name]: ["g3"] })).toEqual(predict(base, { x: [0.5], g: ["g3"] }));
  });

  test.each(names)("a level called %j", (name) => {
    const renamed = fitted({ ...table, g: table.g.map((level) => (level === "g9" ? name : level)) });
    expect(renamed.objective).toBeCloseTo(base.objective, 9);
    expect(renamed.ranef.g.column("g")).toContain(name);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("rows read from JSON with a key __proto__ change no prototype", () => {
    const rows = JSON.parse(
      JSON.stringify(table.y.map((y, i) => ({ y, g: table.g[i], polluted: table.x[i] }))).replaceAll(
        "polluted",
        "__proto__",
      ),
    ) as object[];
    expect(numbers(fitted(rows, "y ~ 1 + __proto__ + (1 | g)"))).toEqual(numbers(base));
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(Object.getPrototypeOf(asTable(rows).toRows()[0])).toBe(Object.prototype);
  });
});

describe("values of every kind", () => {
  const dates = table.g.map((level) => new Date(Date.UTC(2020, 0, 1 + Number(level.slice(1)))));
  const large = table.g.map((level) => 2n ** 60n + BigInt(level.slice(1)));
  const sameGroups: readonly (readonly [string, unknown[] | ArrayLike<unknown>])[] = [
    ["dates", dates],
    ["bigints", table.g.map((level) => BigInt(level.slice(1)))],
    ["bigints beyond 2^53", large],
    ["a BigInt64Array beyond 2^53", BigInt64Array.from(large)],
    ["whole numbers", table.g.map((level) => Number(level.slice(1)))],
    ["fractions", table.g.map((level) => Number(level.slice(1)) / 7)],
    ["numbers of 1e300", table.g.map((level) => 1e300 * (1 + Number(level.slice(1))))],
    ["negative numbers", table.g.map((level) => -10 + Number(level.slice(1)))],
    ["an Int8Array", Int8Array.from(table.g, (level) => Number(level.slice(1)))],
    ["texts that look like numbers", table.g.map((level) => `00${level.slice(1)}`)],
    ["emoji", table.g.map((level) => String.fromCodePoint(0x1f600 + Number(level.slice(1))))],
    ["texts of 10,000 characters", table.g.map((level) => level.repeat(5000))],
  ];
  test.each(sameGroups)("%s as a grouping factor", (_, g) =>
    expect(numbers(fitted({ ...table, g }))).toEqual(numbers(base)),
  );

  test("two levels of booleans, of an empty text, of a missing one", () => {
    const half = fitted({ ...table, g: table.y.map((_, i) => i % 2 === 0) });
    expect(half.ranef.g.column("g")).toEqual(["false", "true"]);
    expect(fitted({ ...table, g: table.y.map((_, i) => (i % 2 === 0 ? "b" : "")) }).theta).toEqual(half.theta);
    expect(fitted({ ...table, g: table.y.map((_, i) => ["a", "b", null][i % 3]) }).nmissing).toBe(33);
  });

  test("a covariate of bigints is that of numbers", () => {
    const whole = table.x.map((value) => Math.round(1000 * value));
    expect(numbers(fitted({ ...table, x: whole.map(BigInt) }))).toEqual(numbers(fitted({ ...table, x: whole })));
  });

  test("a Float32Array is taken at its own precision", () => {
    const x = Float32Array.from(table.x);
    expect(numbers(fitted({ ...table, x }))).toEqual(numbers(fitted({ ...table, x: Array.from(x) })));
  });

  test("identifiers of 19 digits in a CSV file and in an Arrow file stay apart", () => {
    const ids = table.g.map((level) => `900719925474099${level.slice(1)}`);
    const csv = parsecsv(["id,y,x", ...table.y.map((y, i) => `${ids[i]},${y},${table.x[i]}`)].join("\n"));
    expect(csv.factor("id").levels).toHaveLength(10);
    expect(numbers(fitted(csv, "y ~ 1 + x + (1 | id)"))).toEqual(numbers(base));
    const { tableFromArrays, tableFromIPC, tableToIPC } = flechette();
    const arrow = tableFromArrays({ id: BigInt64Array.from(ids, BigInt) as never, y: table.y, x: table.x });
    const read = tableFromIPC(tableToIPC(arrow, { format: "file" }) as Uint8Array, { useBigInt: true });
    expect(numbers(fitted(read, "y ~ 1 + x + (1 | id)"))).toEqual(numbers(base));
  });

  test("the same table as columns, rows, Arrow and CSV", () => {
    const rows = table.y.map((y, i) => ({ y, x: table.x[i], g: table.g[i] }));
    const arrow = flechette().tableFromIPC(arrowBytes(asTable(table)));
    const csv = parsecsv(["y,x,g", ...rows.map(({ y, x, g }) => `${y},${x},"${g}"`)].join("\r\n"));
    for (const data of [rows, arrow, csv]) expect(numbers(fitted(data))).toEqual(numbers(base));
  });
});

describe("missing values", () => {
  const absent: readonly (readonly [string, unknown])[] = [
    ["null", null],
    ["undefined", undefined],
    ["NaN", NaN],
  ];
  test.each(absent.flatMap(([shown, value]) => ["y", "x", "g"].map((column) => [shown, column, value] as const)))(
    "%s in %s leaves the row out",
    (_, column, value) => {
      const rows = [0, 7, 50, 99];
      const holes = rows.reduce(
        (columns, row) => ({ ...columns, [column]: replaced(columns[column], row, value) }),
        table,
      );
      const without = Object.fromEntries(
        Object.entries(table).map(([name, values]) => [name, values.filter((__, i) => !rows.includes(i))]),
      );
      const model = fitted(holes);
      expect(model.nmissing).toBe(4);
      expect(numbers(model)).toEqual(numbers(fitted(without)));
    },
  );

  test("in a column that no term names they leave nothing out", () =>
    expect(numbers(fitted({ ...table, f: table.f.map(() => null) }))).toEqual(numbers(base)));

  test("that take a whole level away", () => {
    const model = fitted({ ...table, x: table.x.map((x, i) => (table.g[i] === "g4" ? NaN : x)) });
    expect(model.ranef.g.column("g")).not.toContain("g4");
    expectDenseOptimum(model);
  });
});

describe("scales", () => {
  test.each([1e150, 1e100, 1e20, 1e-20, 1e-100, 1e-150])("a response times %d", (scale) => {
    const model = fitted(groups(100, 10, { y: scale }));
    expect(model.certificate.summary).toBe("converged");
    base.coef.forEach((value, j) => expect(model.coef[j] / scale / value).toBeCloseTo(1, 9));
    expect(model.sigma / scale / base.sigma).toBeCloseTo(1, 9);
    expect(model.theta[0] / base.theta[0]).toBeCloseTo(1, 8);
    expect(model.objective - base.objective - 200 * Math.log(scale)).toBeCloseTo(0, 6);
  });

  test.each([1e150, 1e100, 1e20, 1e-20, 1e-100, 1e-140])("a covariate times %d", (scale) => {
    const model = fitted(groups(100, 10, { x: scale }));
    expect(model.certificate.summary).toBe("converged");
    expect(model.objective).toBeCloseTo(base.objective, 8);
    expect((model.coef[1] * scale) / base.coef[1]).toBeCloseTo(1, 8);
    expect((model.stderror[1] * scale) / base.stderror[1]).toBeCloseTo(1, 8);
  });

  const { y, x } = table;
  const slopes = "y ~ 1 + x + (1 + x | g)";
  const plain = fitted(table, slopes);
  test.each([
    [1e300, 1],
    [1e-300, 1],
    [1, 1e300],
    [1, 1e-300],
    [1e300, 1e-300],
    [1e-300, 1e300],
    [1e306, 1e306],
    [1e-306, 1e-306],
    [1e160, 1],
  ])(
    "a response times %d and a covariate times %d are fitted in other units, which names and certificate tell",
    async (scaleY, scaleX) => {
      const data = { ...table, y: y.map((value) => value * scaleY), x: x.map((value) => value * scaleX) };
      const model = fitted(data, slopes);
      const unitY = Number(/ \/ (\S+)$/.exec(model.responsename)?.[1] ?? 1);
      const unitX = Number(/^x\(scaled: (\S+)\)$/.exec(model.coefnames[1])?.[1] ?? 1);
      expect([unitY === 1, unitX === 1]).toEqual([scaleY === 1, scaleX === 1]);
      const { warnings, summary, converged } = model.certificate;
      expect(converged).toBe(true);
      expect(
        warnings.filter((warning) =>
          warning.includes(`'y' are beyond the range of numbers, so it is in units of ${unitY}`),
        ),
      ).toHaveLength(scaleY === 1 ? 0 : 1);
      expect(
        warnings.filter((warning) =>
          warning.includes(`'x' are beyond the range of numbers, so it is in units of ${unitX}`),
        ),
      ).toHaveLength(scaleX === 1 ? 0 : 1);
      expect(summary).toContain(warnings[0]);
      const perY = scaleY / unitY;
      const perX = scaleX / unitX;
      expect(model.coef[0] / perY / plain.coef[0]).toBeCloseTo(1, 6);
      expect(((model.coef[1] / perY) * perX) / plain.coef[1]).toBeCloseTo(1, 6);
      expect(((model.stderror[1] / perY) * perX) / plain.stderror[1]).toBeCloseTo(1, 6);
      expect(model.sigma / perY / plain.sigma).toBeCloseTo(1, 6);
      expect(model.objective - plain.objective - 200 * Math.log(perY)).toBeCloseTo(0, 6);
      predict(model, data).forEach((value, i) => expect(value).toBeCloseTo(model.fitted[i], 10));
      const { σ, failures } = await parametricbootstrap(new MersenneTwister(1), 20, model, { progress: false });
      expect(failures).toEqual([]);
      const { σ: plainσ } = await parametricbootstrap(new MersenneTwister(1), 20, plain, { progress: false });
      plainσ.forEach((value, i) => expect(σ[i] / perY / value).toBeCloseTo(1, 5));
      const file = path.join(folder, "model.json");
      savemodel(file, model);
      expect(restoremodel(file, data).objective).toBe(model.objective);
    },
  );

  test("a response whose σ is held fixed or which has an offset keeps its unit", () => {
    const large = { ...table, y: y.map((value) => value * 1e300) };
    expect(() => fit("y ~ 1 + x + (1 | g)", large as never, { σ: 1e300 })).toThrow("σ is in units of the response");
    expect(() => fit("y ~ 1 + x + offset(x) + (1 | g)", large as never)).toThrow(
      "the squares of a variable must be within the range of numbers",
    );
  });

  test("a z-score of numbers of 1e300 is that of others", () => {
    const model = fit("y ~ 1 + x + (1 | g)", { ...table, x: x.map((value) => value * 1e300) } as never, {
      contrasts: { x: ZScore() },
    });
    const right = fit("y ~ 1 + x + (1 | g)", table as never, { contrasts: { x: ZScore() } });
    model.coef.forEach((value, j) => expect(value).toBeCloseTo(right.coef[j], 8));
    expect(model.certificate.warnings).toEqual([]);
  });

  test.each([1e100, 1e20])("a random slope times %d is fitted, or the certificate says that it was not", (scale) => {
    const right = fitted(table, "y ~ 1 + x + (1 + x | g)").objective;
    const { certificate, objective } = fitted(groups(100, 10, { x: scale }), "y ~ 1 + x + (1 + x | g)");
    expect(certificate.converged).toBe(Math.abs(objective - right) < 1e-6);
  });

  test("a bootstrap in units of 1e-100 is that in units of 1", async () => {
    const draw = (model: LinearMixedModel) =>
      parametricbootstrap(new MersenneTwister(1), 20, model, { progress: false });
    const [plain, small] = [await draw(base), await draw(fitted(groups(100, 10, { y: 1e-100 })))];
    expect(small.failures).toEqual([]);
    plain.σ.forEach((value, i) => expect(small.σ[i] / 1e-100 / value).toBeCloseTo(1, 7));
  });

  test("a response on a large offset keeps what digits it has, and says when they are few", () => {
    const shifted = (offset: number): LinearMixedModel => fitted({ ...table, y: table.y.map((y) => y + offset) });
    expect(shifted(1e6).objective).toBeCloseTo(base.objective, 6);
    expect(shifted(1e6).certificate.warnings).toEqual([]);
    expect(shifted(1e12).certificate.summary).toMatch(/^converged; 'y' varies by \de-1\d of its size only/);
    expect(Math.abs(shifted(1e12).objective - base.objective)).toBeLessThan(0.1);
  });
});

describe("designs that a model can hardly be fitted to carry a warning", () => {
  const warned = (data: unknown, formula = FORMULA): string => {
    const model = fitted(data, formula);
    expect(model.certificate.warnings).not.toEqual([]);
    expect(model.toString()).toContain(sentence(model.certificate.warnings[0]));
    expect(JSON.stringify(model.view())).toContain(model.certificate.warnings[0]);
    return model.certificate.warnings.join("; ");
  };

  test("as many levels as rows", () => {
    expect(warned({ ...table, g: table.g.map((_, i) => `g${i}`) })).toContain(
      "use neither the residual σ nor the variances of 'g', which can hardly be told apart, as 100 random effects " +
        "are too many for 100 rows: leave out the random-effects term of 'g', or give σ where it is known by { sigma }",
    );
    expect(warned({ ...table, g: table.g.map((_, i) => `g${i % 50}`) }, "y ~ 1 + x + (1 + x | g)")).toContain(
      "100 random effects are too many for 100 rows: leave out slopes of the random-effects term of 'g', or all of it",
    );
  });

  test("a column that is a combination of others is left out, and the others are as without it", () => {
    for (const z of [
      table.x.map((x) => 2 * x),
      table.x.map(() => 3),
      table.x.map((x) => 1 - x),
      table.x.map(() => 0),
    ]) {
      const model = fitted({ ...table, z }, "y ~ 1 + x + z + (1 | g)");
      expect(warned({ ...table, z }, "y ~ 1 + x + z + (1 | g)")).toBe(
        "'z' adds nothing to the terms before and was left out: the other estimates may be used",
      );
      expect(model.objective).toBe(base.objective);
      expect(Array.from(model.coef)).toEqual([...base.coef, -0]);
      expect(model.stderror[2]).toBeNaN();
    }
  });

  test("a cell of an interaction without rows", () => {
    const h = table.f.map((f, i) => (f === "c" ? "p" : ["p", "q"][i % 2]));
    expect(warned({ ...table, h }, "y ~ 1 + f * h + (1 | g)")).toBe(
      "'f: c & h: q' adds nothing to the terms before and was left out: the other estimates may be used",
    );
  });

  test("nearly collinear columns are fitted and doubted", () => {
    const noise = groups(101, 10).y.slice(1);
    for (const [distance, doubted] of [
      [1e-3, false],
      [1e-6, false],
      [3e-8, true],
    ] as const) {
      const model = fitted({ ...table, z: table.x.map((x, i) => x + distance * noise[i]) }, "y ~ 1 + x + z + (1 | g)");
      expect(model.certificate.converged || doubted).toBe(true);
      expect(model.certificate.warnings.some((text) => text.includes("'z' adds hardly anything"))).toBe(doubted);
      const apart = fitted({ ...table, z: noise }, "y ~ 1 + x + z + (1 | g)");
      // Of what tells the columns apart 1e-16/d is rounding.
      expect(Math.abs(model.objective - apart.objective)).toBeLessThan(1e-13 / distance + 1e-9);
      expect(Math.abs(model.coef[2] - apart.coef[2] / distance)).toBeLessThan(
        (1e-14 / distance + 1e-9) * model.stderror[2],
      );
    }
    expect(warned({ ...table, z: table.x.map((x, i) => x + 1e-9 * noise[i]) }, "y ~ 1 + x + z + (1 | g)")).toContain(
      "left out",
    );
  });

  test("whole numbers beyond 2^53, of which a column keeps too few digits", () => {
    const far = { ...table, x: table.x.map((_, i) => 2 ** 60 + i * 2 ** 10) };
    expect(warned(far)).toBe("'x' varies by 9e-14 of its size only, so few of its digits are sure");
    expect(fitted(far).objective).toBeCloseTo(fitted({ ...table, x: table.x.map((_, i) => i) }).objective, 8);
    expect(warned({ ...table, x: table.x.map((_, i) => 2 ** 60 + (i % 9) * 2 ** 8) })).toBe(
      "'x' adds nothing to the terms before and was left out: the other estimates may be used",
    );
  });

  test("an outcome that the groups determine is not called converged", () => {
    const { certificate } = fitted({ ...table, y: table.g.map((level) => Number(level.slice(1))) }, "y ~ 1 + (1 | g)");
    expect(certificate.converged).toBe(false);
  });
});

describe("unusual numbers of levels", () => {
  test("groups of one row among others", () => {
    const model = fitted({ ...table, g: table.g.map((level, i) => (i < 60 ? level : `s${i}`)) });
    expect(model.certificate.summary).toBe("converged");
    expectDenseOptimum(model);
  });

  test("two levels", () => expectDenseOptimum(fitted({ ...table, g: table.g.map((_, i) => i % 2) })));

  test("crossed factors of which one has a level a row", () => {
    const model = fitted({ ...table, h: table.g.map((_, i) => i) }, "y ~ 1 + x + (1 | g) + (1 | h)");
    expect(model.certificate.warnings).toEqual([
      expect.stringContaining("the variances of 'h', which can hardly be told apart"),
      expect.stringContaining("the model can reproduce every row exactly, so that others, with a residual σ of 0"),
    ]);
  });

  /** In a balanced one-way layout the estimates are those of the analysis of variance: σ² = MSW, σ² + mσ_g² = SSB/q. */
  test("50,000 levels of two rows each", () => {
    const [q, m] = [50_000, 2];
    const rng = new MersenneTwister(4);
    const effects = Float64Array.from({ length: q }, () => rng.randn());
    const y = Float64Array.from({ length: q * m }, (_, i) => 3 + effects[i % q] + rng.randn());
    const g = Array.from({ length: q * m }, (_, i) => `level ${i % q}`);
    const model = fitted({ y, g }, "y ~ 1 + (1 | g)");
    const means = Float64Array.from({ length: q }, (_, l) => (y[l] + y[l + q]) / 2);
    const mean = means.reduce((sum, value) => sum + value, 0) / q;
    const within = y.reduce((sum, value, i) => sum + (value - means[i % q]) ** 2, 0) / (q * (m - 1));
    const between = (m * means.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / q;
    expect(model.certificate.summary).toBe("converged");
    expect(model.coef[0]).toBeCloseTo(mean, 10);
    expect(model.sigma ** 2).toBeCloseTo(within, 8);
    expect(model.σs.g["(Intercept)"] ** 2).toBeCloseTo((between - within) / m, 8);
  });
});
