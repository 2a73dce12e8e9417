import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { combinereplicates, restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { dataset } from "engine/table/source/dataset";
import { fitted } from "../../support/fits";

const folder = mkdtempSync(join(tmpdir(), "replicates-"));
afterAll(() => rmSync(folder, { recursive: true }));

const draw = (n: number, rng = new MersenneTwister(7)) =>
  parametricbootstrap(rng, n, fitted("sleepstudy"), { progress: false });
const contents = (sample: MixedModelBootstrap) => ({
  columns: sample.tbl.columnNames.map((name) => [name, sample.tbl.numeric(name)]),
  failures: sample.failures,
  evaluations: sample.evaluations,
  description: sample.description,
});

test("a saved sample comes back to the last bit", async () => {
  const sample = await draw(60);
  const path = join(folder, "sample.arrow");
  savereplicates(path, sample);
  const restored = restorereplicates(path, fitted("sleepstudy"));
  expect(contents(restored)).toEqual(contents(sample));
  expect(restored.toString()).toBe(sample.toString());
  expect(restored.issingular()).toEqual(sample.issingular());
  expect(readdirSync(folder)).toEqual(["sample.arrow"]);
  expect(() => restorereplicates(path, fitted("dyestuff"))).toThrow(
    "replicates belong to the model that they were drawn from",
  );
});

test("failed replicates stay failed", async () => {
  const sample = await draw(3);
  const path = join(folder, "failed.arrow");
  const failed = MixedModelBootstrap.create(sample.tbl, sample.description, sample.evaluations, [
    { iter: 2, reason: "no reason" },
  ]);
  failed.tbl.numeric("σ")[1] = NaN;
  savereplicates(path, failed);
  expect(contents(restorereplicates(path))).toEqual(contents(failed));
});

test("another Arrow file is refused", () => {
  const path = join(folder, "data.arrow");
  writeFileSync(path, arrowBytes(dataset("dyestuff")));
  expect(() => restorereplicates(path)).toThrow("is an Arrow file of another kind");
});

test("a sample and its continuation are one sample", async () => {
  const rng = new MersenneTwister(7);
  const first = await draw(40, rng);
  const combined = combinereplicates(first, await draw(25, rng));
  expect(contents(combined)).toEqual(contents(await draw(65)));
  const late = MixedModelBootstrap.create(first.tbl, first.description, first.evaluations, [{ iter: 5, reason: "x" }]);
  expect(combinereplicates(first, late).failures).toEqual([{ iter: 45, reason: "x" }]);
});

test("samples of different models are not combined", async () => {
  const other = await parametricbootstrap(new MersenneTwister(1), 2, fitted("dyestuff"), { progress: false });
  const own = await draw(2);
  expect(() => combinereplicates(own, other)).toThrow("samples of one model can be combined");
  expect(() => combinereplicates()).toThrow("combinereplicates needs a sample or more; got none");
});
