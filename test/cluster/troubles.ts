import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../until";
import type { Chance } from "./chance";
import type { Lines } from "./lines";
import { atHome, type NotebookCall } from "./processes";

/** What notebooks ask for, and how many replicates they may ask for in little time. */
const CALLS: readonly (readonly [call: string, most: number])[] = [
  ["parametric", 160],
  ["m1", 400],
  ["reml", 400],
  ["sleepstudy", 400],
  ["sleepstudyREML", 400],
  ["statistics", 400],
  ["weighted", 400],
  ["fixedσ", 400],
  ["dyestuff", 400],
  ["otherTruth", 400],
  ["generalized", 100],
  ["counts", 20],
  ["gamma", 40],
  ["conditional", 160],
  ["residual", 400],
  ["wild", 400],
  ["case", 400],
  ["weightedCase", 100],
  ["generalizedCase", 60],
  ["test", 160],
  ["zerocorrTest", 160],
  ["generalizedTest", 60],
  ["study", 100],
  ["generalizedStudy", 60],
  ["influence", 32],
  ["oddInfluence", 18],
  ["generalizedInfluence", 15],
  ["profile", 8],
  ["dyestuffProfile", 4],
  ["generalizedProfile", 4],
];
/** Those with a number of replicates of their own. */
const OWN_NUMBER = /influence|profile/i;
const STREAMS = ["MersenneTwister", "Xoshiro", "StableRNG"];

/** A notebook ends with its sample, of all or of the first replicates, or with one sentence that says what to do. */
const ENDS = /^(?:sample .|error (?:FileError|OptionError): [^\n]{10,600}$)/;

/** What is computed while something happens to it. */
export interface Scenario {
  readonly call: NotebookCall;
  /** Each shard takes so many ms longer. */
  readonly lasting: number;
}

/** @param own a call of those above; any where absent */
export function anyScenario(chance: Chance, own?: string): Scenario {
  const [call, most] = own === undefined ? chance.of(CALLS) : CALLS.find(([name]) => name === own)!;
  const n = OWN_NUMBER.test(call) ? most : chance.of([1, 2, 3, 17, 61, 97, most].filter((count) => count <= most));
  const size = chance.of([1, 7, 16, 37, n].filter((count) => n / count <= 60));
  const shards = Math.ceil(n / size);
  return {
    call: { call, n, size, seed: 1 + chance.below(1000), stream: chance.of(STREAMS) },
    lasting: Math.round(Math.min(1500, Math.max(20, 8000 / shards))),
  };
}

/** Where a scenario is played: notebooks, workers and what is between them. */
export abstract class Stage {
  /** The notebook that the cell was run in last. */
  notebook!: Lines;
  readonly notebooks: Lines[] = [];
  /** Whether the notebook's result is that of an ended study. */
  isCancelled = false;

  constructor(
    readonly scenario: Scenario,
    readonly chance: Chance,
  ) {}

  protected abstract notebookOf(more: Partial<NotebookCall>): Lines;

  ask(more: Partial<NotebookCall> = {}): Lines {
    this.notebook = this.notebookOf(more);
    this.notebooks.push(this.notebook);
    this.isCancelled = false;
    return this.notebook;
  }

  /** One of them, where there are any. */
  oneOf(pids: readonly number[]): number[] {
    return pids.length === 0 ? [] : [this.chance.of(pids)];
  }

  /** Any time, in ms, that is not long. */
  anyTime(most: number): number {
    return this.chance.below(most);
  }

  async killNotebook(): Promise<void> {
    this.notebook.signal("SIGKILL");
    await sleep(this.anyTime(1000));
    this.ask();
  }

  /** A second notebook beside the first one; each has the same sample, or a sentence of what happened before. */
  async askBeside(): Promise<void> {
    const first = this.notebook;
    this.ask();
    const ends = await Promise.all([first, this.notebook].map((own) => own.line(/^(sample|error) /, 400_000)));
    for (const line of ends) expect(line).toMatch(ENDS);
    expect(new Set(ends.filter((line) => line.startsWith("sample"))).size).toBeLessThan(2);
  }

  /** Every notebook that has not been killed ends with the bits of home, at the latest when its cell is run again. */
  async hasBitsOfHome(): Promise<void> {
    const home = await atHome(this.scenario.call);
    expect(home).toMatch(/^sample /);
    for (let run = this.notebook, times = 0; ; run = this.ask(), times++) {
      const line = await run.line(/^(sample|error) /, 400_000);
      expect(line).toMatch(ENDS);
      if (line === home) return expect(run.lines.join("\n")).not.toMatch(/^missing/m);
      if (times === 3 || !(this.isCancelled || line.startsWith("error"))) expect(line).toBe(home);
    }
  }
}

/** Bytes with one of them changed, or some left out. */
export function damaged(bytes: Buffer, chance: Chance): Buffer {
  if (chance.below(3) === 0) return bytes.subarray(0, chance.below(bytes.length));
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[chance.below(changed.length)] ^= 1 << chance.below(8);
  return changed;
}

export type Trouble<S extends Stage> = (stage: S) => Promise<void>;

/** Plays scenarios, a trouble or two in each, and tells of one that fails how it is played again. */
export async function playScenarios<S extends Stage>(
  seeds: readonly number[],
  troubles: { readonly [name: string]: Trouble<S> },
  play: (seed: number, during: (stage: S) => Promise<void>) => Promise<void>,
): Promise<void> {
  const names = Object.keys(troubles);
  const played = new Map<string, { count: number; seconds: number }>();
  for (const seed of seeds) {
    const started = performance.now();
    const own = [names[seed % names.length]];
    let stage: S | undefined;
    try {
      await play(seed, async (there) => {
        stage = there;
        if (there.chance.below(3) === 0) own.push(there.chance.of(names));
        for (const name of own) {
          await sleep(there.anyTime(2500));
          await troubles[name](there);
        }
      });
    } catch (error) {
      const lines = stage?.notebooks.map(({ lines: said }) => said.slice(-6).join("\n")).join("\n---\n");
      throw new Error(`SEED=${seed}, ${own.join(" and ")}, ${JSON.stringify(stage?.scenario)}:\n${error}\n${lines}`);
    }
    const seconds = (performance.now() - started) / 1000;
    const { count, seconds: before } = played.get(own[0]) ?? { count: 0, seconds: 0 };
    played.set(own[0], { count: count + 1, seconds: before + seconds });
    process.stderr.write(`${seed}: ${own.join(" and ")}, ${stage?.scenario.call.call} ${seconds.toFixed(1)} s\n`);
  }
  for (const [name, { count, seconds }] of played)
    process.stderr.write(`${name}: ${count} times, ${(seconds / count).toFixed(1)} s each\n`);
}

/** Processes whose environment holds all of these texts, by what they were called with. */
export function processesWith(called: RegExp, ...environment: readonly string[]): number[] {
  const read = (pid: string, name: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  };
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && called.test(read(pid, "cmdline")))
    .filter((pid) => environment.every((text) => read(pid, "environ").includes(text)))
    .map(Number);
}

/** Processes that are at shards, or have been: those that begin are given more time than the tests have. */
export function computingNow(marks: string): number[] {
  return processesWith(/computingProcess/, marks).filter((pid) => existsSync(path.join(marks, `computes-${pid}`)));
}

/** @param signal that some of these processes may be too late for */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  }
}

/** Waits until processes have ended. */
export async function haveEnded(environment: string): Promise<void> {
  await until(
    "all processes have ended",
    () => expect(processesWith(/computingProcess|worker\.js/, environment)).toEqual([]),
    60_000,
  );
}
