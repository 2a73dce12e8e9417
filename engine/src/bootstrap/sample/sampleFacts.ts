import type { Table } from "../../table/table";
import type { Failure } from "./failure";
import type { SampleDescription } from "./sampleDescription";

/** What the displays need to know of a bootstrap sample. */
export interface SampleFacts {
  readonly tbl: Table;
  readonly length: number;
  readonly requested: number;
  readonly coefnames: readonly string[];
  readonly description: SampleDescription;
  /** The pairs of random effects that may correlate, in the order of the ρ's. */
  readonly correlated: readonly { readonly grouping: string; readonly first: string; readonly second: string }[];
  readonly failures: readonly Failure[];
  readonly doubtful: number;
  readonly nsingular: number;
}
