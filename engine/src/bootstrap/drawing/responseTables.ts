import { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { CoreTerm } from "../../matrices/coreSystem";
import { denseCore } from "../../matrices/denseCore";
import type { Floats, Heap } from "../../wasm/heap";
import { fieldsOf, roundUp, structure } from "../../wasm/structure";
import type { Blueprint } from "./blueprint";
import { type Cells, cellsOf, membersOf, singleCells } from "./cells";

/** The structures of engine/kernels/drawPlan.ts. */
const CELL_SUMS = [
  "cells",
  "start",
  "addresses",
  "sums",
  "levels",
  "levelStart",
  "rows",
  "stride",
  "products",
] as const;
const DRAWN_TERM = [
  "sums",
  "size",
  "stride",
  "levels",
  "normals",
  "levelAt",
  "effects",
  "lambda",
  "classes",
  "classStart",
  "classScale",
  "classBlock",
  "classScatter",
  "groups",
  "scatter",
  "coreProducts",
  "coreEffects",
  "crossed",
  "coreLength",
  "coreOffset",
  "scatterOffset",
  "cellOf",
  "cellValues",
] as const;
const CROSS_BLOCK = ["out", "matrix", "rows", "columns", "x"] as const;
const DRAW_PLAN = [
  "stream",
  "observations",
  "y",
  "terms",
  "term",
  "fixed",
  "fixedCount",
  "fixedOffset",
  "fixedCrossed",
  "onCore",
  "blocks",
  "block",
  "recordLength",
  "scatterOffset",
] as const;

/**
 * The products with the core's blocks may cost so many multiplications per observation and term, else y itself is made.
 */
const CORE_COST = 4;
/** Cells pay when there are at most so many per observation. */
const COMPRESSED = 0.75;

/** The sums of one term, or of X, and what others need of them. */
interface Sums {
  readonly address: number;
  readonly cells: Cells;
  /** Address of the first cell's sum. */
  readonly first: number;
}

/** Prepares the kernel that draws responses; gives the address of its plan. */
export function responseTables(plan: Blueprint, heap: Heap, stream: number): number {
  const { system, n, terms, fixed } = plan;
  const y = heap.float64(n);
  const fixedPart = {
    offset: system.q1 + system.d2,
    length: fixed.length,
    crossed: heap.float64(roundUp(fixed.length, 4)),
  };
  const parts = system.terms.map((term) => corePart(term, heap));
  const onCore = blockProducts(parts, fixed.length) <= CORE_COST * n * terms.length;
  const sums = new SumTables(plan, heap, y);
  const lambdas = termLambdas(plan);
  const fields = terms.map((_, t) =>
    termTable(heap, system.terms[t], lambdas[t], sums.order[t], sums.terms[t], parts[t], onCore),
  );
  return structure(heap, DRAW_PLAN, {
    stream,
    observations: n,
    y: y.address,
    terms: terms.length,
    term: heap.int32(Int32Array.from(fields)).address,
    fixed: sums.fixed.address,
    fixedCount: fixed.length,
    fixedOffset: fixedPart.offset,
    fixedCrossed: fixedPart.crossed.address,
    onCore: Number(onCore),
    ...(onCore ? crossBlocks(heap, denseCore(system), parts, fixedPart) : { blocks: 0, block: 0 }),
    recordLength: fixedPart.offset + fixed.length + system.scatterLength + 1,
    scatterOffset: fixedPart.offset + fixed.length,
  });
}

/** λ of every term, row-major. */
export function termLambdas({ terms, blocks, theta }: Blueprint): Float64Array[] {
  const layout = new CovarianceLayout(
    terms.map((term) => term.columns.length),
    blocks,
  );
  const lambdas = layout.lambdas();
  layout.fill(lambdas, theta);
  return lambdas;
}

/** The tables by which Zᵀy and Xᵀy are summed. */
class SumTables {
  /**
   * Levels of each term with twins side by side: those of class c are `members[start[c]]` … `members[start[c+1]−1]`.
   */
  readonly order: readonly { start: Int32Array; members: Int32Array }[];
  readonly terms: readonly Sums[];
  readonly fixed: Sums;
  /** Of every observation, the place of its level in that order. */
  private readonly places: readonly Int32Array[];

  constructor(
    private readonly plan: Blueprint,
    private readonly heap: Heap,
    y: Floats,
  ) {
    const { system, terms } = plan;
    this.order = system.terms.map((term) => membersOf({ of: term.classOf, count: term.classes }));
    this.places = terms.map(({ refs, levels }, t) => {
      const placeOf = new Int32Array(levels);
      this.order[t].members.forEach((level, place) => (placeOf[level] = place));
      return refs.map((level) => placeOf[level]);
    });
    const cells = terms.map((term, t) => cellsOf(this.places[t], term.levels, term.columns));
    const host = this.hostOfFixed(cells);
    if (host) cells[host.term] = host.cells;
    this.terms = terms.map((term, t) => this.sums(cells[t], this.places[t], term.levels, term.columns, y.address));
    this.fixed = this.fixedSums(host && this.terms[host.term], y);
  }

  /** The term whose cells, split by the rows of X, are the fewest: Xᵀy is summed from these. */
  private hostOfFixed(cells: readonly Cells[]): { term: number; cells: Cells } | undefined {
    const { terms, fixed, n } = this.plan;
    const candidates = terms.flatMap(({ levels, columns }, term) => {
      if (cells[term].count > n / 2) return [];
      const split = cellsOf(this.places[term], levels, [...columns, ...fixed]);
      return split.count > n / 2 ? [] : [{ term, cells: split }];
    });
    return candidates.sort((a, b) => a.cells.count - b.cells.count)[0];
  }

  /** Xᵀy from the cells of a term or from the observations. */
  private fixedSums(host: Sums | undefined, y: Floats): Sums {
    const { fixed, n } = this.plan;
    const columns = host ? fixed.map((column) => Float64Array.from(host.cells.example, (i) => column[i])) : fixed;
    const oneLevel = new Int32Array(host ? host.cells.count : n);
    return this.sums(cellsOf(oneLevel, 1, columns), oneLevel, 1, columns, host ? host.first : y.address);
  }

  /** Sums of cells whose members are numbers from address `first` on. */
  private sums(cells: Cells, place: Int32Array, levels: number, columns: readonly Float64Array[], first: number): Sums {
    const inPlace =
      cells.count > COMPRESSED * place.length && place.every((level, i) => i === 0 || place[i - 1] <= level);
    if (inPlace) return this.table(singleCells(place, levels), columns, first, { cells: 0, start: 0, addresses: 0 });
    const { start, members } = membersOf(cells);
    return this.table(cells, columns, this.heap.float64(cells.count).address, {
      cells: cells.count,
      start: this.heap.int32(start).address,
      addresses: this.heap.int32(members.map((member) => first + 8 * member)).address,
    });
  }

  private table(
    cells: Cells,
    columns: readonly Float64Array[],
    first: number,
    members: { cells: number; start: number; addresses: number },
  ): Sums {
    const { heap } = this;
    const stride = roundUp(columns.length, 2);
    const levels = cells.levelStart.length - 1;
    const rows = new Float64Array(cells.count * stride);
    cells.example.forEach((i, c) => columns.forEach((column, j) => (rows[c * stride + j] = column[i])));
    const address = structure(heap, CELL_SUMS, {
      ...members,
      sums: first,
      levels,
      stride,
      levelStart: heap.int32(cells.levelStart).address,
      rows: heap.float64(rows).address,
      products: heap.float64(levels * stride).address,
    });
    return { address, cells, first };
  }
}

/** A term on the core: where it stands, its effects, and what the other terms' effects add to its products. */
interface CorePart {
  readonly offset: number;
  readonly length: number;
  readonly effects: Floats;
  readonly crossed: Floats;
}

function corePart({ coreOffset, classes, size }: CoreTerm, heap: Heap): CorePart {
  const length = classes * size;
  return { offset: coreOffset, length, effects: heap.float64(length + 1), crossed: heap.float64(roundUp(length, 4)) };
}

function termTable(
  heap: Heap,
  core: CoreTerm,
  lambda: Float64Array,
  order: SumTables["order"][number],
  sums: Sums,
  part: CorePart,
  onCore: boolean,
): number {
  const { size, levels, classes, classSize, groups, groupOf, scatterOffset } = core;
  const stride = roundUp(size, 2);
  const normals = heap.float64(levels * size);
  const blocks = heap.float64(paddedBlocks(core, stride));
  const scatter = heap.float64(groups * size * stride);
  const values = heap.float64(onCore ? 0 : sums.cells.count);
  const ofGroup = (first: number): number =>
    heap.int32(groupOf.map((group) => first + 8 * size * stride * group)).address;
  return structure(heap, DRAWN_TERM, {
    sums: sums.address,
    size,
    stride,
    levels,
    classes,
    groups,
    scatterOffset,
    normals: normals.address,
    levelAt: heap.int32(order.members.map((level) => normals.address + 8 * size * level)).address,
    effects: heap.float64(levels * stride).address,
    lambda: heap.float64(columnsOf(lambda, size, stride)).address,
    classStart: heap.int32(order.start).address,
    classScale: heap.float64(classSize.map((count) => 1 / Math.sqrt(count))).address,
    classBlock: ofGroup(blocks.address),
    classScatter: ofGroup(scatter.address),
    scatter: scatter.address,
    coreProducts: heap.float64(part.length + 1).address,
    coreEffects: part.effects.address,
    crossed: part.crossed.address,
    coreLength: part.length,
    coreOffset: part.offset,
    cellOf: onCore ? 0 : heap.int32(sums.cells.of.map((cell) => values.address + 8 * cell)).address,
    cellValues: values.address,
  });
}

/** Multiplications of a replicate's effects with the blocks between different terms and with X. */
function blockProducts(parts: readonly CorePart[], p: number): number {
  const all = parts.reduce((sum, { length }) => sum + length, 0);
  return parts.reduce((sum, { length }) => sum + length * (all - length + p), 0);
}

/** The blocks of the core between different terms, and between X and the terms. */
function crossBlocks(
  heap: Heap,
  dense: Float64Array,
  parts: readonly CorePart[],
  fixed: Omit<CorePart, "effects">,
): { blocks: number; block: number } {
  const pairs = [...parts, fixed].flatMap((target) =>
    parts.filter((part) => part !== target).map((part) => ({ target, part })),
  );
  const fields = pairs.flatMap(({ target, part }) => {
    const rows = roundUp(target.length, 4);
    const columns = roundUp(part.length, 2);
    const matrix = heap.float64(blockOf(dense, target, part, rows, columns)).address;
    return fieldsOf(CROSS_BLOCK, { out: target.crossed.address, matrix, rows, columns, x: part.effects.address });
  });
  return { blocks: pairs.length, block: heap.int32(Int32Array.from(fields)).address };
}

type Range = Pick<CorePart, "offset" | "length">;

/** Rows of `target` and columns of `part` of the core, filled up to rows × columns. */
function blockOf(dense: Float64Array, target: Range, part: Range, rows: number, columns: number): Float64Array {
  const m = Math.sqrt(dense.length);
  const block = new Float64Array(rows * columns);
  for (let i = 0; i < target.length; i++) {
    const at = (target.offset + i) * m + part.offset;
    block.set(dense.subarray(at, at + part.length), i * columns);
  }
  return block;
}

/** The distinct blocks of ZᵀZ with columns of `stride` numbers. */
function paddedBlocks({ blocks, groups, size }: CoreTerm, stride: number): Float64Array {
  const padded = new Float64Array(groups * size * stride);
  for (let g = 0; g < groups; g++)
    padded.set(columnsOf(blocks.subarray(g * size * size, (g + 1) * size * size), size, stride), g * size * stride);
  return padded;
}

/** The columns of a row-major matrix, each filled up to `stride` numbers. */
export function columnsOf(matrix: Float64Array, size: number, stride: number): Float64Array {
  const columns = new Float64Array(size * stride);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) columns[j * stride + i] = matrix[i * size + j];
  }
  return columns;
}
