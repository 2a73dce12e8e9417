import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KernelClient } from "./kernelClient";

const SETUP = `
import { dataset, Table } from "mixedmodels";
import { DataFrame } from "danfojs-node";
const kb07 = dataset("kb07");
const arrow = kb07.toArrow();
const frame = new DataFrame({ score: [1.5, 2], class: ["a", "b"] });
const rows = [{ "rt log": 1.5, größe: 2, "a\`b": "x", 'say "so"': true }];
const columns = { yield: [1, 2], batch: ["a", "b"], Überschrift: ["c", "d"], "日本": [1, 2], cost$: [1, 2] };
const one = new Float64Array(1);
const samp = { tbl: Table.fromColumns([["σ1", one], ["σ2", one], ["β1", one]]) };
const watched = { asked: 0 };
const sly = { get tbl() { watched.asked++; return kb07; } };
const proxied = new Proxy([{ a: 1 }], {
  get: () => watched.asked++,
  getOwnPropertyDescriptor: () => void watched.asked++,
});
class Own {
  columnNames = ["a"];
  numRows = 1;
  kind() { watched.asked++; return "numeric"; }
  get schema() { return watched.asked++; }
}
const own = new Own();
const list = [1, 2], text = "kb07", nothing: any = null;
`;

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  const { reply } = await kernel.execute(SETUP);
  expect(reply).toMatchObject({ status: "ok" });
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

/** The answer for a cell whose cursor is at `‸`; `replaced` is the text that a match is put in place of. */
async function complete(cell: string): Promise<{ matches: string[]; replaced: string; metadata: object }> {
  const [before, after] = cell.split("‸") as [string, string];
  const { reply } = await kernel.request("complete_request", { code: before + after, cursor_pos: [...before].length });
  expect(reply["status"]).toBe("ok");
  return {
    matches: reply["matches"],
    replaced: [...(before + after)].slice(reply["cursor_start"], reply["cursor_end"]).join(""),
    metadata: reply["metadata"],
  };
}

const ALL = ["subj", "item", "spkr", "prec", "load", "rt_trunc", "rt_raw"];

