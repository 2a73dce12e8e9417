import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkpoint } from "engine/bootstrap/computing/checkpoint";
import { type BootstrapOptions, parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { files } from "engine/platform/files";
import { processes } from "engine/platform/processes";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import { stateFromText, stateText } from "engine/random/stateText";
import type { RandomStream } from "engine/random/stream";
import { streamFrom } from "engine/random/streamFrom";
import { Xoshiro } from "engine/random/xoshiro";
import { IS_LONG } from "../../../hard/properties/property";
import { bits } from "../../support/bits";
import { type FitName, fitted } from "../../support/fits";

const folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const draw = (
  rng: RandomStream,
  n: number,
  options: BootstrapOptions = {},
  name: FitName = "kb07_m1",
): Promise<MixedModelBootstrap> => parametricbootstrap(rng, n, fitted(name), { progress: false, ...options });

/** Stops a bootstrap after so many ms. */
const stopAfter = (ms: number): AbortSignal => AbortSignal.timeout(ms);

describe.each<[string, () => RandomStream]>([
  ["MersenneTwister", () => new MersenneTwister(2n ** 70n)],
  ["Xoshiro", () => new Xoshiro(7)],
  ["StableRNG", () => new StableRNG(7)],
])("%s", (kind, make) => {
  test("its state is the same after it has been written as text", () => {
    const rng = make();
    for (let i = 0; i < 777; i++) rng.randn();
    expect(streamFrom(stateFromText(stateText(rng.state()))).state()).toEqual(rng.state());
  });

  test("a stopped bootstrap, resumed often, has the bits of an undisturbed run, and so has the stream", async () => {
    const N = 40_000;
    const whole = make();
    const undisturbed = await draw(whole, N);
    const checkpoint = at(`${kind}.arrow`);
    let sample = await draw(make(), N, { checkpoint, signal: stopAfter(150) });
    expect(sample.length).toBeLessThan(N);
    expect(bits(restorereplicates(checkpoint)).equals(bits(sample))).toBe(true);
    let stops = 1;
    for (; sample.length < N && stops < 3; stops++)
      sample = await draw(make(), N, { checkpoint, resume: true, signal: stopAfter(150), workers: 1 + stops });
    const rng = make();
    sample = await draw(rng, N, { checkpoint, resume: true });
    expect(bits(sample).equals(bits(undisturbed))).toBe(true);
    expect(rng.state()).toEqual(whole.state());
    expect(sample.requested).toBe(N);
    // The file of a finished bootstrap gives it again without computing anything.
    const again = make();
    expect(bits(await draw(again, N, { checkpoint, resume: true })).equals(bits(undisturbed))).toBe(true);
    expect(again.state()).toEqual(whole.state());
  });
});

test("a fresh seed is that of the file", async () => {
  const checkpoint = at("fresh.arrow");
  const first = await parametricbootstrap(3000, fitted("kb07_m1"), { progress: false, checkpoint });
  const seed = BigInt(first.description.seed!);
  const more = await parametricbootstrap(5000, fitted("kb07_m1"), { progress: false, checkpoint, resume: true });
  expect(more.description.seed).toBe(String(seed));
  expect(bits(more).equals(bits(await draw(new MersenneTwister(seed), 5000)))).toBe(true);
});

test("failed replicates stay failed", async () => {
  const checkpoint = at("failed.arrow");
  const sample = await draw(new MersenneTwister(1), 50, { checkpoint }, "sleepstudy");
  expect(restorereplicates(checkpoint).failures).toEqual(sample.failures);
});

describe("refused", () => {
  const unfinished = async (): Promise<string> => {
    const checkpoint = at("unfinished.arrow");
    if (!existsSync(checkpoint)) await draw(new MersenneTwister(1), 200_000, { checkpoint, signal: stopAfter(100) });
    return checkpoint;
  };
  test.each<[string, (checkpoint: string) => Promise<unknown>, string]>([
    [
      "overwriting an unfinished bootstrap",
      (checkpoint) => draw(new MersenneTwister(1), 10, { checkpoint }),
      "an unfinished bootstrap is not overwritten",
    ],
    [
      "resuming with another seed",
      (checkpoint) => draw(new MersenneTwister(2), 200_000, { checkpoint, resume: true }),
      "a bootstrap is resumed with the model, parameters and stream that it was begun with",
    ],
    [
      "resuming with another model",
      (checkpoint) => draw(new MersenneTwister(1), 200_000, { checkpoint, resume: true }, "sleepstudy"),
      "a bootstrap is resumed with the model",
    ],
    [
      "resuming with other parameters",
      (checkpoint) => draw(new MersenneTwister(1), 200_000, { checkpoint, resume: true, σ: 2 }),
      "a bootstrap is resumed with the model",
    ],
    [
      "resuming with fewer replicates than there are",
      (checkpoint) => draw(new MersenneTwister(1), 1, { checkpoint, resume: true }),
      "as many replicates as it has or more",
    ],
    [
      "resuming without a file",
      () => draw(new MersenneTwister(1), 10, { resume: true }),
      "without the option checkpoint",
    ],
    [
      "a word for true",
      () => draw(new MersenneTwister(1), 10, { checkpoint: at("x"), resume: "yes" as never }),
      "resume is true or false",
    ],
    [
      "a number for a path",
      () => draw(new MersenneTwister(1), 10, { checkpoint: 5 as never }),
      "the path of a file is text",
    ],
    [
      "a file of another kind",
      () =>
        draw(new MersenneTwister(1), 10, {
          checkpoint: (writeFileSync(at("text.arrow"), "text"), at("text.arrow")),
          resume: true,
        }),
      "cannot be read as an Arrow file",
    ],
    [
      "a folder that is not there",
      () => draw(new MersenneTwister(1), 10, { checkpoint: at("none/x.arrow") }),
      "no such file or folder",
    ],
  ])("%s", async (_, action, message) => {
    await expect(action(await unfinished())).rejects.toThrow(message);
    expect(restorereplicates(await unfinished()).requested).toBe(200_000);
  });

  test("a sample without a stream", async () => {
    savereplicates(at("saved.arrow"), await draw(new MersenneTwister(1), 5));
    await expect(draw(new MersenneTwister(1), 10, { checkpoint: at("saved.arrow"), resume: true })).rejects.toThrow(
      "holds a sample without one",
    );
  });

  test("one file for two bootstraps at once", async () => {
    const checkpoint = at("both.arrow");
    const running = draw(new MersenneTwister(1), 20_000, { checkpoint });
    await expect(draw(new MersenneTwister(1), 10, { checkpoint })).rejects.toThrow("is that of another one that runs");
    await running;
  });
});

const ORIGIN = { origin: "plan stream", settings: "", given: "", objective: 0 };

/** Texts of warnings until they are asked for. */
function warnings(): () => string[] {
  const warned = jest.spyOn(process, "emitWarning").mockImplementation();
  return () => {
    const texts = warned.mock.calls.map(([text]) => String(text));
    warned.mockRestore();
    return texts;
  };
}

describe("a checkpoint that cannot be written", () => {
  const N = 20_000;

  test("costs the checkpoint alone, is tried with pauses, and said once", async () => {
    const inner = at("vanishing");
    mkdirSync(inner);
    const checkpoint = join(inner, "x.arrow");
    const told = warnings();
    const replace = jest.spyOn(files, "replace");
    const create = jest.spyOn(files, "create");
    const running = draw(new MersenneTwister(5), N, { checkpoint });
    rmSync(inner, { recursive: true });
    const sample = await running;
    expect(told()).toEqual([
      expect.stringMatching(/cannot be written: there is no such file or folder; (?:the bootstrap goes on|it lacks)/),
    ]);
    // Nothing is made of the sample for a folder that is not there; it was once, before that was removed.
    expect(replace).toHaveBeenCalledTimes(1);
    expect(create.mock.calls.length).toBeLessThan(10);
    jest.restoreAllMocks();
    expect(bits(sample).equals(bits(await draw(new MersenneTwister(5), N)))).toBe(true);
  });

  test("is written again when that is possible, which is said", () => {
    const inner = at("coming");
    mkdirSync(inner);
    const told = warnings();
    let now = 0;
    jest.spyOn(performance, "now").mockImplementation(() => now);
    const checkpoint = new Checkpoint(join(inner, "x.arrow"), ORIGIN);
    checkpoint.open();
    const rng = new MersenneTwister(5);
    const make = jest.fn(() => ({ sample, state: rng.state() }));
    const offerFor = (ms: number): void => {
      for (const end = now + ms; now < end; now += 100) checkpoint.offer(make);
    };
    offerFor(1);
    expect(make).toHaveBeenCalledTimes(1);
    rmSync(inner, { recursive: true });
    offerFor(30_000);
    expect(make).toHaveBeenCalledTimes(1);
    mkdirSync(inner);
    offerFor(60_000);
    checkpoint.close();
    expect(told().map((text) => /cannot be written|is written again/.exec(text)?.[0])).toEqual([
      "cannot be written",
      "is written again",
    ]);
    jest.restoreAllMocks();
    expect(readdirSync(inner)).toEqual(["x.arrow"]);
  });

  let sample: MixedModelBootstrap;
  beforeAll(async () => void (sample = await draw(new MersenneTwister(5), 10)));
});

describe("a checkpoint that another process writes", () => {
  const lockOf = (checkpoint: string, changes: object, token = "theirs"): void =>
    writeFileSync(`${checkpoint}.lock`, JSON.stringify({ holder: { ...processes.self(), ...changes }, token }));
  /** A number that no process has. */
  const nobody = 2 ** 22 + 1;
  const elsewhere = { place: "another computer", host: "far" };

  test.each<[string, object]>([
    ["a process that runs", { id: process.ppid, started: undefined }],
    ["another computer", elsewhere],
  ])("is refused: of %s", async (_, changes) => {
    const checkpoint = at("held.arrow");
    lockOf(checkpoint, changes);
    await expect(draw(new MersenneTwister(1), 10, { checkpoint })).rejects.toThrow(
      /is that of another one that runs \(process \d+ on .*\); if it does not, remove '.*held\.arrow\.lock'/,
    );
    expect(existsSync(checkpoint)).toBe(false);
    rmSync(`${checkpoint}.lock`);
  });

  test("that says nothing one can read is refused too, for a while", async () => {
    const checkpoint = at("unread.arrow");
    writeFileSync(`${checkpoint}.lock`, "");
    await expect(draw(new MersenneTwister(1), 10, { checkpoint })).rejects.toThrow("is that of another one that runs;");
    utimesSync(`${checkpoint}.lock`, 0, 0);
    await draw(new MersenneTwister(1), 10, { checkpoint });
    expect(existsSync(`${checkpoint}.lock`)).toBe(false);
  });

  test("with a lock that cannot be read names it", async () => {
    mkdirSync(at("folder.arrow.lock"));
    await expect(draw(new MersenneTwister(1), 10, { checkpoint: at("folder.arrow") })).rejects.toThrow(
      /^the file '.*folder\.arrow\.lock', which keeps '.*folder\.arrow' to one bootstrap, .*: it is a folder$/,
    );
    rmSync(at("folder.arrow.lock"), { recursive: true });
  });

  test.each<[string, object, boolean?]>([
    ["whose number no process has", { id: nobody, started: undefined }],
    ["whose number another process has got", { started: "1" }],
    ["of another computer that has been silent for long", elsewhere, true],
  ])("is taken over from a dead one %s, whose draft is removed", async (_, changes, silent = false) => {
    const checkpoint = at("dead.arrow");
    if (changes === elsewhere || process.platform === "linux" || "id" in changes) {
      lockOf(checkpoint, changes);
      if (silent) utimesSync(`${checkpoint}.lock`, 0, 0);
      writeFileSync(`${checkpoint}.0123456789ab.tmp`, "half");
      writeFileSync(at("dead.arrow.own.tmp"), "kept");
      await draw(new MersenneTwister(1), 10, { checkpoint });
      expect(readdirSync(folder).filter((name) => name.startsWith("dead."))).toEqual([
        "dead.arrow",
        "dead.arrow.own.tmp",
      ]);
    }
  });

  test("does not stay with a lock that was made although its making failed", async () => {
    const checkpoint = at("failed.arrow");
    const { create } = files;
    const failing = jest.spyOn(files, "create").mockImplementationOnce((...args) => {
      create(...args);
      throw new Error("nobody answers");
    });
    await expect(draw(new MersenneTwister(1), 10, { checkpoint })).rejects.toThrow("nobody answers");
    failing.mockRestore();
    expect(existsSync(`${checkpoint}.lock`)).toBe(true);
    const running = draw(new MersenneTwister(1), 2_000, { checkpoint });
    await expect(draw(new MersenneTwister(1), 10, { checkpoint })).rejects.toThrow("that runs");
    await running;
    expect(existsSync(`${checkpoint}.lock`)).toBe(false);
  });

  test("by a path that is a link is the same one", async () => {
    const checkpoint = at("linked.arrow");
    symlinkSync("linked.arrow", at("link.arrow"));
    const running = draw(new MersenneTwister(1), 20_000, { checkpoint });
    await expect(draw(new MersenneTwister(1), 10, { checkpoint: at("link.arrow") })).rejects.toThrow("that runs");
    await running;
  });

  test("is not overwritten where its lock was taken from this one", () => {
    const told = warnings();
    const checkpoint = new Checkpoint(at("taken.arrow"), ORIGIN);
    checkpoint.open();
    lockOf(at("taken.arrow"), { id: process.ppid, started: undefined });
    const make = jest.fn();
    checkpoint.offer(make);
    checkpoint.finish(make);
    checkpoint.close();
    expect(make).not.toHaveBeenCalled();
    expect(told()).toEqual([expect.stringMatching(/is that of another one that runs .*; the bootstrap goes on/)]);
    expect(existsSync(at("taken.arrow.lock"))).toBe(true);
  });

  test("is not overwritten where the other one has taken the lock, written and ended", async () => {
    const checkpoint = new Checkpoint(at("written.arrow"), ORIGIN);
    checkpoint.open();
    rmSync(at("written.arrow.lock"));
    await draw(new MersenneTwister(9), 10, { checkpoint: at("written.arrow") });
    const make = jest.fn();
    expect(() => checkpoint.write(make)).toThrow("has been written by another one since");
    expect(() => checkpoint.write(make)).toThrow("has been written by another one since");
    checkpoint.close();
    expect(make).not.toHaveBeenCalled();
  });
});

/** A process that resumes the bootstrap; killed so many ms after it has begun with it, or left to end. */
function runChild(checkpoint: string, n: number, killAfter?: number): Promise<void> {
  const engine = join(__dirname, "../../../../engine/dist/index.js");
  const script = `
    const { dataset, fit, parametricbootstrap, MersenneTwister, EffectsCoding } = require(${JSON.stringify(engine)});
    const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
    const m = fit("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", dataset("kb07"), { contrasts });
    process.stdout.write("begun");
    const options = { progress: false, checkpoint: ${JSON.stringify(checkpoint)}, resume: true };
    parametricbootstrap(new MersenneTwister(11), ${n}, m, options).then(() => process.exit(0));`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
    if (killAfter !== undefined) child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), killAfter));
    child.on("exit", () => resolve());
  });
}

const [KILLS, REPLICATES] = IS_LONG ? [20, 400_000] : [3, 100_000];

test(`kill −9 at ${KILLS} random moments loses the last second each time, and not a bit`, async () => {
  const checkpoint = at("killed.arrow");
  let before = 0;
  let kills = 0;
  for (; kills < KILLS; kills++) {
    await runChild(checkpoint, REPLICATES, 1500 * Math.random());
    if (!existsSync(checkpoint)) continue;
    // Whatever the moment, the file is whole.
    const { length } = restorereplicates(checkpoint, fitted("kb07_m1"));
    expect(length).toBeGreaterThanOrEqual(before);
    before = length;
  }
  // A draft that was being written when the process was killed may lie beside the file.
  for (const name of readdirSync(folder))
    if (name.startsWith("killed.arrow.")) expect(statSync(at(name)).isFile()).toBe(true);
  await runChild(checkpoint, REPLICATES);
  const resumed = restorereplicates(checkpoint);
  expect(resumed.length).toBe(REPLICATES);
  expect(bits(resumed).equals(bits(await draw(new MersenneTwister(11), REPLICATES)))).toBe(true);
}, 400_000);
