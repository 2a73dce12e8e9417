import { NotebookKernel, type Theme } from "mixedmodels-view";
import { shareCharts } from "../../../jupyter-extension/lite/src/pageCharts";
import { CellOutput, type StoredOutput } from "./cellOutput";
import { Displays } from "./displays";
import { KernelQuestions } from "./kernelQuestions";
import { type Execution, type KernelFolder, PageKernel } from "./pageKernel";

/** The same for all pages that are opened one after the other. */
let asking: Promise<KernelQuestions | undefined> | undefined;

/** A cell of a page, with the outputs that were stored with it. */
export interface StoredCell {
  readonly id: string;
  readonly code: string;
  readonly outputs: readonly StoredOutput[];
}

/** What a page is made of: its cells in order, and the files that they read. */
export interface StoredPage {
  readonly cells: readonly StoredCell[];
  readonly files: { readonly [name: string]: string };
}

/** What a cell is doing, for its reader. */
export type CellState = "stored" | "starting" | "waiting" | "running" | "done" | "failed" | "ended";

interface Attached {
  readonly output: CellOutput;
  /** As the page has it. */
  readonly stored: string;
  readonly told: (state: CellState) => void;
  state: CellState;
  /** As its reader has it. */
  code: string;
  /** The code with which it has run to its end. */
  ran: string | undefined;
  /** The latest one, which may show more after its end. */
  execution: Execution | undefined;
}

const WAITING: readonly CellState[] = ["starting", "waiting"];

function enter(cell: Attached, state: CellState): void {
  cell.state = state;
  cell.told(state);
}

interface Started {
  readonly kernel: PageKernel;
  readonly views: NotebookKernel;
}

/**
 * The cells of a page and the kernel that they share, which begins with the first one that is run. A cell runs after
 * those above it, as it needs their names.
 */
export class LivePage {
  private readonly attached = new Map<string, Attached>();
  private readonly displays = new Displays();
  private readonly stored: Promise<StoredPage>;
  private kernel: PageKernel | undefined;
  /** How many have been ended. */
  private kernels = 0;
  private started: Promise<Started> | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  /** Runs that were asked for in an earlier round are given up. */
  private round = 0;
  private isDisposed = false;

  /** @param base - the address of the site, with a slash at the end */
  constructor(
    private readonly base: string,
    page: string,
  ) {
    this.stored = fetched<StoredPage>(`${base}cells/${page}.json`);
    shareCharts(async () => this.folder + (await this.kernelFolder()).packages["charts"]!);
  }

  /** Shows the stored outputs of a cell in `place`; `told` hears of what becomes of it. */
  async attach(id: string, place: HTMLElement, theme: Theme, told: (state: CellState) => void): Promise<void> {
    const { cells } = await this.stored;
    if (this.isDisposed) return;
    const cell = cells.find((one) => one.id === id);
    if (cell === undefined) throw new Error(`the page has no cell ${id}`);
    const output = new CellOutput(place, theme, this.displays);
    const { code } = cell;
    this.attached.set(id, { output, told, stored: code, state: "stored", code, ran: undefined, execution: undefined });
    if (cell.outputs.length > 0) output.showStored(cell.outputs);
  }

  setTheme(theme: Theme): void {
    for (const { output } of this.attached.values()) output.setTheme(theme);
  }

  /** The code of a cell as the page has it. */
  codeOf(id: string): string {
    return this.attached.get(id)?.stored ?? "";
  }

  /** The reader has changed the code of a cell: it runs anew, as it is now, before those below it do. */
  write(id: string, code: string): void {
    const cell = this.attached.get(id);
    if (cell !== undefined) cell.code = code;
  }

