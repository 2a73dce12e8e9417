import type { RowFilter, RowPage, RowQuery, View, ViewCell } from "mixedmodels/page";
import type { NotebookKernel } from "../link/notebookKernel";
import type { ResultLink } from "../link/resultLink";
import { trans } from "../page/trans";
import { list, readCell, record } from "../reading/readView";
import { PAGE, type TableState } from "./tableState";

/** So many rows are copied at most. */
const MOST_COPIED = 10_000;

/** The rows of a long table that the notebook does not hold, as its kernel gives them: sorted, filtered, by pages. */
export class LiveRows {
  private readonly link: ResultLink;

  /** @param changed called when the kernel can be asked, and when it cannot any more */
  constructor(
    private readonly view: View,
    source: string,
    kernel: NotebookKernel,
    changed: () => void,
  ) {
    this.link = kernel.connect(source, changed);
  }

  get live(): boolean {
    return this.link.state === "live";
  }

  dispose(): void {
    this.link.dispose();
  }

  /** The page that the reader has chosen; undefined where the notebook's own rows are the same. */
  async page(state: TableState): Promise<RowPage | undefined> {
    const [from, to] = [state.page * PAGE, (state.page + 1) * PAGE];
    const held = this.view.columns[0].cells.length;
    const asTheyStand = state.sort === undefined && state.filter === undefined;
    return !this.live || (asTheyStand && to <= held) ? undefined : this.ask(from, to, state);
  }

  /** All rows as the reader has arranged them, up to 10,000, as a view. */
  async all(state: TableState): Promise<View> {
    const page = await this.ask(0, MOST_COPIED, state);
    const left = page.matching - page.rows.length;
    const notes = left > 0 ? [trans.__("%1 more rows are not copied.", left.toLocaleString("en-US"))] : [];
    return { ...pageView(this.view, page), total: page.rows.length, notes: [...(this.view.notes ?? []), ...notes] };
  }

  private async ask(from: number, to: number, { sort, filter }: TableState): Promise<RowPage> {
    const question: RowQuery = {
      ask: "rows",
      from,
      to,
      ...(sort ? { sort } : {}),
      ...(filter ? { filters: [filter] } : {}),
    };
    return readPage(await this.link.ask(question), this.view.columns.length);
  }
}

/** The view with the rows of a page in place of its own. */
export function pageView(view: View, { columns }: RowPage): View {
  return { ...view, rules: [], columns: view.columns.map((column, j) => ({ ...column, cells: columns[j] })) };
}

/** Why rows pass: "σ1 from 0 to 10", "name contains 'an'". */
export function filterText(view: View, { column, least, greatest, contains }: RowFilter): string {
  const { header } = view.columns[column];
  if (contains !== undefined) return trans.__("%1 contains '%2'", header, contains);
  return [
    header,
    ...(least === undefined ? [] : [trans.__("from %1", least)]),
    ...(greatest === undefined ? [] : [trans.__("to %1", greatest)]),
  ].join(" ");
}

function readPage(data: unknown, width: number): RowPage {
  const { matching, rows, columns } = record(data);
  const numbers = list(rows).map(Number);
  const cells = Array.from({ length: width }, (_, j) => list(list(columns)[j]));
  return {
    matching: Number(matching),
    rows: numbers,
    columns: cells.map((column) => numbers.map((_, i): ViewCell => readCell(column[i] ?? null))),
  };
}
