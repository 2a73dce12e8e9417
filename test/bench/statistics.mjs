/** Median of numbers; the mean of the middle two of an even count. */
export function median(values) {
  if (values.length === 0) throw new RangeError("a median needs at least one number");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What a row says about the runs of one subject. */
export function summary(values) {
  return { minimum: Math.min(...values), median: median(values), runs: values.length };
}

/** Exponents b of y ~ x^b between neighbouring points [x, y]. */
export function exponents(points) {
  return points.slice(1).map(([x, y], i) => Math.log(y / points[i][1]) / Math.log(x / points[i][0]));
}

/** Exponent b of y ~ x^b by least squares on the logarithms of all points. */
export function fittedExponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (i) => logs.reduce((sum, point) => sum + point[i], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const cross = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return cross / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
