import { type Mounted, mount, type NotebookKernel, type OutputData, type Theme } from "mixedmodels-view";
import type { KernelSaid } from "./pageKernel";

/** An output as notebooks store it. */
export interface StoredOutput {
  readonly output_type: string;
  readonly data?: OutputData;
  readonly name?: string;
  readonly text?: string | readonly string[];
}

const joined = (text: unknown): string => (Array.isArray(text) ? text.join("") : String(text ?? ""));
/** Colours for terminals. */
const COLOURS = /\x1b\[[\d;]*m/g;

/** What a cell has shown, below it. */
export class CellOutput {
  private readonly mounted: Mounted[] = [];
  private readonly displays = new Map<string, Mounted>();
  /** Text that goes on as long as nothing else is shown. */
  private stream: HTMLPreElement | undefined;
  private clearsNext = false;
  private readonly near: IntersectionObserver;
  private later: readonly StoredOutput[] = [];

  constructor(
    private readonly place: HTMLElement,
    private theme: Theme,
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
    if (type === "clear_output") {
      this.clearsNext = content["wait"] === true;
      if (!this.clearsNext) this.clear();
      return;
    }
    const { data, transient, text, traceback } = content as {
      readonly data?: OutputData;
      readonly transient?: { readonly display_id?: string };
      readonly text?: unknown;
      readonly traceback?: unknown;
    };
    const id = transient?.display_id;
    if (type === "update_display_data") {
      if (id !== undefined && data !== undefined) this.displays.get(id)?.update(data);
      return;
    }
    if (this.clearsNext) this.clear();
    if (type === "stream") this.print(joined(text));
    else if (type === "error") this.fail(joined(Array.isArray(traceback) ? traceback.join("\n") : traceback));
    else if (data !== undefined) {
      const mounted = this.add(data, kernel);
      if (id !== undefined) this.displays.set(id, mounted);
    }
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    for (const one of this.mounted) one.setTheme(theme);
  }

  clear(): void {
    this.near.disconnect();
    this.later = [];
    this.clearsNext = false;
    for (const one of this.mounted.splice(0)) one.dispose();
    this.displays.clear();
    this.stream = undefined;
    this.place.replaceChildren();
  }

  fail(text: string): void {
    this.stream = undefined;
    this.block("live-error").textContent = text.replace(COLOURS, "");
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

  private add(data: OutputData, kernel?: NotebookKernel): Mounted {
    this.stream = undefined;
    const place = document.createElement("div");
    place.className = "live-result";
    this.place.append(place);
    // What these pages and their own cells show is the reader's and ours.
    const mounted = mount(place, data, { theme: this.theme, trusted: true, ...(kernel && { kernel }) });
    this.mounted.push(mounted);
    return mounted;
  }

  private print(text: string): void {
    this.stream ??= this.block("live-text");
    this.stream.append(text);
  }

  private block(kind: string): HTMLPreElement {
    const block = document.createElement("pre");
    block.className = kind;
    this.place.append(block);
    return block;
  }
}
