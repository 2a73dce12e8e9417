import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { Table } from "../table/table";
import { CovarianceLayout } from "../model/covarianceLayout";
import { correlatedPairs, correlation, standardDeviations } from "../model/varianceComponents";
import type { Failure } from "./refitter";

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
  /** Replicates that did not converge; their rows hold NaN. */
  readonly failures: readonly Failure[];
  readonly coefnames: string[];
  readonly #rows: Float64Array;
  readonly #rowLength: number;
  readonly #layout: CovarianceLayout;
  readonly #description: SampleDescription;
  #tbl: Table | undefined;

  /** @internal Samples come from {@link parametricbootstrap}. */
  constructor(rows: Float64Array, description: SampleDescription, failures: readonly Failure[]) {
    super();
    const { terms, kept, coefnames } = description;
    this.#layout = new CovarianceLayout(terms.map((term) => term.names.length), terms.map((term) => term.blocks));
    this.#rowLength = 2 + kept.length + this.#layout.length;
    this.#rows = rows;
    this.#description = description;
    this.length = rows.length / this.#rowLength;
    this.failures = failures;
    this.coefnames = [...coefnames];
  }

  /** All estimates: obj, β1…, σ, then per term its σ's and then its ρ's (row by row), then θ1…; indices zero-padded from 10 on. */
  get tbl(): Table {
    return (this.#tbl ??= this.#makeTable());
  }
  /** Objective of every replicate. */
  get objective(): Float64Array {
    return this.#stored(0);
  }
  /** Residual standard deviation of every replicate. */
  get σ(): Float64Array {
    return this.#stored(1);
  }
  get sigma(): Float64Array {
    return this.σ;
  }
  /** θ of every replicate, length × k, row-major. */
  get θ(): Float64Array {
    const k = this.#layout.length;
    const first = this.#rowLength - k;
    return Float64Array.from({ length: this.length * k }, (_, i) => this.#rows[Math.floor(i / k) * this.#rowLength + first + (i % k)]);
  }
  get theta(): Float64Array {
    return this.θ;
  }
  /** Coefficients in long form: iter, coefname, β. */
  get β(): Table {
    const p = this.coefnames.length;
    const columns = this.coefnames.map((_, j) => this.#coefficient(j));
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
    const first = this.#rowLength - this.#layout.length;
    const diagonal = this.#layout.diagonal();
    return Array.from({ length: this.length }, (_, i) => diagonal.some((index) => this.#rows[i * this.#rowLength + first + index] === 0));
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

  #stored(index: number): Float64Array {
    return Float64Array.from({ length: this.length }, (_, i) => this.#rows[i * this.#rowLength + index]);
  }

  #coefficient(j: number): Float64Array {
    const position = this.#description.kept.indexOf(j);
    return position < 0 ? new Float64Array(this.length).fill(-0) : this.#stored(2 + position);
  }

  #makeTable(): Table {
    const layout = this.#layout;
    const p = this.coefnames.length;
    const k = layout.length;
    const columns: [string, Float64Array][] = [["obj", this.objective]];
    for (let j = 0; j < p; j++) columns.push([numbered("β", j, p), this.#coefficient(j)]);
    columns.push(["σ", this.σ]);
    columns.push(...this.#componentColumns());
    for (let j = 0; j < k; j++) columns.push([numbered("θ", j, k), this.#stored(this.#rowLength - k + j)]);
    return Table.fromColumns(columns);
  }

  #componentColumns(): [string, Float64Array][] {
    const layout = this.#layout;
    const sizes = layout.sizes;
    const pairs = sizes.map((_, t) => correlatedPairs(layout, t));
    const nσ = sizes.reduce((sum, s) => sum + s, 0);
    const nρ = pairs.reduce((sum, own) => sum + own.length, 0);
    const σ = Array.from({ length: nσ }, () => new Float64Array(this.length));
    const ρ = Array.from({ length: nρ }, () => new Float64Array(this.length));
    const lambdas = layout.lambdas();
    const deviations = new Float64Array(nσ);
    for (let i = 0; i < this.length; i++) {
      const row = i * this.#rowLength;
      layout.fill(lambdas, this.#rows.subarray(row + this.#rowLength - layout.length, row + this.#rowLength));
      standardDeviations(deviations, layout, lambdas, this.#rows[row + 1]);
      deviations.forEach((value, j) => (σ[j][i] = value));
      let at = 0;
      pairs.forEach((own, t) => own.forEach(([a, b]) => (ρ[at++][i] = correlation(lambdas[t], sizes[t], a, b))));
    }
    const columns: [string, Float64Array][] = [];
    let s = 0;
    let r = 0;
    sizes.forEach((size, t) => {
      for (let c = 0; c < size; c++, s++) columns.push([numbered("σ", s, nσ), σ[s]]);
      for (let c = 0; c < pairs[t].length; c++, r++) columns.push([numbered("ρ", r, nρ), ρ[r]]);
    });
    return columns;
  }
}

/** "β3", or "β03" when there are ten or more. */
function numbered(symbol: string, index: number, count: number): string {
  return symbol + String(index + 1).padStart(String(count).length, "0");
}
