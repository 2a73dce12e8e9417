import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { until } from "../until";
import { ROOT } from "./places";
import { describeOnPages, openPlainPage, type PlainPage } from "./plainPage";

const FOLDER = path.join(ROOT, "jupyter-extension/vscode");
const VIEW = "application/vnd.mixedmodels.v1+json";
const VEGALITE = "application/vnd.vegalite.v5+json";

type Output = { readonly [mime: string]: unknown };
const { m1, density } = JSON.parse(
  execFileSync(process.execPath, [path.join(ROOT, "test/view/payloads.mjs")], { encoding: "utf8", maxBuffer: 1e8 }),
) as { [name: string]: Output };

/** What VS Code's page does with a renderer, as far as its declarations and its behaviour are known. */
interface StandIn {
  /** Shows an output's form of this type in the place of this name. @param forms - whether others can be asked for */
  show(id: string, place: string, mime: string, data: Output, forms: boolean): Promise<void>;
  dispose(id?: string): void;
}
declare global {
  interface Window {
    standIn: StandIn;
  }
}

const page = (entrypoint: string): string => `<!doctype html>
<html lang="en"><title>a notebook</title>
<body class="vscode-light">
<script type="module">
  const { activate } = await import(${JSON.stringify(entrypoint)});
  const renderer = await activate({ setState() {}, getState() {}, getRenderer: async () => undefined });
  const places = new Map();
  const placeOf = (name) => {
    if (!places.has(name)) places.set(name, document.body.appendChild(document.createElement("div")));
    return places.get(name);
  };
  const encode = (value) =>
    new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
  const itemOf = (id, mime, data, forms) => ({
    id,
    mime,
    metadata: {},
    data: () => encode(data[mime]),
    text: () => new TextDecoder().decode(encode(data[mime])),
    json: () => JSON.parse(new TextDecoder().decode(encode(data[mime]))),
    blob: () => new Blob([encode(data[mime])], { type: mime }),
    ...(forms && {
      _allOutputItems: Object.keys(data).map((other) => ({
        mime: other,
        getItem: async () => itemOf(id, other, data, forms),
      })),
    }),
  });
  window.standIn = {
    show: async (id, place, mime, data, forms) =>
      renderer.renderOutputItem(itemOf(id, mime, data, forms), placeOf(place), new AbortController().signal),
    dispose: (id) => renderer.disposeOutputItem(id),
  };
</script></body></html>`;

