import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import { TimedOutput } from "../shared/hosts/timedOutput";

type Call = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Lets timers remember their cells. AsyncLocalStorage would follow promises too, but with its hooks Node aborts when a
 * computation behind an await is ended by force.
 * @param cell - that runs, or else the last
 */
export function watchTimers<T>(cell: () => T | undefined): TimedOutput<T> {
  const timed = new TimedOutput(cell, (action) => process.nextTick(action));
  const homes = [globalThis, timers] as unknown as Record<string, Call>[];
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
    const replaced = timed.remembering(timers[name as "setTimeout"] as unknown as Call);
    for (const home of homes) home[name] = replaced;
  }
  syncBuiltinESMExports();
  return timed;
}
