import type { Browser, Page } from "puppeteer-core";
import { until } from "../until";
import { firefoxAbsent, launchFirefox } from "./firefox";
import { buildDocs, DOCS, SiteServer } from "./siteServer";

const absent = process.env["MIXEDMODELS_LONG"] ? firefoxAbsent() : "it is among the long tests";

(absent === undefined ? describe : describe.skip)("the documentation in Firefox (in the long tests)", () => {
  const server = new SiteServer(DOCS.prefix);
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    buildDocs();
    await server.serve(DOCS.folder);
    browser = await launchFirefox();
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server.endServer();
  });

  const textOf = (selector: string) => page.$$eval(selector, (nodes) => nodes.map((node) => node.textContent));
  const cell = (id: string) => `[data-cell="${id}"]`;
  /** Presses a button of a cell, as soon as it is there. */
  const press = (id: string, name: string) =>
    until(`${name} can be pressed`, async () => {
      const pressed = await page.$$eval(
        `${cell(id)} button.live-button:enabled`,
        (buttons, wanted) => {
          const button = buttons.find((one) => one.textContent === wanted) as HTMLButtonElement | undefined;
          button?.click();
          return button !== undefined;
        },
        name,
      );
      expect(pressed).toBe(true);
    });
  const ends = (id: string, state: "done" | "failed") =>
    until(`cell ${id} has ended`, async () =>
      expect(await page.$eval(cell(id), (node) => node.getAttribute("data-state"))).toBe(state),
    );
  const write = (id: string, code: string) =>
    page.$eval(
      `${cell(id)} textarea`,
      (area, text) => {
        (area as HTMLTextAreaElement).value = text;
        area.dispatchEvent(new Event("input"));
      },
      code,
    );

  test("cells run where they stand, draw their charts, and Stop ends a loop", async () => {
    await page.goto(`${server.address}tutorials/03-sleepstudy.html`);
    await press("03-02", "▶ Run");
    await ends("03-02", "done");
    expect(
      await page.$eval(`${cell("03-02")} .live-output:last-child`, (place) => {
        const view = place.querySelector(".live-result")!;
        const table = (view.shadowRoot ?? view.firstElementChild?.shadowRoot ?? view).querySelector("tbody td");
        return table?.textContent;
      }),
    ).toBe("251.4051");
    await press("03-02", "Edit");
    await until("the code can be changed", async () =>
      expect(await textOf(`${cell("03-02")} textarea`)).toHaveLength(1),
    );
    await write("03-02", "const kept = 5;\nwhile (true) ;");
    await press("03-02", "▶ Run");
    await until("the cell runs", async () =>
      expect(await page.$eval(cell("03-02"), (node) => node.getAttribute("data-state"))).toBe("running"),
    );
    await press("03-02", "Stop");
    await ends("03-02", "failed");
    expect((await textOf(`${cell("03-02")} .live-error`)).join()).toMatch(/^KeyboardInterrupt/);
  });
});
