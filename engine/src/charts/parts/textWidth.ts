/** Widths of characters of a sans-serif font as shares of its size; others are as wide as a small letter. */
const NARROW = new Set("iljtfrI.,:;'|!()[]{} /\\`-");
const WIDE = new Set("mwMW@%—");
const CAPITAL = /[\p{Lu}&#~+<>=]/u;
/** Fonts differ by so much, and a name must not be cut. */
const SAFETY = 1.12;

/**
 * The width of a text in pixels, about. Without a canvas Vega takes each character for 0.8 of the size, which leaves
 * wide margins beside names.
 */
export function textWidth(item: { fontSize?: number; limit?: number }, text: unknown): number {
  const size = item.fontSize ?? 11;
  let width = 0;
  for (const character of String(text ?? "")) {
    if (NARROW.has(character)) width += 0.34;
    else if (WIDE.has(character)) width += 0.88;
    else width += CAPITAL.test(character) ? 0.7 : 0.56;
  }
  const whole = width * size * SAFETY;
  return item.limit !== undefined && item.limit > 0 ? Math.min(item.limit, whole) : whole;
}
