import { writeFileSync } from "node:fs";
import path from "node:path";
import { until } from "../until";
import { describeInBrowser } from "./browserTests";

const data = { values: [{ a: 1, b: "https://stranger.example/data.png" }] };
const x = { field: "a", type: "quantitative" };
const run = "window.stranger = true";

/** Charts that would load something, or run something. */
const charts: readonly object[] = [
  { data: { url: "https://stranger.example/data.json" }, mark: "point", encoding: { x } },
  { data, mark: { type: "image", url: "https://stranger.example/mark.png", width: 9, height: 9 }, encoding: { x } },
  { data, mark: "image", encoding: { x, url: { field: "b" } } },
  {
    data,
    mark: { type: "point", cursor: "url(https://stranger.example/cursor.png), auto", href: `javascript:${run}` },
    encoding: { x },
  },
  { data, mark: { type: "bar", color: "url(https://stranger.example/colour.svg#a)" }, encoding: { x } },
  { data, mark: "point", transform: [{ calculate: `warn(${JSON.stringify(run)})`, as: "c" }], encoding: { x } },
  { data, mark: "point", encoding: { x: { ...x, title: `a\\" + ${run} + \\"` } } },
  {
    data,
    mark: "point",
    encoding: { x },
    usermeta: {
      embedOptions: { loader: { baseURL: "https://stranger.example/" }, patch: "https://stranger.example/patch.json" },
    },
  },
];
/** Texts that would be markup. */
const markup = `<img src="https://stranger.example/text.png" onerror="${run}"><script>${run}</script>`;
const table = {
  version: 1,
  kind: "table",
  columns: [{ header: markup, cells: [markup, markup] }],
  total: 2,
  caption: markup,
  notes: [markup],
  source: markup,
};

const output = (bundle: object): object => ({
  output_type: "execute_result",
  execution_count: 1,
  metadata: {},
  data: bundle,
});
const cell = (bundle: object, i: number): object => ({
  cell_type: "code",
  id: `c${i}`,
  execution_count: 1,
  metadata: {},
  source: "chart",
  outputs: [output(bundle)],
});
const svg =
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="${run}">` +
  `<image href="https://stranger.example/picture.png"/><script>${run}</script></svg>`;
const bundles = [
  ...charts.map((spec) => ({
    "application/vnd.mixedmodels.v1+json": { version: 1, kind: "chart", chart: "plot" },
    "application/vnd.vegalite.v5+json": spec,
    "image/svg+xml": svg,
    "text/plain": markup,
  })),
  { "application/vnd.mixedmodels.v1+json": table, "text/plain": markup },
];

describeInBrowser("a stranger's notebook", { kernels: false }, (lab) => {
  test("loads nothing, runs nothing, follows nothing; charts that the engine did not make stay pictures", async () => {
    const notebook = { cells: bundles.map(cell), metadata: {}, nbformat: 4, nbformat_minor: 5 };
    writeFileSync(path.join(lab().folder, "stranger.ipynb"), JSON.stringify(notebook));
    const opened = await lab().open("stranger.ipynb");
    const { page } = opened;
    await until("each chart is a picture, and the table is there", async () => {
      const pictures = page.locator(".mm-result img");
      const loaded = await pictures.evaluateAll((all) =>
        (all as HTMLImageElement[]).filter(({ complete }) => complete),
      );
      expect(loaded).toHaveLength(charts.length);
      expect(await page.locator(".mm-note", { hasText: "not trusted" }).count()).toBe(charts.length);
      expect(await page.locator(".mm-result td", { hasText: "onerror" }).count()).toBe(2);
    });
    expect(await page.locator(".mm-result svg.marks").count()).toBe(0);
    expect(await page.evaluate(() => "stranger" in window)).toBe(false);
    expect(await page.locator(".mm-result script, .mm-result a[href]").count()).toBe(0);
    expect(opened.complaints).toEqual([]);
    await opened.screenshot("stranger");
    await opened.close();
  });
});
