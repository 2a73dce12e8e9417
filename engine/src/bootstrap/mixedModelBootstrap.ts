import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { Table } from "../table/table";
import { CovarianceLayout } from "../model/covarianceLayout";
import { correlatedPairs } from "../model/varianceComponents";
import type { Failure } from "./replicator";
import { SampleLayout, numbered } from "./sampleLayout";

/** What the columns of a sample mean. */
export interface SampleDescription {
  readonly formula: string;
  readonly coefnames: readonly string[];
  /** Indices of the coefficients that are estimated; the others are −0 in every replicate. */
  readonly kept: readonly number[];
  readonly terms: readonly { readonly grouping: string; readonly names: readonly string[]; readonly blocks: readonly (readonly number[])[] }[];
  /** Seed of the stream, when the sample drew a fresh one. */
  readonly seed?: string;
}

/** A bootstrap sample: the estimates of every replicate, row i belonging to replicate i + 1. */
export class MixedModelBootstrap extends Shown {
  /** Number of replicates. */
  readonly length: number;
  /** All estimates: obj, β1…, σ, then per term its σ's and then its ρ's (row by row), then θ1…; indices zero-padded from 10 on. */
  readonly tbl: Table;
  /** Evaluations of the objective that each replicate took. */
  readonly evaluations: Int32Array;
  /** Replicates that did not converge; their rows hold NaN. */
  readonly failures: readonly Failure[];
  readonly coefnames: string[];
  readonly #layout: CovarianceLayout;
  readonly #description: SampleDescription;

  /** @internal Samples come from {@link parametricbootstrap}. */
  constructor(tbl: Table, description: SampleDescription, evaluations: Int32Array, failures: readonly Failure[]) {
    super();
    this.#layout = layoutOf(description);
    this.#description = description;
    this.tbl = tbl;
    this.length = tbl.numRows;
    this.evaluations = evaluations;
    this.failures = failures;
    this.coefnames = [...description.coefnames];
  }

  /** @internal What is saved beside the table. */
  get description(): SampleDescription {
    return this.#description;
  }
  /** Objective of every replicate. */
  get objective(): Float64Array {
    return this.tbl.numeric("obj");
  }
  /** Residual standard deviation of every replicate. */
  get σ(): Float64Array {
    return this.tbl.numeric("σ");
  }
  get sigma(): Float64Array {
    return this.σ;
  }
  /** θ of every replicate, length × k, row-major. */
  get θ(): Float64Array {
    const k = this.#layout.length;
    const columns = Array.from({ length: k }, (_, j) => this.tbl.numeric(numbered("θ", j, k)));
    return Float64Array.from({ length: this.length * k }, (_, i) => columns[i % k][Math.floor(i / k)]);
  }
  get theta(): Float64Array {
    return this.θ;
  }
  /** Coefficients in long form: iter, coefname, β. */
  get β(): Table {
    const p = this.coefnames.length;
    const columns = this.coefnames.map((_, j) => this.tbl.numeric(numbered("β", j, p)));
    return Table.fromColumns([
      ["iter", Int32Array.from({ length: this.length * p }, (_, i) => 1 + Math.floor(i / p))],
      ["coefname", Array.from({ length: this.length * p }, (_, i) => this.coefnames[i % p])],
      ["β", Float64Array.from({ length: this.length * p }, (_, i) => columns[i % p][Math.floor(i / p)])],
    ]);
  }
  get beta(): Table {
    return this.β;
  }
  /** Standard deviations in long form: iter, group, column, σ. */
  get σs(): Table {
    const parts = this.#description.terms.flatMap(({ grouping, names }) => names.map((name) => ({ grouping, name })));
    const w = parts.length;
    const values = parts.map((_, i) => this.tbl.numeric(numbered("σ", i, w)));
    return Table.fromColumns([
      ["iter", Int32Array.from({ length: this.length * w }, (_, i) => 1 + Math.floor(i / w))],
      ["group", Array.from({ length: this.length * w }, (_, i) => parts[i % w].grouping)],
      ["column", Array.from({ length: this.length * w }, (_, i) => parts[i % w].name)],
      ["σ", Float64Array.from({ length: this.length * w }, (_, i) => values[i % w][Math.floor(i / w)])],
    ]);
  }
  get sigmas(): Table {
    return this.σs;
  }
  /** Correlations in long form: iter, group, first, second, ρ. */
  get ρs(): Table {
    const pairs = this.#description.terms.flatMap(({ grouping, names }, t) =>
      correlatedPairs(this.#layout, t).map(([i, j]) => ({ grouping, first: names[i], second: names[j] })));
    const w = pairs.length;
    const values = pairs.map((_, i) => this.tbl.numeric(numbered("ρ", i, w)));
    return Table.fromColumns([
      ["iter", Int32Array.from({ length: this.length * w }, (_, i) => 1 + Math.floor(i / w))],
      ["group", Array.from({ length: this.length * w }, (_, i) => pairs[i % w].grouping)],
      ["first", Array.from({ length: this.length * w }, (_, i) => pairs[i % w].first)],
      ["second", Array.from({ length: this.length * w }, (_, i) => pairs[i % w].second)],
      ["ρ", Float64Array.from({ length: this.length * w }, (_, i) => values[i % w][Math.floor(i / w)])],
    ]);
  }
  get rhos(): Table {
    return this.ρs;
  }

  /** Per replicate, whether its covariance is singular: an element of the diagonal of λ is 0. */
  issingular(): boolean[] {
    const k = this.#layout.length;
    const diagonal = this.#layout.diagonal().map((index) => this.tbl.numeric(numbered("θ", index, k)));
    return Array.from({ length: this.length }, (_, i) => diagonal.some((column) => column[i] === 0));
  }

  override report(): Report {
    const singular = this.issingular().filter(Boolean).length;
    const { formula, seed } = this.#description;
    const share = this.length === 0 ? "" : ` (${((100 * singular) / this.length).toFixed(1)} %)`;
    const facts: [string, string][] = [["replicates", String(this.length)], ["parameters", String(this.tbl.columnNames.length - 1 - this.#layout.length)],
      ["singular fits", `${singular}${share}`], ["failed", String(this.failures.length)]];
    if (seed !== undefined) facts.push(["seed", seed]);
    return {
      caption: `Bootstrap sample of ${formula}`,
      columns: [{ header: "", align: "left" }, { header: "", align: "right" }],
      rows: facts.map(([name, value]) => ({ cells: [name, value] })),
      rowHeader: true,
      notes: this.failures.slice(0, 5).map(({ iter, reason }) => `replicate ${iter} failed: ${reason}`),
    };
  }
}

function layoutOf({ terms }: SampleDescription): CovarianceLayout {
  return new CovarianceLayout(terms.map((term) => term.names.length), terms.map((term) => term.blocks));
}

/** The columns of a sample with this description. */
export function sampleLayout(description: SampleDescription): SampleLayout {
  return new SampleLayout(description.coefnames.length, description.kept, layoutOf(description));
}
