/** So many dots a picture can hold within the size of an output. */
export const MOST_DOTS = 2500;
/** And so many dots with intervals and names, of all panels together. */
export const MOST_INTERVALS = 3000;

/**
 * Indices of at most `most` elements to draw, in order: all if there are no more than that. Of more the tenth that lies
 * farthest by `distance` always, and of the others, or of all where there is no distance, every k-th.
 */
export function thinned(length: number, distance?: (index: number) => number, most: number = MOST_DOTS): number[] {
  const all = Array.from({ length }, (_, i) => i);
  if (length <= most) return all;
  const far =
    distance === undefined ? [] : [...all].sort((a, b) => distance(b) - distance(a)).slice(0, Math.floor(most / 10));
  const always = new Set(far);
  const others = all.filter((i) => !always.has(i));
  const step = others.length / (most - far.length);
  return [...far, ...Array.from({ length: most - far.length }, (_, i) => others[Math.floor(i * step)])].sort(
    (a, b) => a - b,
  );
}

/** ", 2500 of 28710 drawn" where not all are. */
export function drawnOf(drawn: number, length: number): string {
  return drawn === length ? "" : `, ${drawn} of them drawn`;
}
