import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { ClusterStudy } from "mixedmodels/cluster";
import { atomicWrite, FileError, RELEASE, reasonOf, type Shard, shardsOf, studyId } from "mixedmodels/cluster";
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
    const { id, label, n, bytes } = study;
    const folder = path.resolve(parent, id);
    if (!existsSync(path.join(folder, RECORD))) {
      const timeEach = study.timeEach();
      const shards = shardsOf(n, timeEach, study.bytesEach, workers);
      new StudyFolder(folder, { id, label, n, release: RELEASE, begun: Date.now(), timeEach, shards }).restore(bytes);
    }
    // Another notebook may have begun it meanwhile, with other shards.
    const own = StudyFolder.open(folder);
    if (own.record.id !== id || own.record.n !== n)
      throw new FileError(
        `the folder '${folder}' is that of the study ${id}, but its ${RECORD} is that of ${own.record.id} with ` +
          `${own.record.n} replicates: remove the folder, and the same cell begins it anew`,
        folder,
      );
    own.restore(bytes);
    return own;
  }

  /** Writes what has been removed or has changed of a study since it was begun; its parts need no more. */
  restore(bytes: Uint8Array): void {
    written(this.folder, () => {
      for (const name of ["parts", "log"]) mkdirSync(path.join(this.folder, name), { recursive: true, mode: 0o700 });
      if (!this.holds(bytes)) writePrivate(this.bytesFile, bytes);
      const file = path.join(this.folder, RECORD);
      if (!existsSync(file)) writeOnce(file, JSON.stringify(this.record));
    });
  }

  private holds(bytes: Uint8Array): boolean {
    try {
      return readFileSync(this.bytesFile).equals(bytes);
    } catch {
      return false;
    }
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

  /** The ids of the studies below a folder. */
  static ids(parent: string): string[] {
    if (!existsSync(parent)) return [];
    try {
      return readdirSync(parent).filter((name) => existsSync(path.join(parent, name, RECORD)));
    } catch (error) {
      throw new FileError(`the folder of studies '${parent}' cannot be read: ${reasonOf(error)}`, parent);
    }
  }

  /** @throws FileError unless they are those of the study that the record names */
  bytes(): Uint8Array {
    const { bytesFile } = this;
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(bytesFile);
    } catch (error) {
      throw new FileError(`the file '${bytesFile}' cannot be read: ${reasonOf(error)}`, bytesFile);
    }
    const { id, n } = this.record;
    if (`${studyId(bytes)}-${n}` === id) return bytes;
    throw new FileError(`the file '${bytesFile}' is no longer that of the study ${id}`, bytesFile);
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
    const file = this.partFile(shard);
    return this.seenNow(file, () => readFileSync(file));
  }

  writePart(shard: Shard, bytes: Uint8Array): void {
    atomicWrite(this.partFile(shard), bytes);
  }

  /** A part that is not whole is to be computed again. */
  removePart(shard: Shard): void {
    const file = this.partFile(shard);
    written(file, () => rmSync(file, { force: true }));
  }

  /** The first replicates of the shards that are there, and of those that were given up; none of a lost folder. */
  progress(): { readonly done: ReadonlySet<number>; readonly lost: ReadonlySet<number> } {
    const names = this.namesIn("parts");
    const numbers = (form: RegExp): Set<number> =>
      new Set(names.flatMap((name) => (form.test(name) ? Number(form.exec(name)![1]) : [])));
    return { done: numbers(PART), lost: numbers(LOSS) };
  }

  giveUp(shard: Shard, reason: string): void {
    atomicWrite(this.lossFile(shard), reason);
  }

  /** Why a shard was given up; undefined where that cannot be read just now. */
  reasonOfLoss(shard: Shard): string | undefined {
    return this.textOf(this.lossFile(shard));
  }

  /** What was given up or cancelled is tried again. */
  goOn(): void {
    written(this.folder, () => {
      for (const first of this.progress().lost) rmSync(this.lossFile({ first, count: 1 }), { force: true });
      for (const mark of ["cancelled", "refused"]) rmSync(path.join(this.folder, mark), { force: true });
    });
  }

  cancel(): void {
    writePrivate(path.join(this.folder, "cancelled"), "");
  }

  get isCancelled(): boolean {
    return existsSync(path.join(this.folder, "cancelled"));
  }

  /** Why the workers compute nothing of it, if they do not. */
  refusal(): string | undefined {
    return this.textOf(path.join(this.folder, "refused"));
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
    const logs = this.namesIn("log").map((name) => path.join(this.folder, "log", name));
    const [last] = logs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    const lines = last === undefined ? [] : readFileSync(last, "utf8").trimEnd().split("\n");
    return lines.at(-1) || "nothing";
  }

  private namesIn(name: "parts" | "log"): string[] {
    const folder = path.join(this.folder, name);
    return this.seenNow(folder, () => readdirSync(folder)) ?? [];
  }

  private textOf(file: string): string | undefined {
    return this.seenNow(file, () => readFileSync(file, "utf8"));
  }

  /** @returns undefined where the disk does not give it now and may do so later */
  private seenNow<T>(file: string, look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      if (PASSING.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
      throw new FileError(`the file '${file}' cannot be read: ${reasonOf(error)}`, file);
    }
  }

  private lossFile({ first }: Shard): string {
    return path.join(this.folder, "parts", `${first}.lost`);
  }
}

function writePrivate(file: string, content: Uint8Array | string): void {
  atomicWrite(file, content);
  chmodSync(file, 0o600);
}

/** What a file system says that has no second names of files. */
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Writes a file unless somebody else has meanwhile. */
function writeOnce(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writePrivate(draft, text);
  try {
    if (!linked(draft, file)) writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether a second name could be given to a file. @throws Error where the name is taken */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (NO_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

function written<T>(place: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(`a study is kept in a folder; '${place}' cannot be written: ${reasonOf(error)}`, place);
  }
}
