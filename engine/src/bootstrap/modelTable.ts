import { OptionError } from "../errors";
import { exp } from "../math/exp";
import { failedFits } from "../model/failedFits";
import { GeneralizedLinearMixedModel } from "../model/generalized/generalizedLinearMixedModel";
import { hessianErrors, type StandardErrors } from "../model/generalized/hessianCovariance";
import { ratioKind } from "../model/generalized/ratios";
import { LinearMixedModel } from "../model/linearMixedModel";
import { isMixedModel, type MixedModel } from "../model/mixedModel";
import { beside, footOf } from "../model/modelReport";
import { formulaDifferences, isNamedModels, type ModelArgument, modelsOf } from "../model/namedModels";
import { icc, r2 } from "../model/r2";
import { decimalsByError, withDecimals } from "../show/columnTexts";
import { fixed } from "../show/numbers";
import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { type ComposedCell, VIEW_VERSION, type View, type ViewColumn } from "../show/view";
import { checkLevel, checkOptions, checkSwitch } from "../table/options";
import { ERROR_DIGITS } from "../table/resultFormats";
import { shownValue } from "../table/shownValue";
import { checkDrawnFrom } from "./sample/checkDrawnFrom";
import { checkSample } from "./sample/checkSample";
import { confint } from "./sample/confint";
import type { MixedModelBootstrap } from "./sample/mixedModelBootstrap";
import { numbered } from "./sample/sampleLayout";

export interface ModelTableOptions {
  /** What stands over each model; default the names under which models are given, else (1), (2), … */
  names?: readonly string[];
  /** What stands behind each estimate: its standard error (default), or its Wald interval. */
  show?: "se" | "wald";
  /**
   * A bootstrap sample of each model: its shortest coverage intervals stand behind the estimates, those of the σ's too.
   */
  samples?: readonly MixedModelBootstrap[];
  /** Level of the intervals; default 0.95. */
  level?: number;
  /**
   * Significant digits of the standard errors, by which the estimates of a row are rounded; default 2. Standard
   * deviations without an interval have one more.
   */
  digits?: number;
  /** The same number of decimals in all rows instead. */
  decimals?: number;
  /** Rows of marginal and conditional R² and of the intraclass correlation ({@link r2}, {@link icc}); default false. */
  r2?: boolean;
  /**
   * Of generalized models: exp β̂ instead of β̂, the odds ratios of a logit link, the rate ratios of a log link (the
   * hazard ratios of cloglog), with standard errors exp(β̂)·SE and intervals that are exp of those of β; default false.
   */
  ratios?: boolean;
  /**
   * "hessian": standard errors and Wald intervals of generalized models as R has them, from the Hessian of the
   * log-likelihood in all parameters; those of linear models stay. Default: at the θ of the fits, as MixedModels.jl has
   * them.
   */
  se?: StandardErrors;
}

/** Several models side by side, a column each, as {@link modeltable} makes it. */
export class ModelTable extends Shown {
  /** @internal */
  static create(
    models: readonly MixedModel[],
    options: ModelTableOptions,
    names: readonly string[] | undefined,
  ): ModelTable {
    return new ModelTable(models, options, options.names ?? names ?? models.map((_, i) => `(${i + 1})`));
  }

  private constructor(
    readonly models: readonly MixedModel[],
    private readonly options: ModelTableOptions,
    private readonly names: readonly string[],
  ) {
    super();
  }

  /** @internal */
  override report(): Report {
    const { columns, notes, rules = [], rowHeader = true } = this.view();
    return {
      columns: columns.map(({ header, align }) => ({ header, align })),
      rows: columns[0].cells.map((_, row) => ({
        cells: columns.map(({ cells }) => String(cells[row] ?? "")),
        ...(rules.includes(row) ? { rule: true } : {}),
      })),
      rowHeader,
      ...(notes === undefined ? {} : { notes }),
    };
  }

