import { FormulaError } from "engine/errors";
import { printFormula } from "engine/formula/language/print";
import { quoteName } from "engine/formula/language/scanner";
import { type FormulaTerms, formulaTerms } from "engine/formula/language/terms";
import fc from "fast-check";
import { anyName, type Effort, holds } from "./property";

/** Text that is read as a formula, or nearly: most of the grammar, with spaces where they may be. */
const space = fc.constantFrom("", " ", "  ", "\n", "\t");
const spaced = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(space, ...parts.flatMap((part) => [part, space])).map((pieces) => pieces.join(""));
const symbol = (text: string): fc.Arbitrary<string> => fc.constant(text);
const name = anyName.filter((text) => text !== "").map(quoteName);
const number = fc.oneof(fc.nat({ max: 99 }).map(String), fc.double({ min: 1e-9, max: 1e9, noNaN: true }).map(String));

const { calculation } = fc.letrec<{ calculation: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3 },
    name,
    number,
    spaced(fc.constantFrom("log", "exp", "sqrt", "abs", "I", "protect"), symbol("("), tie("calculation"), symbol(")")),
    spaced(symbol("("), tie("calculation"), symbol(")")),
    spaced(symbol("-"), tie("atom")),
  ),
  calculation: fc.oneof(
    { maxDepth: 3 },
    tie("atom"),
    spaced(tie("atom"), fc.constantFrom("+", "-", "*", "/", "^"), tie("atom")),
  ),
}));

const { terms } = fc.letrec<{ terms: string; term: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 3 },
    { weight: 5, arbitrary: name },
    { weight: 2, arbitrary: fc.constantFrom("1", "0") },
    spaced(symbol("("), tie("terms"), symbol(")")),
    spaced(symbol("("), tie("terms"), symbol(")^"), fc.nat({ max: 4 }).map(String)),
    spaced(fc.constantFrom("log", "exp", "I", "protect"), symbol("("), calculation, symbol(")")),
    spaced(name, symbol("^"), number),
    spaced(number, fc.constantFrom("*", "/"), name),
    spaced(symbol("fulldummy("), name, symbol(")")),
    spaced(symbol("poly("), calculation, symbol(","), fc.integer({ min: 1, max: 4 }).map(String), symbol(")")),
  ),
  terms: fc.oneof(
    { maxDepth: 3 },
    tie("term"),
    spaced(tie("term"), fc.constantFrom("+", "-", "*", "/", "&", ":"), tie("terms")),
  ),
}));

const random = fc.oneof(
  spaced(
    symbol("("),
    terms,
    fc.constantFrom("|", "||"),
    fc.oneof(name, spaced(name, fc.constantFrom("&", "/", ":"), name)),
    symbol(")"),
  ),
  spaced(symbol("zerocorr("), terms, symbol("|"), name, symbol(")")),
);
const grammatical = spaced(
  calculation,
  symbol("~"),
  fc
    .tuple(terms, fc.array(random, { minLength: 1, maxLength: 3 }))
    .map(([fixed, bars]) => [fixed, ...bars].join(" + ")),
);

/** Pieces of formulas in any order. */
const pieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "~",
        "+",
        "-",
        "*",
        "/",
        "^",
        "(",
        ")",
        "|",
        "||",
        "&",
        ":",
        ",",
        "`",
        "``",
        "1",
        "0",
        "1e5",
        ".5",
        "zerocorr(",
        "poly(",
        "log(",
        "fulldummy(",
        "\u0000",
        "\u2028",
        "\ud800",
        "é",
        "e\u0301",
      ),
      name,
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((all) => all.join(""));

/** The terms, or undefined if the text is refused in the way it should be; anything else that is thrown is a bug. */
function read(text: string): FormulaTerms | undefined {
  try {
    return formulaTerms(text);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    expect(error.at).toBeGreaterThanOrEqual(1);
    expect(error.at).toBeLessThanOrEqual([...text].length + 1);
    expect(error.message).not.toContain("\n");
    expect(error.message.length).toBeLessThan(1000);
    return undefined;
  }
}

