import { Session } from "node:inspector";
import type { RunState } from "./runState";

const PATIENCE_MS = 250;

function terminateMainThread(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
}

/**
 * Sees an interrupt through, from the channel thread: tells the main thread, and where its event loop does not answer
 * because a cell computes (before or after an `await`), ends that computation.
 *
 * `tell` sends the interrupt to the main thread, which answers with `RunState.acknowledge`.
 */
export function interruptMainThread(state: RunState, tell: () => void): void {
  const before = state.acknowledged;
  tell();
  const check = (): void => {
    if (state.acknowledged !== before) return;
    if (state.terminable) {
      state.countTermination();
      terminateMainThread();
    }
    setTimeout(check, PATIENCE_MS);
  };
  setTimeout(check, PATIENCE_MS);
}
