import { printFormula } from "engine/formula/language/print";
import { type FormulaTerms, formulaTerms } from "engine/formula/language/terms";

const printed = (text: string) => printFormula(formulaTerms(text));

test("the formulas of the tutorial are printed as its likelihood-ratio table has them", () => {
  const fixed = "rt_trunc ~ 1 + spkr + prec + load + spkr & prec + spkr & load + prec & load + spkr & prec & load";
  expect(printed("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)")).toBe(
    `${fixed} + (1 | subj) + (1 + prec | item)`,
  );
  expect(printed("rt_trunc ~ 1+spkr*prec*load+(1+spkr+prec+load|subj) + (1 + spkr + prec + load | item)")).toBe(
    `${fixed} + (1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)`,
  );
});

test.each([
  ["x + 1", "1 + x"],
  ["-1 + x", "0 + x"],
  ["0", "0"],
  ["a * b & c", "1 + a & c + b & c + a & b & c"],
  ["a * b:c", "1 + a + b & c + a & b & c"],
  ["(a + b) / c", "1 + a + b + a & b & c"],
  ["(1 + a) * b", "1 + a + b + a & b"],
  ["(1 + a) & b", "1 + b + a & b"],
  ["log(x)*x^2", "1 + log(x) + x ^ 2 + log(x) & x ^ 2"],
  ["1000/x", "1 + protect(1000 / x)"],
  ["I((a+b)*c - -d)", "1 + protect((a + b) * c - -d)"],
  ["poly(`a b`,2)", "1 + poly(`a b`, 2)1 + poly(`a b`, 2)2"],
  ["offset(2*a - `b c`) + x", "1 + x + offset(2 * a - `b c`)"],
  ["offset(a) + offset(b) + offset(a)", "1 + offset(a) + offset(b)"],
  ["fulldummy(`a b`)", "1 + fulldummy(`a b`)"],
  ["`log(x)`", "1 + `log(x)`"],
  ["`a b` * `c``d`", "1 + `a b` + `c``d` + `a b` & `c``d`"],
])("fixed effects %p are printed %p", (right, terms) => {
  expect(printed(`y ~ ${right} + (1 | g)`)).toBe(`y ~ ${terms} + (1 | g)`);
});

test.each([
  ["(1 + x || g)", "zerocorr(1 + x | g)"],
  ["zerocorr(0 + x | g)", "zerocorr(0 + x | g)"],
  ["(1 | a / b)", "(1 | a) + (1 | a & b)"],
  ["(x | a + b)", "(1 + x | a) + (1 + x | b)"],
  ["(1 | g) + (x | g)", "(1 | g) + (0 + x | g)"],
  ["((1 | g) + (1 | h))", "(1 | g) + (1 | h)"],
])("random effects %p are printed %p", (right, terms) => {
  expect(printed(`y ~ 1 + ${right}`)).toBe(`y ~ 1 + ${terms}`);
});

test("a calculated response is printed bare", () => {
  expect(printed("1000/rt ~ 1 + (1 | g)")).toBe("1000 / rt ~ 1 + (1 | g)");
  expect(printed("log(`a b`) ~ 1 + (1 | g)")).toBe("log(`a b`) ~ 1 + (1 | g)");
  expect(printed("-I(a + b) ~ 1 + (1 | g)")).toBe("-(a + b) ~ 1 + (1 | g)");
});

test("printed formulas parse to the same terms", () => {
  const random = pseudoRandom(20_251_124);
  const names = [
    "a",
    "b",
    "σ",
    "`two words`",
    "`tick``s`",
    "zerocorr",
    "log(a)",
    "b^2",
    "I(a + 2 * `two words`)",
    "poly(a, 2)",
    "fulldummy(b)",
    "protect(-(a - b) / (3 * a^-1))",
    "exp(a)^b",
  ];
  const name = () => names[random(names.length)];
  const expression = (depth: number): string => {
    const operand = () => (depth === 0 || random(3) > 0 ? name() : `(${expression(depth - 1)})`);
    return Array.from({ length: 1 + random(3) }, operand).reduce(
      (left, right) => `${left} ${["+", "*", "&", ":", "/", "-"][random(6)]} ${right}`,
    );
  };
  let read = 0;
  for (let round = 0; round < 1000; round++) {
    const text =
      `y ~ ${random(2) ? "0 + " : ""}${expression(2)} + (1 + ${expression(1)} ${random(2) ? "|" : "||"} g) ` +
      "+ (1 | h)";
    const expanded = unlessTakenAway(text);
    if (expanded === undefined) continue;
    read++;
    const { response, fixed, random: terms } = expanded;
    expect({ text, ...formulaTerms(printed(text)) }).toMatchObject({ text, response, fixed, random: terms });
  }
  expect(read).toBeGreaterThan(500);
});

/** Undefined for a formula that takes a calculation away which is not in it. */
function unlessTakenAway(text: string): FormulaTerms | undefined {
  try {
    return formulaTerms(text);
  } catch (error) {
    if (/is no term of the formula that could be taken away/.test(String(error))) return undefined;
    throw error;
  }
}

/** Integers below a bound from a linear congruential generator. */
function pseudoRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
