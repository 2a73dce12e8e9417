import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { MixedModelsError } from "engine/errors";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { fitFrame } from "engine/model/fitFrame";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { processes } from "engine/platform/processes";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { readarrow } from "engine/table/arrow/arrowFile";
import { writearrow } from "engine/table/arrow/writearrow";
import { asTable } from "engine/table/asTable";
import { readcsv } from "engine/table/source/csv";
import { dataset } from "engine/table/source/dataset";
import { fetchDataset } from "engine/table/source/download";
import { writecsv } from "engine/table/source/writecsv";
import { IS_LONG } from "../../hard/properties/property";
import { bits } from "../support/bits";
import { crossedTable } from "../support/crossedTable";
import { fitted } from "../support/fits";
import { withFault } from "../support/injectedFault";

/** So many points of each scenario are tried in `npm test`, evenly spread; all of them in the long tests. */
const FEW = 8;

const folder = mkdtempSync(join(tmpdir(), "faults-"));
const at = (...names: string[]): string => join(folder, ...names);
let warned: jest.SpyInstance;
beforeAll(() => {
  warned = jest.spyOn(process, "emitWarning").mockImplementation();
  process.env.MIXEDMODELS_DATA = at("data");
});
afterAll(() => {
  jest.restoreAllMocks();
  delete process.env.MIXEDMODELS_DATA;
  rmSync(folder, { recursive: true });
});

interface Scenario {
  /** Makes the folder "work" what it is before each try. */
  readonly prepare?: () => void;
  /** What may fail; a text that tells its result from others. */
  readonly run: () => string | Promise<string>;
  /** The next try, where it is another one: an unfinished bootstrap is not overwritten but resumed. */
  readonly again?: () => Promise<string>;
  /** What must be so after a try that has failed: throws otherwise. */
  readonly afterFailure?: () => void;
}

const frame = modelFrame(
  "y ~ 1 + x + (1 + x | g1) + (1 | g2)",
  crossedTable(
    1000,
    [
      { levels: 61, sd: 1 },
      { levels: 23, sd: 0.7 },
    ],
    5,
  ),
);
const model = fitted("dyestuff");
const checkpoint = at("work", "x.arrow");
const parts = at("work", "parts");
const old = fitted("dyestuff2");

const hex = (sample: MixedModelBootstrap): string => createHash("sha256").update(bits(sample)).digest("hex");
const draw = async (n: number, options: object = {}): Promise<string> =>
  hex(await parametricbootstrap(new MersenneTwister(7), n, model, { progress: false, ...options }));
const estimates = ({ objective, theta, coef }: LinearMixedModel): string => JSON.stringify([objective, theta, coef]);
/** Of a process that does not run. */
const deadLock = JSON.stringify({ holder: { ...processes.self(), id: 2 ** 22 + 1 }, token: "dead" });
const kept = new Map<string, Buffer>();

/** The file is as it was, or as it was to be: never a part, and never gone. */
function isWhole(path: string, read: () => number): void {
  expect(existsSync(path)).toBe(true);
  expect(read()).toBeGreaterThan(0);
}

/** What a folder held before is in it, unchanged. */
function keptIsThere(): void {
  for (const name of readdirSync(at("kept"), { recursive: true }) as string[])
    if (/\.(?:bin|part)$/.test(name))
      expect(readFileSync(join(parts, name)).equals(readFileSync(at("kept", name)))).toBe(true);
}

function writeKept(name: string, path: string, write: () => void): void {
  if (!kept.has(name)) {
    write();
    kept.set(name, readFileSync(path));
  }
  writeFileSync(path, kept.get(name)!);
}

const data = arrowBytes(asTable({ x: [1, 2, 3] }));
const larger = { name: "d3", url: "https://example.org/d3", sha256: createHash("sha256").update(data).digest("hex") };

