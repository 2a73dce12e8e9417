import { symmetricEigen } from "../linalg/symmetricEigen";

/** Curvatures below this part of the largest one are taken for it. */
const FLOOR = 1e-9;

/** Gradient and Hessian at a point, in units of the parameters that make their sizes comparable. */
export class ScaledCurvature {
  /** gᵀ|H|⁻¹g/2: by how much a Newton step would lower the function (the Newton decrement). */
  readonly decrement: number;
  /** −|H|⁻¹g. */
  readonly step: Float64Array;
  /** Smallest eigenvalue as a part of the largest absolute one. */
  readonly lowest: number;

  /**
   * @param hessian k × k, row-major, symmetric
   * @param unit of every parameter
   */
  constructor(hessian: Float64Array, gradient: Float64Array, unit: Float64Array) {
    const k = gradient.length;
    const scaled = hessian.map((value, at) => value * unit[Math.floor(at / k)] * unit[at % k]);
    const values = new Float64Array(k);
    const vectors = new Float64Array(k * k);
    symmetricEigen(scaled, values, vectors, k);
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    this.step = new Float64Array(k);
    let decrement = 0;
    for (let j = 0; j < k; j++) {
      let slope = 0;
      for (let i = 0; i < k; i++) slope += vectors[i * k + j] * gradient[i] * unit[i];
      if (slope === 0) continue;
      const bend = Math.max(Math.abs(values[j]), FLOOR * largest);
      decrement += (slope * slope) / bend / 2;
      for (let i = 0; i < k; i++) this.step[i] -= (slope / bend) * vectors[i * k + j] * unit[i];
    }
    this.decrement = decrement;
    this.lowest = values.reduce((min, value) => Math.min(min, value), Infinity) / largest;
  }
}
