import { join } from "node:path";
import { inspect } from "node:util";
import * as mixedmodels from "engine/index";
import { jupyterDisplay, type MimeBundle, Shown } from "engine/show/shown";

const { dataset, fit, likelihoodratiotest, parametricbootstrap, VarCorr } = mixedmodels;
const sleepstudy = dataset("sleepstudy");
const model = fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy);
const smaller = fit("reaction ~ 1 + days + (1 | subj)", sleepstudy);
const machines = fit("score ~ 1 + Machine + zerocorr(1 + Machine | Worker)", dataset("machines"), { REML: true });
const pastes = fit("strength ~ 1 + (1 | batch / cask)", dataset("pastes"));
const hostile = fit('y ~ 1 + `<b>|$x_1$` + (1 | `g & "h"`)', {
  y: [1, 2, 4, 3, 5, 7],
  "<b>|$x_1$": [1, 2, 3, 5, 4, 6],
  'g & "h"': ["<i>", "a|b", "c\\d", "<i>", "a|b", "c\\d"],
});
const infected = fit("incid / hsz ~ 1 + period + (1 | herd)", dataset("cbpp"), { family: mixedmodels.Binomial() });
const skewed = fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy, { family: "gamma", link: "log" });
const drawn = parametricbootstrap(new mixedmodels.MersenneTwister(5), 60, model, { progress: false });

type Result = Shown | { readonly [grouping: string]: unknown };

const results: { [name: string]: () => Result | Promise<Result> } = {
  "a data set": () => sleepstudy,
  "a CSV file": () => mixedmodels.readcsv(join(__dirname, "..", "..", "..", "notebooks", "data", "machines.csv")),
  describe: () => mixedmodels.describe(sleepstudy),
  contrastsmatrix: () => mixedmodels.contrastsmatrix(mixedmodels.SeqDiffCoding(), ["a", "b", "c"]),
  "a model": () => model,
  "a model by REML": () => machines,
  "a model of two grouping factors": () => pastes,
  "a model of hostile names": () => hostile,
  "a generalized model": () => infected,
  "a generalized model with a dispersion": () => skewed,
  "VarCorr of a generalized model": () => VarCorr(skewed),
  "Wald tests": () => mixedmodels.anova(infected),
  "standard errors by the Hessian": () => mixedmodels.coeftable(infected, { se: "hessian" }),
  coeftable: () => mixedmodels.coeftable(machines),
  vcov: () => mixedmodels.vcov(machines),
  "Wald intervals": () => mixedmodels.confint(machines),
  modelmatrix: () => mixedmodels.modelmatrix(machines),
  VarCorr: () => VarCorr(model),
  "VarCorr without correlations": () => VarCorr(machines),
  σs: () => machines.σs,
  σρs: () => model.σρs,
  ranef: () => mixedmodels.ranef(pastes),
  u: () => mixedmodels.ranef(model, { uscale: true }),
  "raneftables of hostile names": () => mixedmodels.raneftables(hostile),
  condVartables: () => mixedmodels.condVartables(pastes),
  rePCA: () => mixedmodels.rePCA(model),
  loadings: () => mixedmodels.rePCA(machines).loadings,
  "correlations of the components": () => mixedmodels.rePCA(model).covcor,
  λ: () => pastes.λ as unknown as Result,
  Z: () => model.Z,
  "Z of hostile names": () => hostile.Z,
  reterms: () => mixedmodels.reterms(pastes) as unknown as Result,
  "a product of matrices": () => mixedmodels.modelmatrix(hostile).transpose().mmul(mixedmodels.modelmatrix(hostile)),
  BlockDescription: () => new mixedmodels.BlockDescription(pastes),
  likelihoodratiotest: () => likelihoodratiotest(smaller, model),
  "a bootstrap likelihood-ratio test": () =>
    likelihoodratiotest(smaller, model, {
      method: "bootstrap",
      n: 50,
      rng: new mixedmodels.MersenneTwister(5),
      progress: false,
    }),
  summary: () => mixedmodels.summary(machines, { dof: "satterthwaite" }) as Shown,
  profile: () => mixedmodels.profile(model),
  anova: () => mixedmodels.anova(machines),
  drop1: () => mixedmodels.drop1(machines),
  "drop1 by likelihood ratios": () => mixedmodels.drop1(machines, { test: "LRT" }),
  ranova: () => mixedmodels.ranova(machines),
  lincom: () => mixedmodels.lincom(model, { "at day 5": [1, 5] }),
  effects: () => mixedmodels.effects({ days: [0, 5] }, model),
  r2: () => mixedmodels.r2(model),
  icc: () => mixedmodels.icc(model),
  optsum: () => model.optsum,
  sparseL: () => mixedmodels.sparseL(model),
  boxcox: () => mixedmodels.boxcox(model),
  versioninfo: () => mixedmodels.versioninfo(),
  modeltable: async () =>
    mixedmodels.modeltable(smaller, model, {
      samples: [
        await parametricbootstrap(new mixedmodels.MersenneTwister(5), 20, smaller, { progress: false }),
        await drawn,
      ],
    }),
  "a bootstrap sample": () => drawn,
  bootstrapview: async () => mixedmodels.bootstrapview(await drawn),
  "its table": async () => (await drawn).tbl,
  β: async () => (await drawn).β,
  "σs of a sample": async () => (await drawn).σs,
  ρs: async () => (await drawn).ρs,
  allpars: async () => (await drawn).allpars,
  coefpvalues: async () => (await drawn).coefpvalues,
  "coverage intervals": async () => mixedmodels.confint(await drawn),
  reportabledigits: async () => mixedmodels.reportabledigits(await drawn),
  shortestcovint: async () => mixedmodels.shortestcovint(await drawn),
  predictionintervals: async () => mixedmodels.predictionintervals(await drawn, model, { days: [1, 20] }),
};

