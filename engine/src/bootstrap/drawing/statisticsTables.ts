import { denseCholesky } from "../../linalg/denseCholesky";
import type { SemidefiniteFactor } from "../../linalg/semidefiniteCholesky";
import type { CoreTerm } from "../../matrices/coreSystem";
import type { Heap } from "../../wasm/heap";
import { fieldsOf, roundUp, structure } from "../../wasm/structure";
import type { Blueprint } from "./blueprint";
import { contrastsOf, residualDimension } from "./contrasts";
import type { CoreFactor } from "./coreFactor";
import { columnsOf, termLambdas } from "./responseTables";

/** The structures of engine/kernels/statisticsDraws.ts and wishart.ts. */
const CORE_EFFECTS = ["size", "stride", "count", "lambda", "effects", "step"] as const;
const CONTRAST_GROUP = ["size", "rank", "degrees", "root", "factor", "room", "offset"] as const;
const STATISTICS_PLAN = [
  "stream",
  "terms",
  "term",
  "normals",
  "normalCount",
  "size",
  "stride",
  "classes",
  "classRoot",
  "leadEffects",
  "start",
  "effectAt",
  "productAt",
  "values",
  "rows",
  "width",
  "rank",
  "restRows",
  "root",
  "ends",
  "effects",
  "coordinates",
  "products",
  "groups",
  "group",
  "residual",
  "recordLength",
] as const;

/** Prepares the kernel that draws sufficient statistics; gives the address of its plan. @param factor of the core */
export function statisticsTables(plan: Blueprint, factor: CoreFactor, heap: Heap, stream: number): number {
  const { system, n } = plan;
  const { q1, d2, p } = system;
  const { size, classes, groupOf } = system.terms[system.lead];
  const stride = roundUp(size, 2);
  const lambdas = termLambdas(plan);
  const { rest } = factor;
  const width = roundUp(rest.rank, 2);
  const normalCount = q1 + rest.rank + q1 + d2;
  const leadEffects = heap.float64(classes * stride);
  const effects = heap.float64(roundUp(d2, 4) + 1);
  const products = heap.float64(roundUp(d2 + p, 4));
  const lead = factor.lead.map((block) => heap.float64(paddedRoot(block, size, stride)).address);
  const terms = [system.lead, ...system.rest].flatMap((t) =>
    coreEffects(
      system.terms[t],
      lambdas[t],
      heap,
      t === system.lead ? leadEffects.address : effects.address + 8 * (system.terms[t].coreOffset - q1),
      t === system.lead,
    ),
  );
  const groups = system.terms.flatMap((term, t) => contrastGroups(term, lambdas[t], q1 + d2 + p, heap));
  return structure(heap, STATISTICS_PLAN, {
    stream,
    terms: system.terms.length,
    term: heap.int32(Int32Array.from(terms)).address,
    normals: heap.float64(normalCount + 1).address,
    normalCount,
    size,
    stride,
    classes,
    classRoot: heap.int32(groupOf.map((group) => lead[group])).address,
    leadEffects: leadEffects.address,
    start: heap.int32(system.leadStart).address,
    effectAt: heap.int32(system.leadColumn.map((column) => effects.address + 8 * Math.min(column, d2))).address,
    productAt: heap.int32(system.leadColumn.map((column) => products.address + 8 * column)).address,
    values: heap.float64(paddedRows(factor.cross, size, stride)).address,
    rows: d2 + p,
    width,
    rank: rest.rank,
    restRows: d2,
    ...lowerRows(heap, rest, width),
    effects: effects.address,
    coordinates: heap.float64(Math.max(width, stride)).address,
    products: products.address,
    groups: groups.length,
    group: heap.int32(Int32Array.from(groups.flatMap((group) => fieldsOf(CONTRAST_GROUP, group)))).address,
    residual: residualDimension(system, factor, n),
    recordLength: q1 + d2 + p + system.scatterLength + 1,
  });
}

function coreEffects(
  { size, classes }: CoreTerm,
  lambda: Float64Array,
  heap: Heap,
  effects: number,
  padded: boolean,
): number[] {
  const stride = roundUp(size, 2);
  const columns = heap.float64(columnsOf(lambda, size, stride)).address;
  return fieldsOf(CORE_EFFECTS, {
    size,
    stride,
    count: classes,
    lambda: columns,
    effects,
    step: padded ? stride : size,
  });
}

/** A block D of the leading term by rows and by columns, and 1 for each column that counts. */
function paddedRoot({ factor, rank }: SemidefiniteFactor, size: number, stride: number): Float64Array {
  const square = new Float64Array(size * size);
  for (let i = 0; i < size; i++) square.set(factor.subarray(i * rank, (i + 1) * rank), i * size);
  const counts = new Float64Array(stride).fill(1, 0, rank);
  return Float64Array.of(...paddedRows(square, size, stride), ...columnsOf(square, size, stride), ...counts);
}

function paddedRows(rows: Float64Array, size: number, stride: number): Float64Array {
  const padded = new Float64Array((rows.length / size) * stride);
  for (let i = 0; i * size < rows.length; i++) padded.set(rows.subarray(i * size, (i + 1) * size), i * stride);
  return padded;
}

/** A lower trapezoid as kernels/denseProduct.ts reads it. */
function lowerRows(
  heap: Heap,
  { factor, rank, ends }: SemidefiniteFactor,
  width: number,
): { root: number; ends: number } {
  const padded = new Float64Array(roundUp(ends.length, 4) * width);
  const endOfFour = new Int32Array(Math.ceil(ends.length / 4));
  ends.forEach((end, i) => {
    padded.set(factor.subarray(i * rank, i * rank + end), i * width);
    endOfFour[i >> 2] = roundUp(end, 2);
  });
  return { root: heap.float64(padded).address, ends: heap.int32(endOfFour).address };
}

interface ContrastGroup {
  readonly size: number;
  readonly rank: number;
  readonly degrees: number;
  readonly root: number;
  readonly factor: number;
  readonly room: number;
  readonly offset: number;
}

/** The distinct blocks of a term that have contrasts between twins; scatters stand in the record from `first` on. */
function contrastGroups(term: CoreTerm, lambda: Float64Array, first: number, heap: Heap): ContrastGroup[] {
  const { size, scatterOffset } = term;
  return contrastsOf(term).map(({ group, degrees, root }) => ({
    size,
    rank: root.rank,
    degrees,
    root: heap.float64(root.factor).address,
    factor: heap.float64(contrastFactor(root, lambda, size)).address,
    room: heap.float64(2 * size * root.rank).address,
    offset: first + scatterOffset + group * size * size,
  }));
}

/** V with VVᵀ = I + (Rᵀλ)(Rᵀλ)ᵀ, lower, row-major. */
function contrastFactor({ factor: root, rank }: SemidefiniteFactor, lambda: Float64Array, size: number): Float64Array {
  const v = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) v[i * rank + i] = 1;
  for (let c = 0; c < size; c++) {
    const column = Float64Array.from({ length: rank }, (_, k) => {
      let sum = 0;
      for (let r = c; r < size; r++) sum += root[r * rank + k] * lambda[r * size + c];
      return sum;
    });
    for (let i = 0; i < rank; i++) for (let j = 0; j <= i; j++) v[i * rank + j] += column[i] * column[j];
  }
  denseCholesky(v, rank);
  return v;
}
