import { cellNumber, columnTexts, type View } from "mixedmodels/page";
import type { NotebookKernel } from "../link/notebookKernel";
import { button, choice, element } from "../page/dom";
import { fitWidth } from "../page/fitWidth";
import { keepFocus } from "../page/keepFocus";
import { trans } from "../page/trans";
import { shapePlot, summaryPlot } from "./columnSummary";
import { copyKey, copyMenu } from "./copyMenu";
import { filterBar } from "./filterBar";
import { type Interval, type IntervalScale, intervalPlot, intervalScale, intervalsOf, intervalText } from "./intervals";
import { TableRows } from "./tableRows";
import { count, initialState, PAGE, printOptions, shownColumns, type TableState } from "./tableState";

const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];

/** What stands in a place of a row: the cell of a column, its interval as a plot, or its picture. */
type Slot = number | "interval" | "shape";
type Intervals = readonly (Interval | undefined)[];

/**
 * A table that can be sorted, paged, written with other digits and copied. Kept by hand: a page loads 28 kB for it,
 * where a grid such as tabulator-tables has 448 kB.
 */
export class TableView {
  readonly node = element("section", { class: "mm-view", "data-lm-suppress-shortcuts": "true" });
  private readonly state: TableState;
  private readonly scroller = element("div", { class: "mm-scroller", tabindex: 0, role: "region" });
  private readonly footer = element("div", { class: "mm-paging" });
  private readonly status = element("span", { class: "mm-status", role: "status" });
  private readonly resized = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(() => this.fit());
  /** Width of the page when the table was last fitted to it. */
  private fitted = 0;
  private readonly details: TableView[] = [];
  /** The cells of {@link view} as they are written, by columns. */
  private texts: readonly string[][] = [];
  /** Whether the interval of each row is drawn in units of its own. */
  private ownScales = false;
  private readonly rows: TableRows;
  /** Where the kernel can be asked: the button that opens the choice of rows, and that choice. */
  private readonly filter: readonly [opener: HTMLElement, bar: HTMLElement] | undefined;

  /** @param kernel the notebook's, which may have rows that the notebook does not hold */
  constructor(view: View, kernel?: NotebookKernel) {
    this.state = initialState(view);
    this.rows = new TableRows(
      view,
      this.state,
      {
        draw: () => this.draw(),
        wait: (waiting) =>
          waiting ? this.scroller.setAttribute("aria-busy", "true") : this.scroller.removeAttribute("aria-busy"),
        say: (message) => (this.status.textContent = message),
      },
      kernel,
    );
    if (kernel && view.source !== undefined) {
      const bar = filterBar(view, (filter) => this.choose(filter));
      this.filter = [this.opener(trans.__("Filter"), bar), bar];
    }
    this.scroller.setAttribute("aria-label", view.caption ?? trans.__("Table"));
    // Names wrap only where they are long.
    this.scroller.style.setProperty(
      "--mm-names",
      `${Math.min(
        14,
        view.columns[0].cells.reduce<number>((longest, cell) => Math.max(longest, String(cell ?? "").length), 3),
      )}ch`,
    );
    this.node.append(
      ...this.header(),
      this.scroller,
      ...(view.notes ?? []).map((note) => element("p", { class: "mm-note" }, note)),
      ...(this.filter?.slice(1) ?? []),
      this.footer,
      ...this.toolbar(),
    );
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.draw();
    this.resized?.observe(this.node);
  }

  /** What is drawn. */
  private get view(): View {
    return this.rows.view;
  }

  dispose(): void {
    this.resized?.disconnect();
    this.rows.dispose();
    for (const detail of this.details) detail.dispose();
  }

