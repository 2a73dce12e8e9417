import type { Kind } from "./cellSyntax";

/** What a name of a cell stands for. */
export interface Meaning {
  readonly kind: Kind;
  readonly value: boolean;
  readonly type: boolean;
}

interface Owner extends Meaning {
  /** The module of the cell that has declared it. */
  readonly module: string;
}

/**
 * Which cell has declared each name last. A value and a type may have the same name in different cells, as they may in
 * one.
 */
export class CellNames {
  /** The module that has the names of all cells. */
  static readonly MODULE = "./__names__";

  private readonly values = new Map<string, Owner>();
  private readonly types = new Map<string, Owner>();

  /** All names that stand for values. */
  get valueNames(): string[] {
    return [...this.values.keys()];
  }

  declare(name: string, module: string, meaning: Meaning): void {
    const owner = { ...meaning, module };
    if (meaning.value) {
      if (this.types.get(name)?.value) this.types.delete(name);
      this.values.set(name, owner);
    }
    if (meaning.type) this.types.set(name, owner);
  }

  /**
   * What tells the compiler, in one line before a cell, of the names of earlier cells: as they are from now on in the
   * cell that has declared each.
   * @param wanted - those that matter
   * @param own - those that the cell declares itself
   */
  preamble(wanted: ReadonlySet<string>, own: ReadonlySet<string>): string {
    const lines = this.chosen(wanted, own).map(({ name, module, how }) => {
      if (how === "other" || how === "type") return `import { ${name} } from ${JSON.stringify(module)};`;
      return `declare ${how} ${name}: typeof import(${JSON.stringify(module)}).${name};`;
    });
    return `${lines.join(" ")}\n`;
  }

  /**
   * The same, from one module that has the names of all cells: a cell that imports the same modules as the one before
   * it leaves the compiler most of its work.
   * @param wanted - all if undefined
   */
  shortPreamble(wanted: ReadonlySet<string> | undefined, own: ReadonlySet<string>): string {
    const lines = this.chosen(wanted, own).map(({ name, exported, how }) => {
      if (how === "type") return `import { ${name} } from "${CellNames.MODULE}";`;
      if (how === "other") return `import ${name} = ${ALL}.${exported};`;
      return `declare ${how} ${name}: typeof ${ALL}.${exported};`;
    });
    return `import * as ${ALL} from "${CellNames.MODULE}"; ${lines.join(" ")}\n`;
  }

  /** The text of the module that has the names of all cells. */
  moduleText(): string {
    const lines = this.chosen(undefined, new Set()).map(({ name, module, exported }) => {
      const given = exported === name ? name : `${name} as ${exported}`;
      return `export { ${given} } from ${JSON.stringify(module)};`;
    });
    return [...lines, "export {};"].join("\n");
  }

  private chosen(wanted: ReadonlySet<string> | undefined, own: ReadonlySet<string>): Given[] {
    const isWanted = (name: string): boolean => (wanted === undefined || wanted.has(name)) && !own.has(name);
    const given: Given[] = [];
    for (const [name, { kind, module }] of this.values) {
      const type = this.types.get(name)?.module;
      const isWhole = type === undefined || type === module;
      const how = type === module ? "other" : kind === "other" && !isWhole ? "const" : kind;
      if (isWanted(name)) given.push({ name, module, how, exported: isWhole ? name : `${name}${VALUE}` });
    }
    for (const [name, { module }] of this.types) {
      const isPartOfValue = this.values.get(name)?.module === module;
      if (isWanted(name) && !isPartOfValue) given.push({ name, module, how: "type", exported: name });
    }
    return given;
  }
}

/** What the module with all names is called in cells. */
const ALL = "__names__";
/** Ends the name of a value where another cell has declared a type of the same name. */
const VALUE = "$value";

/** A name as a cell gets it. */
interface Given {
  readonly name: string;
  readonly module: string;
  /** Its name in the module of all names. */
  readonly exported: string;
  readonly how: Kind;
}
