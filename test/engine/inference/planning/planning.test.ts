import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { binomialInterval } from "engine/distributions/binomialInterval";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { create_re } from "engine/inference/planning/createRe";
import { createθ } from "engine/inference/planning/createTheta";
import { powertable } from "engine/inference/planning/powertable";
import { type FactorLevels, simdat_crossed } from "engine/inference/planning/simdatCrossed";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";

const design = {
  subj_btwn: { age: ["old", "young"] },
  item_btwn: { word: ["noun", "verb", "other"] },
  both_win: { load: ["no", "yes"] },
};

describe("a design without data", () => {
  const table = simdat_crossed(new MersenneTwister(1), 10, 6, design);

  test("crosses subjects, items and what varies within both", () => {
    expect(table.columnNames).toEqual(["subj", "item", "age", "word", "load", "dv"]);
    expect(table.numRows).toBe(10 * 6 * 2);
    expect(new Set(table.toRows().map(({ subj, item, load }) => `${subj} ${item} ${load}`)).size).toBe(120);
    expect(table.factor("subj").levels.slice(0, 2)).toEqual(["S01", "S02"]);
    expect(table.factor("item").levels).toEqual(["I1", "I2", "I3", "I4", "I5", "I6"]);
  });

  test("gives each subject and each item one combination of levels, all as often", () => {
    const pairs = new Set(table.toRows().map(({ subj, age }) => `${subj} ${age}`));
    expect(pairs.size).toBe(10);
    expect([...pairs].filter((pair) => pair.endsWith("old"))).toHaveLength(5);
    expect(new Set(table.toRows().map(({ item, word }) => `${item} ${word}`)).size).toBe(6);
  });

  test("has the normal numbers of the stream as its response", () => {
    const numbers = new Float64Array(120);
    new MersenneTwister(1).randnFill(numbers);
    expect(table.numeric("dv")).toEqual(numbers);
  });

  test("pairs the levels of a factor between subjects and between items", () => {
    const shared = { cond: ["a", "b"], age: ["old", "young"] };
    for (const both_win of [{}, { load: ["no", "yes", "so"] }] as FactorLevels[]) {
      const rng = new MersenneTwister(3);
      const { cond } = shared;
      const paired = simdat_crossed(rng, 8, 6, { subj_btwn: shared, item_btwn: { cond }, both_win });
      expect(paired.columnNames).toEqual(["subj", "item", "cond", "age", ...Object.keys(both_win), "dv"]);
      const rows = paired.toRows();
      expect(rows).toHaveLength(((8 * 6) / 2) * (both_win.load?.length ?? 1));
      for (const unit of ["subj", "item"]) {
        const pairs = new Set(rows.map((row) => `${row[unit]} ${row.cond}`));
        expect([...pairs].filter((pair) => pair.endsWith("a"))).toHaveLength(unit === "subj" ? 4 : 3);
        expect(pairs.size).toBe(unit === "subj" ? 8 : 6);
      }
      const numbers = new Float64Array(rows.length);
      new MersenneTwister(3).randnFill(numbers);
      expect(paired.numeric("dv")).toEqual(numbers);
    }
    // The first rows of MixedModelsSim: subjects fastest, those of the item's own level only.
    const small = simdat_crossed(new MersenneTwister(3), 4, 2, {
      subj_btwn: { A: ["x", "y"] },
      item_btwn: { A: ["x", "y"] },
    });
    expect(small.toRows().map(({ subj, item, A }) => `${subj} ${item} ${A}`)).toEqual([
      "S1 I1 x",
      "S3 I1 x",
      "S2 I2 y",
      "S4 I2 y",
    ]);
  });

  test("is refused where it cannot be", () => {
    const rng = new MersenneTwister(1);
    expect(() => simdat_crossed(rng, 9, 6, design)).toThrow(
      "the number of subjects must be a multiple of the 2 combinations of levels between them; got 9",
    );
    expect(() => simdat_crossed(rng, 4, 0)).toThrow("the number of items must be a positive whole number; got 0");
    expect(() => simdat_crossed(rng, 4, 4, { both_win: { subj: ["a", "b"] } })).toThrow(
      "the columns of a design have different names; 'subj' is taken",
    );
    expect(() => simdat_crossed(rng, 4, 4, { both_win: { load: ["a"] } })).toThrow(
      "a factor of a design has two levels or more; 'load' has 1",
    );
    expect(() =>
      simdat_crossed(rng, 6, 6, { subj_btwn: { A: ["a", "b", "c"] }, item_btwn: { A: ["a", "b"] } }),
    ).toThrow("has the same levels for both; 'A' has a,b,c for subjects and a,b for items");
    expect(() => simdat_crossed(rng, 6, 6, { subj_btwn: { A: ["a", "b"] }, both_win: { A: ["a", "b"] } })).toThrow(
      "the columns of a design have different names; 'A' is taken",
    );
    expect(() => simdat_crossed(rng, 1e5, 1e5)).toThrow("a design may have 10000000 rows at most");
    expect(() => simdat_crossed(rng, 4, 4, { win: {} } as never)).toThrow("unknown option of simdat_crossed 'win'");
    expect(() => simdat_crossed(4 as never, 4, 4)).toThrow("the first argument of simdat_crossed is a random stream");
  });
});

