import { type CoreSystem, type CoreTerm, denseRest } from "../matrices/coreSystem";
import { coreLength, statisticsLength } from "../matrices/responseStatistics";
import type { DenseKernels } from "../wasm/denseKernels";
import type { Floats, Heap, Integers } from "../wasm/heap";
import type { Deviance, DevianceOptions } from "./deviance";
import { residualPart } from "./residualPart";

/** The constants of a core system in kernel memory, shared by the deviances of one heap; W = [other terms, X]. */
export class DenseCore {
  /** d2 + p, padded to a multiple of 4, at least 4. */
  readonly width: number;
  /** q1, padded to a multiple of 4. */
  readonly leadWidth: number;
  readonly leadRows: Floats;
  readonly leadColumns: Floats;
  readonly rest: Floats;
  readonly terms: readonly {
    readonly groupOf: Integers;
    readonly blocks: Floats;
    readonly classesIn: Floats;
    readonly contrastsIn: Floats;
  }[];
  /** The response that all deviances of this core solve for, unless told to read another record. */
  readonly statistics: Floats;

  constructor(
    readonly heap: Heap,
    readonly system: CoreSystem,
  ) {
    const { q1, d2, p, terms } = system;
    const m = d2 + p;
    this.width = padded(Math.max(1, m));
    this.leadWidth = padded(q1);
    const { rows, columns } = leadMatrices(system, this.width, this.leadWidth);
    this.leadRows = heap.float64(rows);
    this.leadColumns = heap.float64(columns);
    this.rest = heap.float64(paddedSquare(denseRest(system), m, this.width));
    this.terms = terms.map((term) => ({
      groupOf: heap.int32(term.groupOf),
      blocks: heap.float64(term.blocks),
      classesIn: heap.float64(term.classesIn),
      contrastsIn: heap.float64(term.contrastsIn),
    }));
    this.statistics = heap.float64(statisticsLength(system));
  }
}

/**
 * The deviance by kernels on dense matrices: the leading term is eliminated class by class into R = WᵀW − (KA)ᵀ(KA),
 * then [I + ΛᵀR₂₂Λ, ΛᵀR₂ₓ; ·, Rₓₓ] together with the right-hand sides of the traces. Usable once the heap is sealed.
 */
export class DenseDeviance implements Deviance {
  readonly system: CoreSystem;
  readonly degreesOfFreedom: number;
  readonly sigma: number | undefined;
  readonly logScale: number;
  lambdas: readonly Float64Array[] = [];
  statistics!: Float64Array;
  traces: readonly Float64Array[] = [];
  squares: readonly Float64Array[] = [];
  levelTraces?: Float64Array;
  fixedFactor!: Float64Array;
  e!: Float64Array;
  beta!: Float64Array;
  r2 = NaN;
  objective = NaN;
  private readonly model: Integers;
  private readonly result: Floats;
  private readonly address: number;
  private kernels!: DenseKernels;
  private resultArray!: Float64Array;
  private logDeterminant = NaN;
  private readRecords: Floats | undefined;
  private readAt = 0;

  /** @param n number of observations */
  constructor(
    private readonly core: DenseCore,
    n: number,
    readonly reml: boolean,
    options: DevianceOptions = {},
  ) {
    const { heap, system, width, leadWidth } = core;
    const { terms, lead, rest, q1, d2, p } = system;
    this.system = system;
    this.degreesOfFreedom = reml ? n - p : n;
    this.sigma = options.sigma;
    this.logScale = options.logScale ?? 0;
    const own = terms.map((term) => termArrays(heap, term));
    const order = [lead, ...rest];
    const descriptors = heap.int32(Int32Array.from(order.flatMap((t) => describeTerm(core, t, own[t]))));
    const stride = width + padded(d2) + leadWidth;
    const vectors = {
      rhs: heap.float64(width),
      z: heap.float64(width),
      solution: heap.float64(width),
      e: heap.float64(q1 + d2),
      beta: heap.float64(p),
      fixedFactor: heap.float64(p * p),
    };
    const levelTraces = options.levelTraces ? heap.float64(q1 + d2) : undefined;
    const largest = Math.max(...terms.map((term) => term.size));
    const eliminated = heap.float64(q1 * width);
    const r = heap.float64(width * width);
    const u = heap.float64(width * stride);
    const work = heap.float64(3 * largest * largest);
    this.result = heap.float64(2);
    // The fields of DenseModel in engine/kernels/denseModel.ts, in its order.
    this.model = heap.int32(
      Int32Array.of(
        terms.length,
        descriptors.address,
        q1,
        d2,
        p,
        width,
        reml ? 1 : 0,
        core.leadRows.address,
        core.leadColumns.address,
        leadWidth,
        core.rest.address,
        eliminated.address,
        r.address,
        u.address,
        stride,
        width,
        width + padded(d2),
        vectors.rhs.address,
        vectors.z.address,
        vectors.solution.address,
        vectors.e.address,
        vectors.beta.address,
        vectors.fixedFactor.address,
        levelTraces?.address ?? 0,
        core.statistics.address,
        core.statistics.length,
        this.result.address,
        work.address,
        0,
      ),
    );
    this.address = this.model.address;
    heap.whenSealed(() => {
      this.kernels = heap.kernels;
      this.lambdas = own.map((term) => term.lambda.array);
      this.traces = own.map((term) => term.traces.array);
      this.squares = own.map((term) => term.squares.array);
      this.statistics = core.statistics.array;
      this.levelTraces = levelTraces?.array;
      this.fixedFactor = vectors.fixedFactor.array;
      this.e = vectors.e.array;
      this.beta = vectors.beta.array;
      this.resultArray = this.result.array;
    });
  }

