import { log } from "../math/log";
import { NormalStream, uniform } from "./normalStream";
import { normal } from "./normals";

/**
 * A χ² variate with a whole number of degrees of freedom (Marsaglia & Tsang 2000, "A simple method for generating gamma
 * variables").
 */
export function chiSquared(stream: NormalStream, degrees: i32): f64 {
  if (degrees <= 0) return 0;
  if (degrees == 1) {
    const z = normal(stream);
    return z * z;
  }
  const d = 0.5 * degrees - 1.0 / 3;
  const c = 1 / Math.sqrt(9 * d);
  while (true) {
    const x = normal(stream);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = uniform(stream);
    if (u < 1 - 0.0331 * (x * x) * (x * x) || log(u) < 0.5 * x * x + d * (1 - v + log(v))) return 2 * d * v;
  }
}