const scenarios: { readonly [name: string]: Scenario } = {
  "a fit on threads": { run: () => estimates(fitFrame(frame, { REML: false, workers: 3, costly: 0 })) },
  "a bootstrap on threads": { run: () => draw(20_000, { workers: 3 }) },
  "a bootstrap with a checkpoint": {
    run: () => draw(2000, { checkpoint, workers: 1 }),
    again: () => draw(2000, { checkpoint, resume: true, workers: 1 }),
    afterFailure: () =>
      void (existsSync(checkpoint) && isWhole(checkpoint, () => restorereplicates(checkpoint).length)),
  },
  "a bootstrap that is resumed": {
    prepare: () => {
      mkdirSync(at("work"), { recursive: true });
      writeFileSync(checkpoint, kept.get("unfinished")!);
    },
    run: () => draw(2000, { checkpoint, resume: true, workers: 1 }),
    afterFailure: () =>
      isWhole(checkpoint, () => {
        const { length } = restorereplicates(checkpoint);
        expect(length).toBeGreaterThanOrEqual(300);
        return length;
      }),
  },
  "a bootstrap after one that was killed": {
    prepare: () => {
      writeFileSync(checkpoint, kept.get("unfinished")!);
      writeFileSync(`${checkpoint}.0123456789ab.tmp`, "half");
      writeFileSync(`${checkpoint}.lock`, deadLock);
    },
    run: () => draw(2000, { checkpoint, resume: true, workers: 1 }),
    afterFailure: () => isWhole(checkpoint, () => restorereplicates(checkpoint).length),
  },
  "a bootstrap with a folder": {
    run: () => draw(2000, { checkpoint: parts, workers: 1 }),
    again: () => draw(2000, { checkpoint: parts, resume: true, workers: 1 }),
  },
  "a folder that is resumed": {
    prepare: () => cpSync(at("kept"), parts, { recursive: true }),
    run: () => draw(2000, { checkpoint: parts, resume: true, workers: 1 }),
    afterFailure: keptIsThere,
  },
  "a folder after a process that was killed": {
    prepare: () => {
      cpSync(at("kept"), parts, { recursive: true });
      writeFileSync(join(parts, "study.bin.0123456789ab.tmp"), "half");
      writeFileSync(join(parts, "parts", "301-400.part.0123456789ab.tmp"), "half");
      writeFileSync(`${parts}.lock`, deadLock);
    },
    run: () => draw(2000, { checkpoint: parts, resume: true, workers: 1 }),
    afterFailure: keptIsThere,
  },
  savemodel: {
    prepare: () => writeKept("model", at("work", "m.json"), () => savemodel(at("work", "m.json"), old)),
    run: () => {
      savemodel(at("work", "m.json"), model);
      return "saved";
    },
    afterFailure: () =>
      isWhole(at("work", "m.json"), () => {
        const bytes = readFileSync(at("work", "m.json"));
        if (bytes.equals(kept.get("model")!)) return restoremodel(at("work", "m.json"), dataset("dyestuff2")).nobs;
        return restoremodel(at("work", "m.json"), dataset("dyestuff")).nobs;
      }),
  },
  savereplicates: {
    prepare: () => writeFileSync(at("work", "s.arrow"), kept.get("unfinished")!),
    run: () => {
      savereplicates(at("work", "s.arrow"), sample);
      return "saved";
    },
    afterFailure: () => isWhole(at("work", "s.arrow"), () => restorereplicates(at("work", "s.arrow")).length),
  },
  restoremodel: {
    prepare: () => writeKept("model", at("work", "m.json"), () => savemodel(at("work", "m.json"), old)),
    run: () => estimates(restoremodel(at("work", "m.json"), dataset("dyestuff2"))),
  },
  restorereplicates: {
    prepare: () => writeFileSync(at("work", "s.arrow"), kept.get("unfinished")!),
    run: () => hex(restorereplicates(at("work", "s.arrow"))),
  },
  writecsv: {
    prepare: () => writeFileSync(at("work", "t.csv"), "x\n0\n"),
    run: () => {
      writecsv(at("work", "t.csv"), asTable({ x: [1, 2, 3] }));
      return "written";
    },
    afterFailure: () => isWhole(at("work", "t.csv"), () => readcsv(at("work", "t.csv")).numRows),
  },
  writearrow: {
    prepare: () => writeFileSync(at("work", "t.arrow"), arrowBytes(asTable({ x: [0] }))),
    run: () => {
      writearrow(at("work", "t.arrow"), asTable({ x: [1, 2, 3] }));
      return "written";
    },
    afterFailure: () => isWhole(at("work", "t.arrow"), () => readarrow(at("work", "t.arrow")).numRows),
  },
  readcsv: {
    prepare: () => writeFileSync(at("work", "t.csv"), "x\n1\n2\n"),
    run: () => JSON.stringify(readcsv(at("work", "t.csv")).toRows()),
  },
  "a CSV file that is not there": {
    prepare: () => writeFileSync(at("work", "t.csv"), "x\n1\n"),
    run: () => {
      try {
        return String(readcsv(at("work", "s.csv")).numRows);
      } catch (error) {
        expect([error instanceof MixedModelsError, (error as Error).message]).toEqual([true, expect.any(String)]);
        return "refused";
      }
    },
  },
  "a download": {
    prepare: () => rmSync(at("data"), { recursive: true, force: true }),
    run: async () => {
      const known = jest.spyOn(globalThis, "fetch").mockImplementation(async () => new Response(Buffer.from(data)));
      try {
        return JSON.stringify((await fetchDataset(larger)).toRows());
      } finally {
        known.mockRestore();
      }
    },
    afterFailure: () => void (existsSync(at("data", "d3.arrow")) && isWhole(at("data", "d3.arrow"), () => 1)),
  },
};

