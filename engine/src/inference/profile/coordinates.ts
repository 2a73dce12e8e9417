import { numbered } from "../../bootstrap/sample/sampleLayout";
import { correlatedPairs } from "../../deviance/correlations";
import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import { type ModelData, modelData } from "../../deviance/modelData";
import { lowerFactor } from "../../linalg/lowerFactor";
import { hypot } from "../../math/hypot";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { coefficientCoordinate } from "./coefficientCoordinate";
import { type Coordinate, exponential, identity, type PointParameters, sine } from "./coordinate";
import { covarianceCoordinate, elementIndex } from "./covarianceCoordinate";
import { positiveTheta } from "./positiveTheta";
import type { Guard } from "./stopped";

/** A parameter that can be profiled, or why it cannot. */
export interface Profiled {
  readonly name: string;
  readonly estimate: number;
  /** Absent where the parameter is not identified. The guard is called before every evaluation. */
  readonly coordinate?: (guard?: Guard) => Coordinate;
}

/**
 * All parameters of a model fitted by maximum likelihood: β, σ, per term its σ's and ρ's, θ; a coefficient that is not
 * estimated is left out, as is a σ that is held fixed.
 */
export function profiledParameters(model: LinearMixedModel): Profiled[] {
  return [
    ...coefficients(model),
    ...(model.sigmaIsFixed ? [] : [residual(model)]),
    ...components(model),
    ...relative(model),
  ];
}

function coefficients(model: LinearMixedModel): Profiled[] {
  const p = model.coefnames.length;
  return model.data.kept.map((index) => {
    const name = numbered("β", index, p);
    return {
      name,
      estimate: model.coef[index],
      coordinate: (guard) => coefficientCoordinate(model, index, name, guard),
    };
  });
}

/** What all covariance coordinates need of a fit whose data have their columns in some order. */
function pointOf(
  { response, sigma, sigmaIsFixed, coefnames, data: { kept } }: LinearMixedModel,
  { data, theta }: { readonly data: ModelData; readonly theta: Float64Array },
  userTheta: (theta: Float64Array) => Float64Array,
) {
  const ofUser = (own: Float64Array, sigma: number, theta: Float64Array): PointParameters => {
    const beta = new Float64Array(coefnames.length).fill(-0);
    kept.forEach((index, j) => (beta[index] = own[j]));
    return { beta, sigma, theta: userTheta(theta) };
  };
  return { data, response, theta, sigma, sigmaIsFixed, ofUser };
}

function residual(model: LinearMixedModel): Profiled {
  const { data, theta, sigma } = model;
  return {
    name: "σ",
    estimate: sigma,
    coordinate: (guard) =>
      covarianceCoordinate({
        ...exponential,
        name: "σ",
        lower: -Infinity,
        upper: Infinity,
        ...pointOf(model, { data, theta }, (own) => positiveTheta(data.layout, own)),
        guard,
        restriction: { kind: "element", element: theta.length, absolute: false },
      }),
  };
}

function relative(model: LinearMixedModel): Profiled[] {
  const { data, theta } = model;
  return data.layout.position.map(({ row, column }, element) => {
    const name = numbered("θ", element, theta.length);
    const lower = row === column ? 0 : -Infinity;
    return {
      name,
      estimate: theta[element],
      coordinate: (guard) =>
        covarianceCoordinate({
          ...identity,
          name,
          lower,
          upper: Infinity,
          // A column of λ may have changed its sign; with the one that is held it would change that of the parameter.
          ...pointOf(model, { data, theta }, (own) => own),
          guard,
          restriction: { kind: "element", element, absolute: false },
        }),
    };
  });
}