  /** Runs a cell as its reader has it, and before it those above that have not run as they are now. */
  run(id: string): Promise<void> {
    const cell = this.attached.get(id);
    if (cell === undefined) return Promise.resolve();
    cell.ran = undefined;
    enter(cell, "waiting");
    const { round } = this;
    const turn = this.queue.then(() => this.runUntil(id, round));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  /** Ends what computes and awaits in the running cell; those that wait do not begin. */
  stop(): void {
    this.round++;
    const cells = [...this.attached.values()];
    for (const cell of cells) if (WAITING.includes(cell.state)) enter(cell, "stored");
    if (cells.some(({ state }) => state === "running")) this.kernel?.interrupt();
  }

  /** Ends the kernel, whatever it does; the next cell that runs begins a new one. */
  restart(): void {
    this.round++;
    this.kernels++;
    this.kernel?.dispose();
    this.kernel = undefined;
    void this.started?.then(
      ({ views }) => views.dispose(),
      () => undefined,
    );
    this.started = undefined;
    // What still waits for the network has no say any more.
    this.queue = Promise.resolve();
    for (const cell of this.attached.values()) {
      cell.ran = undefined;
      if (WAITING.includes(cell.state)) enter(cell, "stored");
      else if (cell.state === "running") enter(cell, "ended");
    }
  }

  dispose(): void {
    this.isDisposed = true;
    this.restart();
    for (const { output } of this.attached.values()) output.clear();
    this.attached.clear();
  }

  private async runUntil(id: string, round: number): Promise<void> {
    const { cells } = await this.stored;
    if (round !== this.round) return;
    const last = cells.findIndex((one) => one.id === id);
    const due = cells.slice(0, last + 1).flatMap((one) => this.attached.get(one.id) ?? []);
    const waiting = due.filter(({ code, ran }) => ran === undefined || ran !== code);
    for (const cell of waiting) enter(cell, this.started === undefined ? "starting" : "waiting");
    const starting = (this.started ??= this.start());
    let started: Started;
    try {
      started = await starting;
    } catch (error) {
      if (this.started === starting) this.started = undefined;
      if (round === this.round) this.failToStart(waiting, (error as Error).message);
      return;
    }
    if (round !== this.round) return;
    for (const cell of waiting) enter(cell, "waiting");
    for (const [i, cell] of waiting.entries()) {
      if (round !== this.round) return;
      if (await this.runCell(cell, started)) continue;
      for (const one of waiting.slice(i + 1)) if (WAITING.includes(one.state)) enter(one, "stored");
      return;
    }
  }

  private failToStart(waiting: readonly Attached[], reason: string): void {
    for (const cell of waiting) enter(cell, "stored");
    const asked = waiting.at(-1)!;
    asked.output.clear();
    asked.output.fail(`The kernel cannot start: ${reason}`);
    enter(asked, "failed");
  }

  /** Whether the cells below may run. */
  private async runCell(cell: Attached, { kernel, views }: Started): Promise<boolean> {
    const { code, output } = cell;
    enter(cell, "running");
    cell.execution?.forget();
    output.clear();
    cell.execution = kernel.execute(code, (said) => output.take(said, views));
    const status = await cell.execution.status;
    // Who has ended the kernel has said so, and its cells may be another one's by now.
    if (kernel.isDisposed) return false;
    if (status === "ok") cell.ran = code;
    enter(cell, status === "ok" ? "done" : "failed");
    return status === "ok";
  }

  private get folder(): string {
    return `${this.base}kernel/`;
  }

  private kernelFolder(): Promise<KernelFolder> {
    return fetched<KernelFolder>(`${this.folder}files.json`);
  }

  private async start(): Promise<Started> {
    const asked = this.kernels;
    const [{ files }, kernelFolder, questions] = await Promise.all([
      this.stored,
      this.kernelFolder(),
      (asking ??= KernelQuestions.begin(new URL(this.base, location.href).href)),
    ]);
    if (asked !== this.kernels) throw new Error("the kernel was ended");
    const kernel = new PageKernel(kernelFolder, this.folder, questions);
    this.kernel = kernel;
    try {
      await kernel.ready;
      const written = writingFiles(files);
      if (written !== "" && (await kernel.prepare(written)) !== "ok")
        throw new Error("the files that the page reads cannot be written");
    } catch (error) {
      kernel.dispose();
      throw error;
    }
    return { kernel, views: new NotebookKernel(kernel) };
  }
}

/** A cell that puts files where those of the page read them; it leaves no names behind. */
function writingFiles(files: StoredPage["files"]): string {
  const lines = Object.entries(files).map(([name, text]) => {
    const folder = name.split("/").slice(0, -1).join("/");
    const make = folder === "" ? "" : `fs.mkdirSync(${JSON.stringify(folder)}, { recursive: true });\n`;
    return `${make}fs.writeFileSync(${JSON.stringify(name)}, ${JSON.stringify(text)});`;
  });
  return lines.length === 0 ? "" : `{\nconst fs = await import("node:fs");\n${lines.join("\n")}\n}`;
}

async function fetched<T>(address: string): Promise<T> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} cannot be fetched: ${response.status}`);
  return (await response.json()) as T;
}