describe("in a formula", () => {
  test.each<[string, string, string[], string]>([
    ["an empty one", `fit("‸", kb07)`, ALL, ""],
    ["where a name can begin", `const m = fit("rt_trunc ~ 1 + ‸", kb07);`, ALL, ""],
    [
      "a partial word, also one that is not the beginning",
      `fit("rt_trunc ~ 1 + r‸", kb07)`,
      ["rt_trunc", "rt_raw", "spkr", "prec"],
      "r",
    ],
    ["capital letters", `fit("RT‸ ~ 1", kb07)`, ["rt_trunc", "rt_raw"], "RT"],
    ["a word around the cursor", `fit("rt‸_tr ~ 1 + spkr", kb07)`, ["rt_trunc", "rt_raw"], "rt_tr"],
    ["characters of two UTF-16 units before it", `"😀"; fit("rt_trunc ~ lo‸", kb07)`, ["load"], "lo"],
    [
      "nested parentheses",
      `show(summary(fit("log(rt_trunc) ~ 1 + (spkr + (prec * l‸", kb07, { REML: true })))`,
      ["load"],
      "l",
    ],
    ["several lines", "fit(\n  'rt_trunc ~ 1 + it‸',\n  kb07,\n)", ["item"], "it"],
    ["a method", `mm.fit("rt_trunc ~ it‸", kb07)`, ["item"], "it"],
    ["a property of a session variable", `fit("σ‸", samp.tbl)`, ["σ1", "σ2"], "σ"],
    ["behind other arguments' types", `fit("rt_trunc ~ it‸", (kb07 as any)!)`, ["item"], "it"],
  ])("%s", async (_, cell, matches, replaced) => {
    expect(await complete(cell)).toEqual({ matches, replaced, metadata: {} });
  });

  test.each<[string, string, string[], string]>([
    [
      "the factors that are no effects",
      `fit("rt_trunc ~ 1 + spkr * prec + (1 | ‸)", kb07)`,
      ["subj", "item", "load", "spkr", "prec", "rt_trunc", "rt_raw"],
      "",
    ],
    ["two bars, and nesting", `fit("rt_trunc ~ 1 + spkr + (1 + spkr || item/s‸)", kb07)`, ["subj", "spkr"], "s"],
    ["a parenthesis that is closed", `fit("rt_trunc ~ 1 + (1 | item) + ‸", kb07)`, ALL, ""],
    ["rows", `fit("größe ~ 1 + (1 | ‸", rows)`, ["`a``b`", '`say \\"so\\"`', "`rt log`", "größe"], ""],
  ])("behind a bar: %s", async (_, cell, matches, replaced) => {
    expect(await complete(cell)).toMatchObject({ matches, replaced });
  });

  test.each<[string, string, string[], string]>([
    ["a name with a blank", `fit("rt‸ ~ 1", rows)`, ["`rt log`"], "rt"],
    ["in open backticks", 'fit("1 + `rt l‸", rows)', ["`rt log`"], "`rt l"],
    ["in open backticks before others", 'fit("`rt l‸ + `a``b`", rows)', ["`rt log`"], "`rt l"],
    ["in closed backticks", 'fit("`rt l‸og` + 1", rows)', ["`rt log`"], "`rt log`"],
    ["a backtick in a template", "fit(`a‸ ~ 1`, rows)", ["\\`a\\`\\`b\\`", '\\`say "so"\\`'], "a"],
    ["a backtick in backticks in a template", "fit(`\\`a\\`\\`‸`, rows)", ["\\`a\\`\\`b\\`"], "\\`a\\`\\`"],
    ["umlauts, composed and not", `fit("gro\u0308\u00df‸", rows)`, ["größe"], "gro\u0308\u00df"],
    ["capitals of another script", `fit("übers‸", columns)`, ["Überschrift"], "übers"],
    ["ideographs", `fit("yield ~ 日‸", columns)`, ["日本"], "日"],
    ["as an escape", `fit("yield ~ \\u65e5‸", columns)`, ["日本"], "\\u65e5"],
    ["a name that is no identifier", `fit("cost‸", columns)`, ["`cost$`"], "cost"],
  ])("quotes as formulas do: %s", async (_, cell, matches, replaced) => {
    expect(await complete(cell)).toMatchObject({ matches, replaced });
  });

  test.each<[string, string, string[]]>([
    ["unterminated, at the end", `fit("rt_trunc ~ it‸`, ["item"]],
    ["unterminated before the table", `fit("rt_trunc ~ it‸, kb07)`, ["item"]],
    ["unterminated template", "fit(`rt_trunc ~ it‸, kb07)\nconst x = 1;", ["item"]],
    ["template", "fit(`rt_trunc ~ it‸`, kb07)", ["item"]],
    ["template with a substitution", "fit(`${y} ~ 1 + it‸ + ${z}`, kb07)", ["item"]],
    ["behind a bar of an earlier piece", "fit(`rt_trunc ~ (1 | ${g} : ‸)`, kb07)", ALL],
    ["texts joined", `fit("rt_trunc ~ 1" +\n  " + (1 | su‸)", kb07)`, ["subj"]],
  ])("string: %s", async (_, cell, matches) => {
    expect((await complete(cell)).matches).toEqual(matches);
  });

  test("a substitution is code", async () => {
    expect((await complete("fit(`rt ~ ${kb07.numR‸}`, kb07)")).matches).toContain("numRows");
    expect((await complete("fit(`rt ~ ${x}it‸`, kb07)")).matches).toEqual([]);
  });

  test.each(["rt_trunc ~ 1‸", "rt_trunc ~ 1 ‸", "rt_trunc ‸", "rt_trunc ~ 1 + (1 | subj)‸", "rt_trunc ? su‸"])(
    "no name can be in %s",
    async (formula) => {
      expect((await complete(`fit("${formula}", kb07)`)).matches).toEqual([]);
    },
  );
});

