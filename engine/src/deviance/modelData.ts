import type { ModelFrame } from "../formula/frame/modelFrame";
import { type ColumnBasis, orthogonalize, removeSpan, sumOfProducts } from "../linalg/orthogonalize";
import { log } from "../math/log";
import type { TermDesign } from "../matrices/blockProduct";
import { type CoreSystem, coreSystem } from "../matrices/coreSystem";
import {
  crossWithResponse,
  type ResponseStatistics,
  reduceStatistics,
  statisticsLength,
} from "../matrices/responseStatistics";
import { CovarianceLayout } from "./covarianceLayout";
import { type RandomEffectsTerm, sortedTerms } from "./randomEffectsTerm";

/** Everything about a model that does not change with θ. */
export interface ModelData {
  readonly frame: ModelFrame;
  readonly terms: readonly RandomEffectsTerm[];
  readonly layout: CovarianceLayout;
  /** Columns of X that are no combination of the ones before them; the rest get the coefficient −0. */
  readonly kept: readonly number[];
  /** The kept columns of X. */
  readonly fixed: readonly Float64Array[];
  /** The design of the system: that of terms and fixed, with every row times √w where there are weights w. */
  readonly weighted: WeightedDesign;
  /** Orthonormal basis of the weighted columns of X. */
  readonly basis: ColumnBasis;
  readonly system: CoreSystem;
}

/**
 * √w·y = √w·Xβ + √w·Zb + ε has independent errors of one variance again (Bates et al., J. Stat. Softw. 67, 2015, §3.1).
 */
export interface WeightedDesign {
  readonly terms: readonly TermDesign[];
  readonly fixed: readonly Float64Array[];
  /** √w, length n; undefined without weights. */
  readonly roots: Float64Array | undefined;
}

export function modelData(frame: ModelFrame): ModelData {
  const terms = sortedTerms(frame.random);
  const layout = new CovarianceLayout(
    terms.map((term) => term.columns.length),
    terms.map((term) => term.blocks),
  );
  const roots = frame.weights?.map(Math.sqrt);
  const scaled = (column: Float64Array): Float64Array =>
    roots === undefined ? column : column.map((value, i) => value * roots[i]);
  const columns = frame.fixed.columns.map(scaled);
  const basis = orthogonalize(columns);
  const weighted: WeightedDesign = {
    terms:
      roots === undefined
        ? terms
        : terms.map(({ refs, levels, columns }) => ({ refs, levels, columns: columns.map(scaled) })),
    fixed: basis.kept.map((index) => columns[index]),
    roots,
  };
  const fixed = basis.kept.map((index) => frame.fixed.columns[index]);
  return {
    frame,
    terms,
    layout,
    kept: basis.kept,
    fixed,
    weighted,
    basis,
    system: coreSystem(weighted.terms, weighted.fixed),
  };
}

/** Σ log w of the weights of the observations; 0 without weights. */
export function logWeights({ weights }: ModelFrame): number {
  return weights === undefined ? 0 : weights.reduce((sum, weight) => sum + log(weight), 0);
}

/** √w·(y − offset), the response of the weighted design. */
export function workingResponse(
  { frame: { offset }, weighted: { roots } }: Pick<ResponseDesign, "frame" | "weighted">,
  y: Float64Array,
): Float64Array {
  const response = offset === undefined ? Float64Array.from(y) : y.map((value, i) => value - offset[i]);
  if (roots !== undefined) for (let i = 0; i < response.length; i++) response[i] *= roots[i];
  return response;
}

/**
 * A response as the deviance takes it: weighted, less the offset, residualised on X, so that a large mean costs no
 * digits, and reduced.
 */
export interface PreparedResponse {
  readonly statistics: ResponseStatistics;
  /** Sum of squares before the residualisation. */
  readonly total: number;
  /** Zᵀ(y − Xβ₀) of every level of every term. */
  readonly products: Float64Array;
  /** Least-squares coefficients β₀ of the kept columns; the fit's β̂ adds to them. */
  readonly leastSquares: Float64Array;
}

/** What of a model's data the reduction of a response takes. */
export type ResponseDesign = Pick<ModelData, "weighted" | "basis" | "system"> & {
  readonly frame: Pick<ModelFrame, "offset">;
};

export function prepareResponse(data: ResponseDesign, y: Float64Array): PreparedResponse {
  const { terms, fixed } = data.weighted;
  const response = workingResponse(data, y);
  const residual = response.slice();
  removeSpan(residual, data.basis.basis);
  removeSpan(residual, data.basis.basis);
  const fitted = response.map((value, i) => value - residual[i]);
  const products = new Float64Array(terms.reduce((sum, term) => sum + term.levels * term.columns.length, 0));
  crossWithResponse(products, terms, residual);
  const statistics = new Float64Array(statisticsLength(data.system));
  const fixedProducts = Float64Array.from(fixed, (column) => sumOfProducts(column, residual));
  reduceStatistics(statistics, data.system, products, fixedProducts, sumOfProducts(residual, residual));
  return {
    statistics,
    total: sumOfProducts(response, response),
    products,
    leastSquares: triangularCoefficients(data, fitted),
  };
}

/** β₀ with Xβ₀ = fitted, by back substitution: basisᵀX is upper triangular. */
export function triangularCoefficients(
  { weighted: { fixed }, basis }: Pick<ModelData, "weighted" | "basis">,
  fitted: Float64Array,
): Float64Array {
  const p = fixed.length;
  const coefficients = Float64Array.from(basis.basis, (direction) => sumOfProducts(direction, fitted));
  for (let j = p - 1; j >= 0; j--) {
    coefficients[j] /= sumOfProducts(basis.basis[j], fixed[j]);
    for (let i = 0; i < j; i++) coefficients[i] -= sumOfProducts(basis.basis[i], fixed[j]) * coefficients[j];
  }
  return coefficients;
}
