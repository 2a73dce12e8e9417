type Call = (this: unknown, ...args: unknown[]) => unknown;

/** By which cell output is made: that of the timer whose callback runs, or of the await that has ended, if any. */
export class TimedOutput<T> {
  private owner: T | undefined;

  /**
   * @param cell - that runs, or else the last
   * @param afterwards - does something once the callback that runs has ended, however it ends
   */
  constructor(
    private readonly cell: () => T | undefined,
    private readonly afterwards: (action: () => void) => void,
  ) {}

  /** The cell of the timer whose callback runs now, or of the await that has ended. */
  get current(): T | undefined {
    return this.owner;
  }

  /** A function that sets timers, such that their callbacks belong to the cell that has set them. */
  remembering(own: Call): Call {
    const owned = this.owned.bind(this);
    const replaced = function (this: unknown, callback: unknown, ...rest: unknown[]): unknown {
      return own.call(this, typeof callback === "function" ? owned(callback as Call) : callback, ...rest);
    };
    return Object.defineProperties(replaced, Object.getOwnPropertyDescriptors(own));
  }

  /** Where code of a cell begins to wait; gives what lets it go on as that cell's, whichever runs by then. */
  readonly waiting = (): ((goOn: () => void) => void) => {
    const owner = this.owner ?? this.cell();
    return (goOn) => {
      if (owner === this.cell()) return goOn();
      // What waits goes on between these two.
      queueMicrotask(() => {
        this.owner = owner;
        this.afterwards(this.leave);
      });
      goOn();
      queueMicrotask(this.leave);
    };
  };

  private readonly leave = (): void => {
    this.owner = undefined;
  };

  private owned(callback: Call): Call {
    const owner = this.owner ?? this.cell();
    const begin = (): void => {
      this.owner = owner === this.cell() ? undefined : owner;
      // A callback that is ended by force does not come to its end.
      if (this.owner !== undefined) this.afterwards(this.leave);
    };
    const { leave } = this;
    return function (this: unknown, ...args) {
      begin();
      try {
        return callback.apply(this, args);
      } finally {
        leave();
      }
    };
  }
}
