import { simulate } from "engine/bootstrap/drawing/simulate";
import { modeltable } from "engine/bootstrap/modelTable";
import { type BootstrapOptions, parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { confint } from "engine/bootstrap/sample/confint";
import { issingular } from "engine/bootstrap/sample/issingular";
import { combinereplicates } from "engine/bootstrap/sample/savedReplicates";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { type Contrasts, contrastsmatrix, EffectsCoding } from "engine/formula/coding/contrasts";
import { ContrastsCoding, HypothesisCoding } from "engine/formula/coding/hypothesisCoding";
import { Center, Scale, ZScore } from "engine/formula/coding/standardize";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { condVar, cooksdistance, leverage, raneftables } from "engine/model/diagnostics";
import { type FitOptions, fit, refit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { modelmatrix, rePCA, reterms } from "engine/model/summaries";
import { VarCorr } from "engine/model/varCorr";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import { streamFrom } from "engine/random/streamFrom";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable } from "engine/table/asTable";
import { parsecsv } from "engine/table/source/csv";
import { dataset } from "engine/table/source/dataset";
import { groups } from "./groups";
import type { Refusal } from "./refusal";

const table = groups();
const model = fit("y ~ 1 + x + (1 | g)", table);
const other = fit("y ~ 1 + f + (1 | g)", table);
const rng = (): MersenneTwister => new MersenneTwister(1);
const drawn = (): ReturnType<typeof parametricbootstrap> => parametricbootstrap(rng(), 5, model, { progress: false });

const replicates = (n: unknown, ...contained: string[]): Refusal => [
  `${String(n)} replicates`,
  () => parametricbootstrap(rng(), n as number, model),
  "OptionError",
  ...contained,
];
const drawing = (options: object, ...contained: string[]): Refusal => [
  `a bootstrap with ${Object.keys(options).join()}: ${String(Object.values(options)[0])}`,
  () => parametricbootstrap(rng(), 5, model, { progress: false, ...options } as BootstrapOptions),
  "OptionError",
  ...contained,
];
const fitting = (what: string, options: unknown, ...contained: string[]): Refusal => [
  `a fit with ${what}`,
  () => fit("y ~ 1 + x + f + (1 | g)", table, options as FitOptions),
  "OptionError",
  ...contained,
];
const coding = (what: string, contrasts: () => unknown, ...contained: string[]): Refusal => [
  `contrasts: ${what}`,
  () => fit("y ~ 1 + x + f + (1 | g)", table, { contrasts: contrasts() as Contrasts }),
  "OptionError",
  ...contained,
];
const option = (what: string, action: () => unknown, ...contained: string[]): Refusal => [
  what,
  action,
  "OptionError",
  ...contained,
];
const notAModel = (name: string, action: (model: never) => unknown): Refusal =>
  option(`${name} of a table`, () => action(asTable(table) as never), `${name} needs a model made by fit`, "a Table");
const level = (value: unknown): Refusal[] => [
  option(
    `confint(sample) at ${String(value)}`,
    async () => confint(await drawn(), { level: value as number }),
    "level of an interval must lie between 0 and 1",
  ),
  option(
    `confint(model) at ${String(value)}`,
    () => confint(model, { level: value as number }),
    "must lie between 0 and 1",
    String(value),
  ),
  option(
    `shortestcovint at ${String(value)}`,
    () => shortestcovint([1, 2, 3], value as number),
    "must lie between 0 and 1",
    String(value),
  ),
];

export const refusedOptions: readonly Refusal[] = [
  ...[0, -5, 1.5, NaN, Infinity, "10", null].map((n) =>
    replicates(n, "the number of replicates must be a positive whole number", String(n)),
  ),
  replicates(2 ** 53, "must fit into memory", "9007199254740992 replicates"),
  ...[0, -1, 1.5, "2", NaN].map((workers) =>
    drawing({ workers }, "workers must be a positive whole number", String(workers)),
  ),
  ...[0, -1, NaN, Infinity, "1"].map((σ) => drawing({ σ }, "σ must be a positive number", String(σ))),
  drawing({ θ: [] }, "θ must have 1 elements; got 0"),
  drawing({ θ: [1, 2] }, "θ must have 1 elements; got 2"),
  drawing({ theta: 5 }, "θ must have 1 elements; got 5"),
  drawing({ θ: "1" }, "θ must have 1 elements; got '1'"),
  drawing({ θ: [NaN] }, "θ must hold finite numbers; got NaN"),
  drawing({ β: [1] }, "β must have 2 elements; got 1"),
  drawing({ beta: [1, Infinity] }, "β must hold finite numbers; got Infinity"),
  drawing({ β: [1, 2], beta: [1, 2] }, "β and beta are one parameter"),
  drawing({ draws: "rows" }, 'draws must be "responses" or "statistics"', '"rows"'),
  drawing({ progress: "no" }, "progress is true or false", "'no'"),
  drawing({ signal: 5 }, "signal is that of an AbortController", "5"),
  drawing({ wrokers: 2 }, "unknown option of parametricbootstrap 'wrokers' (did you mean 'workers'?)"),
  option(
    "a bootstrap with null for options",
    () => parametricbootstrap(rng(), 5, model, null as never),
    "the options of parametricbootstrap must be an object",
    "null",
  ),
  option(
    "a bootstrap without a model",
    () => parametricbootstrap(rng(), 5, undefined as never),
    "needs a model made by fit",
    "undefined",
  ),
  option("a bootstrap of a table", () => parametricbootstrap(rng(), 5, table as never), "needs a model made by fit"),
  option(
    "a bootstrap with arguments the wrong way round",
    () => parametricbootstrap(model as never, 5 as never, rng() as never),
    "first argument",
    "a LinearMixedModel",
  ),
  option(
    "a bootstrap drawn from Math.random",
    () => parametricbootstrap(Math.random as never, 5, model),
    "a random stream such as new MersenneTwister(42)",
    "the function random",
  ),
  option("simulate without a stream", () => simulate(5 as never, model), "a random stream", "5"),
  option(
    "simulate with an unknown option",
    () => simulate(rng(), model, { sigm: 1 } as object),
    "'sigm' (did you mean 'sigma'?)",
  ),

  ...[0, 1, -0.1, 95, NaN, "0.9"].flatMap(level),
  option(
    "confint by an unknown method",
    async () => confint(await drawn(), { method: "hpd" as never }),
    '"shortest", "equaltail", "bca" or "bootstrap-t"',
    '"hpd"',
  ),
  option("confint of a number", () => confint(5 as never), "confint needs a sample made by parametricbootstrap", "5"),
  option("issingular of a table", () => issingular(asTable(table) as never), "issingular needs a sample", "a Table"),
  option(
    "combining a sample with something else",
    async () => combinereplicates(await drawn(), 5 as never),
    "combinereplicates needs a sample",
    "5",
  ),
  option(
    "prediction intervals of another model",
    async () => predictionintervals(await drawn(), other, table),
    "a sample must be drawn from its model",
  ),

  fitting("null for options", null, "the options of fit must be an object", "null"),
  fitting("an array for options", [], "the options of fit must be an object"),
  fitting("an unknown option", { reml: true }, "unknown option of fit 'reml' (did you mean 'REML'?)"),
  fitting("REML: yes", { REML: "yes" }, "REML is true or false", "'yes'"),
  fitting("no workers", { workers: 0 }, "workers must be a positive whole number", "0"),
  coding("a number", () => 5, "contrasts are an object", "5"),
  coding("null", () => null, "contrasts are an object", "null"),
  coding("an array", () => [EffectsCoding()], "contrasts are an object"),
  coding("a coding that is not called", () => ({ f: EffectsCoding }), "a function without its ()", "'f'"),
  coding("a text", () => ({ f: "effects" }), "contrasts are codings such as EffectsCoding()", "'effects'"),
  coding("an unknown column", () => ({ ff: EffectsCoding() }), "unknown column 'ff' (did you mean 'f'?)"),
  coding("an unknown base", () => ({ f: EffectsCoding({ base: "z" }) }), "'z' is none of the levels of 'f': a, b, c"),
  coding("a level too few", () => ({ f: EffectsCoding({ levels: ["a", "b"] }) }), "'c' of 'f' is missing"),
  coding(
    "a level too many",
    () => ({ f: EffectsCoding({ levels: ["a", "b", "c", "d"] }) }),
    "'d' is none of the levels",
  ),
  coding("a level twice", () => ({ f: EffectsCoding({ levels: ["a", "a"] }) }), "must differ; 'a' occurs twice"),
  coding("a matrix with a row too few", () => ({ f: ContrastsCoding([[1], [2]]) }), "a row per level", "2 rows"),
  coding("a matrix with NaN", () => ({ f: ContrastsCoding([[1], [2], [NaN]]) }), "must be finite; got NaN"),
  coding(
    "a matrix that is a number",
    () => ({ f: ContrastsCoding(5 as never) }),
    "ContrastsCoding takes an array of rows",
    "5",
  ),
  coding(
    "hypotheses that follow from each other",
    () => ({
      f: HypothesisCoding([
        [1, -1, 0],
        [2, -2, 0],
      ]),
    }),
    "must not follow from each other",
    "'f'",
  ),
  coding("no hypotheses", () => ({ f: HypothesisCoding(null as never) }), "HypothesisCoding takes", "null"),
  coding("Center for a factor", () => ({ f: Center() }), "for numeric columns", "'f' holds strings"),
  coding("Center with a text", () => ({ x: Center("mean" as never) }), "Center takes a number or a function", "'mean'"),
  coding(
    "ZScore with an unknown option",
    () => ({ x: ZScore({ cent: 1 } as object) }),
    "unknown option of ZScore 'cent' (did you mean 'center'?)",
  ),
  [
    "a variable divided by zero",
    () => fit("y ~ 1 + x + (1 | g)", table, { contrasts: { x: Scale(0) } }),
    "DataError",
    "a number other than 0",
    "'x'",
  ],
  option(
    "a matrix of contrasts without a coding",
    () => contrastsmatrix(5 as never, ["a"]),
    "needs a coding such as EffectsCoding()",
    "5",
  ),

  notAModel("VarCorr", VarCorr),
  notAModel("coeftable", coeftable),
  notAModel("modelmatrix", modelmatrix),
  notAModel("rePCA", rePCA),
  notAModel("reterms", reterms),
  notAModel("leverage", leverage),
  notAModel("cooksdistance", cooksdistance),
  notAModel("condVar", condVar),
  notAModel("raneftables", raneftables),
  notAModel("predict", (value) => predict(value, table)),
  notAModel("refit", (value) => refit(value, table.y)),
  notAModel("likelihoodratiotest", (value) => likelihoodratiotest(model, value)),
  option("a likelihood-ratio test of one model", () => likelihoodratiotest(model), "two or more models; got 1"),
  option(
    "a likelihood-ratio test of models that are not nested",
    () => likelihoodratiotest(model, other),
    "needs nested models",
    "'x'",
  ),
  option(
    "a likelihood-ratio test of a model with itself",
    () => likelihoodratiotest(model, model),
    "different numbers of parameters",
  ),
  option("a model table of nothing", () => modeltable(), "needs a model or more; got none"),
  option("a model table with a name too many", () => modeltable(model, { names: ["a", "b"] }), "got 2 for 1"),
  option(
    "predictions with an unknown rule",
    () => predict(model, table, { newLevels: "zero" as never }),
    '"error", "population" or "missing"',
    '"zero"',
  ),

  ...[1.5, NaN, "a", null, 2 ** 60].map((seed) =>
    option(`the seed ${String(seed)}`, () => new MersenneTwister(seed as number), "a seed"),
  ),
  option(
    "an unknown release of Julia",
    () => new MersenneTwister(1, { julia: "1.9" as never }),
    '"1.10", "1.11" (for 1.11 and later) or "1.13"',
    '"1.9"',
  ),
  option("a negative seed of StableRNG", () => new StableRNG(-1), "between 0 and 2^64", "-1"),
  option(
    "the state of another stream",
    () => rng().restore(new Xoshiro(1).state()),
    "cannot continue the stream of a Xoshiro",
  ),
  option("a stream of nothing", () => streamFrom({} as never), "continues from what state() gave"),

  option(
    "an unknown column of a table",
    () => asTable(table).column("yy"),
    "unknown column 'yy' (did you mean 'y'?)",
    "columns are",
  ),
  option(
    "an unknown data set",
    () => dataset("sleepstdy"),
    "unknown data set 'sleepstdy' (did you mean 'sleepstudy'?)",
  ),
  option("a path as a data set", () => dataset("../../../../etc/passwd"), "unknown data set"),
  option(
    "a CSV delimiter of two characters",
    () => parsecsv("a,b\n1,2", { delimiter: ";;" }),
    "a delimiter is one character",
    '";;"',
  ),
  option(
    "an unknown option of readcsv",
    () => parsecsv("a\n1", { sep: ";" } as object),
    "unknown option of parsecsv 'sep'",
  ),
  option("CSV text that is a number", () => parsecsv(5 as never), "is a string; got 5"),
];
