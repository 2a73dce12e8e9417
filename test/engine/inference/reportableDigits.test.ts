import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { reportable, reportabledigits } from "engine/inference/reportableDigits";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

const drawn = (n: number): ReturnType<typeof parametricbootstrap> =>
  parametricbootstrap(new MersenneTwister(42), n, fitted("sleepstudy"), { progress: false });

test.each([
  [238.2651, 0.31, "238"],
  [1264.283, 12, "1300"],
  [0.0312, 0.004, "0.03"],
  [33.2577, 0.5, "33"],
  [33.2577, 0.51, "30"],
  [-0.4123, 0.05, "-0.4"],
  [1, 0, "1"],
  [-0.003, 0.04, "0.0"],
  [0.1 + 0.2, 0, "0.3"],
  [5, NaN, "–"],
])("%d with the error %d is reported as %s", (value, error, text) => expect(reportable(value, error)).toBe(text));

describe.each(["shortest", "equaltail"] as const)("of %s intervals", (method) => {
  test("the ends are those of confint, to the digits that the errors leave", async () => {
    const sample = await drawn(1000);
    const [table, intervals] = [reportabledigits(sample, { method }), confint(sample, { method, error: true })];
    expect(table.columnNames).toEqual(["par", "lower", "lower_error", "upper", "upper_error", "replicates"]);
    expect(table.column("par")).toEqual(intervals.column("par"));
    for (const side of ["lower", "upper"]) {
      const errors = intervals.numeric(`${side}_error`);
      expectClose(table.numeric(`${side}_error`), errors, { relative: 0.05 });
      (table.column(side) as string[]).forEach((text, i) => {
        if (errors[i] === 0) return expect(Number(text)).toBeCloseTo(intervals.numeric(side)[i], 10);
        const unit =
          10 **
          -(
            text.split(".")[1]?.length ??
            -Math.log10(/0*$/.exec(text)![0].length === 0 ? 1 : 10 ** Math.ceil(Math.log10(2 * errors[i])))
          );
        expect(errors[i]).toBeLessThanOrEqual(unit / 2);
        expect(errors[i]).toBeGreaterThan(unit / 20);
        expect(Math.abs(Number(text) - intervals.numeric(side)[i])).toBeLessThanOrEqual(unit / 2 + 1e-9);
      });
    }
  });

  test("with the replicates it asks for, the errors are about as small as it needs", async () => {
    const first = reportabledigits(await drawn(1000), { method, level: 0.9 });
    const row = (first.column("par") as string[]).indexOf("σ");
    const wanted = first.numeric("replicates")[row];
    const second = reportabledigits(await drawn(Math.min(wanted, 40_000)), { method, level: 0.9 });
    const rate = method === "shortest" ? 3 : 2;
    const reached = first.numeric("upper_error")[row] / second.numeric("upper_error")[row];
    // The errors are estimates themselves, with a standard deviation of some 10 to 20 %.
    expect(reached / (Math.min(wanted, 40_000) / 1000) ** (1 / rate)).toBeGreaterThan(0.65);
    expect(reached / (Math.min(wanted, 40_000) / 1000) ** (1 / rate)).toBeLessThan(1.5);
  });
});

test("one more digit takes the square or the cube of what the error has to fall by", async () => {
  const sample = await drawn(1000);
  for (const [method, rate] of [
    ["equaltail", 2],
    ["shortest", 3],
  ] as const) {
    const [table, intervals] = [reportabledigits(sample, { method }), confint(sample, { method, error: true })];
    const row = (table.column("par") as string[]).indexOf("σ1");
    const fall = Math.max(
      ...["lower_error", "upper_error"].map((name) => {
        const error = intervals.numeric(name)[row];
        return error / (10 ** -(Math.floor(-Math.log10(2 * error)) + 1) / 2);
      }),
    );
    const exact = 1000 * fall ** rate;
    expect(table.numeric("replicates")[row]).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
    expect(table.numeric("replicates")[row]).toBeLessThanOrEqual(exact * 1.1);
  }
});

test("an interval that keeps to an edge of the sample has the rate of quantiles", async () => {
  const sample = await drawn(1000);
  const table = reportabledigits(sample);
  const row = (table.column("par") as string[]).indexOf("ρ1");
  expect([table.column("upper")[row], table.numeric("upper_error")[row]]).toEqual(["1", 0]);
  const error = confint(sample, { error: true }).numeric("lower_error")[row];
  const fall = error / (10 ** -(Math.floor(-Math.log10(2 * error)) + 1) / 2);
  expect(table.numeric("replicates")[row] / (1000 * fall ** 2)).toBeCloseTo(1, 1);
});

test("too few replicates to tell are said to be so, in every format", async () => {
  const sample = await drawn(60);
  for (const [method, fewest] of [
    ["shortest", 200],
    ["equaltail", 80],
  ] as const) {
    const table = reportabledigits(sample, { method });
    expect(table.column("lower")).toEqual((table.column("par") as string[]).map(() => "–"));
    for (const text of [
      String(table),
      table.toHTML(),
      table.toMarkdown(),
      table.toLaTeX(),
      JSON.stringify(table.view()),
    ]) {
      expect(text).toContain(`too few replicates to tell; ${fewest} or more that converged are needed`);
      expect(text).not.toContain("NaN");
    }
    const [{ lower }] = reportabledigits(await drawn(fewest), { method }).toRows();
    expect(lower).not.toBe("–");
  }
});
