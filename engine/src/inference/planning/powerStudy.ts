import type { CollectedReplicates } from "../../bootstrap/computing/replicateCollector";
import type { Failure } from "../../bootstrap/sample/failure";
import type { Chart } from "../../charts/chart";
import { type PowerCurveOptions, powercurves } from "../../charts/powercurves";
import { binomialInterval } from "../../distributions/binomialInterval";
import type { Report } from "../../show/report";
import { Shown } from "../../show/shown";
import { Table } from "../../table/table";
import type { PowerOptions } from "./powertable";
import { untestedNotes } from "./untestedNotes";

interface ModelCoefficients {
  readonly model: string;
  readonly names: readonly string[];
}

type Point = { readonly [name: string]: number | string };
type StudyParts = [
  points: readonly Point[],
  coefficients: readonly ModelCoefficients[],
  n: number,
  replicates: CollectedReplicates,
];

/** The experiments of a power study and what they say. */
export class PowerStudy extends Shown {
  /** Experiments asked for of each design. */
  readonly n: number;
  /** Experiments that could not be computed, which are left out. */
  readonly failures: readonly Failure[];
  readonly #parts: StudyParts;

  /** @internal Studies come from {@link study}. */
  static create(...parts: StudyParts): PowerStudy {
    return new PowerStudy(...parts);
  }

  private constructor(...parts: StudyParts) {
    super();
    this.#parts = parts;
    [, , this.n] = parts;
    this.failures = parts[3].failures;
  }

  /**
   * Power at level 0.05, with Wilson's 95 % intervals: the columns of the grid, then model, coefname, power, lower,
   * upper, n.
   */
  get tbl(): Table {
    return this.table();
  }

  /** The same for other levels and kinds of intervals. */
  table({ alpha = 0.05, level = 0.95, method = "wilson" }: PowerOptions = {}): Table {
    const [points, coefficients, n, { tbl }] = this.#parts;
    const rows = points.flatMap((point, at) =>
      coefficients.flatMap(({ model, names }) =>
        names.map((coefname) => {
          const p = tbl.numeric(JSON.stringify([model, coefname, "p"])).subarray(at * n, (at + 1) * n);
          const asked = Math.max(0, Math.min(n, tbl.numRows - at * n));
          const tested = p.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
          const rejected = p.reduce((count, value) => count + (value < alpha ? 1 : 0), 0);
          const [lower, upper] = tested === 0 ? [NaN, NaN] : binomialInterval(rejected, tested, level, method);
          return { point, model, coefname, power: rejected / tested, lower, upper, tested, asked };
        }),
      ),
    );
    const [first] = points;
    const numbers = (name: "power" | "lower" | "upper"): Float64Array => Float64Array.from(rows, (row) => row[name]);
    return Table.fromColumns(
      [
        ...Object.keys(first).map((name): [string, Float64Array | string[]] => [
          name,
          typeof first[name] === "number"
            ? Float64Array.from(rows, ({ point }) => point[name] as number)
            : rows.map(({ point }) => String(point[name])),
        ]),
        ["model", rows.map(({ model }) => model)],
        ["coefname", rows.map(({ coefname }) => coefname)],
        ["power", numbers("power")],
        ["lower", numbers("lower")],
        ["upper", numbers("upper")],
        ["n", Int32Array.from(rows, (row) => row.tested)],
      ],
      {
        interval: ["lower", "upper"],
        caption: `Power at α = ${alpha}, ${Number((100 * level).toFixed(4))} % Monte-Carlo intervals`,
        missing: "NaN",
        maxRows: Infinity,
        notes: [...this.#stop(), ...untestedNotes(rows)],
      },
    );
  }

  /**
   * Power along a value of the grid, a colour for each model, a panel for each coefficient but the intercept and each
   * combination of the other values, with Monte-Carlo intervals.
   */
  plot(options: PowerCurveOptions = {}): Chart {
    const [[first]] = this.#parts;
    return powercurves(this.tbl, Object.keys(first), options);
  }

  /** What has to be said of a study that was stopped. */
  #stop(): string[] {
    const [points, , n, { tbl }] = this.#parts;
    const all = n * points.length;
    const done = tbl.numRows;
    if (done === all) return [];
    const whole = Math.floor(done / n);
    const none = points.length - Math.ceil(done / n);
    const parts = [
      ...(done % n === 0 ? [] : [`one has ${done % n} of its ${n}`]),
      ...(none === 0 ? [] : [`${none} ${none === 1 ? "has" : "have"} none`]),
    ];
    return [
      `the study was stopped after ${done} of ${all} experiments: of ${points.length} designs ${whole} ` +
        `${whole === 1 ? "is" : "are"} complete, ${parts.join(", ")}`,
    ];
  }

  /** @internal */
  override report(): Report {
    const report = this.tbl.report();
    const { failures } = this;
    if (failures.length === 0) return report;
    const note = `${failures.length} experiments could not be computed; the first: ${failures[0].reason}`;
    return { ...report, notes: [...(report.notes ?? []), note] };
  }
}
