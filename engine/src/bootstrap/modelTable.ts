import { OptionError } from "../errors";
import { exp } from "../math/exp";
import { failedFits } from "../model/failedFits";
import { GeneralizedLinearMixedModel } from "../model/generalized/generalizedLinearMixedModel";
import { ratioKind } from "../model/generalized/ratios";
import { LinearMixedModel } from "../model/linearMixedModel";
import { isMixedModel, type MixedModel } from "../model/mixedModel";
import { beside, footOf } from "../model/modelReport";
import { fixed } from "../show/numbers";
import type { Report, ReportRow } from "../show/report";
import { Shown } from "../show/shown";
import { checkLevel, checkOptions, checkSwitch } from "../table/options";
import { shownValue } from "../table/shownValue";
import { checkDrawnFrom } from "./sample/checkDrawnFrom";
import { checkSample } from "./sample/checkSample";
import { confint } from "./sample/confint";
import type { MixedModelBootstrap } from "./sample/mixedModelBootstrap";
import { numbered } from "./sample/sampleLayout";

export interface ModelTableOptions {
  /** What stands over each model; default (1), (2), … */
  names?: readonly string[];
  /** What stands behind each estimate: its standard error (default), or its Wald interval. */
  show?: "se" | "wald";
  /**
   * A bootstrap sample of each model: its shortest coverage intervals stand behind the estimates, those of the σ's too.
   */
  samples?: readonly MixedModelBootstrap[];
  /** Level of the intervals; default 0.95. */
  level?: number;
  /** Decimals of the estimates; default 2. */
  digits?: number;
  /**
   * Of generalized models: exp β̂ instead of β̂, the odds ratios of a logit link, the rate ratios of a log link (the
   * hazard ratios of cloglog), with standard errors exp(β̂)·SE and intervals that are exp of those of β; default false.
   */
  ratios?: boolean;
}

/** Several models side by side, a column each, as {@link modeltable} makes it. */
export class ModelTable extends Shown {
  /** @internal */
  static create(models: readonly MixedModel[], options: ModelTableOptions): ModelTable {
    return new ModelTable(models, options);
  }

  private constructor(
    readonly models: readonly MixedModel[],
    private readonly options: ModelTableOptions,
  ) {
    super();
  }

  /** @internal */
  override report(): Report {
    const { models, options } = this;
    const { names = models.map((_, i) => `(${i + 1})`), digits = 2 } = options;
    const columns = models.map((model, i) => modelColumn(model, options, options.samples?.[i]));
    const row = (name: string, part: "coefficients" | "spreads"): ReportRow => ({
      cells: [name, ...columns.map((column) => column[part].get(name) ?? "")],
    });
    const keys = (part: "coefficients" | "spreads"): string[] => [
      ...new Set(columns.flatMap((column) => [...column[part].keys()])),
    ];
    const all = keys("spreads");
    const spreads = [...all.filter((name) => !FEET.includes(name)), ...FEET.filter((name) => all.includes(name))];
    const ruled = (rows: ReportRow[]): ReportRow[] => rows.map((own, i) => (i === 0 ? { ...own, rule: true } : own));
    const facts: [string, (model: MixedModel) => string][] = [
      ["observations", (model) => String(model.nobs)],
      [
        models.every((model) => model.REML)
          ? "REML criterion"
          : models.some((model) => model.REML)
            ? "objective"
            : "−2ℓ",
        (model) =>
          fixed(model instanceof GeneralizedLinearMixedModel ? -2 * model.loglikelihood : model.objective, digits),
      ],
      ["AIC", (model) => fixed(model.aic, digits)],
      ["BIC", (model) => fixed(model.bic, digits)],
    ];
    return {
      columns: [{ header: "", align: "left" }, ...names.map((header) => ({ header, align: "right" as const }))],
      rows: [
        ...keys("coefficients").map((name) => row(name, "coefficients")),
        ...ruled(spreads.map((name) => row(name, "spreads"))),
        ...ruled(facts.map(([name, value]) => ({ cells: [name, ...models.map(value)] }))),
      ],
      rowHeader: true,
      notes: [
        legend(options),
        ...(options.ratios ? [`estimates are ${[...new Set(models.map(ratioKind))].join(" and ")}`] : []),
        ...models.map((model, i) => `${names[i]}: ${model.formula}${howFitted(model)}`),
        ...models.flatMap((model, i) => failedFits([model], () => names[i])),
      ],
    };
  }
}

