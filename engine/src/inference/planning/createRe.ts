import { OptionError } from "../../errors";
import { cholesky } from "../../linalg/small";

/** The factor λ of the random effects of one grouping factor, relative to σ: S × S, row-major, lower triangular. */
export interface RandomEffectsFactor {
  readonly size: number;
  readonly lambda: Float64Array;
}

/**
 * λ of random effects with the given standard deviations, relative to the residual one, and correlations:
 * `create_re(1.3, 0.35)`, `create_re(1.3, 0.35, [[1, 0.4], [0.4, 1]])`. The same as `create_re` of MixedModelsSim.jl.
 * @param last the correlation matrix may be the last argument; without it the effects do not correlate
 */
export function create_re(...last: (number | readonly (readonly number[])[])[]): RandomEffectsFactor {
  const matrix = last.at(-1);
  const correlations = Array.isArray(matrix) ? (matrix as readonly (readonly number[])[]) : undefined;
  const sigmas = (correlations === undefined ? last : last.slice(0, -1)) as number[];
  if (sigmas.length === 0)
    throw new OptionError("create_re needs a standard deviation or more, such as create_re(1.3, 0.35); got none");
  const bad = sigmas.find((sigma) => typeof sigma !== "number" || !(sigma >= 0) || !Number.isFinite(sigma));
  if (bad !== undefined) throw new OptionError(`standard deviations are finite numbers from 0 on; got ${String(bad)}`);
  const s = sigmas.length;
  const factor = new Float64Array(s * s);
  for (let i = 0; i < s; i++) factor[i * s + i] = 1;
  if (correlations !== undefined) {
    checkCorrelations(correlations, s);
    factor.set(correlations.flat());
    if (!cholesky(factor, s))
      throw new OptionError(`a correlation matrix must be positive definite; got ${JSON.stringify(correlations)}`);
  }
  return { size: s, lambda: factor.map((value, k) => value * sigmas[Math.floor(k / s)]) };
}

function checkCorrelations(matrix: readonly (readonly number[])[], s: number): void {
  if (matrix.length !== s || matrix.some((row) => row?.length !== s))
    throw new OptionError(`the correlation matrix of ${s} effects is ${s} × ${s}; got ${JSON.stringify(matrix)}`);
  const wrong = matrix.some((row, i) =>
    row.some(
      (value, j) =>
        typeof value !== "number" || !(Math.abs(value) <= 1) || value !== matrix[j][i] || (i === j && value !== 1),
    ),
  );
  if (wrong)
    throw new OptionError(
      "a correlation matrix is symmetric, with 1 on its diagonal and numbers from −1 to 1; " +
        `got ${JSON.stringify(matrix)}`,
    );
}
