import { OptionError } from "../../errors";
import { files } from "../../platform/files";
import type { StreamState } from "../../random/streamState";
import { SideTask } from "../../sideTask";
import { atomicWrite, checkPath, looking, readBytes, writing } from "../../table/source/files";
import { partBytes, readPart } from "./bytes/partBytes";
import { type Study, studyBytes, studyId } from "./bytes/studyBytes";
import { CheckpointLock } from "./checkpointLock";
import type { Replicates } from "./replicator";

/** A part is written so often, in ms, or so rarely that writing takes this share of the time. */
const INTERVAL = 1000;
const SHARE = 0.05;
const PART = /^(\d+)-(\d+)\.part$/;

/**
 * A checkpoint as a folder: the study, and the replicates so far in parts, each written once and as a whole. What it
 * costs does not grow with what is there.
 */
export class PartsFolder {
  private readonly bytes: Uint8Array;
  private readonly id: string;
  private readonly lock: CheckpointLock;
  private readonly writes: SideTask;
  private readonly file: string;
  /** Bytes of a replicate in a part, at least. */
  private readonly replicateBytes: number;
  /** The first and the last replicate of the last part; 0 if there is none. */
  private first = 0;
  private last = 0;
  private isOwn = true;

  constructor(
    private readonly path: string,
    private readonly study: Study,
    private readonly n: number,
  ) {
    checkPath(path);
    this.file = files.join(path, "study.bin");
    this.replicateBytes = Float64Array.BYTES_PER_ELEMENT * study.width + Int32Array.BYTES_PER_ELEMENT;
    this.bytes = studyBytes(study);
    this.id = studyId(this.bytes);
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

  /**
   * Takes the folder until {@link close}, and hands over what is there, in order.
   * @param resume whether to go on with it
   * @returns the stream after the last replicate that is there
   * @throws OptionError if it is of another bootstrap, has more replicates than are asked for, or is not to be resumed
   */
  open(resume: boolean, store: (replicates: Replicates) => void): StreamState {
    writing(this.path, () => {
      files.makeFolder(files.join(this.path, "parts"));
      this.lock.take();
    });
    try {
      this.removeDrafts();
      return looking(this.path, () => {
        if (!files.exists(this.file)) atomicWrite(this.file, this.bytes);
        else this.checkFound(readBytes(this.file), resume);
        return this.read(store);
      });
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
   * Writes what has come since the last part, if it is time to.
   * @param done the number of the last replicate without a gap
   * @param state the stream after it
   * @param take makes the replicates from one number to another
   */
  offer(done: number, state: StreamState, take: (first: number, last: number) => Replicates): void {
    if (this.writes.isDue) this.write(done, state, take, false);
  }

  /** Writes the last part. */
  finish(done: number, state: StreamState, take: (first: number, last: number) => Replicates): void {
    this.write(done, state, take, true);
  }

  private write(
    done: number,
    state: StreamState,
    take: (first: number, last: number) => Replicates,
    isLast: boolean,
  ): void {
    if (done <= this.last) return;
    this.writes.attempt(() => {
      writing(this.path, () => {
        this.checkOwn();
        this.restore();
      });
      const first = this.last + 1;
      const bytes = (): Uint8Array => partBytes({ study: this.id, replicates: take(first, done), state });
      atomicWrite(this.part(first, done), bytes, (done - this.last) * this.replicateBytes);
      this.first = first;
      this.last = done;
    }, isLast);
  }

  /** Another bootstrap may have had the folder while the lock was gone. */
  private checkOwn(): void {
    this.isOwn &&= this.lock.hold();
    if (this.isOwn) return;
    this.lock.hold();
    if (files.exists(this.file) && studyId(readBytes(this.file)) !== this.id)
      throw new OptionError(
        `a checkpoint belongs to one bootstrap; '${this.path}' has been written by another one since`,
      );
    this.isOwn = true;
  }

  /** What has been removed since it was written is written again, from the first replicate on. */
  private restore(): void {
    if (this.last > 0 && files.exists(this.part(this.first, this.last)) && files.exists(this.file)) return;
    files.makeFolder(files.join(this.path, "parts"));
    if (!files.exists(this.file)) atomicWrite(this.file, this.bytes);
    this.last = 0;
  }

  private part(first: number, last: number): string {
    return files.join(this.path, "parts", `${first}-${last}.part`);
  }

  /** Whoever wrote here before has ended; what cannot be removed is no hindrance. */
  private removeDrafts(): void {
    try {
      files.removeDrafts(this.file);
      files.removeDraftsIn(files.join(this.path, "parts"));
    } catch {}
  }

  private checkFound(found: Uint8Array, resume: boolean): void {
    if (!resume)
      throw new OptionError(
        `a bootstrap is not overwritten; '${this.path}' holds one ` +
          "({ resume: true } continues it, or remove the folder)",
      );
    if (studyId(found) !== this.id)
      throw new OptionError(
        "a bootstrap is resumed with the release, model, parameters and stream that it was begun with; " +
          `'${this.path}' is of another one`,
      );
  }

  /** Of parts that begin alike, as two runs that were cut off may have left them, the longest is taken. */
  private read(store: (replicates: Replicates) => void): StreamState {
    const folder = files.join(this.path, "parts");
    const ends = new Map<number, number>();
    for (const name of files.list(folder)) {
      const [, first, last] = PART.exec(name) ?? [];
      if (first !== undefined) ends.set(Number(first), Math.max(ends.get(Number(first)) ?? 0, Number(last)));
    }
    let { state } = this.study;
    for (let last = ends.get(1); last !== undefined; last = ends.get(this.last + 1)) {
      if (last > this.n)
        throw new OptionError(
          `a bootstrap is resumed with as many replicates as it has or more; '${this.path}' holds ${last}, ` +
            `asked for are ${this.n}`,
        );
      const first = this.last + 1;
      const file = this.part(first, last);
      const part = readPart(readBytes(file), { study: this.id, width: this.study.width, n: this.n }, file);
      store(part.replicates);
      ({ state } = part);
      this.first = first;
      this.last = last;
    }
    return state;
  }
}
