import { checkSample } from "../bootstrap/sample/checkSample";
import type { MixedModelBootstrap } from "../bootstrap/sample/mixedModelBootstrap";
import { parameterLabels, parameterNames } from "../bootstrap/sample/parameters";
import { sampleView } from "../bootstrap/sample/sampleSummary";
import { shortestcovint } from "../bootstrap/sample/shortestcovint";
import { withoutNaN } from "../distributions/withoutNaN";
import { DataError, OptionError } from "../errors";
import { log10 } from "../math/log10";
import { base64 } from "../show/base64";
import { escapeHTML } from "../show/html";
import type { Report } from "../show/report";
import { jupyterDisplay, type MimeBundle, Shown } from "../show/shown";
import { VIEW_MIME, VIEW_VERSION, type View } from "../show/view";
import { checkOptions } from "../table/options";
import { unknownName } from "../words/nearest";
import { type BinnedColumn, binned } from "./parts/binnedColumn";
import { smallMultiples } from "./parts/smallMultiples";
import { validXML } from "./parts/validXML";

export interface BootstrapViewOptions {
  /** The parameters whose densities are drawn, by their names in `samp.tbl`. Default: all β, ρ, σ, at most 24. */
  parameters?: readonly string[];
}

/** A parameter of the payload: counts of all replicates and the bins of those that are held. */
export interface LinkedColumn extends Omit<BinnedColumn, "codes"> {
  name: string;
  label: string;
  /** Shortest 95 % interval. */
  interval: [number, number];
  /** A byte per held replicate in base 64: its bin, or `counts.length` − masses + its mass, or 255 if it failed. */
  codes: string;
}

/** A bootstrap sample for a reader that links the charts of its parameters. Every string is plain text. */
export interface BootstrapPayload {
  version: number;
  kind: "bootstrap";
  table: View;
  /** All replicates, of which the first `held` are in the columns; so many are singular, so many failed. */
  replicates: number;
  held: number;
  singular: number;
  failed: number;
  /** A bit per held replicate in base 64, the lowest first: whether it is singular. */
  singularBits: string;
  columns: LinkedColumn[];
  notes: string[];
}

interface NamedColumn {
  readonly name: string;
  readonly label: string;
  readonly interval: [number, number];
  readonly column: BinnedColumn;
}

const MOST_CHARTS = 24;
const MOST_ROWS = 60;
/** Characters of a payload. */
const ROOM = 195_000;

/**
 * A bootstrap sample as a table, the densities of its parameters and the counts of singular and failed replicates, side
 * by side. In JupyterLab a range that is chosen in one density is counted and marked in all the others.
 */
export function bootstrapview(sample: MixedModelBootstrap, options: BootstrapViewOptions = {}): LinkedBootstrap {
  checkSample("bootstrapview", sample);
  checkOptions("bootstrapview", options, ["parameters"]);
  const known = parameterNames(sample);
  const { parameters } = options;
  if (parameters !== undefined && !Array.isArray(parameters))
    throw new OptionError(
      `the option parameters of bootstrapview is an array of names such as ["β1", "σ"]; got ${String(parameters)}`,
    );
  for (const name of parameters ?? [])
    if (!known.includes(name)) throw new OptionError(unknownName("parameter", String(name), "parameters", known));
  if (sample.length === sample.failures.length)
    throw new DataError(
      `bootstrapview needs replicates; the sample has ${sample.length}, of which ${sample.failures.length} failed`,
    );
  return LinkedBootstrap.create(sample, parameters);
}

/** What {@link bootstrapview} shows. */
export class LinkedBootstrap extends Shown {
  readonly #sample: MixedModelBootstrap;
  readonly #names: readonly string[];
  #known: readonly NamedColumn[] | undefined;

  /** @internal */
  static create(sample: MixedModelBootstrap, parameters?: readonly string[]): LinkedBootstrap {
    return new LinkedBootstrap(sample, parameters);
  }

  private constructor(sample: MixedModelBootstrap, parameters?: readonly string[]) {
    super();
    this.#sample = sample;
    this.#names = parameters ?? parameterNames(sample).slice(0, MOST_CHARTS);
  }

  /** @internal */
  override report(): Report {
    return this.#sample.report();
  }

  /** The densities as an SVG document. */
  toSVG(): string {
    return validXML(
      smallMultiples(
        this.#columns().map(({ name, label, interval, column }) => ({ name, label, interval, ...column })),
      ),
    );
  }

  override toHTML(): string {
    const picture = base64(new TextEncoder().encode(this.toSVG()));
    return (
      `${this.#sample.toHTML()}\n<img alt="${escapeHTML(`Densities of ${this.#names.join(", ")}`)}" ` +
      `style="max-width:100%" src="data:image/svg+xml;base64,${picture}">`
    );
  }

  /** @internal */
  override [jupyterDisplay](): MimeBundle {
    return {
      [VIEW_MIME]: this.payload(),
      "text/plain": this.toString(),
      "text/html": this.toHTML(),
      "text/markdown": this.toMarkdown(),
      "text/latex": this.toLaTeX(),
    };
  }

  /**
   * @internal What the JupyterLab extension shows. Replicates are independent, so the first of them are a sample of
   * all.
   */
  payload(): BootstrapPayload {
    const sample = this.#sample;
    const singular = sample.singularFlags();
    const columns = this.#columns();
    const left = parameterNames(sample).length - columns.length;
    const rest: BootstrapPayload = {
      version: VIEW_VERSION,
      kind: "bootstrap",
      table: sampleView(sample, MOST_ROWS),
      replicates: sample.length,
      held: 0,
      singular: sample.nsingular,
      failed: sample.failures.length,
      singularBits: "",
      columns: columns.map(({ name, label, interval, column: { codes: _, ...column } }) => ({
        name,
        label,
        interval,
        ...column,
        codes: "",
      })),
      notes: left > 0 ? [`${left} more parameters are not drawn; choose with { parameters: […] }.`] : [],
    };
    const bytes = ((ROOM - JSON.stringify(rest).length) * 3) / 4;
    const held = Math.max(0, Math.min(sample.length, Math.floor(bytes / (columns.length + 1 / 8)) - 8));
    return {
      ...rest,
      held,
      singularBits: base64(bits(singular.subarray(0, held))),
      columns: rest.columns.map((column, j) => ({
        ...column,
        codes: base64(columns[j].column.codes.subarray(0, held)),
      })),
      notes: [
        ...(held < sample.length
          ? [
              `To keep the notebook small, selections count the first ${held} of ${sample.length} replicates; ` +
                "the curves show all.",
            ]
          : []),
        ...rest.notes,
      ],
    };
  }

  /** They are drawn and sent. */
  #columns(): readonly NamedColumn[] {
    return (this.#known ??= this.#counted());
  }

  #counted(): NamedColumn[] {
    const labels = parameterLabels(this.#sample);
    return this.#names.map((name) => {
      const values = this.#sample.tbl.numeric(name);
      const column = binned(values, ROOM);
      const unit = column.width * column.bins;
      return {
        name,
        label: labels.get(name) ?? "",
        interval: tidy(shortestcovint(withoutNaN(values)), unit),
        column,
      };
    });
  }
}

/** Five digits of what a drawing of this width can show. */
function tidy(values: [number, number], width: number): [number, number] {
  const places = width > 0 ? Math.min(100, Math.max(0, 5 - Math.floor(log10(width)))) : 12;
  return [Number(values[0].toFixed(places)), Number(values[1].toFixed(places))];
}

function bits(flags: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  flags.forEach((flag, i) => (bytes[i >> 3] |= flag << (i & 7)));
  return bytes;
}
