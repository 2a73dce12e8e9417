import { toHTML } from "mixedmodels/dist/show/html";
import { toLaTeX } from "mixedmodels/dist/show/latex";
import { toMarkdown } from "mixedmodels/dist/show/markdown";
import type { View } from "mixedmodels/dist/show/view";
import { summaryPlot } from "./columnSummary";
import { copyMenu } from "./copyMenu";
import { button, choice, element } from "./dom";
import { type Interval, intervalPlot, intervalScale, intervalsOf, intervalText } from "./intervals";
import { cellText, count, heldNote, PAGE, reportOf, rowOrder, type TableState, toCSV } from "./tableState";

const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];

/** A table that can be sorted, paged, written with other digits and copied. */
export class TableView {
  readonly node = element("section", { class: "mm-view", "data-lm-suppress-shortcuts": "true" });
  private readonly state: TableState = { level: 0.95, page: 0 };
  private readonly scroller = element("div", { class: "mm-scroller", tabindex: 0, role: "region" });
  private readonly footer = element("div", { class: "mm-paging" });
  private readonly status = element("span", { class: "mm-status", role: "status" });

  constructor(private readonly view: View) {
    this.scroller.setAttribute("aria-label", view.caption ?? "Table");
    this.node.append(...this.header(), this.scroller, ...(view.notes ?? []).map((note) => element("p", { class: "mm-note" }, note)), this.footer, ...this.toolbar());
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).matches("select, [role=menuitem]")) return;
    if (event.key === "c") this.node.querySelector<HTMLElement>(".mm-copy")?.click();
    else if (event.key === "PageDown" && this.pages > 1) this.turnTo(this.state.page + 1);
    else if (event.key === "PageUp" && this.pages > 1) this.turnTo(this.state.page - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private header(): HTMLElement[] {
    const { facts = [], certificate, caption, formula } = this.view;
    const title = caption === undefined ? [] : [element(formula ? "code" : "div", { class: "mm-title", "aria-hidden": "true" }, caption)];
    if (facts.length === 0 && certificate === undefined) return title.length === 0 ? [] : [element("header", { class: "mm-head" }, ...title)];
    const line = element("ul", { class: "mm-facts" }, ...facts.map((fact) => element("li", {}, fact)));
    const parts: HTMLElement[] = [line];
    if (certificate) {
      const why = element("div", { class: "mm-why", hidden: true }, ...certificate.explanation.map((sentence) => element("p", {}, sentence)));
      const word = button(certificate.summary, () => {
        why.hidden = !why.hidden;
        word.setAttribute("aria-expanded", String(!why.hidden));
      }, { class: `mm-certificate mm-${certificate.state}`, "aria-expanded": "false", title: "What is known about this fit" });
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
      const levels = [...LEVELS.map((level) => [String(level), `Wald ${100 * level} %`] as const), ["0", "off"] as const];
      bar.append(choice("Interval", levels, String(state.level), (level) => this.change({ level: Number(level) })));
    }
    for (const { label, view: detail } of view.details ?? []) {
      const inner = new TableView(detail).node;
      inner.hidden = true;
      const toggle = button(label, () => {
        inner.hidden = !inner.hidden;
        toggle.setAttribute("aria-pressed", String(!inner.hidden));
      }, { "aria-pressed": "false", class: "mm-toggle" });
      bar.append(toggle);
      this.node.append(element("div", { class: "mm-detail" }, inner));
    }
    if (adjustable) {
      const usual = adjustable.digits ?? 4;
      const digits = Array.from({ length: 9 }, (_, i) => i + (adjustable.style === "fixed" ? 0 : 2)).map((value) => [String(value), String(value)] as const);
      bar.append(choice("Digits", digits, String(usual), (value) => this.change({ digits: Number(value) })));
    }
    const report = () => reportOf(view, state);
    const formats = [
      { name: "Markdown", text: () => toMarkdown(report()) },
      { name: "LaTeX", text: () => toLaTeX(report()) },
      { name: "HTML", text: () => toHTML(report()) },
      { name: "CSV", text: () => toCSV(view, state) },
    ];
    bar.append(this.status, copyMenu(formats, (message) => (this.status.textContent = message)));
    const details = [...this.node.querySelectorAll<HTMLElement>(":scope > .mm-detail")];
    return [bar, ...details];
  }

  private change(choices: Partial<TableState>): void {
    Object.assign(this.state, choices);
    this.draw();
  }

  private get pages(): number {
    return Math.max(1, Math.ceil((this.view.columns[0].cells.length - (this.view.foot ?? 0)) / PAGE));
  }

  private turnTo(page: number): void {
    this.change({ page: Math.max(0, Math.min(this.pages - 1, page)) });
  }

  private sortBy(column: number): void {
    const { sort } = this.state;
    const next = sort?.column !== column ? { column, descending: false } : sort.descending ? undefined : { column, descending: true };
    delete this.state.sort;
    this.change({ page: 0, ...(next ? { sort: next } : {}) });
    this.scroller.querySelectorAll<HTMLElement>("th[scope=col] button")[column]?.focus();
  }

  private draw(): void {
    const { view, state } = this;
    const order = rowOrder(view, state);
    const foot = view.foot ?? 0;
    const body = order.slice(0, order.length - foot);
    const long = body.length > PAGE + 5;
    const shown = long ? body.slice(state.page * PAGE, (state.page + 1) * PAGE) : body;
    const intervals = intervalsOf(view, state.level);
    const scale = intervalScale(intervals);
    const row = (index: number): HTMLTableRowElement => this.row(index, intervals, scale);
    const table = element("table", {},
      element("caption", { class: "mm-offscreen" }, view.caption ?? ""),
      this.head(),
      element("tbody", {}, ...shown.map(row)),
      foot > 0 ? element("tfoot", {}, ...order.slice(-foot).map(row)) : undefined);
    this.scroller.replaceChildren(table);
    this.drawPaging(long);
  }

  private head(): HTMLTableSectionElement {
    const { view, state } = this;
    if (view.columns.every(({ header, summary }) => header === "" && summary === undefined)) return element("thead");
    const numbered = !view.rowHeader && view.total > 0;
    const cells = view.columns.map(({ header, align }, j) => {
      const sorted = state.sort?.column === j ? (state.sort.descending ? "descending" : "ascending") : undefined;
      const name = header === "" ? "row names" : header;
      return element("th", { scope: "col", class: `mm-${align}`, "aria-sort": sorted },
        button(header, () => this.sortBy(j), { class: "mm-sort", "aria-label": header === "" ? name : undefined, title: `Sort by ${name}` }));
    });
    if (this.plots) cells.splice(this.plotAt, 0, element("th", { scope: "col", class: "mm-center" }, this.plotHeader));
    if (numbered) cells.unshift(element("td", {}) as HTMLTableCellElement);
    const rows = [element("tr", {}, ...cells)];
    if (view.columns.some(({ summary }) => summary)) {
      const plots = view.columns.map(({ header, summary }) => element("td", {}, summary && summaryPlot(header, summary)));
      if (this.plots) plots.splice(this.plotAt, 0, element("td"));
      if (numbered) plots.unshift(element("td"));
      rows.push(element("tr", { class: "mm-summaries" }, ...plots));
    }
    return element("thead", {}, ...rows);
  }

  private get plots(): boolean {
    return this.view.interval !== undefined && this.state.level > 0;
  }

  /** Where the column of interval plots stands: after the p-value, or after the ends. */
  private get plotAt(): number {
    const { interval, columns } = this.view;
    if (interval === undefined) return columns.length;
    if ("upper" in interval) return interval.upper + 1;
    const p = columns.findIndex(({ format }) => format?.style === "pvalue");
    return (p < 0 ? interval.error : p) + 1;
  }

  private get plotHeader(): string {
    const { interval } = this.view;
    return interval && "estimate" in interval ? `${Number((100 * this.state.level).toFixed(2))} % interval` : "interval";
  }

  private row(index: number, intervals: readonly (Interval | undefined)[], scale: [number, number]): HTMLTableRowElement {
    const { view, state } = this;
    const cells = view.columns.map(({ cells, format, align }, j) => {
      const text = cellText(cells[index], format, state.digits);
      const named = view.rowHeader && j === 0;
      return element(named ? "th" : "td", { ...(named ? { scope: "row" } : {}), class: `mm-${align}` }, text) as HTMLTableCellElement;
    });
    if (this.plots) {
      const interval = intervals[index];
      cells.splice(this.plotAt, 0, element("td", { class: "mm-center", title: interval && intervalText(interval) }, interval && intervalPlot(interval, scale)));
    }
    if (!view.rowHeader) cells.unshift(element("th", { scope: "row", class: "mm-number" }, String(index + 1)));
    const ruled = state.sort === undefined && (view.rules ?? []).includes(index);
    return element("tr", ruled ? { class: "mm-rule" } : {}, ...cells);
  }

  private drawPaging(long: boolean): void {
    const { page } = this.state;
    const { view } = this;
    const held = view.columns[0].cells.length - (view.foot ?? 0);
    const parts: HTMLElement[] = [];
    if (long) {
      const to = (text: string, label: string, target: number): HTMLButtonElement =>
        button(text, () => this.turnTo(target), { "aria-label": label, disabled: target < 0 || target >= this.pages || target === page });
      const range = `rows ${count(page * PAGE + 1)}–${count(Math.min(held, (page + 1) * PAGE))} of ${count(held)}`;
      parts.push(to("«", "First page", 0), to("‹", "Previous page", page - 1), element("span", { role: "status" }, range), to("›", "Next page", page + 1), to("»", "Last page", this.pages - 1));
    }
    parts.push(...heldNote(view).map((note) => element("span", { class: "mm-muted" }, note)));
    this.footer.hidden = parts.length === 0;
    this.footer.replaceChildren(...parts);
  }
}
