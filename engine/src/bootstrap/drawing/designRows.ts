import type { TermDesign } from "../../matrices/blockProduct";
import type { Heap } from "../../wasm/heap";
import { roundUp } from "../../wasm/structure";

/** Columns side by side, row after row of `stride` numbers, as the kernels read them; gives their address. */
export function rowsOf(heap: Heap, columns: readonly Float64Array[], n: number, stride: number): number {
  const rows = new Float64Array(n * stride);
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) rows[i * stride + j] = column[i];
  });
  return heap.float64(rows).address;
}

/** The rows of Z of terms in the memory of the kernels, each term's once. */
export class DesignRows {
  private readonly known = new Map<TermDesign, number>();

  constructor(private readonly heap: Heap) {}

  /** Address of the rows of a term, which are {@link strideOf} numbers apart. */
  of(term: TermDesign): number {
    const address =
      this.known.get(term) ?? rowsOf(this.heap, term.columns, term.refs.length, strideOf(term.columns.length));
    this.known.set(term, address);
    return address;
  }
}

/** Numbers between the rows of a term of S columns. */
export function strideOf(size: number): number {
  return roundUp(size, 2);
}
