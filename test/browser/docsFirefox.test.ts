import { until } from "../until";
import { Firefox, firefoxAbsent } from "./firefox";
import { buildDocs, DOCS, SiteServer } from "./siteServer";

const absent = process.env["MIXEDMODELS_LONG"] ? firefoxAbsent() : "it is among the long tests";

(absent === undefined ? describe : describe.skip)("the documentation in Firefox (in the long tests)", () => {
  const server = new SiteServer(DOCS.prefix);
  let firefox: Firefox;

  beforeAll(async () => {
    buildDocs();
    await server.serve(DOCS.folder);
    firefox = await Firefox.launch();
  });
  afterAll(async () => {
    await firefox?.close();
    await server.endServer();
  });

  const cell = (id: string) => `[data-cell="${id}"]`;
  const count = (selector: string) => firefox.evaluate((wanted) => document.querySelectorAll(wanted).length, selector);
  const state = (id: string) =>
    firefox.evaluate((own) => document.querySelector(own)!.getAttribute("data-state"), cell(id));
  /** Presses a button of a cell, as soon as it is there. */
  const press = (id: string, name: string) =>
    until(`${name} can be pressed`, async () => {
      const pressed = await firefox.evaluate(
        (buttons, wanted) => {
          const all = [...document.querySelectorAll<HTMLButtonElement>(buttons)];
          const button = all.find((one) => one.textContent === wanted);
          button?.click();
          return button !== undefined;
        },
        `${cell(id)} button.live-button:enabled`,
        name,
      );
      expect(pressed).toBe(true);
    });
  const ends = (id: string, wanted: "done" | "failed") =>
    until(`cell ${id} has ended`, async () => expect(await state(id)).toBe(wanted));
  const write = (id: string, code: string) =>
    firefox.evaluate(
      (area, text) => {
        const written = document.querySelector<HTMLTextAreaElement>(area)!;
        written.value = text;
        written.dispatchEvent(new Event("input"));
      },
      `${cell(id)} textarea`,
      code,
    );

  test("cells run where they stand, draw their charts, and Stop ends a loop", async () => {
    await firefox.goto(`${server.address}tutorials/03-sleepstudy.html`);
    await press("03-02", "▶ Run");
    await ends("03-02", "done");
    expect(
      await firefox.evaluate(
        (output) => {
          const view = document.querySelector(`${output} .live-result`)!;
          const table = (view.shadowRoot ?? view.firstElementChild?.shadowRoot ?? view).querySelector("tbody td");
          return table?.textContent;
        },
        `${cell("03-02")} .live-output:last-child`,
      ),
    ).toBe("251.4051");
    await press("03-02", "Edit");
    await until("the code can be changed", async () => expect(await count(`${cell("03-02")} textarea`)).toBe(1));
    await write("03-02", "const kept = 5;\nwhile (true) ;");
    await press("03-02", "▶ Run");
    await until("the cell runs", async () => expect(await state("03-02")).toBe("running"));
    await press("03-02", "Stop");
    await ends("03-02", "failed");
    const said = await firefox.evaluate(
      (output) => document.querySelector(output)?.textContent,
      `${cell("03-02")} .live-error`,
    );
    expect(said).toMatch(/^KeyboardInterrupt/);
  });
});
