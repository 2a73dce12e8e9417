import { execFileSync } from "node:child_process";
import path from "node:path";
import { until } from "../until";
import { ROOT } from "./places";
import { describeOnPages, openPlainPage, type PlainPage } from "./plainPage";

type Bundles = { readonly [name: string]: { readonly [mime: string]: unknown } };
const bundles = JSON.parse(
  execFileSync(process.execPath, [path.join(ROOT, "test/view/payloads.mjs")], { encoding: "utf8", maxBuffer: 1e8 }),
) as Bundles;
const FOLDERS = { "/view/": path.join(ROOT, "jupyter-extension/view/dist") };

/**
 * A page whose styles are as loud as can be, under a policy that allows its own scripts alone.
 * @param styles - which elements with styles it allows
 */
const page = (outputs: Bundles, styles: string): string => `<!doctype html>
<html lang="en"><title>outputs</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'nonce-page'; style-src 'self' ${styles}">
<style nonce="page">table, td, th, tr, button { color: rgb(255, 0, 0) !important; border: 9px solid red !important;
  font-size: 40px !important; display: block !important }</style>
${Object.keys(outputs)
  .map((name) => `<div id="${name}"></div>`)
  .join("\n")}
<script type="module" nonce="page">
  import { mount } from "/view/index.js";
  const outputs = ${JSON.stringify(outputs)};
  window.mounted = {};
  for (const [name, data] of Object.entries(outputs))
    window.mounted[name] = mount(document.getElementById(name), data, { theme: "light" });
</script></html>`;

const { m1, density } = bundles as { [name: string]: { readonly [mime: string]: unknown } };

describeOnPages("views on a page without JupyterLab", (browser) => {
  let plain: PlainPage;
  afterEach(() => plain.close());

  test("a table sorts and is itself whatever the page's styles are, with a few files", async () => {
    plain = await openPlainPage(browser(), FOLDERS, page({ m1 }, "'nonce-page'"));
    const { page: shown } = plain;
    await shown.locator("table tbody tr").first().waitFor();
    expect(plain.asked).not.toContain("/view/chartView.js");
    expect(plain.asked).toContain("/view/tableView.js");
    const cell = shown.locator("tbody td").first();
    const style = await cell.evaluate((node) => {
      const { color, borderTopWidth, display } = getComputedStyle(node);
      return { color, borderTopWidth, display };
    });
    expect(style).toEqual({ color: "rgb(48, 54, 60)", borderTopWidth: "0px", display: "table-cell" });
    const column = async (): Promise<number[]> =>
      (await shown.locator("tbody tr td:nth-of-type(1)").allTextContents()).map(Number).filter(Number.isFinite);
    await shown
      .getByRole("button", { name: "Sort by Est." })
      .or(shown.getByRole("button", { name: "Est." }))
      .first()
      .click();
    const sorted = await column();
    expect(sorted.length).toBeGreaterThan(5);
    expect(sorted.slice(0, 5)).toEqual(sorted.slice(0, 5).sort((a, b) => a - b));
    expect(plain.complaints).toEqual([]);
  });

  test("the page's size of letters reaches tables and charts, and all of a header sorts", async () => {
    plain = await openPlainPage(browser(), FOLDERS, page({ m1: m1!, density: density! }, "'unsafe-inline'"));
    const { page: shown } = plain;
    const parts = ["tbody td", "thead button", "svg .role-axis-label text"].map((part) => shown.locator(part).first());
    for (const part of parts) await part.waitFor();
    const letters = (): Promise<number[]> =>
      Promise.all(parts.map((part) => part.evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize))));
    const headers = await shown.locator("thead th:has(> .mm-sort):visible").evaluateAll((cells) =>
      cells.map((cell) => {
        const [own, { width, height }] = [cell, cell.firstElementChild!].map((node) => node.getBoundingClientRect());
        return { height, share: width / own!.width };
      }),
    );
    expect(headers.length).toBeGreaterThan(5);
    for (const { height, share } of headers) {
      expect(height).toBeGreaterThanOrEqual(24);
      expect(share).toBeGreaterThan(0.95);
    }
    const usual = await letters();
    await shown.evaluate(() => document.documentElement.style.setProperty("--jp-content-font-size1", "21px"));
    await until("letters are half as large again", async () =>
      expect((await letters()).map((size, i) => Math.round((10 * size) / usual[i]!) / 10)).toEqual([1.5, 1.5, 1.5]),
    );
    expect(plain.complaints).toEqual([]);
  });

  test("a chart is drawn from the files of the package alone, and takes another theme", async () => {
    plain = await openPlainPage(browser(), FOLDERS, page({ density: density! }, "'unsafe-inline'"));
    const { page: shown } = plain;
    const axis = shown.locator("svg .role-axis-title text").first();
    await axis.waitFor();
    const ink = (): Promise<string | null> => axis.getAttribute("fill");
    const light = await ink();
    await shown.evaluate(() =>
      (window as unknown as { mounted: { density: { setTheme(theme: string): void } } }).mounted.density.setTheme(
        "dark",
      ),
    );
    await until("the chart is dark", async () => expect(await ink()).not.toBe(light));
    const panel = await shown.locator(".mm-chart").evaluate((node) => getComputedStyle(node).backgroundColor);
    expect(panel).toBe("rgb(26, 29, 33)");
    expect(plain.asked.filter((name) => name.endsWith("(absent)"))).toEqual([]);
    expect(plain.complaints).toEqual([]);
  });
});
