import { notebookHost } from "../show/host";

let bars = 0;

/**
 * A progress bar that updates in place, at most a few times a second, and leaves one line behind: in a notebook as a
 * display that is replaced, in a terminal on standard error, elsewhere nothing.
 */
export class Progress {
  private readonly started = performance.now();
  private readonly id = `mixedmodels-progress-${process.pid}-${++bars}`;
  private readonly host = notebookHost();
  private shown = false;
  private updated = this.started;

  constructor(private readonly label: string, private readonly total: number, private readonly enabled: boolean) {}

  update(done: number, failed: number): void {
    const now = performance.now();
    if (!this.enabled || now - this.updated < 200) return;
    this.updated = now;
    const seconds = (now - this.started) / 1000;
    const left = (seconds * (this.total - done)) / Math.max(1, done);
    const text = `${count(done)} / ${count(this.total)} · ${count(Math.round(done / seconds))} per s · ${duration(left)} left · ${count(failed)} failed`;
    this.write(`${this.label} ${text}`, `<div style="display:flex;gap:.7em;align-items:center"><span>${this.label}</span><progress value="${done}" max="${this.total}" aria-label="${this.label}"></progress><span>${text}</span></div>`);
  }

  /** The line that stays. */
  end(done: number, failed: number, stopped: boolean): void {
    if (!this.enabled) return;
    const seconds = (performance.now() - this.started) / 1000;
    const amount = stopped ? `stopped after ${count(done)} of ${count(this.total)} replicates` : `${count(done)} replicates`;
    const text = `${this.label}: ${amount} in ${duration(seconds)}${failed === 0 ? "" : `, ${count(failed)} failed`}`;
    this.write(text, `<div>${text}</div>`);
    if (this.host === undefined && this.shown) process.stderr.write("\n");
  }

  private write(text: string, html: string): void {
    if (this.host) this.host.display({ "text/plain": text, "text/html": html }, { id: this.id, update: this.shown });
    else if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
    this.shown = true;
  }
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
