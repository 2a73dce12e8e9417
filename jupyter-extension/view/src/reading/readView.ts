import type {
  ColumnSummary,
  ComposedCell,
  NumberFormat,
  View,
  ViewCell,
  ViewColumn,
  ViewShape,
} from "mixedmodels/page";
import { trans } from "../page/trans";

export const VIEW_MIME = "application/vnd.mixedmodels.v1+json";
/** The newest version that is understood here. */
const KNOWN_VERSION = 1;
const STYLES = ["fixed", "significant", "pvalue", "integer", "error"];
const MOST_DETAILS = 5;
/** No small picture has more bars. */
const MOST_BINS = 60;

/** Short columns are filled up to the longest: a few kilobytes could ask for more than a page can hold. */
const MOST_CELLS = 5_000_000;

/** Why a saved result cannot be shown; the message is for the reader. */
export class UnreadableView extends Error {}

/** The kind of result under {@link VIEW_MIME}, after a look at its version. */
export function kindOfResult(data: unknown): string {
  const { version, kind } = record(data);
  if (typeof version !== "number")
    throw new UnreadableView(trans.__("This result has no version, so its plain form is shown."));
  if (version > KNOWN_VERSION) {
    throw new UnreadableView(
      trans.__(
        "This result was saved by a newer version of MixedModels (format %1; this extension reads %2): " +
          "update jupyterlab-mixedmodels for the full view.",
        version,
        KNOWN_VERSION,
      ),
    );
  }
  return String(kind);
}

/**
 * A view with every field checked: the notebook may come from anywhere. Cells that are missing become empty.
 * @throws UnreadableView if there is no table in it
 */
export function readView(data: unknown, depth = 0): View {
  kindOfResult(data);
  const raw = record(data);
  const columns = list(raw["columns"]).map(readColumn);
  if (columns.length === 0)
    throw new UnreadableView(trans.__("This result holds no columns, so its plain form is shown."));
  const held = Math.max(...columns.map(({ cells }) => cells.length));
  if (held * columns.length > MOST_CELLS)
    throw new UnreadableView(trans.__("This result has more cells than can be shown, so its plain form is shown."));
  for (const { cells } of columns) while (cells.length < held) cells.push(null);
  const interval = readInterval(raw["interval"], columns.length);
  return {
    version: KNOWN_VERSION,
    kind: "table",
    columns,
    total: Math.max(held, count(raw["total"]) ?? 0),
    foot: Math.min(held, count(raw["foot"]) ?? 0),
    rules: list(raw["rules"]).filter((row): row is number => typeof row === "number"),
    notes: texts(raw["notes"]),
    facts: texts(raw["facts"]),
    formula: raw["formula"] === true,
    rowHeader: raw["rowHeader"] === true,
    ordered: raw["ordered"] === true,
    grouped: raw["grouped"] === true,
    ...readShapes(raw["shapes"], columns.length, held),
    ...(typeof raw["caption"] === "string" ? { caption: raw["caption"] } : {}),
    ...(typeof raw["source"] === "string" ? { source: raw["source"] } : {}),
    ...(interval ? { interval } : {}),
    ...readCertificate(raw["certificate"]),
    details:
      depth > 0
        ? []
        : list(raw["details"])
            .slice(0, MOST_DETAILS)
            .map((detail) => ({
              label: String(record(detail)["label"]),
              view: readView(record(detail)["view"], depth + 1),
            })),
  };
}

function readColumn(data: unknown): ViewColumn {
  const { header, align, format, cells, composed, summary, toggle, hidden, shade } = record(data);
  const style = STYLES.find((known) => known === record(format)["style"]) as NumberFormat["style"] | undefined;
  const shape = readSummary(summary);
  return {
    header: String(header ?? ""),
    align: align === "right" || align === "center" ? align : "left",
    cells: list(cells).map(readCell),
    ...(style
      ? {
          format: {
            style,
            digits: Math.min(12, count(record(format)["digits"]) ?? 4),
            adjustable: record(format)["adjustable"] === true,
            ...(record(format)["sign"] === true ? { sign: true } : {}),
            ...(record(format)["small"] === true ? { small: true } : {}),
            ...(record(format)["alone"] === true ? { alone: true } : {}),
            ...readError(record(format)["error"]),
          },
          ...(Array.isArray(composed) ? { composed: composed.map(readComposed) } : {}),
        }
      : {}),
    ...(shape ? { summary: shape } : {}),
    ...(typeof toggle === "string" ? { toggle, ...(hidden === true ? { hidden } : {}) } : {}),
    ...(shade === true ? { shade } : {}),
  };
}

