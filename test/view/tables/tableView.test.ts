/** @jest-environment jsdom */

import { studentBound } from "engine/distributions/studentT";
import { significant } from "engine/show/numbers";
import type { View } from "engine/show/view";
import { readView } from "view/reading/readView";
import { TableView } from "view/tables/tableView";
import { bundles, named, press, texts, VIEW } from "../support";

const saved = bundles();

function shown(name: string): HTMLElement {
  const { node } = new TableView(readView(saved[name][VIEW]));
  document.body.replaceChildren(node);
  return node;
}

function choose(root: ParentNode, label: string, value: string): void {
  const select = [...root.querySelectorAll("label")]
    .find((one) => one.textContent?.startsWith(label))!
    .querySelector("select")!;
  select.value = value;
  select.dispatchEvent(new Event("change"));
}

test("a model: coefficients with σ per grouping factor, the residual below, real table markup", () => {
  const node = shown("m1").querySelector(":scope > .mm-scroller")!;
  expect(texts(node, "caption")).toEqual([
    "rt_trunc ~ 1 + spkr + prec + load + spkr & prec + spkr & load + prec & load + spkr & prec & load " +
      "+ (1 | subj) + (1 + prec | item)",
  ]);
  expect(texts(node, "thead th[scope=col]")).toEqual([
    "Coefficient",
    "Est.",
    "SE",
    "z",
    "p",
    "95 % interval, own units",
    "σ_item",
    "σ_subj",
  ]);
  expect(texts(node, "tbody th[scope=row]")).toHaveLength(8);
  const printed = (start: string): string[] =>
    (saved["m1"]["text/plain"] as string)
      .split("\n")
      .find((line) => line.startsWith(start))!
      .trim()
      .split(/ {2,}/);
  expect(texts(node.querySelector("tbody tr")!, "th, td:not(.mm-center)")).toEqual(printed("(Intercept)"));
  expect(texts(node, "tfoot tr > *").slice(0, 2)).toEqual(printed("Residual"));
  // The intercept's distance from 0 says nothing, and no other row is off the scale.
  expect(node.querySelectorAll(".mm-interval")).toHaveLength(7);
  for (const dot of node.querySelectorAll(".mm-middle"))
    expect(Math.abs(Number(dot.getAttribute("cx")) - 75)).toBeLessThan(69);
});

test("the certificate is a sentence that opens to its explanation", () => {
  const node = shown("m0");
  const word = node.querySelector<HTMLButtonElement>(".mm-certificate")!;
  expect(word.textContent).toMatch(/^converged to a singular fit: the estimates may be used, but /);
  const why = node.querySelector<HTMLElement>(".mm-why")!;
  expect(why.hidden).toBe(true);
  word.click();
  expect(why.hidden).toBe(false);
  expect(word.getAttribute("aria-expanded")).toBe("true");
  expect(why.textContent).toMatch(/Technical figures: \d+ evaluations of the objective/);
});

test("a summary with t tests has the intervals of t", () => {
  const node = shown("tests");
  const { columns, interval } = readView(saved.tests[VIEW]) as View;
  expect(columns.slice(0, 6).map(({ header }) => header)).toEqual(["Coefficient", "Est.", "SE", "df", "t", "p"]);
  expect(interval).toEqual({ estimate: 1, error: 2, dof: 3 });
  const [estimate, error, df] = [1, 2, 3].map((j) => columns[j].cells[0] as number);
  const second = [1, 2, 3].map((j) => columns[j].cells[1] as number);
  // lmerTest's, and R's qt(0.975, df).
  expect(df).toBeCloseTo(5.833186, 5);
  const bound = studentBound(0.95, df);
  expect(bound).toBeCloseTo(2.463975, 5);
  expect(bound * error).toBeLessThan(estimate);
  const reach = studentBound(0.95, second[2]) * second[1];
  expect(node.querySelector(".mm-interval")!.getAttribute("aria-label")).toBe(
    `${significant(second[0] - reach, 5)} to ${significant(second[0] + reach, 5)}`,
  );
  expect(texts(node, "label option")).toContain("t 95 %");
});