function components(model: LinearMixedModel): Profiled[] {
  const { data, sigma, lambda } = model;
  const { layout, terms } = data;
  const spreads = terms.reduce((sum, term) => sum + term.names.length, 0);
  const pairs = terms.map((_, t) => correlatedPairs(layout, t));
  const correlations = pairs.reduce((sum, own) => sum + own.length, 0);
  let σ = 0;
  let ρ = 0;
  return terms.flatMap(({ names }, t) => {
    const s = names.length;
    const deviations = names.map((_, i): Profiled => {
      const name = numbered("σ", σ++, spreads);
      const norm = hypot(...lambda[t].subarray(i * s, (i + 1) * s));
      return {
        name,
        estimate: sigma * norm,
        coordinate: (guard) => {
          const permuted = withColumnsFirst(model, t, [i]);
          const element = elementIndex(permuted.data.layout, permuted.block, 0, 0);
          return covarianceCoordinate({
            ...identity,
            name,
            lower: 0,
            upper: Infinity,
            ...pointOf(model, permuted, permuted.userTheta),
            guard,
            restriction: { kind: "element", element, absolute: true },
          });
        },
      };
    });
    const own = pairs[t].map(([i, j]): Profiled => {
      const name = numbered("ρ", ρ++, correlations);
      const [a, b] = [i, j].map((row) => lambda[t].subarray(row * s, (row + 1) * s));
      const norms = hypot(...a) * hypot(...b);
      if (norms === 0) return { name, estimate: NaN };
      const estimate = Math.max(-1, Math.min(1, a.reduce((sum, value, k) => sum + value * b[k], 0) / norms));
      return {
        name,
        estimate,
        coordinate: (guard) => {
          const permuted = withColumnsFirst(model, t, [j, i]);
          const element = (row: number, column: number): number =>
            elementIndex(permuted.data.layout, permuted.block, row, column);
          return covarianceCoordinate({
            ...sine,
            name,
            lower: -Math.PI / 2,
            upper: Math.PI / 2,
            ...pointOf(model, permuted, permuted.userTheta),
            guard,
            restriction: { kind: "ray", elements: [element(1, 0), element(1, 1)], other: element(0, 0) },
          });
        },
      };
    });
    return [...deviations, ...own];
  });
}

interface PermutedModel {
  readonly data: ModelData;
  readonly theta: Float64Array;
  /** The block of the first column. */
  readonly block: number;
  /** θ of the columns in their own order. */
  readonly userTheta: (theta: Float64Array) => Float64Array;
}

/** The model with some columns of a term in front, so that they are the first of their block; the fit is the same. */
function withColumnsFirst(model: LinearMixedModel, t: number, first: readonly number[]): PermutedModel {
  const { data } = model;
  const s = data.terms[t].names.length;
  const order = [...first, ...Array.from({ length: s }, (_, i) => i).filter((i) => !first.includes(i))];
  const { grouping } = data.terms[t];
  const random = data.frame.random.map((term) =>
    term.grouping !== grouping
      ? term
      : {
          ...term,
          names: order.map((i) => term.names[i]),
          columns: order.map((i) => term.columns[i]),
          blocks: term.blocks.map((block) => block.map((i) => order.indexOf(i)).sort((a, b) => a - b)),
        },
  );
  const own = modelData({ ...data.frame, random });
  return {
    data: own,
    theta: reordered(model.theta, data.layout, own.layout, t, order),
    block: own.layout.blocks.findIndex(({ term, columns }) => term === t && columns.includes(0)),
    userTheta: (theta) =>
      reordered(
        theta,
        own.layout,
        data.layout,
        t,
        order.map((_, column) => order.indexOf(column)),
      ),
  };
}

/** θ where the columns of a term stand in another order: column i is the one that was order[i]. */
function reordered(
  theta: Float64Array,
  from: CovarianceLayout,
  to: CovarianceLayout,
  t: number,
  order: readonly number[],
): Float64Array {
  const s = order.length;
  const lambdas = from.lambdas();
  from.fill(lambdas, theta);
  const permuted = new Float64Array(s * s);
  for (let i = 0; i < s; i++) for (let k = 0; k < s; k++) permuted[i * s + k] = lambdas[t][order[i] * s + k];
  const result = positiveTheta(to, theta);
  for (const { term, columns, size, offset } of to.blocks) {
    if (term !== t) continue;
    // The rows of a block of λ are zero outside of its columns, which the permutation keeps together.
    const old = columns.map((c) => order[c]).sort((a, b) => a - b);
    const factor = Float64Array.from(
      { length: size * size },
      (_, k) => permuted[columns[Math.floor(k / size)] * s + old[k % size]],
    );
    lowerFactor(factor, size);
    let at = offset;
    for (let j = 0; j < size; j++) for (let i = j; i < size; i++) result[at++] = factor[i * size + j];
  }
  return result;
}
