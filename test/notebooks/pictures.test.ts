import { caterpillar } from "engine/charts/caterpillar";
import type { Chart } from "engine/charts/chart";
import { coefplot } from "engine/charts/coefplot";
import type { PanelSpec } from "engine/charts/parts/panels";
import { qqcaterpillar } from "engine/charts/qqcaterpillar";
import { qqnorm } from "engine/charts/qqnorm";
import { residualplot } from "engine/charts/residualplot";
import { shrinkageplot } from "engine/charts/shrinkageplot";
import { fit } from "engine/model/fit";
import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import { ranefinfo, ranefinfotable } from "engine/model/ranefInfo";
import { rePCA } from "engine/model/summaries";
import { VarCorr } from "engine/model/varCorr";
import { dataset } from "engine/table/source/dataset";
import { fitted, specs } from "../engine/support/fits";
import { SavedNotebook } from "./savedNotebook";

const gallery = new SavedNotebook("06-gallery.ipynb");
const checking = new SavedNotebook("07-checking-a-model.ipynb");
const VEGALITE = "application/vnd.vegalite.v5+json";
const m = fitted("sleepstudy");
const maximal = fitted("kb07_m0");
const smaller = fitted("kb07_m1");

/** The specifications that a notebook holds, by the end of their cells. */
function saved(notebook: SavedNotebook): Map<string, unknown> {
  return new Map(
    notebook.code.flatMap(({ source, outputs = [] }) =>
      outputs.flatMap(({ data }) =>
        data?.[VEGALITE] === undefined
          ? []
          : [[[source].flat().join("").trimEnd().split("\n").at(-1)!, data[VEGALITE]] as const],
      ),
    ),
  );
}

const plain = ({ spec }: Chart | Chart<PanelSpec>): unknown => JSON.parse(JSON.stringify(spec));

describe.each([gallery, checking])("$name", (notebook) => {
  test("was run from its first cell to its last, without an error", () => {
    expect(notebook.code.map((cell) => cell.execution_count)).toEqual(notebook.code.map((_, i) => i + 1));
    expect(
      notebook.code.flatMap((cell) => cell.outputs ?? []).filter((output) => output.output_type === "error"),
    ).toEqual([]);
    expect(notebook.metadata.kernelspec).toMatchObject({ name: "mixedmodels", language: "typescript" });
  });

  test("has a picture beside every specification and stays below 1 MB", () => {
    const charts = notebook.code.flatMap(({ outputs = [] }) =>
      outputs.filter(({ data }) => data?.[VEGALITE] !== undefined),
    );
    expect(charts.length).toBeGreaterThan(9);
    for (const { data } of charts) expect([data!["image/svg+xml"]].flat().join("")).toMatch(/^<svg [^]*<\/svg>$/);
    expect(Buffer.byteLength(notebook.text)).toBeLessThan(1_000_000);
  });
});

test("the gallery holds what the engine draws", () => {
  const shown = saved(gallery);
  expect(shown.get("caterpillar(msleep)")).toEqual(plain(caterpillar(m)));
  expect(shown.get("qqcaterpillar(msleep)")).toEqual(plain(qqcaterpillar(m)));
  expect(shown.get('shrinkageplot(msleep, "subj", { ellipse: true })')).toEqual(
    plain(shrinkageplot(m, "subj", { ellipse: true })),
  );
  expect(shown.get("residualplot(msleep)")).toEqual(plain(residualplot(m)));
  expect(shown.get("qqnorm(msleep)")).toEqual(plain(qqnorm(m)));
  expect(gallery.result('ranefinfotable(ranefinfo(msleep, "subj"))')).toBe(
    String(ranefinfotable(ranefinfo(m, "subj"))),
  );
});

test("checking a model: pictures and tables are those of the engine", () => {
  const shown = saved(checking);
  expect(shown.get('caterpillar(m, "subj", { orderby: "days" })')).toEqual(
    plain(caterpillar(m, "subj", { orderby: "days" })),
  );
  expect(shown.get('residualplot(smaller, { show: "spread" })')).toEqual(
    plain(residualplot(smaller, { show: "spread" })),
  );
  expect(shown.get('coefplot([maximal, smaller], { labels: ["maximal", "smaller"], showIntercept: false })')).toEqual(
    plain(coefplot([maximal, smaller], { labels: ["maximal", "smaller"], showIntercept: false })),
  );
  expect(checking.result("rePCA(maximal)")).toBe(String(rePCA(maximal)));
  expect(checking.result("VarCorr(maximal)")).toBe(String(VarCorr(maximal)));
  expect(checking.result("likelihoodratiotest(smaller, maximal)")).toBe(String(likelihoodratiotest(smaller, maximal)));
  expect(checking.result("maximal.certificate.summary")).toContain(maximal.certificate.summary);
});

test("checking a model: what its text says is so", () => {
  const rows = dataset("sleepstudy").toRows();
  const far = m.residuals.map((residual) => Math.abs(residual / m.sigma));
  expect(rows.flatMap(({ subj, days }, i) => (far[i] > 3 ? [`${subj} ${days}`] : []))).toEqual([
    "S308 7",
    "S332 6",
    "S332 9",
  ]);
  const without = fit(
    specs.sleepstudy[1],
    rows.filter((_, i) => ![8, 57, 60].includes(i + 1)),
  );
  expect(without.sigma / m.sigma).toBeCloseTo(0.75, 1);
  expect(Math.abs(without.coef[1] - m.coef[1])).toBeLessThan(m.stderror[1] / 2);
  expect([maximal.issingular, smaller.issingular]).toEqual([true, false]);
});