let sample: MixedModelBootstrap;
beforeAll(async () => {
  mkdirSync(at("work"));
  sample = await parametricbootstrap(new MersenneTwister(7), 300, model, { progress: false, checkpoint });
  kept.set("unfinished", readFileSync(checkpoint));
  await draw(300, { checkpoint: at("kept"), workers: 1 });
});

let points = 0;
let tried = 0;
afterAll(() => console.log(`${points} points where an operation can fail, ${tried} of them tried`));

function begin({ prepare }: Scenario): void {
  rmSync(at("work"), { recursive: true, force: true });
  mkdirSync(at("work"));
  prepare?.();
  warned.mockClear();
}

test.each(Object.entries(scenarios))(
  "%s: whichever operation fails, nothing is lost or half-written, and the next try works",
  async (_, scenario) => {
    begin(scenario);
    const { result: right, calls } = await withFault(-1, scenario.run);
    const count = calls.names.length;
    points += count;
    const step = IS_LONG ? 1 : Math.max(1, count / FEW);
    for (let at = 0; at < count; at += step)
      await tryPoint(scenario, Math.floor(at), right, calls.names[Math.floor(at)]);
  },
  600_000,
);

async function tryPoint(scenario: Scenario, point: number, right: string, operation: string): Promise<void> {
  const where = `${operation}, call ${point}`;
  tried++;
  begin(scenario);
  const outcome = await withFault(point, scenario.run).catch((error: Error) => error);
  if (outcome instanceof Error) {
    // One sentence that is ours.
    expect([where, outcome instanceof MixedModelsError, outcome.message.includes("\n")]).toEqual([where, true, false]);
    scenario.afterFailure?.();
  } else {
    expect([where, outcome.result]).toEqual([where, right]);
    expect(warned.mock.calls.length).toBeLessThanOrEqual(2);
  }
  const { result: again } = await withFault(-1, scenario.again ?? scenario.run);
  expect([where, again]).toEqual([where, right]);
  const left = readdirSync(folder, { recursive: true }).filter((name) => /\.tmp$|\.lock/.test(String(name)));
  expect([where, left]).toEqual([where, []]);
}
