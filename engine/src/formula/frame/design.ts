import { DataError } from "../../errors";
import type { Factor } from "../../table/factor";
import { codedFactor, type NamedColumns, orderLevels } from "../coding/codedFactor";
import { type ColumnOrigin, type Covariate, multiply, productOrigin } from "../coding/columnOrigin";
import { type Contrast, type Contrasts, DummyCoding, fullDummyCoding } from "../coding/contrasts";
import { isStandard, type Standard } from "../coding/standardize";
import { type DerivedVariables, powerOf } from "../language/derived";
import { type Term, termKey } from "../language/terms";
import type { Rows } from "./completeRows";

const MAX_NUMBERS = 2 ** 28;

/** Columns of a design with their names and what each is made of. */
export interface DesignColumns extends NamedColumns {
  readonly names: string[];
  readonly columns: Float64Array[];
  readonly origins: ColumnOrigin[];
}

/** Turns terms into the columns of a design matrix. */
export class Design {
  private readonly ordered = new Map<string, Factor>();
  private numbers = 0;

  /** @param contrasts with every {@link Standard} settled on its numbers */
  constructor(
    private readonly rows: Rows,
    private readonly contrasts: Contrasts,
    private readonly derived: DerivedVariables = new Map(),
  ) {}

  /**
   * The columns of a list of terms, in their order. A factor is coded by its contrasts if the term without it is
   * spanned by the terms so far, else by an indicator of every level, which makes that term spanned: the promotion to
   * full rank of StatsModels.jl.
   * @param spanned keys of the terms that are spanned already; those of this list are added
   */
  columns(terms: readonly Term[], spanned = new Set<string>()): DesignColumns {
    const names: string[] = [];
    const columns: Float64Array[] = [];
    const origins: ColumnOrigin[] = [];
    for (const term of terms) {
      spanned.add(termKey(term));
      const part = this.product(term, spanned);
      names.push(...part.names);
      columns.push(...part.columns);
      origins.push(...part.origins);
    }
    return { names, columns, origins };
  }

  /** The products of the columns of all variables of a term; those of the first variable change fastest. */
  private product(term: Term, spanned: Set<string>): NamedColumns {
    if (term.length === 0)
      return {
        names: ["(Intercept)"],
        columns: [new Float64Array(this.rows.count).fill(1)],
        origins: [{ coded: undefined, covariates: [] }],
      };
    const [first, ...others] = term.map((name) => this.variable(name, term, spanned));
    return others.reduce((left, right) => {
      this.reserve(left.columns.length * right.columns.length, term);
      const columns = right.columns.flatMap((b) => left.columns.map((a) => multiply(a, b)));
      return {
        names: right.names.flatMap((b) => left.names.map((a) => `${a} & ${b}`)),
        columns,
        origins: right.origins.flatMap((b, j) =>
          left.origins.map((a, i) => productOrigin(a, b, columns[j * left.origins.length + i])),
        ),
      };
    }, first);
  }

  private variable(name: string, term: Term, spanned: Set<string>): NamedColumns {
    const label = this.derived.get(name)?.label ?? name;
    const isFullDummy = this.derived.get(name)?.kind === "fulldummy";
    if (!isFullDummy && this.rows.isNumeric(name) && this.contrast(name) === undefined)
      return this.numeric(name, label);
    const factor = this.factor(name);
    this.reserve(factor.levels.length, [name]);
    if (isFullDummy) return codedFactor(label, factor, fullDummyCoding);
    const margin = termKey(term.filter((other) => other !== name));
    const contrast = spanned.has(margin) ? (this.contrast(name) ?? DummyCoding()) : fullDummyCoding;
    spanned.add(margin);
    return codedFactor(label, factor, contrast);
  }

  private numeric(name: string, label: string): NamedColumns {
    const values = this.rows.numeric(name);
    const setting = settingOf(this.contrasts, name);
    if (setting !== undefined && isStandard(setting)) {
      const covariate: Covariate = { name: setting.label(label), values: setting.apply(values) };
      return {
        names: [covariate.name],
        columns: [covariate.values],
        origins: [{ coded: undefined, covariates: [covariate] }],
      };
    }
    const covariate: Covariate = { name, values, ...this.power(name) };
    return { names: [label], columns: [values], origins: [{ coded: undefined, covariates: [covariate] }] };
  }

  /** The variable that a variable is a power of. */
  private power(name: string): Pick<Covariate, "power"> {
    const power = powerOf(this.derived.get(name));
    if (power === undefined) return {};
    return { power: { of: { name: power.column, values: this.rows.numeric(power.column) }, exponent: power.exponent } };
  }

  private factor(name: string): Factor {
    const known = this.ordered.get(name);
    if (known) return known;
    const factor = this.rows.factor(name);
    if (factor.levels.length < 2)
      throw new DataError(
        `a factor needs two levels or more to have an effect; '${name}' has only '${factor.levels[0]}'`,
      );
    const result = orderLevels(name, factor, this.contrast(name));
    this.ordered.set(name, result);
    return result;
  }

  private contrast(name: string): Contrast | undefined {
    const setting = settingOf(this.contrasts, name);
    return setting === undefined || isStandard(setting) ? undefined : setting;
  }

  /** Counts the numbers of new columns, and refuses more than fit in memory before they are made. */
  private reserve(width: number, term: Term): void {
    this.numbers += width * this.rows.count;
    if (this.numbers <= MAX_NUMBERS) return;
    throw new DataError(
      `the columns of a model may hold ${MAX_NUMBERS} numbers at most; '${term.join(" & ")}' ` +
        `adds ${width} columns of ${this.rows.count} rows (a factor of many levels belongs after the bar)`,
    );
  }
}

/** Whether a column is a factor whatever it holds, because contrasts are given for it. */
export function isFactorByContrasts(contrasts: Contrasts, name: string): boolean {
  const setting = settingOf(contrasts, name);
  return setting !== undefined && !isStandard(setting);
}

/** The contrast or standard given for a column, if any. */
export function settingOf(contrasts: Contrasts, name: string): Contrast | Standard | undefined {
  return Object.hasOwn(contrasts, name) ? contrasts[name] : undefined;
}
