import { BlockFactors } from "../../deviance/blockFactors";
import { type LinearChange, weightsToWorking } from "../../deviance/changeOfBasis";
import { type CoreTraces, coreTraces } from "../../deviance/coreTraces";
import type { Deviance } from "../../deviance/deviance";
import type { Problem } from "../../deviance/problem";
import { OptionError } from "../../errors";
import { eigenDecomposition } from "../../linalg/eigenDecomposition";
import { LARGEST_DENSE_CORE } from "../../minimizer/derivatives";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { congruent } from "./congruent";
import { atEstimates } from "./modelDeviance";
import { multiplied } from "./parameterCovariance";
import { type ContrastError, type DegreesOfFreedom, distances, type JointTest, quadratic } from "./satterthwaite";
import { spanningCombinations } from "./spanningCombinations";

/** An element of the covariance of a term: V changes by ZEZᵀ, E symmetric S × S in every level. */
interface Direction {
  readonly term: number;
  readonly e: Float64Array;
}

/**
 * The method of Kenward & Roger (Biometrics 53, 1997): a covariance of β̂ adjusted for the estimation of the covariance
 * parameters, and degrees of freedom matched to it (as in Halekoh & Højsgaard, J. Stat. Softw. 59(9), 2014). For REML
 * fits.
 *
 * V is linear in its parameters: V itself (for σ²) and the elements of every block's covariance. With Φ = (XᵀV⁻¹X)⁻¹,
 * Hᵢ = V⁻¹∂V/∂i, Pᵢ = −XᵀHᵢV⁻¹X and Qᵢⱼ = XᵀHᵢHⱼV⁻¹X, the expected information is ½(tr HᵢHⱼ − 2 tr ΦQᵢⱼ + tr ΦPᵢΦPⱼ), W
 * its inverse, and the adjusted covariance Φ + 2Φ(ΣWᵢⱼ(Qᵢⱼ − PᵢΦPⱼ))Φ.
 */
export class KenwardRoger implements DegreesOfFreedom {
  /** Φ and the adjusted covariance of the working coefficients, rank × rank. */
  private readonly phi: Float64Array;
  private readonly adjusted: Float64Array;
  private readonly w: Float64Array;
  private readonly p: readonly Float64Array[];
  private readonly estimate: Float64Array;
  private readonly change: LinearChange | undefined;

  constructor(model: LinearMixedModel) {
    if (!model.REML)
      throw new OptionError(
        "the method of Kenward and Roger is for models fitted by REML; " +
          `'${model.formula}' was fitted by maximum likelihood`,
      );
    if (model.sigmaIsFixed)
      throw new OptionError(
        "the method of Kenward and Roger is for models that estimate σ; " +
          `'${model.formula}' holds it fixed at ${model.sigma}`,
      );
    const { system } = model.data;
    const order = system.q1 + system.d2;
    if (order > LARGEST_DENSE_CORE)
      throw new OptionError(
        "the method of Kenward and Roger takes matrices as large as the number of random effects, " +
          `at most ${LARGEST_DENSE_CORE} of them; the model has ${order} (take dof: "satterthwaite")`,
      );
    this.change = model.data.change.fixed;
    this.estimate = model.working.beta;
    this.phi = model.working.covariance;
    const { p, q, traces } = atEstimates(model, (problem) => derivativesOfV(problem, model), false);
    const rank = system.p;
    const products = p.map((own) => multiplied(this.phi, own, rank));
    const r = p.length;
    const information = new Float64Array(r * r);
    for (let i = 0; i < r; i++) {
      for (let j = 0; j < r; j++)
        information[i * r + j] =
          traces[i * r + j] - 2 * innerTrace(this.phi, q[i][j], rank) + innerTrace(products[i], products[j], rank);
    }
    this.p = p;
    this.w = pseudoInverse(information, r).map((value) => 2 * value);
    this.adjusted = this.adjust(products, q, rank);
  }

  contrast(weights: Float64Array): ContrastError {
    return this.workingContrast(weightsToWorking(this.change, weights));
  }

  workingContrast(weights: Float64Array): ContrastError {
    return { stderror: Math.sqrt(quadratic(this.adjusted, weights)), dof: this.moments([weights]).dof };
  }

  joint(rows: readonly Float64Array[], wanted?: Float64Array): JointTest {
    return this.workingJoint(
      rows.map((row) => weightsToWorking(this.change, row)),
      wanted,
    );
  }

  workingJoint(all: readonly Float64Array[], whatIs?: Float64Array): JointTest {
    const { rows, wanted } = spanningCombinations({ rows: all, wanted: whatIs }, this.phi);
    const q = rows.length;
    const inverse = pseudoInverse(congruent(this.adjusted, rows), q);
    const distance = distances(rows, this.estimate, wanted);
    const { dof, scale } = this.moments(rows);
    return { f: (scale * quadratic(inverse, distance)) / q, numdf: q, dendf: dof };
  }

