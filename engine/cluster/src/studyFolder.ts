import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { ClusterStudy } from "mixedmodels/cluster";
import { atomicWrite, FileError, RELEASE, reasonOf, type Shard, shardsOf } from "mixedmodels/cluster";
import { parseRecord, type StudyRecord } from "./shards";

/** What a disk on a network, or a process with many files, says for a while. */
const PASSING = new Set(["EIO", "ESTALE", "EMFILE", "ENFILE", "ENOENT", "EAGAIN", "EBUSY", "ETIMEDOUT"]);
const RECORD = "study.json";
const BYTES = "study.bin";
const PART = /^(\d+)-(\d+)\.part$/;
const LOSS = /^(\d+)\.lost$/;

/**
 * A study in a folder that the notebook and the workers see. Parts are named by their shards and written as a whole, so
 * nothing can be doubled and everything can be tried again.
 */
export class StudyFolder {
  private constructor(
    readonly folder: string,
    readonly record: StudyRecord,
  ) {}

  /** The study's own folder below `parent`: made, or the one that is there. Only this user may look into it. */
  static begin(parent: string, study: ClusterStudy, workers: number): StudyFolder {
    const folder = path.resolve(parent, study.id);
    return written(folder, () => {
      mkdirSync(path.join(folder, "parts"), { recursive: true, mode: 0o700 });
      mkdirSync(path.join(folder, "log"), { recursive: true, mode: 0o700 });
      const file = path.join(folder, RECORD);
      if (!existsSync(file)) {
        writePrivate(path.join(folder, BYTES), study.bytes);
        const { id, label, n } = study;
        const timeEach = study.timeEach();
        const shards = shardsOf(n, timeEach, study.bytesEach, workers);
        const record: StudyRecord = { id, label, n, release: RELEASE, begun: Date.now(), timeEach, shards };
        writeOnce(file, JSON.stringify(record));
      }
      return StudyFolder.open(folder);
    });
  }

  /** @throws FileError unless it is the folder of a study */
  static open(folder: string): StudyFolder {
    const file = path.join(folder, RECORD);
    try {
      return new StudyFolder(path.resolve(folder), parseRecord(readFileSync(file, "utf8")));
    } catch (error) {
      throw new FileError(`the folder of a study holds ${RECORD}; '${file}' cannot be read: ${reasonOf(error)}`, file);
    }
  }

  /** The studies below a folder, by when they were begun. */
  static all(parent: string): StudyFolder[] {
    if (!existsSync(parent)) return [];
    return readdirSync(parent)
      .filter((name) => existsSync(path.join(parent, name, RECORD)))
      .map((name) => StudyFolder.open(path.join(parent, name)))
      .sort((a, b) => a.record.begun - b.record.begun);
  }

  bytes(): Uint8Array {
    return readFileSync(this.bytesFile);
  }

  get bytesFile(): string {
    return path.join(this.folder, BYTES);
  }

  partFile({ first, count }: Shard): string {
    return path.join(this.folder, "parts", `${first}-${first + count - 1}.part`);
  }

  hasPart(shard: Shard): boolean {
    return existsSync(this.partFile(shard));
  }

  /** The bytes of a part; undefined where it cannot be read just now. */
  readPart(shard: Shard): Uint8Array | undefined {
    try {
      return readFileSync(this.partFile(shard));
    } catch (error) {
      if (PASSING.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
      const file = this.partFile(shard);
      throw new FileError(`the file '${file}' cannot be read: ${reasonOf(error)}`, file);
    }
  }

  writePart(shard: Shard, bytes: Uint8Array): void {
    atomicWrite(this.partFile(shard), bytes);
  }

  /** A part that is not whole is to be computed again. */
  removePart(shard: Shard): void {
    rmSync(this.partFile(shard), { force: true });
  }

  /** The first replicates of the shards that are there, and those that were given up. */
  progress(): { readonly done: ReadonlySet<number>; readonly lost: ReadonlySet<number> } {
    const names = readdirSync(path.join(this.folder, "parts"));
    const numbers = (form: RegExp): Set<number> =>
      new Set(names.flatMap((name) => (form.test(name) ? Number(form.exec(name)![1]) : [])));
    return { done: numbers(PART), lost: numbers(LOSS) };
  }

  giveUp(shard: Shard, reason: string): void {
    atomicWrite(this.lossFile(shard), reason);
  }

  reasonOfLoss(shard: Shard): string {
    return readFileSync(this.lossFile(shard), "utf8");
  }

  /** What was given up or cancelled is tried again. */
  goOn(): void {
    for (const first of this.progress().lost) rmSync(this.lossFile({ first, count: 1 }), { force: true });
    for (const mark of ["cancelled", "refused"]) rmSync(path.join(this.folder, mark), { force: true });
  }

  cancel(): void {
    writePrivate(path.join(this.folder, "cancelled"), "");
  }

  get isCancelled(): boolean {
    return existsSync(path.join(this.folder, "cancelled"));
  }

  /** Why the workers compute nothing of it, if they do not. */
  refusal(): string | undefined {
    const file = path.join(this.folder, "refused");
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  refuse(reason: string): void {
    atomicWrite(path.join(this.folder, "refused"), reason);
  }

  /** Writes a script of the study, which its user may read, change and run. */
  writeScript(name: string, text: string): string {
    const file = path.join(this.folder, name);
    atomicWrite(file, text);
    chmodSync(file, 0o700);
    return file;
  }

  /** The last line that a worker has written. */
  lastWords(): string {
    const folder = path.join(this.folder, "log");
    const logs = readdirSync(folder).map((name) => path.join(folder, name));
    const [last] = logs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    const lines = last === undefined ? [] : readFileSync(last, "utf8").trimEnd().split("\n");
    return lines.at(-1) || "nothing";
  }

  private lossFile({ first }: Shard): string {
    return path.join(this.folder, "parts", `${first}.lost`);
  }
}

function writePrivate(file: string, content: Uint8Array | string): void {
  atomicWrite(file, content);
  chmodSync(file, 0o600);
}

/** Writes a file unless somebody else has meanwhile. */
function writeOnce(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writePrivate(draft, text);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function written<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(`the study's folder '${folder}' cannot be written: ${reasonOf(error)}`, folder);
  }
}
