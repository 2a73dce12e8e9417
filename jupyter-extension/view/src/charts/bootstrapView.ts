import { button, element } from "../page/dom";
import { settings } from "../page/settings";
import { trans } from "../page/trans";
import type { Linked, LinkedSample } from "../reading/readBootstrap";
import { copyKey } from "../tables/copyMenu";
import { count } from "../tables/tableState";
import { TableView } from "../tables/tableView";
import { LinkedPanel, type Range, rangeText } from "./linkedPanel";

/** What the reader has chosen: a range of a parameter, or the singular replicates. */
type Choice = { column: number; range: Range } | "singular";

/**
 * A bootstrap sample: table, certificate counts and densities, in which a choice in one is counted and marked in the
 * others.
 */
export class BootstrapView {
  readonly node: HTMLElement;
  private readonly table: TableView;
  private readonly panels: LinkedPanel[];
  private readonly status = element("p", { class: "mm-selection", role: "status" });
  private readonly singular: HTMLButtonElement;
  private readonly clear = button(trans.__("Clear"), () => this.choose(undefined), { hidden: true });
  private choice: Choice | undefined;

  constructor(private readonly sample: LinkedSample) {
    this.table = new TableView(sample.table);
    this.panels = sample.columns.map(
      (column, j) => new LinkedPanel(column, (range) => this.choose(range && { column: j, range })),
    );
    this.singular = button(
      this.counted(sample.singular, trans.__("singular")),
      () => this.choose(this.choice === "singular" ? undefined : "singular"),
      {
        class: "mm-kind mm-toggle",
        "aria-pressed": "false",
        disabled: sample.singular === 0,
        title: trans.__("Mark them in all densities"),
      },
    );
    this.node = element(
      "section",
      { class: "mm-bootstrap", "data-lm-suppress-shortcuts": "true" },
      this.table.node,
      element(
        "section",
        { class: "mm-view mm-linked", "aria-label": trans.__("Densities of the replicates") },
        this.kindBar(),
        element("div", { class: "mm-panels" }, ...this.panels.map(({ node }) => node)),
        element("div", { class: "mm-selectionbar" }, this.status, this.clear),
        ...sample.notes.map((note) => element("p", { class: "mm-note" }, note)),
      ),
    );
    this.node.style.setProperty("--mm-size", String(settings().chartSize));
    this.node.addEventListener("keydown", (event) => copyKey(event, this.node));
    this.choose(undefined);
  }

  dispose(): void {
    this.table.dispose();
  }

  private kindBar(): HTMLElement {
    const { replicates, singular, failed } = this.sample;
    return element(
      "ul",
      { class: "mm-facts mm-kinds", "aria-label": trans.__("Certificates") },
      element("li", {}, this.counted(replicates - singular - failed, trans.__("regular"))),
      element("li", {}, this.singular),
      element("li", {}, this.counted(failed, trans.__("failed"))),
    );
  }

  /** "317 singular (3.2 %)" */
  private counted(value: number, kind: string): string {
    const { replicates } = this.sample;
    const share = value === 0 || replicates === 0 ? "" : ` (${((100 * value) / replicates).toFixed(1)} %)`;
    return `${count(value)} ${kind}${share}`;
  }

  private choose(choice: Choice | undefined): void {
    this.choice = choice;
    this.singular.setAttribute("aria-pressed", String(choice === "singular"));
    const own = typeof choice === "object" ? choice : undefined;
    this.panels.forEach((panel, j) => panel.showRange(own?.column === j ? own.range : undefined));
    const marked = choice === undefined ? undefined : this.markedBy(choice);
    const scale = this.sample.held === 0 ? 0 : this.sample.replicates / this.sample.held;
    this.panels.forEach((panel) => panel.showMarked(marked && countsOf(panel.column, marked), scale));
    this.clear.hidden = choice === undefined;
    this.status.textContent =
      choice === undefined
        ? trans.__("Drag across a density, or use the arrow keys in it, to mark its replicates in all of them.")
        : this.sentence(choice, marked!);
  }

  /** 1 for each held replicate that belongs to the choice. */
  private markedBy(choice: Choice): Uint8Array {
    const { columns, isSingular, held } = this.sample;
    if (choice === "singular") return isSingular;
    const chosen = codesWithin(columns[choice.column], choice.range);
    return Uint8Array.from({ length: held }, (_, i) => chosen[columns[choice.column].codes[i]]);
  }

  private sentence(choice: Choice, marked: Uint8Array): string {
    const { held, replicates, columns } = this.sample;
    const within = marked.reduce((sum, one) => sum + one, 0);
    const what =
      typeof choice === "string"
        ? trans.__("singular")
        : `${columns[choice.column].name} ${rangeText(snapped(columns[choice.column], choice.range))}`;
    const of =
      held < replicates
        ? trans.__("of the first %1 replicates", count(held))
        : trans.__("of %1 replicates", count(held));
    const shape = within === 0 ? "" : `; ${trans.__("broken lines show their shape")}`;
    return `${what}: ${count(within)} ${of} (${held === 0 ? "0" : ((100 * within) / held).toFixed(1)} %)${shape}`;
  }
}

/** How many marked replicates have each code. */
function countsOf({ codes, counts }: Linked, marked: Uint8Array): Uint32Array {
  const own = new Uint32Array(counts.length);
  for (let i = 0; i < codes.length; i++) if (marked[i] === 1 && codes[i] < own.length) own[codes[i]]++;
  return own;
}

/** 1 for each code whose values lie in the range: bins whose middle does, and point masses. */
function codesWithin({ least, width, bins, masses }: Linked, [from, to]: Range): Uint8Array {
  const within = (value: number): boolean => value >= from && value <= to;
  const chosen = new Uint8Array(256);
  for (let bin = 0; bin < bins; bin++) chosen[bin] = Number(within(least + (bin + 0.5) * width));
  masses.forEach((at, k) => (chosen[bins + k] = Number(within(at))));
  return chosen;
}

/** The edges of the chosen bins, so that what is said is what is counted. */
function snapped(column: Linked, range: Range): Range {
  const chosen = codesWithin(column, range);
  const { least, width, bins, masses } = column;
  const first = chosen.indexOf(1);
  const last = chosen.lastIndexOf(1, bins - 1);
  const ends = [
    ...(first >= 0 && first < bins ? [least + first * width, least + (last + 1) * width] : []),
    ...masses.filter((_, k) => chosen[bins + k] === 1),
  ];
  return ends.length === 0 ? range : [Math.min(...ends), Math.max(...ends)];
}
