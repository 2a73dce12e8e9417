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
   * What tells the compiler, in one line before a cell, of the names of earlier cells.
   * @param wanted - those that matter; all if undefined
   * @param own - those that the cell declares itself
   */
  preamble(wanted: ReadonlySet<string> | undefined, own: ReadonlySet<string>): string {
    const isWanted = (name: string): boolean => (wanted === undefined || wanted.has(name)) && !own.has(name);
    const lines: string[] = [];
    for (const [name, { kind, module }] of this.values) {
      if (!isWanted(name)) continue;
      const isWhole = kind === "other" && (this.types.get(name) ?? { module }).module === module;
      if (isWhole) lines.push(`import { ${name} } from ${JSON.stringify(module)};`);
      else
        lines.push(
          `declare ${kind === "let" ? "let" : "const"} ${name}: typeof import(${JSON.stringify(module)}).${name};`,
        );
    }
    for (const [name, { module }] of this.types) {
      const value = this.values.get(name);
      const isPartOfValue = value?.kind === "other" && value.module === module;
      if (isWanted(name) && !isPartOfValue) lines.push(`import { ${name} } from ${JSON.stringify(module)};`);
    }
    return `${lines.join(" ")}\n`;
  }
}
