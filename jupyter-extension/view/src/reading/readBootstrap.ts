import type { BootstrapPayload, LinkedColumn, View } from "mixedmodels/page";
import { trans } from "../page/trans";
import { count, kindOfResult, list, numbers, readView, record, texts, UnreadableView } from "./readView";

/** A parameter whose replicates are linked to those of the others. */
export interface Linked extends Omit<LinkedColumn, "codes"> {
  codes: Uint8Array;
}

/** A bootstrap sample as the notebook holds it, every field checked. */
export interface LinkedSample extends Pick<BootstrapPayload, "replicates" | "held" | "singular" | "failed" | "notes"> {
  table: View;
  /** Whether each held replicate is singular. */
  isSingular: Uint8Array;
  columns: Linked[];
}

const MOST_COLUMNS = 60;
const MOST_HELD = 1_000_000;

/** @throws UnreadableView if there is no sample in it */
export function readBootstrap(data: unknown): LinkedSample {
  kindOfResult(data);
  const raw = record(data);
  const held = Math.min(MOST_HELD, count(raw["held"]) ?? 0);
  const columns = list(raw["columns"])
    .slice(0, MOST_COLUMNS)
    .flatMap((column) => readColumn(column, held));
  if (columns.length === 0)
    throw new UnreadableView(trans.__("This bootstrap sample holds no parameters, so its plain form is shown."));
  const bits = bytes(raw["singularBits"]);
  return {
    table: readView(raw["table"]),
    held,
    replicates: Math.max(held, count(raw["replicates"]) ?? 0),
    singular: count(raw["singular"]) ?? 0,
    failed: count(raw["failed"]) ?? 0,
    isSingular: Uint8Array.from({ length: held }, (_, i) => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1),
    columns,
    notes: texts(raw["notes"]),
  };
}

function readColumn(data: unknown, held: number): Linked[] {
  const { name, label, least, width, bins, masses, counts, bandwidth, interval, codes } = record(data);
  const read = {
    least: finite(least),
    width: finite(width),
    bins: count(bins),
    bandwidth: finite(bandwidth),
    masses: numbers(masses),
    counts: numbers(counts),
    interval: numbers(interval),
    codes: bytes(codes),
  };
  const {
    least: from,
    width: each,
    bins: number,
    bandwidth: spread,
    interval: [lower, upper],
  } = read;
  const whole =
    from !== undefined &&
    each !== undefined &&
    each > 0 &&
    number !== undefined &&
    number > 0 &&
    number <= 250 &&
    spread !== undefined &&
    spread >= 0 &&
    lower !== undefined &&
    upper !== undefined &&
    read.counts.length === number + read.masses.length &&
    read.codes.length === held;
  return whole
    ? [
        {
          name: String(name),
          label: String(label ?? ""),
          least: from,
          width: each,
          bins: number,
          masses: read.masses,
          counts: read.counts,
          bandwidth: spread,
          interval: [lower, upper],
          codes: read.codes,
        },
      ]
    : [];
}

function finite(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function bytes(text: unknown): Uint8Array {
  try {
    return Uint8Array.from(atob(typeof text === "string" ? text : ""), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
