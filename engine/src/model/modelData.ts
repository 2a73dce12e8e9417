import type { ModelFrame } from "../formula/modelFrame";
import { type ColumnBasis, orthogonalize, removeSpan, sumOfProducts } from "../linalg/orthogonalize";
import type { TermDesign } from "../matrices/blockProduct";
import { type CoreSystem, coreSystem } from "../matrices/coreSystem";
import { type ResponseStatistics, crossWithResponse, reduceStatistics, statisticsLength } from "../matrices/responseStatistics";
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
  readonly basis: ColumnBasis;
  readonly system: CoreSystem;
}

export function modelData(frame: ModelFrame): ModelData {
  const terms = sortedTerms(frame.random);
  const layout = new CovarianceLayout(terms.map((term) => term.columns.length), terms.map((term) => term.blocks));
  const basis = orthogonalize(frame.fixed.columns);
  const fixed = basis.kept.map((index) => frame.fixed.columns[index]);
  return { frame, terms, layout, kept: basis.kept, fixed, basis, system: coreSystem(terms, fixed) };
}

/** A response as the deviance takes it: residualised on X, so that a large mean costs no digits, and reduced. */
export interface PreparedResponse {
  readonly statistics: ResponseStatistics;
  /** Zᵀ(y − Xβ₀) of every level of every term. */
  readonly products: Float64Array;
  /** Least-squares coefficients β₀ of the kept columns; the fit's β̂ adds to them. */
  readonly leastSquares: Float64Array;
}

/** What of a model's data the reduction of a response takes. */
export interface ResponseDesign extends Pick<ModelData, "fixed" | "basis" | "system"> {
  readonly terms: readonly TermDesign[];
}

export function prepareResponse(data: ResponseDesign, y: Float64Array): PreparedResponse {
  const residual = Float64Array.from(y);
  removeSpan(residual, data.basis.basis);
  removeSpan(residual, data.basis.basis);
  const fitted = y.map((value, i) => value - residual[i]);
  const products = new Float64Array(data.terms.reduce((sum, term) => sum + term.levels * term.columns.length, 0));
  crossWithResponse(products, data.terms, residual);
  const statistics = new Float64Array(statisticsLength(data.system));
  const fixed = Float64Array.from(data.fixed, (column) => sumOfProducts(column, residual));
  reduceStatistics(statistics, data.system, products, fixed, sumOfProducts(residual, residual));
  return { statistics, products, leastSquares: triangularCoefficients(data, fitted) };
}

/** β₀ with Xβ₀ = fitted, by back substitution: basisᵀX is upper triangular. */
export function triangularCoefficients({ fixed, basis }: Pick<ModelData, "fixed" | "basis">, fitted: Float64Array): Float64Array {
  const p = fixed.length;
  const coefficients = Float64Array.from(basis.basis, (direction) => sumOfProducts(direction, fitted));
  for (let j = p - 1; j >= 0; j--) {
    coefficients[j] /= sumOfProducts(basis.basis[j], fixed[j]);
    for (let i = 0; i < j; i++) coefficients[i] -= sumOfProducts(basis.basis[i], fixed[j]) * coefficients[j];
  }
  return coefficients;
}
