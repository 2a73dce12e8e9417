import { correlatedPairs } from "../../deviance/correlations";
import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import { OptionError } from "../../errors";
import { isDoubtful } from "../../minimizer/levelDesign";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { Report } from "../../show/report";
import { Shown } from "../../show/shown";
import type { View } from "../../show/view";
import { withLevelOrder } from "../../table/levelOrder";
import { Table } from "../../table/table";
import { VersionInfo } from "../../versions/versionInfo";
import { longParameters, type SampleParameter, sampleParameters } from "./allParameters";
import { coefficientTests, replicateErrors } from "./coefficientTests";
import type { Failure } from "./failure";
import { layoutOf, type SampleDescription, scaleParameter } from "./sampleDescription";
import { numbered } from "./sampleLayout";
import { meanAndSpread, sampleReport, sampleView } from "./sampleSummary";

/** Of a sample: its table, what is said of it, the evaluations of each replicate and those that failed. */
type SampleParts = [tbl: Table, description: SampleDescription, evaluations: Int32Array, failures: readonly Failure[]];

/** A bootstrap sample: the estimates of every replicate, row i belonging to replicate i + 1. */
export class MixedModelBootstrap extends Shown {
  /** Number of replicates. */
  readonly length: number;
  /** Number of replicates asked for: more than `length` if the bootstrap was stopped. */
  readonly requested: number;
  /**
   * All estimates: obj, β1…, σ (φ of generalized models that have a dispersion), then per term its σ's and then its
   * ρ's (row by row), then θ1…, and with the
   * option `stderror` se1…; indices zero-padded from 10 on. Behind them the user's own statistics by their names.
   */
  readonly tbl: Table;
  /** Evaluations of the objective that each replicate took. */
  readonly evaluations: Int32Array;
  /**
   * Replicates that did not converge, whose rows hold NaN, and those whose own statistic could not be computed, whose
   * columns of it do.
   */
  readonly failures: readonly Failure[];
  readonly coefnames: string[];
  readonly #layout: CovarianceLayout;
  readonly #description: SampleDescription;
  #model: LinearMixedModel | undefined;
  #errors: Float64Array | undefined;

  /** @internal Samples come from {@link parametricbootstrap}. */
  static create(...parts: SampleParts): MixedModelBootstrap {
    return new MixedModelBootstrap(...parts);
  }

  private constructor(...[tbl, description, evaluations, failures]: SampleParts) {
    super();
    this.#layout = layoutOf(description);
    this.#description = description;
    this.tbl = tbl;
    this.length = tbl.numRows;
    this.requested = description.requested ?? this.length;
    this.evaluations = evaluations;
    this.failures = failures;
    this.coefnames = [...description.coefnames];
  }

  /** @internal What is saved beside the table. */
  get description(): SampleDescription {
    return this.#description;
  }