describe("random effects from standard deviations and correlations", () => {
  test("have the covariance asked for", () => {
    const { size, lambda } = create_re(1.3, 0.35, 2, [
      [1, 0.4, 0],
      [0.4, 1, -0.3],
      [0, -0.3, 1],
    ]);
    const covariance = Array.from({ length: 9 }, (_, k) =>
      [0, 1, 2].reduce((sum, c) => sum + lambda[Math.floor(k / 3) * 3 + c] * lambda[(k % 3) * 3 + c], 0),
    );
    expectClose(covariance, [1.69, 0.4 * 1.3 * 0.35, 0, 0.4 * 1.3 * 0.35, 0.1225, -0.3 * 0.7, 0, -0.3 * 0.7, 4], {
      absolute: 1e-14,
    });
    expect(size).toBe(3);
    expect(create_re(0.8)).toEqual({ size: 1, lambda: Float64Array.of(0.8) });
  });

  test("become the θ of a model, term by term", () => {
    const kb07 = fitted("kb07_m1");
    const item = create_re(0.5, 0.4, [
      [1, -0.7],
      [-0.7, 1],
    ]);
    expectClose(createθ(kb07, { subj: create_re(0.44), item }), [0.5, -0.28, 0.4 * Math.sqrt(0.51), 0.44], {
      relative: 1e-12,
    });
    expectClose(createθ(fitted("sleepstudy_zerocorr"), { subj: create_re(0.9, 0.2) }), [0.9, 0.2], { relative: 1e-15 });
    // And back: the estimates of a model give its own θ.
    const { λ, ρ } = { λ: Object.values(kb07.σs.item).map((value) => value / kb07.σ), ρ: -0.699011 };
    expectClose(
      createθ(kb07, {
        item: create_re(λ[0], λ[1], [
          [1, ρ],
          [ρ, 1],
        ]),
        subj: create_re(kb07.σs.subj["(Intercept)"] / kb07.σ),
      }),
      kb07.θ,
      { relative: 1e-5 },
    );
  });

  test("are refused where they do not fit", () => {
    expect(() => create_re()).toThrow("create_re needs a standard deviation or more");
    expect(() => create_re(1, -1)).toThrow("standard deviations are finite numbers from 0 on; got -1");
    expect(() =>
      create_re(1, 1, [
        [1, 2],
        [2, 1],
      ]),
    ).toThrow("a correlation matrix is symmetric, with 1 on its diagonal and numbers from −1 to 1; got [[1,2],[2,1]]");
    expect(() => create_re(1, 1, [[1]])).toThrow("the correlation matrix of 2 effects is 2 × 2; got [[1]]");
    expect(() =>
      create_re(1, 1, [
        [1, 1],
        [1, 1],
      ]),
    ).toThrow("a correlation matrix must be positive definite; got [[1,1],[1,1]]");
    expect(() => createθ(fitted("sleepstudy"), { subj: create_re(1) })).toThrow(
      "'subj' has 2 random effects, (Intercept), days; got 1",
    );
    expect(() => createθ(fitted("sleepstudy"), {})).toThrow(
      "θ needs the random effects of every grouping factor; those of 'subj' are missing",
    );
    expect(() => createθ(fitted("sleepstudy"), { sub: create_re(1) })).toThrow(
      "unknown grouping factor 'sub' (did you mean 'subj'?)",
    );
    expect(() =>
      createθ(fitted("sleepstudy_zerocorr"), {
        subj: create_re(1, 1, [
          [1, 0.5],
          [0.5, 1],
        ]),
      }),
    ).toThrow("'(Intercept)' and 'days' of 'subj' do not correlate in the model; the given effects do");
  });
});

