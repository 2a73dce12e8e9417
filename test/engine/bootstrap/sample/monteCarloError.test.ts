import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { equaltailErrors, shortestErrors } from "engine/bootstrap/sample/monteCarloError";
import { Xoshiro } from "engine/random/xoshiro";
import { fitted } from "../../support/fits";
import { samples } from "../../support/samples";

const level = 0.95;

/** Standard normal values. */
function normals(seed: number, n: number): Float64Array {
  const values = new Float64Array(n);
  new Xoshiro(seed).randnFill(values);
  return values;
}

test("the error of a normal quantile is that of theory, √(p(1 − p)/n)/φ(z)", () => {
  const n = 4000;
  const z = 1.959963985;
  const theory = Math.sqrt((0.025 * 0.975) / n) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
  const errors = Array.from({ length: 40 }, (_, seed) => equaltailErrors(normals(seed + 1, n), level));
  for (const end of [0, 1]) {
    const mean = errors.reduce((sum, own) => sum + own[end], 0) / errors.length;
    // An estimate varies by a fifth; the mean of 40 by a thirtieth.
    expect(Math.abs(mean / theory - 1)).toBeLessThan(0.1);
  }
});

test.each(["shortest", "equaltail"] as const)(
  "the errors of %s intervals are the spread of the ends over many bootstraps of a model",
  async (method) => {
    const count = 120;
    const model = fitted("dyestuff");
    const ends: number[][] = [];
    const errors: number[][] = [];
    for (let seed = 1; seed <= count; seed++) {
      const table = confint(
        await parametricbootstrap(new Xoshiro(seed), 1000, model, { progress: false, draws: "statistics", workers: 1 }),
        { method, error: true },
      );
      ends.push([...table.numeric("lower"), ...table.numeric("upper")]);
      errors.push([...table.numeric("lower_error"), ...table.numeric("upper_error")]);
    }
    const ratios = ends[0].map((_, j) => {
      const mean = ends.reduce((sum, own) => sum + own[j], 0) / count;
      const variance = ends.reduce((sum, own) => sum + (own[j] - mean) ** 2, 0) / (count - 1);
      const reported = errors.reduce((sum, own) => sum + own[j] ** 2, 0) / count;
      return variance === 0 ? reported : Math.sqrt(reported / variance);
    });
    // β1, σ and σ1, lower ends first: the lower end of σ1 is 0 in every sample, and its error too.
    expect(ratios[2]).toBe(0);
    // A standard deviation over 120 samples is known to a fifteenth; batches overstate that of a shortest interval by a
    // tenth or so.
    for (const ratio of [0, 1, 3, 4, 5].map((j) => ratios[j])) {
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.4);
    }
  },
);

test("an interval ending at a point mass in some samples, not in others, is no more certain than these", async () => {
  // 3 % of the correlations are 1: of 500 replicates the shortest 95 % interval ends there five times in six.
  const count = 100;
  const model = fitted("sleepstudy");
  const ends: number[] = [];
  let squares = 0;
  for (let seed = 1; seed <= count; seed++) {
    const table = confint(
      await parametricbootstrap(new Xoshiro(seed), 500, model, { progress: false, draws: "statistics", workers: 1 }),
      { error: true },
    );
    const row = (table.column("par") as string[]).indexOf("ρ1");
    ends.push(table.numeric("lower")[row]);
    squares += table.numeric("lower_error")[row] ** 2;
  }
  const mean = ends.reduce((sum, end) => sum + end, 0) / count;
  const spread = Math.sqrt(ends.reduce((sum, end) => sum + (end - mean) ** 2, 0) / (count - 1));
  // The spread hangs on the few samples that differ, and an error on whether the halves of its sample do.
  expect(Math.sqrt(squares / count) / spread).toBeGreaterThan(0.5);
  expect(Math.sqrt(squares / count) / spread).toBeLessThan(1.6);
});

test("an interval that keeps to an edge is a quantile at its other end", async () => {
  const values = (await samples.dyestuff()).tbl.numeric("σ1");
  const [lower, upper] = shortestErrors(values, level);
  expect(lower).toBe(0);
  // Of a one-sided 95 % interval the upper end is the 95 % quantile, the end of an equal-tailed 90 % interval.
  expect(Math.abs(upper / equaltailErrors(values, 0.9)[1] - 1)).toBeLessThan(0.01);
});

test("too few replicates have no error", () => {
  expect(shortestErrors(normals(1, 150), level)).toEqual([NaN, NaN]);
  expect(equaltailErrors(normals(1, 60), level)).toEqual([NaN, NaN]);
});

test("the columns of the errors have to be asked for", async () => {
  const sample = await samples.dyestuff();
  expect(confint(sample).columnNames).toEqual(["par", "lower", "upper"]);
  expect(confint(sample, { error: true }).columnNames).toEqual(["par", "lower", "upper", "lower_error", "upper_error"]);
  expect(() => confint(sample, { error: 1 as never })).toThrow("the option error of confint is true or false; got 1");
});
