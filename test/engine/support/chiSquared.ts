import type { RandomStream } from "engine/random/stream";

/** Marsaglia & Tsang's method for gamma variates of shape degrees / 2. */
export function chiSquared(stream: RandomStream, degrees: number): number {
  if (degrees === 0) return 0;
  if (degrees === 1) return stream.randn() ** 2;
  const d = 0.5 * degrees - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.randn();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = stream.rand();
    if (u < 1 - 0.0331 * (x * x) * (x * x) || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return 2 * d * v;
  }
}
