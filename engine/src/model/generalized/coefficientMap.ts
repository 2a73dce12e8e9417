import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { sumOfProducts } from "../../linalg/orthogonalize";

/** The coefficients that a deviance's fixed effects γ are. */
export class CoefficientMap {
  /** Coefficients of the kept columns for a unit of every γ, p × p, row-major. */
  private readonly matrix: Float64Array;
  private readonly p: number;

  /**
   * @param fixed the kept columns of X
   * @param basis orthonormal ones, the design of the deviance
   */
  constructor(
    { fixed, basis }: { fixed: readonly Float64Array[]; basis: readonly Float64Array[] },
    { fixed: { coordinates, p } }: LaplaceDeviance,
  ) {
    this.p = p;
    this.matrix = new Float64Array(p * p);
    // basisᵀX, upper triangular.
    const upper = basis.map((direction, i) => fixed.map((own, j) => (j < i ? 0 : sumOfProducts(direction, own))));
    for (let j = 0; j < p; j++) {
      const own = Float64Array.from(basis, (_, i) => coordinates[i * p + j]);
      for (let k = p - 1; k >= 0; k--) {
        own[k] /= upper[k][k];
        for (let i = 0; i < k; i++) own[i] -= upper[i][k] * own[k];
        this.matrix[k * p + j] = own[k];
      }
    }
  }

  coefficients(gamma: ArrayLike<number>): Float64Array {
    const { p, matrix } = this;
    return Float64Array.from({ length: p }, (_, k) => {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += matrix[k * p + j] * gamma[j];
      return sum;
    });
  }

  /** The covariances of coefficients of those of γ, p × p. */
  covariances(ofGamma: Float64Array): Float64Array {
    const { p, matrix } = this;
    const half = new Float64Array(p * p);
    const result = new Float64Array(p * p);
    for (let k = 0; k < p; k++)
      for (let j = 0; j < p; j++) for (let i = 0; i < p; i++) half[k * p + j] += matrix[k * p + i] * ofGamma[i * p + j];
    for (let k = 0; k < p; k++)
      for (let l = 0; l <= k; l++) {
        let sum = 0;
        for (let j = 0; j < p; j++) sum += half[k * p + j] * matrix[l * p + j];
        result[k * p + l] = result[l * p + k] = sum;
      }
    return result;
  }
}
