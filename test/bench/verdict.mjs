/** How much higher than the peer's an objective may be before its row is refused. */
export const TOLERANCE = 1e-6;

/**
 * A row compares our runs with a peer, with another run of ours, or with a limit.
 * @typedef {object} Row
 * @property {string} what
 * @property {{ minimum: number, median: number, runs: number }} [ours] times in ms
 * @property {{ name: string, best: number }} [peer] time in ms
 * @property {number} [figure] what the target is about: a ratio, a count, a time
 * @property {string} [of] unit of the figure, such as "× lme4"
 * @property {{ atLeast: number } | { atMost: number }} [target]
 * @property {{ ours: number, reference: number, tolerance?: number }[]} [objectives] ours must not be higher by more
 * than the tolerance
 * @property {string} [invalid] why the row must not count: replicates that did not converge, different bits
 * @property {string} [missing] why there is no figure: "no data", "no lme4", "not available", "timed out"
 * @property {string} [note]
 */

/** Our objectives that are higher than the reference, by how much. */
export function excesses(objectives = []) {
  return objectives.flatMap(({ ours, reference, tolerance = TOLERANCE }) =>
    ours - reference <= tolerance ? [] : [ours - reference],
  );
}

export function meets(figure, target) {
  return "atLeast" in target ? figure >= target.atLeast : figure <= target.atMost;
}

/** "refused: …", the reason why there is no figure, "met", "missed", or "–" for a row without target. */
export function verdict({ figure, target, objectives, invalid, missing }) {
  const above = excesses(objectives);
  if (above.length > 0) return `refused: objective higher by ${Math.max(...above).toExponential(1)}`;
  if (invalid !== undefined) return `refused: ${invalid}`;
  if (missing !== undefined) return missing;
  if (target === undefined || figure === undefined) return "–";
  return meets(figure, target) ? "met" : "missed";
}

export function refused(row) {
  return verdict(row).startsWith("refused");
}
