import { type Mounted, mount, type NotebookKernel, type OutputData, type Theme } from "mixedmodels-view";
import type { Displays } from "./displays";
import type { KernelSaid } from "./pageKernel";

/** An output as notebooks store it. */
export interface StoredOutput {
  readonly output_type: string;
  readonly data?: OutputData;
  readonly name?: string;
  readonly text?: string | readonly string[];
}

interface Result {
  readonly mounted: Mounted;
  /** Of its display, by which later messages change it. */
  readonly display: string | undefined;
}

const joined = (text: unknown): string => (Array.isArray(text) ? text.join("") : String(text ?? ""));
/** Colours for terminals. */
const COLOURS = /\x1b\[[\d;]*m/g;

/** What a cell has shown, below it. */
export class CellOutput {
  private readonly results: Result[] = [];
  /** Text that goes on as long as nothing else is shown. */
  private stream: HTMLPreElement | undefined;
  private clearsNext = false;
  private readonly near: IntersectionObserver;
  private later: readonly StoredOutput[] = [];

  /** @param displays - of all cells of the page */
  constructor(
    private readonly place: HTMLElement,
    private theme: Theme,
    private readonly displays: Displays,
  ) {
    this.near = new IntersectionObserver(([entry]) => void (entry?.isIntersecting && this.showLater()), {
      rootMargin: "600px",
    });
  }

  /** Shows what was stored with the page, once its place comes near to what is seen. */
  showStored(outputs: readonly StoredOutput[]): void {
    this.clear();
    this.later = outputs;
    this.near.observe(this.place);
  }

  /** Shows what the kernel says. @param kernel - whom the views can ask */
  take({ type, content }: KernelSaid, kernel: NotebookKernel): void {
    const { data, transient } = content as {
      readonly data?: OutputData;
      readonly transient?: { readonly display_id?: string };
    };
    const display = transient?.display_id;
    switch (type) {
      case "clear_output":
        this.clearsNext = content["wait"] === true;
        if (!this.clearsNext) this.clear();
        return;
      case "update_display_data":
        if (display !== undefined && data !== undefined) this.displays.update(display, data);
        return;
      case "stream":
        this.begin();
        return this.print(joined(content["text"]));
      case "error":
        this.begin();
        return this.fail([content["traceback"]].flat().map(joined).join("\n"));
      case "display_data":
      case "execute_result":
        if (data === undefined) return;
        this.begin();
        // One that is shown again is the same one: where it stands already it changes too.
        if (display !== undefined) this.displays.update(display, data);
        this.add(data, kernel, display);
    }
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    for (const { mounted } of this.results) mounted.setTheme(theme);
  }

  clear(): void {
    this.near.disconnect();
    this.later = [];
    this.clearsNext = false;
    for (const { mounted, display } of this.results.splice(0)) {
      if (display !== undefined) this.displays.remove(display, mounted);
      mounted.dispose();
    }
    this.stream = undefined;
    this.place.replaceChildren();
  }

  fail(text: string): void {
    this.stream = undefined;
    this.block("live-error").textContent = text.replace(COLOURS, "");
  }

  /** What was to go with the next output goes now. */
  private begin(): void {
    if (this.clearsNext) this.clear();
  }

  private showLater(): void {
    const outputs = this.later;
    this.near.disconnect();
    this.later = [];
    for (const { data, text } of outputs) {
      if (data !== undefined) this.add(data);
      else this.print(joined(text));
    }
  }

  private add(data: OutputData, kernel?: NotebookKernel, display?: string): void {
    this.stream = undefined;
    const place = document.createElement("div");
    place.className = "live-result";
    this.place.append(place);
    // What these pages and their own cells show is the reader's and ours.
    const mounted = mount(place, data, { theme: this.theme, trusted: true, ...(kernel && { kernel }) });
    this.results.push({ mounted, display });
    if (display !== undefined) this.displays.add(display, mounted);
  }

  private print(text: string): void {
    this.stream ??= this.block("live-text");
    this.stream.append(text.replace(COLOURS, ""));
  }

  private block(kind: string): HTMLPreElement {
    const block = document.createElement("pre");
    block.className = kind;
    this.place.append(block);
    return block;
  }
}
