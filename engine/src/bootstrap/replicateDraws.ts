import { denseCore } from "../matrices/denseCore";
import type { CoreTerm } from "../matrices/coreSystem";
import { CovarianceLayout } from "../model/covarianceLayout";
import { KernelStream } from "../random/kernelStream";
import type { StreamState } from "../random/stream";
import type { Floats, Heap } from "../wasm/heap";
import { structure } from "../wasm/structure";
import type { Blueprint } from "./blueprint";
import { type Cells, cellsOf, membersOf, singleCells } from "./cells";

/** The structures of engine/kernels/drawPlan.ts. */
const CELL_SUMS = ["cells", "start", "addresses", "sums", "levels", "levelStart", "rows", "stride", "products"] as const;
const DRAWN_TERM = [
  "sums", "size", "stride", "levels", "normals", "levelAt", "effects", "lambda", "classes", "classStart", "classScale", "classBlock",
  "classScatter", "groups", "scatter", "coreProducts", "coreEffects", "crossed", "coreLength", "coreOffset", "scatterOffset", "cellOf", "cellValues",
] as const;
const CROSS_BLOCK = ["out", "matrix", "rows", "columns", "x"] as const;
const DRAW_PLAN = [
  "stream", "observations", "y", "terms", "term", "fixed", "fixedCount", "fixedOffset", "fixedCrossed", "onCore", "blocks", "block",
  "recordLength", "scatterOffset",
] as const;

/** The products with the core's blocks may cost so many multiplications per observation and term, else y itself is made. */
const CORE_COST = 4;
/** Cells pay when there are at most so many per observation. */
const COMPRESSED = 0.75;

/** An array of the kernels with where it stands in the core. */
interface Part {
  readonly offset: number;
  readonly length: number;
  readonly effects: Floats;
  readonly crossed: Floats;
}

/**
 * Draws the statistics of replicates by the kernels: n single normals for the rows, then one array of normals per term, as
 * MixedModels.jl draws them. What does not depend on the replicate is prepared once. A replicate's bits depend on nothing
 * but the stream as it stands.
 */
export class ReplicateDraws {
  /** Numbers of one record: core of [Z X]ᵀy, scatter of the twins, yᵀy. */
  readonly recordLength: number;
  private readonly stream: KernelStream;
  private readonly address: number;

  /** Asks `heap` for its arrays; usable once the heap is sealed. */
  constructor(plan: Blueprint, private readonly heap: Heap) {
    const { system, n, terms, fixed } = plan;
    const core = system.q1 + system.d2 + system.p;
    this.recordLength = core + system.scatterLength + 1;
    this.stream = new KernelStream(heap, Math.max(...terms.map((term) => term.levels * term.columns.length)));
    const tables = new DrawTables(plan, heap);
    this.address = structure(heap, DRAW_PLAN, {
      stream: this.stream.address,
      observations: n,
      y: tables.y.address,
      terms: terms.length,
      term: heap.int32(Int32Array.from(tables.terms)).address,
      fixed: tables.fixed,
      fixedCount: fixed.length,
      fixedOffset: system.q1 + system.d2,
      fixedCrossed: tables.fixedCrossed.address,
      onCore: Number(tables.onCore),
      ...tables.blocks(),
      recordLength: this.recordLength,
      scatterOffset: core,
    });
  }

  /** Takes over a stream where it stands. */
  open(state: StreamState): void {
    this.stream.open(state);
  }

  /** Draws `count` replicates of (y − Xβ)/σ into consecutive records from byte `address` of the heap on. */
  draw(address: number, count: number): void {
    this.heap.kernels.drawResponses(this.address, address, count);
  }

  /** The stream after the last draw. */
  close(): StreamState {
    return this.stream.close();
  }
}

/** What the kernels look up while drawing. */
class DrawTables {
  readonly y: Floats;
  readonly onCore: boolean;
  readonly terms: number[];
  readonly fixed: number;
  readonly fixedCrossed: Floats;
  private readonly parts: Part[];

