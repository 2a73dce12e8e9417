import { withoutNaN } from "../../distributions/withoutNaN";
import { fixed, significant } from "../../show/numbers";
import { grouped } from "../../show/progressText";
import type { Report } from "../../show/report";
import {
  type NumberFormat,
  VIEW_VERSION,
  type View,
  type ViewCertificate,
  type ViewColumn,
  viewNumber,
} from "../../show/view";
import { sampleShape } from "./intervalView";
import { parameterLabels, parameterNames } from "./parameters";
import type { SampleFacts } from "./sampleFacts";
import { shortestInterval } from "./shortestInterval";

interface ParameterSummary {
  readonly name: string;
  readonly label: string;
  readonly mean: number;
  /** Standard deviation over the replicates: the bootstrap's standard error. */
  readonly sd: number;
  /** Shortest 95 % interval. */
  readonly interval: readonly [number, number];
}

/** More parameters than this are left out of the view, and than this of the printed table. */
const MOST_PARAMETERS = 200;
const MOST_PRINTED = 40;
const HEADERS = ["of", "mean", "sd", "lower", "upper"];

/**
 * A sample as a table: per parameter the mean, standard deviation and shortest 95 % interval of the replicates that
 * converged.
 */
export function sampleReport(sample: SampleFacts): Report {
  const summaries = parameterSummaries(sample, MOST_PRINTED);
  const left = parameterNames(sample).length - summaries.length;
  return {
    caption: `Bootstrap sample of ${sample.description.formula}`,
    columns: [
      { header: "par", align: "left" },
      ...HEADERS.map((header) => ({ header, align: header === "of" ? ("left" as const) : ("right" as const) })),
    ],
    rows: summaries.map(({ name, label, mean, sd, interval }) => ({
      cells: [name, label, ...[mean, sd, ...interval].map((value) => significant(value))],
    })),
    rowHeader: true,
    notes: [
      ...(left > 0 ? [`${left} more parameters are not shown`] : []),
      [...facts(sample), verdict(sample), "95 % intervals (shortest)"].join("; "),
      ...sample.failures.slice(0, 5).map(({ iter, reason }) => `replicate ${iter} failed: ${reason}`),
    ],
  };
}

/** The same for a reader that can be asked, with a histogram per parameter; of `most` parameters at most. */
export function sampleView(sample: SampleFacts, most = MOST_PARAMETERS): View {
  const summaries = parameterSummaries(sample, most);
  const left = parameterNames(sample).length - summaries.length;
  const format: NumberFormat = { style: "significant", digits: 6, adjustable: true };
  const column = (header: string, of: (summary: ParameterSummary) => number): ViewColumn => ({
    header,
    align: "right",
    format,
    cells: summaries.map((one) => viewNumber(Number(of(one).toPrecision(10)))),
  });
  return {
    version: VIEW_VERSION,
    kind: "table",
    caption: `Bootstrap sample of ${sample.description.formula}`,
    facts: facts(sample),
    certificate: certificate(sample),
    columns: [
      { header: "par", align: "left", cells: summaries.map(({ name }) => name) },
      { header: "of", align: "left", cells: summaries.map(({ label }) => label) },
      column("mean", ({ mean }) => mean),
      column("sd", ({ sd }) => sd),
      column("lower", ({ interval }) => interval[0]),
      column("upper", ({ interval }) => interval[1]),
    ],
    total: summaries.length,
    rowHeader: true,
    shapes: {
      header: "replicates",
      after: 2,
      cells: summaries.map(({ name, interval }) => sampleShape(sample.tbl.numeric(name), interval)),
    },
    notes: [
      "Lower and upper are the ends of the shortest 95 % intervals.",
      ...(left > 0 ? [`${left} more parameters are not shown`] : []),
    ],
  };
}

/** Of each table, those that are known: one display asks for them several times. */
const KNOWN = new WeakMap<object, Map<string, ParameterSummary>>();

function parameterSummaries(sample: SampleFacts, most: number): ParameterSummary[] {
  const known = KNOWN.get(sample.tbl) ?? new Map<string, ParameterSummary>();
  KNOWN.set(sample.tbl, known);
  const labels = parameterLabels(sample);
  return parameterNames(sample)
    .slice(0, most)
    .map((name) => {
      const summary = known.get(name) ?? parameterSummary(sample, name, labels.get(name) ?? "");
      known.set(name, summary);
      return summary;
    });
}

function parameterSummary(sample: SampleFacts, name: string, label: string): ParameterSummary {
  const values = withoutNaN(sample.tbl.numeric(name));
  return {
    name,
    label,
    ...meanAndSpread(values),
    interval: values.length === 0 ? [NaN, NaN] : shortestInterval(values),
  };
}

/** Of the replicates that have a value. */
export function meanAndSpread(column: Float64Array): { mean: number; sd: number } {
  const values = withoutNaN(column);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / Math.max(0, values.length - 1)) };
}

function facts({ length, requested, description: { seed } }: SampleFacts): string[] {
  return [
    length < requested
      ? `${grouped(length)} of ${grouped(requested)} replicates (stopped)`
      : `${grouped(length)} replicates`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
  ];
}

/** "317 singular (3.2 %), none failed" */
function verdict(sample: SampleFacts): string {
  const singular = sample.nsingular;
  const failed = sample.failures.length;
  const share = sample.length === 0 || singular === 0 ? "" : ` (${fixed((100 * singular) / sample.length, 1)} %)`;
  const doubtful = sample.doubtful === 0 ? "" : `, ${sample.doubtful} doubtful`;
  return `${singular === 0 ? "none" : singular} singular${share}, ${failed === 0 ? "none" : failed} failed${doubtful}`;
}

function certificate(sample: SampleFacts): ViewCertificate {
  const summary = verdict(sample);
  const { failures } = sample;
  return {
    state: failures.length > 0 ? "failed" : summary.startsWith("none") ? "converged" : "singular",
    summary,
    explanation: [
      failures.length === 0
        ? "Every refit reached its optimum."
        : "Refits that did not reach an optimum are left out of all that is shown here.",
      "A singular refit estimates a variance as 0 or a random effect as determined by others.",
      ...(sample.doubtful === 0
        ? []
        : [
            `Doubtful are ${sample.doubtful} refits that were singular or slow where few levels tell a variance: ` +
              "another start might have led lower, which a fit tries and a replicate does not.",
          ]),
      ...failures.slice(0, 5).map(({ iter, reason }) => `Replicate ${iter} failed: ${reason}.`),
      ...(failures.length > 5 ? [`${failures.length - 5} more failed.`] : []),
    ],
  };
}