  /** Denominator and scale that match the first two moments of the statistic of some combinations. */
  private moments(rows: readonly Float64Array[]): { dof: number; scale: number } {
    const { phi, p, w } = this;
    const q = rows.length;
    const n = rows[0].length;
    const r = p.length;
    const inverse = pseudoInverse(congruent(phi, rows), q);
    // Tr(ΘΦPᵢΦ) and tr(ΘΦPᵢΦΘΦPⱼΦ) for Θ = Lᵀ(LΦLᵀ)⁻¹L are traces of q × q matrices.
    const images = rows.map((row) =>
      Float64Array.from(row, (_, i) => row.reduce((sum, value, j) => sum + phi[i * n + j] * value, 0)),
    );
    const slopes = p.map((matrix) => multiplied(inverse, congruent(matrix, images), q));
    const traces = slopes.map((slope) => slope.reduce((sum, value, k) => sum + (k % (q + 1) === 0 ? value : 0), 0));
    let [a1, a2] = [0, 0];
    for (let i = 0; i < r; i++)
      for (let j = 0; j < r; j++) {
        a1 += w[i * r + j] * traces[i] * traces[j];
        a2 += w[i * r + j] * innerTrace(slopes[i], slopes[j], q);
      }
    return matchedMoments(a1, a2, q);
  }

  private adjust(
    products: readonly Float64Array[],
    q: readonly (readonly Float64Array[])[],
    rank: number,
  ): Float64Array {
    const { phi, p, w } = this;
    const r = p.length;
    const u = new Float64Array(rank * rank);
    for (let i = 0; i < r; i++) {
      for (let j = 0; j < r; j++) {
        const both = multiplied(p[i], products[j], rank);
        for (let k = 0; k < u.length; k++) u[k] += w[i * r + j] * (q[i][j][k] - both[k]);
      }
    }
    const correction = multiplied(multiplied(phi, u, rank), phi, rank);
    return phi.map((value, k) => value + 2 * correction[k]);
  }
}

function matchedMoments(a1: number, a2: number, q: number): { dof: number; scale: number } {
  if (a2 === 0) return { dof: Infinity, scale: 1 };
  const b = (a1 + 6 * a2) / (2 * q);
  const g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
  const d = 3 * q + 2 * (1 - g);
  const [c1, c2, c3] = [g / d, (q - g) / d, (q + 2 - g) / d];
  const [mean, v1] = [1 - a2 / q, 1 - c2 * b];
  const ratio = Math.abs(mean) < 1e-14 && Math.abs(v1) < 1e-14 ? 1 : mean / v1;
  const v0 = Math.abs(1 + c1 * b) < 1e-10 ? 0 : 1 + c1 * b;
  const rho = (ratio ** 2 * v0) / (q * (1 - c3 * b));
  const dof = 4 + (q + 2) / (q * rho - 1);
  return { dof, scale: Math.abs(dof - 2) < 1e-2 ? 1 : (dof * mean) / (dof - 2) };
}

interface LinearDerivatives {
  /** Pᵢ and Qᵢⱼ, rank × rank, and tr HᵢHⱼ, r × r; i = 0 for V itself. */
  readonly p: readonly Float64Array[];
  readonly q: readonly (readonly Float64Array[])[];
  readonly traces: Float64Array;
}

function derivativesOfV({ deviance, layout }: Problem, model: LinearMixedModel): LinearDerivatives {
  const { system } = deviance;
  const core = coreTraces(deviance);
  const rank = system.p;
  const s2 = model.sigma ** 2;
  const directions = layout.blocks.flatMap(({ term, columns }) =>
    columns.flatMap((a, i) => columns.slice(0, i + 1).map((b) => elementOf(term, a, b, layout.sizes[term]))),
  );
  const images = directions.map((direction) => imageOf(direction, core, deviance, rank));
  const moved = images.map((image) => timesT(core, image, rank));
  // FᵀEF/σ⁴, and XᵀV⁻¹X from Φ = (XᵀV⁻¹X)⁻¹σ², which is V = σ²·V_rel in units of the data.
  const sandwiches = images.map((image) => crossProduct(core.f, image, core.q, rank).map((value) => value / s2 ** 2));
  const precision = pseudoInverse(model.working.covariance, rank);
  const r = directions.length + 1;
  const traces = new Float64Array(r * r);
  traces[0] = model.nobs / s2 ** 2;
  const q = Array.from({ length: r }, () => Array<Float64Array>(r));
  // ∂V/∂0 = V/σ², so that H₀ = I/σ².
  q[0][0] = precision.map((value) => value / s2 ** 2);
  directions.forEach((one, i) => {
    q[0][i + 1] = q[i + 1][0] = sandwiches[i].map((value) => value / s2);
    traces[i + 1] = traces[(i + 1) * r] = innerProduct(one.e, deviance.traces[one.term]) / s2 ** 2;
    directions.forEach((other, j) => {
      q[i + 1][j + 1] = crossProduct(images[i], moved[j], core.q, rank).map((value) => value / (s2 * s2 * s2));
      traces[(i + 1) * r + j + 1] = doubleTrace(core, deviance, one, other) / s2 ** 2;
    });
  });
  return {
    p: [precision.map((value) => -value / s2), ...sandwiches.map((own) => own.map((value) => -value))],
    q,
    traces,
  };
}

