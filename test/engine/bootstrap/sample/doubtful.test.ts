import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { combinereplicates, restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { doubtfulModel } from "../../support/doubtfulModels";
import { fitted } from "../../support/fits";

const { formula, table, options } = doubtfulModel(6);
const few = fit(formula, table, { ...options, workers: 1 });
const rng = new MersenneTwister(4);
let samp: MixedModelBootstrap;
let more: MixedModelBootstrap;

beforeAll(async () => {
  samp = await parametricbootstrap(rng, 200, few, { progress: false, workers: 1 });
  more = await parametricbootstrap(rng, 100, few, { progress: false, workers: 1 });
});

test("refits that are singular or slow are doubtful where few levels tell a variance", () => {
  const singular = samp.issingular();
  const expected = singular.filter(
    (isSingular, i) => !Number.isNaN(samp.objective[i]) && (isSingular || samp.evaluations[i] > 7),
  ).length;
  expect(expected).toBeGreaterThan(10);
  expect(expected).toBeLessThan(200);
  expect(samp.doubtful).toBe(expected);
});

test("text and view tell how many there are", () => {
  expect(String(samp)).toContain(`${samp.doubtful} doubtful`);
  const { summary, explanation } = samp.view().certificate!;
  expect(summary).toContain(`${samp.doubtful} doubtful`);
  expect(explanation.join(" ")).toContain(`Doubtful are ${samp.doubtful} refits`);
});

test("a sample that was saved knows them, one that was combined adds them up", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "doubtful-"));
  try {
    const file = path.join(folder, "samp.arrow");
    savereplicates(file, samp);
    expect(restorereplicates(file).doubtful).toBe(samp.doubtful);
    expect(restorereplicates(file, few).doubtful).toBe(samp.doubtful);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(more.doubtful).toBeGreaterThan(0);
  expect(combinereplicates(samp, more).doubtful).toBe(samp.doubtful + more.doubtful);
});

test("models with many levels, or one variance told by equal levels, have none", async () => {
  for (const name of ["sleepstudy", "dyestuff"] as const) {
    const sample = await parametricbootstrap(new MersenneTwister(1), 100, fitted(name), {
      progress: false,
      workers: 1,
    });
    expect(sample.issingular()).toContain(true);
    expect(sample.doubtful).toBe(0);
    expect(String(sample)).not.toContain("doubtful");
  }
});
