import { until } from "../until";
import { bootstrapHash, hashByNode } from "./bootstrapHash";
import { Firefox, firefoxAbsent, openInFirefox, readyInFirefox, runInFirefox } from "./firefox";
import { buildSite, SiteServer } from "./siteServer";

const absent = firefoxAbsent();
if (absent !== undefined) console.warn(`the site in Firefox is left out: ${absent}`);

(absent === undefined ? describe : describe.skip)("the site in Firefox", () => {
  const server = new SiteServer();
  let firefox: Firefox;
  const run = (code: string, interruptAfter?: number) => runInFirefox(firefox, code, interruptAfter);

  beforeAll(async () => {
    buildSite();
    await server.serve();
    firefox = await Firefox.launch();
    await openInFirefox(firefox, `${server.address}lab/index.html?path=03-sleepstudy.ipynb`);
  });
  afterAll(async () => {
    await firefox?.close();
    await server.endServer();
  });

  test("runs cells, and says where errors are and who has called", async () => {
    expect(await run("let a = 6;\nawait Promise.resolve(a * 7)")).toEqual({ status: "ok", text: "42" });
    const thrown = 'function f(x: number): number {\n  throw new RangeError("x is " + x);\n}\nf(2)';
    expect((await run(thrown)).error).toMatch(
      /^RangeError: x is 2\nCell \[\d+\], line 2, column \d+\n[^]*> 2 \|[^]*called from Cell \[\d+\], line 4/,
    );
    expect((await run('const wrong: number = "text";')).error).toMatch(/not assignable[^]*line 1, column 7/);
  });

  test("has the bits of Node, on one worker and on several", async () => {
    expect(await run('import * as mixedmodels from "mixedmodels";')).toEqual({ status: "ok", text: "" });
    const expected = await hashByNode();
    for (const workers of [1, 2, 7])
      expect(await run(`const print = console.log;\n${bootstrapHash(workers)}`)).toEqual({
        status: "ok",
        text: `${expected}\n`,
      });
  });

  test("■ ends loops and awaits, and files are kept", async () => {
    for (const endless of ["while (true) ;", "await new Promise(() => undefined);"])
      expect((await run(endless, 500)).error).toMatch(/^KeyboardInterrupt/);
    expect(await run("a")).toEqual({ status: "ok", text: "6" });
    const files = 'import { readcsv } from "mixedmodels";\nreadcsv("data/participants.csv").numRows';
    expect(await run(files)).toEqual({ status: "ok", text: "23" });
  });

  test("opens and runs when its server is gone", async () => {
    await until("the site is kept", async () => {
      const isWhole = await firefox.evaluate(async () => {
        for (const name of await caches.keys())
          if ((await (await caches.open(name)).keys()).some(({ url }) => url.endsWith("/mixedmodels-version.json")))
            return true;
        return false;
      });
      expect(isWhole).toBe(true);
    });
    await server.endServer();
    await firefox.reload();
    await readyInFirefox(firefox);
    const fit =
      'import { dataset, fit } from "mixedmodels";\nfit("yield ~ 1 + (1 | batch)", dataset("dyestuff")).objective';
    expect(await run(fit)).toEqual({ status: "ok", text: expect.stringMatching(/^327\.327/) });
  });
});
