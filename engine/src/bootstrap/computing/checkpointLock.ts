import { FileError, OptionError } from "../../errors";
import type { ProcessName } from "../../platform/contract";
import { files } from "../../platform/files";
import { processes } from "../../platform/processes";
import { reasonOf } from "../../table/source/files";

/** A lock that is held is touched so often, in ms. */
const RENEWAL = 10_000;
/** That of a process that cannot be seen from here is a dead one's if it has not been touched for so long, in ms. */
const PATIENCE = 300_000;
/** Tries to take a lock that others take or leave at the same time. */
const MOST_TRIES = 10;

/** Texts of locks that this process has left, but that it could not remove, or failed to take. */
const left = new Set<string>();

interface Held {
  readonly holder: ProcessName;
  /** Tells this taking of the lock from others. */
  readonly token: string;
}

/**
 * Keeps a checkpoint to one bootstrap, of this process or of another one: a file beside it, "name.arrow.lock", that
 * tells the process. That of a process that has ended is taken over. By hand, as Node has no locks of the system, and
 * libraries for it know dead processes by the age of a file alone.
 */
export class CheckpointLock {
  private readonly lock: string;
  private readonly text: string;
  private renewed = -Infinity;

  /** @param path as the user gives it @param file the file itself */
  constructor(
    private readonly path: string,
    private readonly file: string,
  ) {
    this.lock = files.beside(file, ".lock");
    const token = crypto.randomUUID();
    this.text = JSON.stringify({ holder: processes.self(), token } satisfies Held);
  }

  /** @throws OptionError if another bootstrap that may run holds it */
  take(): void {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (this.create()) return;
      const found = this.read();
      if (found === undefined) continue;
      const held = heldBy(found);
      if (!left.has(found) && this.mayRun(held)) throw this.isTaken(held);
      this.clear(found);
    }
    throw this.isTaken(undefined);
  }

  /**
   * Whether it has been held since it was taken: it is taken again if it has been removed.
   * @throws OptionError if another bootstrap holds it
   */
  hold(): boolean {
    const found = this.read();
    if (found === undefined) {
      this.take();
      return false;
    }
    if (found !== this.text) throw this.isTaken(heldBy(found));
    if (performance.now() - this.renewed >= RENEWAL) this.renew();
    return true;
  }

  leave(): void {
    left.add(this.text);
    if (this.read() === this.text) files.remove(this.lock);
    left.delete(this.text);
  }

  /** One that has been made although its maker was told otherwise is nobody's. */
  private create(): boolean {
    try {
      const isNew = files.create(this.lock, this.text);
      if (isNew) left.delete(this.text);
      return isNew;
    } catch (error) {
      left.add(this.text);
      throw error;
    }
  }

  /** One that cannot be touched is held all the same; whether the disk works, writing tells. */
  private renew(): void {
    try {
      files.touch(this.lock);
      this.renewed = performance.now();
    } catch {}
  }

  /** Its text; undefined if it is not there. */
  private read(): string | undefined {
    if (!files.exists(this.lock)) return undefined;
    try {
      return new TextDecoder().decode(files.read(this.lock));
    } catch (error) {
      if (!files.exists(this.lock)) return undefined;
      throw new FileError(
        `the file '${this.lock}', which keeps '${this.path}' to one bootstrap, cannot be read: ${reasonOf(error)}`,
        this.lock,
        { cause: error },
      );
    }
  }

  private mayRun(held: Held | undefined): boolean {
    const runs = held && processes.runs(held.holder);
    return runs ?? Date.now() - (files.changed(this.lock) ?? -Infinity) < PATIENCE;
  }

  /** Removes the lock of a dead process, if it still is that, and the drafts that the process has left. */
  private clear(dead: string): void {
    const aside = files.beside(this.lock, `.${crypto.randomUUID()}`);
    try {
      files.rename(this.lock, aside);
    } catch {
      return;
    }
    try {
      const moved = new TextDecoder().decode(files.read(aside));
      if (moved === dead) files.removeDrafts(this.file);
      // Another process has taken it over meanwhile: it gets it back, or finds at its next check that it is gone.
      else files.create(this.lock, moved);
      files.remove(aside);
    } catch (error) {
      if (!files.exists(this.lock)) files.rename(aside, this.lock);
      throw error;
    }
  }

  private isTaken(held: Held | undefined): OptionError {
    const { id, host } = held?.holder ?? {};
    const whose = held === undefined ? "" : id === 0 ? ` (of ${host})` : ` (process ${id} on ${host})`;
    return new OptionError(
      `a checkpoint belongs to one bootstrap; '${this.path}' is that of another one that runs${whose}; ` +
        `if it does not, remove '${this.lock}'`,
    );
  }
}

/** Who holds a lock with this text; undefined if the text is none of a lock. */
function heldBy(text: string): Held | undefined {
  try {
    const held = JSON.parse(text) as Held | null;
    const { holder } = held ?? {};
    return typeof holder?.id === "number" && typeof holder.place === "string" ? held! : undefined;
  } catch {
    return undefined;
  }
}
