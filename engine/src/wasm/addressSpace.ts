import { environment } from "../platform/environment";

/**
 * Addresses that V8 reserves, in bytes (measured with Node 20): for each memory of WebAssembly, whatever it holds, and
 * for each thread. Without its trap handler, which finds wrong addresses by what lies beside a memory, a memory takes
 * only what it may grow to.
 */
const MEMORY = 10.5e9;
const MEMORY_WITHOUT_TRAPS = 4.3e9;
const THREAD = 0.9e9;
/** What is left for everything else. */
const REST = 0.5e9;

/** What a memory takes here. */
export function addressesOfMemory(): number {
  return environment.addressSpace()?.trapHandler === false ? MEMORY_WITHOUT_TRAPS : MEMORY;
}

/**
 * How many of `count` further threads have room where the system limits addresses (`ulimit -v`): a thread that finds
 * none for itself ends the whole process. One memory more than now stays free for the thread that asks.
 * @param memories how many memories each of them has of its own
 */
export function affordableThreads(count: number, memories: 0 | 1): number {
  const space = environment.addressSpace();
  if (space === undefined) return count;
  const memory = addressesOfMemory();
  const room = space.limit - space.used - memory - REST;
  return Math.max(0, Math.min(count, Math.floor(room / (THREAD + memories * memory))));
}
