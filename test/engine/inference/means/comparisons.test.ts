import { DummyCoding, HelmertCoding } from "engine/formula/coding/contrasts";
import { contestMD } from "engine/inference/means/contest";
import { effects, empairs } from "engine/inference/means/effects";
import { emtrends } from "engine/inference/means/emtrends";
import { lincom } from "engine/inference/means/lincom";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { anova } from "engine/inference/tests/anova";
import { fit } from "engine/model/fit";
import { crossed, withoutCells } from "../../support/emptyCells";
import { expectClose } from "../../support/expectClose";

const model = fit("y ~ 1 + a * x + b + (1 | g)", crossed, { REML: true });
const levels = { dof: "satterthwaite", average: "levels" } as const;

describe("p-values of pairs adjusted for their number", () => {
  const p = (adjust: "none" | "tukey" | "mvt", design = { a: ["p", "q", "r"] } as { [name: string]: string[] }) =>
    empairs(design, model, { ...levels, adjust }).numeric("p");

  test("tukey and mvt lie between none and bonferroni, and agree where the means are equally precise", () => {
    const [none, tukey, mvt] = [p("none"), p("tukey"), p("mvt")];
    none.forEach((value, i) => {
      for (const other of [tukey[i], mvt[i]]) {
        expect(other).toBeGreaterThan(value);
        expect(other).toBeLessThan(3 * value + 1e-12);
      }
      expect(mvt[i] / tukey[i]).toBeCloseTo(1, 1);
    });
  });

  test("of one difference nothing is adjusted", () => {
    const two = { b: ["u", "v"] };
    expectClose(p("tukey", two), p("none", two), { relative: 1e-6 });
    expectClose(p("mvt", two), p("none", two), { relative: 1e-9 });
  });

  test("mvt knows how differences depend on each other: it is below tukey for pairs of pairs", () => {
    const four = { a: ["p", "q"], b: ["u", "v"] };
    const [tukey, mvt] = [p("tukey", four), p("mvt", four)];
    tukey.forEach((value, i) => expect(mvt[i]).toBeLessThan(value + 1e-9));
    expect(p("mvt", four)).toEqual(mvt);
  });

  test("the note says what was done", () => {
    const text = (adjust: "none" | "tukey") => String(empairs({ a: ["p", "q", "r"] }, model, { adjust }));
    expect(text("none")).toContain('p is not adjusted for the 3 differences; { adjust: "tukey" } or "holm" does.');
    expect(text("tukey")).toContain("p is adjusted for the 3 differences by Tukey's method for 3 means.");
    expect(() => empairs({ a: ["p", "q"] }, model, { adjust: "sidak" as never })).toThrow("p-values are adjusted by");
  });
});

describe("slopes", () => {
  test("are the coefficients of the interaction", () => {
    const trends = emtrends("x", { a: ["p", "q", "r"] }, model, levels);
    const [base, q, r] = ["x", "a: q & x", "a: r & x"].map((name) => model.coef[model.coefnames.indexOf(name)]);
    expectClose(trends.numeric("trend"), [base, base + q, base + r], { relative: 1e-9 });
    const named = lincom(model, { p: { x: 1 }, q: { x: 1, "a: q & x": 1 } }, { dof: "satterthwaite" });
    expectClose(trends.numeric("stderror").slice(0, 2), named.numeric("stderror"), { relative: 1e-9 });
    expectClose(trends.numeric("df").slice(0, 2), named.numeric("df"), { relative: 1e-6 });
  });

  test("of a curve depend on where they are", () => {
    const curve = fit("y ~ 1 + x + x^2 + log(1 + x) + (1 | g)", crossed);
    const [, one, two, three] = curve.coef;
    const trends = emtrends("x", { x: [1, 3] }, curve);
    expectClose(
      trends.numeric("trend"),
      [1, 3].map((x) => one + 2 * two * x + three / (1 + x)),
      { relative: 1e-6 },
    );
    expect([...trends.numeric("x")]).toEqual([1, 3]);
  });

  test.each([
    ["a", "a trend is one of a numeric variable; 'a' is a factor"],
    ["z", "unknown variable of the fixed effects 'z'"],
  ])("of %s are refused", (variable, sentence) => {
    expect(() => emtrends(variable, {}, model)).toThrow(sentence);
  });
});

describe("joint tests of free combinations", () => {
  test("of a term are those of anova, of one coefficient the square of t", () => {
    const additive = fit("y ~ 1 + a + b + (1 | g)", crossed, { REML: true });
    const joint = contestMD(additive, { q: { "a: q": 1 }, r: { "a: r": 1 } });
    expectClose([joint.numeric("F")[0]], [anova(additive).numeric("F")[0]], { relative: 1e-9 });
    const [t] = [coeftable(additive, { dof: "satterthwaite" }).numeric("t")[1]];
    expect(contestMD(additive, { q: { "a: q": 1 } }).numeric("F")[0]).toBeCloseTo(t * t, 8);
  });

  test("with right-hand sides are those of a response from which these are taken", () => {
    const shifted = crossed.map((row) => ({
      ...row,
      y: row.y - 0.1 * Number(row.a === "q") - 0.2 * Number(row.a === "r"),
    }));
    const of = (rows: typeof crossed) => fit("y ~ 1 + a + (1 | g)", rows, { REML: true });
    const rows = { q: { "a: q": 1 }, r: { "a: r": 1 } };
    expectClose(
      [contestMD(of(crossed), rows, { rhs: { q: 0.1, r: 0.2 } }).numeric("F")[0]],
      [contestMD(of(shifted), rows).numeric("F")[0]],
      { relative: 1e-7 },
    );
  });

  test.each([
    [{}, "contestMD needs a combination or more"],
    [{ one: { "a: q": 1 }, two: { "a: q": 2 } }, "the combinations of a joint test are independent"],
  ])("%j is refused", (named, sentence) => {
    expect(() => contestMD(fit("y ~ 1 + a + (1 | g)", crossed), named as never)).toThrow(sentence);
  });
});

