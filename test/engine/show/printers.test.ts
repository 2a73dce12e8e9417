import { toHTML } from "engine/show/html";
import { toLaTeX } from "engine/show/latex";
import { UNICODE_TEXT } from "engine/show/latexText";
import { toMarkdown } from "engine/show/markdown";
import type { Report } from "engine/show/report";
import { fitWidth, toText } from "engine/show/text";

const report: Report = {
  caption: "Fit",
  columns: [
    { header: "", align: "left" },
    { header: "Est.", align: "right" },
    { header: "p", align: "right" },
  ],
  rows: [
    { cells: ["(Intercept)", "-1.50", "<1e-99"] },
    { cells: ["漢字", "10.25", ""] },
    { cells: ["Residual", "2.00"], rule: true },
  ],
  notes: ["σ is estimated"],
  rowHeader: true,
};

const hostile = `<b>|"&'\`*_$\\#%{}~^\n</b>`;
const hostileReport: Report = {
  caption: hostile,
  columns: [{ header: hostile, align: "center" }],
  rows: [{ cells: [hostile] }],
  notes: [hostile],
};

test("text aligns by display width and draws rules", () => {
  expect(toText(report).split("\n")).toEqual([
    "Fit",
    "              Est.       p",
    "--------------------------",
    "(Intercept)  -1.50  <1e-99",
    "漢字         10.25",
    "--------------------------",
    "Residual      2.00",
    "σ is estimated",
  ]);
});

test("text that is too wide ends in a column of ⋯", () => {
  expect(fitWidth(report, 26)).toBe(report);
  expect(toText(fitWidth(report, 25)).split("\n").slice(1, 4)).toEqual([
    "              Est.  ⋯",
    "---------------------",
    "(Intercept)  -1.50  ⋯",
  ]);
});

test("HTML has a caption, scoped headers, rules and notes", () => {
  const html = toHTML(report);
  expect(html).toContain(">Fit</caption>");
  expect(html.match(/<th scope="col"/g)).toHaveLength(2);
  expect(html.match(/<th scope="row"/g)).toHaveLength(3);
  expect(html).toContain("&#60;1e-99</td>");
  expect(html).toMatch(/border-top:1px solid currentColor">Residual/);
  expect(html).toContain('<p class="mixedmodels-note">σ is estimated</p>');
  expect(html).not.toMatch(/(^|[^-])(color|background):(?!inherit)/);
});

test("HTML escapes markup everywhere", () => {
  const html = toHTML(hostileReport);
  expect(html).not.toContain("<b>");
  expect(html.match(/&#60;b&#62;\|&#34;&#38;&#39;/g)).toHaveLength(4);
});

test("Markdown is a GitHub table", () => {
  expect(toMarkdown(report).split("\n")).toEqual([
    "Fit",
    "",
    "|  | Est. | p |",
    "| :--- | ---: | ---: |",
    "| (Intercept) | -1.50 | \\<1e-99 |",
    "| 漢字 | 10.25 |  |",
    "| Residual | 2.00 |  |",
    "",
    "σ is estimated",
  ]);
});

test("Markdown escapes markup, pipes and lists", () => {
  const escaped = "\\<b\\>\\|\"\\&'\\`\\*\\_\\$\\\\\\#%\\{\\}\\~\\^ \\</b\\>";
  expect(toMarkdown(hostileReport).split("\n")).toEqual([
    escaped,
    "",
    `| ${escaped} |`,
    "| :---: |",
    `| ${escaped} |`,
    "",
    escaped,
  ]);
  expect(toMarkdown({ columns: [], rows: [], notes: ["- a", "1. b"] })).toMatch(/\\- a\n\n1\\\. b$/);
});

test("LaTeX is a plain tabular with minus signs and Greek letters", () => {
  expect(toLaTeX(report).split("\n")).toEqual([
    "\\begin{center}",
    ...UNICODE_TEXT.split("\n"),
    "Fit\\\\",
    "\\begin{tabular}{lrr}",
    "\\hline",
    " & Est. & p \\\\",
    "\\hline",
    "(Intercept) & $-$1.50 & $<$1e-99 \\\\",
    "\\unicodetext{漢}{U+6F22}\\unicodetext{字}{U+5B57} & 10.25 &  \\\\",
    "\\hline",
    "Residual & 2.00 &  \\\\",
    "\\hline",
    "\\end{tabular}",
    "",
    "$\\sigma$ is estimated",
    "\\end{center}",
  ]);
});

test("LaTeX escapes its special characters", () => {
  expect(toLaTeX(hostileReport)).toContain(
    "$<$b$>$$|$\\symbol{34}" +
      "\\&'`*\\_\\$\\textbackslash{}\\#\\%\\{\\}\\textasciitilde{}\\textasciicircum{} $<$/b$>$ \\\\",
  );
});
