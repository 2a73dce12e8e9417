/**
 * A smooth through points: at each of `at` a line fitted to the nearest ⌈span·n⌉ points with tricube weights (Cleveland
 * 1979, without the robustness steps). Where those points have a single x, their weighted mean.
 * @param x sorted ascending
 */
export function localLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  at: ArrayLike<number>,
  span: number,
): Float64Array {
  const n = x.length;
  const nearest = Math.min(n, Math.max(2, Math.floor(span * n)));
  let start = 0;
  return Float64Array.from(at, (center) => {
    while (start + nearest < n && x[start + nearest] - center < center - x[start]) start++;
    const reach = Math.max(center - x[start], x[start + nearest - 1] - center);
    return weightedLine(x, y, start, start + nearest, center, reach);
  });
}

function cube(x: number): number {
  return x * x * x;
}

function weightedLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  from: number,
  to: number,
  center: number,
  reach: number,
): number {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const distance = x[i] - center;
    const weight = reach === 0 ? 1 : cube(1 - cube(Math.min(1, Math.abs(distance) / reach)));
    w += weight;
    wx += weight * distance;
    wy += weight * y[i];
    wxx += weight * distance * distance;
    wxy += weight * distance * y[i];
  }
  const determinant = w * wxx - wx * wx;
  return determinant <= 1e-12 * w * wxx ? wy / w : (wxx * wy - wx * wxy) / determinant;
}