  /** What computed the replicates (at last, of a resumed bootstrap); undefined of files of earlier releases. */
  get versions(): VersionInfo | undefined {
    const { versions } = this.#description;
    return versions && new VersionInfo(versions);
  }
  /** @internal The pairs of random effects that may correlate, in the order of the ρ's. */
  get correlated(): { grouping: string; first: string; second: string }[] {
    return this.#description.terms.flatMap(({ grouping, names }, t) =>
      correlatedPairs(this.#layout, t).map(([i, j]) => ({ grouping, first: names[i], second: names[j] })),
    );
  }
  /**
   * Number of replicates whose refit is an optimum, but perhaps not the lowest one: singular or slow refits of a model
   * in which few levels tell a variance. A fit tries more starts then, which a replicate does not.
   */
  get doubtful(): number {
    if (!this.#description.hasFewLevels) return 0;
    const { objective, evaluations } = this;
    const flags = this.singularFlags();
    let count = 0;
    for (let i = 0; i < flags.length; i++)
      if (!Number.isNaN(objective[i]) && isDoubtful(flags[i] === 1, evaluations[i])) count++;
    return count;
  }
  /** Objective of every replicate. */
  get objective(): Float64Array {
    return this.tbl.numeric("obj");
  }
  /** Residual standard deviation of every replicate. */
  get σ(): Float64Array {
    const { family } = this.#description;
    if (family !== undefined)
      throw new OptionError(
        `σ is the residual standard deviation of linear mixed models; a ${family} model has none` +
          (scaleParameter(family) === "φ" ? ", its dispersion is the column φ of tbl" : ""),
      );
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
      [
        "coefname",
        withLevelOrder(
          Array.from({ length: this.length * p }, (_, i) => this.coefnames[i % p]),
          this.coefnames,
        ),
      ],
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
    const pairs = this.correlated;
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
  /**
   * The user's own statistics (option `statistic`): columns statistic, observed (of the model itself), bias (their mean
   * over the replicates less that) and se (their standard deviation); no rows where there are none.
   */
  get statistics(): Table {
    const own = this.#description.statistics ?? [];
    const moments = own.map(({ name }) => meanAndSpread(this.tbl.numeric(name)));
    return Table.fromColumns(
      [
        ["statistic", own.map(({ name }) => name)],
        ["observed", Float64Array.from(own, ({ observed }) => observed)],
        ["bias", Float64Array.from(own, ({ observed }, i) => moments[i].mean - observed)],
        ["se", Float64Array.from(moments, ({ sd }) => sd)],
      ],
      { rowHeader: true, caption: "Own statistics", maxRows: Infinity },
    );
  }
  /**
   * Every parameter in long form: iter, type ("β", "σ", "ρ"), group, names, value; as in MixedModels.jl, without
   * correlations that are fixed at 0.
   */
  get allpars(): Table {
    return longParameters(this.parameters(), this.length);
  }
  /**
   * Standard errors of the coefficients in every replicate, length × p, row-major: of a linear model computed at the
   * first use, of a generalized one kept by the option `stderror` of parametricbootstrap.
   */
  get se(): Float64Array {
    if (this.#errors === undefined) {
      if (this.#description.hasErrors) return (this.#errors = this.#keptErrors());
      if (this.#description.family !== undefined)
        throw new OptionError(
          "the standard errors of replicates of a generalized model need their responses, which are not kept; " +
            "parametricbootstrap keeps the errors with the option stderror: true",
        );
      if (this.#description.method === "case")
        throw new OptionError(
          "the standard errors of replicates need the design of the model; " +
            "those of a case bootstrap have a design each",
        );
      if (this.#model === undefined)
        throw new OptionError(
          "the standard errors of replicates need the model that was refitted; " +
            `restore those of '${this.#description.formula}' by restorereplicates(path, model)`,
        );
      this.#errors = replicateErrors(this.#model, this.θ, this.σ);
    }
    return this.#errors;
  }
  #keptErrors(): Float64Array {
    const p = this.coefnames.length;
    const columns = this.coefnames.map((_, j) => this.tbl.numeric(numbered("se", j, p)));
    return Float64Array.from({ length: this.length * p }, (_, i) => columns[i % p][Math.floor(i / p)]);
  }

  /** Wald tests of the coefficients in every replicate, in long form: iter, coefname, β, se, z, p. */
  get coefpvalues(): Table {
    const p = this.coefnames.length;
    return coefficientTests(
      this.coefnames,
      this.coefnames.map((_, j) => this.tbl.numeric(numbered("β", j, p))),
      this.se,
    );
  }

  /** @internal The parameters with their values in every replicate. */
  parameters(): SampleParameter[] {
    return sampleParameters(
      this.tbl,
      this.#description,
      this.#description.terms.map((_, t) => correlatedPairs(this.#layout, t)),
    );
  }
  /** @internal The model whose refits the replicates are, where it is known. */
  get model(): LinearMixedModel | undefined {
    return this.#model;
  }
  /** @internal Says which model the replicates are refits of. */
  drawnFrom(model: LinearMixedModel | undefined): this {
    this.#model = model;
    return this;
  }

  /** How many replicates are singular. */
  get nsingular(): number {
    return this.singularFlags().reduce((sum, flag) => sum + flag, 0);
  }

  /** Per replicate, whether its covariance is singular: an element of the diagonal of λ is 0. */
  issingular(): boolean[] {
    return Array.from(this.singularFlags(), Boolean);
  }

  /** @internal The same as 0 and 1. */
  singularFlags(): Uint8Array {
    const k = this.#layout.length;
    const flags = new Uint8Array(this.length);
    for (const index of this.#layout.diagonal()) {
      const column = this.tbl.numeric(numbered("θ", index, k));
      for (let i = 0; i < column.length; i++) if (column[i] === 0) flags[i] = 1;
    }
    return flags;
  }

  /** @internal The estimates of coefficient j in all replicates. */
  coefficient(j: number): Float64Array {
    return this.tbl.numeric(numbered("β", j, this.coefnames.length));
  }

  /** @internal */
  override report(): Report {
    return sampleReport(this);
  }

  /** @internal */
  override view(): View {
    return sampleView(this);
  }
}
