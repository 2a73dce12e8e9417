import fc from "fast-check";
import { nodePlatform } from "kernel/node/platform";
import { Advice } from "kernel/shared/advice";
import { sourceLines } from "kernel/shared/compiler/sourceLine";
import { effort, holds } from "../hard/properties/property";

/** Lines of other languages, which are answered by how they are written here. */
const FOREIGN = [
  "speed and accuracy",
  "not true",
  "only if you like, else leave it",
  "y ~ 1 + x",
  "fit(~ batch, d)",
  "x |> f",
  "x <- 3",
  "x := 3",
  "[x for x in xs]",
  "x[0:2]",
  "lambda x: x",
  "from a import b",
  "for i in 1:10",
  "if x == 1:",
  "function(x) x + 1",
  "read.csv(file)",
  "@formula(y)",
  "f(x)$names",
  "using MixedModels",
];
const advice = new Advice(nodePlatform(process.cwd()));
const FAULTS = ["')' expected.", "',' expected.", "Unexpected token.", "Cannot find name 'nothingOfThis'."];

/** Where what stands in it is no code. */
const PLACES: readonly ((text: string) => string)[] = [
  (text) => `console.log("${text}"`,
  (text) => `plot(d, { title: '${text}' x: "a" })`,
  (text) => `const x = 1 2 // ${text}`,
  (text) => `const x = 1 /* ${text} */ 2`,
  (text) => `note(\`${text} \${a b} ${text}\``,
  (text) => `const one = 1 2 # ${text}`,
  (text) => `const one = [1 "it's", "${text}"]`,
  (text) => `texts.replace(/"${text.replace(/[[\]()|/+]/g, "")}"/g, "${text}"`,
  (text) => `const long = \`\n${text}\n\${f(1 2)} ${text}\``,
  (text) => `/*\n${text}\n*/ const x = 1 2`,
];

test("what stands in texts, templates, patterns and comments is not taken for another language", () => {
  const place = fc.constantFrom(...PLACES);
  holds(
    fc.property(fc.constantFrom(...FOREIGN), place, fc.constantFrom(...FAULTS), (text, put, fault) => {
      for (const line of sourceLines(put(text)))
        expect([put(text), advice.onSource(line, fault)]).toEqual([put(text), undefined]);
    }),
    effort(500, 5000),
  );
});

test.each(FOREIGN.filter((line) => !/leave it|f\(x\)\$/.test(line)))("%s is, whatever is said behind it", (line) => {
  const said = (source: string): string | undefined =>
    FAULTS.map((fault) => advice.onSource(sourceLines(source)[0]!, fault)).find((each) => each !== undefined);
  expect(said(line)).toMatch(/\w/);
  for (const comment of [" // it's one and two", ' # say "x', " /* or\nthree */"])
    expect(said(line + comment)).toBe(said(line));
});

test.each([
  ['a = \'b\' + "c\\"d"', "a = '·' + \"····\""],
  ["`a ${`b ${c}`} d`", "`··${`··${c}`}··`"],
  ["`a ${{ b: 1 }.b} d`", "`··${{ b: 1 }.b}··`"],
  ["a / b / c", "a / b / c"],
  ['f(/a"b/g, 1)', "f(/····g, 1)"],
  ["(a) / 2 + x[0] / 2", "(a) / 2 + x[0] / 2"],
  ["class A { #a = 1 }", "class A { #a = 1 }"],
  ["x' * y", "x' * y"],
  ['"open', '"····'],
])("%s without its texts", (source, bare) => {
  expect(sourceLines(source)[0]!.bare).toBe(bare);
});

test("any source has its lines, no longer than they are, code and bare of one length", () => {
  const pieces = fc.constantFrom(
    "a",
    '"',
    "'",
    "`",
    "${",
    "}",
    "{",
    "/",
    "*",
    "#",
    " ",
    "\n",
    "\r",
    "\\",
    "1",
    "é",
    "😀",
    "(",
  );
  holds(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const source = parts.join("");
      const lines = sourceLines(source);
      expect(lines).toHaveLength(source.split("\n").length);
      for (const [i, { code, bare }] of lines.entries()) {
        expect(bare).toHaveLength(code.length);
        expect(code.length).toBeLessThanOrEqual(source.split("\n")[i]!.length);
      }
    }),
    effort(1000, 50_000),
  );
});
