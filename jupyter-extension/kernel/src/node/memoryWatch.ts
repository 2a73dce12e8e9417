import { setTimeout as delay } from "node:timers/promises";
import { askMainInspector } from "./mainInspector";

/** Share of the heap's limit above which the collector can free no more: it would have collected at less. */
const FULL = 0.9;
/** What a cell may add to a heap that stays full of what earlier cells hold, so that it can free that. */
const LEEWAY = 0.02;
/**
 * Share of the limit from which the process's memory is reason to ask for the heap's, as it costs the main thread time.
 */
const NEAR = 0.6;
const POLL_MS = 200;
/** A heap fills by some MB a millisecond. */
const NEAR_POLL_MS = 10;

async function heapOfMainThread(): Promise<number> {
  const usage = (await askMainInspector("Runtime.getHeapUsage")) as { usedSize: number } | undefined;
  return usage?.usedSize ?? 0;
}

/**
 * Ends the main thread's work when its heap is about to pass its limit (in bytes), where V8 would end the process, and
 * again when it grows nevertheless. Runs on another thread.
 * @param end - settles when the work has ended
 */
export async function watchMemory(limit: number, end: () => Promise<void>): Promise<never> {
  let most = FULL * limit;
  for (;;) {
    const isNear = process.memoryUsage.rss() >= NEAR * limit;
    await delay(isNear ? NEAR_POLL_MS : POLL_MS);
    if (!isNear) continue;
    const used = await heapOfMainThread();
    if (used < FULL * limit) most = FULL * limit;
    if (used <= most) continue;
    most = used + LEEWAY * limit;
    await end();
  }
}
