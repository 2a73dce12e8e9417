/** Fails, naming every element concerned, unless all |actual − expected| ≤ absolute + relative·|expected|. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 0, absolute = 0 }: { relative?: number; absolute?: number },
): void {
  expect(actual.length).toBe(expected.length);
  const apart = Array.from(expected).flatMap((value, i) =>
    Math.abs(actual[i] - value) <= absolute + relative * Math.abs(value)
      ? []
      : [`element ${i}: ${actual[i]} instead of ${value}`],
  );
  expect(apart).toEqual([]);
}