test("level, digits and correlations can be chosen", () => {
  const node = shown("m1");
  const width = (): number => {
    const line = node.querySelectorAll(".mm-range")[0];
    return Number(line.getAttribute("x2")) - Number(line.getAttribute("x1"));
  };
  const label = (): string => node.querySelectorAll(".mm-interval")[0].getAttribute("aria-label")!;
  expect(label()).toBe("36.349 to 99.274");
  expect(width()).toBeGreaterThan(0);
  choose(node, "Interval", "0.99");
  expect(label()).toBe("26.463 to 109.16");
  choose(node, "Interval", "0");
  expect(node.querySelectorAll(".mm-interval")).toHaveLength(0);
  choose(node, "Digits", "1");
  expect(texts(node.querySelector("tbody tr")!, "td").slice(0, 3)).toEqual(["2181.8", "77.5", "28.16"]);
  const detail = node.querySelector<HTMLElement>(".mm-detail .mm-view")!;
  expect(detail.hidden).toBe(true);
  named(node, "Correlations").click();
  expect(detail.hidden).toBe(false);
  expect(detail.textContent).toContain("-0.70");
});

test("sorting by a column twice turns it round, a third time undoes it; the residual stays below", () => {
  const node = shown("m1");
  const first = (): string => texts(node, "tbody th")[0];
  named(node, "Est.").click();
  expect(first()).toBe("prec: maintain");
  expect(node.querySelector("th[aria-sort=ascending]")?.textContent).toBe("Est.");
  named(node, "Est.").click();
  expect(first()).toBe("(Intercept)");
  expect(texts(node, ":scope > .mm-scroller tfoot th")).toEqual(["Residual"]);
  named(node, "Est.").click();
  expect(node.querySelector("th[aria-sort]")).toBeNull();
});

test("a bootstrap's replicates: the first rows in pages, a histogram above each column, a payload below 200 KB", () => {
  const node = shown("replicates");
  expect(JSON.stringify(saved["replicates"][VIEW]).length).toBeLessThan(200_000);
  expect(node.querySelectorAll(".mm-summary svg")).toHaveLength(5);
  expect(node.querySelector(".mm-summary svg")?.getAttribute("aria-label")).toMatch(
    /^obj: .* to .*, median .*, middle half/,
  );
  expect(texts(node, "tbody tr")).toHaveLength(20);
  expect(node.textContent).toContain("The notebook holds the first 200 of 2,000 rows");
  named(node, "Next page").click();
  expect(texts(node, "tbody th")[0]).toBe("21");
  press(node.querySelector(".mm-scroller")!, "PageUp");
  expect(texts(node, "tbody th")[0]).toBe("1");
});

test.each(["varcorr", "describe", "confint", "contrasts"])("%s is shown with the words of its text", (name) => {
  const words = (text: string): string[] =>
    text
      .replace(/-{5,}/g, "")
      .split(/\s+/)
      .filter((word) => word !== "");
  const node = shown(name);
  const all = words(texts(node, "caption, th, td, .mm-note").join(" "));
  expect(words(saved[name]["text/plain"]).filter((word) => !all.includes(word))).toEqual([]);
});

test("variance components: variances, standard deviations, correlations can be left out each, in copies too", () => {
  const node = shown("varcorr");
  const headers = (): string[] => texts(node, "thead th");
  expect(headers()).toEqual(["Group", "Column", "Variance", "Std.Dev", "Corr."]);
  named(node, "Variances").click();
  expect(headers()).toEqual(["Group", "Column", "Std.Dev", "Corr."]);
  expect(named(node, "Variances").getAttribute("aria-pressed")).toBe("false");
  named(node, "Correlations").click();
  expect(headers()).toEqual(["Group", "Column", "Std.Dev"]);
  named(node, "Variances").click();
  expect(headers()).toEqual(["Group", "Column", "Variance", "Std.Dev"]);
});