function elementOf(term: number, a: number, b: number, s: number): Direction {
  const e = new Float64Array(s * s);
  e[a * s + b] = e[b * s + a] = 1;
  return { term, e };
}

/** EF, q × rank: 0 outside of the term's rows. */
function imageOf({ term, e }: Direction, { q, f }: CoreTraces, { system }: Deviance, rank: number): Float64Array {
  const { size: s, classes, coreOffset } = system.terms[term];
  const image = new Float64Array(q * rank);
  for (let c = 0; c < classes; c++) {
    const first = coreOffset + c * s;
    for (let a = 0; a < s; a++)
      for (let b = 0; b < s; b++) {
        if (e[a * s + b] !== 0)
          for (let j = 0; j < rank; j++) image[(first + a) * rank + j] += e[a * s + b] * f[(first + b) * rank + j];
      }
  }
  return image;
}

function timesT({ q, t }: CoreTraces, image: Float64Array, rank: number): Float64Array {
  const result = new Float64Array(q * rank);
  for (let i = 0; i < q; i++)
    for (let k = 0; k < q; k++) {
      const value = t[i * q + k];
      if (value !== 0) for (let j = 0; j < rank; j++) result[i * rank + j] += value * image[k * rank + j];
    }
  return result;
}

/** AᵀB of q × rank matrices. */
function crossProduct(a: Float64Array, b: Float64Array, q: number, rank: number): Float64Array {
  const result = new Float64Array(rank * rank);
  for (let k = 0; k < q; k++)
    for (let i = 0; i < rank; i++) {
      const value = a[k * rank + i];
      if (value !== 0) for (let j = 0; j < rank; j++) result[i * rank + j] += value * b[k * rank + j];
    }
  return result;
}

/** tr(T·E·T·E′) over the levels of both terms, contrasts between twins included. */
function doubleTrace({ q, t }: CoreTraces, { system, lambdas }: Deviance, one: Direction, other: Direction): number {
  const [u, v] = [system.terms[one.term], system.terms[other.term]];
  let sum = 0;
  for (let g = 0; g < u.classes; g++)
    for (let h = 0; h < v.classes; h++) {
      const at = (a: number, b: number): number =>
        t[(u.coreOffset + g * u.size + a) * q + v.coreOffset + h * v.size + b];
      sum += sandwichedTrace(at, one.e, u.size, other.e, v.size);
    }
  if (one.term !== other.term) return sum;
  const factors = new BlockFactors(u);
  factors.update(lambdas[one.term]);
  for (let group = 0; group < u.groups; group++) {
    const at = (a: number, b: number): number => factors.tau[(group * u.size + a) * u.size + b];
    sum += u.contrastsIn[group] * sandwichedTrace(at, one.e, u.size, other.e, v.size);
  }
  return sum;
}

/** tr(E·M·E′·Mᵀ) for M of size s × u. */
function sandwichedTrace(
  m: (a: number, b: number) => number,
  e: Float64Array,
  s: number,
  other: Float64Array,
  u: number,
): number {
  let sum = 0;
  for (let a = 0; a < s; a++)
    for (let b = 0; b < s; b++) {
      if (e[a * s + b] === 0) continue;
      for (let c = 0; c < u; c++)
        for (let d = 0; d < u; d++)
          if (other[c * u + d] !== 0) sum += e[a * s + b] * m(b, c) * other[c * u + d] * m(a, d);
    }
  return sum;
}

/** tr(AB). */
function innerTrace(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += a[i * n + j] * b[j * n + i];
  return sum;
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** The inverse of a symmetric matrix on the directions in which it is not 0. */
function pseudoInverse(matrix: Float64Array, n: number): Float64Array {
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(Math.abs(matrix[i * n + i]) || 1));
  const { values, vectors } = eigenDecomposition(
    matrix.map((value, k) => value * scale[Math.floor(k / n)] * scale[k % n]),
    n,
  );
  const largest = Math.max(...values.map(Math.abs));
  const result = new Float64Array(n * n);
  values.forEach((value, c) => {
    if (Math.abs(value) <= 1e-10 * largest) return;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        result[i * n + j] += (scale[i] * vectors[i * n + c] * vectors[j * n + c] * scale[j]) / value;
  });
  return result;
}
