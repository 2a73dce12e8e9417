/** Julia's `a ≈ b`: |a − b| ≤ √ε·max(|a|, |b|), so that only exactly 0 is approximately 0. */
export function isapprox(a: number, b: number): boolean {
  return (
    a === b ||
    (Number.isFinite(a) &&
      Number.isFinite(b) &&
      Math.abs(a - b) <= Math.sqrt(Number.EPSILON) * Math.max(Math.abs(a), Math.abs(b)))
  );
}
