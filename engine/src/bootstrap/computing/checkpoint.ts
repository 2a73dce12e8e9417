import { FileError, OptionError } from "../../errors";
import type { MixedModel } from "../../model/mixedModel";
import { files } from "../../platform/files";
import { stateFromText, stateText } from "../../random/stateText";
import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import { SideTask } from "../../sideTask";
import { checkFields, type Fields, number, optional, text } from "../../table/savedFields";
import { checkPath, looking, writing } from "../../table/source/files";
import type { MixedModelBootstrap } from "../sample/mixedModelBootstrap";
import { readSample, writeSample } from "../sample/savedReplicates";
import { type BootstrapOrigin, isOf } from "./bootstrapOrigin";
import { CheckpointLock } from "./checkpointLock";

/** A sample with the stream after it. */
export interface KeptSample {
  readonly sample: MixedModelBootstrap;
  readonly state: StreamState;
}

/** What a checkpoint says beside the sample: which bootstrap it is of, and the stream after its last replicate. */
const KEY = "mixedmodels.checkpoint";

interface Kept extends BootstrapOrigin {
  readonly stream: string;
}

const FIELDS: Fields = {
  origin: text,
  settings: optional(text),
  given: optional(text),
  objective: optional(number),
  stream: text,
};

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
    private readonly origin: Required<BootstrapOrigin>,
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
    try {
      this.stamp = looking(this.path, () => this.changed());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    try {
      this.lock.leave();
    } catch {
      // The lock of a process that has ended is no hindrance.
    }
  }

  /**
   * The sample in the file, if there is one; `stream` is left after it.
   * @param isFresh whether `stream` is a fresh one, in place of that of the file
   */
  resume(model: MixedModel, stream: RandomStream, isFresh: boolean): MixedModelBootstrap | undefined {
    const found = this.read();
    if (found === undefined) return undefined;
    if (!isOf(found.kept, found.sample.description, this.origin, model, isFresh))
      throw new OptionError(
        `a bootstrap is resumed with the model${isFresh ? " and parameters" : ", parameters and stream"} ` +
          `that it was begun with; '${this.path}' is of another one`,
      );
    stream.restore(found.kept.state);
    return found.sample;
  }

  /** @throws if the file holds an unfinished bootstrap, which must not be lost */
  refuseUnfinished(): void {
    const found = this.read();
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
    const kept: Kept = { ...this.origin, stream: stateText(state) };
    writeSample(this.path, sample, new Map([[KEY, JSON.stringify(kept)]]));
    this.stamp = undefined;
    try {
      this.stamp = this.changed();
    } catch {
      // It has been written; if the lock is lost now, it counts as written by another one.
    }
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

  private read(): { sample: MixedModelBootstrap; kept: Kept & { readonly state: StreamState } } | undefined {
    if (!looking(this.path, () => files.exists(this.path))) return undefined;
    const { sample, metadata } = readSample(this.path);
    const said = metadata.get(KEY);
    if (said === undefined)
      throw new FileError(
        `a bootstrap is resumed from its checkpoint; '${this.path}' holds a sample without one`,
        this.path,
      );
    return { sample, kept: this.parsed(said) };
  }

  private parsed(said: string): Kept & { readonly state: StreamState } {
    try {
      const kept = JSON.parse(said) as Kept;
      checkFields(kept, FIELDS, "a checkpoint", this.path);
      return { ...kept, state: streamFrom(stateFromText(kept.stream)).state() };
    } catch (error) {
      throw error instanceof FileError
        ? error
        : new FileError(`a checkpoint holds the state of its stream; '${this.path}' does not`, this.path);
    }
  }
}
