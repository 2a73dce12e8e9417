/** So many dots a picture can hold within the size of an output. */
export const MOST_DOTS = 2500;

/**
 * Indices of at most `most` elements to draw: the tenth of them that lies farthest by `distance` always, of the others
 * every k-th. All of them, in order, if there are no more than that.
 */
export function thinned(length: number, distance: (index: number) => number, most: number = MOST_DOTS): number[] {
  const all = Array.from({ length }, (_, i) => i);
  if (length <= most) return all;
  const byDistance = [...all].sort((a, b) => distance(b) - distance(a));
  const far = Math.floor(most / 10);
  const near = byDistance.slice(far).sort((a, b) => a - b);
  const step = near.length / (most - far);
  const kept = Array.from({ length: most - far }, (_, i) => near[Math.floor(i * step)]);
  return [...byDistance.slice(0, far), ...kept].sort((a, b) => a - b);
}

/** ", 2500 of 28710 drawn" where not all are. */
export function drawnOf(drawn: number, length: number): string {
  return drawn === length ? "" : `, ${drawn} of them drawn`;
}
