import {
  countText,
  duration,
  endText,
  grouped,
  type ProgressView as Progress,
  type ProgressQuestion,
} from "mixedmodels/page";
import { densityPlot } from "./charts/densityPlot";
import type { NotebookKernel } from "./link/notebookKernel";
import type { ResultLink } from "./link/resultLink";
import { button, element } from "./page/dom";
import { trans } from "./page/trans";
import { readProgress } from "./reading/readProgress";

/** A view that has not been updated for so many ms asks how far the computation is. */
const PATIENCE = 1500;

/** A computation that runs: a bar, a button to stop it, pictures of what is there so far; afterwards one quiet line. */
export class ProgressBar {
  readonly node = element("section", { class: "mm-view mm-progress", "data-lm-suppress-shortcuts": "true" });
  private readonly done = element("div", { class: "mm-bar-done" });
  private readonly bar = element("div", { class: "mm-bar", role: "progressbar", "aria-valuemin": 0 }, this.done);
  private readonly facts = element("div", { class: "mm-progress-facts" });
  private readonly stop = button(trans.__("Stop"), () => void this.askToStop(), { class: "mm-stop" });
  private readonly pictures = element("div", { class: "mm-pictures", hidden: true });
  private readonly link: ResultLink | undefined;
  private readonly timer: ReturnType<typeof setInterval> | undefined;
  /** By a clock that nobody sets. */
  private updated = performance.now();
  private stopping = false;
  private drawn: Progress["densities"];

  /** @param kernel the notebook's, if the page has a way to it */
  constructor(
    private progress: Progress,
    kernel: NotebookKernel | undefined,
  ) {
    this.link =
      progress.control === undefined ? undefined : kernel?.connect(progress.control, () => this.linkChanged());
    this.timer = this.link && setInterval(() => void this.catchUp(), PATIENCE);
    this.draw();
  }

  update(progress: Progress): void {
    this.progress = progress;
    this.updated = performance.now();
    if (progress.state !== "running") clearInterval(this.timer);
    this.draw();
  }

  dispose(): void {
    clearInterval(this.timer);
    this.link?.dispose();
  }

  private linkChanged(): void {
    const last = this.link?.last;
    if (last !== undefined) this.update(readProgress(last));
    else this.draw();
  }

  /** The page may have been loaded anew since the computation began; then its output gets no updates. */
  private async catchUp(): Promise<void> {
    if (this.link?.state !== "live" || performance.now() - this.updated < PATIENCE) return;
    const answer = await this.ask("progress");
    if (answer !== undefined && this.progress.state === "running") this.update(readProgress(answer));
  }

  private async askToStop(): Promise<void> {
    this.stopping = true;
    this.draw();
    await this.ask("stop");
  }

  private ask(ask: ProgressQuestion["ask"]): Promise<unknown> {
    return this.link!.ask({ ask } satisfies ProgressQuestion).catch(() => undefined);
  }

  private draw(): void {
    const { progress, link } = this;
    const lost = link !== undefined && (link.state === "gone" || link.state === "none");
    if (progress.state !== "running" || lost) {
      this.node.classList.add("mm-quiet");
      return this.node.replaceChildren(
        element("p", {}, progress.state === "running" ? lostText(progress) : endText(progress)),
      );
    }
    this.node.classList.remove("mm-quiet");
    const { label, done, total, unit, part = 0 } = progress;
    this.bar.setAttribute("aria-label", label);
    this.bar.classList.toggle("mm-bar-endless", total === 0);
    for (const [name, value] of [
      ["aria-valuemax", total],
      ["aria-valuenow", done],
    ] as const) {
      if (total === 0) this.bar.removeAttribute(name);
      else this.bar.setAttribute(name, String(value));
    }
    this.bar.setAttribute(
      "aria-valuetext",
      total === 0 ? countText(progress) : trans.__("%1 of %2", grouped(done), grouped(total)),
    );
    this.done.style.width = total === 0 ? "" : `${(100 * Math.min(total, done + part)) / total}%`;
    const facts = unit === undefined ? replicateFacts(progress) : countFacts(progress, unit);
    this.facts.replaceChildren(
      ...facts.map((fact) => element("span", {}, fact)),
      ...(unit === undefined ? [failures(progress)] : []),
    );
    this.stop.hidden = link === undefined;
    this.stop.disabled = link?.state !== "live" || this.stopping;
    this.stop.textContent = this.stopping ? trans.__("Stopping …") : trans.__("Stop");
    this.stop.title = trans.__(
      "Stop %1 and keep the %2 so far",
      label,
      total === 0 ? trans.__("lowest values") : (unit ?? trans.__("replicates")),
    );
    this.drawPictures();
    if (!this.bar.isConnected || this.bar.parentElement?.parentElement !== this.node) {
      this.node.replaceChildren(
        element(
          "div",
          { class: "mm-progress-line" },
          element("span", { class: "mm-progress-label" }, label),
          this.bar,
          this.stop,
        ),
        this.facts,
        this.pictures,
      );
    }
  }

  private drawPictures(): void {
    const { densities = [] } = this.progress;
    this.pictures.hidden = densities.length === 0;
    if (densities.length === 0 || densities[0].count === this.drawn?.[0]?.count) return;
    const before = new Map(this.drawn?.map((density) => [density.column, density]));
    this.pictures.replaceChildren(
      element(
        "p",
        {},
        before.size > 0
          ? trans.__("Densities of the first %1 replicates; dashed: a moment ago", grouped(densities[0].count))
          : trans.__("Densities of the first %1 replicates", grouped(densities[0].count)),
      ),
      ...densities.map((density) => densityPlot(density, before.get(density.column))),
    );
    this.drawn = densities;
  }
}

/** How many, how many a second, and the time left. */
function replicateFacts({ done, total, seconds }: Progress): string[] {
  const amount = trans.__("%1 of %2", grouped(done), grouped(total));
  if (done === 0 || seconds === 0) return [amount];
  const rate = done / seconds;
  const speed = rate < 10 ? rate.toPrecision(2) : grouped(Math.round(rate));
  return [amount, trans.__("%1 per s", speed), timeLeft((total - done) / rate)];
}

/** How many of what, which one is under way, and the time left. */
function countFacts({ done, total, seconds, doing, part = 0 }: Progress, unit: string): string[] {
  if (total === 0)
    return [countText({ done, total, unit }), ...(doing === undefined ? [] : [doing]), duration(seconds)];
  const behind = done + part;
  return [
    trans.__("%1 of %2 %3", grouped(done), grouped(total), unit),
    ...(doing === undefined ? [] : [doing]),
    ...(behind === 0 || seconds === 0 ? [] : [timeLeft((seconds * Math.max(0, total - behind)) / behind)]),
  ];
}

function timeLeft(seconds: number): string {
  if (seconds < 1) return trans.__("less than 1 s left");
  return trans.__("%1 left", seconds < 90 ? `${Math.ceil(seconds)} s` : duration(seconds));
}

function failures({ failed }: Progress): HTMLElement {
  return element(
    "span",
    {
      class: failed > 0 ? "mm-alarm" : undefined,
      title: trans.__("Replicates whose optimum could not be certified; their rows hold NaN"),
    },
    failed === 0 ? trans.__("none failed") : trans.__("%1 failed", grouped(failed)),
  );
}

function lostText(progress: Progress): string {
  return trans.__("%1: not running any more; %2 when last seen", progress.label, countText(progress));
}