  /** @internal */
  override view(): View {
    const { models, options, names } = this;
    const columns = models.map((model, i) => modelColumn(model, options, options.samples?.[i]));
    const keys = (part: "coefficients" | "spreads"): string[] => [
      ...new Set(columns.flatMap((column) => [...column[part].keys()])),
    ];
    const all = keys("spreads");
    const spreads = [...all.filter((name) => !FEET.includes(name)), ...FEET.filter((name) => all.includes(name))];
    const coefficients = keys("coefficients");
    const estimates = [
      ...coefficients.map((name) => estimateRow(name, columns, "coefficients", options)),
      ...spreads.map((name) => estimateRow(name, columns, "spreads", options)),
    ];
    const facts = [...modelFacts(models), ...(options.r2 ? VARIANCE_FACTS : [])];
    const rules = [coefficients.length, coefficients.length + spreads.length].filter(
      (row, i) => row > 0 && (i === 1 || spreads.length > 0),
    );
    return {
      version: VIEW_VERSION,
      kind: "table",
      columns: [
        { header: "", align: "left", cells: [...estimates.map(({ name }) => name), ...facts.map(({ name }) => name)] },
        ...models.map(
          (model, i): ViewColumn => ({
            header: names[i],
            align: "right",
            format: {
              style: "error",
              digits: options.digits ?? ERROR_DIGITS,
              adjustable: options.decimals === undefined,
            },
            cells: [
              ...estimates.map(({ cells }) => (typeof cells[i] === "object" ? composed(cells[i]) : cells[i])),
              ...facts.map(({ value }) => value(model)),
            ],
            composed: [
              ...estimates.map(({ cells }) => (typeof cells[i] === "object" ? cells[i] : null)),
              ...facts.map(() => null),
            ],
          }),
        ),
      ],
      total: estimates.length + facts.length,
      rules,
      rowHeader: true,
      ordered: true,
      notes: [
        legend(options),
        ...(options.se === undefined ? [] : ["standard errors of generalized models by the Hessian in all parameters"]),
        ...(options.ratios ? [`estimates are ${[...new Set(models.map(ratioKind))].join(" and ")}`] : []),
        ...(options.r2 ? ["R² and ICC: Nakagawa, Johnson & Schielzeth 2017"] : []),
        ...models.map((model, i) => `${names[i]}: ${model.formula}${howFitted(model)}`),
        ...formulaDifferences(models, names),
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

/** A number with what stands behind it, before it is rounded, or the word for one that there is not. */
type Estimate = { readonly value: number; readonly se?: number; readonly bounds?: readonly [number, number] } | string;

interface ModelColumn {
  readonly coefficients: Map<string, Estimate>;
  readonly spreads: Map<string, Estimate>;
}

function modelColumn(
  model: MixedModel,
  { show = "se", level = 0.95, ratios = false, se: kind }: ModelTableOptions,
  sample: MixedModelBootstrap | undefined,
): ModelColumn {
  const interval = sample === undefined ? undefined : sampleIntervals(sample, level);
  const p = model.coefnames.length;
  const se = model instanceof GeneralizedLinearMixedModel ? kind : undefined;
  const wald = show === "wald" ? confint(model, { level, ...(se && { se }) }) : undefined;
  const errors = se === undefined ? model.stderror : hessianErrors(model, se);
  const shown = (value: number): number => (ratios ? exp(value) : value);
  const coefficients = new Map(
    model.coefnames.map((name, j): [string, Estimate] => {
      if (Number.isNaN(errors[j])) return [name, withoutEstimate(model.coef[j])];
      const behind =
        interval?.(numbered("β", j, p)) ?? (wald ? [wald.numeric("lower")[j], wald.numeric("upper")[j]] : undefined);
      const value = shown(model.coef[j]);
      const error = ratios ? value * errors[j] : errors[j];
      return [name, { value, se: error, ...(behind ? { bounds: [shown(behind[0]), shown(behind[1])] as const } : {}) }];
    }),
  );
  const count = model.data.terms.reduce((sum, { names }) => sum + names.length, 0);
  const spreads = new Map<string, Estimate>();
  let index = 0;
  const add = (name: string, value: number, parameter: string): void => {
    const bounds = interval?.(parameter);
    spreads.set(name, { value, ...(bounds ? { bounds } : {}) });
  };
  for (const { grouping, names } of model.data.terms)
    for (const name of names) add(`σ ${grouping}: ${name}`, model.σs[grouping][name], numbered("σ", index++, count));
  const foot = footOf(model);
  if (model instanceof LinearMixedModel) add(RESIDUAL, model.sigma, "σ");
  else if (foot !== undefined) add(foot.name, foot.value, "φ");
  return { coefficients, spreads };
}

/** The name of what is no model among others that are. */
function strangerOf(argument: unknown): string | undefined {
  if (typeof argument !== "object" || argument === null || isMixedModel(argument)) return undefined;
  const parts = Object.entries(argument);
  return parts.some(([, one]) => isMixedModel(one)) ? parts.find(([, one]) => !isMixedModel(one))?.[0] : undefined;
}

/**
 * A row of estimates with the same decimals, those that the most precise of them needs; where that would give another
 * more than a digit too many, as of models of other responses, each has its own.
 */
function estimateRow(
  name: string,
  columns: readonly ModelColumn[],
  part: keyof ModelColumn,
  { digits = ERROR_DIGITS, decimals }: ModelTableOptions,
): { name: string; cells: (ComposedCell | string)[] } {
  const estimates = columns.map((column) => column[part].get(name));
  const needed = estimates.flatMap((estimate) => (typeof estimate === "object" ? decimalsOf(estimate, digits) : []));
  const most = needed.length === 0 ? 0 : Math.max(...needed);
  const isCommon = decimals !== undefined || most - Math.min(most, ...needed) <= 1;
  const cell = (estimate: Estimate | undefined): ComposedCell | string => {
    if (typeof estimate !== "object") return estimate ?? "";
    const { value, se, bounds } = estimate;
    const common = decimals ?? (isCommon ? most : (decimalsOf(estimate, digits)[0] ?? most));
    if (bounds) return { template: "{} [{}, {}]", values: [value, ...bounds], decimals: common };
    return se === undefined
      ? { template: "{}", values: [value], decimals: common }
      : { template: "{} ({})", values: [value, se], decimals: common };
  };
  return { name, cells: estimates.map(cell) };
}

function decimalsOf({ value, se, bounds }: Exclude<Estimate, string>, digits: number): number[] {
  const error = se ?? (bounds ? (bounds[1] - bounds[0]) / 4 : undefined);
  if (error !== undefined && error > 0 && error < Infinity) return [decimalsByError(error, digits)];
  return value !== 0 && Number.isFinite(value) ? [decimalsByError(Math.abs(value), digits + 1)] : [];
}

function composed({ template, values, decimals }: ComposedCell): string {
  let i = 0;
  return template.replaceAll("{}", () => withDecimals(values[i++], decimals));
}

interface Fact {
  readonly name: string;
  readonly value: (model: MixedModel) => string;
}

function modelFacts(models: readonly MixedModel[]): Fact[] {
  const criterion = models.every((model) => model.REML)
    ? "REML criterion"
    : models.some((model) => model.REML)
      ? "objective"
      : "−2ℓ";
  return [
    { name: "observations", value: (model) => String(model.nobs) },
    {
      name: criterion,
      value: (model) =>
        fixed(model instanceof GeneralizedLinearMixedModel ? -2 * model.loglikelihood : model.objective, 2),
    },
    { name: "AIC", value: (model) => fixed(model.aic, 2) },
    { name: "BIC", value: (model) => fixed(model.bic, 2) },
  ];
}

const VARIANCE_FACTS: readonly Fact[] = [
  { name: "R² marginal", value: (model) => fixed(r2(model).marginal, 3) },
  { name: "R² conditional", value: (model) => fixed(r2(model).conditional, 3) },
  { name: "ICC", value: (model) => fixed(icc(model).adjusted, 3) },
];

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
 * @param last models, or one object that names them; the last argument may be options:
 * `modeltable(m0, m1, { show: "wald" })`, `modeltable({ m0, m1 }, { r2: true })`
 */
export function modeltable(...last: (ModelArgument | ModelTableOptions)[]): ModelTable {
  const given = last.filter((argument) => isMixedModel(argument) || isNamedModels(argument)) as MixedModel[];
  const [options = {}, ...more] = last.filter((argument) => !given.includes(argument as MixedModel)) as [
    ModelTableOptions?,
  ];
  const { models, names: own } = modelsOf("a model table", given);
  const stranger = last.map(strangerOf).find((name) => name !== undefined);
  if (stranger !== undefined) throw new OptionError(`a model table takes models made by fit; '${stranger}' is none`);
  if (models.length === 0) throw new OptionError("a model table needs a model or more; got none");
  if (more.length > 0 || (last.length > given.length && given.includes(last.at(-1) as MixedModel)))
    throw new OptionError("modeltable takes models and then options; got something else among the models");
  checkOptions("modeltable", options, [
    "names",
    "show",
    "samples",
    "level",
    "digits",
    "decimals",
    "ratios",
    "r2",
    "se",
  ]);
  const {
    names,
    show = "se",
    samples,
    level = 0.95,
    digits = 2,
    decimals = 2,
    ratios = false,
    r2: shares = false,
    se,
  } = options;
  checkSwitch("ratios", ratios);
  checkSwitch("r2", shares);
  if (shares) for (const model of models) r2(model);
  if (ratios) models.forEach(ratioKind);
  if (se !== undefined) checkErrors(se, models, samples);
  if (names !== undefined && !(Array.isArray(names) && names.every((name) => typeof name === "string")))
    throw new OptionError(`names of models are an array of texts such as ["null", "full"]; got ${shownValue(names)}`);
  if (names !== undefined && names.length !== models.length)
    throw new OptionError(`a model table has a name for each model; got ${names.length} for ${models.length}`);
  if (show !== "se" && show !== "wald")
    throw new OptionError(`a model table shows "se" or "wald"; got ${JSON.stringify(show)}`);
  checkLevel(level);
  if (!Number.isInteger(digits) || digits < 1 || digits > 12)
    throw new OptionError(`digits is a whole number from 1 to 12; got ${String(digits)}`);
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 12)
    throw new OptionError(`decimals is a whole number from 0 to 12; got ${String(decimals)}`);
  if (options.digits !== undefined && options.decimals !== undefined)
    throw new OptionError("a model table is rounded by standard errors (digits) or by decimals; got both");
  if (samples !== undefined) checkSamples(samples, models);
  return ModelTable.create(models, options, own);
}

/** @throws unless a Hessian is asked for that some model has and the table shows */
function checkErrors(se: StandardErrors, models: readonly MixedModel[], samples: ModelTableOptions["samples"]): void {
  const generalized = models.filter((model) => model instanceof GeneralizedLinearMixedModel);
  // Where all models are linear, the first says that they have none.
  for (const model of generalized.length === 0 ? models.slice(0, 1) : generalized) hessianErrors(model, se);
  if (samples !== undefined)
    throw new OptionError("behind the estimates stand intervals of samples or standard errors (se); got both");
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
