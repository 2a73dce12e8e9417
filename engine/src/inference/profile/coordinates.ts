import { numbered } from "../../bootstrap/sample/sampleLayout";
import { correlatedPairs } from "../../deviance/correlations";
import type { ModelData } from "../../deviance/modelData";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { coefficientCoordinate } from "./coefficientCoordinate";
import { type Coordinate, exponential, identity, sine } from "./coordinate";
import { type CovarianceParameter, covarianceCoordinate, elementIndex } from "./covarianceCoordinate";
import { rotatedTerm } from "./rotatedTerm";

/** A parameter that can be profiled, or why it cannot. */
export interface Profiled {
  readonly name: string;
  readonly estimate: number;
  /** Absent where the parameter is not identified. */
  readonly coordinate?: () => Coordinate;
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
    return { name, estimate: model.coef[index], coordinate: () => coefficientCoordinate(model, index, name) };
  });
}

function residual(model: LinearMixedModel): Profiled {
  const { theta } = model.working;
  return {
    name: "σ",
    estimate: model.sigma,
    coordinate: () =>
      covarianceCoordinate({
        ...exponential,
        name: "σ",
        lower: -Infinity,
        upper: Infinity,
        ...pointOf(model, model.data, theta),
        restriction: { kind: "sum", parts: [{ element: theta.length, weight: 1 }], absolute: false },
      }),
  };
}

/** What all coordinates need of a fit in some columns. */
function pointOf(
  { response, sigma, sigmaIsFixed }: LinearMixedModel,
  data: ModelData,
  theta: Float64Array,
): Pick<CovarianceParameter, "data" | "response" | "theta" | "sigma" | "sigmaIsFixed"> {
  return { data, response, theta, sigma, sigmaIsFixed };
}

/** The elements of θ: those of L·λ of a block, in the columns of {@link rotatedTerm}. */
function relative(model: LinearMixedModel): Profiled[] {
  const { layout } = model.data;
  return layout.position.map(({ block, row, column }, element) => {
    const name = numbered("θ", element, layout.length);
    return {
      name,
      estimate: model.theta[element],
      coordinate: () => {
        const { term, columns, size } = layout.blocks[block];
        const { data, theta, lower } = rotatedTerm(model, term, columns);
        const parts = Array.from({ length: row - column + 1 }, (_, i) => ({
          element: elementIndex(layout, block, column + i, column),
          weight: lower[row * size + column + i],
        })).filter(({ weight }) => weight !== 0);
        return covarianceCoordinate({
          ...identity,
          name,
          lower: row === column ? 0 : -Infinity,
          upper: Infinity,
          ...pointOf(model, data, theta),
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
      const norm = Math.hypot(...lambda[t].subarray(i * s, (i + 1) * s));
      return {
        name,
        estimate: sigma * norm,
        coordinate: () => {
          const { data: own, theta, block, lower } = rotatedTerm(model, t, [i]);
          return covarianceCoordinate({
            ...identity,
            name,
            lower: 0,
            upper: Infinity,
            ...pointOf(model, own, theta),
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
      const norms = Math.hypot(...a) * Math.hypot(...b);
      if (norms === 0) return { name, estimate: NaN };
      const estimate = Math.max(-1, Math.min(1, a.reduce((sum, value, k) => sum + value * b[k], 0) / norms));
      return {
        name,
        estimate,
        coordinate: () => {
          const { data: turned, theta, block, lower } = rotatedTerm(model, t, [j, i]);
          const { size } = layout.blocks[block];
          const element = (row: number, column: number): number => elementIndex(layout, block, row, column);
          return covarianceCoordinate({
            ...sine,
            name,
            lower: -Math.PI / 2,
            upper: Math.PI / 2,
            ...pointOf(model, turned, theta),
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
