/** Fields of Team (kernels/team.ts). */
export const THREADS = 0;
const GENERATION = 2;
const LOST = 3;

/** The fields of a team of one thread. @param patience tenths of a second */
export function teamFields(patience: number): Int32Array {
  return Int32Array.of(1, 0, 0, 0, patience);
}

/** Lets no thread wait for one that is lost. @param words the memory; the team begins at `first` of them */
export function loseTeam(words: Int32Array, first = 0): void {
  Atomics.store(words, first + LOST, 1);
  Atomics.notify(words, first + GENERATION);
}

export function isLost(words: Int32Array): boolean {
  return Atomics.load(words, LOST) !== 0;
}
