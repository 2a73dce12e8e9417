import { toLaTeX } from "engine/show/latex";
import { escapeLaTeX } from "engine/show/latexText";
import { toMarkdown } from "engine/show/markdown";
import type { Report } from "engine/show/report";
import fc from "fast-check";
import { marked } from "marked";
import { anyName, effort, holds, IS_LONG } from "../../hard/properties/property";
import { compileLaTeX, latexEngine, readsPDF } from "./latexEngine";

/** Texts that one of the dialects takes for its own, at the start of a cell or anywhere. */
const PITFALLS = [
  ..."[]{}()*\\&^~_%$#|`'\"<>=+-@!?,;:/.",
  "[0,1)",
  "[1pt]",
  "*star",
  "\\\\",
  "\\hline",
  "\\end{tabular}",
  "%comment",
  "^^41",
  "a--b---c",
  "``quoted''",
  "?`",
  "!`",
  ",,x",
  "| --- |",
  "a|b`c|d`",
  "- item",
  "1. item",
  "# head",
  "> quote",
  ":smile:",
  "[^1]",
  "http://x.y/a_b_c",
  "www.example.org/a_b",
  "a_b@example.org",
  "a -- b...",
  "[a](b)",
  "~~a~~",
  "$x$",
  "&amp;",
  "αβγ ΑΒΓ ά ς",
  "東京",
  "Москва",
  "ąęđŋ þð «»",
  "👩‍🔬",
  "e\u0301\u0302",
  "שלום",
  "\u202eabc",
  "\ud800",
  "\u0007",
  "  a  b  ",
  "",
];
const cell = fc.oneof(
  fc.constantFrom(...PITFALLS),
  fc.array(fc.constantFrom(...PITFALLS), { minLength: 2, maxLength: 4 }).map((parts) => parts.join("")),
  anyName,
);
const report: fc.Arbitrary<Report> = fc.integer({ min: 0, max: 4 }).chain((width) =>
  fc.record(
    {
      caption: cell,
      columns: fc.array(fc.record({ header: cell, align: fc.constantFrom("left", "right", "center") }), {
        minLength: width,
        maxLength: width,
      }),
      rows: fc.array(fc.record({ cells: fc.array(cell, { maxLength: width }), rule: fc.boolean() }), { maxLength: 4 }),
      notes: fc.array(cell, { maxLength: 2 }),
    },
    { requiredKeys: ["columns", "rows"] },
  ),
);

const absent = latexEngine === undefined;
if (absent) console.warn("whether copies as LaTeX compile is left out: there is neither pdflatex nor tectonic here");
const withLaTeX = absent ? test.skip : test;

withLaTeX("copies as LaTeX compile, whatever their texts", () => {
  const reports = fc.sample(report, { numRuns: IS_LONG ? 3000 : 150, seed: 20 });
  const inEachPlace = PITFALLS.map(
    (text): Report => ({
      caption: text,
      columns: [
        { header: text, align: "left" },
        { header: text, align: "right" },
      ],
      rows: [{ cells: [text, text] }, { cells: [text, text], rule: true }, { cells: [text] }],
      notes: [text, text],
    }),
  );
  const pages = [...reports, ...inEachPlace].map(toLaTeX);
  for (const preamble of ["", "\\usepackage[T1]{fontenc}"])
    expect(compileLaTeX(pages.join("\n\n"), preamble).error).toBeUndefined();
});

(absent || !readsPDF ? test.skip : test)("a copy as LaTeX shows the names at the start of its rows", () => {
  const names = ["*star", "[0,1)", "[1,2)", "a--b", "100 %", "x^2", "\\hline"];
  const rows = names.map((name) => ({ cells: [name, "-1.5"] }));
  const columns: Report["columns"] = [
    { header: "*g", align: "left" },
    { header: "[b]", align: "right" },
  ];
  const { error, text } = compileLaTeX(toLaTeX({ caption: "[c]", columns, rows, notes: ["*n"] }));
  expect(error).toBeUndefined();
  const shown = text.split("\n").map((line) =>
    line
      .replaceAll("ˆ", "^")
      .replace(/\s+(?:−1\.5|\[b\])$/, "")
      .trim(),
  );
  expect(shown).toEqual(expect.arrayContaining(["[c]", "*g", ...names, "*n"]));
  expect(text.match(/−1\.5$/gm)).toHaveLength(names.length);
});

test("LaTeX's text has nothing left that has a meaning at the start of a cell", () => {
  expect(escapeLaTeX("[0,1)")).toBe("{[}0,1)");
  expect(escapeLaTeX("*star[*")).toBe("{*}star[*");
  expect(escapeLaTeX("a  b -- ``c''")).toBe("a \\ b -{}- `{}`c'{}'");
  expect(escapeLaTeX("京")).toBe("\\unicodetext{京}{U+4EAC}");
  expect(toLaTeX({ columns: [], rows: [], caption: " ", notes: ["é"] })).not.toMatch(/providecommand|\\\\|tabular/);
});

/** A text as Markdown, HTML and LaTeX show it: on one line, with single blanks. */
const shown = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Addresses may become links. */
test("copies as Markdown hold their texts", () => {
  const entities: { [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  const text = (html: string): string =>
    shown(html.replace(/<\/?a\b[^>]*>/g, "").replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]));
  const plain = fc.oneof(
    fc.constantFrom(...PITFALLS.filter((one) => !/[\u0000-\u0008\ud800]/.test(one))),
    fc.stringMatching(/^[ -~]{0,12}$/),
    fc.array(fc.constantFrom(..."|`\\*_[]<>a b"), { maxLength: 12 }).map((parts) => parts.join("")),
  );
  holds(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), fc.array(plain, { maxLength: 3 }), (heads, notes) => {
      const columns = heads.map((header) => ({ header, align: "left" as const }));
      const html = marked.parse(toMarkdown({ columns, rows: [{ cells: [...heads].reverse() }], notes })) as string;
      const cells = [...html.matchAll(/<t[hd]\b[^>]*>(.*?)<\/t[hd]>/gs)].map(([, inner]) => inner);
      expect(cells.map(text)).toEqual([...heads, ...[...heads].reverse()].map(shown));
      const paragraphs = [...html.matchAll(/<p>(.*?)<\/p>/gs)].map(([, inner]) => inner);
      expect(paragraphs.map(text)).toEqual(notes.map(shown).filter((note) => note !== ""));
    }),
    effort(300, 20_000),
  );
});
