import { environment } from "../platform/environment";
import { threads } from "../platform/threads";
import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { ENGINE_VERSION } from "./engineVersion";

/** What computes, as plain data that files keep: see {@link VersionInfo}. */
export interface Versions {
  readonly engine: string;
  readonly host: string;
  readonly system: string;
  readonly processor: string;
  readonly threads: number;
  readonly simd: string;
  readonly seeds: string;
}

/** Numbers of other conventions are asked for by an option of their generators. */
const SEEDS = "as Julia 1.11 and later (MersenneTwister, Xoshiro), StableRNGs.jl (StableRNG)";
/** The kernels are compiled for these; without them there is no result at all. */
const SIMD = "WebAssembly, 128 bits";

/** These, here and now. */
export function versions(): Versions {
  return {
    engine: ENGINE_VERSION,
    host: environment.name,
    system: environment.system,
    processor: environment.processor(),
    threads: threads.available(),
    simd: SIMD,
    seeds: SEEDS,
  };
}

/** What computes, as {@link versioninfo} shows it. */
export class VersionInfo extends Shown implements Versions {
  /** The version of MixedModels.ts. */
  readonly engine: string;
  /** What runs it: "Node 20.20.2". */
  readonly host: string;
  /** Operating system and architecture. */
  readonly system: string;
  /** As it calls itself. */
  readonly processor: string;
  /** How many threads can compute at once. */
  readonly threads: number;
  /** The instructions that the kernels use. */
  readonly simd: string;
  /** Whose random numbers a seed stands for. */
  readonly seeds: string;

  /** @internal */
  constructor({ engine, host, system, processor, threads: count, simd, seeds }: Versions) {
    super();
    this.engine = engine;
    this.host = host;
    this.system = system;
    this.processor = processor;
    this.threads = count;
    this.simd = simd;
    this.seeds = seeds;
  }

  /** @internal */
  override report(): Report {
    return {
      caption: "Versions",
      columns: [
        { header: "", align: "left" },
        { header: "Version", align: "left" },
      ],
      rows: [
        { cells: ["MixedModels.ts", this.engine] },
        { cells: ["Host", this.host] },
        { cells: ["System", this.system] },
        { cells: ["Processor", this.processor] },
        { cells: ["Threads", String(this.threads)] },
        { cells: ["SIMD", this.simd] },
        { cells: ["Seeds", this.seeds] },
      ],
      rowHeader: true,
    };
  }
}

/**
 * What computes here, for the methods section of a paper: the versions of MixedModels.ts and of Node, the system, the
 * processor, and whose random numbers a seed stands for. Files of {@link savemodel} and {@link savereplicates} hold the
 * same, `samp.versions` has that of a sample. Of these, results depend on the version of MixedModels.ts alone.
 */
export function versioninfo(): VersionInfo {
  return new VersionInfo(versions());
}