describeOnPages("the renderer for VS Code", (browser) => {
  let folder: string;
  let manifest: { contributes: { notebookRenderer: { entrypoint: string; mimeTypes: string[] }[] } };
  let plain: PlainPage;
  const [renderer] = [() => manifest.contributes.notebookRenderer[0]!];
  const show = (...args: Parameters<StandIn["show"]>): Promise<void> =>
    plain.page.evaluate((given) => window.standIn.show(...given), args);

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-vsix-"));
    execFileSync(process.execPath, [path.join(FOLDER, "build.mjs")]);
    const { version } = JSON.parse(readFileSync(path.join(FOLDER, "package.json"), "utf8")) as { version: string };
    const file = readFileSync(path.join(FOLDER, "dist", `mixedmodels-results-${version}.vsix`));
    for (const [name, bytes] of Object.entries(unzipSync(file))) {
      const target = path.join(folder, name);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, bytes);
    }
    manifest = JSON.parse(readFileSync(path.join(folder, "extension/package.json"), "utf8"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    const { entrypoint } = renderer();
    plain = await openPlainPage(
      browser(),
      { "/extension/": path.join(folder, "extension") },
      page(new URL(entrypoint, "https://views.test/extension/").pathname),
    );
    await plain.page.waitForFunction(() => window.standIn !== undefined);
  });
  afterEach(async () => {
    expect(plain.asked.filter((name) => name.endsWith("(absent)"))).toEqual([]);
    expect(plain.complaints).toEqual([]);
    await plain.close();
  });

  test("is described in the file as VS Code reads it", async () => {
    const described = await plain.page.evaluate(
      ([text, types]) =>
        [text!, types!].map((one) => {
          const { documentElement: root } = new DOMParser().parseFromString(one, "text/xml");
          const of = (tag: string, attribute: string): (string | null)[] =>
            [...root.getElementsByTagName(tag)].map((node) => node.getAttribute(attribute));
          return {
            root: root.tagName,
            id: of("Identity", "Id"),
            paths: of("Asset", "Path"),
            endings: of("Default", "Extension"),
          };
        }),
      ["extension.vsixmanifest", "[Content_Types].xml"].map((name) => readFileSync(path.join(folder, name), "utf8")),
    );
    expect(described[0]).toMatchObject({ root: "PackageManifest", id: ["mixedmodels-results"] });
    for (const asset of described[0]!.paths) expect(readFileSync(path.join(folder, asset!)).length).toBeGreaterThan(0);
    expect(described[0]!.paths).toContain("extension/package.json");
    expect(described[1]).toMatchObject({ root: "Types", endings: expect.arrayContaining([".vsixmanifest", ".js"]) });
    expect(renderer().mimeTypes).toEqual([VIEW, VEGALITE]);
  });

  const rows = (shown: Page) => shown.locator("tbody tr");

  test("shows a table, then another output in its place, and nothing once VS Code disposes of it", async () => {
    await show("a", "first", VIEW, m1!, true);
    await rows(plain.page).first().waitFor();
    const heads = await plain.page.locator("thead th").allTextContents();
    expect(heads.join()).toContain("Est.");
    const columns = [{ header: "only", cells: [1, 2, 3] }];
    await show("a", "first", VIEW, { [VIEW]: { version: 1, kind: "table", total: 3, columns } }, true);
    expect(await plain.page.locator("table").count()).toBe(1);
    expect(await plain.page.locator("thead th").allTextContents()).toEqual(["only"]);
    await show("b", "second", VIEW, m1!, false);
    await plain.page.evaluate(() => window.standIn.dispose("a"));
    expect(await plain.page.locator("table").count()).toBeGreaterThan(0);
    await plain.page.evaluate(() => window.standIn.dispose());
    expect(await plain.page.locator("table").count()).toBe(0);
  });

  test("a table sorts, turns its pages and is copied; what needs a kernel is not offered", async () => {
    const { page: shown } = plain;
    await shown.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const x = Array.from({ length: 60 }, (_, i) => (i * 37) % 60);
    const g = x.map((value) => `level ${value}`);
    const columns = [
      { header: "x", cells: x },
      { header: "g", cells: g },
    ];
    await show("t", "table", VIEW, { [VIEW]: { version: 1, kind: "table", total: 60, columns } }, true);
    const first = () => shown.locator("tbody tr").first().innerText();
    await shown.locator("button.mm-sort", { hasText: /^g$/ }).click();
    expect(await first()).toMatch(/level 0$/);
    await shown.getByRole("button", { name: "Next page" }).click();
    expect(await shown.locator(".mm-paging").innerText()).toMatch(/rows 21–40 of 60/);
    await shown.getByRole("button", { name: /^Copy as/ }).click();
    await shown.getByRole("menuitem", { name: "CSV", exact: true }).click();
    await until("the table is on the clipboard", async () => {
      const copied = (await shown.evaluate(() => navigator.clipboard.readText())).trimEnd().split(/\r?\n/);
      expect(copied).toHaveLength(61);
      expect(copied[1]).toMatch(/^0,level 0$/);
    });
    expect(await shown.getByRole("button", { name: "Filter" }).count()).toBe(0);
  });

  test("a chart zooms and opens its numbers, and a bar moves on where it stands", async () => {
    const { page: shown } = plain;
    await show("n", "chart", VIEW, density!, true);
    const labels = () => shown.locator("svg .role-axis-label text").allTextContents();
    await shown.locator("svg .role-axis-label text").first().waitFor();
    const before = await labels();
    await shown.getByRole("button", { name: "Zoom in" }).click();
    await until("the axis is another", async () => expect(await labels()).not.toEqual(before));
    await shown.getByRole("button", { name: "Numbers" }).click();
    await shown.locator(".mm-chart table tbody tr").first().waitFor();
    const bar = (done: number, state: string): Output => ({
      [VIEW]: { version: 1, kind: "progress", label: "bootstrap", state, total: 100, done, failed: 0, seconds: 1 },
    });
    await show("p", "bar", VIEW, bar(10, "running"), true);
    const progress = shown.locator("[role=progressbar]");
    expect(await progress.getAttribute("aria-valuenow")).toBe("10");
    await show("p", "bar", VIEW, bar(70, "running"), true);
    expect(await progress.getAttribute("aria-valuenow")).toBe("70");
  });

  test("draws a chart with what stands beside it, which follows the theme", async () => {
    await show("c", "chart", VIEW, density!, true);
    await plain.page.locator("svg .role-axis-title text").first().waitFor();
    expect(await plain.page.locator("svg[role=graphics-document], svg.marks").count()).toBeGreaterThan(0);
    const panel = () => plain.page.locator(".mm-chart").evaluate((node) => getComputedStyle(node).backgroundColor);
    expect(await panel()).toBe("rgb(255, 255, 255)");
    await plain.page.evaluate(() => (document.body.className = "vscode-dark"));
    await until("the chart is dark", async () => expect(await panel()).toBe("rgb(26, 29, 33)"));
  });

  test("without the other forms says so, and draws the specification where VS Code gives that", async () => {
    await show("d", "bare", VIEW, density!, false);
    const note = plain.page.locator("[role=note]");
    expect(await note.textContent()).toMatch(/specification is not in the notebook/);
    await show("e", "spec", VEGALITE, density!, false);
    await plain.page.locator("svg .role-axis-title text").first().waitFor();
  });
});
