import path from "node:path";
import { Lines } from "./lines";

/** Where a notebook of the tests computes and what: see notebook.cjs. */
export interface NotebookCall {
  readonly where?: { readonly slurm: object } | { readonly url: string; readonly queue: object };
  /** The name of a call of calls.cjs, or what is asked of the cluster itself; default "parametric". */
  readonly call?: string;
  /** The class of the stream; default MersenneTwister. */
  readonly stream?: string;
  /** Of the study that is cancelled. */
  readonly id?: string;
  readonly n?: number;
  readonly seed?: number;
  /** Replicates of a shard, where the notebook is to say so. */
  readonly size?: number;
  /** Cancels after so many parts. */
  readonly cancelAfter?: number;
}

/** A process that computes as a notebook does. */
export function notebook(call: NotebookCall, env?: NodeJS.ProcessEnv): Lines {
  return new Lines(process.execPath, [path.join(__dirname, "notebook.cjs"), JSON.stringify(call)], env);
}

const { bitsOf } = require("./bits.cjs") as { bitsOf: (result: object, rng: object) => string };
const { calls, mm } = require("./calls.cjs") as {
  calls: { readonly [call: string]: (rng: object, n: number, options: object, seed: number) => Promise<object> };
  mm: { readonly [stream: string]: new (seed: number) => object };
};
const homes = new Map<string, Promise<string>>();

/** The last line of a run at home, in this process, which that of every other one must be. */
export function atHome({ call = "parametric", stream = "MersenneTwister", n = 400, seed = 42 }: NotebookCall) {
  const key = JSON.stringify({ call, stream, n, seed });
  const known = homes.get(key) ?? run(call, n, seed, new mm[stream](seed));
  homes.set(key, known);
  return known;
}

async function run(call: string, n: number, seed: number, rng: object): Promise<string> {
  return bitsOf(await calls[call](rng, n, { progress: false }, seed), rng);
}

/** The environment of a process whose clock is wrong by so many days. */
export function clockOff(days: number): NodeJS.ProcessEnv {
  if (days === 0) return process.env;
  const options = `${process.env.NODE_OPTIONS ?? ""} --require ${path.join(__dirname, "clock.cjs")}`;
  return { ...process.env, NODE_OPTIONS: options, TEST_CLOCK: String(days * 86_400_000) };
}

export const WORKER = path.join(__dirname, "../../engine/cluster/dist/worker.js");

/** Faults of the workers' computing processes: see faults.cjs. */
export interface Faults {
  /** Where it is kept which faults have happened. */
  readonly marks: string;
  /** First replicates of the shards at which the process dies, hangs or grows, once; and at which it always dies. */
  readonly die?: readonly number[];
  readonly hang?: readonly number[];
  readonly grow?: readonly number[];
  readonly always?: readonly number[];
  /** Each shard takes so many ms longer. */
  readonly lasting?: number;
  /** The release that the worker is of. */
  readonly release?: string;
}

/** The environment of workers with faults. */
export function withFaults(faults: Faults, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...env,
    NODE_OPTIONS: `${env.NODE_OPTIONS ?? ""} --require ${path.join(__dirname, "faults.cjs")}`,
    TEST_FAULTS: JSON.stringify(faults),
  };
}
