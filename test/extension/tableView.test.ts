/** @jest-environment jsdom */
import { readView } from "extension/readView";
import { TableView } from "extension/tableView";
import { bundles, named, press, texts, VIEW } from "./support";

const saved = bundles();

function shown(name: string): HTMLElement {
  const { node } = new TableView(readView(saved[name][VIEW]));
  document.body.replaceChildren(node);
  return node;
}

function choose(root: ParentNode, label: string, value: string): void {
  const select = [...root.querySelectorAll("label")].find((one) => one.textContent?.startsWith(label))!.querySelector("select")!;
  select.value = value;
  select.dispatchEvent(new Event("change"));
}

test("a model: coefficients with σ per grouping factor, the residual below, real table markup", () => {
  const node = shown("m1").querySelector(":scope > .mm-scroller")!;
  expect(texts(node, "caption")).toEqual(["rt_trunc ~ 1 + spkr + prec + load + spkr & prec + spkr & load + prec & load + spkr & prec & load + (1 | subj) + (1 + prec | item)"]);
  expect(texts(node, "thead th[scope=col]")).toEqual(["Coefficient", "Est.", "SE", "z", "p", "95 % interval", "σ_item", "σ_subj"]);
  expect(texts(node, "tbody th[scope=row]")).toHaveLength(8);
  const printed = (start: string): string[] => (saved["m1"]["text/plain"] as string).split("\n").find((line) => line.startsWith(start))!.trim().split(/ {2,}/);
  expect(texts(node.querySelector("tbody tr")!, "th, td:not(.mm-center)")).toEqual(printed("(Intercept)"));
  expect(texts(node, "tfoot tr > *").slice(0, 2)).toEqual(printed("Residual"));
  expect(node.querySelectorAll(".mm-interval")).toHaveLength(8);
  expect(texts(node, ".mm-offscale")).toEqual(["off scale →"]);
});

test("the certificate is a word that opens to its explanation", () => {
  const node = shown("m0");
  const word = node.querySelector<HTMLButtonElement>(".mm-certificate")!;
  expect(word.textContent).toMatch(/^singular: (subj|item) /);
  const why = node.querySelector<HTMLElement>(".mm-why")!;
  expect(why.hidden).toBe(true);
  word.click();
  expect(why.hidden).toBe(false);
  expect(word.getAttribute("aria-expanded")).toBe("true");
  expect(why.textContent).toContain("Evaluations of the objective");
});

test("level, digits and correlations can be chosen", () => {
  const node = shown("m1");
  const width = (): number => {
    const line = node.querySelectorAll(".mm-range")[0];
    return Number(line.getAttribute("x2")) - Number(line.getAttribute("x1"));
  };
  const label = (): string => node.querySelectorAll(".mm-interval")[1].getAttribute("aria-label")!;
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
  expect(texts(node, "tfoot th")).toEqual(["Residual"]);
  named(node, "Est.").click();
  expect(node.querySelector("th[aria-sort]")).toBeNull();
});

test("a bootstrap's replicates: the first rows in pages, a histogram above each column, a payload below 200 KB", () => {
  const node = shown("replicates");
  expect(JSON.stringify(saved["replicates"][VIEW]).length).toBeLessThan(200_000);
  expect(node.querySelectorAll(".mm-summary svg")).toHaveLength(5);
  expect(node.querySelector(".mm-summary svg")?.getAttribute("aria-label")).toMatch(/^obj: .* to .*, median .*, middle half/);
  expect(texts(node, "tbody tr")).toHaveLength(20);
  expect(node.textContent).toContain("The notebook holds the first 200 of 2,000 rows");
  named(node, "Next page").click();
  expect(texts(node, "tbody th")[0]).toBe("21");
  press(node.querySelector(".mm-scroller")!, "PageUp");
  expect(texts(node, "tbody th")[0]).toBe("1");
});

test.each(["varcorr", "lrt", "describe", "sample", "confint"])("%s is shown with the words of its text", (name) => {
  const words = (text: string): string[] => text.replace(/-{5,}/g, "").split(/\s+/).filter((word) => word !== "");
  const node = shown(name);
  const all = words(texts(node, "caption, th, td, .mm-note").join(" "));
  expect(words(saved[name]["text/plain"]).filter((word) => !all.includes(word))).toEqual([]);
});

describe("copies", () => {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: async (text: string) => void written.push(text) } });
  });

  test("by menu and by keyboard, as the reader has arranged the table", async () => {
    const node = shown("m1");
    choose(node, "Digits", "2");
    press(node.querySelector(".mm-scroller")!, "c");
    const menu = node.querySelector<HTMLElement>("[role=menu]")!;
    expect(menu.hidden).toBe(false);
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
    const view = { version: 1, kind: "table", total: 2, columns: [{ header: 'a"b', cells: ["=1+1", "x,y"] }, { header: "n", format: { style: "significant" }, cells: [-1.5, "-Inf"] }] };
    named(new TableView(readView(view)).node, "CSV").click();
    await new Promise((resolve) => setTimeout(resolve));
    expect(written).toEqual(['"a""b",n\r\n\'=1+1,-1.5\r\n"x,y",-Inf\r\n']);
  });
});