test("a group's name is written once, but every row says it to a screen reader", () => {
  const node = shown("varcorr");
  expect(texts(node, "tbody th[scope=row]")).toEqual(["item", "item", "subj"]);
  expect(texts(node, "tbody th > .mm-offscreen")).toEqual(["item"]);
  expect(node.querySelector("td.mm-below")?.textContent).toBe("-0.70");
});

test("a likelihood-ratio test: models, degrees of freedom, −2ℓ, χ² and p", () => {
  const node = shown("lrt");
  expect(texts(node, "thead th")).toEqual(["Model", "dof", "−2ℓ", "χ²", "χ² dof", "p"]);
  const [small, large] = [...node.querySelectorAll("tbody tr")].map((row) => texts(row, "td"));
  expect(small).toEqual(["13", "28658.4867", "", "", ""]);
  expect(large).toEqual(["29", "28637.1227", "21.3640", "16", "0.1649"]);
  expect(node.textContent).toContain("χ² overstates p");
});

test("a summary of data: a histogram per numeric column, the levels of the others", () => {
  const labels = [...shown("describe").querySelectorAll("tbody .mm-shape")].map((plot) =>
    plot.getAttribute("aria-label"),
  );
  expect(labels).toHaveLength(7);
  expect(labels[0]).toMatch(/^subj: 56 levels, S030 32, .*, and 44 more$/);
  expect(labels[2]).toMatch(/^spkr: 2 levels, (new|old) \d+, (new|old) \d+$/);
  expect(labels[5]).toMatch(/^rt_trunc: 579 to 5171, median 1940$/);
  expect(labels[6]).toMatch(/^rt_raw: 579 to 15923, median 1940$/);
});

test("a bootstrap sample: counts, and per parameter mean, deviation, interval and histogram", () => {
  const node = shown("sample");
  expect(texts(node, ".mm-facts li")).toEqual([
    expect.stringMatching(/^\d+ singular \(\d+\.\d %\), none failed$/),
    "2,000 replicates",
  ]);
  expect(texts(node, "thead th")).toEqual(["par", "of", "replicates", "mean", "sd", "lower", "upper"]);
  expect(texts(node, "tbody tr > :nth-child(2)")).toEqual(["(Intercept)", "residual", "batch: (Intercept)"]);
  const plots = [...node.querySelectorAll("tbody .mm-shape")];
  expect(plots).toHaveLength(3);
  expect(plots[0].querySelectorAll("rect").length).toBe(24);
  expect(plots[0].querySelectorAll("rect.mm-outside").length).toBeGreaterThan(0);
  expect(plots[0].querySelectorAll(".mm-range")).toHaveLength(1);
});

test("intervals: what each parameter is, and how far the ends could be off", () => {
  const node = shown("confint");
  expect(texts(node, "thead th")).toEqual(["par", "of", "replicates", "lower", "± lower", "upper", "± upper"]);
  const errors = texts(node, "tbody tr > :nth-child(5)").map(Number);
  expect(errors).toHaveLength(3);
  expect(errors.slice(0, 2).every((error) => error > 0)).toBe(true);
  named(node, "Monte-Carlo error").click();
  expect(texts(node, "thead th")).toEqual(["par", "of", "replicates", "lower", "upper"]);
});

