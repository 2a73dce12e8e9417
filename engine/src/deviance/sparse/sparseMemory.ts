import type { CoreSystem } from "../../matrices/coreSystem";
import { type Floats, Heap, type Integers } from "../../wasm/heap";
import type { Kernels } from "../../wasm/kernels";
import { Team } from "../../wasm/team";
import type { SparsePattern } from "./sparsePattern";

const TILE_NUMBERS = 16;
/** Row groups that packedGram and rowTraces take at a time, see there. */
const GROUPS_AT_A_TIME = 8;

/** The arrays of a sparse evaluation in the memory of the kernels, and the structures by which these find them. */
export class SparseMemory {
  /** Numbers in a row buffer of the kernels. */
  readonly width: number;
  /** Addresses of the kernels' structures. */
  readonly system: number;
  readonly lower: number;
  readonly upper: number;
  readonly team: Team;
  readonly scratch: Floats;
  /** Tiles of the row groups that packedGram and rowTraces work on. */
  readonly panel: Floats;
  /** S × S blocks of the levels of one term that does not lead. */
  readonly blocks: Floats;
  /** M and N of every leading class, S × S. */
  readonly weights: Floats;
  readonly complements: Floats;
  /** λ of every term that does not lead, in their order. */
  readonly lambdas: readonly Floats[];
  readonly reciprocals: Floats;
  /** L and, in the order of their tiles, L⁻ᵀ or S⁻¹. */
  readonly triangle: Floats;
  readonly inverse: Floats;
  /** Offsets of tile (r, 0) in {@link triangle} and of tile (c, 0) in {@link inverse}, as if they were stored. */
  readonly lowerOffsets: Float64Array;
  readonly upperOffsets: Float64Array;
  readonly rowSums: Floats;
  readonly levelSums: Floats;
  /** Right-hand sides of the packed solves: one for y and one for each column of X. */
  readonly sides: readonly Floats[];
  private readonly heap: Heap;

  constructor(
    core: CoreSystem,
    private readonly pattern: SparsePattern,
    threads: number,
    levelTraces: boolean,
  ) {
    const heap = new Heap(threads > 1);
    this.heap = heap;
    const { terms, lead, rest, q1, d2, p } = core;
    const { pivotGroups, groups, first, last } = pattern;
    const { size: s, classes } = terms[lead];
    const largest = Math.max(1, ...rest.map((t) => terms[t].size));
    this.width = Math.max(4 * groups, 3 * s);
    this.scratch = heap.float64(threads * (largest + 1) * this.width);
    this.panel = heap.float64(
      threads * Math.max(GROUPS_AT_A_TIME, Math.ceil(largest / 4)) * pivotGroups * TILE_NUMBERS,
    );
    this.blocks = heap.float64(Math.max(0, ...rest.map((t) => terms[t].classes * terms[t].size ** 2)));
    this.weights = heap.float64(classes * s * s);
    this.complements = heap.float64(classes * s * s);
    this.lambdas = rest.map((t) => heap.float64(terms[t].size ** 2));
    this.rowSums = heap.float64(d2 * s * s);
    this.levelSums = heap.float64(levelTraces ? q1 : 0);
    this.sides = Array.from({ length: p + 1 }, () => heap.float64(4 * groups));
    this.reciprocals = heap.float64(4 * groups);
    this.lowerOffsets = offsets(
      groups,
      (r) => first[r],
      (r) => r + 1,
    );
    this.upperOffsets = offsets(
      pivotGroups,
      (c) => c,
      (c) => last[c],
    );
    this.triangle = heap.float64(this.lowerOffsets[groups] * TILE_NUMBERS);
    this.inverse = heap.float64(this.upperOffsets[pivotGroups] * TILE_NUMBERS);
    const restTerms = heap.int32(restTermTable(core, this.lambdas));
    this.system = heap.int32(this.systemTable(core, largest, restTerms)).address;
    const lowerRows = heap.int32(addresses(this.triangle, this.lowerOffsets, groups));
    const upperRows = heap.int32(addresses(this.inverse, this.upperOffsets, pivotGroups));
    const envelope = heap.int32(first).address;
    this.lower = heap.int32(
      Int32Array.of(pivotGroups, groups, lowerRows.address, envelope, this.reciprocals.address),
    ).address;
    // Traces ask for S⁻¹ where S has numbers: the columns of a level are met together.
    this.upper = heap.int32(Int32Array.of(pivotGroups, upperRows.address, heap.int32(last).address, envelope)).address;
    this.team = new Team(heap, threads);
    heap.seal();
  }

  get kernels(): Kernels {
    return this.heap.kernels;
  }

  release(): void {
    if (this.team.end()) this.heap.release();
    else this.heap.abandon();
  }

  /** The fields of SparseSystem (kernels/sparseSystem.ts), in their order. */
  private systemTable(core: CoreSystem, largest: number, restTerms: Integers): Int32Array {
    const { heap, pattern } = this;
    const { terms, lead, rest, d2, p } = core;
    const { leadValues } = pattern;
    return Int32Array.of(
      terms[lead].size,
      leadValues ? 0 : 1,
      terms[lead].classes,
      d2,
      p,
      largest,
      restTerms.address,
      rest.length,
      heap.int32(pattern.leadStart).address,
      heap.int32(pattern.leadColumn).address,
      leadValues ? heap.float64(leadValues).address : 0,
      heap.float64(pattern.leadFixed).address,
      heap.int32(pattern.rowStart).address,
      heap.int32(pattern.rowClass).address,
      heap.int32(pattern.rowEntry).address,
      heap.int32(core.restStart).address,
      heap.int32(core.restColumn).address,
      heap.float64(core.restValues).address,
      heap.float64(core.restFixed).address,
      heap.float64(core.fixedProducts).address,
      this.weights.address,
      this.complements.address,
    );
  }
}

/** {@link RestTerm}s of the kernels. */
function restTermTable({ terms, rest, q1 }: CoreSystem, lambdas: readonly Floats[]): Int32Array {
  return Int32Array.from(
    rest.flatMap((t, i) => [terms[t].coreOffset - q1, terms[t].size, terms[t].classes, lambdas[i].address]),
  );
}

/**
 * Where tile (r, 0) of each row group would stand, in tiles, when the tiles from(r)…to(r)−1 are stored; the last
 * element is their number.
 */
function offsets(groups: number, from: (r: number) => number, to: (r: number) => number): Float64Array {
  const result = new Float64Array(groups + 1);
  let tiles = 0;
  for (let r = 0; r < groups; r++) {
    result[r] = tiles - from(r);
    tiles += to(r) - from(r);
  }
  result[groups] = tiles;
  return result;
}

function addresses({ address }: Floats, offset: Float64Array, groups: number): Int32Array {
  return Int32Array.from({ length: groups }, (_, r) => address + offset[r] * TILE_NUMBERS * 8);
}
