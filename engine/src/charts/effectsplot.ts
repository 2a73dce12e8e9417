import { DataError, OptionError } from "../errors";
import { asTable, type TableLike } from "../table/asTable";
import { withLevelOrder } from "../table/levelOrder";
import { checkOptions } from "../table/options";
import { Table } from "../table/table";
import { counted } from "../words/counted";
import { Chart } from "./chart";
import { axisRange } from "./parts/axisRange";
import { levelLabels } from "./parts/categories/levelLabels";
import { checkLayout } from "./parts/checkLayout";
import { colorChannel, MOST_COLORS } from "./parts/colors/plotColors";
import { type Panel, type PanelSpec, panelSpec } from "./parts/panels";
import type { Channel, DataRow, Layer } from "./parts/spec";
import { ACCENT, dashesOf, tooltip } from "./parts/spec";

export interface EffectsPlotOptions {
  title?: string;
  /** Default: the name of the first variable. */
  xlabel?: string;
  /** Default: "mean", "slope" of emtrends, or "difference" and "ratio" of empairs. */
  ylabel?: string;
  /** Width of all panels together in pixels. Default: 440, 600 for several. */
  width?: number;
  /** Height of a panel. */
  height?: number;
}

/** What is beside the variables of the design in a table of means or slopes. */
const RESULTS = ["estimate", "trend", "stderror", "df", "z", "t", "p", "lower", "upper"];
/** The columns of empairs that name what is compared. */
const PAIR = ["first", "second"];
/** The share of a level's width that the colours take. */
const DODGE = 0.4;

/**
 * Marginal means with their intervals, as effects gives them, or slopes of emtrends: the first variable of the design
 * along x, a colour for each value of the second, a panel for each combination of the others. Numbers are joined by a
 * line within a band, levels have a point each: `effectsplot(effects({ days: [0, 5, 9] }, m))`. Differences and ratios
 * of empairs stand beside each other, with a line where there is none.
 */
export function effectsplot(means: TableLike, options: EffectsPlotOptions = {}): Chart<PanelSpec> {
  checkOptions("effectsplot", options, ["title", "xlabel", "ylabel", "width", "height"]);
  checkLayout("effectsplot", options);
  const given = asTable(means);
  const isPairs = PAIR.every((name) => given.has(name)) && given.has("estimate");
  const table = isPairs ? comparisons(given) : given;
  const value = ["estimate", "trend"].find((name) => table.has(name));
  if (value === undefined || !table.has("lower") || !table.has("upper"))
    throw new OptionError(
      "effectsplot draws a table of effects or emtrends, with the columns estimate, lower and upper; " +
        `got one with ${table.columnNames.join(", ")}`,
    );
  const variables = table.columnNames.filter((name) => !RESULTS.includes(name));
  if (variables.length === 0) throw new OptionError("effectsplot needs a variable along x; the table has none");
  const [along, by, ...others] = variables;
  const numbers = { estimate: table.numeric(value), lower: table.numeric("lower"), upper: table.numeric("upper") };
  const rows = Array.from({ length: table.numRows }, (_, i) => i).filter((i) => Number.isFinite(numbers.estimate[i]));
  if (rows.length === 0) throw new DataError("effectsplot needs means that are numbers; the table has none");
  const ends = rows.flatMap((i) => [numbers.estimate[i], numbers.lower[i], numbers.upper[i]].filter(Number.isFinite));
  const { what, equal } = isPairs
    ? comparedBy(given)
    : { what: value === "trend" ? "slope" : "mean", equal: undefined };
  const { domain } = axisRange([equal === undefined ? ends : [...ends, equal]], "effectsplot");
  const colors = by === undefined ? undefined : table.factor(by);
  if (colors !== undefined && colors.levels.length > MOST_COLORS)
    throw new OptionError(
      `effectsplot tells ${MOST_COLORS} colours apart; '${by}' has ${colors.levels.length} values (name it last)`,
    );
  const text = (name: string, i: number): string => table.factor(name).levels[table.factor(name).refs[i]];
  const panelOf = (i: number): string => others.map((name) => text(name, i)).join(", ");
  const titles = [...new Set(rows.map(panelOf))];
  const across = Math.min(3, titles.length);
  const width = Math.round((options.width ?? (titles.length === 1 ? 440 : 600)) / across) - (across === 1 ? 0 : 12);
  const height = options.height ?? (titles.length === 1 ? 280 : 190);
  const isNumeric = table.kind(along) === "numeric";
  const panels = titles.map((title, p): Panel => {
    const [left, lowest] = [p % across === 0, p + across >= titles.length];
    const own = rows.filter((i) => panelOf(i) === title);
    const x: Channel = isNumeric
      ? {
          type: "quantitative",
          scale: { domain: axisRange([table.numeric(along)], "effectsplot").domain, nice: false, zero: false },
        }
      : {
          type: "nominal",
          scale: { domain: [...table.factor(along).levels], type: "band", paddingInner: 0.1, paddingOuter: 0.1 },
        };
    const y: Channel = {
      type: "quantitative",
      title: left ? (options.ylabel ?? what) : null,
      scale: { domain, nice: false, zero: false },
      axis: { labels: left },
    };
    const shared = {
      ...x,
      field: "x",
      title: lowest ? (options.xlabel ?? along) : null,
      axis: {
        grid: false,
        labels: lowest,
        ...(isNumeric ? {} : { ticks: false, ...levelLabels(table.factor(along).levels, width) }),
      },
    };
    const groups = colors === undefined ? [undefined] : colors.levels;
    const layer = groups.flatMap((group, g): Layer[] => {
      const members = own.filter((i) => colors === undefined || colors.levels[colors.refs[i]] === group);
      const values = members.map((i): DataRow => {
        const at = (end: Float64Array): number =>
          Number((Number.isFinite(end[i]) ? end[i] : numbers.estimate[i]).toPrecision(8));
        return {
          x: isNumeric ? table.numeric(along)[i] : text(along, i),
          ...(group === undefined ? {} : { series: group }),
          estimate: at(numbers.estimate),
          lower: at(numbers.lower),
          upper: at(numbers.upper),
        };
      });
      const offset = groups.length === 1 ? 0 : DODGE * ((g + 0.5) / groups.length - 0.5);
      return marks(values, { x: shared, y, isNumeric, isPairs, offset, what, colors: colors?.levels ?? [] });
    });
    return {
      width,
      height,
      ...(title === "" ? {} : { title: { text: title, frame: "group" } }),
      data: { values: [] },
      layer: equal === undefined ? layer : [levelLine(equal, y), ...layer],
    };
  });
  return new Chart(
    panelSpec({
      description: isPairs
        ? `${counted(rows.length, what)} of means with ${rows.length === 1 ? "its interval" : "their intervals"}`
        : `${value === "trend" ? "Slopes" : "Means"} of ${counted(rows.length, "combination")} of ` +
          `${variables.join(", ")} with their intervals`,
      title: options.title,
      columns: across,
      spacing: 12,
      panels,
    }),
    { chart: "panels" },
  );
}

