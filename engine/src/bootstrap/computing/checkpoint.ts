import { FileError, OptionError } from "../../errors";
import { files } from "../../platform/files";
import { sha256 } from "../../platform/hash";
import { stateFromText, stateText } from "../../random/stateText";
import type { RandomStream } from "../../random/stream";
import type { StreamState } from "../../random/streamState";
import { SideTask } from "../../sideTask";
import { checkPath, writing } from "../../table/source/files";
import type { Blueprint } from "../drawing/blueprint";
import type { GeneralizedPlan } from "../drawing/generalizedPlan";
import type { MixedModelBootstrap } from "../sample/mixedModelBootstrap";
import { readSample, writeSample } from "../sample/savedReplicates";
import { CheckpointLock } from "./checkpointLock";

/** A sample with the stream after it. */
export interface KeptSample {
  readonly sample: MixedModelBootstrap;
  readonly state: StreamState;
}

/** What a checkpoint says beside the sample: which bootstrap it is of, and the stream after its last replicate. */
const KEY = "mixedmodels.checkpoint";

interface Kept {
  readonly origin: string;
  readonly stream: string;
}

/** A file is written so often, in ms, or so rarely that writing takes this share of the time. */
const INTERVAL = 1000;
const SHARE = 0.05;

/**
 * A file that keeps the replicates of a bootstrap that runs, as {@link savereplicates} writes them, with the stream
 * after them: a process that is killed loses the last seconds. It is replaced as a whole, so it is never half-written,
 * and belongs to one bootstrap, from {@link open} to {@link close}. Writing is a {@link SideTask}.
 */
export class Checkpoint {
  private readonly lock: CheckpointLock;
  private readonly writes: SideTask;
  /** When the file was last written. */
  private stamp: number | undefined;
  private isOwn = true;

  /** @param origin what the bootstrap is of: {@link originOf} */
  constructor(
    private readonly path: string,
    private readonly origin: string,
  ) {
    checkPath(path);
    this.lock = new CheckpointLock(
      path,
      writing(path, () => files.resolved(path)),
    );
    this.writes = new SideTask({
      kind: "CheckpointWarning",
      interval: INTERVAL,
      share: SHARE,
      failed: ({ message }, last) =>
        `${message}; ${last ? "it lacks the last replicates" : "the bootstrap goes on, and tries again"}`,
      worksAgain: `the checkpoint '${path}' is written again`,
    });
  }

  /** Takes the file for this bootstrap until {@link close}. @throws OptionError if it is that of another one */
  open(): void {
    writing(this.path, () => this.lock.take());
    this.stamp = this.changed();
  }

  close(): void {
    try {
      this.lock.leave();
    } catch {
      // The lock of a process that has ended is no hindrance.
    }
  }

  /** The sample in the file, if there is one; `stream` is left after it, or is its own where none was given. */
  resume(stream: RandomStream, isFresh: boolean): MixedModelBootstrap | undefined {
    const found = this.read();
    if (found === undefined) return undefined;
    const state = stateFromText(found.kept.stream);
    if (!isFresh && found.kept.origin !== this.origin)
      throw new OptionError(
        "a bootstrap is resumed with the model, parameters and stream that it was begun with; " +
          `'${this.path}' is of another one`,
      );
    if (isFresh && found.kept.origin.split(" ")[0] !== this.origin.split(" ")[0])
      throw new OptionError(
        `a bootstrap is resumed with the model and parameters that it was begun with; '${this.path}' is of another one`,
      );
    stream.restore(state);
    return found.sample;
  }

  /** @throws if the file holds an unfinished bootstrap, which must not be lost */
  refuseUnfinished(): void {
    const found = files.exists(this.path) ? this.read() : undefined;
    if (found && found.sample.length < found.sample.requested) {
      throw new OptionError(
        `an unfinished bootstrap is not overwritten; '${this.path}' holds ${found.sample.length} ` +
          `of ${found.sample.requested} replicates ({ resume: true } continues it, or remove the file)`,
      );
    }
  }

  /** Writes the sample if it is time to. @param make the sample, which is made only then */
  offer(make: () => KeptSample): void {
    if (this.writes.isDue) this.writes.attempt(() => this.write(make));
  }

  /** Writes the last sample. */
  finish(make: () => KeptSample): void {
    this.writes.attempt(() => this.write(make), true);
  }

  /** @throws FileError if it cannot be written, OptionError if the file is that of another bootstrap by now */
  write(make: () => KeptSample): void {
    writing(this.path, () => this.checkOwn());
    const { sample, state } = make();
    if (sample.length === 0) return;
    const kept: Kept = { origin: this.origin, stream: stateText(state) };
    writeSample(this.path, sample, new Map([[KEY, JSON.stringify(kept)]]));
    this.stamp = this.changed();
  }

  /** Another bootstrap may have had the file while the lock was gone. */
  private checkOwn(): void {
    this.isOwn &&= this.lock.hold();
    if (this.isOwn) return;
    this.lock.hold();
    const changed = this.changed();
    if (changed !== undefined && changed !== this.stamp)
      throw new OptionError(
        `a checkpoint belongs to one bootstrap; '${this.path}' has been written by another one since`,
      );
    this.isOwn = true;
  }

  private changed(): number | undefined {
    return files.changed(files.resolved(this.path));
  }

  private read(): { sample: MixedModelBootstrap; kept: Kept } | undefined {
    if (!files.exists(this.path)) return undefined;
    const { sample, metadata } = readSample(this.path);
    const text = metadata.get(KEY);
    if (text === undefined)
      throw new FileError(
        `a bootstrap is resumed from its checkpoint; '${this.path}' holds a sample without one`,
        this.path,
      );
    return { sample, kept: JSON.parse(text) as Kept };
  }
}

/** Two hashes: of the model, its design and the parameters; and of the stream that the bootstrap begins with. */
export function originOf(formula: string, plan: Blueprint | GeneralizedPlan, state: StreamState): string {
  const { n, fixed, terms, kept, beta, theta } = plan;
  const design = sha256();
  const numbers = (values: Float64Array | Int32Array): void =>
    void design.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  let own: readonly Float64Array[];
  if ("kind" in plan) {
    const { family, link, nAGQ, fast, curvature, w, offset } = plan;
    design.update(JSON.stringify([formula, n, kept, family, link, nAGQ, fast, curvature]));
    own = [w, offset];
  } else {
    const { reml, draws, fixedSigma, logScale, sigma } = plan;
    design.update(JSON.stringify([formula, n, reml, kept, draws, fixedSigma, logScale]));
    own = [Float64Array.of(sigma)];
  }
  for (const column of fixed) numbers(column);
  for (const { refs, columns } of terms) for (const values of [refs, ...columns]) numbers(values);
  for (const values of [beta, ...own, theta]) numbers(values);
  return `${design.hex()} ${sha256().update(stateText(state)).hex()}`;
}
