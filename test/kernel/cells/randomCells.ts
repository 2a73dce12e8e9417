import { uniforms } from "../randomInterrupts";

/** A cell as a notebook has it, and as a plain script that says the same in the words of all JavaScript. */
export interface TwinCell {
  readonly cell: string;
  readonly script: string;
}

/**
 * Before a declaration that becomes `var` (or `var X =` for a class) in the script: there everything may be declared
 * again, and functions see what later scripts assign.
 */
const MARK = "§";
/** Behind a parameter whose type the cell has to name. */
const TYPED = "¦";

const NUMBERS = ["a", "b", "c"];
const FUNCTIONS = ["f", "g", "h"];

/** Notebooks at random: declarations again and again, shadowing, loops, destructuring, closures that read and write. */
export class RandomCells {
  private readonly random: Generator<number, never>;
  private serial = 0;
  /** What the last declarations have made constant. */
  private readonly constant = new Set<string>();
  /** Declared in the cell at hand, where nothing may be declared twice. */
  private fresh = new Set<string>();

  constructor(seed: number) {
    this.random = uniforms(seed);
  }

  notebook(cells: number): TwinCell[] {
    const first = [
      ...NUMBERS.map((name, i) => `${MARK}let ${name} = ${i + 1};`),
      ...FUNCTIONS.map((name) => `function ${name}(x${TYPED}) { return x + 1; }`),
      `${MARK}class K { v = 1; m() { return this.v; } };`,
      `${MARK}const read = [];`,
    ];
    const rest = Array.from({ length: cells }, () => this.cell());
    return [first.join("\n"), ...rest].map((text) => twins(`${text}\n${STATE}`));
  }

  private cell(): string {
    this.fresh = new Set();
    const some = (most: number, make: () => string): string[] => Array.from({ length: this.below(most + 1) }, make);
    // What nobody may use before it is declared comes first.
    return [
      ...some(1, () => this.declaration()),
      ...some(1, () => this.classAgain()),
      ...some(1, () => this.arrow()),
      ...some(2, () => this.func()),
      ...some(4, () => this.statement(2)),
    ].join("\n");
  }

  private statement(depth: number): string {
    return this.pick([
      () => this.assignment(),
      () => this.assignment(),
      () => this.loop(depth),
      () => this.loop(depth),
      () => this.block(depth),
      () => `read.push(() => ${this.expression()});`,
    ])();
  }

  private declaration(): string {
    const name = this.pick(NUMBERS);
    if (this.fresh.has(name)) return this.assignment();
    const other = NUMBERS.find((one) => one !== name && !this.fresh.has(one));
    const kind = this.pick(["let", "const", "var"]);
    const forms = [
      () => [`${name} = ${this.expression([name])}`, [name]] as const,
      () => [`[${name} = 3] = [${this.pick(["undefined", this.expression([name])])}]`, [name]] as const,
      () => [`{ p: ${name}, ...left } = { p: ${this.expression([name])}, q: 1 }`, [name]] as const,
    ];
    const pairs =
      other === undefined
        ? []
        : [
            () => [`[${name}, ${other}] = [${this.expression([name, other])}, 5]`, [name, other]] as const,
            () => [`{ ${name}, n: { ${other} = 2 } } = { ${name}: 4, n: {} }`, [name, other]] as const,
          ];
    const [text, names] = this.pick([...forms, ...pairs])();
    for (const own of names) {
      this.fresh.add(own);
      if (kind === "const") this.constant.add(own);
      else this.constant.delete(own);
    }
    // Two cells may both leave `left` over, one may not.
    const apart = text.replace("left", `left${++this.serial}`);
    return `${MARK}${kind} ${apart};`;
  }

  private arrow(): string {
    const name = this.pick(FUNCTIONS);
    this.fresh.add(name);
    return `${MARK}const ${name} = (x${TYPED}) => { ${this.pick(this.bodies(this.pick(NUMBERS)))()} };`;
  }

  private func(): string {
    const name = this.pick(FUNCTIONS);
    if (this.fresh.has(name)) return this.assignment();
    this.fresh.add(name);
    const shadow = this.pick(NUMBERS);
    const parameter = this.pick(NUMBERS.filter((one) => one !== shadow));
    const recursion = (): string => `return x <= 0 ? ${this.atom()} : (${name}(Math.min(x, 3) - 1) + 1) % 997;`;
    const parameters = this.pick([`x${TYPED}`, `x${TYPED}`, `x${TYPED}, ${parameter} = 1`]);
    return `function ${name}(${parameters}) { ${this.pick([...this.bodies(shadow), recursion])()} }`;
  }

  private bodies(shadow: string): (() => string)[] {
    const written = this.writable();
    return [
      () => `return (x + ${this.expression()}) % 997;`,
      () => `${written} = (${written} + x) % 997; return ${written};`,
      () =>
        `let ${shadow} = x; ${shadow}++; { const ${shadow} = 2; x += ${shadow}; } ` +
        `return (${shadow} + ${this.atom()}) % 997;`,
      () => `const o = { ${shadow}, get p() { return ${shadow}; } }; return (o.${shadow} + o.p + x) % 997;`,
    ];
  }

