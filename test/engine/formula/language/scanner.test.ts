import { FormulaError } from "engine/errors";
import { quoteName, scan } from "engine/formula/language/scanner";

const pieces = (text: string): string[] => scan(text).map((token) => token.text);

test("names, numbers and operators with their places", () => {
  expect(scan("y~1 + x")).toEqual([
    { kind: "name", text: "y", at: 1 },
    { kind: "operator", text: "~", at: 2 },
    { kind: "number", text: "1", at: 3 },
    { kind: "operator", text: "+", at: 5 },
    { kind: "name", text: "x", at: 7 },
    { kind: "end", text: "the end", at: 8 },
  ]);
});

test("two bars are one operator, a bar and a bar apart are two", () => {
  expect(pieces("a||b | |c")).toEqual(["a", "||", "b", "|", "|", "c", "the end"]);
});

test("names of other scripts, with digits, dots and accents in one normal form", () => {
  expect(pieces("σ1 + rt.trunc_2 + наблюдение + cafe\u0301").filter((piece) => piece !== "+")).toEqual([
    "σ1",
    "rt.trunc_2",
    "наблюдение",
    "caf\u00e9",
    "the end",
  ]);
});

test("names in backticks may hold anything else", () => {
  expect(scan("`reaction time (ms) + <b>`")[0]).toEqual({
    kind: "name",
    text: "reaction time (ms) + <b>",
    at: 1,
    quoted: true,
  });
  expect(scan("`1`")[0].kind).toBe("name");
  expect(scan("`a``b`")[0].text).toBe("a`b");
});

test("places count characters, not UTF-16 units", () => {
  expect(scan("`reaction time 😀`+b").map(({ at }) => at)).toEqual([1, 18, 19, 20]);
});

test.each(["x", "a b", "a`b", "``", "1st", "σ", "a:b", "😀", "", "zerocorr", "__proto__"])(
  "the name %p survives quoting",
  (name) => {
    expect(scan(quoteName(name))).toMatchObject([{ kind: "name", text: name }, { kind: "end" }]);
  },
);

test.each([
  ["y ~ a % 2", 7, "'%'"],
  ["y ~ a + `b c", 9, "backtick"],
  ["y ~ \u{1f4a5}", 5, "'\u{1f4a5}'"],
])("%p cannot be read from character %i on", (text, at, named) => {
  const error = thrownBy(() => scan(text));
  expect(error).toBeInstanceOf(FormulaError);
  expect(error).toMatchObject({ at, name: "FormulaError" });
  expect(error.message).toContain(named);
  expect(error.message).toContain(`at character ${at} of the formula`);
});

function thrownBy(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