describe("what a rank-deficient model determines", () => {
  const doubled = crossed.map((row) => ({ ...row, tenth: 10 * row.x + 3, ab: row.a + row.b }));
  const full = fit("y ~ 1 + a + x + (1 | g)", doubled);
  const redundant = fit("y ~ 1 + a + x + tenth + (1 | g)", doubled);

  test("is estimated as in the model of full rank, whatever the units", () => {
    for (const unit of [1e-9, 1, 1e9]) {
      const scaled = fit(
        "y ~ 1 + a + x + tenth + (1 | g)",
        doubled.map((row) => ({ ...row, tenth: unit * row.tenth })),
      );
      expectClose(
        empairs({ a: ["p", "q", "r"] }, scaled).numeric("estimate"),
        empairs({ a: ["p", "q", "r"] }, full).numeric("estimate"),
        { relative: 1e-8 },
      );
      expectClose(
        effects({ a: ["p", "q"] }, scaled).numeric("stderror"),
        effects({ a: ["p", "q"] }, full).numeric("stderror"),
        { relative: 1e-7 },
      );
    }
    expectClose(lincom(redundant, { q: { "a: q": 1 } }).numeric("estimate"), [full.coef[1]], { relative: 1e-9 });
    expectClose(lincom(redundant, { slope: { x: 1, tenth: 10 } }).numeric("estimate"), [full.coef[3]], {
      relative: 1e-9,
    });
  });

  test("and what it does not is NaN, which a note tells", () => {
    const table = lincom(redundant, { x: { x: 1 }, tenth: { tenth: 1 } });
    expect([...table.numeric("estimate")]).toEqual([NaN, NaN]);
    expect(String(table)).toContain("NaN: the rows of the fit do not determine this combination of coefficients.");
  });

  test.each([DummyCoding, HelmertCoding])("cells of an interaction without main effects are means of cells", (code) => {
    for (const cells of ["none", "one"] as const) {
      const rows = withoutCells(cells);
      const contrasts = { a: code(), b: code() };
      const cell = fit("y ~ 1 + a & b + (1 | g)", rows, { contrasts });
      const crossing = fit("y ~ 1 + a * b + (1 | g)", rows, { contrasts });
      const design = { a: ["p", "q", "r"], b: ["u", "v", "w"] };
      const [one, other] = [cell, crossing].map((each) => effects(design, each));
      const known = (each: typeof one) => each.numeric("estimate").filter((value) => !Number.isNaN(value));
      expectClose(known(one), known(other), { relative: 1e-7 });
      expect(one.numeric("estimate").findIndex(Number.isNaN)).toBe(other.numeric("estimate").findIndex(Number.isNaN));
      expect(one.numeric("estimate").filter(Number.isNaN)).toHaveLength(cells === "none" ? 0 : 1);
    }
  });

  test("nested labels are estimated", () => {
    const nested = fit("y ~ 1 + a + ab + (1 | g)", doubled);
    const crossing = fit("y ~ 1 + a * b + (1 | g)", doubled);
    expectClose(
      effects({ a: ["q"], ab: ["qv"] }, nested).numeric("estimate"),
      effects({ a: ["q"], b: ["v"] }, crossing).numeric("estimate"),
      { relative: 1e-8 },
    );
    expect(effects({ a: ["p"], ab: ["qv"] }, nested).numeric("estimate")[0]).toBeNaN();
  });
});

describe("grids", () => {
  const numbered = crossed.map((row, k) => ({ ...row, dose: [1, 2, 4][(k * 11 + Math.floor(k / 7)) % 3] }));
  const labelled = numbered.map((row) => ({ ...row, dose: `d${row.dose}` }));
  const contrasts = { dose: HelmertCoding() };

  test.each(["rows", "levels"] as const)(
    "a number that is a factor by its contrasts has levels (average: %s)",
    (average) => {
      const [a, b] = [numbered, labelled].map((rows) => fit("y ~ 1 + dose + x + (1 + dose | g)", rows, { contrasts }));
      const means = (each: typeof a, design: object) => effects(design as never, each, { average });
      expectClose(means(a, { x: [1, 2] }).numeric("estimate"), means(b, { x: [1, 2] }).numeric("estimate"), {
        relative: 1e-7,
      });
      for (const dose of [
        [1, 4],
        ["1", "4"],
      ])
        expectClose(means(a, { dose }).numeric("estimate"), means(b, { dose: ["d1", "d4"] }).numeric("estimate"), {
          relative: 1e-7,
        });
      expect(() => means(a, { dose: [3] })).toThrow("a factor with an effect has the levels of the fit; 'dose' is '3'");
    },
  );

  test("a design without variables is the mean of the rows", () => {
    const intercept = fit("y ~ 1 + (1 | g)", crossed);
    const table = effects({}, intercept);
    expect([table.numeric("estimate")[0], table.numeric("stderror")[0]]).toEqual([
      intercept.coef[0],
      intercept.stderror[0],
    ]);
    expect(effects({}, model).numeric("estimate")).toHaveLength(1);
  });
});
