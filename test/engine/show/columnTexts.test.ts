import { effects } from "engine/inference/means/effects";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { fit } from "engine/model/fit";
import { alignedTexts, columnTexts, decimalsByError, withDecimals } from "engine/show/columnTexts";
import { pvalueAPA } from "engine/show/numbers";
import { safeText } from "engine/show/safeText";
import { toTabs, toWord } from "engine/show/word";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";

const model = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));

describe("numbers below each other", () => {
  test("keep their zeros, so that points align", () => {
    expect(alignedTexts([238.265, 264.28, -22.07], 6)).toEqual(["238.265", "264.280", "-22.070"]);
    expect(alignedTexts([0.5, 0.25, 0], 6)).toEqual(["0.50", "0.25", "0.00"]);
    expect(alignedTexts([1, 2, NaN, Infinity], 6)).toEqual(["1", "2", "NaN", "Inf"]);
  });

  test("lose no small number among large ones and show no digits beyond the asked", () => {
    expect(alignedTexts([28420.123456, 0.00123456], 6)).toEqual(["28420.1", "0.00123456"]);
    expect(alignedTexts([2033.361234, -0.7012345], 6)).toEqual(["2033.36", "-0.701234"]);
    expect(alignedTexts([1234567.8, 1.5], 6)).toEqual(["1.23457e6", "1.5"]);
  });

  test("by a standard error have two of its digits", () => {
    const cases: [number, number][] = [
      [0.0067, 4],
      [0.0996, 2],
      [0.00949, 4],
      [29.9, 0],
      [312, -1],
    ];
    for (const [error, decimals] of cases) expect([error, decimalsByError(error, 2)]).toEqual([error, decimals]);
    expect(withDecimals(-0.0046, 4)).toBe("-0.0046");
    expect(withDecimals(1234.5, -1)).toBe("1234");
    expect(withDecimals(3.25e-15, 16)).toBe("3.2e-15");
    expect([2.5140510484848527e22, 6.63e20, 0].map((value) => withDecimals(value, -19))).toEqual([
      "2.514e+22",
      "6.6e+20",
      "0",
    ]);
  });
});

test("columns of whole numbers are whole with missing values too", () => {
  const table = asTable({ correct: [1, 0, null, 1], rt: [0.5, 1, 2, 3] });
  expect(table.toString()).toMatch(/\n1 +1 +0\.5\n2 +0 +1\.0\n3 +missing +2\.0\n/);
  expect(table.view().columns[0].format).toEqual({ style: "integer" });
});

test("p-values as APA has them, and never 0.0", () => {
  expect([0, 9e-4, 0.001, 0.0234, 0.9996, NaN].map(pvalueAPA)).toEqual([
    "< .001",
    "< .001",
    ".001",
    ".023",
    "> .999",
    "NaN",
  ]);
  const table = coeftable(model);
  expect(table.toMarkdown()).toMatch(/\| \\<1e-\d\d \|/);
  expect(table.toMarkdown()).not.toMatch(/\| 0\.0 \|/);
  expect(table.toMarkdown({ p: "apa" })).toContain("\\< .001");
  expect(() => effects({ days: [0, 5] }, model).toMarkdown({ p: "apa" })).toThrow("this result has none");
  expect(() => table.toHTML({ digits: 1.5 })).toThrow("digits is a whole number from 0 to 15");
  expect(() => table.toHTML({ p: "APA" as "apa" })).toThrow('p-values are written by p: "apa"');
});

test("a table of means is rounded row by row by its standard errors", () => {
  const rows = dataset("sleepstudy")
    .toRows()
    .map((row) => ({ ...row, rt: Math.log(Number(row.reaction)) / 1000 }));
  const small = effects({ days: [0, 5] }, fit("rt ~ 1 + days + (1 | subj)", rows));
  const { columns } = small.view();
  const error = columns.findIndex(({ header }) => header === "stderror");
  for (const text of columnTexts(columns, error)) expect(text.replace(/^0\.0*/, "")).toMatch(/^\d\d$/);
  const places = (j: number): number[] => columnTexts(columns, j).map((text) => text.split(".")[1].length);
  for (const j of [error - 1, error + 1, error + 2]) expect(places(j)).toEqual(places(error));
  expect(columnTexts(columns, error, { digits: 4 })[0].replace(/^0\.0*/, "")).toMatch(/^\d{4}$/);
  expect(small.toMarkdown({ digits: 4 })).toContain(columnTexts(columns, error, { digits: 4 })[0]);
});

test("for a word processor: lines of APA, nothing that a spreadsheet runs", () => {
  const html = coeftable(model).toWord({ p: "apa" });
  expect(html).toContain("&#60; .001");
  expect(html.match(/<th style="[^"]*border-top:1.5pt solid black;border-bottom:0.75pt/g)).toHaveLength(5);
  expect(html.match(/border-bottom:1.5pt solid black/g)).toHaveLength(5);
  expect(html).not.toContain("border-left");
  expect(
    ["=1+1", "+x", "@a", "-a", "-1.5", "+2e-5", "ok", "-0.26 (0.16)", "-1 [-2, 3]", "-1+2 (3)"].map(safeText),
  ).toEqual(["'=1+1", "'+x", "'@a", "'-a", "-1.5", "+2e-5", "ok", "−0.26 (0.16)", "−1 [-2, 3]", "'-1+2 (3)"]);
  const report = { columns: [{ header: "a\tb", align: "left" as const }], rows: [{ cells: ["=x\ny"] }] };
  expect(toTabs(report)).toBe("a b\n'=x y");
  expect(toWord(report)).toContain("=x y");
});
