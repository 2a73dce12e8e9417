import assert from "node:assert";
import { isDeepStrictEqual, inspect as nodeInspect } from "node:util";
import * as library from "mixedmodels";
import { Matrix } from "ml-matrix";

const {
  caterpillar,
  coeftable,
  dataset,
  fit,
  likelihoodratiotest,
  MersenneTwister,
  modeltable,
  parametricbootstrap,
  profile,
  ranef,
  summary,
  VarCorr,
  vcov,
} = library;

const table = dataset("sleepstudy");
const model = fit("reaction ~ 1 + days + (1 + days | subj)", table, { progress: false });
const smaller = fit("reaction ~ 1 + days + (1 | subj)", table, { progress: false });
const results: { [name: string]: object } = {};

beforeAll(async () => {
  const sample = await parametricbootstrap(new MersenneTwister(1), 3, smaller, { progress: false, workers: 1 });
  Object.assign(results, {
    table,
    model,
    binomial: fit("use ~ 1 + (1 | urban)", dataset("contra"), { family: "bernoulli", progress: false }),
    summary: summary(model),
    coefficients: coeftable(model),
    covariances: vcov(model),
    modes: ranef(model)["subj"]!,
    components: VarCorr(model),
    test: likelihoodratiotest(smaller, model),
    models: modeltable(smaller, model),
    sample,
    profile: profile(smaller, { progress: false }),
    chart: caterpillar(model),
  });
});

/** What an object gives under a name that its type does not have. */
function read(object: object, name: PropertyKey): unknown {
  return (object as { readonly [name: PropertyKey]: unknown })[name];
}

test("a member or an index that no result has throws one sentence", () => {
  for (const [kind, result] of Object.entries(results))
    for (const name of ["zzzzzz", "ρ1", "0", "a b", "Columns"]) {
      let message = "";
      try {
        read(result, name);
      } catch (error) {
        expect(error).toBeInstanceOf(library.OptionError);
        message = (error as Error).message;
      }
      expect({ kind, message }).toEqual({ kind, message: expect.stringContaining(`has no '${name}'`) });
      expect(message).not.toContain("\n");
    }
});

test.each([
  [() => read(model, "coefficients"), "a LinearMixedModel has no 'coefficients' (did you mean 'coef'?)"],
  [() => read(model, "logLik"), "(did you mean 'loglikelihood'?)"],
  [() => read(model, "isSingular"), "(did you mean 'issingular'?)"],
  [() => read(model, "fixedEffects"), "(did you mean 'fixef'?)"],
  [() => read(model, "criteron"), "a LinearMixedModel has no 'criteron'"],
  [() => read(table, "days"), `(did you mean .column("days")?)`],
  [() => read(table, "colnames"), "(did you mean 'columnNames'?)"],
  [() => read(table, 0), 'rows are objects in .toRows(), a column is .column("name")'],
  [() => read(vcov(model), 0), "a number is .get(row, column)"],
])("the sentence has the nearest name: %s", (reading, part) => {
  expect(reading).toThrow(part);
});

test("what looks at any object finds the result as it was", async () => {
  for (const result of Object.values(results)) {
    for (const name of ["then", "toJSON", "$$typeof", "asymmetricMatch", "length", "isMatrix", Symbol.iterator])
      if (!(name in result)) expect(read(result, name)).toBeUndefined();
    expect("zzzzzz" in result).toBe(false);
    expect(await result).toBe(result);
    expect(JSON.stringify({ result })).toMatch(/^\{"result":/);
    expect(nodeInspect({ result }, { showHidden: true, depth: 1 })).toMatch(/^\{/);
    expect(isDeepStrictEqual(result, { ...result })).toBe(false);
    expect(result).toEqual(result);
    expect([result]).not.toEqual([{}]);
    expect(() => assert.deepEqual({ result }, { result })).not.toThrow();
    expect(result).toBeInstanceOf(Object);
    expect(Object.prototype.toString.call(result)).toBe("[object Object]");
    expect(Object.hasOwn(result, "zzzzzz")).toBe(false);
    expect(read(Object.getPrototypeOf(result), "zzzzzz")).toBeUndefined();
    const copy = Object.assign(Object.create(Object.getPrototypeOf(result)) as object, result);
    expect(read(copy, "zzzzzz")).toBeUndefined();
  }
  const matrix = vcov(model);
  expect(matrix).toBeInstanceOf(Matrix);
  expect(Matrix.isMatrix(matrix)).toBe(true);
  expect(matrix.add(matrix).get(0, 1)).toBe(2 * vcov(model).get(0, 1));
});

test("no member is proposed that is internal", () => {
  for (const [name, hidden] of [
    ["dat", "data"],
    ["repor", "report"],
    ["minimun", "minimum"],
    ["workin", "working"],
  ] as const) {
    expect(hidden in model).toBe(true);
    expect(() => read(model, name)).toThrow(`has no '${name}'`);
    expect(() => read(model, name)).not.toThrow(`'${hidden}'`);
  }
});

test("a result in the place of something else is refused for what it is", () => {
  const { contrastsmatrix, simdat_crossed, simulate } = library as unknown as {
    [name: string]: (...values: unknown[]) => unknown;
  };
  for (const wrong of [model, table, vcov(model), results["test"], results["chart"]])
    for (const call of [
      () => contrastsmatrix!(wrong),
      () => simdat_crossed!(wrong, {}),
      () => simulate!(wrong, model),
      () => fit("reaction ~ 1 + (1 | subj)", table, { family: wrong as never }),
      () => fit("reaction ~ 1 + (1 | subj)", table, { contrasts: { subj: wrong as never } }),
      () => fit("reaction ~ 1 + (1 | nobody)", wrong as never),
    ]) {
      expect(call).toThrow();
      expect(call).not.toThrow(/ has no '(?:coding|kind|randn|schema|columns|numRows)/);
    }
});