describe("tables", () => {
  test.each<[string, string[]]>([
    ["frame", ["class", "score"]],
    ["arrow", ALL],
    ["columns", ["batch", "Überschrift", "yield", "日本", "`cost$`"]],
    [`dataset("dyestuff")`, ["batch", "yield"]],
  ])("%s", async (table, matches) => {
    expect((await complete(`fit("(1 | ‸)", ${table})`)).matches).toEqual(matches);
  });

  test("a data set that the same cell reads", async () => {
    expect((await complete(`const dye = dataset("dyestuff");\nfit("yi‸", dye)`)).matches).toEqual(["yield"]);
    expect((await complete(`const kb07 = dataset("dyestuff");\nfit("‸", kb07)`)).matches).toEqual(["batch", "yield"]);
  });

  test("while none is named, those of the session that have the names written", async () => {
    expect((await complete(`fit("rt_‸")`)).matches).toEqual(["rt_trunc", "rt_raw"]);
    expect((await complete(`fit("rt_trunc ~ 1 + ‸")`)).matches).toEqual(ALL);
    expect((await complete(`fit("log(rt_trunc) ~ 1 + lo‸")`)).matches).toEqual(["load"]);
    expect((await complete(`fit("no_column ~ 1 + ‸")`)).matches).toEqual([]);
  });

  test.each([
    "unknown",
    "list",
    "text",
    "nothing",
    "watched",
    "sly.tbl",
    "proxied",
    "own",
    "kb07.numRows",
    "read()",
    `dataset("no-such")`,
    "dataset(text)",
  ])("%s has no columns here", async (table) => {
    expect((await complete(`fit("‸", ${table})`)).matches).toEqual([]);
    expect(await kernel.value("watched.asked")).toBe("0");
  });

  test("nothing of the cell runs", async () => {
    await complete(`watched.asked++; fit("su‸", (watched.asked++, kb07))`);
    expect(await kernel.value("watched.asked")).toBe("0");
  });
});

describe("other places", () => {
  test.each<[string, string, string[], string]>([
    ["a column of a chart", `densityplot(samp.tbl, "σ‸1", { title: "σ" })`, ["σ1", "σ2"], "σ1"],
    ["one of several", `densityplot(samp.tbl, ["σ1", "‸"])`, ["σ1", "σ2", "β1"], ""],
    ["not quoted as in formulas", `histogram(rows, "r‸")`, ["rt log", "größe"], "r"],
    ["escaped", `histogram(rows, "say‸")`, [`say \\"so\\"`], "say"],
    ["a key of contrasts", `fit("rt_trunc ~ spkr", kb07, { contrasts: { sp‸ } })`, ["spkr"], "sp"],
    [
      "a key among others",
      `fit("rt_trunc ~ spkr", kb07, { contrasts: { spkr: EffectsCoding(), ‸ } })`,
      ["subj", "item", "prec", "load", "rt_trunc", "rt_raw"],
      "",
    ],
    [
      "a key with its value",
      `fit("rt_trunc ~ spkr", kb07, { contrasts: { p‸re: EffectsCoding() } })`,
      ["prec", "spkr"],
      "pre",
    ],
    [
      "a key in quotes",
      `fit("größe ~ 1", rows, { contrasts: { "say‸": EffectsCoding() } })`,
      [`"say \\"so\\""`],
      `"say"`,
    ],
    ["weights", `fit("rt_trunc ~ 1", kb07, { weights: "rt_r‸" })`, ["rt_raw"], "rt_r"],
  ])("%s", async (_, cell, matches, replaced) => {
    expect(await complete(cell)).toMatchObject({ matches, replaced });
  });

  test.each([
    `fit("a", "su‸", kb07)`,
    `describe("su‸", kb07)`,
    `const s = "su‸"`,
    `fit("y ~ x", kb07, { title: "su‸" })`,
    `fit("rt_trunc ~ su"‸, kb07)`,
  ])("%s is none", async (cell) => {
    expect((await complete(cell)).matches).not.toContain("subj");
  });

  test("code completes as tslab does it", async () => {
    expect(await complete("kb07.numR‸")).toMatchObject({ matches: ["numRows"], replaced: "numR" });
    expect((await complete(`fit("rt_trunc ~ 1", kb0‸)`)).matches[0]).toBe("kb07");
    expect((await complete(`fit("rt_trunc ~ 1", kb07, { contrasts: { spkr: kb0‸ } })`)).matches[0]).toBe("kb07");
  });
});