  private key(event: KeyboardEvent): void {
    if (
      copyKey(event, this.node) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      (event.target as Element).matches("select, input, [role=menuitem]")
    )
      return;
    if (event.key === "PageDown" && this.rows.pages > 1) this.turnTo(this.state.page + 1);
    else if (event.key === "PageUp" && this.rows.pages > 1) this.turnTo(this.state.page - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private header(): HTMLElement[] {
    const { facts = [], certificate, caption, formula } = this.view;
    const title =
      caption === undefined
        ? []
        : [element(formula ? "code" : "div", { class: "mm-title", "aria-hidden": "true" }, caption)];
    if (facts.length === 0 && certificate === undefined)
      return title.length === 0 ? [] : [element("header", { class: "mm-head" }, ...title)];
    const line = element("ul", { class: "mm-facts" }, ...facts.map((fact) => element("li", {}, fact)));
    const parts: HTMLElement[] = [line];
    if (certificate) {
      const why = element(
        "div",
        { class: "mm-why", hidden: true },
        ...certificate.explanation.map((sentence) => element("p", {}, sentence)),
      );
      const word = button(
        certificate.summary,
        () => {
          why.hidden = !why.hidden;
          word.setAttribute("aria-expanded", String(!why.hidden));
        },
        {
          class: `mm-certificate mm-${certificate.state}`,
          "aria-expanded": "false",
          title: trans.__("What is known about this fit"),
        },
      );
      line.prepend(element("li", {}, word));
      parts.push(why);
    }
    return [element("header", { class: "mm-head" }, ...title, ...parts)];
  }

  private toolbar(): HTMLElement[] {
    const { view, state } = this;
    const adjustable = view.columns.find(({ format }) => format?.adjustable)?.format;
    const bar = element("div", { class: "mm-toolbar" });
    if (view.interval && "estimate" in view.interval) {
      const offered = [...new Set([...LEVELS, state.level])].sort((a, b) => a - b);
      const kind = view.interval.dof === undefined ? "Wald" : "t";
      const levels = [
        ...offered.map((level) => [String(level), `${kind} ${Number((100 * level).toFixed(2))} %`] as const),
        ["0", trans.__("off")] as const,
      ];
      bar.append(
        choice(trans.__("Interval"), levels, String(state.level), (level) => this.change({ level: Number(level) })),
      );
    }
    for (const { label, view: detail } of view.details ?? []) {
      const table = new TableView(detail);
      this.details.push(table);
      bar.append(this.opener(label, table.node));
      this.node.append(element("div", { class: "mm-detail" }, table.node));
    }
    for (const name of new Set(view.columns.flatMap(({ toggle }) => toggle ?? []))) bar.append(this.toggle(name));
    if (adjustable) {
      const usual = state.digits ?? adjustable.digits ?? 4;
      const least = { fixed: 0, error: 1 }[adjustable.style as string] ?? 2;
      const digits = Array.from({ length: adjustable.style === "error" ? 6 : 9 }, (_, i) => i + least).map(
        (value) => [String(value), String(value)] as const,
      );
      bar.append(choice(trans.__("Digits"), digits, String(usual), (value) => this.change({ digits: Number(value) })));
    }
    if (view.columns.some(({ format }) => format?.style === "pvalue")) {
      const styles = [
        ["usual", "0.0001"],
        ["apa", ".001 (APA)"],
      ] as const;
      bar.append(choice("p", styles, state.apa ? "apa" : "usual", (style) => this.change({ apa: style === "apa" })));
    }
    bar.append(
      ...(this.filter?.slice(0, 1) ?? []),
      this.status,
      copyMenu(
        () => this.rows.all(),
        (message) => (this.status.textContent = message),
      ),
    );
    const details = [...this.node.querySelectorAll<HTMLElement>(":scope > .mm-detail")];
    return [bar, ...details];
  }

  /** A button that shows and hides the columns of this name. */
  private toggle(name: string): HTMLButtonElement {
    const { off } = this.state;
    const toggle = button(
      name,
      () => {
        if (!off.delete(name)) off.add(name);
        toggle.setAttribute("aria-pressed", String(!off.has(name)));
        this.draw();
      },
      { class: "mm-toggle", "aria-pressed": String(!off.has(name)) },
    );
    return toggle;
  }

  /** A button that opens and closes a part below. */
  private opener(label: string, part: HTMLElement): HTMLButtonElement {
    part.hidden = true;
    const toggle = button(
      label,
      () => {
        part.hidden = !part.hidden;
        toggle.setAttribute("aria-pressed", String(!part.hidden));
      },
      { "aria-pressed": "false", class: "mm-toggle" },
    );
    return toggle;
  }

  private change(choices: Partial<TableState>): void {
    Object.assign(this.state, choices);
    void this.rows.refresh();
  }

  private choose(filter: TableState["filter"]): void {
    delete this.state.filter;
    this.change({ page: 0, ...(filter ? { filter } : {}) });
  }

  private turnTo(page: number): void {
    this.change({ page: Math.max(0, Math.min(this.rows.pages - 1, page)) });
  }

  private sortBy(column: number): void {
    const { sort } = this.state;
    const next =
      sort?.column !== column
        ? { column, descending: false }
        : sort.descending
          ? undefined
          : { column, descending: true };
    delete this.state.sort;
    this.change({ page: 0, ...(next ? { sort: next } : {}) });
  }

  private draw(): void {
    const { view, state } = this;
    const { body, foot } = this.rows.shown();
    const intervals = intervalsOf(view, state.level);
    const scale = intervalScale(view, intervals);
    this.ownScales = scale.own;
    const slots = this.slots();
    this.texts = view.columns.map((_, j) => columnTexts(view.columns, j, printOptions(state)));
    const rows = (indices: readonly number[]): HTMLTableRowElement[] =>
      indices.map((index, i) => this.row(index, slots, intervals, scale, indices[i - 1]));
    const table = element(
      "table",
      {},
      element("caption", { class: "mm-offscreen" }, view.caption ?? ""),
      this.head(slots),
      element("tbody", {}, ...rows(body)),
      foot.length > 0 ? element("tfoot", {}, ...rows(foot)) : undefined,
    );
    keepFocus(this.node, () => {
      this.scroller.replaceChildren(table);
      this.drawPaging();
    });
    this.fitted = 0;
    this.fit();
  }

  /** Fits the table to the width of the page, if this has changed: its own width follows. */
  private fit(): void {
    const page = this.node.parentElement;
    if (page) this.resized?.observe(page);
    const width = page?.clientWidth ?? 0;
    if (width === this.fitted) return;
    this.fitted = width;
    fitWidth(this.node, this.scroller);
  }

  /**
   * The shown columns from left to right: the interval plot stands after the p-value or the ends, pictures where the
   * view has them.
   */
  private slots(): Slot[] {
    const { view, state } = this;
    const { shapes, interval } = view;
    const p = view.columns.findIndex(({ format }) => format?.style === "pvalue");
    const plotAfter =
      interval === undefined || state.level === 0
        ? undefined
        : "upper" in interval
          ? interval.upper
          : p < 0
            ? interval.error
            : p;
    const slots: Slot[] = shownColumns(view, state).flatMap((j): Slot[] => [
      ...(shapes?.after === j ? ["shape" as const] : []),
      j,
      ...(plotAfter === j ? ["interval" as const] : []),
    ]);
    if (shapes && !slots.includes("shape")) slots.push("shape");
    return slots;
  }

  private head(slots: readonly Slot[]): HTMLTableSectionElement {
    const { view } = this;
    if (view.columns.every(({ header, summary }) => header === "" && summary === undefined)) return element("thead");
    const numbered = !view.rowHeader && view.total > 0;
    const cells: HTMLElement[] = slots.map((slot) => this.headCell(slot));
    if (numbered) cells.unshift(element("td", {}));
    const rows = [element("tr", {}, ...cells)];
    if (view.columns.some(({ summary }) => summary)) {
      const plots = slots.map((slot) => {
        const { header, summary } = typeof slot === "number" ? view.columns[slot] : { header: "", summary: undefined };
        return element(
          "td",
          typeof slot === "number" ? {} : { class: "mm-plot" },
          summary && summaryPlot(header, summary),
        );
      });
      if (numbered) plots.unshift(element("td"));
      rows.push(element("tr", { class: "mm-summaries" }, ...plots));
    }
    return element("thead", {}, ...rows);
  }

  private headCell(slot: Slot): HTMLElement {
    const { columns, interval, shapes, ordered } = this.view;
    const { sort, level } = this.state;
    if (slot === "shape") return element("th", { scope: "col", class: "mm-center mm-plot" }, shapes!.header);
    if (slot === "interval") {
      return element(
        "th",
        {
          scope: "col",
          class: "mm-center mm-plot",
          title: this.ownScales
            ? trans.__("Sizes differ much, so each row is drawn in units of its own interval")
            : undefined,
        },
        (interval && "estimate" in interval
          ? trans.__("%1 % interval", Number((100 * level).toFixed(2)))
          : trans.__("interval")) + (this.ownScales ? `, ${trans.__("own units")}` : ""),
      );
    }
    const { header, align } = columns[slot];
    if (ordered)
      return element(
        header === "" ? "td" : "th",
        { ...(header === "" ? {} : { scope: "col" }), class: `mm-${align}` },
        header,
      );
    const sorted = sort?.column === slot ? (sort.descending ? "descending" : "ascending") : undefined;
    const name = header === "" ? (slot === 0 ? trans.__("row names") : trans.__("column %1", slot + 1)) : header;
    return element(
      "th",
      { scope: "col", class: `mm-${align}`, "aria-sort": sorted },
      button(header, () => this.sortBy(slot), {
        class: "mm-sort",
        "data-column": slot,
        "aria-label": header === "" ? name : undefined,
        title: trans.__("Sort by %1", name),
      }),
    );
  }

  /** @param before the row above, if there is one */
  private row(
    index: number,
    slots: readonly Slot[],
    intervals: Intervals,
    scale: IntervalScale,
    before: number | undefined,
  ): HTMLTableRowElement {
    const { view, state } = this;
    const cells = slots.map((slot) =>
      typeof slot === "number" ? this.cell(index, slot, before) : this.plotCell(index, slot, intervals, scale),
    );
    if (!view.rowHeader)
      cells.unshift(element("th", { scope: "row", class: "mm-number" }, String(this.rows.number(index))));
    const ruled = state.sort === undefined && (view.rules ?? []).includes(index);
    return element("tr", ruled ? { class: "mm-rule" } : {}, ...cells);
  }

  private cell(index: number, j: number, before: number | undefined): HTMLElement {
    const { view } = this;
    const { cells, align, shade } = view.columns[j];
    const text = this.texts[j][index];
    const named = view.rowHeader && j === 0;
    if (named && view.grouped && before !== undefined && cells[before] === cells[index]) {
      return element("th", { scope: "row", class: `mm-${align}` }, element("span", { class: "mm-offscreen" }, text));
    }
    const node = element(named ? "th" : "td", { ...(named ? { scope: "row" } : {}), class: `mm-${align}` }, text);
    if (!named && align === "left") node.style.setProperty("--mm-longest", `${Math.min(12, text.length)}ch`);
    const value = shade ? cellNumber(cells[index]) : undefined;
    if (value !== undefined && Number.isFinite(value)) {
      const most = Math.max(...cells.map((cell) => Math.abs(cellNumber(cell) ?? 0)).filter(Number.isFinite));
      node.classList.add(value < 0 ? "mm-below" : "mm-above");
      node.style.setProperty("--mm-share", `${Math.round((100 * Math.abs(value)) / Math.max(1, most))}%`);
    }
    return node;
  }

  private plotCell(index: number, slot: "interval" | "shape", intervals: Intervals, scale: IntervalScale): HTMLElement {
    const { shapes, columns } = this.view;
    const shape = shapes?.cells[index];
    if (slot === "shape")
      return element(
        "td",
        { class: "mm-center mm-plot" },
        shape ? shapePlot(String(columns[0].cells[index] ?? ""), shape) : undefined,
      );
    const interval = intervals[index];
    return element(
      "td",
      { class: "mm-center mm-plot", title: interval && intervalText(interval) },
      interval && !scale.omitted.has(index) ? intervalPlot(interval, scale) : undefined,
    );
  }

  private drawPaging(): void {
    const {
      rows,
      state: { page },
    } = this;
    const parts: HTMLElement[] = [];
    const [opener, bar] = this.filter ?? [];
    if (opener && bar) {
      opener.hidden = !rows.live;
      bar.hidden = !rows.live || opener.getAttribute("aria-pressed") !== "true";
    }
    if (rows.long) {
      const to = (text: string, label: string, target: number): HTMLButtonElement =>
        button(text, () => this.turnTo(target), {
          "aria-label": label,
          disabled: target < 0 || target >= rows.pages || target === page,
        });
      const last = Math.min(rows.length, (page + 1) * PAGE);
      const range = trans.__("rows %1–%2 of %3", count(page * PAGE + 1), count(last), count(rows.length));
      parts.push(
        to("«", trans.__("First page"), 0),
        to("‹", trans.__("Previous page"), page - 1),
        element("span", { role: "status" }, range),
        to("›", trans.__("Next page"), page + 1),
        to("»", trans.__("Last page"), rows.pages - 1),
      );
    }
    parts.push(...rows.notes().map((note) => element("span", { class: "mm-muted" }, note)));
    this.footer.hidden = parts.length === 0;
    this.footer.replaceChildren(...parts);
  }
}
