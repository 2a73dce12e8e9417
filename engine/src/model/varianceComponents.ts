import { correlation } from "../deviance/correlations";
import { fixed } from "../show/numbers";
import type { Report, ReportRow } from "../show/report";
import { Shown } from "../show/shown";
import { type NumberFormat, VIEW_VERSION, type View, type ViewColumn, viewNumber } from "../show/view";
import { failedFits } from "./failedFits";
import type { ModelFacts } from "./modelFacts";

/** Variances, standard deviations and correlations of one term's random effects. */
export interface VarianceComponent {
  readonly grouping: string;
  readonly names: readonly string[];
  /** In squared units of the response. */
  readonly variance: Float64Array;
  /** In units of the response. */
  readonly stddev: Float64Array;
  /** Row i holds the correlations of column i with columns 0…i−1; NaN where it is fixed at 0 (zerocorr). */
  readonly correlations: readonly Float64Array[];
}

/** The variance components of a model, as {@link VarCorr} extracts them. */
export class VarianceComponents extends Shown {
  /** @internal They come from {@link VarCorr}. */
  static create(
    components: readonly VarianceComponent[],
    residual: number,
    residualIsFixed: boolean,
    failures: () => string[],
  ): VarianceComponents {
    return new VarianceComponents(components, residual, residualIsFixed, failures);
  }

  private constructor(
    readonly components: readonly VarianceComponent[],
    /** Residual standard deviation; NaN for a generalized model, which has none. */ readonly residual: number,
    /** Whether that was held fixed. */ readonly residualIsFixed: boolean,
    private readonly failures: () => string[],
  ) {
    super();
  }

  /** @internal */
  override report(): Report {
    const hasResidual = !Number.isNaN(this.residual);
    const spreads = this.components.flatMap(({ stddev }) => [...stddev]);
    const decimals = decimalsFor(hasResidual ? [...spreads, this.residual] : spreads);
    const width = Math.max(1, ...this.components.map(({ names }) => names.length)) - 1;
    const blank = Array<string>(width).fill("");
    const rows = this.components.flatMap(({ grouping, names, variance, stddev, correlations }, term) =>
      names.map((name, i): ReportRow => {
        const row = Array.from(correlations[i], (value) =>
          Number.isNaN(value) ? "." : `${value < 0 ? "-" : "+"}${fixed(Math.abs(value), 2)}`,
        );
        return {
          cells: [
            i === 0 ? grouping : "",
            name,
            fixed(variance[i], decimals),
            fixed(stddev[i], decimals),
            ...row,
            ...blank.slice(row.length),
          ],
          rule: i === 0 && term > 0,
        };
      }),
    );
    if (hasResidual)
      rows.push({
        cells: [
          residualName(this.residualIsFixed),
          "",
          fixed(this.residual ** 2, decimals),
          fixed(this.residual, decimals),
          ...blank,
        ],
        rule: true,
      });
    return {
      caption: "Variance components",
      columns: [
        { header: "", align: "left" },
        { header: "Column", align: "left" },
        { header: "Variance", align: "right" },
        { header: "Std.Dev", align: "right" },
        ...blank.map((_, i) => ({ header: i === 0 ? "Corr." : "", align: "right" as const })),
      ],
      rows,
      rowHeader: true,
      ...this.notes(),
    };
  }

  /** What is to be said of a fit that is not at an optimum. */
  private notes(): { notes?: string[] } {
    const notes = this.failures();
    return notes.length > 0 ? { notes } : {};
  }

  /** @internal */
  override view(): View {
    const { components, residual } = this;
    const width = Math.max(1, ...components.map(({ names }) => names.length)) - 1;
    const last = <T>(cell: T): T[] => (Number.isNaN(residual) ? [] : [cell]);
    const rows = components.flatMap(({ grouping, names, variance, stddev, correlations }) =>
      names.map((name, i) => ({
        grouping,
        name,
        variance: variance[i],
        stddev: stddev[i],
        correlations: correlations[i],
      })),
    );
    const format: NumberFormat = {
      style: "fixed",
      digits: Math.min(6, decimalsFor([...rows.map(({ stddev }) => stddev), ...last(residual)])),
      adjustable: true,
    };
    // With the first effect of the group, the second, …
    const correlation = (j: number): ViewColumn => ({
      header: width === 1 ? "Corr." : `Corr. ${j + 1}`,
      align: "right",
      format: { style: "fixed", digits: 2, sign: true },
      toggle: "Correlations",
      shade: true,
      cells: [
        ...rows.map(({ correlations }) =>
          j >= correlations.length ? null : Number.isNaN(correlations[j]) ? "." : viewNumber(correlations[j]),
        ),
        ...last(null),
      ],
    });
    return {
      version: VIEW_VERSION,
      kind: "table",
      caption: "Variance components",
      columns: [
        {
          header: "Group",
          align: "left",
          cells: [...rows.map(({ grouping }) => grouping), ...last(residualName(this.residualIsFixed))],
        },
        { header: "Column", align: "left", cells: [...rows.map(({ name }) => name), ...last("")] },
        {
          header: "Variance",
          align: "right",
          format,
          toggle: "Variances",
          cells: [...rows.map(({ variance }) => viewNumber(variance)), ...last(viewNumber(residual ** 2))],
        },
        {
          header: "Std.Dev",
          align: "right",
          format,
          toggle: "Standard deviations",
          cells: [...rows.map(({ stddev }) => viewNumber(stddev)), ...last(viewNumber(residual))],
        },
        ...Array.from({ length: width }, (_, j) => correlation(j)),
      ],
      total: rows.length + last(0).length,
      ...(Number.isNaN(residual) ? {} : { foot: 1 }),
      rules: components
        .slice(1)
        .map((_, t) => components.slice(0, t + 1).reduce((sum, { names }) => sum + names.length, 0)),
      rowHeader: true,
      grouped: true,
      ...this.notes(),
    };
  }
}

/** The variances, standard deviations and correlations of the random effects. */
export function varianceComponents(model: ModelFacts): VarianceComponents {
  const { terms, layout } = model.data;
  const lambdas = model.lambda;
  const components = terms.map((term, t): VarianceComponent => {
    const s = term.names.length;
    const stddev = Float64Array.from(term.names, (name) => model.σs[term.grouping][name]);
    const blockOf = (column: number): number =>
      layout.blocks.findIndex((block) => block.term === t && block.columns.includes(column));
    const correlations = term.names.map((_, i) =>
      Float64Array.from({ length: i }, (_, j) => (blockOf(i) === blockOf(j) ? correlation(lambdas[t], s, i, j) : NaN)),
    );
    return {
      grouping: term.grouping,
      names: term.names,
      variance: stddev.map((value) => value * value),
      stddev,
      correlations,
    };
  });
  const { generalized, sigma, sigmaIsFixed } = model;
  const residual = generalized === undefined ? sigma : NaN;
  return VarianceComponents.create(components, residual, sigmaIsFixed, () => failedFits([model]));
}

/** What the row of σ is called. */
export function residualName(isFixed: boolean): string {
  return isFixed ? "Residual (fixed)" : "Residual";
}

/** As many decimals as the numbers need to show 6 significant digits each, trailing zeros not counted. */
function decimalsFor(values: readonly number[]): number {
  const needed = values.map((value) => {
    if (value === 0 || !Number.isFinite(value)) return 0;
    const rounded = Number(value.toPrecision(6));
    const text = rounded.toString();
    return text.includes("e") ? 0 : (text.split(".")[1] ?? "").length;
  });
  return Math.max(1, ...needed);
}
