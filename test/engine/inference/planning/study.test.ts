import { ShardRunner } from "engine/bootstrap/computing/bytes/shardRunner";
import type { Cluster } from "engine/bootstrap/computing/clusters/cluster";
import { simulate } from "engine/bootstrap/drawing/simulate";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { create_re } from "engine/inference/planning/createRe";
import { createθ } from "engine/inference/planning/createTheta";
import { PowerStudy } from "engine/inference/planning/powerStudy";
import { powertable } from "engine/inference/planning/powertable";
import { simdat_crossed } from "engine/inference/planning/simdatCrossed";
import { type StudyDeclaration, study } from "engine/inference/planning/study";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { fit, refit } from "engine/model/fit";
import { sha256 } from "engine/platform/hash";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Xoshiro } from "engine/random/xoshiro";
import { Table } from "engine/table/table";

type Grid = { readonly subjects: readonly number[]; readonly effect: readonly number[] };
const declaration = {
  grid: { subjects: [8, 12], effect: [0, 0.4] },
  design: ({ subjects }) => ({
    subjects,
    items: 4,
    subj_btwn: { age: ["old", "young"] },
    both_win: { task: ["one", "two"] },
  }),
  models: {
    slopes: "dv ~ 1 + age * task + (1 + task | subj)",
    intercepts: "dv ~ 1 + age * task + (1 | subj)",
  },
  truth: ({ effect }) => ({ β: [2, -0.1, effect, 0.05], σ: 0.8, subj: create_re(0.5, 0.2) }),
  contrasts: { age: EffectsCoding(), task: EffectsCoding({ base: "two" }) },
  tests: { dof: "satterthwaite" },
  n: 12,
  seed: 9,
} satisfies StudyDeclaration<Grid>;
const quiet = { progress: false };

test("a study is the loop over its designs, with a stream for each experiment", async () => {
  const found = await study(declaration, quiet);
  expect(found.failures).toEqual([]);
  const rows = found.tbl.toRows();
  expect(rows).toHaveLength(2 * 2 * 2 * 4);
  const point = { subjects: 12, effect: 0.4 };
  const data = simdat_crossed(new MersenneTwister(1), 12, 4, {
    subj_btwn: { age: ["old", "young"] },
    both_win: { task: ["one", "two"] },
  });
  const { contrasts } = declaration;
  const [slopes, intercepts] = Object.values(declaration.models).map((formula) =>
    fit(formula, data, { contrasts, REML: true }),
  );
  const θ = createθ(slopes, { subj: create_re(0.5, 0.2) });
  for (const [name, model] of [
    ["slopes", slopes],
    ["intercepts", intercepts],
  ] as const) {
    const tests = Array.from({ length: declaration.n }, (_, i) => {
      const text = JSON.stringify(["9", JSON.stringify(point), i + 1]);
      const rng = new Xoshiro(BigInt(`0x${sha256().update(text).hex().slice(0, 32)}`));
      const y = simulate(rng, slopes, { β: [2, -0.1, 0.4, 0.05], σ: 0.8, θ });
      return coeftable(refit(model, y), { dof: "satterthwaite" }).toRows();
    }).flat();
    const expected = powertable(tests as never)
      .toRows()
      .map((row) => ({ ...point, model: name, ...row }));
    const own = rows.filter((row) => row.subjects === 12 && row.effect === 0.4 && row.model === name);
    expect(own).toEqual(expected);
  }
});

test("threads, shards and further designs change no experiment", async () => {
  const home = await study(declaration, { ...quiet, workers: 1 });
  const threads = await study(declaration, { ...quiet, workers: 2 });
  expect(threads.tbl.toRows()).toEqual(home.tbl.toRows());
  let bytes: Uint8Array | undefined;
  const on: Cluster = {
    compute: async (own, watch) => {
      bytes = own.bytes;
      const runner = new ShardRunner(own.bytes, "a study");
      for (const first of [41, 31, 1, 11, 21])
        watch.part(runner.run({ first, count: first === 41 ? 8 : 10 }), "a part");
    },
  };
  expect((await study(declaration, { ...quiet, on })).tbl.toRows()).toEqual(home.tbl.toRows());
  // Only declarations travel.
  expect(Buffer.from(bytes!).includes("=>")).toBe(false);
  const more = { ...declaration, grid: { subjects: [8, 10, 12], effect: [0.2, 0.4] } };
  const rows = (await study(more, quiet)).tbl
    .toRows()
    .filter(({ subjects, effect }) => subjects !== 10 && effect === 0.4);
  expect(rows).toEqual(home.tbl.toRows().filter(({ effect }) => effect === 0.4));
});

