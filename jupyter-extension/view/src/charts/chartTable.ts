import type { NumberFormat, View, ViewCell, ViewColumn } from "mixedmodels/page";
import { trans } from "../page/trans";
import type { ChartExtras } from "../reading/chartExtras";
import { binned, intervalRows } from "./levels";

const REAL: NumberFormat = { style: "significant", digits: 6, adjustable: true };
const TITLES: { [field: string]: string } = { series: "curve", x: "from", x2: "to" };
const MOST_ROWS = 1000;

type Row = { [field: string]: unknown };

/** What a chart shows, in numbers: its intervals at the present level, its bins, or the rows of its data. */
export function chartTable(spec: Row, extras: ChartExtras, level: number, bins: number | undefined): View {
  const caption = typeof spec["description"] === "string" ? spec["description"] : trans.__("Data of the chart");
  if (extras.intervals) {
    const curves = new Map(dataRows(spec).map((row) => [row["series"], row]));
    const rows = intervalRows(extras.intervals, level).map(
      (row) => ({ ...curves.get((row as Row)["series"]), ...row }) as Row,
    );
    const titles = extras.chart === "ridge" ? { ...TITLES, series: "coefficient" } : TITLES;
    return tableOf(
      `${caption.replace(/ and [\d.]+ ?% coverage intervals/, "")}; ${trans.__("%1 % intervals", level)}`,
      rows,
      ["series", "n", "mean", "lower", "upper"],
      titles,
    );
  }
  if (extras.bins)
    return tableOf(caption, bins === undefined ? dataRows(spec) : binned(extras.bins, bins), ["x", "x2", "count"]);
  const rows = dataRows(spec);
  return tableOf(
    caption,
    rows,
    [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((field) =>
      rows.some((row) => !Array.isArray(row[field]) && typeof row[field] !== "object"),
    ),
  );
}

/** The first rows of a specification's own data. */
export function dataRows(spec: Row): Row[] {
  const { values } = (spec["data"] ?? {}) as { values?: unknown };
  return Array.isArray(values)
    ? values.filter((row) => typeof row === "object" && row !== null).slice(0, MOST_ROWS)
    : [];
}

function tableOf(caption: string, rows: readonly Row[], fields: readonly string[], titles = TITLES): View {
  const cell = (value: unknown): ViewCell =>
    typeof value === "number" ? value : value === undefined || value === null ? null : String(value);
  const columns = fields
    .map((field): ViewColumn => {
      const cells = rows.map((row) => cell(row[field]));
      const present = cells.filter((value) => value !== null);
      const numeric = present.length > 0 && present.every((value) => typeof value === "number");
      const whole = numeric && present.every(Number.isInteger);
      return {
        header: titles[field] ?? field,
        align: numeric ? "right" : "left",
        cells,
        ...(numeric ? { format: whole ? { style: "integer" } : REAL } : {}),
      };
    })
    .filter(({ cells }) => cells.some((value) => value !== null));
  return {
    version: 1,
    kind: "table",
    caption,
    columns: columns.length === 0 ? [{ header: "", align: "left", cells: [] }] : columns,
    total: rows.length,
    ...(fields[0] === "series" ? { rowHeader: true } : {}),
  };
}
