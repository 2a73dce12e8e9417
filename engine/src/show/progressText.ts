import type { ProgressView } from "./progressView";

/** The line that a computation leaves behind. */
export function endText({ label, state, done, total, failed, seconds }: ProgressView): string {
  const amount =
    state === "done"
      ? `${grouped(done)} replicates`
      : `${state} after ${grouped(done)} of ${grouped(total)} replicates`;
  return `${label}: ${amount} in ${duration(seconds)}${failed === 0 ? "" : `, ${grouped(failed)} failed`}`;
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
