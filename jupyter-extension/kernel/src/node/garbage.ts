import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Share of the heap's limit at which it is worth seconds to know what of it is garbage. */
const NEARLY_FULL = 0.8;

/**
 * Frees what nothing refers to any more if the heap is nearly full, so that a cell is not ended for what others have
 * left.
 */
export function collectWhenNearlyFull(): void {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  if (used < NEARLY_FULL * limit) return;
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