/** What a formula means; a calculation that is subtracted again leaves no trace in it. */
function essence({ response, fixed, random: bars, derived }: FormulaTerms): unknown {
  const used = new Set([
    response,
    ...fixed.flat(),
    ...bars.flatMap(({ effects, grouping }) => [...effects.flat(), ...grouping]),
  ]);
  return { response, fixed, bars, derived: [...derived.keys()].filter((key) => used.has(key)).sort() };
}

export function formulaProperties(effort: Effort): void {
  test("a formula, printed and read again, has the same terms", () => {
    let accepted = 0;
    holds(
      fc.property(grammatical, (text) => {
        const first = read(text);
        if (first === undefined) return;
        accepted++;
        const printed = printFormula(first);
        const second = read(printed);
        expect(second && essence(second)).toEqual(essence(first));
        expect(printFormula(second!)).toBe(printed);
      }),
      effort,
    );
    expect(accepted).toBeGreaterThan(effort.runs / 5);
  });

  test("any text is read or refused by a FormulaError", () => {
    holds(
      fc.property(fc.oneof(pieces, grammatical, fc.string({ unit: "binary" })), (text) => void read(text)),
      effort,
    );
  });

  test("a formula with one character changed is read or refused", () => {
    holds(
      fc.property(
        grammatical,
        fc.nat(),
        fc.constantFrom("", "(", ")", "|", "`", "~", "^", "-", "\u0000", "😀"),
        (text, where, piece) => {
          const at = where % (text.length + 1);
          read(text.slice(0, at) + piece + text.slice(at + 1));
        },
      ),
      effort,
    );
  });
}

/** Repeated n times, each of these would be slow in a parser that looks back or goes deep. */
const HOSTILE: [what: string, piece: string, before?: string, after?: string][] = [
  ["opening parentheses", "(", "y ~ "],
  ["closing parentheses", ")", "y ~ x"],
  ["minus signs", "-", "y ~ "],
  ["a sum", "+a", "y ~ a", "+(1|g)"],
  ["a product", "*a", "y ~ a", "+(1|g)"],
  ["powers", "^a", "y ~ a", "+(1|g)"],
  ["a long name", "a", "y ~ ", "+(1|g)"],
  ["a long name in backticks", "a b", "y ~ `", "`+(1|g)"],
  ["doubled backticks", "``", "y ~ `a", "`+(1|g)"],
  ["backticks", "`", "y ~ "],
  ["digits", "1", "y ~ "],
  ["a long fraction", "1", "y ~ x^.", "+(1|g)"],
  ["spaces", " ", "y ~ a", "+(1|g)"],
  ["emoji", "😀", "y ~ "],
  ["combining marks", "\u0301", "y ~ a", "+(1|g)"],
  ["tildes", "~", "y "],
  ["bars", "|", "y ~ (1"],
  ["calls", "log(", "y ~ "],
  ["a sum of calls", "+log(a)", "y ~ a", "+(1|g)"],
  ["a long calculation", "+a", "y ~ log(a", ")+(1|g)"],
  ["random terms", "+(1|g)", "y ~ 1"],
  ["nested terms", "/a", "y ~ (1|a", ")"],
  ["commas", ",", "y ~ poly(a"],
  ["names", " a", "y ~ a"],
  ["lone surrogates", "\ud800", "y ~ "],
];

/** The least CPU time of a few runs, in ms, so that other work on the machine does not count. */
function time(action: () => void): number {
  return Math.min(
    ...Array.from({ length: 3 }, () => {
      const started = process.cpuUsage();
      action();
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    }),
  );
}

export function hostileFormulas(n: number): void {
  test.each(HOSTILE)(
    "time and words grow no faster than a hostile text: %s",
    (_, piece = "", before = "", after = "") => {
      const text = (times: number): string => before + piece.repeat(times) + after;
      const [small, large] = [n, 8 * n].map((times) => time(() => void read(text(times))));
      // Eight times the text: a quadratic reader takes 64 times as long.
      expect(large).toBeLessThan(24 * small + 25);
    },
  );
}