test.each<[string, string, object]>([
  ["Bernoulli", "dv ~ 1 + task + (1 | subj)", {}],
  ["Poisson", "dv ~ 1 + task + (1 | subj)", {}],
  ["Gamma", "dv ~ 1 + task + (1 | subj)", { link: "log", φ: 0.5 }],
])("responses of the family %s", async (family, formula, { link, φ }: { link?: string; φ?: number }) => {
  const found = await study(
    {
      grid: { effect: [0, 3] },
      design: () => ({ subjects: 10, items: 8, both_win: { task: ["one", "two"] } }),
      models: { m: formula },
      truth: ({ effect }) => ({ β: [1, effect], subj: create_re(0.4), ...(φ === undefined ? {} : { φ }) }),
      family,
      ...(link !== undefined && { link }),
      n: 10,
      seed: 1,
    },
    quiet,
  );
  const power = found.tbl
    .toRows()
    .filter(({ coefname }) => coefname === "task: two")
    .map((row) => row.power);
  expect(power[1]).toBeGreaterThan(power[0] as number);
});

test("experiments without a test are told, and power is that of the others", async () => {
  const found = await study(
    {
      grid: { subjects: [6] },
      design: ({ subjects }) => ({ subjects, items: 2, both_win: { c: ["a", "b"] } }),
      models: { only: "dv ~ 1 + c + (1 | subj)" },
      truth: () => ({ β: [1, 3], subj: create_re(0.3) }),
      family: "bernoulli",
      n: 30,
      seed: 5,
    },
    quiet,
  );
  const rows = found.tbl.toRows() as { coefname: string; n: number }[];
  const effect = rows.find(({ coefname }) => coefname === "c: b")!;
  expect(effect.n).toBeGreaterThan(0);
  expect(effect.n).toBeLessThan(30);
  expect(String(found)).toContain(`experiments have no test (at most ${30 - effect.n} of 30, of 'c: b'`);
  expect(String((await study(declaration, quiet)).tbl)).not.toContain("no test");
});

test("means that a family cannot have are told once, with the number of experiments", async () => {
  const warned = jest.spyOn(process, "emitWarning").mockImplementation();
  const found = await study(
    {
      grid: { effect: [0, 0.5] },
      design: () => ({ subjects: 8, items: 4, both_win: { c: ["a", "b"] } }),
      models: { only: "dv ~ 1 + c + (1 | subj)" },
      truth: ({ effect }) => ({ β: [1, effect], φ: 0.2, subj: create_re(0.5) }),
      family: "Gamma",
      link: "identity",
      n: 20,
      seed: 2,
    },
    { ...quiet, workers: 1 },
  );
  const { calls } = warned.mock;
  warned.mockRestore();
  const outside = found.failures.filter(({ reason }) => reason.includes("a Gamma model can have it"));
  expect(outside.length).toBeGreaterThan(2);
  expect(outside.length).toBeLessThan(40);
  expect(calls.map(([message]) => String(message))).toEqual([
    expect.stringContaining(`study: ${found.failures.length} of 40 experiments could not be computed`),
  ]);
});

