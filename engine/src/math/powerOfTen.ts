/** 10ᵏ for a whole k, rounded once: what the literal of this number is. */
export function powerOfTen(k: number): number {
  return Number(`1e${k}`);
}
