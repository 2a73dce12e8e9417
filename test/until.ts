import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;
/** Only what never comes takes so long, also on a machine that is busy with other things. */
const PATIENCE_MS = 120_000;

/**
 * Asks again and again until `ask` has an answer, and gives it. As long as there is none `ask` throws, for instance at
 * an `expect`.
 * @param what is waited for, as a clause
 * @throws Error with `what` and what the last attempt said
 */
export async function until<T>(what: string, ask: () => T | Promise<T>, patience: number = PATIENCE_MS): Promise<T> {
  const answered = new AbortController();
  let isLate = false;
  const late = sleep(patience, undefined, { signal: answered.signal }).then(
    () => void (isLate = true),
    () => undefined,
  );
  let said = "nothing";
  try {
    for (; !isLate; await sleep(POLL_MS)) {
      const attempt = Promise.resolve()
        .then(ask)
        .then(
          (answer: T) => ({ answer }),
          (error: unknown) => ({ error }),
        );
      const outcome = await Promise.race([attempt, late]);
      if (outcome === undefined) break;
      if ("answer" in outcome) return outcome.answer;
      said = messageOf(outcome.error);
    }
    throw new Error(`${what}: not within ${patience / 1000} s; the last attempt said ${said}`);
  } finally {
    answered.abort();
  }
}

function messageOf(error: unknown): string {
  return (error as Error | undefined)?.message ?? String(error);
}
