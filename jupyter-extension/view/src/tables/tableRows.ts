import type { RowPage, View } from "mixedmodels/page";
import type { NotebookKernel } from "../link/notebookKernel";
import { trans } from "../page/trans";
import { filterText, LiveRows, pageView } from "./liveRows";
import { count, heldNote, PAGE, rowOrder, type TableState } from "./tableState";

/** A kernel that takes longer than this, in ms, is said to be busy. */
const BUSY_TIME = 600;

/** What a table shows of its rows' coming and going. */
export interface RowsDisplay {
  draw(): void;
  /** Rows have been asked for and are not there yet. */
  wait(waiting: boolean): void;
  say(message: string): void;
}

/** The rows of a table: those that the notebook holds or, as long as its kernel can be asked, all of the result. */
export class TableRows {
  /** What is drawn: the notebook's rows, or a page from the kernel in their place. */
  view: View;
  private page: RowPage | undefined;
  private readonly kernelRows: LiveRows | undefined;
  /** Counts what was asked of the kernel, of which only the last answer is shown. */
  private turn = 0;

  /** @param state what the reader has chosen, which the table changes before it calls {@link refresh} */
  constructor(
    private readonly held: View,
    private readonly state: TableState,
    private readonly display: RowsDisplay,
    kernel: NotebookKernel | undefined,
  ) {
    this.view = held;
    if (kernel && held.source !== undefined)
      this.kernelRows = new LiveRows(held, held.source, kernel, () => this.kernelChanged());
  }

  get live(): boolean {
    return this.kernelRows?.live === true;
  }

  dispose(): void {
    this.kernelRows?.dispose();
  }

  /** How many there are to page through, without those that stand below the others. */
  get length(): number {
    return (
      this.page?.matching ?? (this.live ? this.held.total : this.held.columns[0].cells.length - (this.held.foot ?? 0))
    );
  }

  get pages(): number {
    return Math.max(1, Math.ceil(this.length / PAGE));
  }

  /** So many rows are not put on a page of their own. */
  get long(): boolean {
    return this.length > PAGE + 5;
  }

  /** Rows of {@link view} on the chosen page, and those below. */
  shown(): { body: number[]; foot: number[] } {
    const { page, view, state } = this;
    if (page) return { body: page.rows.map((_, i) => i), foot: [] };
    const order = rowOrder(view, state);
    const last = order.length - (view.foot ?? 0);
    return {
      body: this.long ? order.slice(state.page * PAGE, Math.min(last, (state.page + 1) * PAGE)) : order.slice(0, last),
      foot: order.slice(last),
    };
  }

  /** The place of a row of {@link view} in the result, from 1. */
  number(index: number): number {
    return (this.page?.rows[index] ?? index) + 1;
  }

  /** What the reader should know about the rows. */
  notes(): string[] {
    const { filter } = this.state;
    if (!this.live) return heldNote(this.held);
    return filter
      ? [trans.__("%1 of %2 rows: %3", count(this.length), count(this.held.total), filterText(this.held, filter))]
      : [];
  }

  /** All rows as the reader has arranged them, with the state in which they are those. */
  async all(): Promise<[View, TableState]> {
    if (!this.kernelRows?.live) return [this.held, this.state];
    const { sort: _, ...unsorted } = this.state;
    return [await this.kernelRows.all(this.state), unsorted];
  }

  /**
   * Draws the rows that the reader has chosen; what has to come from the kernel replaces the present ones when it is
   * there.
   */
  async refresh(): Promise<void> {
    const { kernelRows, display, state } = this;
    if (!kernelRows?.live) return display.draw();
    const turn = ++this.turn;
    const busy = setTimeout(() => display.say(trans.__("The kernel is busy; the rows follow.")), BUSY_TIME);
    display.wait(true);
    try {
      const page = await kernelRows.page(state);
      if (turn === this.turn) this.show(page);
    } catch (error) {
      if (turn === this.turn && kernelRows.live) display.say((error as Error).message);
    } finally {
      clearTimeout(busy);
      if (turn === this.turn) display.wait(false);
    }
  }

  private show(page: RowPage | undefined): void {
    this.page = page;
    this.view = page ? pageView(this.held, page) : this.held;
    this.display.say("");
    this.display.draw();
  }

  /** A kernel that has come can be asked; when it has gone, there is what the notebook holds. */
  private kernelChanged(): void {
    if (this.live) return void this.refresh();
    this.turn++;
    this.display.wait(false);
    delete this.state.filter;
    this.page = undefined;
    this.state.page = Math.min(this.state.page, this.pages - 1);
    this.show(undefined);
  }
}
