import type { Askable } from "./askables";
import type { Blocking } from "./blockings";

/** MIME type → data, as Jupyter's `display_data` carries it. */
export type MimeBundle = { [mime: string]: string | object };

/** What this kernel offers to libraries, found at `globalThis[Symbol.for("mixedmodels.host")]`. */
export interface NotebookHost {
  /**
   * Shows a bundle in the current cell; with an `id` and `update` it replaces what was shown under that id, in place.
   */
  display(bundle: MimeBundle, options?: { id?: string; update?: boolean }): void;
  /** Calls `listener` when the user interrupts; returns the function that removes it. */
  onInterrupt(listener: () => void): () => void;
  /** Lets views ask a result over a comm to the target "mixedmodels" that opens with `{ id }`; returns that id. */
  offer(askable: Askable): string;
  /**
   * The same for a computation that holds the thread: it asks, between steps, whether a view has said stop. It is not
   * there where nobody else hears of the views meanwhile.
   */
  offerBlocking?(askable: Askable): Blocking;
  /** Ends this; the views get `{ last }`. */
  withdraw(askable: Askable, last?: unknown): void;
}

export type SendDisplay = (bundle: MimeBundle, id: string | undefined, update: boolean) => void;

/** Publishes the host for libraries such as mixedmodels. */
export function publishHost(send: SendDisplay, others: Omit<NotebookHost, "display">): void {
  const host: NotebookHost = {
    display: (bundle, options = {}) => send(bundle, options.id, options.update ?? false),
    ...others,
  };
  Object.defineProperty(globalThis, Symbol.for("mixedmodels.host"), { value: host, configurable: true });
}
