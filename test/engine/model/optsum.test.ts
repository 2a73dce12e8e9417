import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fit } from "engine/model/fit";
import { restoreoptsum } from "engine/model/restoreoptsum";
import { dataset } from "engine/table/source/dataset";
import { fitted } from "../support/fits";

const formula = "reaction ~ 1 + days + (1 + days | subj)";
const sleepstudy = dataset("sleepstudy");
/** θ that MixedModels.jl prints on the workshop's page "singularity", and the objective of its fit. */
const theta = [0.9292213025841999, 0.018168360086059557, 0.22264488361408383];
const saved = {
  initial: [1, 0, 1],
  finitial: 1784.642296192471,
  ftol_rel: 1e-12,
  final: theta,
  fmin: 1751.9393444646757,
  feval: 57,
  optimizer: "LN_BOBYQA",
  returnvalue: "FTOL_REACHED",
  nAGQ: 1,
  REML: false,
  sigma: null,
  fitlog: [[[1, 0, 1], 1784.642296192471]],
};
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "optsum-"))));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (content: object | string): string => {
  const path = join(folder, "optsum.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

test("lower bounds are 0 on the diagonal of λ", () => {
  expect([...fitted("sleepstudy").lowerbd]).toEqual([0, -Infinity, 0]);
  const zerocorr = fit("reaction ~ 1 + days + zerocorr(1 + days | subj)", sleepstudy);
  expect([...zerocorr.lowerbd]).toEqual([0, 0]);
});

test("the summary of an optimum names the places of θ", () => {
  const model = fitted("sleepstudy");
  const { optsum } = model;
  expect(optsum.toRows().map(({ θ, group, row, column, lowerbd }) => [θ, group, row, column, lowerbd])).toEqual([
    ["θ1", "subj", "(Intercept)", "(Intercept)", 0],
    ["θ2", "subj", "days", "(Intercept)", -Infinity],
    ["θ3", "subj", "days", "days", 0],
  ]);
  expect([optsum.fmin, optsum.feval, optsum.returnvalue]).toEqual([
    model.objective,
    model.certificate.evaluations,
    "converged",
  ]);
  expect(optsum.final).toEqual(model.theta);
});

test("a model at the θ of saveoptsum is that θ's, not fitted", () => {
  const model = restoreoptsum(written(saved), formula, sleepstudy);
  expect([...model.theta].map((value) => value.toFixed(12))).toEqual(theta.map((value) => value.toFixed(12)));
  expect(model.objective).toBeGreaterThan(fitted("sleepstudy").objective);
  expect(model.objective - fitted("sleepstudy").objective).toBeLessThan(1e-8);
  expect(model.optsum.feval).toBe(57);
  expect(model.certificate.summary).toBe("converged");
});

test("a θ from which the objective still falls is said to be one", () => {
  const early = [0.9, 0.03, 0.21];
  const { objective } = fit(formula, sleepstudy, { start: early, optimizer: { maxfeval: 1 } });
  const model = restoreoptsum(written({ ...saved, final: early, fmin: objective }), formula, sleepstudy);
  expect(model.certificate.converged).toBe(false);
  expect(model.certificate.summary).toContain("another step would lower the objective by about");
});

test("REML, contrasts and numbers that JSON does not know", () => {
  const reml = fit(formula, sleepstudy, { REML: true });
  const text = JSON.stringify({ ...saved, final: [...reml.theta], fmin: reml.objective, REML: true, lowerbd: 0 });
  const path = written(text.replace('"lowerbd":0', '"lowerbd":[0.0,-Infinity,0.0],"x":[NaN,Inf],"y":"a NaN"'));
  expect(restoreoptsum(path, formula, sleepstudy).objective).toBeCloseTo(reml.objective, 8);
});

test.each<[string, object | string, string]>([
  ["of another model", { ...saved, final: [1] }, "has 3 elements of θ; "],
  ["of other data", { ...saved, fmin: 1700 }, "holds the objective 1700, but its θ gives 1751.93934446"],
  ["of a generalized model", { ...saved, nAGQ: 9 }, "is of a generalized one, nAGQ = 9"],
  ["cut short", '{"final":[1', 'holds θ as "final" and its objective as "fmin"; '],
  ["with a σ below 0", { ...saved, sigma: -1 }, "a fixed σ is positive; "],
])("a file %s is refused", (_, content, sentence) => {
  expect(() => restoreoptsum(written(content), formula, sleepstudy)).toThrow(sentence);
});
