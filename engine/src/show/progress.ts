import type { Terminal } from "../platform/contract";
import { environment } from "../platform/environment";
import { SideTask } from "../sideTask";
import { type Askable, type Blocking, type NotebookHost, notebookHost } from "./host";
import { endText, runningText } from "./progressText";
import type { LiveDensity, ProgressQuestion, ProgressView } from "./progressView";
import { VIEW_MIME, VIEW_VERSION } from "./view";

/** Tells the bars of this process from those of an earlier one in the same notebook. */
const PROCESS = Math.random().toString(36).slice(2);
let bars = 0;

/** Milliseconds between two updates, and between two pictures; a picture may take this share of the time. */
const UPDATE_TIME = 200;
const PICTURE_TIME = 1000;
const PICTURE_SHARE = 0.05;
/** A computation that holds the thread is not shown before: it leaves no line if it is over by then. */
const BLOCKING_PATIENCE = 1000;

export interface ProgressOptions {
  /** Called when the reader stops the computation from the notebook. */
  stop?: () => void;
  /** Draws what is there so far. */
  densities?: (() => LiveDensity[]) | undefined;
  /** What is counted; default replicates, of which some may fail. */
  unit?: string;
  /**
   * Whether the computation holds the thread until its end: then it asks {@link Progress.isStopped} between its steps,
   * and one that is over before its bar has been seen leaves no line.
   */
  blocking?: boolean;
  /** When it began, in ms of the clock `performance.now()`; default now. */
  started?: number;
}

/** How far a computation has come. */
export interface Position {
  readonly done: number;
  readonly failed?: number;
  /** The one that is under way, and how much of it is done, from 0 to 1. */
  readonly doing?: string;
  readonly part?: number;
}

/**
 * A progress bar that updates in place, a few times a second, and leaves one line behind: in a notebook as a display
 * that is replaced, which the JupyterLab extension shows with a button to stop, in a terminal on standard error,
 * elsewhere nothing.
 */
export class Progress implements Askable {
  private readonly started: number;
  private readonly id = `mixedmodels-progress-${PROCESS}-${++bars}`;
  private readonly host: NotebookHost | undefined;
  private readonly terminal: Terminal | undefined;
  private control: string | undefined;
  private blocking: Blocking | undefined;
  private removeListener: (() => void) | undefined;
  private shown = false;
  private updated: number;
  private readonly displays = new SideTask({
    kind: "ProgressWarning",
    interval: 0,
    failed: ({ message }) => `the progress of a computation, which goes on, cannot be shown: ${message}`,
    worksAgain: "the progress of a computation is shown again",
  });
  private readonly pictures = new SideTask({
    kind: "ProgressWarning",
    interval: PICTURE_TIME,
    share: PICTURE_SHARE,
    failed: ({ message }) => `the densities below a progress bar cannot be drawn: ${message}`,
    worksAgain: "the densities below a progress bar are drawn again",
  });
  private view: ProgressView;

  /** @param total how many there are; 0 where nobody knows */
  constructor(
    label: string,
    total: number,
    enabled: boolean,
    private readonly options: ProgressOptions,
  ) {
    const { unit, blocking = false, started = performance.now() } = options;
    this.started = this.updated = started;
    this.host = enabled ? notebookHost() : undefined;
    this.terminal = enabled && this.host === undefined ? environment.terminal() : undefined;
    this.displays.attempt(() => {
      this.blocking = blocking ? this.host?.offerBlocking?.(this) : undefined;
      this.control = blocking ? this.blocking?.id : this.host?.offer?.(this);
      // What an interrupt ends by force cannot end its bar itself.
      this.removeListener = blocking ? this.host?.onInterrupt(() => this.end("failed", this.view)) : undefined;
    });
    this.view = {
      version: VIEW_VERSION,
      kind: "progress",
      label,
      state: "running",
      done: 0,
      total,
      failed: 0,
      seconds: 0,
      ...(unit === undefined ? {} : { unit }),
      ...(this.control === undefined ? {} : { control: this.control }),
    };
  }

  /** Whether a reader has stopped the computation that holds the thread. */
  get isStopped(): boolean {
    return this.blocking?.stopped() ?? false;
  }

  /** Questions of the views: see {@link ProgressQuestion}. */
  answer(question: unknown): object {
    const { ask } = (question ?? {}) as Partial<ProgressQuestion>;
    if (ask === "progress") return this.view;
    if (ask !== "stop")
      throw new TypeError(`a computation is asked to "stop" or for its "progress"; got ${JSON.stringify(ask)}`);
    this.options.stop?.();
    return {};
  }

  /** @param now whether to show it even if the last update was a moment ago */
  update({ done, failed = 0, doing, part }: Position, now = false): void {
    const time = performance.now();
    const patience = this.options.blocking && !this.shown ? BLOCKING_PATIENCE : UPDATE_TIME;
    if (!now && time - this.updated < patience) return;
    this.updated = time;
    if (!this.displays.isDue) return;
    this.view = {
      ...this.view,
      done,
      failed,
      ...(doing === undefined ? {} : { doing, part: part ?? 0 }),
      seconds: (time - this.started) / 1000,
      ...this.picture(time),
    };
    const { label, total } = this.view;
    const text = runningText(this.view);
    const position = total === 0 ? "" : `value="${done + (part ?? 0)}" max="${total}" `;
    const bar = `<progress ${position}aria-label="${label}"></progress>`;
    this.write(
      `${label} ${text}`,
      `<div style="display:flex;gap:.7em;align-items:center"><span>${label}</span>${bar}<span>${text}</span></div>`,
    );
  }

  /** The line that stays. */
  end(state: "done" | "stopped" | "failed", { done, failed = 0 }: Position): void {
    const { control: _, densities: __, doing: ___, part: ____, ...rest } = this.view;
    this.view = { ...rest, state, done, failed, seconds: (performance.now() - this.started) / 1000 };
    this.removeListener?.();
    if (this.shown || !this.options.blocking) {
      const text = endText(this.view);
      this.write(text, `<div>${text}</div>`, true);
    }
    if (this.control !== undefined) this.displays.attempt(() => this.host?.withdraw?.(this, this.view), true);
  }

  private picture(time: number): Pick<ProgressView, "densities"> {
    const { densities } = this.options;
    if (densities === undefined || time - this.started < PICTURE_TIME || !this.pictures.isDue) return {};
    let drawn: LiveDensity[] | undefined;
    this.pictures.attempt(() => (drawn = densities()));
    return drawn === undefined ? {} : { densities: drawn };
  }

  /** @param last whether it is the line that stays */
  private write(text: string, html: string, last = false): void {
    const shown = this.displays.attempt(() => {
      if (this.host)
        this.host.display(
          { [VIEW_MIME]: this.view, "text/plain": text, "text/html": html },
          { id: this.id, update: this.shown },
        );
      else this.terminal?.write(`\r\x1b[2K${text}${last ? "\n" : ""}`);
    }, last);
    this.shown ||= shown;
  }
}