describe("copies", () => {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    Object.defineProperty(navigator, "clipboard", {
      configurable: true,
      value: { writeText: async (text: string) => void written.push(text) },
    });
  });

  test("by menu and by keyboard, as the reader has arranged the table", async () => {
    const node = shown("m1");
    choose(node, "Digits", "2");
    press(node.querySelector(".mm-scroller")!, "c");
    const menu = node.querySelector<HTMLElement>("[role=menu]")!;
    expect(menu.hidden).toBe(false);
    expect(document.activeElement?.textContent).toBe("Table (Word)");
    press(document.activeElement!, "ArrowDown");
    expect(document.activeElement?.textContent).toBe("Markdown");
    press(document.activeElement!, "ArrowDown");
    expect(document.activeElement?.textContent).toBe("LaTeX");
    press(document.activeElement!, "m");
    await new Promise((resolve) => setTimeout(resolve));
    for (const name of ["LaTeX", "HTML", "CSV"]) named(node, name).click();
    await new Promise((resolve) => setTimeout(resolve));
    expect(written[0]).toContain("| spkr: old | 67.81 | 16.05 |");
    expect(written[1]).toContain("\\begin{tabular}");
    expect(written[2]).toContain('<th scope="row"');
    expect(written[3]).toMatch(/^Coefficient,Est\.,SE,z,p,σ_item,σ_subj\r\n/);
    expect(written[3]).toMatch(/\r\n\(Intercept\),2181\.75\d+,/);
    expect(node.querySelector(".mm-status")?.textContent).toBe("Copied as CSV.");
  });

  test("as CSV quote what needs it and disarm formulas", async () => {
    const view = {
      version: 1,
      kind: "table",
      total: 2,
      columns: [
        { header: 'a"b', cells: ["=1+1", "x,y"] },
        { header: "n", format: { style: "significant" }, cells: [-1.5, "-Inf"] },
      ],
    };
    named(new TableView(readView(view)).node, "CSV").click();
    await new Promise((resolve) => setTimeout(resolve));
    expect(written).toEqual(['"a""b",n\r\n\'=1+1,-1.5\r\n"x,y",-Inf\r\n']);
  });
});

test("a matrix keeps its order: nothing in its head sorts, and its note speaks of no sorting", () => {
  const node = shown("modelmatrix");
  expect(node.querySelectorAll("thead button, [aria-sort]")).toHaveLength(0);
  expect(texts(node, "thead th[scope=col]")).toHaveLength(8);
  expect(texts(node, "thead th[scope=col]")[0]).toBe("(Intercept)");
  expect(node.querySelectorAll(".mm-summaries")).toHaveLength(0);
  expect(texts(node, "tbody tr:first-child > *").slice(0, 2)).toEqual(["1", "1"]);
  expect(texts(node, ".mm-paging .mm-muted")).toEqual(["The notebook holds the first 200 of 1,789 rows."]);
});

test("principal components open to their loadings and to the correlations that they are of", () => {
  const node = shown("rePCA");
  const openers = [...node.querySelectorAll<HTMLButtonElement>(".mm-toolbar button")];
  const opener = openers.find(({ textContent }) => textContent === "Loadings of item")!;
  const [, , detail, correlations] = node.querySelectorAll<HTMLElement>(":scope > .mm-detail");
  const effects = ["(Intercept)", "spkr: old", "prec: maintain", "load: yes"];
  opener.click();
  expect(texts(detail!, "thead th[scope=col]")).toEqual(["PC1", "PC2", "PC3", "PC4"]);
  expect(texts(detail!, "tbody th")).toEqual(effects);
  expect(detail!.querySelectorAll("thead button")).toHaveLength(0);
  openers.find(({ textContent }) => textContent === "Correlations of item")!.click();
  expect(texts(correlations!, "thead th[scope=col]")).toEqual(effects);
});

test("columns that would be filled up to more cells than a page can hold are refused", () => {
  const columns = [{ header: "a", cells: Array(2000).fill(1) }, ...Array(3000).fill({ header: "b", cells: [] })];
  expect(() => readView({ version: 1, kind: "table", columns })).toThrow("more cells than can be shown");
  expect(readView({ version: 1, kind: "table", columns: columns.slice(0, 50) }).columns[49].cells).toHaveLength(2000);
});
