import { chiSquaredUpper } from "../distributions/normal";
import { OptionError } from "../errors";
import { log10 } from "../math/log10";
import { fixed } from "../show/numbers";
import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { type NumberFormat, VIEW_VERSION, type View, type ViewCell, type ViewColumn, viewNumber } from "../show/view";
import { checkMixedModel } from "./checkModel";
import { failedFits } from "./failedFits";
import { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import type { MixedModel } from "./mixedModel";
import { formulaDifferences, modelsOf, type NamedModels } from "./namedModels";
import { haveSameFixedEffects, whyNotNested } from "./nesting";
import { restrictedShifts } from "./restrictedShifts";

/** Self & Liang 1987, JASA 82, 605–610; Stram & Lee 1994, Biometrics 50, 1171–1177. */
export const AT_THE_BOUNDARY =
  "Where a variance is tested at 0, the edge of what is possible, χ² overstates p; " +
  'likelihoodratiotest(m0, m1, { method: "bootstrap" }) does not.';

/** Nested models from the smallest to the largest, each tested against the one before it. */
export class LikelihoodRatioTest extends Shown {
  readonly formulas: string[];
  readonly dof: Int32Array;
  /** −2 log-likelihood, or the REML criterion, of all models in the units and codings of the first one's X. */
  readonly deviance: Float64Array;
  /** Difference of the deviances, one fewer than models. */
  readonly chisq: Float64Array;
  readonly chisqDof: Int32Array;
  /** P(χ² ≥ observed), one fewer than models. */
  readonly pvalues: Float64Array;
  /** @internal The formulas as tables show them, with what else tells the models apart. */
  readonly labels: readonly string[];
  readonly #REML: boolean;
  readonly #isGeneralized: boolean;
  readonly #models: readonly MixedModel[];
  /** Whether criteria were brought to the columns of the first model. */
  readonly #isShifted: boolean;
  /** Whether a later model has more parameters of the random effects. */
  readonly #testsVariances: boolean;
  /** Which model is which, and where their formulas differ. */
  readonly #formulaNotes: readonly string[];

  /** @internal Tests come from {@link likelihoodratiotest}. */
  static create(models: readonly MixedModel[], names?: readonly string[]): LikelihoodRatioTest {
    return new LikelihoodRatioTest(models, names);
  }

  private constructor(models: readonly MixedModel[], names?: readonly string[]) {
    super();
    const sorted = [...models].sort((a, b) => a.dof - b.dof);
    this.formulas = sorted.map((model) => model.formula);
    const described = sorted.map((model) => `${model.formula}${model.sigmaIsFixed ? " (σ fixed)" : ""}`);
    const own = names && sorted.map((model) => names[models.indexOf(model)]);
    this.labels = own ?? described;
    this.#formulaNotes = own
      ? [...own.map((name, i) => `${name}: ${described[i]}`), ...formulaDifferences(sorted, own)]
      : formulaDifferences(
          sorted,
          sorted.map((_, i) => `row ${i + 1}`),
        );
    this.dof = Int32Array.from(sorted, (model) => model.dof);
    const shifts = restrictedShifts(sorted);
    this.deviance = Float64Array.from(sorted, (model, i) => -2 * model.loglikelihood + shifts[i]);
    this.#isShifted = shifts.some((shift) => shift !== 0);
    this.#isGeneralized = sorted[0] instanceof GeneralizedLinearMixedModel;
    this.chisq = this.deviance.slice(1).map((value, i) => this.deviance[i] - value);
    this.chisqDof = this.dof.slice(1).map((value, i) => value - this.dof[i]);
    this.pvalues = this.chisq.map((value, i) => chiSquaredUpper(value, this.chisqDof[i]));
    this.#REML = sorted[0].REML;
    this.#models = sorted;
    this.#testsVariances = sorted.some((model, i) => i > 0 && model.θ.length > sorted[i - 1].θ.length);
  }

  /** @internal A note for each model whose fit is not at an optimum, and one on criteria that are not the models'. */
  get notices(): string[] {
    return [
      ...failedFits(this.#models),
      ...(this.#isShifted
        ? [
            "The models write the same fixed effects in other units or codings, on which REML criteria depend; " +
              `all are those in the columns of ${this.formulas[0]}.`,
          ]
        : []),
    ];
  }

  /** @internal */
  override report(): Report {
    const headers = ["", "model-dof", this.#isGeneralized ? "−2ℓ" : "deviance", "χ²", "χ²-dof", "P(>χ²)"];
    const rows = this.labels.map((label, i) => {
      const test =
        i === 0
          ? ["", "", ""]
          : [fixed(this.chisq[i - 1], 4), String(this.chisqDof[i - 1]), pText(this.pvalues[i - 1])];
      return { cells: [label, String(this.dof[i]), fixed(this.deviance[i], 4), ...test] };
    });
    return {
      caption: "Likelihood-ratio test",
      columns: headers.map((header, i) => ({ header, align: i === 0 ? ("left" as const) : ("right" as const) })),
      rows,
      rowHeader: true,
      notes: [...this.#formulaNotes, ...this.notices],
    };
  }

  /** @internal */
  override view(): View {
    const adjustable: NumberFormat = { style: "fixed", digits: 4, adjustable: true };
    const right = (header: string, format: NumberFormat, cells: ViewCell[]): ViewColumn => ({
      header,
      align: "right",
      format,
      cells,
    });
    const tests = (values: ArrayLike<number>): ViewCell[] => [null, ...Array.from(values, viewNumber)];
    return {
      version: VIEW_VERSION,
      kind: "table",
      caption: "Likelihood-ratio test",
      columns: [
        { header: "Model", align: "left", cells: [...this.labels] },
        right("dof", { style: "integer" }, [...this.dof]),
        right(this.#REML ? "REML criterion" : "−2ℓ", adjustable, Array.from(this.deviance, viewNumber)),
        right("χ²", adjustable, tests(this.chisq)),
        right("χ² dof", { style: "integer" }, tests(this.chisqDof)),
        right("p", { style: "pvalue" }, tests(this.pvalues)),
      ],
      total: this.formulas.length,
      rowHeader: true,
      notes: [
        ...this.#formulaNotes,
        ...this.notices,
        "Each model is tested against the one above it.",
        ...(this.#testsVariances ? [AT_THE_BOUNDARY] : []),
      ],
    };
  }
}

function differ(a: Float64Array, b: Float64Array): boolean {
  return a.some((value, i) => value !== b[i]);
}

export function pText(p: number): string {
  return p < 1e-4 ? `<1e-${String(Math.min(99, -Math.ceil(log10(p)))).padStart(2, "0")}` : fixed(p, 4);
}

/**
 * Likelihood-ratio test of two or more nested models of the same response, fitted by maximum likelihood, or by REML if
 * their fixed effects are the same.
 * @throws if the models cannot be compared, with the reason
 */
export function likelihoodratiotest(...given: (MixedModel | NamedModels)[]): LikelihoodRatioTest {
  const { models, names } = modelsOf("likelihoodratiotest", given);
  if (models.length < 2)
    throw new OptionError(`a likelihood-ratio test needs two or more models; got ${models.length}`);
  for (const model of models) checkMixedModel("likelihoodratiotest", model);
  const [first, ...others] = models;
  checkLikelihoods(first, others);
  const other = others.find((model) => model.REML !== first.REML);
  if (other)
    throw new OptionError(
      "a likelihood-ratio test needs models fitted all by maximum likelihood or all by REML; " +
        `'${(first.REML ? first : other).formula}' was fitted by REML, another was not`,
    );
  for (const other of others) {
    if (other.nobs !== first.nobs)
      throw new OptionError(
        `a likelihood-ratio test needs models of the same rows; they have ${first.nobs} and ${other.nobs}`,
      );
    for (const part of ["response", "weights", "offset"] as const) {
      if (differ(other[part], first[part]))
        throw new OptionError(`a likelihood-ratio test needs models of the same ${part}; theirs differ`);
    }
  }
  const dof = models.map((model) => model.dof);
  if (new Set(dof).size < dof.length)
    throw new OptionError(
      `a likelihood-ratio test needs models with different numbers of parameters; theirs are ${dof.join(" and ")}`,
    );
  const changed = first.REML ? others.find((model) => !haveSameFixedEffects(first, model)) : undefined;
  if (changed)
    throw new OptionError(
      "models with different fixed effects are compared by maximum likelihood, not REML; " +
        `fit '${first.formula}' and '${changed.formula}' without REML`,
    );
  const sorted = [...models].sort((a, b) => a.dof - b.dof);
  sorted.slice(1).forEach((large, i) => {
    const reason = whyNotNested(sorted[i], large);
    if (reason !== undefined)
      throw new OptionError(
        "a likelihood-ratio test needs nested models; " +
          `'${sorted[i].formula}' is not within '${large.formula}': ${reason}`,
      );
  });
  const shifts = restrictedShifts(sorted);
  const objectives = sorted.map((model, i) => model.objective + shifts[i]);
  const above = sorted.findIndex((model, i) => i > 0 && objectives[i] > objectives[i - 1] + aboveBy(model));
  if (above > 0)
    throw new OptionError(
      `of nested models the larger one has the smaller deviance; '${sorted[above].formula}' has ` +
        `${fixed(objectives[above], 4)} and '${sorted[above - 1].formula}' ` +
        `${fixed(objectives[above - 1], 4)}, so the fit of the larger one did not reach its optimum`,
    );
  return LikelihoodRatioTest.create(models, names);
}

/** Throws unless the likelihoods are of one family and link, computed alike. */
function checkLikelihoods(first: MixedModel, others: readonly MixedModel[]): void {
  const kind = ["family", "link", "nAGQ", "fast", "curvature"] as const;
  for (const other of others) {
    if (first instanceof GeneralizedLinearMixedModel && other instanceof GeneralizedLinearMixedModel) {
      const part = kind.find((name) => first[name] !== other[name]);
      if (part !== undefined)
        throw new OptionError(
          "a likelihood-ratio test needs likelihoods of one family and link that are computed alike; " +
            `${part} is ${String(first[part])} in '${first.formula}' and ${String(other[part])} in '${other.formula}'`,
        );
    } else if (first instanceof GeneralizedLinearMixedModel || other instanceof GeneralizedLinearMixedModel)
      throw new OptionError(
        "a likelihood-ratio test needs likelihoods of one family; " +
          `'${first.formula}' and '${other.formula}' are not both generalized models`,
      );
  }
}

/** What two minima that are equal may differ by. */
function aboveBy({ objective }: MixedModel): number {
  return 1e-6 * Math.max(1, 1e-3 * Math.abs(objective));
}
