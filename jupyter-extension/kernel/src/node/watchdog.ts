import { setTimeout as delay } from "node:timers/promises";
import type { RunState } from "../shared/runState";
import { askMainInspector } from "./mainInspector";

/** How long the event loop may take to answer. */
const PATIENCE_MS = 250;

/**
 * Sees an interrupt through, from the channel thread: tells the main thread, and where its event loop does not answer
 * because a cell computes (before or after an `await`), ends that computation.
 *
 * `tell` sends the interrupt to the main thread, which answers with `RunState.acknowledge`. It is called again after
 * every termination, which may have hit the handling of a message; by the number of acknowledgements so far the main
 * thread knows interrupts that it has already seen.
 * @param patience - milliseconds until the first termination
 * @returns when the main thread has answered
 */
export async function interruptMainThread(
  state: RunState,
  tell: (acknowledged: number) => void,
  patience = PATIENCE_MS,
): Promise<void> {
  const before = state.acknowledged;
  tell(before);
  if (state.signalsChild()) signalGroup();
  await delay(patience);
  while (state.acknowledged === before) {
    if (state.beginTermination()) {
      const isLate = state.acknowledged !== before;
      if (!isLate) await askMainInspector("Runtime.terminateExecution");
      state.endTermination(!isLate);
      tell(before);
    }
    await delay(PATIENCE_MS);
  }
}

/** Jupyter makes a kernel the leader of a group of processes, to which its children belong. */
function signalGroup(): void {
  try {
    process.kill(-process.pid, "SIGINT");
  } catch {
    // On Windows, and where the kernel leads no group, the child is waited for.
  }
}
