import { denseCholesky } from "../linalg/denseCholesky";
import { type SemidefiniteFactor, semidefiniteCholesky } from "../linalg/semidefiniteCholesky";
import type { CoreTerm } from "../matrices/coreSystem";
import { denseCore } from "../matrices/denseCore";
import type { Heap } from "../wasm/heap";
import { fieldsOf, roundUp, structure } from "../wasm/structure";
import type { Blueprint } from "./blueprint";
import { termLambdas } from "./responseTables";

/** The structures of engine/kernels/statisticsDraws.ts. */
const CONTRAST_GROUP = ["size", "rank", "degrees", "root", "factor", "room", "offset"] as const;
const STATISTICS_PLAN = [
  "stream", "core", "rank", "stride", "factor", "factorEnds", "root", "rootEnds", "normals", "coordinates", "products", "groups", "group",
  "residual", "recordLength",
] as const;

/** Prepares the kernel that draws sufficient statistics; gives the address of its plan. */
export function statisticsTables(plan: Blueprint, heap: Heap, stream: number): number {
  const { system, n } = plan;
  const lambdas = termLambdas(plan);
  const m = system.q1 + system.d2 + system.p;
  const root = semidefiniteCholesky(denseCore(system), m);
  const factor = factorOfCoordinates(root, effectsOfCore(root, system.terms, lambdas));
  const stride = roundUp(root.rank, 2);
  const groups = system.terms.flatMap((term, t) => contrastGroups(term, lambdas[t], m, heap));
  const taken = groups.reduce((sum, { degrees, rank }) => sum + degrees * rank, root.rank);
  const fields = groups.flatMap((group) => fieldsOf(CONTRAST_GROUP, group));
  const factorRows = lowerRows(heap, factor, root.rank, stride, Int32Array.from({ length: root.rank }, (_, i) => i + 1));
  const rootRows = lowerRows(heap, root.factor, root.rank, stride, root.ends);
  return structure(heap, STATISTICS_PLAN, {
    stream, core: m, rank: root.rank, stride,
    factor: factorRows.rows, factorEnds: factorRows.ends,
    root: rootRows.rows, rootEnds: rootRows.ends,
    normals: heap.float64(stride).address,
    coordinates: heap.float64(roundUp(stride, 4)).address,
    products: heap.float64(roundUp(m, 4)).address,
    groups: groups.length,
    group: heap.int32(Int32Array.from(fields)).address,
    residual: n - taken,
    recordLength: m + system.scatterLength + 1,
  });
}

/** LᵀΛ of the core by columns: what u adds to the coordinates, rank numbers per effect. */
function effectsOfCore({ factor, rank }: SemidefiniteFactor, terms: readonly CoreTerm[], lambdas: readonly Float64Array[]): Float64Array[] {
  return terms.flatMap(({ size, classes, coreOffset }, t) => Array.from({ length: classes * size }, (_, effect) => {
    const column = effect % size;
    const first = coreOffset + effect - column;
    const sum = new Float64Array(rank);
    for (let i = column; i < size; i++) {
      for (let k = 0; k < rank; k++) sum[k] += lambdas[t][i * size + column] * factor[(first + i) * rank + k];
    }
    return sum;
  }));
}

/** K with KKᵀ = I + MMᵀ, lower, row-major; M by columns. */
function factorOfCoordinates({ rank }: SemidefiniteFactor, columns: readonly Float64Array[]): Float64Array {
  const covariance = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) covariance[i * rank + i] = 1;
  for (const column of columns) {
    for (let i = 0; i < rank; i++) {
      if (column[i] !== 0) for (let j = 0; j <= i; j++) covariance[i * rank + j] += column[i] * column[j];
    }
  }
  denseCholesky(covariance, rank);
  return covariance;
}

/** The distinct blocks of a term that have contrasts between twins. */
function contrastGroups(term: CoreTerm, lambda: Float64Array, m: number, heap: Heap): { size: number; rank: number; degrees: number; root: number; factor: number; room: number; offset: number }[] {
  const { size, groups, blocks, contrastsIn, scatterOffset } = term;
  return Array.from({ length: groups }, (_, g) => g).filter((g) => contrastsIn[g] > 0).map((g) => {
    const root = semidefiniteCholesky(blocks.subarray(g * size * size, (g + 1) * size * size), size);
    const { rank } = root;
    const one = { ...term, classes: 1, coreOffset: 0 };
    const factor = factorOfCoordinates(root, effectsOfCore(root, [one], [lambda]));
    for (let i = 0; i < rank; i++) factor.fill(0, i * rank + i + 1, (i + 1) * rank);
    return {
      size, rank, degrees: contrastsIn[g], root: heap.float64(root.factor).address, factor: heap.float64(factor).address,
      room: heap.float64(2 * size * rank).address, offset: m + scatterOffset + g * size * size,
    };
  });
}

/** Rows of a lower trapezoid as kernels/denseProduct.ts reads them. */
function lowerRows(heap: Heap, matrix: Float64Array, columns: number, stride: number, ends: Int32Array): { rows: number; ends: number } {
  const padded = new Float64Array(roundUp(ends.length, 4) * stride);
  const endOfFour = new Int32Array(Math.ceil(ends.length / 4));
  ends.forEach((end, i) => {
    padded.set(matrix.subarray(i * columns, i * columns + end), i * stride);
    endOfFour[i >> 2] = Math.max(endOfFour[i >> 2], roundUp(end, 2));
  });
  return { rows: heap.float64(padded).address, ends: heap.int32(endOfFour).address };
}