/** A table of empairs with what is compared in one column. */
function comparisons(pairs: Table): Table {
  const [first, second] = PAIR.map((name) => Array.from(pairs.column(name), String));
  const names = first.map((name, i) => `${name} – ${second[i]}`);
  const others = pairs.columnNames.filter((name) => !PAIR.includes(name));
  return Table.fromColumns([
    ["comparison", withLevelOrder(names, names)],
    ...others.map((name) => [name, pairs.column(name)] as const),
  ]);
}

/** What empairs compares means by and where they are equal, as its caption says; nothing of a table without one. */
function comparedBy(pairs: Table): { what: string; equal?: number } {
  const { caption = "" } = pairs.report();
  if (/^Differences of /.test(caption)) return { what: "difference", equal: 0 };
  return /ratios of /i.test(caption) ? { what: "ratio", equal: 1 } : { what: "estimate" };
}

function levelLine(at: number, y: Channel): Layer {
  return {
    data: { values: [{ at }] },
    mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1, aria: false },
    encoding: { y: { ...y, field: "at" } },
  };
}

function marks(
  values: DataRow[],
  place: {
    x: Channel;
    y: Channel;
    isNumeric: boolean;
    isPairs: boolean;
    offset: number;
    what: string;
    colors: readonly string[];
  },
): Layer[] {
  const { x, y, isNumeric, isPairs, offset, what, colors } = place;
  const data = { values };
  const color = colors.length === 0 ? {} : { color: colorChannel(colors, "lines") };
  const plain = colors.length === 0 ? { color: ACCENT } : {};
  const at = isNumeric
    ? {}
    : {
        xOffset: {
          datum: offset,
          type: "quantitative",
          scale: { domain: [-0.5, 0.5], nice: false, zero: false },
        },
      };
  const middle = { ...y, field: "estimate" };
  const lines = tooltip(
    ["at", "x"],
    ...(colors.length === 0 ? [] : [["group", "series"] as [string, string]]),
    [what, "estimate"],
    ["from", "lower"],
    ["to", "upper"],
  );
  const ends = { y: { ...y, field: "lower" }, y2: { field: "upper" } };
  // A band of one place cannot be seen.
  const isBand = isNumeric && new Set(values.map((row) => row["x"])).size > 1;
  return [
    isBand
      ? {
          data,
          mark: { type: "area", fillOpacity: 0.2, clip: true, aria: false, ...plain },
          encoding: { x, ...ends, y: { ...ends.y, stack: null }, ...color },
        }
      : {
          data,
          mark: { type: "rule", strokeWidth: 2.2, clip: true, aria: false, ...plain },
          encoding: { x, ...at, ...ends, ...color },
        },
    ...(isPairs
      ? []
      : [
          {
            data,
            mark: { type: "line", strokeWidth: 1.6, clip: true, aria: false, ...plain },
            encoding: { x, ...at, y: middle, ...color, ...dashesOf(colors) },
          },
        ]),
    {
      data,
      mark: { type: "point", shape: "circle", filled: true, opacity: 1, size: 55, aria: false, ...plain },
      encoding: { x, ...at, y: middle, ...color, tooltip: lines },
    },
  ];
}
