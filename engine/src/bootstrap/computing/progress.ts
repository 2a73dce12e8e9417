import { OptionError } from "../../errors";
import type { Terminal } from "../../platform/contract";
import { environment } from "../../platform/environment";
import { type Askable, type NotebookHost, notebookHost } from "../../show/host";
import { duration, endText, grouped } from "../../show/progressText";
import type { LiveDensity, ProgressQuestion, ProgressView } from "../../show/progressView";
import { VIEW_MIME, VIEW_VERSION } from "../../show/view";

/** Tells the bars of this process from those of an earlier one in the same notebook. */
const PROCESS = Math.random().toString(36).slice(2);
let bars = 0;

/** Milliseconds between two updates, and between two pictures; a picture may take this share of the time. */
const UPDATE_TIME = 200;
const PICTURE_TIME = 1000;
const PICTURE_SHARE = 0.05;

export interface ProgressOptions {
  /** Called when the reader stops the computation from the notebook. */
  stop: () => void;
  /** Draws what is there so far. */
  densities?: (() => LiveDensity[]) | undefined;
}

/**
 * A progress bar that updates in place, a few times a second, and leaves one line behind: in a notebook as a display
 * that is replaced, which the JupyterLab extension shows with a button to stop, in a terminal on standard error,
 * elsewhere nothing.
 */
export class Progress implements Askable {
  private readonly started = performance.now();
  private readonly id = `mixedmodels-progress-${PROCESS}-${++bars}`;
  private readonly host: NotebookHost | undefined;
  private readonly terminal: Terminal | undefined;
  private readonly control: string | undefined;
  private shown = false;
  private updated = this.started;
  private nextPicture = this.started + PICTURE_TIME;
  private view: ProgressView;

  constructor(
    label: string,
    total: number,
    enabled: boolean,
    private readonly options: ProgressOptions,
  ) {
    this.host = enabled ? notebookHost() : undefined;
    this.terminal = enabled && this.host === undefined ? environment.terminal() : undefined;
    this.control = this.host?.offer?.(this);
    this.view = {
      version: VIEW_VERSION,
      kind: "progress",
      label,
      state: "running",
      done: 0,
      total,
      failed: 0,
      seconds: 0,
      ...(this.control === undefined ? {} : { control: this.control }),
    };
  }

  /** Questions of the views: see {@link ProgressQuestion}. */
  answer(question: unknown): object {
    const { ask } = (question ?? {}) as Partial<ProgressQuestion>;
    if (ask === "progress") return this.view;
    if (ask !== "stop")
      throw new OptionError(`a computation is asked to "stop" or for its "progress"; got ${JSON.stringify(ask)}`);
    this.options.stop();
    return {};
  }

  /** @param now whether to show it even if the last update was a moment ago */
  update(done: number, failed: number, now = false): void {
    const time = performance.now();
    if (!now && time - this.updated < UPDATE_TIME) return;
    this.updated = time;
    this.view = { ...this.view, done, failed, seconds: (time - this.started) / 1000, ...this.picture(time) };
    const { label, total, seconds } = this.view;
    const left = (seconds * (total - done)) / Math.max(1, done);
    const text =
      `${grouped(done)} / ${grouped(total)} · ${grouped(Math.round(done / seconds))} per s ` +
      `· ${duration(left)} left · ${grouped(failed)} failed`;
    this.write(
      `${label} ${text}`,
      `<div style="display:flex;gap:.7em;align-items:center"><span>${label}</span>` +
        `<progress value="${done}" max="${total}" aria-label="${label}"></progress><span>${text}</span></div>`,
    );
  }

  /** The line that stays. */
  end(state: "done" | "stopped" | "failed", done: number, failed: number): void {
    const { control: _, densities: __, ...rest } = this.view;
    this.view = { ...rest, state, done, failed, seconds: (performance.now() - this.started) / 1000 };
    const text = endText(this.view);
    this.write(text, `<div>${text}</div>`);
    if (this.shown) this.terminal?.write("\n");
    if (this.control !== undefined) this.host?.withdraw?.(this, this.view);
  }

  private picture(time: number): Pick<ProgressView, "densities"> {
    const { densities } = this.options;
    if (densities === undefined || time < this.nextPicture) return {};
    const drawn = densities();
    const end = performance.now();
    this.nextPicture = end + Math.max(PICTURE_TIME, (end - time) / PICTURE_SHARE);
    return { densities: drawn };
  }

  private write(text: string, html: string): void {
    if (this.host)
      this.host.display(
        { [VIEW_MIME]: this.view, "text/plain": text, "text/html": html },
        { id: this.id, update: this.shown },
      );
    else this.terminal?.write(`\r\x1b[2K${text}`);
    this.shown = true;
  }
}
