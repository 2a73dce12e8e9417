/** What a worker says of itself, for people: nothing is computed by it. */
export interface WorkerNote {
  readonly name: string;
  readonly host: string;
  readonly release: string;
  /** What tells its key from others: the name of its Signature. */
  readonly key: string;
  readonly threads: number;
}

const LONGEST = 300;
const MOST_THREADS = 4096;

/** The note that a text holds; undefined for another text, which anybody may have written. */
export function parseNote(text: string): WorkerNote | undefined {
  try {
    const note = JSON.parse(text) as Partial<WorkerNote> | null;
    const { name, host, release, key, threads } = note ?? {};
    const isNote =
      [name, host, release, key].every((word) => typeof word === "string" && word.length <= LONGEST) &&
      Number.isInteger(threads) &&
      threads! >= 1 &&
      threads! <= MOST_THREADS;
    return isNote ? (note as WorkerNote) : undefined;
  } catch {
    return undefined;
  }
}
