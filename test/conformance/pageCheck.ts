import { chiSquaredUpper } from "engine/distributions/normal";
import { LinearMixedModel } from "engine/model/linearMixedModel";
import type { MixedModel } from "engine/model/mixedModel";
import type { Table } from "engine/table/table";
import { agrees, type OwnCell } from "./agrees";
import type { Doubt } from "./doubt";
import {
  halfUnit,
  isNumberText,
  laterResults,
  type Printed,
  type PrintedCell,
  type PrintedVariance,
  printedResults,
} from "./printed";

/** What became of the numbers of one printed result. */
export interface Comparison {
  readonly cell: number;
  agree: number;
  /** Off by more than half a unit of the last digit, where the page's optimizer has stopped early. */
  early: number;
  /** Of a likelihood without an optimum, or of parameters that it does not tell apart. */
  none: number;
  /** To mend. */
  differ: number;
  /** Why a result is not compared; "" where it is. */
  left: string;
  /** The largest difference, as a part of the number. */
  largest: number;
  readonly differences: string[];
}

/** How a result is compared. */
export interface CheckOptions {
  /** Why numbers may be off: that the page's optimizer stopped early, or that there is no optimum. */
  readonly doubt?: Doubt | undefined;
  /** Which one it is of several results of a cell; default 0. */
  readonly index?: number;
  /**
   * How far numbers without units (correlations, elements of λ, p-values) may be off for a doubt, beside a part of the
   * number; default 0.
   */
  readonly free?: number;
  /** Up to which part of a number it may be off for a doubt; default 0.025. */
  readonly near?: number;
  /** Whether texts must be equal; default true. */
  readonly texts?: boolean;
  /** What the page's arithmetic may lose, as a part of a number: that in single precision; default 1e-12. */
  readonly rounding?: number;
  /** Below which a number is the rounding of a 0. */
  readonly zero?: number;
  /** Half of the unit to which the page has rounded its numbers before it printed them. */
  readonly half?: number;
}

/** What stops early may be off by this part of a number, or by what is free. */
const NEAR = 0.025;
/** … and correlations by this. */
const FREE_CORRELATION = 0.15;

/** Compares what a page has printed with what we have for it, result by result. */
export class PageCheck {
  readonly comparisons: Comparison[] = [];
  readonly #results;
  readonly #done = new Set<number>();

  /** @param edition a later one of the page than the first */
  constructor(
    readonly page: string,
    readonly edition?: string,
  ) {
    this.#results = edition === undefined ? printedResults(page) : laterResults(page, edition);
  }

  /** The printed result of a cell. */
  printed(cell: number, index = 0): Printed {
    return this.#results[this.#place(cell, index)].printed;
  }

