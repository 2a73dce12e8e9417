import type { ProgressView } from "./progressView";

/** How far a computation is, how fast, and how long still. */
export function runningText({ done, total, failed, seconds, unit, doing, part = 0 }: ProgressView): string {
  if (total === 0) return [countText({ done, total, unit }), ...(doing === undefined ? [] : [doing])].join(" · ");
  const left = (seconds * (total - done - part)) / Math.max(unit === undefined ? 1 : 1e-3, done + part);
  const amount = `${grouped(done)} / ${grouped(total)}`;
  const parts =
    unit === undefined
      ? [amount, `${grouped(Math.round(done / seconds))} per s`, `${duration(left)} left`, `${grouped(failed)} failed`]
      : [`${amount} ${unit}`, `${duration(left)} left`];
  if (doing !== undefined) parts.splice(unit === undefined ? parts.length : 1, 0, doing);
  return parts.join(" · ");
}

/** The line that a computation leaves behind. */
export function endText({ label, state, done, total, failed, seconds, unit = "replicates" }: ProgressView): string {
  const amount = state === "done" ? `${grouped(done)} ${unit}` : `${state} after ${countText({ done, total, unit })}`;
  return `${label}: ${amount} in ${duration(seconds)}${failed === 0 ? "" : `, ${grouped(failed)} failed`}`;
}

/** How many there are, and of how many where that is known. */
export function countText({ done, total, unit = "replicates" }: Pick<ProgressView, "done" | "total" | "unit">): string {
  return total === 0 ? `${grouped(done)} ${unit}` : `${grouped(done)} of ${grouped(total)} ${unit}`;
}

/** A count with its thousands set apart: "10,000". */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** Some seconds: "250 ms", "12.5 s", "3 min 5 s". */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
