import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulate } from "engine/bootstrap/drawing/simulate";
import { modeltable } from "engine/bootstrap/modelTable";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { isapprox } from "engine/bootstrap/sample/isapprox";
import { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { combinereplicates, restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { lincom } from "engine/inference/means/lincom";
import { fit, refit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
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

describe("a sample knows its model", () => {
  const formula = "reaction ~ 1 + days + (1 + days | subj)";
  const rows = dataset("sleepstudy").toRows();
  const others: [string, LinearMixedModel][] = [
    ["by REML", fitted("sleepstudy_reml")],
    [
      "of other values",
      fit(
        formula,
        rows.map((row, i) => (i === 7 ? { ...row, days: 0.5 } : row)),
      ),
    ],
    ["of another response", refit(fitted("sleepstudy"), simulate(new MersenneTwister(1), fitted("sleepstudy")))],
    ["with weights", fit(formula, rows, { weights: rows.map((_, i) => 1 + (i % 2)) })],
  ];

  test.each(others)("from a fit of its formula %s", async (_, other) => {
    const [own, theirs] = [
      await draw(3),
      await parametricbootstrap(new MersenneTwister(1), 3, other, { progress: false }),
    ];
    const path = join(folder, "known.arrow");
    savereplicates(path, own);
    const sentence = `of another fit of '${formula}', which differs in the `;
    expect(() => restorereplicates(path, other)).toThrow(sentence);
    expect(() => lincom(other, { slope: { days: 1 } }, { sample: own })).toThrow(sentence);
    expect(() => predictionintervals(own, other, { days: [1] })).toThrow(sentence);
    expect(() => modeltable(other, { samples: [own] })).toThrow(sentence);
    expect(() => combinereplicates(own, theirs)).toThrow(`these are of two fits of '${formula}' that differ in the `);
    expect(isapprox(own, theirs)).toBe(false);
  });

  test("and takes the same fit of the same data, read and restored anew", async () => {
    const again = fit("reaction ~ days + (days | subj)", JSON.parse(JSON.stringify(rows)));
    const path = join(folder, "again.arrow");
    savereplicates(path, await draw(3));
    const restored = restorereplicates(path, again);
    expect(restored.se).toHaveLength(6);
    expect(
      combinereplicates(restored, await parametricbootstrap(new MersenneTwister(2), 2, again, { progress: false })),
    ).toHaveLength(5);
    expect(lincom(again, { slope: { days: 1 } }, { sample: restored }).numRows).toBe(1);
  });

  test("which the files of earlier releases do not: there the formula tells", async () => {
    const { tbl, description, evaluations, failures } = await draw(3);
    const { fingerprint: _, ...earlier } = description;
    const path = join(folder, "earlier.arrow");
    savereplicates(path, MixedModelBootstrap.create(tbl, earlier, evaluations, failures));
    for (const model of [fitted("sleepstudy"), others[1][1]]) expect(restorereplicates(path, model)).toHaveLength(3);
    expect(combinereplicates(restorereplicates(path), await draw(2))).toHaveLength(5);
    expect(() => restorereplicates(path, fitted("sleepstudy_zerocorr"))).toThrow(
      "replicates belong to the model that they were drawn from",
    );
  });
});

test("samples of different models are not combined", async () => {
  const other = await parametricbootstrap(new MersenneTwister(1), 2, fitted("dyestuff"), { progress: false });
  const own = await draw(2);
  expect(() => combinereplicates(own, other)).toThrow("samples of one model can be combined");
  expect(() => combinereplicates()).toThrow("combinereplicates needs a sample or more; got none");
});
