import { nearestName } from "./compiler/nearestName";
import type { SourceLine } from "./compiler/sourceLine";
import type { Platform } from "./platform";

const LIBRARY = "mixedmodels";

/** Calls of R and Julia under names that neither TypeScript nor the library has, and how they are written here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["lmer", `R's lmer(y ~ x + (1 | g), d) is fit("y ~ x + (1 | g)", d, { REML: true })`],
  ["lme", `R's lme(y ~ x, random = ~ 1 | g, d) is fit("y ~ x + (1 | g)", d, { REML: true })`],
  ["lmm", `Julia's lmm(@formula(y ~ x + (1 | g)), d) is fit("y ~ x + (1 | g)", d)`],
  ["MixedModel", `Julia's fit(MixedModel, @formula(y ~ x + (1 | g)), d) is fit("y ~ x + (1 | g)", d)`],
  ["glmer", `R's glmer(y ~ x + (1 | g), d, binomial) is fit("y ~ x + (1 | g)", d, { family: Bernoulli() })`],
  ["library", `R's library(lme4) is import { fit } from "mixedmodels"`],
  ["fixef", "R's fixef(m) is m.fixef"],
  ["coef", "coef(m) is m.coef; R's, fixed plus random effects of each level, is levelcoef(m)"],
  ["stderror", "Julia's stderror(m) is m.stderror"],
  ["fitted", "fitted(m) is m.fitted"],
  ["resid", "R's resid(m) is m.residuals"],
  ["logLik", "R's logLik(m) is m.loglikelihood"],
  ["loglikelihood", "Julia's loglikelihood(m) is m.loglikelihood"],
  ["deviance", "deviance(m) is m.deviance"],
  ["AIC", "R's AIC(m) is m.aic"],
  ["BIC", "R's BIC(m) is m.bic"],
  ["aic", "Julia's aic(m) is m.aic"],
  ["bic", "Julia's bic(m) is m.bic"],
  ["emmeans", `R's emmeans(m, ~ a) is effects({ a: ["x", "y"] }, m), and its pairs are empairs({ a: ["x", "y"] }, m)`],
  ["levels", 'R\'s levels(d$g) is d.factor("g").levels'],
  ["nlevels", 'R\'s nlevels(d$g) is d.factor("g").levels.length'],
  [
    "tapply",
    `R's tapply(d$y, d$g, mean) is frame.groupby("g").rollup({ m: (d) => op.mean(d.y) }), by the package arquero`,
  ],
  ["aggregate", `R's aggregate is frame.groupby("g").rollup({ m: (d) => op.mean(d.y) }), by the package arquero`],
  ["groupby", `Julia's groupby(d, :g) is aq.table(d.columns()).groupby("g"): import * as aq from "arquero"`],
  ["merge", `R's merge(a, b) is frame.join_left(other, "key"), of frames of the package arquero`],
  ["subset", `R's subset(d, y > 1) is aq.table(d.columns()).filter((d) => d.y > 1): import * as aq from "arquero"`],
  ["sd", `R's sd(x) is std(x): import { std } from "mixedmodels"`],
  ["mutate", `R's mutate(d, z = …) is aq.table(d.columns()).derive({ z: (d) => … }): import * as aq from "arquero"`],
  ["group_by", `R's group_by(d, g) is aq.table(d.columns()).groupby("g"): import * as aq from "arquero"`],
  [
    "summarise",
    `R's summarise(d, m = …) is frame.rollup({ m: (d) => op.mean(d.x) }), of a frame of the package arquero`,
  ],
  ["left_join", `R's left_join(a, b) is frame.join_left(other, "key"), of frames of the package arquero`],
  ["leftjoin", `Julia's leftjoin(a, b) is frame.join_left(other, "key"), of frames of the package arquero`],
  ["arrange", `R's arrange(d, x) is aq.table(d.columns()).orderby("x"): import * as aq from "arquero"`],
  ["head", "R's head(d) is d itself, which shows its first rows; d.toRows().slice(0, 6) has them as objects"],
  ["first", "Julia's first(d, n) is d.toRows().slice(0, n)"],
  ["length", "length(x) is x.length, of a table d.numRows"],
  ["size", "Julia's size(d) is [d.numRows, d.columnNames.length]"],
  ["dim", "R's dim(d) is [d.numRows, d.columnNames.length]"],
  ["str", "R's str(d) is describe(d)"],
  ["help", "help on a name comes with Shift+Tab behind it"],
  ["contrasts", "contrasts are an option of fit: { contrasts: { g: EffectsCoding() } }"],
  ["icc", "an intraclass correlation is a ratio of variances, which VarCorr(m) and m.sigmas have"],
  ["nrow", "nrow(d) is d.numRows"],
  ["ncol", "ncol(d) is d.columnNames.length"],
  ["names", "names(d) is d.columnNames"],
  ["colnames", "colnames(d) is d.columnNames"],
  ["len", "Python's len(x) is x.length, of a table d.numRows"],
  ["print", "print(x) is console.log(x)"],
  ["cat", "R's cat(x) is console.log(x)"],
  ["seq", "R's seq(1, 10) is [...range(1, 10)]"],
  ["rep", "R's rep(x, 3) is Array(3).fill(x)"],
  ["paste", `R's paste(a, b) is [a, b].join(" ")`],
  ["paste0", "R's paste0(a, b) is a + b"],
  ["table", 'R\'s table(x) counts: count(x, (value) => value === "a"), and describe(d) of all columns'],
  ["factor", 'texts are factors; withlevels(d, "x", ["a", "b"]) says which levels they have, in which order'],
  ["plt", 'matplotlib is not here: plot(d, { x: "x", y: "y" }, "scatter")'],
  ["sns", 'seaborn is not here: plot(d, { x: "x", y: "y" }, "scatter")'],
  ["end", "blocks end with }"],
  ["elif", "Python's elif is else if (…) { … }"],
  ["tibble", 'a table is an object of columns: { x: [1, 2], g: ["a", "b"] }'],
  ["sapply", "R's sapply(x, f) is x.map(f)"],
  ["lapply", "R's lapply(x, f) is x.map(f)"],
  ["rnorm", "R's rnorm(n) is rand(new MersenneTwister(42), Normal(), n)"],
  ["lm", 'R\'s lm without random effects is not here; lmer(y ~ x + (1 | g), d) is fit("y ~ x + (1 | g)", d)'],
  ["ggplot", 'R\'s ggplot(d, aes(x, y)) is plot(d, { x: "x", y: "y" }, "scatter")'],
  ["smf", 'statsmodels\' mixedlm("y ~ x", d, groups="g") is fit("y ~ x + (1 | g)", d)'],
  ["np", "numpy is not here: x.map(…), mean(x), std(x) and Math have what most cells need"],
  ["pd", "pandas is not here: readcsv reads a table, describe(d) describes it"],
  ["println", "Julia's println(x) is console.log(x)"],
  ["c", "R's c(1, 2) is [1, 2]"],
  ["list", "R's list(a = 1) is { a: 1 }"],
  ["TRUE", "R's TRUE is true"],
  ["FALSE", "R's FALSE is false"],
  ["True", "Python's True is true"],
  ["False", "Python's False is false"],
  ["None", "Python's None is undefined or null"],
  ["NULL", "R's NULL is undefined or null"],
  ["NA", "R's NA is null, of numbers NaN"],
  ["nothing", "Julia's nothing is undefined"],
  ["nobs", "nobs(m) is m.nobs"],
  ["isSingular", "R's isSingular(m) is m.issingular"],
  [
    "bootMer",
    "R's bootMer(m, f, nsim = 1000) is await parametricbootstrap(new MersenneTwister(42), 1000, m, { statistic: f })",
  ],
]);

/** The name of a message such as "Cannot find name 'lmer'. Did you mean 'lmm'?". */
const UNKNOWN_NAME = /^Cannot find name '([^']+)'\.|^No value exists in scope for the shorthand property '([^']+)'\./;
/** Where the compiler has not understood a line. */
const NOT_UNDERSTOOD = /expected\.$|^Unexpected|must be initialized/;
/** Where it has not understood it, or does not know a name of it. */
const NOT_KNOWN = new RegExp(`${NOT_UNDERSTOOD.source}|^Cannot find name`);

/** Members of tables of other languages, and of results, and how they are written here. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ["shape", "the size of a table is [d.numRows, d.columnNames.length]"],
  ["nrow", "it is .numRows"],
  ["length", "it is .numRows"],
  ["ncol", "it is .columnNames.length"],
  ["names", "it is .columnNames"],
  ["tail", ".toRows().slice(-6) has the last rows as objects"],
  ["coefficients", "it is .coef"],
  ["params", "it is .coef"],
  ["fe_params", "it is .fixef"],
  ["bse", "it is .stderror"],
  ["resid", "it is .residuals"],
  ["fittedvalues", "it is .fitted"],
  ["logLik", "it is .loglikelihood"],
  ["llf", "it is .loglikelihood"],
  ["random_effects", "it is .ranef"],
  ["isSingular", "it is .issingular"],
]);

/** What an assignment cannot give a value to, or does not know. */
const NOT_FOUND = /^The left-hand side of an assignment|^Cannot find name/;

const QUOTED = `a formula is a text, in quotes: fit("y ~ 1 + x + (1 | g)", data)`;
/** A tilde between two things, which no operator of JavaScript is, or at the beginning of an argument. */
const BETWEEN_TWO = /[\p{L}\p{N}_)\]"'`]\s*~|\b(?:fit|glmm|lmer|glmer|lmm)\(\s*~/u;

/** How a line of another language is written here: what it looks like, and the sentence. */
const LINES: readonly (readonly [line: RegExp, message: RegExp, (match: RegExpExecArray) => string])[] = [
  [/@formula\(/, NOT_UNDERSTOOD, () => QUOTED],
  [
    /^\s*using\s+([A-Z]\w*)\s*(?:[,:;].*)?$/,
    NOT_UNDERSTOOD,
    ([, name]) => `Julia's using ${name} is import { fit } from "${LIBRARY}"`,
  ],
  [/^\s*from\s+\S+\s+import\b/, NOT_KNOWN, () => `Python's from a import b is import { b } from "a"`],
  [
    /^\s*import\s+\w+(?:\s+as\s+(\w+))?\s*$/,
    NOT_KNOWN,
    ([, name = "name"]) => `an import has a text: import * as ${name} from "package"`,
  ],
  [/^\s*\?+\s*([\w.]+)\s*$/, NOT_UNDERSTOOD, ([, name]) => `help on ${name} comes with Shift+Tab behind its name`],
  [/^\s*([\w.]+)\s*\?+\s*$/, NOT_UNDERSTOOD, ([, name]) => `help on ${name} comes with Shift+Tab behind its name`],
  [
    /^\s*([\w.]+)\s*<-(?!\s*\d+\s*[;)])\s*(.+)$/,
    NOT_KNOWN,
    ([, name, value]) => `R's ${name} <- ${value} is let ${name} = ${value}`,
  ],
  [/^\s*(\w+)\s*<-\s*(.+)$/, NOT_KNOWN, ([, name, value]) => `R's ${name} <- ${value} is let ${name} = ${value}`],
  [/\bread[._]csv2?\(/, NOT_KNOWN, () => `a CSV file is read by readcsv("file.csv")`],
  [/\bCSV\.read\(/, NOT_KNOWN, () => `a CSV file is read by readcsv("file.csv")`],
  [/\bdata\.frame\(|\bDataFrame\(/, NOT_KNOWN, () => `a table is an object of columns: { x: [1, 2], g: ["a", "b"] }`],
  [
    /\bfit!?\(\s*(?:Generalized|Linear)?MixedModel\s*,/,
    /^'\w*MixedModel' only refers to a type/,
    () => `Julia's fit(MixedModel, @formula(y ~ x + (1 | g)), d) is fit("y ~ x + (1 | g)", d)`,
  ],
  [/%>%|\|>/, NOT_UNDERSTOOD, () => "there is no pipe: f(x) in place of x |> f"],
  [/^\s*require\(([a-z]\w*)\)/, NOT_KNOWN, ([, name]) => `R's require(${name}) is import { fit } from "${LIBRARY}"`],
  [/\bset\.seed\(|\bRandom\.seed!?\(/, NOT_KNOWN, () => "a seed belongs to a stream: new MersenneTwister(42)"],
  [/\bt\.test\(/, NOT_KNOWN, () => "R's t.test(x) is not here; coeftable(m) and contestMD test coefficients"],
  [/\bpush!\(/, NOT_KNOWN, () => "Julia's push!(x, 1) is x.push(1)"],
  [/^\s*(\w+)\s*:=\s*(.+)$/, NOT_UNDERSTOOD, ([, name, value]) => `${name} := ${value} is let ${name} = ${value}`],
  [/\bvar\(/, NOT_UNDERSTOOD, () => "R's var(x) is std(x) ** 2"],
  [/^\s*for\s+\w+\s+in\b/, NOT_UNDERSTOOD, () => "a loop is for (const i of range(1, 10)) { … }"],
  [/^\s*(?:if|while)\s+[^(]/, NOT_UNDERSTOOD, () => "a condition stands in parentheses: if (x === 1) { … }"],
  [/\[.*\bfor\s+\w+\s+in\b/, NOT_UNDERSTOOD, () => "[f(x) for x in xs] is xs.map((x) => f(x))"],
  [/[\w"')\]]\[\s*-?\w*\s*:\s*-?\w*\s*\]/, NOT_UNDERSTOOD, () => "a part of x is x.slice(from, to), from 0 on"],
  [
    /^\s*function\s+[\w!]+\(.*\)(?:\s*$|.*\bend\s*$)/,
    /expected\.$|^Function implementation is missing/,
    () => "a function has braces and returns its value: function f(x) { return x + 1 }",
  ],
  [/^\s*(?:not\s+\w|.*\w\s+(?:and|or)\s+\w)/, NOT_UNDERSTOOD, () => "and, or and not are &&, || and !"],
  [/\S\s+if\s+.+\s+else\s+\S/, NOT_UNDERSTOOD, () => "Python's a if c else b is c ? a : b"],
  [/\blambda\s+\w+\s*:/, NOT_UNDERSTOOD, () => "Python's lambda x: x + 1 is (x) => x + 1"],
  [/\bfunction\s*\(\w*\)\s*[^{\s:]|\\\(\w*\)/, NOT_UNDERSTOOD, () => "R's function(x) x + 1 is (x) => x + 1"],
  [/^\s*(\w+)\((\w*)\)\s*=[^=>]/, NOT_FOUND, ([, f, x]) => `Julia's ${f}(${x}) = … is const ${f} = (${x}) => …`],
  [/^\s*\d+:\d+\s*$/, NOT_UNDERSTOOD, () => "the numbers 1 to 10 are range(1, 10)"],
  [/^\s*@\w+\s+\S/, /^Declaration expected/, () => "macros are Julia's: leave out what begins with @"],
  [
    /^\s*(?:%[a-z]|![a-z]+(?:\s*$|\s+[\w-]))/,
    NOT_KNOWN,
    () => "magics and shell lines are IPython's: npm and others run in a terminal",
  ],
  [
    /(?<!\w)\w+\(.*\)\$(\w+)/,
    NOT_UNDERSTOOD,
    ([, name]) => `R's x$${name} is x.${name}, of what has names x["${name}"]`,
  ],
  [/\[\[/, /cannot be used as an index type/, () => `R's and pandas' d[["x"]] is d.column("x")`],
  [/^\s*def\s+(\w+)\(/, NOT_KNOWN, ([, name]) => `Python's def ${name}(x): is function ${name}(x) { … }`],
];

/** How a message of the compiler about a line of the library is said shorter: message, line, and the sentence. */
const CALLS: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^Argument of type 'number'/, /\b(?:fit|glmm)\(\s*~/, QUOTED],
  [
    /^Expected 2-3 arguments, but got 1|^Argument of type '\w*' is not assignable to parameter of type 'EffectsDesign'/,
    /\b(?:effects|empairs)\(/,
    "a design names values of variables: effects({ days: [0, 5, 9] }, m)",
  ],
  [
    /MixedModel' is not assignable to .*'HasIntervals'|^No overload/,
    /\bconfint\(\s*\w+\s*,\s*\w+\s*\)/,
    "intervals are of one thing: confint(m) of a model, confint(samp) of its replicates",
  ],
  [
    /'MixedModelBootstrap' is not assignable/,
    /\bmodeltable\(/,
    "replicates are an option, one sample for each model: modeltable(m, { samples: [samp] })",
  ],
  [
    /MixedModel' is not assignable to parameter of type '(?:CoefficientSample|MixedModelBootstrap)'/,
    /./,
    "it is of replicates, and this is a model: samp = await parametricbootstrap(new MersenneTwister(42), 1000, m)",
  ],
  [
    /^Argument of type 'MixedModelBootstrap' is not assignable to parameter of type '\w*MixedModel'/,
    /./,
    "it is of a fitted model, and this is a sample of replicates",
  ],
  [
    /^No overload|number' is not assignable to .*'RandomStream'/,
    /bootstrap\w*\(\s*\d+\s*,/,
    "a seed becomes a stream: parametricbootstrap(new MersenneTwister(42), 1000, m)",
  ],
  [
    /MixedModel\w*' is not assignable to .*'TableLike'|^No overload|^Expected 2-3 arguments/,
    /\b(?:densityplot|histogram)\(\s*\w+\s*[,)]/,
    'the table of replicates is samp.tbl: densityplot(samp.tbl, "β1")',
  ],
  [
    /^Expected \d-\d arguments, but got 1|MixedModel' is not assignable/,
    /\bplot\(/,
    "plot draws columns of data; of a model there are coefplot(m), caterpillar(m), qqnorm(m)",
  ],
  [
    /MixedModel' (?:is not assignable|has no properties in common)|^Argument of type '\w*MixedModel'/,
    /\banova\(\s*\w+\s*,\s*\w+/,
    "models are compared by likelihoodratiotest(m0, m1); anova(m) tests the terms of one",
  ],
  [
    /^Expected 3-4 arguments, but got 2/,
    /\bemtrends\(\s*\w+\s*,/,
    'R\'s emtrends(m, ~ g, var = "x") is emtrends("x", { g: ["a", "b"] }, m)',
  ],
  [
    /'"?method"?' does not exist|^No overload/,
    /\bconfint\(\s*\w+\s*,\s*\{\s*method\b/,
    "confint(m) is Wald's; confint(profile(m)) is by the profile, confint(samp) by a bootstrap",
  ],
];

/** More of a value is not repeated. */
const MOST_OF_VALUE = 60;
/** Shorter names are near to too many, longer ones may have two slips. */
const SHORTEST = 3;
const LONG = 7;

const OF_CSV_FILE = /'([^']+)' does not exist in type 'CSV\w*Options'/;
const CALLED = /^This expression is not callable/;
const OF_TABLE = /^Property '([^']+)' does not exist on type 'Table(?:<.*>)?'\.$/;
const OF_RESULT = /^Property '([^']+)' does not exist on type '(?:Table(?:<.*>)?|\w*MixedModel\w*)'\.$/;
const PROMISE = /^Property '[^']+' does not exist on type 'Promise<|^Argument of type 'Promise</;

const DECORATOR =
  /^(?:Unable to resolve signature of \w+ decorator when called as an expression|Decorators are not valid here)\./;
const OF_DECORATORS = "a decorator takes (value, context), or as in earlier TypeScript (target, key, descriptor)";

/**
 * What a message of the compiler leaves unsaid to who comes from another language or has left out an import or an
 * await; undefined if nothing.
 */
export class Advice {
  #exported: ReadonlySet<string> | undefined;

  constructor(private readonly platform: Pick<Platform, "library">) {}

  on(message: string): string | undefined {
    for (const line of message.split("\n")) {
      const advice = this.onLine(line.trim());
      if (advice !== undefined) return advice;
    }
    return undefined;
  }

  /**
   * What a line says in another language, or of a call of the library that is near a right one: the sentence that
   * takes the place of what the compiler says of it; undefined if nothing.
   */
  onSource({ code, bare }: SourceLine, message: string): string | undefined {
    const [first = ""] = message.split("\n");
    const option = OF_CSV_FILE.exec(first)?.[1];
    if (option !== undefined) return this.onCSVOption(option.replaceAll('"', ""));
    for (const [about, where, sentence] of CALLS) if (about.test(first) && where.test(bare)) return sentence;
    const unknown = UNKNOWN_NAME.exec(first)?.[1];
    const [, assigned, value = ""] = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=(?![=>])\s*(.+)$/u.exec(code) ?? [];
    if (assigned !== undefined && assigned === unknown && !this.exported.has(unknown))
      return `a new name is declared: let ${assigned} = ${value.length > MOST_OF_VALUE ? "…" : value}`;
    if (unknown !== undefined && (this.exported.has(unknown) || ELSEWHERE.has(unknown))) return undefined;
    if (unknown !== undefined && namesArgument(bare, unknown))
      return "options are an object: fit(formula, data, { REML: true })";
    const [, list, part] = /^([A-Za-z]\w*)\$([A-Za-z]\w*)$/.exec(unknown ?? "") ?? [];
    if (part !== undefined) return `R's ${unknown} is ${list}.${part}, of a column ${list}.column("${part}")`;
    if (NOT_UNDERSTOOD.test(first) && BETWEEN_TWO.test(bare)) return QUOTED;
    for (const [pattern, about, sentence] of LINES) {
      const match = about.test(first) ? matched(pattern, code, bare) : null;
      if (match !== null) return sentence(match);
    }
    return undefined;
  }

  private onLine(message: string): string | undefined {
    if (CALLED.test(message)) return "it is a value, not a function: leave out its parentheses";
    const member = OF_RESULT.exec(message)?.[1];
    if (member !== undefined) {
      const known = MEMBERS.get(member);
      if (known !== undefined) return known;
      if (this.exported.has(member))
        return `it is a function: import { ${member} } from "${LIBRARY}", and ${member}(…)`;
    }
    const column = OF_TABLE.exec(message);
    if (column) return ofTable(column[1]!);
    if (DECORATOR.test(message)) return OF_DECORATORS;
    if (PROMISE.test(message)) return "it is a promise: write await before the call that makes it";
    const found = UNKNOWN_NAME.exec(message);
    const name = found?.[1] ?? found?.[2];
    if (name === undefined) return undefined;
    if (this.exported.has(name)) return `it is in the library: import { ${name} } from "${LIBRARY}"`;
    return ELSEWHERE.get(name) ?? this.nearest(name);
  }

  /** A name of the library that is a slip of the keys away from one that nobody knows. */
  private nearest(name: string): string | undefined {
    if (name.length < SHORTEST) return undefined;
    const isCapital = (one: string): boolean => /^\p{Lu}/u.test(one);
    const names = [...this.exported].filter((one) => isCapital(one) === isCapital(name));
    const near = nearestName(name, names, name.length < LONG ? 1 : 2);
    return near === undefined ? undefined : `did you mean the library's ${near}?`;
  }

  /** In the library's own words, which knows those of R and of pandas. */
  private onCSVOption(name: string): string | undefined {
    try {
      const { readcsv } = this.platform.library() as { readcsv: (path: string, options: object) => unknown };
      readcsv("", { [name]: "" });
      return undefined;
    } catch (error) {
      return error instanceof Error && error.message.includes(`'${name}'`) ? error.message : undefined;
    }
  }

  private get exported(): ReadonlySet<string> {
    try {
      return (this.#exported ??= new Set(Object.keys(this.platform.library())));
    } catch {
      return new Set();
    }
  }
}

/** What a pattern finds in the code of a line alone, with the texts that stand in it. */
function matched(pattern: RegExp, code: string, bare: string): RegExpExecArray | null {
  const match = new RegExp(pattern, `${pattern.flags}d`).exec(bare);
  // A group that takes no part has no place.
  for (const [i, place] of match?.indices?.entries() ?? []) if (place) match![i] = code.slice(...place);
  return match;
}

/** Verbs of data frames, by whatever package. */
const VERBS =
  /^(?:filter|derive|groupby|group_by|rollup|join|join_left|leftjoin|merge|orderby|sort|select|query|mutate|head|map)$/;

function ofTable(member: string): string {
  if (VERBS.test(member))
    return `verbs such as filter are arquero's: import * as aq from "arquero", and aq.table(data.columns()).filter(…)`;
  return /^\d+$/.test(member)
    ? `rows are objects in .toRows(), a column is .column("name")`
    : `a column is .column("${member}"), its numbers .numeric("${member}")`;
}

/** Whether a line gives a call an argument of this name, as other languages do. */
function namesArgument(line: string, name: string): boolean {
  return new RegExp(String.raw`\w\(.*[,(]\s*${name.replaceAll("$", String.raw`\$`)}\s*=(?![=>])`).test(line);
}
