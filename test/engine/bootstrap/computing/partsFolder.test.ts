import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Study } from "engine/bootstrap/computing/bytes/studyBytes";
import { PartsFolder } from "engine/bootstrap/computing/partsFolder";
import type { Plan, Replicates } from "engine/bootstrap/computing/replicator";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { bootstrap, type ResamplingMethod } from "engine/inference/bootstrap";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { operations } from "engine/platform/operations";
import { MersenneTwister } from "engine/random/mersenneTwister";
import type { Table } from "engine/table/table";
import { fitted } from "../../support/fits";
import { planCalls, planOf } from "../../support/plans";

const folder = mkdtempSync(path.join(tmpdir(), "parts-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Options = { checkpoint?: string; resume?: boolean; signal?: AbortSignal; workers?: number };
const resampled =
  (method: ResamplingMethod, name: "sleepstudy" | "pastes") =>
  (rng: MersenneTwister, n: number, options: Options): Promise<{ tbl: Table }> =>
    bootstrap(rng, n, fitted(name), { method, progress: false, ...options });
const calls = {
  parametric: (rng: MersenneTwister, n: number, options: Options): Promise<{ tbl: Table }> =>
    parametricbootstrap(rng, n, fitted("kb07_m1"), { progress: false, ...options }),
  residual: resampled("residual", "sleepstudy"),
  conditional: resampled("conditional", "sleepstudy"),
  wild: resampled("wild", "pastes"),
  case: resampled("case", "pastes"),
  "likelihood-ratio test": (rng: MersenneTwister, n: number, options: Options): Promise<{ tbl: Table }> =>
    likelihoodratiotest(fitted("sleepstudy_zerocorr"), fitted("sleepstudy"), {
      method: "bootstrap",
      n,
      rng,
      progress: false,
      ...options,
    }),
};
const N = 20_000;

test.each(Object.entries(calls))(
  "%s: stopped and resumed it has the bits of an undisturbed run",
  async (name, call) => {
    const n = name === "case" ? 4000 : N;
    const whole = new MersenneTwister(5);
    const undisturbed = await call(whole, n, {});
    const checkpoint = path.join(folder, name);
    const first = await call(new MersenneTwister(5), n, { checkpoint, signal: AbortSignal.timeout(40) });
    expect(first.tbl.numRows).toBeLessThan(n);
    await call(new MersenneTwister(5), n, { checkpoint, resume: true, workers: 1, signal: AbortSignal.timeout(60) });
    const rng = new MersenneTwister(5);
    const { tbl } = await call(rng, n, { checkpoint, resume: true });
    for (const column of tbl.columnNames) expect(tbl.numeric(column)).toEqual(undisturbed.tbl.numeric(column));
    expect(rng.state()).toEqual(whole.state());
    // What is there is not computed again.
    const parts = readdirSync(path.join(checkpoint, "parts")).sort();
    const again = new MersenneTwister(5);
    expect((await call(again, n, { checkpoint, resume: true })).tbl.numRows).toBe(n);
    expect(again.state()).toEqual(whole.state());
    expect(readdirSync(path.join(checkpoint, "parts")).sort()).toEqual(parts);
  },
);

describe("refused", () => {
  const checkpoint = path.join(folder, "refused");
  const run = (seed: number, n: number, options: Options = {}, method: ResamplingMethod = "residual") =>
    resampled(method, "sleepstudy")(new MersenneTwister(seed), n, { checkpoint, ...options });
  beforeAll(() => run(1, 100));
  test.each<[string, () => Promise<unknown>, string]>([
    ["overwriting", () => run(1, 100), "a bootstrap is not overwritten"],
    ["another seed", () => run(2, 100, { resume: true }), "'is of another one"],
    ["another method", () => run(1, 100, { resume: true }, "conditional"), "is of another one"],
    ["fewer replicates", () => run(1, 99, { resume: true }), "holds 100, asked for are 99"],
    ["no folder", () => run(1, 9, { resume: true, checkpoint: undefined as never }), "without the option checkpoint"],
  ])("%s", async (_, call, message) => {
    await expect(call()).rejects.toThrow(message.replace("'is", "is"));
  });

  test("a folder that cannot be one", async () => {
    const taken = path.join(folder, "taken");
    mkdirSync(taken);
    writeFileSync(path.join(taken, "parts"), "");
    await expect(run(1, 100, { checkpoint: taken })).rejects.toThrow(
      `the file '${taken}' cannot be written: something else has its name`,
    );
  });

  test("an own statistic", async () => {
    const options = { checkpoint: path.join(folder, "own"), statistic: () => 1, progress: false };
    await expect(parametricbootstrap(new MersenneTwister(1), 5, fitted("dyestuff"), options)).rejects.toThrow(
      "a folder does not tell which statistic it is of",
    );
  });

  test("a part that has changed", async () => {
    const [name] = readdirSync(path.join(checkpoint, "parts"));
    const file = path.join(checkpoint, "parts", name);
    const bytes = readFileSync(file);
    bytes[bytes.length - 9] ^= 1;
    writeFileSync(file, bytes);
    await expect(run(1, 100, { resume: true })).rejects.toThrow("has been changed or cut short since");
  });

  test("two bootstraps in one folder at once", async () => {
    const both = path.join(folder, "both");
    const running = run(3, 50_000, { checkpoint: both });
    await expect(run(3, 50_000, { checkpoint: both, resume: true })).rejects.toThrow("a checkpoint belongs to one");
    await running;
  });
});

test("one folder is the same by each of its names, whoever has it", async () => {
  const real = path.join(folder, "real");
  symlinkSync("real", path.join(folder, "link"));
  symlinkSync(".", path.join(folder, "round"));
  const names = ["real/", "link", "link/", "link//", "./real", "x/../link/", "round/real", "round/link/"];
  const run = (n: number, options: Options): Promise<unknown> =>
    resampled("residual", "sleepstudy")(new MersenneTwister(4), n, options);
  await run(50, { checkpoint: real });
  const running = run(50_000, { checkpoint: real, resume: true });
  for (const name of names)
    await expect(run(50_000, { checkpoint: `${folder}/${name}`, resume: true })).rejects.toThrow(
      "a checkpoint belongs to",
    );
  const relative = path.relative(process.cwd(), path.join(folder, "link"));
  await expect(run(50_000, { checkpoint: relative, resume: true })).rejects.toThrow("a checkpoint belongs to one");
  await running;
  await run(50_000, { checkpoint: `${folder}/round/link/`, resume: true });
});

test("what killed processes have left in a folder is removed by the next one", async () => {
  const checkpoint = path.join(folder, "drafts");
  const run = (options: Options): Promise<{ tbl: Table }> =>
    resampled("residual", "sleepstudy")(new MersenneTwister(4), 50, { checkpoint, ...options });
  await run({});
  const drafts = ["study.bin.0123456789ab.tmp", "parts/51-60.part.ba9876543210.tmp"];
  const others = ["notes.tmp", "parts/mine.txt", "parts/1-2.part.0123456789AB.tmp"];
  for (const name of [...drafts, ...others]) writeFileSync(path.join(checkpoint, name), "half");
  await run({ resume: true });
  const left = readdirSync(checkpoint, { recursive: true }).map((name) => String(name).split(path.sep).join("/"));
  const added = left.filter((name) => name !== "parts" && name !== "study.bin" && !/^parts\/\d+-\d+\.part$/.test(name));
  expect(added.sort()).toEqual(others.sort());
});

test("a folder needs a generator, with which its bootstrap can be resumed", async () => {
  const checkpoint = path.join(folder, "fresh");
  await expect(parametricbootstrap(20, fitted("sleepstudy"), { progress: false, checkpoint })).rejects.toThrow(
    "a bootstrap that keeps its replicates in a folder needs a generator",
  );
});

describe("a folder that cannot be written for a while", () => {
  const clock = performance.now;
  let now: number;
  let warned: jest.SpyInstance;
  beforeEach(() => {
    now = 0;
    take.mockClear();
    performance.now = () => now;
    warned = jest.spyOn(process, "emitWarning").mockImplementation();
  });
  afterEach(() => {
    performance.now = clock;
    jest.restoreAllMocks();
  });
  const told = (): string[] => warned.mock.calls.map(([text]) => String(text));
  let plan: Plan;
  beforeAll(async () => void (plan = await planOf(planCalls.responses)));
  const study = (seed: number): Study => ({ plan, state: new MersenneTwister(seed).state(), width: 1 });
  const N = 100_000;
  const take = jest.fn((first: number, last: number): Replicates => {
    const count = last - first + 1;
    const columns = Float64Array.from({ length: count }, (_, i) => first + i);
    return { first, count, columns, evaluations: new Int32Array(count), failures: [] };
  });
  /** Opens a folder; `until` offers it a replicate more each 100 ms. */
  function opened(name: string, seed = 1) {
    const parts = new PartsFolder(path.join(folder, name), study(seed), N);
    parts.open(false, () => {});
    const { state } = study(seed);
    const until = (end: number): void => {
      for (; now < end; now += 100) parts.offer(now / 100 + 1, state, take);
    };
    return { parts, until };
  }
  /** The replicates that are in a folder. */
  function held(name: string, seed = 1): number[] {
    const found: number[] = [];
    const parts = new PartsFolder(path.join(folder, name), study(seed), N);
    parts.open(true, ({ columns }) => void found.push(...columns));
    parts.close();
    return found;
  }
  const upTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i + 1);

  test.each<[string, (name: string) => void]>([
    ["the folder", (name) => rmSync(path.join(folder, name), { recursive: true })],
    ["its parts", (name) => rmSync(path.join(folder, name, "parts"), { recursive: true })],
    ["its last part", (name) => rmSync(path.join(folder, name, "parts", "12-21.part"))],
    ["its study", (name) => rmSync(path.join(folder, name, "study.bin"))],
    [
      "the folder, for an empty one",
      (name) => {
        rmSync(path.join(folder, name), { recursive: true });
        mkdirSync(path.join(folder, name));
      },
    ],
  ])("what has been removed is written again, from the first replicate on: %s", (what, remove) => {
    const name = `without ${what}`;
    const { parts, until } = opened(name);
    until(2100);
    expect(readdirSync(path.join(folder, name, "parts"))).toContain("12-21.part");
    remove(name);
    until(3100);
    parts.close();
    expect(held(name)).toEqual(upTo(31));
    expect(told()).toEqual([]);
  });

  test("a failure is one sentence, whichever file it is of, and that it works again another one", () => {
    mkdirSync(path.join(folder, "outer"));
    const { parts, until } = opened("outer/inner");
    until(100);
    rmSync(path.join(folder, "outer"), { recursive: true });
    until(60_000);
    expect(told()).toEqual([
      `the file '${path.join(folder, "outer/inner")}' cannot be written: there is no such file or folder; ` +
        "the bootstrap goes on, and tries again",
    ]);
    mkdirSync(path.join(folder, "outer"));
    until(130_000);
    parts.close();
    expect(held("outer/inner")).toEqual(upTo(held("outer/inner").length));
    expect(told().slice(1)).toEqual([`the checkpoint '${path.join(folder, "outer/inner")}' is written again`]);
  });

  test.each<[string, () => void]>([
    ["has no room for it", () => void jest.spyOn(operations, "freeBytes").mockReturnValue(0)],
    [
      "has no room for a name",
      () =>
        void jest.spyOn(operations, "open").mockImplementation(() => {
          throw Object.assign(new Error(), { code: "ENOSPC" });
        }),
    ],
  ])("no part is made for a disk that %s", (_, fill) => {
    const { parts, until } = opened(`full ${_}`);
    until(100);
    expect(take).toHaveBeenCalledTimes(1);
    fill();
    until(60_000);
    expect(take).toHaveBeenCalledTimes(1);
    expect(told()).toEqual([expect.stringContaining("the disk is full; the bootstrap goes on, and tries again")]);
    jest.restoreAllMocks();
    parts.close();
  });

  test("that of another bootstrap, which has taken it meanwhile, is not written into", () => {
    const { parts, until } = opened("taken over");
    until(100);
    rmSync(path.join(folder, "taken over"), { recursive: true });
    rmSync(path.join(folder, "taken over.lock"));
    now = 0;
    const other = opened("taken over", 2);
    other.until(100);
    other.parts.close();
    now = 2000;
    until(60_000);
    parts.close();
    expect(held("taken over", 2)).toEqual([1]);
    expect(told()).toEqual([expect.stringContaining("has been written by another one since")]);
  });
});
