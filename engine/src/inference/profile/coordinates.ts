import { numbered } from "../../bootstrap/sample/sampleLayout";
import { toUser, userTheta } from "../../deviance/changeOfBasis";
import { correlatedPairs } from "../../deviance/correlations";
import type { ModelData } from "../../deviance/modelData";
import { hypot } from "../../math/hypot";
import type { Guard } from "../../minimizer/stopped";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { coefficientCoordinate } from "./coefficientCoordinate";
import { type Coordinate, exponential, identity, type PointParameters, sine } from "./coordinate";
import { type CovarianceParameter, covarianceCoordinate, elementIndex } from "./covarianceCoordinate";
import { positiveTheta } from "./positiveTheta";
import { rotatedTerm } from "./rotatedTerm";

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

/**
 * What all covariance coordinates need of a fit in some working columns.
 * @param thetaOfUser from θ of these columns
 */
function pointOf(
  { response, sigma, sigmaIsFixed, coefnames, data: { kept, change } }: LinearMixedModel,
  { data, theta }: { readonly data: ModelData; readonly theta: Float64Array },
  thetaOfUser: (theta: Float64Array) => Float64Array,
): Pick<CovarianceParameter, "data" | "response" | "theta" | "sigma" | "sigmaIsFixed" | "ofUser"> {
  const ofUser = (own: Float64Array, sigma: number, theta: Float64Array): PointParameters => {
    const beta = new Float64Array(coefnames.length).fill(-0);
    toUser(change.fixed, own).forEach((value, j) => (beta[kept[j]] = value));
    return { beta, sigma, theta: thetaOfUser(theta) };
  };
  return { data, response, theta, sigma, sigmaIsFixed, ofUser };
}

function residual(model: LinearMixedModel): Profiled {
  const { data, working } = model;
  const { theta } = working;
  return {
    name: "σ",
    estimate: model.sigma,
    coordinate: (guard) =>
      covarianceCoordinate({
        ...exponential,
        name: "σ",
        lower: -Infinity,
        upper: Infinity,
        ...pointOf(model, { data, theta }, (own) =>
          positiveTheta(data.layout, userTheta(data.layout, data.change, own)),
        ),
        guard,
        restriction: { kind: "sum", parts: [{ element: theta.length, weight: 1 }], absolute: false },
      }),
  };
}

/** The elements of θ: those of L·λ of a block, in the columns of {@link rotatedTerm}. */
function relative(model: LinearMixedModel): Profiled[] {
  const { layout } = model.data;
  return layout.position.map(({ block, row, column }, element) => {
    const name = numbered("θ", element, layout.length);
    return {
      name,
      estimate: model.theta[element],
      coordinate: (guard) => {
        const { term, columns, size } = layout.blocks[block];
        const turned = rotatedTerm(model, term, columns);
        const parts = Array.from({ length: row - column + 1 }, (_, i) => ({
          element: elementIndex(layout, block, column + i, column),
          weight: turned.lower[row * size + column + i],
        })).filter(({ weight }) => weight !== 0);
        return covarianceCoordinate({
          ...identity,
          name,
          lower: row === column ? 0 : -Infinity,
          upper: Infinity,
          // A column of λ may have changed its sign; with the one that is held it would change that of the parameter.
          ...pointOf(model, turned, turned.userTheta),
          guard,
          restriction: { kind: "sum", parts, absolute: false },
        });
      },
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
          const turned = rotatedTerm(model, t, [i]);
          const { block, lower } = turned;
          return covarianceCoordinate({
            ...identity,
            name,
            lower: 0,
            upper: Infinity,
            ...pointOf(model, turned, (own) => positiveTheta(layout, turned.userTheta(own))),
            guard,
            restriction: {
              kind: "sum",
              parts: [{ element: elementIndex(layout, block, 0, 0), weight: lower[0] }],
              absolute: true,
            },
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
          const turned = rotatedTerm(model, t, [j, i]);
          const { block, lower } = turned;
          const { size } = layout.blocks[block];
          const element = (row: number, column: number): number => elementIndex(layout, block, row, column);
          return covarianceCoordinate({
            ...sine,
            name,
            lower: -Math.PI / 2,
            upper: Math.PI / 2,
            ...pointOf(model, turned, (own) => positiveTheta(layout, turned.userTheta(own))),
            guard,
            restriction: {
              kind: "ray",
              elements: [element(1, 0), element(1, 1)],
              other: element(0, 0),
              slant: lower[size] / lower[size + 1],
            },
          });
        },
      };
    });
    return [...deviations, ...own];
  });
}
