import { normalBound } from "../../distributions/normalQuantile";
import { DataError, OptionError } from "../../errors";
import { log } from "../../math/log";
import { checkLevel } from "../../table/options";
import { Table } from "../../table/table";
import { type CurvePoint, descendsTo } from "./highestPoint";
import type { PowerFamily } from "./scaledPower";

/** Which function of λ is maximised: see {@link boxcox}. */
export type TransformationCriterion = "marginal" | "conditional";

export interface TransformationParts {
  readonly family: PowerFamily;
  readonly criterion: TransformationCriterion;
  readonly formula: string;
  readonly highest: CurvePoint;
  /** The criterion at a λ. */
  readonly curve: (lambda: number) => number;
}

/**
 * The power transformation of a response that {@link boxcox} or {@link yeojohnson} has found: a table of λ, what it
 * makes of y, the criterion there and by how much twice of it is below the highest.
 */
export class ResponseTransformation extends Table {
  readonly name: "Box–Cox" | "Yeo–Johnson";
  readonly criterion: TransformationCriterion;
  /** The formula of the model whose response is transformed. */
  readonly formula: string;
  /** λ where the criterion is highest. */
  readonly lambda: number;
  /**
   * The criterion there: the log-likelihood of the response, or −n/2·log Σr² of conditional residuals r, comparable
   * with those of other transformations of the same response.
   */
  readonly loglikelihood: number;
  readonly #parts: TransformationParts;

  /** @internal It comes from {@link boxcox} and {@link yeojohnson}. */
  static create(parts: TransformationParts): ResponseTransformation {
    return new ResponseTransformation(parts);
  }

  private constructor(parts: TransformationParts) {
    const { family, criterion, formula, highest, curve } = parts;
    const lambdas = [highest.x, ...family.known.keys()].sort((a, b) => a - b);
    const values = lambdas.map((lambda) => (lambda === highest.x ? highest.y : curve(lambda)));
    super(
      [
        ["λ", Float64Array.from(lambdas)],
        ["response", lambdas.map((lambda) => family.known.get(lambda) ?? "the highest")],
        ["criterion", Float64Array.from(values)],
        ["below", Float64Array.from(values, (value) => 2 * (highest.y - value))],
      ],
      {
        caption: `${family.name} transformation of '${formula}', λ = ${Number(highest.x.toFixed(4))}`,
        notes: [
          criterion === "marginal"
            ? "criterion: the log-likelihood of the response, random effects integrated out"
            : "criterion: −n/2·log Σr² of the conditional residuals r, as in BoxCox.jl; not a likelihood of the model",
        ],
        formats: {
          λ: { style: "significant", digits: 5 },
          criterion: { style: "fixed", digits: 4 },
          below: { style: "fixed", digits: 4 },
        },
        maxRows: Infinity,
        ordered: true,
      },
    );
    this.name = family.name;
    this.criterion = criterion;
    this.formula = formula;
    this.lambda = highest.x;
    this.loglikelihood = highest.y;
    this.#parts = parts;
  }

  get λ(): number {
    return this.lambda;
  }

  /** The transformed values at λ̂ or another λ, of a response or other numbers. */
  transform(values: ArrayLike<number>, lambda = this.lambda): Float64Array {
    const { family } = this.#parts;
    const bad = Array.from(values).find((value) => Number.isNaN(family.transform(value, lambda)));
    if (bad !== undefined)
      throw new DataError(`a ${family.name} transformation takes ${needed(family)}; got ${String(bad)}`);
    return Float64Array.from(values, (value) => family.transform(value, lambda));
  }

  /**
   * The interval of λ whose likelihood ratio to the highest is not significant: columns par, estimate, lower, upper.
   * @param level of the interval, default 0.95
   */
  confint(level = 0.95): Table {
    checkLevel(level);
    const [lower, upper] = this.interval(level);
    return Table.fromColumns(
      [
        ["par", ["λ"]],
        ["estimate", Float64Array.of(this.lambda)],
        ["lower", Float64Array.of(lower)],
        ["upper", Float64Array.of(upper)],
      ],
      { rowHeader: true, caption: `${this.name} transformation, level ${level}` },
    );
  }

  /** The ends of the interval of a level, ±∞ where there is none. */
  interval(level: number): [lower: number, upper: number] {
    const { highest, curve } = this.#parts;
    const height = highest.y - normalBound(level) ** 2 / 2;
    return [descendsTo(height, curve, highest.x, -1), descendsTo(height, curve, highest.x, 1)];
  }

  /** The criterion at other λ, as the curve of {@link boxcoxplot}. */
  at(lambda: number): number {
    if (!Number.isFinite(lambda)) throw new OptionError(`λ is a finite number; got ${String(lambda)}`);
    return this.#parts.curve(lambda);
  }
}

export function needed({ name }: PowerFamily): string {
  return name === "Box–Cox" ? "positive numbers" : "finite numbers";
}

/** −n/2·log of a sum of squares. */
export function ofSquares(n: number, sum: number): number {
  return (-n / 2) * log(sum);
}