  /** A result that is not compared, and why. */
  leave(why: string, ...cells: number[]): void {
    for (const cell of cells) {
      const places = [...this.#results.keys()].filter((i) => this.#results[i].cell === cell && !this.#done.has(i));
      if (places.length === 0) throw new Error(`${this.page} has no result left in cell ${cell}`);
      places.forEach((place) => {
        this.#begin(place).left = why;
      });
    }
  }

  /** A table, a matrix or numbers, row by row: what is printed of ours. Texts must be equal. */
  rows(cell: number, own: readonly (readonly OwnCell[])[], options: CheckOptions = {}): void {
    const place = this.#place(cell, options.index ?? 0);
    const comparison = this.#begin(place);
    const printed = (this.#results[place].printed.rows ?? []) as readonly (readonly PrintedCell[])[];
    printed.forEach((row, i) => {
      row.forEach((text, j) => {
        this.#compare(comparison, text, own[i]?.[j], options, `row ${i + 1}, ${j + 1}`);
      });
    });
  }

  /** The printed rows of a table, which are its first and its last ones, by the names of their columns. */
  table(cell: number, table: Table, options: CheckOptions & { readonly columns?: Renamed } = {}): void {
    const { columns, rows } = this.printed(cell, options.index);
    const count = rows!.length;
    const head = table.numRows > count ? Math.ceil(count / 2) : count;
    const kept = Array.from({ length: count }, (_, i) => (i < head ? i : table.numRows - count + i));
    const values = columns!.map((name) => {
      const own = options.columns?.[name] ?? name;
      return table.columnNames.includes(own) ? table.column(own) : undefined;
    });
    this.rows(
      cell,
      kept.map((row) => values.map((column) => (column === undefined ? undefined : (column[row] as OwnCell)))),
      options,
    );
  }

  /** What `describe` prints. */
  described(cell: number, described: Table, options: CheckOptions = {}): void {
    const { columns, rows } = this.printed(cell, options.index);
    const names = described.column("variable") as readonly string[];
    this.rows(
      cell,
      (rows as PrintedCell[][]).map(([variable]) => {
        const row = names.indexOf(variable!);
        if (row < 0) throw new Error(`${this.page}, cell ${cell}: no variable ${variable}`);
        return columns!.map((name) => (name === "eltype" ? undefined : (described.column(name)[row] as OwnCell)));
      }),
      options,
    );
  }

  /** The first replicates of a bootstrap, which may be early stops: throws where a printed objective is below ours. */
  replicates(cell: number, tbl: Table, options: CheckOptions = {}): void {
    const { columns, rows } = this.printed(cell, options.index);
    const at = columns!.indexOf("obj") + 1;
    (rows as PrintedCell[][]).forEach((row, i) => {
      const text = row[at];
      const own = tbl.numeric("obj")[i];
      if (isNumberText(text) && own - Number(text) > halfUnit(text) + (options.rounding ?? 0) * Math.abs(own))
        throw new Error(`${this.page}, cell ${cell}: the objective of replicate ${i + 1} is ${text}, ours ${own}`);
    });
    const own = (rows as PrintedCell[][]).map((row, i) =>
      row[0] === "⋮"
        ? []
        : [String(i + 1), ...columns!.map((name) => (name === "⋯" ? undefined : tbl.numeric(name)[i]))],
    );
    this.rows(cell, own, { doubt: { kind: "early", above: NaN }, ...options });
  }

  /** Intervals by the name of the parameter. */
  intervals(cell: number, table: Table, options: CheckOptions = {}): void {
    const { columns, rows } = this.printed(cell, options.index);
    const par = table.column("par") as readonly string[];
    this.rows(
      cell,
      (rows as PrintedCell[][]).map((row) => {
        if (row[0] === "⋮") return [];
        const at = par.indexOf(row[0]!);
        if (at < 0) throw new Error(`${this.page}, cell ${cell}: no parameter ${row[0]}`);
        return columns!.map((name) => table.column(name)[at] as OwnCell);
      }),
      options,
    );
  }

  scalar(cell: number, own: OwnCell | readonly OwnCell[], options: CheckOptions = {}): void {
    const place = this.#place(cell, options.index ?? 0);
    const comparison = this.#begin(place);
    const texts = this.#results[place].printed.value!.replace(/[()[\]]/g, "").split(", ");
    const values = Array.isArray(own) ? own : [own];
    texts.forEach((text, i) => {
      this.#compare(comparison, text, values[i] as OwnCell, options, `value ${i + 1}`);
    });
  }

  /** A table of coefficients with the standard deviations of the random effects, or the long text of a model. */
  model(cell: number, model: MixedModel, options: CheckOptions = {}): void {
    const place = this.#place(cell, options.index ?? 0);
    const comparison = this.#begin(place);
    const { coef = {}, sigmas = {}, residual, gof = {}, varcomp = [] } = this.#results[place].printed;
    const compare = (text: PrintedCell, own: OwnCell, what: string): void =>
      this.#compare(
        comparison,
        text,
        own,
        { ...options, ...(what.endsWith("corr") && { free: FREE_CORRELATION }) },
        what,
      );
    const { pvalues } = model;
    for (const [name, { est, se, z, p }] of Object.entries(coef)) {
      const j = model.coefnames.indexOf(name);
      if (j < 0) throw new Error(`${this.page}, cell ${cell}: no coefficient ${name}`);
      compare(est, model.coef[j], `${name} est`);
      compare(se, model.stderror[j], `${name} se`);
      compare(z, model.coef[j] / model.stderror[j], `${name} z`);
      compare(p, pvalues[j], `${name} p`);
    }
    for (const [group, effects] of Object.entries(sigmas))
      for (const [effect, text] of Object.entries(effects))
        compare(text, model.σs[group.replace(/^σ_/, "")][effect], `${group} ${effect}`);
    if (residual) compare(residual, (model as LinearMixedModel).sigma, "residual");
    const measures: { [name: string]: number } = {
      logLik: model.loglikelihood,
      "-2 logLik": -2 * model.loglikelihood,
      AIC: model.aic,
      AICc: model.aicc,
      BIC: model.bic,
    };
    for (const [name, text] of Object.entries(gof)) compare(text, measures[name], name);
    this.#varianceTexts(varcomp, model, compare);
  }

  /** The numbers of a model's long text: variance, standard deviation and correlations of each effect. */
  #varianceTexts(
    rows: readonly (readonly string[])[],
    model: MixedModel,
    compare: (text: PrintedCell, own: OwnCell, what: string) => void,
  ): void {
    const effects = variances(model);
    for (const row of rows.slice(1)) {
      const numbers = row.flatMap((text) => text.split(/\s+/)).filter((text) => isNumberText(text) || text === ".");
      const names = row.filter((text) => !numbers.includes(text));
      const group = names.find((name) => effects.some((one) => one.group === name));
      const name = row[0] === "Residual" ? "" : names.at(-1)!;
      const own = this.#effect(effects, row[0] === "Residual" ? "Residual" : group, name, numbers[1]);
      compare(numbers[0], own.variance, `${row[0]} variance`);
      compare(numbers[1], Math.sqrt(own.variance), `${row[0]} std`);
      numbers.slice(2).forEach((text, j) => {
        compare(text === "." ? null : text, own.corr[j], `${row[0]} corr`);
      });
    }
  }

