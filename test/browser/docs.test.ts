import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { until } from "../until";
import { seriousFindings } from "./accessibility";
import { describeOnPages } from "./plainPage";
import { buildDocs, DOCS, SiteServer } from "./siteServer";

const { folder: SITE, prefix: BASE } = DOCS;

function builtFiles(ending: string): string[] {
  return readdirSync(SITE, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(ending));
}

describeOnPages("the documentation", (browser) => {
  const server = new SiteServer(BASE);
  let page: Page;
  const complaints: string[] = [];
  const strangers: string[] = [];

  beforeAll(async () => {
    buildDocs();
    await server.serve(SITE);
    const context = await browser().newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    context.on("request", (request) => {
      const { protocol, origin: from } = new URL(request.url());
      if (protocol.startsWith("http") && from !== server.origin) strangers.push(request.url());
    });
  });
  afterAll(() => server.endServer());
  afterEach(() => {
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  });

  const cell = (id: string): Locator => page.locator(`[data-cell="${id}"]`);
  const open = (name: string): Promise<unknown> => page.goto(server.address + name);
  async function ends(id: string, state: "done" | "failed"): Promise<void> {
    await until(`cell ${id} has ended`, async () =>
      expect(await cell(id).getAttribute("data-state")).toMatch(/^(?:done|failed)$/),
    );
    expect([
      await cell(id).getAttribute("data-state"),
      await cell(id).locator(".live-error").allTextContents(),
    ]).toEqual([state, state === "done" ? [] : [expect.anything()]]);
  }

  test("has a page for every tutorial, guide and section of the engine's index, whose links lead somewhere", () => {
    const pages = builtFiles(".html");
    expect(pages).toEqual(
      expect.arrayContaining([
        "index.html",
        "tutorials/01-kb07.html",
        "workshop/04-kb07.html",
        "guide/in-the-browser.html",
        "api/models.html",
      ]),
    );
    expect(pages.length).toBeGreaterThan(25);
    const ids = new Map(
      pages.map((file) => {
        const text = readFileSync(path.join(SITE, file), "utf8");
        return [file, { text, ids: new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)) }];
      }),
    );
    const broken = pages.flatMap((file) =>
      [...ids.get(file)!.text.matchAll(/ (?:href|src)="([^"]+)"/g)].flatMap(([, link]) => {
        if (/^(?:https?|mailto|data):/.test(link!)) return [];
        const { pathname, hash } = new URL(link!.replaceAll("&amp;", "&"), `http://x${BASE}${file}`);
        const named = decodeURIComponent(pathname.slice(BASE.length)).replace(/(^|\/)$/, "$1index.html");
        const target = path.join(SITE, named);
        const isThere = pathname.startsWith(BASE) && existsSync(target) && statSync(target).isFile();
        const anchor = decodeURIComponent(hash.slice(1));
        const hasAnchor = anchor === "" || !named.startsWith("api/") || ids.get(named)?.ids.has(anchor);
        return isThere && hasAnchor ? [] : [`${file}: ${link}`];
      }),
    );
    expect(broken).toEqual([]);
    const api = builtFiles(".html").filter((file) => file.startsWith("api/"));
    for (const name of ["parametricbootstrap", "fit", "ridgeplot", "MersenneTwister", "confint"])
      expect([name, api.some((file) => ids.get(file)!.ids.has(name.toLowerCase()))]).toEqual([name, true]);
  });

  test("shows a tutorial with its stored tables and charts", async () => {
    await open("tutorials/03-sleepstudy.html");
    await cell("03-02").locator("tbody tr").first().waitFor();
    expect(await cell("03-02").locator("tbody tr").count()).toBeGreaterThan(2);
    expect(await cell("03-02").getAttribute("data-state")).toBe("stored");
    await cell("03-07").scrollIntoViewIfNeeded();
    await cell("03-07").locator("svg .role-axis-title text").first().waitFor();
  });

  test("runs an example in its place after those above it, and again as the reader changes it", async () => {
    const second = cell("03-02");
    await second.getByRole("button", { name: "▶ Run" }).click();
    await ends("03-02", "done");
    await ends("03-01", "done");
    await second.locator("tbody tr").first().waitFor();
    expect(await second.locator("tbody td").first().textContent()).toBe("251.4051");
    await second.getByRole("button", { name: "Edit" }).click();
    const code = second.locator("textarea");
    expect(await code.inputValue()).toContain("1 + days | subj");
    await code.fill(
      'const sleepstudy = dataset("sleepstudy");\nconst msleep = fit("reaction ~ 1 + (1 | subj)", sleepstudy);\nmsleep',
    );
    await code.press("Shift+Enter");
    await until("the table is of the changed model", async () =>
      expect(await second.locator("tbody td").first().textContent()).toBe("298.5079"),
    );
    await code.fill('fit("reaction ~ 1 + dayz + (1 | subj)", sleepstudy)');
    await second.getByRole("button", { name: "▶ Run" }).click();
    await ends("03-02", "failed");
    expect(await second.locator(".live-error").textContent()).toMatch(/dayz[^]*days/);
    const habit = 'const { fit: own } = require("mixedmodels") as typeof import("mixedmodels");\ntypeof own';
    await code.fill(habit);
    await second.getByRole("button", { name: "▶ Run" }).click();
    await until("the cell has run", async () =>
      expect(await second.locator("pre.mm-plain").allTextContents()).toEqual(["'function'"]),
    );
    await second.getByRole("button", { name: "As it was" }).click();
    await second.getByRole("button", { name: "▶ Run" }).click();
    await ends("03-02", "done");
  });

  test("a bootstrap of the page shows its bar, and its table asks the kernel for the last of its rows", async () => {
    const bootstrap = cell("03-04");
    await bootstrap.getByRole("button", { name: "▶ Run" }).click();
    await ends("03-04", "done");
    const last = bootstrap.getByRole("button", { name: "Last page" });
    await last.waitFor();
    await until("the last page can be asked for", async () => {
      if (await last.isEnabled()) await last.click();
      expect(await bootstrap.locator(".mm-paging").textContent()).toContain("of 10,000");
      expect(await bootstrap.locator("tbody th").last().textContent()).toBe("10000");
    });
  });

  test("Stop ends a loop that computes, and a cell asks its reader", async () => {
    const second = cell("03-02");
    const code = second.locator("textarea");
    await second.getByRole("button", { name: "Edit" }).click();
    await code.fill("const kept = 5;\nwhile (true) ;");
    await second.getByRole("button", { name: "▶ Run" }).click();
    await until("the cell runs", async () => expect(await second.getAttribute("data-state")).toBe("running"));
    await second.getByRole("button", { name: "Stop" }).click();
    await ends("03-02", "failed");
    expect(await second.locator(".live-error").textContent()).toMatch(/^KeyboardInterrupt[^]*line 2/);
    page.once("dialog", (dialog) => void dialog.accept("12"));
    await code.fill('kept + Number(prompt("How many?"))');
    await second.getByRole("button", { name: "▶ Run" }).click();
    await until("the cell has run", async () =>
      expect(await second.locator("pre.mm-plain").allTextContents()).toEqual(["17"]),
    );
    await second.getByRole("button", { name: "As it was" }).click();
  });

  test("what a cell shows late stands below it, and displays change where they stand", async () => {
    await open("tutorials/03-sleepstudy.html");
    const [first, second] = [cell("03-01"), cell("03-02")];
    const write = async (place: Locator, code: string): Promise<void> => {
      if ((await place.locator("textarea").count()) === 0) await place.getByRole("button", { name: "Edit" }).click();
      await place.locator("textarea").fill(code);
    };
    const run = async (place: Locator, id: string): Promise<void> => {
      await place.getByRole("button", { name: "▶ Run" }).click();
      await ends(id, "done");
    };
    await write(
      first,
      `import { dataset, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
import { newDisplay } from "tslab";
const m = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));
const own = newDisplay();
own.text("first words");
const going = parametricbootstrap(new MersenneTwister(1), 30_000, m, { workers: 1 });
setTimeout(() => console.log("of the timer"), 3000);`,
    );
    // The cell above has not been run as it is now: it runs before this one does.
    await write(second, 'own.text("other words");\n(await going).length');
    await run(second, "03-02");
    await until("the bar is that of the first cell, and has come to its end", async () => {
      const shown = await first.locator("pre, .mm-progress, .mm-view").allInnerTexts();
      expect(shown.join(" ").replace(/\s+/g, " ")).toMatch(
        /other words.*30,000 replicates in [\d.]+ m?s.*of the timer/,
      );
    });
    expect(await second.locator("pre").allTextContents()).toEqual(["30000"]);
    await write(first, 'console.log("gone");\nconsole.clear();\nconsole.log("there");');
    await run(first, "03-01");
    expect(await first.locator(".live-text").allTextContents()).toEqual(["there\n"]);
  });

  test("a page that is left while its cells run leaves no kernel behind", async () => {
    await open("tutorials/03-sleepstudy.html");
    for (const id of ["03-02", "03-04"]) await cell(id).getByRole("button", { name: "▶ Run" }).click();
    await until("the kernel is there", async () => expect(page.workers().length).toBeGreaterThan(0));
    await page.locator('.VPSidebar a[href*="01-kb07"]').first().click();
    await page.waitForURL(/01-kb07/);
    await until("the kernel has gone", async () => expect(page.workers()).toEqual([]));
  });

  test("takes the theme that the reader chooses, in cells that ran and in those that did not", async () => {
    const inks = () =>
      page.locator(".mm-result").evaluateAll((nodes) => nodes.map((node) => (node as HTMLElement).dataset["theme"]));
    expect(new Set(await inks())).toEqual(new Set(["light"]));
    await page.locator("button.VPSwitchAppearance").first().click();
    await until("all views are dark", async () => expect(new Set(await inks())).toEqual(new Set(["dark"])));
  });

  test("the files that a tutorial reads are there", async () => {
    await open("tutorials/04-your-own-data.html");
    const read = cell("139f5545");
    await read.getByRole("button", { name: "▶ Run" }).click();
    await ends("139f5545", "done");
    expect(await read.locator("tbody tr").count()).toBeGreaterThan(10);
  });

  test("what we draw on its pages is there for everybody", async () => {
    const pages = process.env["MIXEDMODELS_LONG"] ? builtFiles(".html") : ["guide/in-the-browser.html"];
    const findings: string[] = [];
    for (const name of [...pages, "tutorials/07-checking-a-model.html"]) {
      await open(name);
      await page.locator("h1").first().waitFor();
      for (const found of await seriousFindings(page, "#app")) findings.push(`${name}: ${found}`);
    }
    expect(findings).toEqual([]);
  });

  test("finds a function by its name", async () => {
    await open("index.html");
    await page.getByRole("button", { name: "Search" }).first().click();
    await page.locator("#localsearch-input").fill("parametricbootstrap");
    const found = page.locator("#localsearch-list a");
    await until("results are shown", async () =>
      expect((await found.allTextContents()).join("\n")).toMatch(/parametricbootstrap/i),
    );
    await found.first().click();
    await page.locator("h1").first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/docs\/(?:api|guide|tutorials|changes)/);
  });
});
