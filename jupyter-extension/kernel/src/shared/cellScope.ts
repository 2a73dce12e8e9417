/** What of the platform evaluates scripts in the realm of the cells. */
interface Evaluator {
  evaluate(script: string): unknown;
  declare(script: string): void;
}

/** Ends the binding of a name that would hide one which modules of packages ask for. */
const SUFFIX = "$cell";
const SUFFIXED = /\$cell\b/g;

/** Names by which modules find out where they run, or which the kernel hands to cells. */
const OF_MODULES =
  "require module exports __filename __dirname __notebook__ define Deno Bun process global jest importScripts jQuery";

/** Bindings of one realm, whoever has made them: a script's cannot be declared twice. */
const BINDINGS = Symbol.for("mixedmodels.bindings");

/** Text in messages as the cell has written it. */
export function withoutSuffix(text: string): string {
  return text.replace(SUFFIXED, "");
}

/**
 * The variables of all cells. They are bindings of scripts (as of `<script>` in a page), so that functions see at once
 * what any cell assigns, at the speed of the language itself, and their texts have plain names. Each is declared once
 * by `let`, whatever the cell calls it, so that it can be declared again. Every module of the realm sees such bindings:
 * a name that modules may ask for (`process`, `URL`, `window`) gets a binding of another name.
 */
export class CellScope {
  private readonly bindings: Set<string>;
  private foreign: ReadonlySet<string> | undefined;

  /** @param declarations - of what pages know, in which modules ask for it */
  constructor(
    private readonly evaluator: Evaluator,
    private readonly declarations: () => string,
  ) {
    const realm = globalThis as { [BINDINGS]?: Set<string> };
    if (realm[BINDINGS] === undefined)
      Object.defineProperty(realm, BINDINGS, { value: new Set<string>(), configurable: true });
    this.bindings = realm[BINDINGS]!;
  }

  /** The binding of a name of a cell. */
  bindingOf(name: string): string {
    return this.isForeign(name) ? name + SUFFIX : name;
  }

  private isForeign(name: string): boolean {
    if (this.bindings.has(name)) return false;
    if (this.bindings.has(name + SUFFIX) || name in globalThis) return true;
    this.foreign ??= new Set([...OF_MODULES.split(" "), ...declaredGlobals(this.declarations())]);
    return this.foreign.has(name);
  }

  /** Makes the bindings of these names that are not there yet. */
  declare(names: readonly string[]): void {
    const fresh = names.map((name) => this.bindingOf(name)).filter((binding) => !this.bindings.has(binding));
    if (fresh.length === 0) return;
    this.evaluator.declare(`let ${[...new Set(fresh)].join(", ")};`);
    for (const binding of fresh) this.bindings.add(binding);
  }

  /** The values of these names, by name. */
  values(names: readonly string[]): { [name: string]: unknown } {
    const bound = names.filter((name) => this.bindings.has(this.bindingOf(name)));
    const entries = bound.map((name) => `[${JSON.stringify(name)}]: ${this.bindingOf(name)}`);
    return this.evaluator.evaluate(`({ __proto__: null, ${entries.join(", ")} })`) as { [name: string]: unknown };
  }

  /** Gives bindings these values. */
  assign(bindings: readonly string[], values: ArrayLike<unknown>): void {
    const assignments = bindings.map((binding, i) => `${binding} = values[${i}];`);
    (this.evaluator.evaluate(`(values) => { ${assignments.join(" ")} }`) as (values: ArrayLike<unknown>) => void)(
      values,
    );
  }

  /** Gives up what these names hold. */
  clear(names: readonly string[]): void {
    const bound = names.filter((name) => this.bindings.has(this.bindingOf(name)));
    if (bound.length > 0)
      this.evaluator.evaluate(`${bound.map((name) => this.bindingOf(name)).join(" = ")} = undefined;`);
  }
}

function* declaredGlobals(declarations: string): Generator<string> {
  for (const [, name] of declarations.matchAll(/^declare (?:var|let|const|function|class) ([\w$]+)/gm)) yield name!;
}
