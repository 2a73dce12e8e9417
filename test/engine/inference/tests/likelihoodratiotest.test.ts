import { simulate } from "engine/bootstrap/drawing/simulate";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { fit, refit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";

const quiet = { method: "bootstrap", progress: false } as const;
const reduced = fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"));
const small = fitted("sleepstudy_zerocorr");
const large = fitted("sleepstudy");

describe("a likelihood-ratio test by bootstrap", () => {
  test.each([
    ["no correlation", small, large],
    ["no slopes (boundary)", reduced, small],
  ])("has the statistics of fits to the same simulated responses: %s", async (_, m0, m1) => {
    const n = 25;
    const { statistics } = await likelihoodratiotest(m0, m1, { ...quiet, n, rng: new MersenneTwister(5) });
    const rng = new MersenneTwister(5);
    const expected = Array.from({ length: n }, () => {
      const y = simulate(rng, m0, { bulk: true });
      return refit(m0, y).objective - refit(m1, y).objective;
    });
    // Both optimizers stop within 1e-6 of the optimum (snapping to the boundary included).
    expectClose(statistics, expected, { absolute: 3e-6 });
  });

  test("halves the p-value of χ² at the boundary", async () => {
    const y = simulate(new MersenneTwister(11), reduced, { θ: reduced.θ });
    const [m0, m1] = [refit(reduced, y), refit(small, y)];
    const { statistics, pvalue, mcerror, asymptotic } = await likelihoodratiotest(m0, m1, {
      ...quiet,
      n: 4000,
      rng: new MersenneTwister(1),
    });
    const zeros = statistics.filter((value) => value < 1e-6).length / 4000;
    // With 18 subjects a little more than half of the mass lies at 0 (Self & Liang, 1987: half of it in the limit).
    expect(zeros).toBeGreaterThan(0.5);
    expect(zeros).toBeLessThan(0.66);
    const upper = statistics.slice().sort()[Math.floor(0.95 * 4000)];
    expect(upper).toBeLessThan(3.3);
    expect(upper).toBeGreaterThan(2);
    expect(mcerror).toBeCloseTo(Math.sqrt((pvalue * (1 - pvalue)) / 4001), 12);
    if (m0.objective - m1.objective > 1e-6) expect(pvalue).toBeLessThan(asymptotic);
    else expect(pvalue).toBe(1);
  });

  test("does not depend on the number of threads, and leaves the stream after the last draw", async () => {
    const runs = await Promise.all(
      [1, 2, 3].map(async (workers) => {
        const rng = new MersenneTwister(9);
        const { statistics } = await likelihoodratiotest(small, large, { ...quiet, n: 3000, rng, workers });
        return [statistics, rng.rand()];
      }),
    );
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });

  test("reports the p-values of both kinds, its own error and its seed", async () => {
    const result = await likelihoodratiotest(large, small, { ...quiet, n: 99 });
    expect(result.formulas).toEqual([small.formula, large.formula]);
    expect(String(result)).toMatch(/P\(>χ²\) +P\(bootstrap\) +MC error/);
    expect(String(result)).toContain(`99 responses simulated from the smaller model (seed ${result.seed})`);
    expect(result.tbl.numRows).toBe(99);
    for (const text of [result.toHTML(), result.toMarkdown(), result.toLaTeX()]) expect(text).toContain("0.06");
  });

  test("says which model holds σ fixed, and when it was stopped", async () => {
    const held = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"), { σ: 20 });
    const result = await likelihoodratiotest(held, large, { ...quiet, n: 5000, signal: AbortSignal.abort() });
    expect(result.report().rows.map(({ cells }) => cells[0])).toEqual([`${held.formula} (σ fixed)`, large.formula]);
    expect([result.requested, result.statistics.length, result.pvalue]).toEqual([5000, 0, NaN]);
    expect(String(result)).toContain("0 responses simulated from the smaller model");
    expect(String(result)).toContain(", stopped before the 5000 asked for; ");
    expect(
      String(await likelihoodratiotest(held, large, { ...quiet, n: 5, rng: new MersenneTwister(1) })),
    ).not.toContain("stopped");
  });

  test("refuses what it cannot do in a sentence", () => {
    expect(() => likelihoodratiotest(small, large, { method: "boot" as "bootstrap" })).toThrow(
      'the method of likelihoodratiotest is "bootstrap", or absent for χ² distributions; got "boot"',
    );
    expect(() => likelihoodratiotest(small, large, { ...quiet, seed: 1 } as never)).toThrow(
      "unknown option of likelihoodratiotest 'seed'",
    );
    expect(() => (likelihoodratiotest as (...all: unknown[]) => unknown)(reduced, small, large, quiet)).toThrow(
      "compares two models; got 3",
    );
    return expect(likelihoodratiotest(small, large, { ...quiet, n: 0.5 })).rejects.toThrow(
      "the number of replicates must be a positive whole number; got 0.5",
    );
  });
});

test("models may be named, and formulas that differ show where", async () => {
  const test = likelihoodratiotest({ m1: large, m0: small });
  const lines = test.toString().split("\n");
  expect(lines.filter((line) => /^m\d /.test(line)).map((line) => line.slice(0, 2))).toEqual(["m0", "m1"]);
  expect(lines).toContain(`m0: ${small.formula}`);
  expect(test.toString()).toMatch(/The formulas differ in: m0 .*subj.*; m1 \(1 \+ days \| subj\)\./);
  expect(likelihoodratiotest(reduced, small).toString()).toContain("The formulas differ in: row 1 ");
  expect(() => likelihoodratiotest({ small }, large as never)).toThrow();
  const drawn = await likelihoodratiotest({ m0: reduced, m1: small }, { ...quiet, n: 5, rng: new MersenneTwister(5) });
  expect(drawn.toString()).toContain("m0");
});
