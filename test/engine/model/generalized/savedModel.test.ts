import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binnedResiduals } from "engine/charts/generalizedResiduals";
import { influence } from "engine/inference/influence";
import { fit, refit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { FakeHost } from "../../support/fakeHost";
import { shownBars } from "../../support/shownBars";

const folder = mkdtempSync(join(tmpdir(), "generalized-"));
afterAll(() => rmSync(folder, { recursive: true }));
const cbpp = dataset("cbpp");
const infected = "incid / hsz ~ 1 + period + (1 | herd)";

const models: [string, () => GeneralizedLinearMixedModel, ReturnType<typeof dataset>][] = [
  ["trials in the formula", () => fit(infected, cbpp, { family: "binomial", nAGQ: 5 }), cbpp],
  ["a start", () => fit(infected, cbpp, { family: "binomial", link: "cloglog", start: [0.3] }), cbpp],
  [
    "two levels of text and slopes",
    () => fit("use ~ 1 + age + urban + (1 + urban | dist)", dataset("contra"), { family: "binomial", fast: true }),
    dataset("contra"),
  ],
  [
    "a dispersion",
    () => fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"), { family: "gamma", link: "log" }),
    dataset("sleepstudy"),
  ],
];

test.each(models)("a saved model is the same to the last bit: %s", (_, make, data) => {
  const model = make();
  const file = join(folder, "model.json");
  savemodel(file, model);
  const restored = restoremodel<GeneralizedLinearMixedModel>(file, data);
  for (const name of ["coef", "stderror", "theta", "eta", "fitted"] as const)
    expect(restored[name]).toEqual(model[name]);
  expect(restored.objective).toBe(model.objective);
  expect(restored.dispersion).toBe(model.dispersion);
  expect(String(restored)).toBe(String(model));
  expect(() => restoremodel(file, dataset(data === cbpp ? "contra" : "cbpp"))).toThrow();
});

test("binned residuals are sums over the rows, about 0 within their bounds", () => {
  const model = fit("use ~ 1 + age + urban + (1 | dist)", dataset("contra"), { family: "Bernoulli" });
  const { y, x, bounds, counts } = binnedResiduals(model, 20);
  expect(counts!.reduce((a, b) => a + b)).toBe(model.nobs);
  expect([...x]).toEqual([...x].sort((a, b) => a - b));
  const sum = y.reduce((total, value, i) => total + value * counts![i], 0);
  expectClose([sum], [model.residuals.reduce((a, b) => a + b)], { absolute: 1e-9 });
  expect(y.filter((value, i) => Math.abs(value) > bounds![i]).length).toBeLessThan(6);
});

test("the influence of a level is what the fit without its rows differs by", () => {
  const model = fit(infected, cbpp, { family: "binomial" });
  const table = influence(model);
  const rows = cbpp.toRows().filter(({ herd }) => herd !== "H01");
  const without = fit(infected, rows, { family: "binomial" });
  expectClose(
    ["period: 2"].map((name) => table.numeric(name)[0]),
    [(model.coef[1] - without.coef[1]) / without.stderror[1]],
    { absolute: 1e-5 },
  );
  expect(table.columnNames).not.toContain("σ");
});

describe("a fit that takes long", () => {
  const bars = shownBars();
  const model = fit(infected, cbpp, { family: "binomial" });
  const again = () => refit(model, model.response);

  test("shows its evaluations and the lowest objective so far", () => {
    again();
    const shown = bars.views();
    expect(shown[0]).toMatchObject({ label: "fit", unit: "evaluations", state: "running" });
    expect(shown.at(-1)).toMatchObject({ state: "done" });
    expect(bars.host).toBeInstanceOf(FakeHost);
  });

  test.each([0, 1, 2])("stopped after %i questions it has the lowest values so far, and says so", (patience) => {
    bars.host.patience = patience;
    const stopped = fit(infected, cbpp, { family: "binomial", start: [2] });
    expect(stopped.certificate.summary).toMatch(/^not converged: .*the fit was stopped/);
    expect(stopped.objective).toBeGreaterThan(model.objective);
    expect(Number.isFinite(stopped.coef[0])).toBe(true);
  });
});