  constructor(private readonly plan: Blueprint, private readonly heap: Heap) {
    const { system, n, terms, fixed, blocks, theta } = plan;
    this.y = heap.float64(n);
    const lengths = system.terms.map((term) => term.classes * term.size);
    this.onCore = blockProducts(lengths, fixed.length) <= CORE_COST * n * terms.length;
    this.parts = system.terms.map((term, t) => ({
      offset: term.coreOffset, length: lengths[t], effects: heap.float64(lengths[t] + 2), crossed: heap.float64(roundUp(lengths[t], 4)),
    }));
    this.fixedCrossed = heap.float64(roundUp(fixed.length, 4));

    const layout = new CovarianceLayout(terms.map((term) => term.columns.length), blocks);
    const lambdas = layout.lambdas();
    layout.fill(lambdas, theta);
    const orders = system.terms.map((term) => membersOf({ of: term.classOf, count: term.classes }));
    const positions = terms.map(({ refs, levels }, t) => {
      const positionOf = new Int32Array(levels);
      orders[t].members.forEach((level, position) => (positionOf[level] = position));
      return refs.map((level) => positionOf[level]);
    });
    const cells = terms.map((term, t) => cellsOf(positions[t], term.levels, term.columns));
    const host = this.hostOfFixed(cells, positions);
    if (host) cells[host.term] = host.cells;
    const sums = terms.map((term, t) => this.cellSums(usefulCells(cells[t], positions[t], term.levels, this.y.address), term.columns, (i) => this.y.address + 8 * i));
    this.terms = terms.map((_, t) => this.term(t, orders[t], sums[t], lambdas[t]));
    this.fixed = this.fixedSums(host && { cells: cells[host.term], sums: sums[host.term].sums });
  }

  /** The blocks of the core between different terms, and between X and the terms. */
  blocks(): { blocks: number; block: number } {
    const { heap, parts, plan, fixedCrossed } = this;
    if (!this.onCore) return { blocks: 0, block: 0 };
    const dense = denseCore(plan.system);
    const targets = [...parts, ...(plan.fixed.length > 0 ? [{ offset: plan.system.q1 + plan.system.d2, length: plan.fixed.length, crossed: fixedCrossed }] : [])];
    const fields = targets.flatMap((target) => parts.filter((part) => part !== target).flatMap((part) => {
      const values = { out: target.crossed.address, ...block(heap, dense, target, part), x: part.effects.address };
      return CROSS_BLOCK.map((name) => values[name]);
    }));
    return { blocks: fields.length / CROSS_BLOCK.length, block: heap.int32(Int32Array.from(fields)).address };
  }

  /** The term whose cells, split by the rows of X, are the fewest; Xᵀy is summed from them. */
  private hostOfFixed(cells: readonly Cells[], positions: readonly Int32Array[]): { term: number; cells: Cells } | undefined {
    const { terms, fixed, n } = this.plan;
    if (fixed.length === 0) return undefined;
    let best: { term: number; cells: Cells } | undefined;
    cells.forEach(({ count }, term) => {
      if (count > n / 2) return;
      const split = cellsOf(positions[term], terms[term].levels, [...terms[term].columns, ...fixed]);
      if (split.count <= n / 2 && (best === undefined || split.count < best.cells.count)) best = { term, cells: split };
    });
    return best;
  }

  private fixedSums(host: { cells: Cells; sums: number } | undefined): number {
    const { y, plan } = this;
    const { fixed, n } = plan;
    const members = host ? host.cells.count : n;
    const first = host ? host.sums : y.address;
    const level = new Int32Array(members);
    const columns = host ? fixed.map((column) => Float64Array.from(host.cells.example, (i) => column[i])) : fixed;
    const cells = cellsOf(level, 1, columns);
    const useful = fixed.length === 0 || cells.count > COMPRESSED * members ? undefined : cells;
    return this.cellSums(useful ?? { ...singleCells(level, 1), inPlace: first }, columns, (i) => first + 8 * i).address;
  }

  /** The structure of kernels/cellSums.ts; `addressOf` a member's number. */
  private cellSums(cells: Cells & { inPlace?: number }, columns: readonly Float64Array[], addressOf: (member: number) => number): { address: number; sums: number; cells: Cells; products: Floats; rows: number } {
    const { heap } = this;
    const stride = roundUp(columns.length, 2);
    const levels = cells.levelStart.length - 1;
    const rows = new Float64Array(cells.count * stride);
    cells.example.forEach((i, c) => columns.forEach((column, j) => (rows[c * stride + j] = column[i])));
    const { start, members } = membersOf(cells);
    const sums = cells.inPlace ?? heap.float64(cells.count).address;
    const products = heap.float64(levels * stride);
    const address = structure(heap, CELL_SUMS, {
      cells: cells.inPlace === undefined ? cells.count : 0,
      start: cells.inPlace === undefined ? heap.int32(start).address : 0,
      addresses: cells.inPlace === undefined ? heap.int32(members.map(addressOf)).address : 0,
      sums, levels,
      levelStart: heap.int32(cells.levelStart).address,
      rows: heap.float64(rows).address,
      stride,
      products: products.address,
    });
    return { address, sums, cells, products, rows: 0 };
  }