  read(records: Floats, at: number): void {
    this.model.array[STATISTICS_FIELD] = records.address + 8 * at;
    this.readRecords = records;
    this.readAt = at;
  }

  get response(): Float64Array {
    const { readRecords, readAt, statistics } = this;
    return readRecords === undefined ? statistics : readRecords.array.subarray(readAt, readAt + statistics.length);
  }

  factor(derivative: boolean): boolean {
    this.kernels.denseFactor(this.address, derivative);
    this.logDeterminant = this.resultArray[0];
    return Number.isFinite(this.logDeterminant);
  }

  solve(derivative: boolean): number {
    this.kernels.denseSolve(this.address, derivative);
    this.r2 = this.resultArray[1];
    this.objective = this.logDeterminant + residualPart(this, this.r2);
    return this.objective;
  }

  residualsOf(statistics: Float64Array): Float64Array {
    const { model, core, kernels, address, resultArray } = this;
    const set = [this.statistics, this.e, this.beta, resultArray, ...this.squares];
    const kept = set.map((array) => array.slice());
    const field = model.array[STATISTICS_FIELD];
    this.statistics.set(statistics);
    model.array[STATISTICS_FIELD] = core.statistics.address;
    kernels.denseSolve(address, true);
    const residuals = this.e.slice();
    model.array[STATISTICS_FIELD] = field;
    set.forEach((array, i) => array.set(kept[i]));
    return residuals;
  }

  release(): void {}
}

const STATISTICS_FIELD = 24;

interface TermArrays {
  readonly lambda: Floats;
  readonly k: Floats;
  readonly m: Floats;
  readonly n: Floats;
  readonly tau: Floats;
  readonly traces: Floats;
  readonly squares: Floats;
}

function termArrays(heap: Heap, { size, groups }: CoreTerm): TermArrays {
  const s2 = size * size;
  const perBlock = (): Floats => heap.float64(groups * s2);
  return {
    lambda: heap.float64(s2),
    k: perBlock(),
    m: perBlock(),
    n: perBlock(),
    tau: perBlock(),
    traces: heap.float64(s2),
    squares: heap.float64(s2),
  };
}

/** The fields of DenseTerm in engine/kernels/denseModel.ts, in its order. */
function describeTerm({ system, terms }: DenseCore, t: number, own: TermArrays): number[] {
  const { size, classes, groups, coreOffset, scatterOffset } = system.terms[t];
  const { groupOf, blocks, classesIn, contrastsIn } = terms[t];
  const { lambda, k, m, n, tau, traces, squares } = own;
  return [
    size,
    classes,
    groups,
    t === system.lead ? 1 : 0,
    coreOffset,
    coreLength(system) + scatterOffset,
    ...[groupOf, blocks, classesIn, contrastsIn, lambda, k, m, n, tau, traces, squares].map((region) => region.address),
  ];
}

/** The leading term's rows against W, q1 × width, and their transpose, m × leadWidth. */
function leadMatrices(
  system: CoreSystem,
  width: number,
  leadWidth: number,
): { rows: Float64Array; columns: Float64Array } {
  const { q1, d2, p, lead, leadStart, leadColumn, leadValues } = system;
  const { size: s, classes } = system.terms[lead];
  const rows = new Float64Array(q1 * width);
  const columns = new Float64Array((d2 + p) * leadWidth);
  for (let c = 0; c < classes; c++) {
    for (let entry = leadStart[c]; entry < leadStart[c + 1]; entry++) {
      const column = leadColumn[entry];
      for (let i = 0; i < s; i++)
        rows[(c * s + i) * width + column] = columns[column * leadWidth + c * s + i] = leadValues[entry * s + i];
    }
  }
  return { rows, columns };
}

function paddedSquare(values: Float64Array, size: number, width: number): Float64Array {
  const result = new Float64Array(width * width);
  for (let i = 0; i < size; i++) result.set(values.subarray(i * size, (i + 1) * size), i * width);
  return result;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
