import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { effects, empairs } from "engine/inference/means/effects";
import { lincom } from "engine/inference/means/lincom";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";
import { inferenceModel, inferenceReference } from "../../support/inferenceReference";

const margins = Object.entries(inferenceReference).flatMap(([name, { margins: own = {} }]) =>
  Object.keys(own).map((formula) => [name, formula] as const),
);

/** The design of R's "~a:b" or "~a*b". */
function designOf(name: string, formula: string): { [variable: string]: string[] } {
  const { rows } = inferenceModel(name).data.frame.recipe;
  return Object.fromEntries(
    formula
      .slice(1)
      .split(/[:*]/)
      .map((variable) => [variable, rows.factor(variable).levels]),
  );
}

describe("marginal means", () => {
  test.each(margins)("are those of emmeans: %s %s", (name, formula) => {
    const expected = inferenceReference[name].margins![formula];
    const table = effects(designOf(name, formula), inferenceModel(name), { average: "levels", dof: "satterthwaite" });
    const column = (key: string): number[] => expected.map((row) => row[key] as number);
    expectClose(table.numeric("estimate"), column("emmean"), { relative: 1e-8 });
    expectClose(table.numeric("stderror"), column("SE"), { relative: 1e-6 });
    expectClose(table.numeric("df"), column("df"), { relative: 1e-5 });
    expectClose(table.numeric("lower"), column("lower.CL"), { relative: 1e-6 });
    expectClose(table.numeric("upper"), column("upper.CL"), { relative: 1e-6 });
  });

  test.each(margins)(
    "averaged by rows are those of emmeans with marginal frequencies as weights: %s %s",
    (name, formula) => {
      const expected = inferenceReference[name].proportional![formula];
      const table = effects(designOf(name, formula), inferenceModel(name), { level: 0.9 });
      expectClose(
        table.numeric("estimate"),
        expected.map((row) => row.emmean),
        { relative: 1e-6 },
      );
      expectClose(
        table.numeric("lower"),
        expected.map((row) => row["asymp.LCL"] as number),
        { relative: 1e-5 },
      );
    },
  );

  test.each(margins)("differ by pairs as those of emmeans do, Holm's p-values too: %s %s", (name, formula) => {
    const expected = inferenceReference[name].pairs![formula];
    const table = empairs(designOf(name, formula), inferenceModel(name), {
      average: "levels",
      dof: "satterthwaite",
      adjust: "holm",
    });
    // The levels of a factor with a contrast that is all sums and a coefficient of 0 differ by rounding only.
    expectClose(
      table.numeric("estimate"),
      expected.map((row) => row.estimate),
      { relative: 1e-5, absolute: 1e-4 },
    );
    expectClose(
      table.numeric("stderror"),
      expected.map((row) => row.SE),
      { relative: 1e-6 },
    );
    expectClose(
      table.numeric("df"),
      expected.map((row) => row.df),
      { relative: 1e-5 },
    );
    expectClose(
      table.numeric("p"),
      expected.map((row) => row["p.value"]),
      { relative: 1e-4 },
    );
  });

  test("are adjusted for the pairs that the data can estimate", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      g: `g${i % 10}`,
      f: "abc"[i % 3],
      h: i % 3 === 2 ? "p" : "pq"[(i >> 1) % 2],
    }));
    const model = fit(
      "y ~ 1 + f * h + (1 | g)",
      asTable(
        rows.map((row, i) => ({
          ...row,
          y: Math.sin(3 * i) + (i % 10) + (row.f === "b" ? 1.5 : 0) + (row.h === "q" ? 0.6 : 0),
        })),
      ),
    );
    const design = { f: ["a", "b", "c"], h: ["p", "q"] };
    const [raw, holm, bonferroni] = (["none", "holm", "bonferroni"] as const).map((adjust) => [
      ...empairs(design, model, { adjust }).numeric("p"),
    ]);
    const order = raw.flatMap((p, i) => (Number.isNaN(p) ? [] : [i])).sort((i, j) => raw[i] - raw[j]);
    expect([raw.length, order.length]).toEqual([15, 10]);
    expect(raw[order[0]]).toBeLessThan(0.05);
    for (const [rank, i] of order.entries()) {
      expectClose([holm[i]], [Math.max(...order.slice(0, rank + 1).map((j, k) => Math.min(1, raw[j] * (10 - k))))], {
        relative: 1e-12,
      });
      expectClose([bonferroni[i]], [Math.min(1, 10 * raw[i])], { relative: 1e-12 });
    }
    for (const values of [holm, bonferroni]) expect(values.map(Number.isNaN)).toEqual(raw.map(Number.isNaN));
  });

  test("hold other numeric variables at their means, calculated ones at those of their columns", () => {
    const rows = dataset("sleepstudy")
      .toRows()
      .map((row, i) => ({ ...row, sex: i % 3 ? "f" : "m" }));
    const model = fit("reaction ~ 1 + sex * log(1 + days) + (1 + days | subj)", asTable(rows));
    const table = effects({ sex: ["m", "f"] }, model);
    const [b0, b1, b2, b3] = model.coef;
    const x = Math.log1p(4.5);
    expectClose(table.numeric("estimate"), [b0 + b1 + (b2 + b3) * x, b0 + b2 * x], { relative: 1e-10 });
    const days = effects({ days: [0, 9] }, model, { average: "levels" });
    expectClose(days.numeric("estimate"), [b0 + b1 / 2, b0 + b1 / 2 + (b2 + b3 / 2) * Math.log(10)], {
      relative: 1e-10,
    });
    expect(days.columnNames).toEqual(["days", "estimate", "stderror", "lower", "upper"]);
  });

  test("with a bootstrap sample have its coverage intervals", async () => {
    const model = fitted("sleepstudy");
    const sample = await parametricbootstrap(new MersenneTwister(1), 400, model, { progress: false });
    const table = effects({ days: [0] }, model, { sample });
    const whole = confint(sample);
    expect([table.numeric("lower")[0], table.numeric("upper")[0]]).toEqual([
      whole.numeric("lower")[0],
      whole.numeric("upper")[0],
    ]);
  });

  test("refuse what is not in the model", () => {
    const model = inferenceModel("machines");
    expect(() => effects({ machine: ["A"] }, model)).toThrow(
      "unknown variable of the fixed effects 'machine' (did you mean 'Machine'?); variables are Machine",
    );
    expect(() => effects({ Machine: ["D"] }, model)).toThrow(
      "a factor with an effect has the levels of the fit; 'Machine' is 'D'",
    );
    expect(() => effects({ days: ["a"] }, fitted("sleepstudy"))).toThrow(
      "the values of a numeric variable are finite numbers; 'days' has 'a'",
    );
    expect(() => effects({ Machine: [] }, model)).toThrow("a design has a value or more for each variable");
    expect(() => effects({ Machine: ["A"] }, model, { average: "rows", weights: 1 } as never)).toThrow(
      "unknown option of effects 'weights'",
    );
    expect(() => empairs({ Machine: ["A"] }, model)).toThrow(
      "pairs need a design with two combinations or more; this one has one",
    );
  });
});

