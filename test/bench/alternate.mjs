import { Refusal, TimedOut } from "./remote.mjs";

/** Seconds after which a subject gets no further runs. */
const BUDGET = 45;

/**
 * Runs subjects in turn, round after round, so that what slows the machine down slows all of them.
 * @param subjects per key `{ runs, run }`, where `run` gives an answer with the time `ms`
 * @returns per key the answers, their times, and `missing`: why there is none
 */
export async function alternate(subjects) {
  const entries = Object.entries(subjects).map(([key, subject]) => ({
    key,
    ...subject,
    answers: [],
    spent: 0,
    missing: undefined,
  }));
  const waiting = ({ answers, runs, spent, missing }) =>
    missing === undefined && answers.length < runs && spent < BUDGET;
  while (entries.some(waiting)) {
    for (const entry of entries.filter(waiting)) await takeOne(entry);
  }
  return Object.fromEntries(
    entries.map(({ key, answers, missing }) => [
      key,
      { answers, missing, times: answers.map(({ ms }) => ms), last: answers.at(-1) },
    ]),
  );
}

async function takeOne(entry) {
  const start = performance.now();
  try {
    entry.answers.push(await entry.run());
  } catch (error) {
    if (error instanceof TimedOut) entry.missing = `timed out: ${error.message}`;
    else if (error instanceof Refusal) entry.missing = error.message;
    else throw error;
  }
  entry.spent += (performance.now() - start) / 1000;
}
