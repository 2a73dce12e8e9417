import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { nearestName } from "kernel/shared/compiler/nearestName";
import { completeSymbol } from "kernel/shared/latexNames";
import { KernelClient } from "./kernelClient";

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  for (const file of ["data.csv", "picture.png", "sub/more.csv", "beside.ts"]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), "a,b\n1,2\n");
  }
  kernel = await KernelClient.start(folder);
  await kernel.value(
    `import { anova, asTable, caterpillar, dataset, densityplot, effects, empairs, emtrends, fit } from "mixedmodels";
    import { likelihoodratiotest, parametricbootstrap, plot, readcsv, savemodel } from "mixedmodels";
    import { confint, glmm, ridgeplot } from "mixedmodels";
    const d = dataset("dyestuff");
    const slopes = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));
    const m = fit("yield ~ 1 + (1 | batch)", d);
    const greek = asTable({ σ1: [1], ρ: [2] });`,
  );
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

/** The cell with its cursor at ‸. */
function asked(marked: string): { code: string; cursor_pos: number } {
  return { code: marked.replace("‸", ""), cursor_pos: marked.indexOf("‸") };
}

describe("completion of texts", () => {
  test.each<[string, string[]]>([
    [`dataset("kb‸")`, ["kb07"]],
    [`readcsv("‸")`, ["data.csv", "sub/"]],
    [`readcsv("sub/‸`, ["more.csv"]],
    [`d.numeric("‸")`, ["batch", "yield"]],
    [`greek.numeric("si‸")`, ["σ1"]],
    [`plot(d, { x: "‸" }, ["points"])`, ["batch", "yield"]],
    [`densityplot(d, ["yi‸"])`, ["yield"]],
    [`glmm("us‸", dataset("contra"))`, ["use"]],
    ["const a = \\beta1‸", ["β1"]],
  ])("%s", async (marked, names) => {
    const { reply } = await kernel.request("complete_request", asked(marked));
    expect([...reply["matches"]].sort()).toEqual(names);
  });

  test.each<[string, string[]]>([
    [`fit("yield ~ 1", d, { REML: ‸ })`, ["false", "true"]],
    [`fit("yield ~ 1", d, { REML: tr‸ })`, ["true"]],
    [`fit("yield ~ 1", d, { family: ‸ })`, [`"Bernoulli"`, `"Poisson"`]],
    [`fit("yield ~ 1", d, { family: "‸" })`, ["Bernoulli", "Gamma", "Poisson"]],
    [`fit("yield ~ 1", d, { family: 'b‸`, ["Bernoulli", "Binomial"]],
    [`fit("yield ~ 1", d, { link: "‸" })`, ["cloglog", "logit", "probit"]],
    [`fit("yield ~ 1", d, { family: { family: "Poisson", link: "lo‸" } })`, ["log", "logit"]],
    [`fit("yield ~ 1", d, { ‸ })`, ["REML", "family", "link", "nAGQ", "weights"]],
    [`glmm("yield ~ 1", d, "‸")`, ["Poisson"]],
    [`likelihoodratiotest(m, m, { ‸ })`, ["method", "n"]],
    [`plot(d, { x: "batch", y: "yield" }, [‸])`, [`"scatter"`, `"smooth"`]],
    [`plot({ a: [1], b: [2] }, { x: "‸" })`, ["a", "b"]],
    [`effects({ ‸ }, slopes)`, ["days"]],
    [`empairs({ "‸": [1] }, slopes)`, ["days"]],
    [`emtrends("‸", {}, slopes)`, ["days"]],
    [`caterpillar(slopes, "‸")`, ["subj"]],
    [`const on: boolean = ‸`, ["false", "true"]],
    [`function f(how: "fast" | "slow", on?: boolean) {}\nf("fast", ‸)`, ["false", "true"]],
    [`enum Hue { Red = "r", Blue = "b" }\nconst hue: Hue = ‸`, ["Hue.Red"]],
    [`savemodel("‸", m)`, ["sub/"]],
    [`import { x } from "./‸"`, ["beside", "sub/"]],
    [`import { x } from "mixed‸"`, ["mixedmodels"]],
    [`import fs from "node:fs‸"`, ["node:fs", "node:fs/promises"]],
    ["\\beta_1‸", ["β1", "β₁"]],
    ["const text = '\\sigma^2‸'", ["σ²"]],
  ])("%s offers", async (marked, names) => {
    const { reply } = await kernel.request("complete_request", asked(marked));
    expect(reply["matches"]).toEqual(expect.arrayContaining(names));
    expect(reply["matches"].slice(0, 20)).toEqual(expect.arrayContaining(names.slice(0, 1)));
  });

  test("modules of the compiler's own are not among names", async () => {
    const { reply } = await kernel.request("complete_request", asked('fit("y ~ 1", d, { REML: ‸ })'));
    expect(reply["matches"]).toContain("dataset");
    expect(reply["matches"].filter((name: string) => name.startsWith("__names"))).toEqual([]);
  });
});

