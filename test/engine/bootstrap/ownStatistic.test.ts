import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { combinereplicates, restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { fit, refit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Xoshiro } from "engine/random/xoshiro";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { type FitName, fitted } from "../support/fits";

const quiet = { progress: false };
const folder = mkdtempSync(join(tmpdir(), "statistics-"));
afterAll(() => rmSync(folder, { recursive: true }));

const weighted = (): LinearMixedModel => {
  const table = dataset("sleepstudy");
  return fit("reaction ~ 1 + days + offset(2 * days) + (1 + days | subj)", table, {
    weights: Float64Array.from({ length: 180 }, (_, i) => 1 + (i % 3)),
    REML: true,
  });
};
const models: [string, () => LinearMixedModel][] = [
  ...(["dyestuff2", "sleepstudy", "pastes", "kb07_m1", "sleepstudy_reml"] as FitName[]).map(
    (name): [string, () => LinearMixedModel] => [name, () => fitted(name)],
  ),
  ["weights, an offset and REML", weighted],
  ["a fixed σ", () => fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"), { σ: 30 })],
];

describe.each(models)("of %s", (_, make) => {
  const model = make();

  test("the refits that a statistic sees are those of the sample, which is the same as without it", async () => {
    const [rng, plainRng] = [new MersenneTwister(4), new MersenneTwister(4)];
    const sample = await parametricbootstrap(rng, 40, model, {
      ...quiet,
      statistic: (m) => ({ objective: m.objective, sd: m.sigma, first: m.coef[0], deviance: m.REML ? 0 : m.deviance }),
    });
    const plain = await parametricbootstrap(plainRng, 40, model, quiet);
    for (const name of plain.tbl.columnNames) expect(sample.tbl.numeric(name)).toEqual(plain.tbl.numeric(name));
    expect(sample.tbl.columnNames).toEqual([...plain.tbl.columnNames, "objective", "sd", "first", "deviance"]);
    expect(rng.state()).toEqual(plainRng.state());
    expectClose(sample.tbl.numeric("objective"), sample.objective, { relative: 1e-12 });
    expectClose(sample.tbl.numeric("sd"), sample.σ, { relative: 1e-9 });
    expectClose(sample.tbl.numeric("first"), sample.tbl.numeric(model.coef.length > 9 ? "β01" : "β1"), {
      absolute: 1e-9 * model.stderror[0],
      relative: 1e-9,
    });
  });

  test("its values are those of refits to simulated responses", async () => {
    const statistic = (m: LinearMixedModel): number[] => [
      m.fitted[3],
      m.ranef[m.groupings[0]].numeric(m.ranef[m.groupings[0]].columnNames[1])[2],
    ];
    const { tbl } = await parametricbootstrap(new Xoshiro(8), 5, model, { ...quiet, statistic });
    const rng = new Xoshiro(8);
    const refits = Array.from({ length: 5 }, () => statistic(refit(model, simulate(rng, model))));
    for (const j of [0, 1])
      expectClose(
        tbl.numeric(`t${j + 1}`),
        refits.map((values) => values[j]),
        { absolute: 1e-4 * model.sigma },
      );
  });
});

describe("a sample with own statistics", () => {
  const model = fitted("sleepstudy");
  const icc = (m: LinearMixedModel): number =>
    m.σs.subj["(Intercept)"] ** 2 / (m.σs.subj["(Intercept)"] ** 2 + m.sigma ** 2);
  const at = (m: LinearMixedModel) => ({
    icc: icc(m),
    "day 12": predict(m, { days: [12], subj: ["new"] }, { newLevels: "population" })[0],
  });
  const draw = (n: number, rng = new MersenneTwister(1)) =>
    parametricbootstrap(rng, n, model, { ...quiet, statistic: at });

  test("has their intervals, their observed values, bias and standard errors", async () => {
    const sample = await draw(400);
    const table = confint(sample);
    expect(table.column("par").slice(-2)).toEqual(["icc", "day 12"]);
    const row = table.numRows - 1;
    expect(table.numeric("lower")[row]).toBeLessThan(376.3);
    expect(table.numeric("upper")[row]).toBeGreaterThan(377.7);
    const { statistics } = sample;
    expect(statistics.column("statistic")).toEqual(["icc", "day 12"]);
    expectClose(statistics.numeric("observed"), [icc(model), model.coef[0] + 12 * model.coef[1]], { relative: 1e-12 });
    const values = sample.tbl.numeric("icc");
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    expect(statistics.numeric("bias")[0]).toBeCloseTo(mean - icc(model), 12);
    expect(String(sample)).toContain("own statistic");
    expect((await parametricbootstrap(new MersenneTwister(1), 2, model, quiet)).statistics.numRows).toBe(0);
  });

  test("is saved, restored, joined and resumed with them", async () => {
    const whole = await draw(30);
    const rng = new MersenneTwister(1);
    const parts = [await draw(11, rng), await draw(19, rng)];
    const path = join(folder, "sample.arrow");
    savereplicates(path, parts[0]);
    const joined = combinereplicates(restorereplicates(path, model), parts[1]);
    expect(joined.statistics.toString()).toBe(whole.statistics.toString());
    for (const name of whole.tbl.columnNames) expect(joined.tbl.numeric(name)).toEqual(whole.tbl.numeric(name));
    const plain = await parametricbootstrap(new MersenneTwister(1), 2, model, quiet);
    expect(() => combinereplicates(whole, plain)).toThrow("that differ in the column 'icc'");

    const checkpoint = join(folder, "checkpoint.arrow");
    await parametricbootstrap(new MersenneTwister(1), 11, model, { ...quiet, statistic: at, checkpoint });
    const resume = { ...quiet, checkpoint, resume: true };
    const resumed = await parametricbootstrap(new MersenneTwister(1), 30, model, { ...resume, statistic: at });
    for (const name of whole.tbl.columnNames) expect(resumed.tbl.numeric(name)).toEqual(whole.tbl.numeric(name));
    await expect(parametricbootstrap(new MersenneTwister(1), 40, model, resume)).rejects.toThrow(
      "a bootstrap is resumed with the statistic that it was begun with",
    );
  });

  test("can be stopped, and has the first replicates then", async () => {
    const stopper = new AbortController();
    let calls = 0;
    const statistic = (m: LinearMixedModel): number => {
      if (++calls === 200) setImmediate(() => stopper.abort());
      return m.sigma;
    };
    const stopped = await parametricbootstrap(new MersenneTwister(1), 1_000_000, model, {
      ...quiet,
      statistic,
      signal: stopper.signal,
    });
    expect(stopped.length).toBeGreaterThan(100);
    expect(stopped.length).toBeLessThan(1_000_000);
    const whole = await parametricbootstrap(new MersenneTwister(1), stopped.length, model, { ...quiet, statistic });
    expect(stopped.tbl.numeric("statistic")).toEqual(whole.tbl.numeric("statistic"));
  });

  test.each([1, 2, 40, 333, 700])(
    "that stops the bootstrap at call %i leaves the stream after what is kept",
    async (call) => {
      const model = fitted("sleepstudy");
      let calls = 0;
      const stopper = new AbortController();
      const statistic = (m: LinearMixedModel): { sd: number } => {
        if (++calls === call) stopper.abort();
        return { sd: m.sigma };
      };
      const checkpoint = join(folder, `stopped-${call}.arrow`);
      const rng = new MersenneTwister(8);
      const kept = await parametricbootstrap(rng, 800, model, {
        ...quiet,
        statistic,
        checkpoint,
        signal: stopper.signal,
      });
      expect(kept.length).toBeLessThan(800);
      const rest = await parametricbootstrap(rng, 800 - kept.length, model, { ...quiet, statistic });
      const whole = await parametricbootstrap(new MersenneTwister(8), 800, model, { ...quiet, statistic });
      const resumed = await parametricbootstrap(new MersenneTwister(8), 800, model, {
        ...quiet,
        statistic,
        checkpoint,
        resume: true,
      });
      for (const sample of [combinereplicates(kept, rest), resumed])
        expect(sample.tbl.numeric("sd")).toEqual(whole.tbl.numeric("sd"));
    },
  );

  test("counts replicates in which a statistic cannot be computed, and keeps their estimates", async () => {
    let calls = 0;
    const statistic = (m: LinearMixedModel): number => {
      if (++calls === 4) throw new Error("no reason");
      return calls === 6 ? NaN : m.sigma;
    };
    const { tbl, failures, length } = await parametricbootstrap(new MersenneTwister(1), 8, model, {
      ...quiet,
      statistic,
    });
    expect(failures).toEqual([
      { iter: 3, reason: "its statistic: no reason" },
      { iter: 5, reason: "its statistic: a statistic is a finite number, or an array or object of them; got NaN" },
    ]);
    expect([...tbl.numeric("statistic").keys()].filter((i) => Number.isNaN(tbl.numeric("statistic")[i]))).toEqual([
      2, 4,
    ]);
    expect(tbl.numeric("obj").every(Number.isFinite)).toBe(true);
    expect(length).toBe(8);
  });

  test.each<[string, unknown, string]>([
    ["no function", 5, "statistic is a function of a model; got 5"],
    ["a text", () => "large", "a statistic is a finite number, or an array or object of them; got 'large'"],
    ["a promise", async () => 1, "a statistic is a finite number, or an array or object of them; got a Promise"],
    ["nothing", () => [], "a statistic is a finite number, or an array or object of them; got []"],
    ["not a number", () => ({ a: 1, b: Infinity }), "or an array or object of them; got Infinity for 'b'"],
    ["a name of a parameter", () => ({ β7: 1 }), 'a statistic has a name of its own in the sample\'s table; got "β7"'],
    ["a name that is taken", () => ({ σ: 1 }), 'a statistic has a name of its own in the sample\'s table; got "σ"'],
    [
      "an error",
      () => {
        throw new Error("own error");
      },
      "own error",
    ],
  ])("refuses %s before it draws", async (_, statistic, sentence) => {
    const rng = new MersenneTwister(1);
    const before = rng.state();
    await expect(parametricbootstrap(rng, 3, model, { ...quiet, statistic: statistic as never })).rejects.toThrow(
      sentence,
    );
    expect(rng.state()).toEqual(before);
  });

  test("needs responses, and the same numbers every time", async () => {
    await expect(
      parametricbootstrap(new MersenneTwister(1), 3, model, { ...quiet, statistic: icc, draws: "statistics" }),
    ).rejects.toThrow('an own statistic is of a refitted model, which needs a response; got draws: "statistics"');
    let calls = 0;
    const { failures } = await parametricbootstrap(new MersenneTwister(1), 2, model, {
      ...quiet,
      statistic: (m) => (++calls === 3 ? [m.sigma] : [m.sigma, 1]),
    });
    expect(failures).toEqual([
      { iter: 2, reason: "its statistic: a statistic has the same numbers of every fit, t1, t2; got t1" },
    ]);
  });
});
