import type { LiveDensity, ProgressView } from "mixedmodels/page";
import { trans } from "../page/trans";
import { count, list, record, UnreadableView } from "./readView";

const STATES = ["running", "done", "stopped", "failed"] as const;
const MOST_DENSITIES = 12;
const MOST_POINTS = 500;

/**
 * How far a computation has come, with every field checked.
 * @throws UnreadableView if its counts are missing
 */
export function readProgress(data: unknown): ProgressView {
  const { version, label, state, done, total, failed, seconds, unit, doing, part, control, densities } = record(data);
  const [known, all] = [count(done), count(total)];
  if (known === undefined || all === undefined)
    throw new UnreadableView(trans.__("This result does not say how far it came, so its plain form is shown."));
  return {
    version: Number(version),
    kind: "progress",
    label: String(label),
    state: STATES.find((one) => one === state) ?? "failed",
    done: all === 0 ? known : Math.min(known, all),
    total: all,
    failed: count(failed) ?? 0,
    seconds: finite(seconds) ? Math.max(0, seconds) : 0,
    ...(typeof unit === "string" ? { unit } : {}),
    ...(typeof doing === "string" ? { doing } : {}),
    ...(finite(part) ? { part: Math.max(0, Math.min(1, part)) } : {}),
    ...(typeof control === "string" ? { control } : {}),
    densities: list(densities).slice(0, MOST_DENSITIES).flatMap(readDensity),
  };
}

function readDensity(data: unknown): LiveDensity[] {
  const { column, label, count: replicates, from, to, heights, masses, lower, upper } = record(data);
  if (![from, to, lower, upper].every(finite)) return [];
  const shares = list(masses)
    .map(record)
    .flatMap(({ at, share }) => (finite(at) && finite(share) ? [{ at, share }] : []));
  return [
    {
      column: String(column),
      label: String(label),
      count: count(replicates) ?? 0,
      from: from as number,
      to: to as number,
      lower: lower as number,
      upper: upper as number,
      heights: list(heights)
        .filter(finite)
        .slice(0, MOST_POINTS)
        .map((height) => Math.max(0, Math.min(1, height))),
      masses: shares,
    },
  ];
}

function finite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
