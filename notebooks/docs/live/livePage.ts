import { NotebookKernel, type Theme } from "mixedmodels-view";
import { shareCharts } from "../../../jupyter-extension/lite/src/pageCharts";
import { CellOutput, type StoredOutput } from "./cellOutput";
import { KernelQuestions } from "./kernelQuestions";
import { type KernelFolder, PageKernel } from "./pageKernel";

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
export type CellState = "stored" | "starting" | "waiting" | "running" | "done" | "failed";

interface Attached {
  readonly output: CellOutput;
  /** As the page has it. */
  readonly stored: string;
  readonly told: (state: CellState) => void;
  code: string;
  hasRun: boolean;
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
  private readonly stored: Promise<StoredPage>;
  private started: Promise<Started> | undefined;
  private queue: Promise<unknown> = Promise.resolve();

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
    const cell = cells.find((one) => one.id === id);
    if (cell === undefined) throw new Error(`the page has no cell ${id}`);
    const output = new CellOutput(place, theme);
    this.attached.set(id, { output, told, stored: cell.code, code: cell.code, hasRun: false });
    if (cell.outputs.length > 0) output.showStored(cell.outputs);
    told("stored");
  }

  setTheme(theme: Theme): void {
    for (const { output } of this.attached.values()) output.setTheme(theme);
  }

  /** The code of a cell as the page has it. */
  codeOf(id: string): string {
    return this.attached.get(id)?.stored ?? "";
  }

  /** Runs a cell as its reader has it, and before it those above that have not run. */
  run(id: string, code: string): Promise<void> {
    const cell = this.attached.get(id);
    if (cell === undefined) return Promise.resolve();
    cell.code = code;
    cell.hasRun = false;
    const turn = this.queue.then(() => this.runUntil(id));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  /** Ends awaits and bootstraps of the running cell. */
  stop(): void {
    void this.started?.then(
      ({ kernel }) => kernel.interrupt(),
      () => undefined,
    );
  }

  /** Ends the kernel, whatever it does; the next cell that runs begins a new one. */
  restart(): void {
    void this.started?.then(
      ({ kernel, views }) => {
        kernel.dispose();
        views.dispose();
      },
      () => undefined,
    );
    this.started = undefined;
    for (const cell of this.attached.values()) cell.hasRun = false;
  }

  dispose(): void {
    this.restart();
    for (const { output } of this.attached.values()) output.clear();
    this.attached.clear();
  }

  private async runUntil(id: string): Promise<void> {
    const { cells } = await this.stored;
    const last = cells.findIndex((one) => one.id === id);
    const due = cells.slice(0, last + 1).flatMap((one) => this.attached.get(one.id) ?? []);
    const waiting = due.filter(({ hasRun }) => !hasRun);
    for (const { told } of waiting) told(this.started === undefined ? "starting" : "waiting");
    const own = this.attached.get(id)!;
    let started: Started;
    try {
      this.started ??= this.start();
      started = await this.started;
    } catch (error) {
      this.started = undefined;
      for (const { told } of waiting) told("stored");
      own.output.clear();
      own.output.fail(`The kernel cannot start: ${(error as Error).message}`);
      own.told("failed");
      return;
    }
    for (const [i, cell] of waiting.entries()) {
      if (await this.runCell(cell, started)) continue;
      for (const { told } of waiting.slice(i + 1)) told("stored");
      return;
    }
  }

  /** Whether the cells below may run. */
  private async runCell(cell: Attached, { kernel, views }: Started): Promise<boolean> {
    cell.told("running");
    cell.output.clear();
    const status = await kernel.execute(cell.code, (said) => cell.output.take(said, views));
    cell.hasRun = status === "ok";
    cell.told(cell.hasRun ? "done" : "failed");
    return cell.hasRun;
  }

  private get folder(): string {
    return `${this.base}kernel/`;
  }

  private kernelFolder(): Promise<KernelFolder> {
    return fetched<KernelFolder>(`${this.folder}files.json`);
  }

  private async start(): Promise<Started> {
    const [{ files }, kernelFolder, questions] = await Promise.all([
      this.stored,
      this.kernelFolder(),
      (asking ??= KernelQuestions.begin(new URL(this.base, location.href).href)),
    ]);
    const kernel = new PageKernel(kernelFolder, this.folder, questions);
    await kernel.ready;
    const written = writingFiles(files);
    if (written !== "" && (await kernel.execute(written, () => undefined)) !== "ok")
      throw new Error("the files that the page reads cannot be written");
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