/** What the formula does not tell, in parentheses. */
function howFitted(model: MixedModel): string {
  const kind = model instanceof GeneralizedLinearMixedModel ? model.generalized.kind : [];
  const parts = [
    ...kind,
    ...(model.REML ? ["REML"] : []),
    ...beside(model),
    ...(model.sigmaIsFixed ? ["σ fixed"] : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

const RESIDUAL = "σ Residual";
/** What stands below the standard deviations of the random effects. */
const FEET = [RESIDUAL, "φ (dispersion)"];

interface ModelColumn {
  readonly coefficients: Map<string, string>;
  readonly spreads: Map<string, string>;
}

function modelColumn(
  model: MixedModel,
  { show = "se", level = 0.95, digits = 2, ratios = false }: ModelTableOptions,
  sample: MixedModelBootstrap | undefined,
): ModelColumn {
  const interval = sample === undefined ? undefined : sampleIntervals(sample, level);
  const p = model.coefnames.length;
  const wald = show === "wald" ? confint(model, { level }) : undefined;
  const bounds = (lower: number, upper: number): string => `[${fixed(lower, digits)}, ${fixed(upper, digits)}]`;
  const shown = (value: number): number => (ratios ? exp(value) : value);
  const coefficients = new Map(
    model.coefnames.map((name, j) => {
      const behind =
        interval?.(numbered("β", j, p)) ?? (wald ? [wald.numeric("lower")[j], wald.numeric("upper")[j]] : undefined);
      return [
        name,
        Number.isNaN(model.stderror[j])
          ? withoutEstimate(model.coef[j])
          : `${fixed(shown(model.coef[j]), digits)} ` +
            (behind
              ? bounds(shown(behind[0]), shown(behind[1]))
              : `(${fixed(ratios ? shown(model.coef[j]) * model.stderror[j] : model.stderror[j], digits)})`),
      ];
    }),
  );
  const count = model.data.terms.reduce((sum, { names }) => sum + names.length, 0);
  const spreads = new Map<string, string>();
  let index = 0;
  const add = (name: string, value: number, parameter: string): void => {
    const behind = interval?.(parameter);
    spreads.set(name, `${fixed(value, digits)}${behind ? ` ${bounds(behind[0], behind[1])}` : ""}`);
  };
  for (const { grouping, names } of model.data.terms)
    for (const name of names) add(`σ ${grouping}: ${name}`, model.σs[grouping][name], numbered("σ", index++, count));
  const foot = footOf(model);
  if (model instanceof LinearMixedModel) add(RESIDUAL, model.sigma, "σ");
  else if (foot !== undefined) add(foot.name, foot.value, "φ");
  return { coefficients, spreads };
}

/** A column that is a combination of others, or one along which the likelihood rises for ever. */
function withoutEstimate(coef: number): string {
  return Number.isFinite(coef) ? "dependent" : `${coef > 0 ? "" : "−"}∞`;
}

/** Bounds by the name that a parameter has in the table of a sample. */
function sampleIntervals(
  sample: MixedModelBootstrap,
  level: number,
): (parameter: string) => [number, number] | undefined {
  const table = confint(sample, { level });
  const rows = new Map((table.column("par") as string[]).map((name, i) => [name, i]));
  const [lower, upper] = [table.numeric("lower"), table.numeric("upper")];
  return (parameter) => {
    const row = rows.get(parameter);
    return row === undefined ? undefined : [lower[row], upper[row]];
  };
}

function legend({ show = "se", samples, level = 0.95 }: ModelTableOptions): string {
  const percent = `${Number((100 * level).toFixed(4))} %`;
  if (samples !== undefined) {
    const methods = new Set(samples.map(({ description: { method = "parametric" } }) => method));
    return (
      `estimate [${percent} shortest coverage interval of ` +
      `a ${methods.size === 1 ? `${[...methods][0]} ` : ""}bootstrap]`
    );
  }
  return show === "wald" ? `estimate [${percent} Wald interval]` : "estimate (standard error)";
}

/**
 * Several models side by side, a column each, for a paper: estimates with standard errors, Wald or bootstrap intervals,
 * the standard deviations of the random effects, and what the fits are judged by.
 * @param last the last argument may be options: `modeltable(m0, m1, { show: "wald" })`
 */
export function modeltable(...last: (MixedModel | ModelTableOptions)[]): ModelTable {
  const models = last.filter(isMixedModel);
  const [options = {}, ...more] = last.filter((argument) => !isMixedModel(argument)) as ModelTableOptions[];
  if (models.length === 0) throw new OptionError("a model table needs a model or more; got none");
  if (more.length > 0 || (last.length > models.length && isMixedModel(last.at(-1))))
    throw new OptionError("modeltable takes models and then options; got something else among the models");
  checkOptions("modeltable", options, ["names", "show", "samples", "level", "digits", "ratios"]);
  const { names, show = "se", samples, level = 0.95, digits = 2, ratios = false } = options;
  checkSwitch("ratios", ratios);
  if (ratios) models.forEach(ratioKind);
  if (names !== undefined && names.length !== models.length)
    throw new OptionError(`a model table has a name for each model; got ${names.length} for ${models.length}`);
  if (show !== "se" && show !== "wald")
    throw new OptionError(`a model table shows "se" or "wald"; got ${JSON.stringify(show)}`);
  checkLevel(level);
  if (!Number.isInteger(digits) || digits < 0 || digits > 15)
    throw new OptionError(`digits is a whole number from 0 to 15; got ${String(digits)}`);
  if (samples !== undefined) checkSamples(samples, models);
  return ModelTable.create(models, options);
}

function checkSamples(samples: readonly MixedModelBootstrap[], models: readonly MixedModel[]): void {
  if (!Array.isArray(samples) || samples.length !== models.length)
    throw new OptionError(
      "a model table has a sample for each model; " +
        `got ${Array.isArray(samples) ? samples.length : shownValue(samples)} for ${models.length}`,
    );
  for (const sample of samples) checkSample("modeltable", sample);
  models.forEach((model, i) =>
    checkDrawnFrom("a sample must be drawn from its model", samples[i], model, `sample ${i + 1}`),
  );
}
