import type { Factor } from "../table/factor";
import type { Table } from "../table/table";
import { type ContrastCoding, type Contrasts, DummyCoding, fullDummyCoding } from "./contrasts";
import { type Term, termKey } from "./terms";

/** Columns of a design matrix; `terms[j]` is the index of the term that column j belongs to. */
export interface DesignColumns {
  readonly names: string[];
  readonly columns: Float64Array[];
  readonly terms: number[];
}

/** Turns terms into columns over the complete rows of a table. */
export class DesignBuilder {
  private readonly factors = new Map<string, Factor>();
  private readonly numbers = new Map<string, Float64Array>();

  constructor(private readonly table: Table, private readonly rows: Int32Array, private readonly contrasts: Contrasts) {}

  /** A numeric variable over the complete rows. */
  numeric(name: string): Float64Array {
    const known = this.numbers.get(name);
    if (known) return known;
    const values = this.table.numeric(name);
    const kept = Float64Array.from(this.rows, (row) => values[row]);
    this.numbers.set(name, kept);
    return kept;
  }

  /** The grouping factor of one variable, or of the combinations of several that occur. */
  grouping(names: readonly string[]): { refs: Int32Array; levels: string[] } {
    return names.map((name) => this.factor(name)).reduce((outer, inner) => {
      const combined = outer.refs.map((ref, i) => ref * inner.levels.length + inner.refs[i]);
      const present = [...new Set(combined)].sort((a, b) => a - b);
      const position = new Map(present.map((code, index) => [code, index]));
      const levels = present.map((code) => `${outer.levels[Math.floor(code / inner.levels.length)]}, ${inner.levels[code % inner.levels.length]}`);
      return { refs: combined.map((code) => position.get(code)!), levels };
    });
  }

  /**
   * The columns of a list of terms. A factor is coded by its contrasts where the terms already span what it would repeat,
   * and by all its levels where they do not (full-rank promotion as in StatsModels.jl: the margin of a term without the
   * factor must be in the model).
   */
  columns(terms: readonly Term[]): DesignColumns {
    const present = new Set(terms.map(termKey));
    const design: DesignColumns = { names: [], columns: [], terms: [] };
    terms.forEach((term, index) => {
      let names = [""];
      let columns: Float64Array[] = [new Float64Array(this.rows.length).fill(1)];
      if (term.length === 0) names = ["(Intercept)"];
      for (const variable of term) {
        const margin = term.filter((other) => other !== variable);
        const part = this.variable(variable, present.has(termKey(margin)));
        const first = names[0] === "";
        const joined = part.columns.flatMap((column) => columns.map((other) => (first ? column : multiply(column, other))));
        names = part.names.flatMap((name) => names.map((other) => (first ? name : `${other} & ${name}`)));
        columns = joined;
      }
      if (this.promotes(term, present)) present.add(termKey(term.filter((name) => this.isNumeric(name))));
      design.names.push(...names);
      design.columns.push(...columns);
      design.terms.push(...names.map(() => index));
    });
    return design;
  }

  /** Whether a factor of the term was coded in full, so that the term spans its numeric margin. */
  private promotes(term: Term, present: ReadonlySet<string>): boolean {
    return term.some((name) => !this.isNumeric(name) && !present.has(termKey(term.filter((other) => other !== name))));
  }

  private variable(name: string, marginPresent: boolean): { names: string[]; columns: Float64Array[] } {
    if (this.isNumeric(name)) return { names: [name], columns: [this.numeric(name)] };
    const factor = this.orderedFactor(name);
    const contrast = marginPresent ? (Object.hasOwn(this.contrasts, name) ? this.contrasts[name] : DummyCoding()) : fullDummyCoding;
    if (factor.levels.length < 2) throw new RangeError(`a factor among the effects needs two or more levels; '${name}' has only '${factor.levels[0]}'`);
    const coding = contrast.coding(factor.levels, name);
    return { names: coding.names.map((level) => `${name}: ${level}`), columns: codedColumns(factor, coding) };
  }

  private isNumeric(name: string): boolean {
    return this.table.kind(name) === "numeric";
  }

  /** The factor with the levels in the order that its contrasts ask for. */
  private orderedFactor(name: string): Factor {
    const factor = this.factor(name);
    const wanted = Object.hasOwn(this.contrasts, name) ? this.contrasts[name].levels?.map(String) : undefined;
    if (wanted === undefined) return factor;
    const unlisted = factor.levels.find((level) => !wanted.includes(level));
    if (unlisted !== undefined) throw new RangeError(`the levels of a contrast must list every level; '${unlisted}' of '${name}' is not among ${wanted.join(", ")}`);
    const absent = wanted.find((level) => !factor.levels.includes(level));
    if (absent !== undefined) throw new RangeError(`the levels of a contrast must occur in the data; '${absent}' is not a level of '${name}'`);
    return { levels: wanted, refs: factor.refs.map((ref) => wanted.indexOf(factor.levels[ref])) };
  }

  /** A factor over the complete rows, levels that do not occur there left out. */
  private factor(name: string): Factor {
    const known = this.factors.get(name);
    if (known) return known;
    const { refs, levels } = this.table.factor(name);
    const counts = new Int32Array(levels.length);
    for (const row of this.rows) counts[refs[row]]++;
    const position = new Int32Array(levels.length);
    const present = levels.filter((_, level) => counts[level] > 0);
    let next = 0;
    counts.forEach((count, level) => (position[level] = count > 0 ? next++ : -1));
    const factor = { refs: Int32Array.from(this.rows, (row) => position[refs[row]]), levels: present };
    this.factors.set(name, factor);
    return factor;
  }
}

function codedColumns({ refs, levels }: Factor, { names, matrix }: ContrastCoding): Float64Array[] {
  const width = matrix.length / levels.length;
  return names.map((_, column) => Float64Array.from(refs, (ref) => matrix[ref * width + column]));
}

function multiply(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value * b[i]);
}
