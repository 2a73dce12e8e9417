import { join } from "node:path";
import { modeltable } from "engine/bootstrap/modelTable";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { confint } from "engine/bootstrap/sample/confint";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { effectsplot } from "engine/charts/effectsplot";
import { plot } from "engine/charts/plot";
import { SeqDiffCoding } from "engine/formula/coding/contrasts";
import { effects } from "engine/inference/means/effects";
import { fit } from "engine/model/fit";
import { StableRNG } from "engine/random/stableRng";
import { asTable } from "engine/table/asTable";
import { readcsv } from "engine/table/source/csv";
import { dataset } from "engine/table/source/dataset";
import { withlevels } from "engine/table/withlevels";
import { SavedNotebook } from "./savedNotebook";

const notebook = new SavedNotebook("04-your-own-data.ipynb");
const file = (name: string): string => join(__dirname, "..", "..", "notebooks", "data", name);
const load = ["ctl", "low", "high"];

/** What the notebook does by verbs, row by row; a join has rows without a partner last. */
function analysed(): object[] {
  const trials = readcsv(file("trials.csv"), { comment: "#", missing: ["null"] });
  const forms = new Map([...readcsv(file("participants.csv"))].map((form) => [form.Teilnehmer, form]));
  return [...trials]
    .filter((row) => row.task === "test" && row.correct && row.rt > 200 && row.rt < 3000)
    .map((row) => ({ ...row, speed: 1000 / row.rt, sleep: forms.get(row.participant)?.["Schlaf (h)"] ?? NaN }))
    .sort((a, b) => Number(Number.isNaN(a.sleep)) - Number(Number.isNaN(b.sleep)));
}

const warned = jest.spyOn(process, "emitWarning").mockImplementation();
const data = asTable(analysed());
warned.mockRestore();
const contrasts = { load: SeqDiffCoding({ levels: load }) };
const same = fit("speed ~ 1 + load + (1 | participant) + (1 | word)", data, { contrasts });
const varying = fit("speed ~ 1 + load + (1 + load | participant) + (1 | word)", data, { contrasts });

test("the file of machines holds the data set of the package", () => {
  expect(readcsv(file("machines.csv")).numeric("score")).toEqual(dataset("machines").numeric("score"));
});

test("one person has no form, and 532 trials are analysed", () => {
  expect([data.numRows, data.numeric("sleep").filter(Number.isNaN).length]).toEqual([532, 23]);
  expect(notebook.result('[count(data.numeric("age"), (age) => Number.isNaN(age)), mean(data.numeric("rt"))]')).toMatch(
    /^\[ 23, 717\.529135338\d* \]$/,
  );
});

test("the saved notebook has run to its end and shows what the engine computes", async () => {
  expect(notebook.code.map((cell) => cell.execution_count)).toEqual(notebook.code.map((_, i) => i + 1));
  const cloud = plot(withlevels(data, "load", load), { x: "load", y: "rt" }, "raincloud", {
    ylabel: "Reaction time (ms)",
  });
  expect(notebook.result("varying")).toBe(String(varying));
  expect(notebook.result("confint(same)")).toBe(String(confint(same)));
  const sample = await parametricbootstrap(new StableRNG(20), 2_000, same, { progress: false });
  expect(notebook.result("shortestcovint(sample)")).toBe(String(shortestcovint(sample)));
  expect(notebook.result("[sample.nsingular, sample.length]")).toBe(
    `[ ${sample.issingular().filter(Boolean).length}, 2000 ]`,
  );
  expect(notebook.result('effects({ load: ["ctl", "low", "high"] }, same)')).toBe(String(effects({ load }, same)));
  expect(
    notebook.result('predictionintervals(sample, same, { load: ["ctl", "low", "high"] }, { of: "observation" })'),
  ).toBe(String(predictionintervals(sample, same, { load }, { of: "observation" })));
  const back = effects({ load }, same, { type: "response" });
  const pictures: [string, object][] = [
    ['plot(data, { x: "load", y: "rt" }, "raincloud", { ylabel: "Reaction time (ms)" })', cloud.spec],
    [
      'effectsplot(effects({ load: ["ctl", "low", "high"] }, same, { type: "response" }), ' +
        '{ ylabel: "Reaction time (ms)" })',
      effectsplot(back, { ylabel: "Reaction time (ms)" }).spec,
    ],
  ];
  for (const [source, spec] of pictures) {
    const cell = notebook.code.find((own) => [own.source].flat().join("") === source)!;
    const [{ data: shown }] = cell.outputs!;
    expect(shown!["application/vnd.vegalite.v5+json"]).toEqual(JSON.parse(JSON.stringify(spec)));
  }
  const samples = [sample, await parametricbootstrap(new StableRNG(21), 2_000, varying, { progress: false })];
  expect(notebook.result("paper")).toBe(
    String(modeltable(same, varying, { names: ["same effect", "varying effect"], samples })),
  );
});