test("symbols have the names of LaTeX, with digits behind them", () => {
  expect(completeSymbol("m.\\sigma", 8)).toEqual({ names: ["σ"], start: 2, end: 8 });
  expect(completeSymbol("\\the", 4)?.names).toEqual(["\\theta"]);
  expect(completeSymbol("\\nothing", 8)).toBeUndefined();
  expect(completeSymbol('"a\\n"', 5)).toBeUndefined();
});

test.each([`fit(‸)`, `fit("yield ~‸ 1", d)`, `fit("yield ~ 1", d, { ‸ })`, `console.log(fit("a", ‸`])(
  "the documentation of the call around: %s",
  async (marked) => {
    const { reply } = await kernel.request("inspect_request", { ...asked(marked), detail_level: 0 });
    expect(reply["data"]["text/plain"]).toContain("fit(formula: string, table: TableLike");
  },
);

describe("what people of other languages write", () => {
  test.each([
    [`fit(yield ~ 1 + (1 | batch), d)`, "a formula is a text, in quotes"],
    [`fit(MixedModel, @formula(yield ~ 1), d)`, "a formula is a text, in quotes"],
    [`fit(log(yield) ~ 1 + (1 | batch), d)`, "a formula is a text, in quotes"],
    [`fit(formula = yield ~ 1, data = d)`, "a formula is a text, in quotes"],
    [`const f = yield_ ~ batch`, "a formula is a text, in quotes"],
    [`fit("yield" ~ "batch", d)`, "a formula is a text, in quotes"],
    [`fit(~ batch, d)`, "a formula is a text, in quotes"],
    [`effects(m, { batch: ["A"] })`, `design, model; write effects({ batch: ["A"] }, m)`],
    [`parametricbootstrap(m, 10)`, "n, model; write parametricbootstrap(10, m)"],
    [`fit(d, "yield ~ 1 + (1 | batch)")`, `write fit("yield ~ 1 + (1 | batch)", d)`],
    [`caterpillar("batch", m)`, `write caterpillar(m, "batch")`],
    [`plot(d, "scatter", { x: "yield" })`, `write plot(d, { x: "yield" }, "scatter")`],
    [`effects("batch", m)`, "a design names values of variables"],
    [`effects(m)`, "a design names values of variables"],
    [`ridgeplot(m)`, "it is of replicates, and this is a model"],
    [`confint(m, m)`, "intervals are of one thing"],
    [`z = 3`, "a new name is declared: let z = 3"],
    [`describ(d)`, "did you mean the library's describe?"],
    [`ftt("yield ~ 1", d)`, "did you mean the library's fit?"],
    [`nlevels(d)`, `d.factor("g").levels.length`],
    [`anova(m, m)`, "models are compared by likelihoodratiotest(m0, m1)"],
    [`plot(m)`, "plot draws columns of data"],
    [`parametricbootstrap(42, 10, m)`, "a seed becomes a stream"],
    [`m.coef()`, "it is a value, not a function"],
    [`read.csv("data.csv")`, `readcsv("file.csv")`],
    [`readcsv("data.csv", { sep: ";" })`, `here it is delimiter: ";"`],
    [`readcsv("data.csv", { "na.strings": "-" })`, "here it is missing"],
    [`using MixedModels`, "import { fit }"],
    [`x <- 3`, "let x = 3"],
    [`m$coef`, "m.coef"],
    [`fit?`, "Shift+Tab"],
    [`d[0]`, ".toRows()"],
    [`d["ρ1"]`, `.column("ρ1")`],
    [`d.yield`, `.column("yield")`],
    [`m["aici"]`, "Did you mean 'aic'?"],
    [`mean([1, 2])`, `import { mean } from "mixedmodels"`],
    [`sd([1, 2])`, "std(x)"],
    [`d.filter((row) => row.yield > 1500)`, "aq.table(data.columns()).filter"],
    [`emmeans(m, ~ batch)`, "effects("],
    [`emtrends(m, "batch")`, 'emtrends("x"'],
    [`fit("yield ~ 1 + (1 | batch)", d, REML = TRUE)`, "options are an object"],
    [`fit("yield ~ 1 + (1 | batch)", d, { reml: true })`, "'REML'"],
    [`confint(m, { method: "profile" })`, "confint(profile(m))"],
    [`confint(m, method = "boot")`, "options are an object"],
    [`confint(m, newthing = d)`, "options are an object"],
    ["xs = [i^2 for i in 1:3]", "is xs.map((x) => f(x))"],
    [`"abc"[0:2]`, "x.slice(from, to)"],
    ["function f(x) x + 1 end", "a function has braces"],
    ["not true", "are &&, || and !"],
    ["true and false", "are &&, || and !"],
    ["1 if true else 3", "is c ? a : b"],
    ["!ls", "magics and shell lines"],
    [`fit(MixedModel, "yield ~ 1 + (1 | batch)", d)`, "Julia's fit(MixedModel,"],
    [`paste0("a", 1)`, "R's paste0"],
    ["table(d)", "R's table(x) counts"],
    ["factor(d)", "texts are factors"],
    [`library(lme4)`, "import { fit }"],
    [`require(lme4)`, "import { fit }"],
    [`glmer("y ~ 1", d, binomial)`, "family: Bernoulli()"],
    [`fixef(m)`, "m.fixef"],
    [`m.coefficients`, ".coef"],
    [`m.summary()`, "import { summary }"],
    [`d.shape`, "d.numRows"],
    [`d[["yield"]]`, ".column("],
    [`length(d)`, "d.numRows"],
    [`set.seed(42)`, "new MersenneTwister(42)"],
    [`for i in 1:10`, "range(1, 10)"],
    [`if x == 1:`, "parentheses"],
    [`lambda x: x`, "(x) => "],
    [`\\(x) x + 1`, "(x) => "],
    [`[x for x in range(3)]`, "xs.map("],
    [`f(x) = x + 1`, "const f = (x) =>"],
    [`x := 3`, "let x = 3"],
    [`%matplotlib inline`, "magics"],
    [`@time m`, "macros"],
  ])("%s is answered in one sentence", async (cell, part) => {
    const { reply } = await kernel.execute(cell);
    expect(reply["ename"]).toBe("TypeScriptError");
    expect(reply["evalue"]).toContain(part);
    expect(reply["traceback"].filter((line: string) => line.startsWith("TypeScriptError"))).toHaveLength(1);
  });

  test.each([
    [`function g(x): number { return x\n}}`, "Declaration or statement expected"],
    [`const x$y: number = "a"`, "Type 'string' is not assignable to type 'number'"],
    [`fit("yield ~ 1"`, "',' expected"],
    [`console.log("bread and butter"`, "',' expected"],
    [`plot(d, { title: "speed and accuracy" x: "a" })`, "',' expected"],
    [`const x = 1 2 // one or two`, "',' expected"],
    [`console.log("only if you like, else leave it"`, "',' expected"],
    [`confint(m, 0.9)`, "is not assignable"],
    [`Math.max("a", 3)`, "Argument of type 'string' is not assignable"],
    [`const limit: number = "a";`, "Type 'string' is not assignable to type 'number'"],
    [`const much = d.numRows <- 3; unknownName`, "Cannot find name 'unknownName'"],
  ])("%s keeps the words of the compiler", async (cell, part) => {
    expect((await kernel.execute(cell)).reply["evalue"]).toContain(part);
  });

  test("members in brackets that are there are there", async () => {
    expect(await kernel.value(`[d["numRows"], ({ a: 1 })["a"], (m as any)["then"]]`)).toBe("[ 30, 1, undefined ]");
  });

  test.each([
    ["(m as any).coefficients", "a LinearMixedModel has no 'coefficients' (did you mean 'coef'?)"],
    ["const anything: any = d; anything.ρ1", `a Table has no 'ρ1'; a column is .column("name")`],
    ["anything[0]", "rows are objects in .toRows()"],
    ["Object.values({ d } as any).map((one: any) => one.batch)", `.column("batch")`],
  ])("%s is refused when it runs", async (cell, part) => {
    const { reply } = await kernel.execute(cell);
    expect([reply["ename"], reply["evalue"]]).toEqual(["OptionError", expect.stringContaining(part)]);
  });
});

test("the nearest name is one that is near", () => {
  expect(nearestName("cofe", ["coef", "corr", "aic"])).toBe("coef");
  expect(nearestName("zzzz", ["coef", "aic"])).toBeUndefined();
});