describe("linear combinations", () => {
  test("have the estimate, error and test of the coefficients that they are", () => {
    const model = inferenceModel("sleepstudy_ragged");
    const table = lincom(model, { slope: { days: 1 }, "at day 5": [1, 5] }, { dof: "satterthwaite" });
    const { satterthwaite, estimate } = inferenceReference.sleepstudy_ragged;
    expectClose([table.numeric("df")[0], table.numeric("p")[0]], [satterthwaite.df[1], satterthwaite.p[1]], {
      relative: 1e-3,
    });
    expectClose(table.numeric("estimate"), [estimate[1], estimate[0] + 5 * estimate[1]], { relative: 1e-6 });
    expect(effects({ days: [5] }, model, { dof: "satterthwaite" }).numeric("lower")[0]).toBeCloseTo(
      table.numeric("lower")[1],
      8,
    );
    const wald = lincom(model, { slope: { days: 1 } });
    const own = confint(model);
    expectClose(
      [wald.numeric("lower")[0], wald.numeric("upper")[0]],
      [own.numeric("lower")[1], own.numeric("upper")[1]],
      { relative: 1e-10 },
    );
  });

  test("do not depend on the coding", () => {
    const data = dataset("machines");
    const [dummy, sum] = [{}, { contrasts: { Machine: EffectsCoding() } }].map((options) =>
      fit("score ~ 1 + Machine + (1 | Worker)", data, { ...options, REML: true }),
    );
    const [a, b] = [dummy, sum].map((model) => empairs({ Machine: ["A", "C"] }, model, { dof: "kenward-roger" }));
    expectClose(
      ["estimate", "stderror", "df", "t"].map((name) => a.numeric(name)[0]),
      ["estimate", "stderror", "df", "t"].map((name) => b.numeric(name)[0]),
      { relative: 1e-6 },
    );
  });

  test("that the data cannot estimate are NaN", () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      g: `g${i % 8}`,
      x: i,
      twice: 2 * i,
      y: Math.sin(3 * i) + (i % 8),
    }));
    const model = fit("y ~ 1 + x + twice + (1 | g)", asTable(rows));
    const table = lincom(model, { no: { x: 1 }, yes: { x: 1, twice: 2 } });
    expect(Array.from(table.numeric("estimate"), Number.isNaN)).toEqual([true, false]);
  });

  test("that the data can estimate are the same without the dependent column, with weights too", () => {
    const rows = asTable(
      Array.from({ length: 40 }, (_, i) => ({
        g: `g${i % 8}`,
        f: "abc"[i % 3],
        x: i,
        twice: 2 * i + 1,
        w: 1 + (i % 5),
        y: Math.sin(3 * i) + (i % 8),
      })),
    );
    const [whole, without] = ["x + twice", "x"].map((terms) =>
      fit(`y ~ 1 + ${terms} + f + (1 | g)`, rows, { weights: "w" }),
    );
    const [a, b] = [
      lincom(whole, { at: { "(Intercept)": 1, x: 2, twice: 5 } }),
      lincom(without, { at: { "(Intercept)": 1, x: 2 } }),
    ];
    for (const name of ["estimate", "stderror", "lower", "upper"])
      expectClose(a.numeric(name), b.numeric(name), { relative: 1e-8 });
    expectClose(
      effects({ f: ["a", "c"] }, whole).numeric("estimate"),
      effects({ f: ["a", "c"] }, without).numeric("estimate"),
      { relative: 1e-8 },
    );
    expect(lincom(whole, { no: { x: 1 } }).numeric("estimate")[0]).toBeNaN();
  });

  test("refuse unknown coefficients, weights of the wrong number and samples of other models", async () => {
    const model = fitted("sleepstudy");
    expect(() => lincom(model, { a: { day: 1 } })).toThrow(
      "unknown coefficient 'day' (did you mean 'days'?); coefficients are (Intercept), days",
    );
    expect(() => lincom(model, { a: [1] })).toThrow(
      "a combination has a weight for each of the 2 coefficients; 'a' has 1",
    );
    expect(() => lincom(model, { a: { days: NaN } })).toThrow(
      "the weights of a combination must be finite numbers; 'a' has NaN",
    );
    expect(() => lincom(model, {})).toThrow("lincom needs a combination or more");
    expect(() => lincom(model, { a: { days: 1 } }, { level: 2 })).toThrow(
      "the level of an interval must lie between 0 and 1; got 2",
    );
    const sample = await parametricbootstrap(new MersenneTwister(1), 5, fitted("dyestuff"), { progress: false });
    expect(() => lincom(model, { a: { days: 1 } }, { sample })).toThrow("a sample must be drawn from its model");
    expect(() => lincom(model, { a: { days: 1 } }, { sample: model } as never)).toThrow(
      "the option sample needs a sample made by parametricbootstrap",
    );
    expect(() => effects({ days: [1] }, model, { level: "0.9" } as never)).toThrow(
      "the level of an interval must lie between 0 and 1; got '0.9'",
    );
  });
});