  private term(t: number, order: { start: Int32Array; members: Int32Array }, sums: { address: number; cells: Cells }, lambda: Float64Array): number {
    const { heap, onCore, parts } = this;
    const core = this.plan.system.terms[t];
    const { size, levels, classes, classSize, groupOf, groups } = core;
    const stride = roundUp(size, 2);
    const normals = heap.float64(levels * size);
    const blocks = heap.float64(paddedBlocks(core, stride));
    const scatter = heap.float64(groups * size * stride);
    const values = heap.float64(onCore ? 0 : sums.cells.count);
    return structure(heap, DRAWN_TERM, {
      sums: sums.address, size, stride, levels, classes, groups,
      normals: normals.address,
      levelAt: heap.int32(order.members.map((level) => normals.address + 8 * size * level)).address,
      effects: heap.float64(levels * stride).address,
      lambda: heap.float64(columnsOf(lambda, size, stride)).address,
      classStart: heap.int32(order.start).address,
      classScale: heap.float64(classSize.map((count) => 1 / Math.sqrt(count))).address,
      classBlock: heap.int32(groupOf.map((group) => blocks.address + 8 * size * stride * group)).address,
      classScatter: heap.int32(groupOf.map((group) => scatter.address + 8 * size * stride * group)).address,
      scatter: scatter.address,
      coreProducts: heap.float64(parts[t].length + 2).address,
      coreEffects: parts[t].effects.address,
      crossed: parts[t].crossed.address,
      coreLength: parts[t].length,
      coreOffset: parts[t].offset,
      scatterOffset: core.scatterOffset,
      cellOf: onCore ? 0 : heap.int32(sums.cells.of.map((cell) => values.address + 8 * cell)).address,
      cellValues: values.address,
    });
  }
}

/** Multiplications of a replicate's effects with the blocks between different terms and with X. */
function blockProducts(lengths: readonly number[], p: number): number {
  const all = lengths.reduce((sum, length) => sum + length, 0);
  return lengths.reduce((sum, length) => sum + length * (all - length + p), 0);
}

/** Cells, or the observations themselves where these stand level by level and hardly repeat. */
function usefulCells(cells: Cells, positions: Int32Array, levels: number, y: number): Cells & { inPlace?: number } {
  if (cells.count <= COMPRESSED * positions.length) return cells;
  if (positions.every((level, i) => i === 0 || positions[i - 1] <= level)) return { ...singleCells(positions, levels), inPlace: y };
  return cells;
}

/** Rows of `target` and columns of `part` of the core, rows filled up to a multiple of 4 and columns to an even number. */
function block(heap: Heap, dense: Float64Array, target: { offset: number; length: number }, part: { offset: number; length: number }): { matrix: number; rows: number; columns: number } {
  const m = Math.sqrt(dense.length);
  const rows = roundUp(target.length, 4);
  const columns = roundUp(part.length, 2);
  const matrix = new Float64Array(rows * columns);
  for (let i = 0; i < target.length; i++) {
    for (let j = 0; j < part.length; j++) matrix[i * columns + j] = dense[(target.offset + i) * m + part.offset + j];
  }
  return { matrix: heap.float64(matrix).address, rows, columns };
}

/** The distinct blocks of ZᵀZ with columns of `stride` numbers. */
function paddedBlocks({ blocks, groups, size }: CoreTerm, stride: number): Float64Array {
  const padded = new Float64Array(groups * size * stride);
  for (let g = 0; g < groups; g++) padded.set(columnsOf(blocks.subarray(g * size * size, (g + 1) * size * size), size, stride), g * size * stride);
  return padded;
}

/** The columns of a row-major matrix, each filled up to `stride` numbers. */
function columnsOf(matrix: Float64Array, size: number, stride: number): Float64Array {
  const columns = new Float64Array(size * stride);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) columns[j * stride + i] = matrix[i * size + j];
  }
  return columns;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