/** Columns that are not there give no error, and numbers are written as such. */
function readError(data: unknown): Pick<NumberFormat, "error"> {
  if (typeof data === "number") return { error: data };
  const [lower, upper, ...more] = numbers(data);
  return lower !== undefined && upper !== undefined && more.length === 0 ? { error: [lower, upper] } : {};
}

function readComposed(data: unknown): ComposedCell | null {
  const { template, values, decimals } = record(data);
  if (typeof template !== "string" || typeof decimals !== "number" || !Number.isFinite(decimals)) return null;
  return {
    template: template.slice(0, 1000),
    values: list(values).map((value) => (typeof value === "number" ? value : NaN)),
    decimals,
  };
}

function readSummary(data: unknown): ColumnSummary | undefined {
  const { quantiles, counts, missing } = record(data);
  const shape = {
    quantiles: numbers(quantiles),
    counts: numbers(counts).slice(0, MOST_BINS),
    missing: count(missing) ?? 0,
  };
  return shape.quantiles.length === 5 && shape.counts.length > 0 ? shape : undefined;
}

function readShapes(data: unknown, columns: number, held: number): Pick<View, "shapes"> {
  const { header, after, cells } = record(data);
  if (!Array.isArray(cells)) return {};
  return {
    shapes: {
      header: String(header ?? ""),
      after: Math.min(columns, count(after) ?? columns),
      cells: cells.slice(0, held).map(readShape),
    },
  };
}

function readShape(data: unknown): ViewShape | null {
  const { kind, summary, interval, mark, levels, total } = record(data);
  if (kind === "levels") {
    const read = list(levels)
      .slice(0, MOST_BINS)
      .map(record)
      .map(({ name, count: own }) => ({ name: String(name), count: count(own) ?? 0 }));
    return read.length === 0 ? null : { kind, levels: read, total: Math.max(read.length, count(total) ?? 0) };
  }
  const shape = readSummary(summary);
  if (kind !== "sample" || shape === undefined) return null;
  const [lower, upper, ...more] = numbers(interval);
  return {
    kind,
    summary: shape,
    ...(lower !== undefined && upper !== undefined && more.length === 0 ? { interval: [lower, upper] } : {}),
    ...(typeof mark === "number" ? { mark } : {}),
  };
}

export function numbers(values: unknown): number[] {
  return list(values).filter((value): value is number => typeof value === "number" && Number.isFinite(value));
}

export function readCell(value: unknown): ViewCell {
  return typeof value === "number" || value === null ? value : String(value);
}

function readInterval(data: unknown, columns: number): View["interval"] {
  const { estimate, error, dof, lower, upper } = record(data);
  const within = (index: unknown): index is number =>
    Number.isInteger(index) && (index as number) >= 0 && (index as number) < columns;
  if (within(estimate) && within(error)) return { estimate, error, ...(within(dof) && { dof }) };
  return within(lower) && within(upper) ? { lower, upper } : undefined;
}

function readCertificate(data: unknown): Pick<View, "certificate"> {
  const { state, summary, explanation } = record(data);
  if (typeof summary !== "string") return {};
  return {
    certificate: {
      state: state === "converged" || state === "singular" ? state : "failed",
      summary,
      explanation: texts(explanation),
    },
  };
}

export function record(data: unknown): { [key: string]: unknown } {
  return typeof data === "object" && data !== null ? (data as { [key: string]: unknown }) : {};
}

export function list(data: unknown): unknown[] {
  return Array.isArray(data) ? data : [];
}

export function texts(data: unknown): string[] {
  return list(data).map(String);
}

export function count(data: unknown): number | undefined {
  return Number.isInteger(data) && (data as number) >= 0 ? (data as number) : undefined;
}