const bundles = new Map<string, MimeBundle>();
const shown: Result[] = [];
beforeAll(async () => {
  for (const [name, make] of Object.entries(results)) {
    const result = await make();
    shown.push(result);
    bundles.set(name, await (result as Shown)[jupyterDisplay]());
  }
});
const format = (name: string, mime: string): string => bundles.get(name)![mime] as string;

describe.each(Object.keys(results))("%s", (name) => {
  test("prints as text, the same as util.inspect shows", async () => {
    const text = format(name, "text/plain");
    expect(inspect(await results[name]())).toBe(text);
    const lines = text.split("\n");
    const rule = lines.findIndex((line) => /^-{5,}$/.test(line));
    expect(rule).toBeGreaterThan(0);
    expect(lines.length).toBeGreaterThan(rule + 1);
    for (const line of lines) expect(line).toBe(line.trimEnd());
    expect(text).not.toMatch(/undefined|\[object|null|NaN.*NaN.*NaN.*NaN/);
  });

  test("is a whole table in HTML, with nothing of the data as markup", () => {
    const html = format(name, "text/html");
    const open: string[] = [];
    for (const [, close, tag] of html.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*)?>/g)) {
      if (close) expect(open.pop()).toBe(tag);
      else if (tag !== "img") open.push(tag);
    }
    expect(open).toEqual([]);
    expect(html).not.toMatch(/<b>|<i>/);
    const rows = html
      .split(/<table/)
      .slice(1)
      .map((table) =>
        [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) => row.match(/<t[hd][\s>]/g)!.length),
      );
    expect(rows.length).toBeGreaterThan(0);
    for (const counts of rows) expect(new Set(counts).size).toBe(1);
  });

  test("is a table of GitHub's Markdown", () => {
    const tables = format(name, "text/markdown")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(tables.length).toBeGreaterThan(2);
    let width = 0;
    tables.forEach((line, i) => {
      const cells = line.match(/(?<!\\)\|/g)!.length - 1;
      const isRule = /^\| (?::?-+:? \| ?)+$/.test(`${line} `.trimStart());
      if (isRule) expect(tables[i - 1].match(/(?<!\\)\|/g)!.length - 1).toBe(cells);
      if (isRule || width === 0) width = cells;
    });
    expect(tables.some((line) => /^\| :?-+/.test(line))).toBe(true);
  });

  test("is a tabular of LaTeX", () => {
    const latex = format(name, "text/latex");
    for (const [, columns, body] of latex.matchAll(/\\begin\{tabular\}\{([lrc]+)\}(.*?)\\end\{tabular\}/gs)) {
      const rows = body.split("\n").filter((line) => line.endsWith("\\\\"));
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) expect(row.match(/(?<!\\)&/g)?.length ?? 0).toBe(columns.length - 1);
    }
    const count = (pattern: RegExp): number => latex.match(pattern)?.length ?? 0;
    expect(count(/\\begin\{tabular\}/g)).toBeGreaterThan(0);
    expect(count(/\\begin\{/g)).toBe(count(/\\end\{/g));
    expect(count(/(?<!\\)\$/g) % 2).toBe(0);
    expect(latex.replace(/\\\\$/gm, "").replace(/\\[a-z]+\{[^{}]*\}(?:\{[lrc]+\})?/g, "")).not.toMatch(
      /(?<!\\)[#%]|(?<![\\$^])_/,
    );
  });
});

test("every kind of result of the package is among them", () => {
  const kinds = (Object.values(mixedmodels) as unknown[]).filter(
    (value): value is typeof Shown => typeof value === "function" && value.prototype instanceof Shown,
  );
  const absent = kinds.filter((kind) => !shown.some((result) => result instanceof kind)).map(({ name }) => name);
  expect(absent).toEqual([]);
});

test("objects by grouping factor have no keys but these", () => {
  expect(Object.keys(model.ranef)).toEqual(["subj"]);
  expect(Reflect.ownKeys({ ...pastes.σs })).toEqual(["batch & cask", "batch"]);
  expect(JSON.parse(JSON.stringify(model.σs))).toEqual({ subj: { ...model.σs.subj } });
});

test("objects by grouping factor are texts where a text is wanted", () => {
  for (const object of [model.σs, model.ranef, model.σρs, pastes.σs]) {
    const text = String(object);
    expect(`${object}`).toBe(text);
    expect(text).toContain("-----");
    expect(Number(object)).toBeNaN();
  }
});
