import type { Blueprint } from "engine/bootstrap/drawing/blueprint";
import { CovarianceLayout } from "engine/deviance/covarianceLayout";
import { semidefiniteCholesky } from "engine/linalg/semidefiniteCholesky";
import { denseCore } from "engine/matrices/denseCore";
import { coreLength, type ResponseStatistics, statisticsLength } from "engine/matrices/responseStatistics";
import type { RandomStream } from "engine/random/stream";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { chiSquared } from "./chiSquared";

/**
 * Draws the sufficient statistics by whole matrices: coordinates w = v + Lᵀb, products Lw, Bartlett's Wishart scatter,
 * χ².
 */
export function plainStatisticsDraw(plan: Blueprint, stream: RandomStream): ResponseStatistics {
  const { system, n } = plan;
  const out = new Float64Array(statisticsLength(system));
  let yy: number;
  const layout = new CovarianceLayout(
    system.terms.map((term) => term.size),
    plan.blocks,
  );
  const lambdas = layout.lambdas();
  layout.fill(lambdas, plan.theta);
  const lambda = system.terms.map(
    ({ size }, t) =>
      new Matrix(Array.from({ length: size }, (_, i) => Array.from(lambdas[t].subarray(i * size, (i + 1) * size)))),
  );

  const m = system.q1 + system.d2 + system.p;
  const core = semidefiniteCholesky(denseCore(system), m);
  const L = rowsOf(core.factor, m, core.rank);
  const w = drawnCoordinates(plan, stream, core.rank);
  let effects = new Matrix(m, 1);
  for (const t of [system.lead, ...system.rest]) {
    const { size, classes, coreOffset } = system.terms[t];
    for (let c = 0; c < classes; c++) {
      const b = lambda[t].mmul(Matrix.columnVector(Array.from({ length: size }, () => stream.randn())));
      effects = effects.setSubMatrix(b, coreOffset + c * size, 0);
    }
  }
  w.add(L.transpose().mmul(effects));
  out.set(L.mmul(w).to1DArray());
  yy = w.dot(w);

  let left = n - core.rank;
  system.terms.forEach(({ size, groups, blocks, contrastsIn, scatterOffset }, t) => {
    for (let g = 0; g < groups; g++) {
      const ν = contrastsIn[g];
      if (ν === 0) continue;
      const { factor, rank } = semidefiniteCholesky(blocks.subarray(g * size * size, (g + 1) * size * size), size);
      const R = rowsOf(factor, size, rank);
      const Rλ = R.transpose().mmul(lambda[t]);
      const V = new CholeskyDecomposition(Matrix.eye(rank).add(Rλ.mmul(Rλ.transpose()))).lowerTriangularMatrix;
      const columns = Math.min(rank, ν);
      const B = Matrix.zeros(rank, columns);
      for (let i = 0; i < rank; i++) {
        for (let j = 0; j <= i && j < columns; j++)
          B.set(i, j, j < i ? stream.randn() : Math.sqrt(chiSquared(stream, ν - j)));
      }
      const VB = V.mmul(B);
      out.set(
        R.mmul(VB).mmul(VB.transpose()).mmul(R.transpose()).to1DArray(),
        coreLength(system) + scatterOffset + g * size * size,
      );
      yy += VB.mmul(VB.transpose()).trace();
      left -= ν * rank;
    }
  });
  out[out.length - 1] = yy + chiSquared(stream, left);
  return out;
}

/**
 * v in the order of the kernel: S normals per class of the leading term, of which dependent columns take none, then
 * those of W.
 */
function drawnCoordinates({ system }: Blueprint, stream: RandomStream, rank: number): Matrix {
  const { size, classes, groupOf, blocks } = system.terms[system.lead];
  const v: number[] = [];
  for (let c = 0; c < classes; c++) {
    const own = semidefiniteCholesky(
      blocks.subarray(groupOf[c] * size * size, (groupOf[c] + 1) * size * size),
      size,
    ).rank;
    for (let i = 0; i < size; i++) {
      const z = stream.randn();
      if (i < own) v.push(z);
    }
  }
  while (v.length < rank) v.push(stream.randn());
  return Matrix.columnVector(v);
}

function rowsOf(values: Float64Array, rows: number, columns: number): Matrix {
  return new Matrix(
    Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns))),
  );
}