test("a date of a design may be a Date, as in predict", () => {
  const rows = dataset("sleepstudy").toRows();
  const day = (days: number): Date => new Date(Date.UTC(2024, 1, 28 + days));
  const model = fit(
    "reaction ~ 1 + day + (1 | subj)",
    rows.map((row) => ({
      ...row,
      day: day(row.days as number)
        .toISOString()
        .slice(0, 10),
    })),
  );
  const table = effects({ day: [day(1), new Date(Date.UTC(2024, 2, 2, 12))] }, model);
  expect(table.column("day")).toEqual(["2024-02-29", "2024-03-02T12:00:00.000Z"]);
  const plain = fit("reaction ~ 1 + days + (1 | subj)", rows);
  expectClose(table.numeric("estimate"), effects({ days: [1, 3.5] }, plain).numeric("estimate"), { relative: 1e-9 });
  expect(() => effects({ day: [new Date(NaN)] }, model)).toThrow(
    "the values of a numeric variable are finite numbers; 'day' has 'Invalid Date'",
  );
});

describe("a response that the formula transforms", () => {
  const log = fit("log(reaction) ~ 1 + days + (1 | subj)", dataset("sleepstudy"));
  const speed = fit("1000 / reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"));

  // emmeans(m, ~ days, type = "response"): exp of mean and ends, standard error by the delta method.
  test("has means on its own scale", () => {
    const [on, back] = [effects({ days: [0, 5] }, log), effects({ days: [0, 5] }, log, { type: "response" })];
    for (const name of ["estimate", "lower", "upper"])
      expectClose(back.numeric(name), on.numeric(name).map(Math.exp), { relative: 1e-14 });
    expectClose(
      back.numeric("stderror"),
      on.numeric("stderror").map((error, i) => error * Math.exp(on.numeric("estimate")[i])),
      { relative: 1e-14 },
    );
    expect(String(back)).toContain("Marginal means of reaction, back from log(reaction)");
    const fast = effects({ days: [0, 5] }, speed, { type: "response" });
    const slow = effects({ days: [0, 5] }, speed);
    expectClose(
      fast.numeric("lower"),
      slow.numeric("upper").map((value) => 1000 / value),
      { relative: 1e-14 },
    );
  });

  test("with a bootstrap has the intervals of the replicates transformed back", async () => {
    const sample = await parametricbootstrap(new MersenneTwister(3), 100, speed, { progress: false });
    const table = effects({ days: [5] }, speed, { type: "response", sample });
    const [b0, b1] = ["β1", "β2"].map((name) => sample.tbl.numeric(name));
    const [lower, upper] = shortestcovint(b0.map((value, i) => 1000 / (value + 5 * b1[i])));
    expectClose([table.numeric("lower")[0], table.numeric("upper")[0]], [lower, upper], { relative: 1e-9 });
  });

  test("has ratios of log means, and no differences of others", () => {
    const pairs = empairs({ days: [0, 5] }, log, { type: "response" });
    expectClose(pairs.numeric("estimate"), [Math.exp(-5 * log.coef[1])], { relative: 1e-12 });
    expect(String(pairs)).toContain("Ratios of reaction of marginal means");
    expect(() => empairs({ days: [0, 5] }, speed, { type: "response" })).toThrow(
      "differences of 1000 / reaction have no meaning on the scale of reaction",
    );
    const sine = fit("sin(days) ~ 1 + (1 | subj)", dataset("sleepstudy"));
    expect(() => effects({}, sine, { type: "response" })).toThrow("'sin(days)' cannot");
  });

  test("has the same ratios of all logarithms of a column, whatever base and unit these have", () => {
    const of = (formula: string): ReturnType<typeof empairs> =>
      empairs({ days: [0, 5, 9] }, fit(`${formula} ~ 1 + days + (1 | subj)`, dataset("sleepstudy")), {
        type: "response",
      });
    const natural = of("log(reaction)");
    const others =
      "log10(reaction) log2(reaction) log(reaction/1000) log(1000/reaction) 5-2*log(3*reaction) -log2(1/reaction)";
    for (const formula of [...others.split(" "), "log(reaction^2)/3"]) {
      const pairs = of(formula);
      for (const name of ["estimate", "stderror", "lower", "upper", "p"])
        expectClose(pairs.numeric(name), natural.numeric(name), { relative: 1e-6 });
    }
    for (const formula of [
      "log(reaction - 100)",
      "log1p(reaction)",
      "sqrt(reaction)",
      "log(reaction)^2",
      "reaction/1000",
    ])
      expect(() => of(formula)).toThrow("only those of logarithms are ratios");
  });

  test("an interval that reaches over a pole of the way back is NaN", () => {
    const rows = dataset("sleepstudy")
      .toRows()
      .map((row, i) => ({ ...row, y: (i % 2 ? 1 : -1) * (1 + (i % 7)) }));
    const poor = fit("1 / y ~ 1 + (1 | subj)", rows);
    const [lower, upper] = ["lower", "upper"].map((name) => effects({}, poor).numeric(name)[0]);
    expect(lower * upper).toBeLessThan(0);
    expect(effects({}, poor, { type: "response" }).numeric("lower")[0]).toBeNaN();
  });

  test("a power is undone over the values of the column, or refused", () => {
    const rows = dataset("sleepstudy")
      .toRows()
      .map((row) => ({ ...row, change: (row.reaction - 300) / 10 }));
    const of = (formula: string): ReturnType<typeof effects> =>
      effects({ days: [0, 9] }, fit(`${formula} ~ 1 + days + (1 | subj)`, rows), { type: "response" });
    const cubes = effects({ days: [0, 9] }, fit("change^3 ~ 1 + days + (1 | subj)", rows));
    expectClose(of("change^3").numeric("estimate"), cubes.numeric("estimate").map(Math.cbrt), { relative: 1e-9 });
    expect(of("change^3").numeric("estimate")[0]).toBeLessThan(0);
    expect(() => of("change^2")).toThrow(
      /'change ?\^ ?2' cannot, as it is the same where change is -\S+ and where it is/,
    );
    expect(of("reaction^2").numeric("estimate")[0]).toBeGreaterThan(200);
  });

  test("an end that the column cannot have is NaN, and the note says why", () => {
    const rows = dataset("sleepstudy")
      .toRows()
      .map((row, i) => ({ ...row, y: (i % 5) ** 4 / 100 }));
    const table = effects({ days: [0] }, fit("sqrt(y) ~ 1 + days + (1 | subj)", rows), {
      type: "response",
      level: 0.9999999999,
    });
    expect(table.numeric("estimate")[0]).toBeGreaterThan(0);
    expect(table.numeric("lower")[0]).toBeNaN();
    expect(String(table)).toContain("NaN: the interval holds values of sqrt(y) that no y has.");
  });

  test("a mean that the column cannot have is NaN with its error, and the note says why", () => {
    const root = fit("sqrt(reaction) ~ 1 + days + (1 | subj)", dataset("sleepstudy"));
    const table = effects({ days: [0, -100] }, root, { type: "response" });
    for (const name of ["estimate", "stderror", "lower", "upper"]) {
      expect(table.numeric(name)[0]).toBeGreaterThan(0);
      expect(table.numeric(name)[1]).toBeNaN();
    }
    expect(String(table)).toContain("NaN: no reaction has such a sqrt(reaction).");
    expect(String(table)).not.toContain("do not determine");
  });
});