describe("power", () => {
  test("has the Monte-Carlo intervals of R's binom.test and prop.test", () => {
    const expected: [number, number, [number, number], [number, number]][] = [
      [37, 200, [0.13372866018, 0.245863462449], [0.137301928006, 0.244570627612]],
      [0, 50, [0, 0.0711217364642], [0, 0.0713475991334]],
      [50, 50, [0.928878263536, 1], [0.928652400867, 1]],
      [812, 1000, [0.786378459837, 0.835769276599], [0.786606812589, 0.835005290116]],
    ];
    for (const [x, n, exact, score] of expected) {
      expectClose(binomialInterval(x, n, 0.95, "clopper-pearson"), exact, { absolute: 1e-11 });
      expectClose(binomialInterval(x, n, 0.95, "wilson"), score, { absolute: 1e-11 });
    }
  });

  test("is the share of tests below α, by coefficient in order", () => {
    const table = powertable(
      asTable([
        { coefname: "x", p: 0.01 },
        { coefname: "a", p: 0.2 },
        { coefname: "x", p: 0.04 },
        { coefname: "a", p: NaN },
        { coefname: "x", p: 0.5 },
      ]),
    );
    expect(table.column("coefname")).toEqual(["x", "a"]);
    expectClose(table.numeric("power"), [2 / 3, 0], { absolute: 1e-15 });
    expect(table.column("n")).toEqual(Int32Array.of(3, 1));
    const rows = [1, 2, 3].flatMap(() => coeftable(fitted("sleepstudy"), { dof: "satterthwaite" }).toRows());
    expect(Array.from(powertable(rows).numeric("power"))).toEqual([1, 1]);
    expect(powertable(asTable([{ coefname: "x", p: 0.04 }]), { alpha: 0.01 }).numeric("power")[0]).toBe(0);
    expect(() => powertable(asTable([{ coefname: "x", p: 0.04 }]), { alpha: 5 })).toThrow(
      "alpha must lie between 0 and 1; got 5",
    );
    expect(() => powertable(asTable([{ coefname: "x", p: 0.04 }]), { method: "exact" as "wilson" })).toThrow(
      'intervals of a power are "wilson" or "clopper-pearson"; got "exact"',
    );
  });

  test("of a between-subjects effect in a balanced design is that of the t test of subject means, nearly", async () => {
    const data = simdat_crossed(new MersenneTwister(2), 40, 8, { subj_btwn: { age: ["old", "young"] } });
    const m = fit("dv ~ 1 + age + (1 | subj) + (1 | item)", data, { contrasts: { age: EffectsCoding() } });
    const θ = createθ(m, { subj: create_re(0.5), item: create_re(0.3) });
    const sample = await parametricbootstrap(new MersenneTwister(3), 4000, m, {
      β: [0, 0.25],
      σ: 1,
      θ,
      progress: false,
    });
    const estimates = sample.tbl.numeric("β2");
    const mean = estimates.reduce((sum, value) => sum + value, 0) / 4000;
    const sd = Math.sqrt(estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4000);
    // The standard deviation of half the difference of two groups' means, by four of its own standard errors.
    const expected = Math.sqrt((0.25 + 1 / 8) / 40);
    expect(Math.abs(mean - 0.25)).toBeLessThan((4 * expected) / Math.sqrt(4000));
    expect(Math.abs(sd / expected - 1)).toBeLessThan(4 / Math.sqrt(8000));
  });
});
