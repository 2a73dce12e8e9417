import { inspect } from "../platform/inspect";
import { jupyterDisplay, type MimeBundle } from "./shown";

/** A result or a computation that views in a notebook can ask while the kernel lives. */
export interface Askable {
  /** Answers a question as a view has sent it; throws an error of one sentence if it cannot. */
  answer(question: unknown): unknown;
  /** Roughly what keeping it costs, in bytes. */
  readonly bytes?: number;
}

/** A computation that holds the thread, and that views in a notebook can stop all the same. */
export interface Blocking {
  /** Under this id views reach it. */
  readonly id: string;
  /** Whether a view has asked to stop it; cheap. */
  stopped(): boolean;
}

/** What a notebook kernel offers; it puts itself at `globalThis[Symbol.for("mixedmodels.host")]`. */
export interface NotebookHost {
  /** Shows a bundle; with an `id`, `update` replaces what was shown under it. */
  display(bundle: MimeBundle, options?: { id?: string; update?: boolean }): void;
  /** Calls `listener` when the user interrupts; returns the function that removes the listener. */
  onInterrupt(listener: () => void): () => void;
  /**
   * Lets views ask `askable` under the id that is returned. It is held weakly, only the latest results for their own
   * sake.
   */
  offer?(askable: Askable): string;
  /**
   * The same for a computation that does not give way to events until it ends, if the kernel hears of its views
   * meanwhile.
   */
  offerBlocking?(askable: Askable): Blocking;
  /** Ends this; the views get `last`. */
  withdraw?(askable: Askable, last?: unknown): void;
}

const hostKey = Symbol.for("mixedmodels.host");

/** The notebook kernel that runs this code, if it is one that has registered itself. */
export function notebookHost(): NotebookHost | undefined {
  return (globalThis as { [key: symbol]: NotebookHost | undefined })[hostKey];
}

/** Shows a result or chart now, in the middle of a cell; outside of a notebook its text is logged. */
export function display(value: unknown): void {
  const host = notebookHost();
  if (host === undefined) {
    console.log(plainText(value));
    return;
  }
  const bundle = bundleOf(value);
  if (bundle instanceof Promise) {
    void bundle.catch(() => ({ "text/plain": plainText(value) })).then((settled) => host.display(settled));
  } else {
    host.display(bundle);
  }
}

function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  const shown = value as { [jupyterDisplay]?: () => MimeBundle | Promise<MimeBundle> } | null | undefined;
  return shown?.[jupyterDisplay]?.() ?? { "text/plain": plainText(value) };
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}
