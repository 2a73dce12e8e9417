import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** By which cell output is made: the one that has set the timer whose callback runs, if any. */
export class TimedOutput<T> {
  private owner: T | undefined;

  /** The cell of the timer whose callback runs now; what waits for promises is of the cell that waits. */
  get current(): T | undefined {
    return this.owner;
  }

  /**
   * Lets timers remember their cells. AsyncLocalStorage would follow promises too, but with its hooks Node aborts when
   * a computation behind an await is ended by force.
   * @param cell - that runs, or else the last
   */
  watch(cell: () => T | undefined): void {
    const homes = [globalThis, timers] as unknown as Record<string, Call>[];
    for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
      const own = timers[name as "setTimeout"] as unknown as Call;
      const owned = this.owned.bind(this);
      const replaced = function (this: unknown, callback: unknown, ...rest: unknown[]): unknown {
        return own.call(this, typeof callback === "function" ? owned(callback as Call, cell) : callback, ...rest);
      };
      Object.defineProperties(replaced, Object.getOwnPropertyDescriptors(own));
      for (const home of homes) home[name] = replaced;
    }
    syncBuiltinESMExports();
  }

  private owned(callback: Call, cell: () => T | undefined): Call {
    const owner = this.owner ?? cell();
    const begin = (): void => {
      this.owner = owner === cell() ? undefined : owner;
      // A callback that is ended by force does not come to its end.
      if (this.owner !== undefined) process.nextTick(end);
    };
    const end = (): void => {
      this.owner = undefined;
    };
    return function (this: unknown, ...args) {
      begin();
      try {
        return callback.apply(this, args);
      } finally {
        end();
      }
    };
  }
}
