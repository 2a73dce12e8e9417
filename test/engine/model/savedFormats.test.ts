import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isOf } from "engine/bootstrap/computing/bootstrapOrigin";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { modelOrigin } from "engine/bootstrap/sample/checkDrawnFrom";
import { restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { Bernoulli } from "engine/random/bernoulli";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { parseArrow } from "engine/table/arrow/arrowFile";
import { SEAL, seal, UNSEALED } from "engine/table/seal";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import { ENGINE_VERSION } from "engine/versions/engineVersion";
import { versioninfo } from "engine/versions/versionInfo";
import { bits } from "../support/bits";

const KEPT = join(__dirname, "../../reference/saved");
const folder = mkdtempSync(join(tmpdir(), "formats-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const sleepstudy = dataset("sleepstudy");
const PLAIN = "reaction ~ 1 + days + (1 + days | subj)";
const CALCULATED = "reaction ~ 1 + (1 + days | subj) + I(days^2.5)";

/** A saved model with some fields replaced, or taken away by undefined, and sealed again. */
function changed(name: string, fields: object): string {
  const saved = { ...(JSON.parse(readFileSync(join(KEPT, name), "utf8")) as object), ...fields, [SEAL]: UNSEALED };
  writeFileSync(at("changed.json"), seal(Buffer.from(JSON.stringify(saved))));
  return at("changed.json");
}

describe("what released versions have written is read", () => {
  test("a file of each version is kept", () => {
    expect(readdirSync(KEPT).sort()).toEqual([
      "checkpoint-1.arrow",
      "model-1.json",
      "model-2.json",
      "model-3.json",
      "replicates-1.arrow",
      "replicates-2.arrow",
    ]);
  });

  test.each([
    ["model-1.json", () => fit(PLAIN, sleepstudy, { REML: true })],
    ["model-2.json", () => fit(CALCULATED, sleepstudy)],
  ])("%s", (name, again) => {
    const model = again();
    const restored = restoremodel(join(KEPT, name), sleepstudy);
    expect(restored.formula).toBe(model.formula);
    expect(Math.abs(restored.objective - model.objective)).toBeLessThan(1e-6);
    restored.coef.forEach((value, j) => expect(Math.abs(value / model.coef[j] - 1)).toBeLessThan(1e-6));
  });

  test("model-3.json", () => {
    const contra = dataset("contra");
    const model = fit("use ~ 1 + age + urban + (1 | dist)", contra, { family: Bernoulli() });
    const restored = restoremodel<GeneralizedLinearMixedModel>(join(KEPT, "model-3.json"), contra);
    expect(Math.abs(restored.objective - model.objective)).toBeLessThan(1e-6);
  });

  test.each([1, 2])("replicates-%i.arrow", async (version) => {
    const model = fit(PLAIN, sleepstudy);
    const again = await parametricbootstrap(new MersenneTwister(42), 20, model, { progress: false });
    const restored = restorereplicates(join(KEPT, `replicates-${version}.arrow`), model);
    expect(restored.length).toBe(20);
    for (const name of restored.tbl.columnNames)
      restored.tbl.numeric(name).forEach((value, i) => expect(value).toBeCloseTo(again.tbl.numeric(name)[i], 5));
    expect(restored.versions).toBeUndefined();
    // What is written of it is of the present version, with the same bits.
    savereplicates(at("again.arrow"), restored);
    expect(bits(restorereplicates(at("again.arrow"))).equals(bits(restored))).toBe(true);
  });

  test("checkpoint-1.arrow, whose bootstrap goes on", async () => {
    copyFileSync(join(KEPT, "checkpoint-1.arrow"), at("checkpoint.arrow"));
    const model = fit(CALCULATED, sleepstudy);
    const statistic = (m: LinearMixedModel): { s: number } => ({ s: m.sigma });
    const options = { progress: false, statistic };
    const resumed = await parametricbootstrap(new MersenneTwister(42), 40, model, {
      ...options,
      checkpoint: at("checkpoint.arrow"),
      resume: true,
    });
    expect(bits(resumed).equals(bits(await parametricbootstrap(new MersenneTwister(42), 40, model, options)))).toBe(
      true,
    );
  });
});

describe("identity of data", () => {
  test("is that of the columns as read: a calculated column may have other bits", () => {
    savemodel(at("model.json"), fit(CALCULATED, sleepstudy));
    const { fingerprint, levels } = JSON.parse(readFileSync(at("model.json"), "utf8")) as {
      fingerprint: { columns: object };
      levels: string;
    };
    expect(Object.keys(fingerprint.columns)).toEqual(["days", "reaction", "subj"]);
    const elsewhere = { fingerprint, levels, sha256: "0".repeat(64) };
    expect(restoremodel(changed("model-2.json", elsewhere), sleepstudy).nobs).toBe(180);
    // Without the fingerprint the bits are all that there is.
    expect(() => restoremodel(changed("model-2.json", { sha256: "0".repeat(64) }), sleepstudy)).toThrow(
      "in these data differ from those of",
    );
  });

  test.each<[string, (row: { [column: string]: unknown }, i: number) => object]>([
    ["the values of 'days'", (_, i) => (i === 7 ? { days: 8.5 } : {})],
    ["the values of 'reaction'", (row, i) => (i === 7 ? { reaction: (row.reaction as number) * (1 + 2 ** -52) } : {})],
    ["the values of 'subj'", (row) => ({ subj: `${String(row.subj)}x` })],
  ])("names %s that differ", (what, change) => {
    savemodel(at("model.json"), fit(CALCULATED, sleepstudy));
    const rows = sleepstudy.toRows().map((row, i) => ({ ...row, ...change(row, i) }));
    expect(() => restoremodel(at("model.json"), rows)).toThrow(`differ from those of '${at("model.json")}' (${what})`);
  });

  test("of generalized models too", () => {
    const contra = dataset("contra");
    savemodel(at("model.json"), fit("use ~ 1 + exp(age/20) + (1 | dist)", contra, { family: Bernoulli() }));
    expect(restoremodel(at("model.json"), contra).nobs).toBe(1934);
    const rows = contra.toRows().map((row, i) => (i === 0 ? { ...row, age: 3 } : row));
    expect(() => restoremodel(at("model.json"), rows)).toThrow("the values of 'age'");
  });

  test("of a checkpoint: the columns, what is drawn, what was given, the objective; not the bits of the design", () => {
    const model = fit(CALCULATED, sleepstudy);
    const own = { origin: "plan stream", settings: "s", given: "g", objective: model.objective };
    const description = { ...modelOrigin(model), kept: [], terms: [] };
    const elsewhere = { ...own, origin: "other stream", objective: model.objective * (1 + 1e-12) };
    const isOne = (found: Partial<typeof own>, of = description, isFresh = false): boolean =>
      isOf({ ...own, ...found }, of, own, model, isFresh);
    expect(isOne(elsewhere)).toBe(true);
    expect(isOne({ origin: "plan another" })).toBe(false);
    expect(isOne({ origin: "plan another" }, description, true)).toBe(true);
    expect(isOne({ settings: "t" })).toBe(false);
    expect(isOne({ given: "h" })).toBe(false);
    expect(isOne({ objective: model.objective + 0.01 })).toBe(false);
    const columns = { ...description.fingerprint.columns, days: "0" };
    expect(isOne({}, { ...description, fingerprint: { ...description.fingerprint, columns } })).toBe(false);
    // A file of an earlier release has the two hashes alone.
    expect(isOf({ origin: "plan stream" }, description, own, model, false)).toBe(true);
    expect(isOf({ origin: "other stream" }, description, own, model, false)).toBe(false);
  });
});

describe("a sealed file with a field of another kind is refused in one sentence", () => {
  test.each<[string, object, string]>([
    ["contrasts without an object", { contrasts: { days: null } }, "the field 'contrasts' in a file of savemodel is"],
    ["a contrast of another size", { contrasts: { days: { levels: ["a"], names: [], matrix: [1] } } }, "'contrasts'"],
    ["a failure that is an object", { failure: { toString: 1 } }, "the field 'failure' in a file of savemodel is"],
    ["weights of a number", { weights: 5 }, "'weights'"],
    ["a decrement in words", { decrement: "0" }, "'decrement'"],
    ["evaluations below zero", { evaluations: -1 }, "'evaluations'"],
    ["a fixed σ of 0", { sigma: 0 }, "'sigma' in a file of savemodel is absent or a positive number"],
    ["no formula", { formula: undefined }, "'formula' in a file of savemodel is a text; in '.*' it is not there"],
    ["a fingerprint in words", { fingerprint: "x" }, "'fingerprint'"],
    ["a family that is none", { generalized: { family: "Cauchy" } }, "'generalized.family'"],
    ["rows in words", { nobs: "180" }, "'nobs'"],
  ])("%s", (_, fields, message) => {
    expect(() => restoremodel(changed("model-2.json", fields), sleepstudy)).toThrow(
      expect.objectContaining({ name: "FileError", message: expect.stringMatching(message) as string }),
    );
  });
});

describe("sealed replicates that say something else are refused in one sentence", () => {
  type Description = { [field: string]: unknown };
  const model = fit(PLAIN, sleepstudy);
  let table: Table;
  let said: { version: number; description: Description; failures: object[] };
  beforeAll(async () => {
    savereplicates(at("r.arrow"), await parametricbootstrap(new MersenneTwister(1), 5, model, { progress: false }));
    const { metadata, ...parsed } = parseArrow(readFileSync(at("r.arrow")), "");
    table = parsed.table;
    said = JSON.parse(metadata.get("mixedmodels.replicates")!) as typeof said;
  });

  test.each<[string, (all: typeof said) => object | string, string]>([
    ["no JSON", () => "{", "says in JSON what its columns are"],
    ["null", () => "null", "says in JSON what its columns are"],
    ["a version in words", (all) => ({ ...all, version: "2" }), "has version '2'"],
    ["no description", ({ version, failures }) => ({ version, failures }), "the field 'description' in a file of"],
    ["terms", (all) => ({ ...all, description: { ...all.description, terms: null } }), "the field 'description.terms'"],
    ["a family", (all) => ({ ...all, description: { ...all.description, family: "Cauchy" } }), "'description.family'"],
    ["versions", (all) => ({ ...all, description: { ...all.description, versions: 5 } }), "'description.versions'"],
    ["an index of a coefficient", (all) => ({ ...all, description: { ...all.description, kept: [0, 7] } }), "others"],
    ["a replicate that is not there", (all) => ({ ...all, failures: [{ iter: 6, reason: "x" }] }), "describes others"],
    [
      "a coefficient more",
      (all) => ({ ...all, description: { ...all.description, coefnames: ["a", "b", "c"] } }),
      "lacks the column 'β3'",
    ],
    [
      "a statistic without a column",
      (all) => ({ ...all, description: { ...all.description, statistics: [{ name: "q", observed: 1 }] } }),
      "lacks the column 'q'",
    ],
  ])("%s", (_, change, message) => {
    const changedText = change(said);
    const text = typeof changedText === "string" ? changedText : JSON.stringify(changedText);
    const metadata = new Map([
      ["mixedmodels.replicates", text],
      [SEAL, UNSEALED],
    ]);
    writeFileSync(at("r.arrow"), seal(arrowBytes(table, metadata)));
    expect(() => restorereplicates(at("r.arrow"))).toThrow(
      expect.objectContaining({ name: "FileError", message: expect.stringContaining(message) as string }),
    );
  });
});

describe("versions", () => {
  test("are shown as a table, and kept in models and samples", async () => {
    const info = versioninfo();
    expect(info.engine).toBe(ENGINE_VERSION);
    expect(ENGINE_VERSION).toBe((require("../../../engine/package.json") as { version: string }).version);
    expect(info.host).toBe(`Node ${process.versions.node}`);
    for (const text of [String(info), info.toMarkdown(), info.toHTML(), info.toLaTeX()])
      expect(text).toContain(process.versions.node);
    const model = fit(PLAIN, sleepstudy);
    savemodel(at("model.json"), model);
    expect((JSON.parse(readFileSync(at("model.json"), "utf8")) as { versions: object }).versions).toEqual({ ...info });
    const sample = await parametricbootstrap(new MersenneTwister(1), 5, model, { progress: false });
    savereplicates(at("sample.arrow"), sample);
    expect({ ...restorereplicates(at("sample.arrow")).versions }).toEqual({ ...info });
  });
});

test("every field of the files is in engine/FORMATS.md", async () => {
  const documented = readFileSync(join(__dirname, "../../../engine/FORMATS.md"), "utf8");
  const model = fit(PLAIN, sleepstudy);
  savemodel(at("model.json"), model);
  await parametricbootstrap(1, model, { progress: false, checkpoint: at("documented.arrow") });
  const { metadata } = parseArrow(readFileSync(at("documented.arrow")), "");
  const parsed = (key: string): object => JSON.parse(metadata.get(key)!) as object;
  const { description, ...replicates } = parsed("mixedmodels.replicates") as { description: object };
  const fields = [
    ...[JSON.parse(readFileSync(at("model.json"), "utf8")) as object, replicates, parsed("mixedmodels.checkpoint")]
      .flatMap((each) => Object.keys(each))
      .map((name) => `\`${name}\``),
    ...[...metadata.keys()].map((name) => `\`${name}\``),
    ...Object.keys(description).map((name) => `.${name}\``),
  ];
  expect(fields.length).toBeGreaterThan(30);
  expect(fields.filter((field) => !documented.includes(field))).toEqual([]);
});