  private classAgain(): string {
    if (this.fresh.has("K")) return this.assignment();
    this.fresh.add("K");
    return `${MARK}class K { v = ${this.expression()}; m() { return (this.v + ${this.atom()}) % 997; } };`;
  }

  private assignment(): string {
    const name = this.writable();
    const other = this.writable();
    return this.pick([
      () => `${name} = ${this.expression()};`,
      () => `${name} += ${this.atom()}; ${name} %= 997;`,
      () => `${name}++; --${other};`,
      () => `[${name}, ${other}] = [${this.expression()}, ${this.expression()}];`,
      () => `({ p: ${name}, q: ${other} = ${this.atom()} } = { p: ${this.expression()} });`,
      () => `${name} = f(${this.atom()}) + g(${this.atom()}) + new K().m();`,
      () => `${name} = ((v) => { const ${name} = v; return ${name} * 2 % 997; })(${this.atom()});`,
    ])();
  }

  private loop(depth: number): string {
    const name = this.writable();
    const i = `i${++this.serial}`;
    const body = depth > 0 ? this.statementWithin(depth - 1) : `${name} += 1;`;
    return this.pick([
      () => `for (let ${i} = 0; ${i} < 5; ${i}++) ${name} = (${name} * 3 + ${i} + ${this.atom()}) % 997;`,
      () => `for (let ${i} = 0; ${i} < 4; ${i}++) { ${name} = (${name} + h(${i})) % 997; ${body} }`,
      () =>
        `for (var ${i} = 0; ${i} < 4; ${i}++) { ${name} += ${i}; if (${name} % 2 === 0) continue; ${name} %= 997; }`,
      () => `${name} = 0; while (${name} < 20) { ${name} += 3; if (${name} === 12) break; }`,
      () => `do { ${name} = (${name} * 2 + 1) % 997; } while (${name} % 3 !== 0 && ${name} < 500);`,
      () => `for (${name} of [3, 4, ${this.atom()}]) { ${body} }`,
      () =>
        `outer${i}: for (let ${i} = 0; ${i} < 3; ${i}++) { for (const j of [1, 2]) { ` +
        `if (j + ${i} === 3) continue outer${i}; ${name} = (${name} + j) % 997; } }`,
      () => `for (const k of Object.keys({ p: 1, q: 2 })) { ${name} = (${name} + k.length) % 997; }`,
      () =>
        `${MARK}var w${i} = [1, 2, 3]; for (let ${i} = 0; ${i} < w${i}.length; ${i}++) { ` +
        `w${i}[${i}] += ${this.atom()}; ${name} = (${name} + w${i}[${i}]) % 997; }`,
    ])();
  }

  /** Where nothing is declared for all cells. */
  private statementWithin(depth: number): string {
    return this.pick([
      () => this.assignment(),
      () => this.block(depth),
      () => `${this.writable()} = h(${this.atom()}) % 997;`,
    ])();
  }

  private block(depth: number): string {
    const shadow = this.pick(NUMBERS);
    const name = this.writable([shadow]);
    const body = depth > 0 ? this.loopWithin(shadow) : "";
    return this.pick([
      () => `{ let ${shadow} = ${this.pick(["1", "2"])}; ${body} ${name} = (${name} + ${shadow}) % 997; }`,
      () =>
        `if (${this.atom()} % 2 === 0) { var v${++this.serial} = ${this.atom()}; ${name} = v${this.serial} % 997; }`,
      () => `try { throw ${this.atom()}; } catch (${shadow}) { ${name} = (${name} + ${shadow}) % 997; }`,
      () =>
        `switch (${this.atom()} % 2) { case 0: { const ${shadow} = 8; ${name} = ${shadow}; break; } ` +
        `default: ${name} = 9; }`,
    ])();
  }

  private loopWithin(shadow: string): string {
    const i = `i${++this.serial}`;
    return `for (let ${i} = 0; ${i} < 3; ${i}++) ${shadow} = (${shadow} * 2 + ${i}) % 997;`;
  }

  private writable(except: readonly string[] = []): string {
    const names = NUMBERS.filter((name) => !this.constant.has(name) && !except.includes(name));
    return names.length > 0 ? this.pick(names) : "spare";
  }

  private expression(except: readonly string[] = []): string {
    const atoms = [this.atom(except), this.atom(except)];
    return this.pick([
      () => `(${atoms[0]} + ${atoms[1]}) % 997`,
      () => `(${atoms[0]} * 2 - ${atoms[1]}) % 997`,
      () => atoms[0]!,
      () => `(${atoms[0]} > ${atoms[1]} ? ${atoms[0]} : 7)`,
    ])();
  }

  private atom(except: readonly string[] = []): string {
    const names = NUMBERS.filter((name) => !except.includes(name));
    return this.pick([...names, "spare", String(this.below(10))]);
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  private below(count: number): number {
    return Math.floor(this.random.next().value * count);
  }
}

/** What can be seen of a notebook. */
const STATE = "JSON.stringify([a, b, c, spare, f(2), g(3), h(1), new K().m(), read.map((one) => one()), a, b, c])";

function twins(text: string): TwinCell {
  const script = text.replace(/§class (\w+)/g, "var $1 = class $1").replace(/§(?:let|const|var) /g, "var ");
  return { cell: text.replaceAll(MARK, "").replaceAll(TYPED, ": number"), script: script.replaceAll(TYPED, "") };
}