  #effect(effects: readonly Effect[], group: string | undefined, column: string, std: string): Effect {
    const own = effects.filter((one) => one.column === column && (group === undefined || one.group === group));
    if (own.length === 0) throw new Error(`${this.page}: no effect ${group} ${column}`);
    return own.reduce((best, one) =>
      Math.abs(Math.sqrt(one.variance) - Number(std)) < Math.abs(Math.sqrt(best.variance) - Number(std)) ? one : best,
    );
  }

  varcorr(cell: number, model: MixedModel, options: CheckOptions = {}): void {
    const place = this.#place(cell, options.index ?? 0);
    const comparison = this.#begin(place);
    const effects = variances(model);
    for (const { group, column, variance, std, corr } of this.#results[place].printed.rows as PrintedVariance[]) {
      const own = effects.find((one) => one.group === group && one.column === column);
      if (own === undefined) throw new Error(`${this.page}, cell ${cell}: no effect ${group} ${column}`);
      this.#compare(comparison, variance, own.variance, options, `${group} ${column} variance`);
      this.#compare(comparison, std, Math.sqrt(own.variance), options, `${group} ${column} std`);
      corr.forEach((text, j) => {
        const free = { ...options, free: Math.max(options.free ?? 0, FREE_CORRELATION) };
        this.#compare(comparison, text === "." ? null : text, own.corr[j], free, `${group} ${column} corr ${j + 1}`);
      });
    }
  }

  /** A table of likelihood-ratio tests of models, the smallest first. */
  tests(cell: number, models: readonly MixedModel[], options: CheckOptions = {}): void {
    const printed = this.printed(cell).rows as string[][];
    const inOrder = printed.map(([dof]) => models.find((model) => model.dof === Number(dof))!);
    // Later editions print minus twice the log-likelihood with the sign of the log-likelihood.
    const sign = Math.sign(Number(printed[0][1])) === Math.sign(-2 * models[0].loglikelihood) ? 1 : -1;
    const rows = inOrder.map((model, i): OwnCell[] => {
      const [dof, deviance] = [model.dof, -2 * model.loglikelihood];
      if (i === 0) return [dof, sign * deviance];
      const chisq = Math.abs(-2 * inOrder[i - 1].loglikelihood - deviance);
      const difference = dof - inOrder[i - 1].dof;
      return [dof, sign * deviance, chisq, difference, chiSquaredUpper(chisq, Math.abs(difference))];
    });
    this.rows(cell, rows, options);
  }

  /** All comparisons; throws for a result that nobody has looked at. */
  finish(): readonly Comparison[] {
    const open = this.#results.flatMap(({ cell, printed }, i) =>
      this.#done.has(i) ? [] : [`${cell} (${printed.kind})`],
    );
    if (open.length > 0) throw new Error(`${this.page}: nobody has looked at cells ${open.join(", ")}`);
    return this.comparisons;
  }

  #place(cell: number, index: number): number {
    const places = [...this.#results.keys()].filter((i) => this.#results[i].cell === cell);
    if (places[index] === undefined) throw new Error(`${this.page} has no result ${index + 1} in cell ${cell}`);
    return places[index];
  }

  #begin(place: number): Comparison {
    if (this.#done.has(place)) throw new Error(`${this.page}, cell ${this.#results[place].cell} is compared twice`);
    this.#done.add(place);
    const { cell, isGone = false } = this.#results[place];
    const comparison = { cell, agree: 0, early: 0, none: 0, differ: 0, left: "", largest: 0, differences: [] };
    if (!isGone) this.comparisons.push(comparison);
    return comparison;
  }

  #compare(to: Comparison, text: PrintedCell, own: OwnCell, options: CheckOptions, what: string): void {
    const { doubt, half, rounding, free = 0, near = NEAR } = options;
    if (own === undefined || text === null || text === "" || text === "⋅" || text === "…") return;
    if (!isNumberText(text)) {
      if (typeof own !== "string" || own === text || options.texts === false) return;
      // Whether a fit is singular may depend on where its optimizer stopped.
      if (doubt === undefined || !/^(?:true|false)$/.test(text))
        throw new Error(`${this.page}, cell ${to.cell}, ${what}: the page has '${text}', we have '${own}'`);
      to[doubt.kind]++;
      return;
    }
    const isZero = Math.max(Math.abs(Number(text)), Math.abs(Number(own))) <= (options.zero ?? -1);
    if (isZero || agrees(text, own, half, rounding)) {
      to.agree++;
      return;
    }
    const [printed, value] = [Number(text), Number(own)];
    const difference = Math.abs(printed - value) / Math.max(Math.abs(printed), Math.abs(value));
    const isNear = Math.abs(printed - value) <= free || difference <= near;
    const kind = doubt !== undefined && (isNear || doubt.kind === "none") ? doubt.kind : "differ";
    if (kind === "early") to.largest = Math.max(to.largest, difference);
    to[kind]++;
    if (kind === "differ") to.differences.push(`cell ${to.cell}, ${what}: ${text}, ours ${String(own)}`);
  }
}

