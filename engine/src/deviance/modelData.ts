import type { ModelFrame } from "../formula/frame/modelFrame";
import type { NewFrame } from "../formula/frame/newFrame";
import { type ColumnBasis, removeSpan, sumOfProducts } from "../linalg/orthogonalize";
import { log } from "../math/log";
import type { TermDesign } from "../matrices/blockProduct";
import { type CoreSystem, coreSystem } from "../matrices/coreSystem";
import {
  crossWithResponse,
  type ResponseStatistics,
  reduceStatistics,
  statisticsLength,
} from "../matrices/responseStatistics";
import type { ChangeOfBasis } from "./changeOfBasis";
import { CovarianceLayout } from "./covarianceLayout";
import { type RandomEffectsTerm, sortedTerms } from "./randomEffectsTerm";
import { RowScale, withoutWeights } from "./rowScale";
import { workingFixed } from "./workingFixed";
import { TermForms, workingTerm } from "./workingTerms";

/** Everything about a model that does not change with θ. */
export interface ModelData {
  readonly frame: ModelFrame;
  readonly terms: readonly RandomEffectsTerm[];
  readonly layout: CovarianceLayout;
  /** Columns of X that are no combination of the ones before them; the rest get the coefficient −0. */
  readonly kept: readonly number[];
  /** The kept columns of X. */
  readonly fixed: readonly Float64Array[];
  /** How the columns of terms and fixed, and so their effects, belong to the columns that the fit computes in. */
  readonly change: ChangeOfBasis;
  /** The design of the system: the working columns, every row times √w where there are weights w. */
  readonly weighted: WeightedDesign;
  /**
   * Orthonormal basis of the weighted columns of X, with what they share with one another before poor ones are
   * exchanged.
   */
  readonly basis: ColumnBasis;
  readonly system: CoreSystem;
  /** The working columns in other rows, of weight 1: those of X that are kept, and those of every term. */
  inRows(rows: Pick<NewFrame, "fixed" | "origins" | "random">): {
    fixed: Float64Array[];
    terms: readonly Float64Array[][];
  };
}

/** Terms and kept columns of X in which a fit computes: the same model in other origins and units of covariates. */
export interface WorkingDesign {
  readonly terms: readonly TermDesign[];
  readonly fixed: readonly Float64Array[];
}

/**
 * √w·y = √w·Xβ + √w·Zb + ε has independent errors of one variance again (Bates et al., J. Stat. Softw. 67, 2015, §3.1).
 */
export interface WeightedDesign extends WorkingDesign {
  /** √w, length n; undefined without weights. */
  readonly roots: Float64Array | undefined;
}

/**
 * The model of a frame, in columns whose origins and units are those of no user: covariates beside an intercept are
 * centred and scaled, those without are scaled, and weights are taken relative to their mean. So neither the start of
 * the minimiser nor what rounding leaves depends on what the model does not depend on.
 */
export function modelData(frame: ModelFrame): ModelData {
  const terms = sortedTerms(frame.random);
  const layout = new CovarianceLayout(
    terms.map((term) => term.columns.length),
    terms.map((term) => term.blocks),
  );
  const scale = new RowScale(frame.weights);
  const forms = new TermForms();
  const random = terms.map((term) => workingTerm(term, forms, scale));
  const fixed = workingFixed(frame.fixed, forms, scale);
  const weighted: WeightedDesign = {
    terms: terms.map(({ refs, levels }, t) => ({ refs, levels, columns: random[t].columns })),
    fixed: fixed.columns,
    roots: scale.roots,
  };
  return {
    frame,
    terms,
    layout,
    kept: fixed.kept,
    fixed: fixed.kept.map((index) => frame.fixed.columns[index]),
    change: {
      fixed: fixed.change,
      terms: random.map(({ change }) => change),
      logDeterminant: fixed.logDeterminant,
    },
    weighted,
    basis: fixed.basis,
    system: coreSystem(weighted.terms, weighted.fixed),
    inRows: (rows) => ({
      fixed: fixed.inRows({ columns: rows.fixed, origins: rows.origins }),
      terms: terms.map(({ grouping }, t) => random[t].inRows(rows.random.find((term) => term.grouping === grouping)!)),
    }),
  };
}

/** The working columns for observations of weight 1. */
export function workingDesign({ weighted }: Pick<ModelData, "weighted">): WorkingDesign {
  const { terms, fixed, roots } = weighted;
  if (roots === undefined) return weighted;
  return {
    terms: terms.map(({ refs, levels, columns }) => ({
      refs,
      levels,
      columns: columns.map((column) => withoutWeights(column, roots)),
    })),
    fixed: fixed.map((column) => withoutWeights(column, roots)),
  };
}

/**
 * By how much a deviance is less for the scale of what it is computed in: Σ log w of the weights of the observations,
 * and for REML, whose criterion depends on the columns of X, −2·log|det| of their change.
 */
export function logScale({ frame: { weights }, change }: Pick<ModelData, "frame" | "change">, reml: boolean): number {
  const ofWeights = weights === undefined ? 0 : weights.reduce((sum, weight) => sum + log(weight), 0);
  return reml ? ofWeights - 2 * change.logDeterminant : ofWeights;
}

/** √w·(y − offset), the response of the weighted design. */
export function workingResponse(
  { frame: { offset }, weighted: { roots } }: Pick<ResponseDesign, "frame" | "weighted">,
  y: Float64Array,
): Float64Array {
  const response = offset === undefined ? y.slice() : y.map((value, i) => value - offset[i]);
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
  /** Least-squares coefficients β₀ of the working columns; the fit's β̂ adds to them. */
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
function triangularCoefficients(
  {
    weighted: { fixed },
    basis,
  }: { readonly weighted: Pick<WorkingDesign, "fixed">; readonly basis: { readonly basis: readonly Float64Array[] } },
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