test.each([
  [20, "of 3 designs 1 is complete, one has 8 of its 12, 1 has none"],
  [24, "of 3 designs 2 are complete, 1 has none"],
  [0, "of 3 designs 0 are complete, 3 have none"],
  [30, "of 3 designs 2 are complete, one has 6 of its 12"],
])("a study that was stopped after %d experiments says so", (done, text) => {
  const names = ["estimate", "stderror", "p"].map((kind) => JSON.stringify(["m", "x", kind]));
  const tbl = Table.fromColumns(names.map((name) => [name, new Float64Array(done).fill(0.01)] as const));
  const replicates = { tbl, evaluations: new Int32Array(done), failures: [] };
  const points = [1, 2, 3].map((subjects) => ({ subjects }));
  const found = PowerStudy.create(points, [{ model: "m", names: ["x"] }], 12, replicates);
  expect(String(found)).toContain(`the study was stopped after ${done} of 36 experiments: ${text}`);
  expect(String(found)).not.toContain("no test");
  expect(found.tbl.numeric("n")).toEqual(
    Float64Array.from([0, 12, 24], (before) => Math.max(0, Math.min(12, done - before))),
  );
});

test("power curves have a panel for each coefficient and a colour for each model", async () => {
  const { spec } = (await study(declaration, quiet)).plot({ x: "subjects" });
  const { values } = (spec as unknown as { data: { values: { coefname: string; model: string; at: string }[] } }).data;
  expect(new Set(values.map(({ coefname }) => coefname)).size).toBe(3);
  expect(new Set(values.map(({ model }) => model))).toEqual(new Set(["slopes", "intercepts"]));
  expect(new Set(values.map(({ at }) => at))).toEqual(new Set(["effect 0", "effect 0.4"]));
});

test.each<[string, Partial<StudyDeclaration<Grid>>, string]>([
  ["an empty grid value", { grid: { subjects: [], effect: [0] } }, "a grid has lists of numbers or texts"],
  ["a value twice", { grid: { subjects: [8, 8], effect: [0] } }, "the values of a grid differ; those of 'subjects'"],
  ["no seed", { seed: undefined as never }, "a study has a seed"],
  ["no model", { models: {} }, "a study has a model or more; got none"],
  ["other degrees of freedom", { tests: { dof: "exact" as never } }, 'dof is "satterthwaite" or "kenward-roger"'],
  [
    "too few coefficients",
    { truth: () => ({ β: [1], subj: create_re(1, 1) }) },
    "β of a study is a number for each of",
  ],
  [
    "a σ of 0",
    { truth: () => ({ β: [1, 1, 1, 1], σ: 0, subj: create_re(1, 1) }) },
    "σ of a study is a positive number",
  ],
  [
    "a dispersion of a linear model",
    { truth: () => ({ β: [1, 1, 1, 1], φ: 2, subj: create_re(1, 1) }) },
    "φ is the dispe",
  ],
  [
    "a σ of counts",
    { family: "Poisson", tests: {}, truth: () => ({ β: [1, 1, 1, 1], σ: 2, subj: create_re(1, 1) }) },
    "σ is a parameter of linear mixed models; got 2 for Poisson",
  ],
  ["contrasts of no factor", { contrasts: { nobody: EffectsCoding() } }, "the contrasts of a study are codings of its"],
  [
    "other coefficients at other points",
    {
      design: ({ subjects }: { subjects: number }) => ({
        subjects,
        items: 4,
        subj_btwn: { age: ["old", "young"] },
        both_win: { task: subjects === 8 ? ["one", "two"] : ["one", "two", "three"] },
      }),
    },
    "the models of a study have the same coefficients at every point",
  ],
  [
    "t tests of counts",
    {
      family: "Poisson",
      truth: () => ({ β: [1, 1, 1, 1], subj: create_re(1, 1) }),
      models: { m: "dv ~ 1 + age * task + (1 + task | subj)" },
    },
    "degrees of freedom belong",
  ],
])("refused: %s", async (_, changes, message) => {
  await expect(study({ ...declaration, ...changes } as StudyDeclaration<Grid>, quiet)).rejects.toThrow(message);
});

test("a grid with a column of the table, a design that is no function", async () => {
  await expect(study({ ...declaration, grid: { n: [1] } } as never, quiet)).rejects.toThrow(
    "'n' is a column of a study's",
  );
  await expect(study({ ...declaration, design: {} } as never, quiet)).rejects.toThrow(
    "design is a function of a point",
  );
});