/** Other names of our columns than those that the page has. */
export interface Renamed {
  readonly [printed: string]: string;
}

interface Effect {
  readonly group: string;
  readonly column: string;
  readonly variance: number;
  readonly corr: readonly (number | undefined)[];
}

/** Variances of the random effects and their correlations with those before them. */
function variances(model: MixedModel): readonly Effect[] {
  const { data, lambda } = model;
  const sigma = model instanceof LinearMixedModel ? model.sigma : 1;
  const effects = data.terms.flatMap(({ grouping, names, blocks }, t) => {
    const s = names.length;
    const covariance = (i: number, j: number): number =>
      sigma ** 2 *
      Array.from({ length: s }, (_, k) => lambda[t][i * s + k] * lambda[t][j * s + k]).reduce((sum, x) => sum + x, 0);
    return names.map((column, i) => ({
      group: grouping,
      column,
      variance: covariance(i, i),
      corr: Array.from({ length: i }, (_, j) =>
        blocks.some((block) => block.includes(i) && block.includes(j))
          ? covariance(i, j) / Math.sqrt(covariance(i, i) * covariance(j, j))
          : undefined,
      ),
    }));
  });
  return model instanceof LinearMixedModel
    ? [...effects, { group: "Residual", column: "", variance: sigma ** 2, corr: [] }]
    : effects;
}
