import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { combinereplicates, restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { bootstrap } from "engine/inference/bootstrap";
import { profile } from "engine/inference/profile/profile";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Poisson } from "engine/random/poisson";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import { expectClose } from "../../support/expectClose";

const quiet = { progress: false, workers: 1 };
const draw = (model: LinearMixedModel, n: number, options = {}): ReturnType<typeof parametricbootstrap> =>
  parametricbootstrap(new MersenneTwister(666), n, model, { ...quiet, ...options });
const ends = (table: Table, par: string): number[] => {
  const row = (table.column("par") as string[]).indexOf(par);
  return ["lower", "upper"].map((name) => table.numeric(name)[row]);
};

const slopes = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));
const few = fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"));

test("BCa intervals are near those of the profile, where percentile intervals are not", async () => {
  const sample = await draw(slopes, 4000);
  const [bca, percentile] = [confint(sample, { method: "bca" }), confint(sample, { method: "equaltail" })];
  const likelihood = confint(profile(slopes));
  for (const par of ["σ1", "σ2"]) {
    const [a, b] = ends(likelihood, par);
    const away = (table: Table): number => {
      const [lower, upper] = ends(table, par);
      return Math.abs(lower - a) / (b - a) + Math.abs(upper - b) / (b - a);
    };
    expect(away(bca)).toBeLessThan(0.75 * away(percentile));
  }
  expectClose(ends(bca, "β1"), ends(likelihood, "β1"), { relative: 0.02 });
});

test("BCa and bootstrap-t intervals do not depend on the unit of the response", async () => {
  const { yield: own, batch } = dataset("dyestuff").columns();
  const large = fit("y ~ 1 + (1 | batch)", { batch, y: Array.from(own as Float64Array, (value) => 1000 * value) });
  for (const method of ["bca", "bootstrap-t"] as const) {
    const [one, other] = await Promise.all(
      [few, large].map(async (model) => confint(await draw(model, 500), { method })),
    );
    expectClose(
      Array.from(other.numeric("lower")),
      Array.from(one.numeric("lower"), (value) => 1000 * value),
      { relative: 1e-6 },
    );
  }
});

test("an end that lies beyond the replicates, and an estimate at an edge, are said and not there", async () => {
  const table = confint(await draw(few, 1000), { method: "bca" });
  expect(ends(table, "σ1")[0]).toBeGreaterThan(0);
  expect(ends(table, "σ1")[1]).toBeNaN();
  expect(String(table)).toContain("σ1: an end lies beyond the 1000 replicates");
  const flat = confint(await draw(fit("yield ~ 1 + (1 | batch)", dataset("dyestuff2")), 500), { method: "bca" });
  expect(ends(flat, "σ1")).toEqual([NaN, NaN]);
  expect(String(flat)).toContain("σ1: an estimate at the edge of what is possible has no BCa interval");
});

test("a σ that is held fixed is known, and a coefficient that is left out has no interval", async () => {
  const fixed = fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"), { σ: 30 });
  expect(ends(confint(await draw(fixed, 500), { method: "bca" }), "σ")).toEqual([30, 30]);
  const { days, ...others } = dataset("sleepstudy").columns();
  const twice = Array.from(days as Float64Array, (day) => 2 * day);
  const deficient = fit("reaction ~ 1 + days + twice + (1 | subj)", { ...others, days, twice });
  const sample = await draw(deficient, 500);
  for (const method of ["bca", "bootstrap-t"] as const) {
    expect(ends(confint(sample, { method }), "β3")).toEqual([NaN, NaN]);
    expect(ends(confint(sample, { method }), "β2")[0]).toBeGreaterThan(5);
  }
});

test("bootstrap-t intervals are wider than Wald's by what few groups cost", async () => {
  const table = confint(await draw(few, 4000), { method: "bootstrap-t" });
  expect(table.column("par")).toEqual(["β1"]);
  const [lower, upper] = ends(table, "β1");
  const half = 1.96 * few.stderror[0];
  expect(upper - lower).toBeGreaterThan(1.15 * 2 * half);
  expect(upper - lower).toBeLessThan(1.7 * 2 * half);
});

test("samples that the methods are not for are refused in a sentence", async () => {
  for (const method of ["bca", "bootstrap-t"] as const) {
    expect(() => confint(resampled, { method })).toThrow(`${method} intervals are of parametric bootstraps of linear`);
    expect(() => confint(elsewhere, { method })).toThrow("this sample is one at other parameters");
    expect(() => confint(combinereplicates(plain, elsewhere), { method })).toThrow("one at other parameters");
    expect(confint(combinereplicates(plain, plain), { method }).numRows).toBeGreaterThan(0);
    expect(() => confint(restored, { method })).toThrow("restorereplicates(path, model) brings it along");
    expect(() => confint(elsewhere, { method, error: true })).toThrow("is known of the methods shortest and equaltail");
  }
  expect(() => confint(elsewhere, { method: "basic" as never })).toThrow(
    'the method of confint is "shortest", "equaltail", "bca" or "bootstrap-t"; got "basic"',
  );
});
const folder = mkdtempSync(path.join(os.tmpdir(), "intervals-"));
let resampled: Awaited<ReturnType<typeof draw>>;
let elsewhere: Awaited<ReturnType<typeof draw>>;
let plain: Awaited<ReturnType<typeof draw>>;
let restored: Awaited<ReturnType<typeof draw>>;
beforeAll(async () => {
  resampled = await bootstrap(new MersenneTwister(1), 50, few, { ...quiet, method: "residual" });
  elsewhere = await draw(few, 50, { σ: 60 });
  plain = await draw(few, 50);
  savereplicates(path.join(folder, "s.arrow"), plain);
  restored = restorereplicates(path.join(folder, "s.arrow"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("where few levels tell a variance, confint says so in one line, and else not", async () => {
  const line = "batch has 6 levels: such intervals cover the truth too rarely; confint(profile(m)) does better";
  expect(String(confint(await draw(few, 50)))).toContain(`\n${line}`);
  expect(String(confint(few))).toContain("batch has 6 levels: Wald intervals of effects between them");
  const own = await draw(slopes, 50);
  expect(String(confint(own))).toContain("subj has 18 levels: such intervals of standard deviations cover");
  for (const table of [confint(slopes), confint(own, { method: "bca" }), confint(profile(few))])
    expect(String(table)).not.toContain("levels:");
  // Also of replicates that were restored without their model, resampled, or are of a generalized model.
  for (const sample of [restored, resampled]) expect(String(confint(sample))).toContain(`\n${line}`);
  const counts = Array.from({ length: 90 }, (_, i) => ({ g: `g${i % 9}`, y: (i * 48271) % (3 + (i % 9)) }));
  const generalized = fit("y ~ 1 + (1 | g)", counts, { family: Poisson() });
  expect(String(confint(await parametricbootstrap(new MersenneTwister(1), 20, generalized, quiet)))).toContain(
    "\ng has 9 levels: such intervals cover the truth too rarely",
  );
  const rows = Array.from({ length: 180 }, (_, i) => ({ g: `g${i % 60}`, y: Math.sin(i * i) + (i % 60) / 9 }));
  expect(String(confint(await draw(fit("y ~ 1 + (1 | g)", rows), 50)))).not.toContain("levels");
});
