import { until } from "../until";
import { describeInBrowser } from "./browserTests";

const VIEW = "application/vnd.mixedmodels.v1+json";
const CHART = "application/vnd.vegalite.v5+json";

describeInBrowser("a saved notebook where there is no kernel", { kernels: false }, (lab) => {
  test.each(["01-kb07", "02-dyestuff", "03-sleepstudy", "04-your-own-data"])(
    "%s shows the same tables and charts",
    async (name) => {
      const notebook = await lab().open(`${name}.ipynb`);
      const saved = (await notebook.cells())
        .flatMap(({ outputs = [] }) => outputs)
        .flatMap(({ data }) => (data && VIEW in data ? [data] : []));
      expect(saved.length).toBeGreaterThan(2);
      const charts = saved.filter((data) => CHART in data).length;
      const tables = saved.filter((data) => (data[VIEW] as { kind: string }).kind === "table").length;
      const { page } = notebook;
      await until("each saved result is shown", async () => {
        const shown = page.locator(".mm-result > .mm-view:not(.mm-chart) > .mm-scroller > table");
        expect(await shown.count()).toBe(tables);
        const marks = await notebook.marks(page.locator(".jp-Notebook"));
        expect(marks.filter((own) => Object.keys(own).length > 0)).toHaveLength(charts);
        expect(await page.locator(".mm-plain").count()).toBe(0);
      });
      expect(notebook.complaints).toEqual([]);
      await notebook.close();
    },
  );

  test("tables and charts are drawn when a window of usual height scrolls to them", async () => {
    const notebook = await lab().open("02-dyestuff.ipynb", { height: 700 });
    for (const source of ["histogram(sampdye", "mdye", "confint(sampdye)", "densityplot(sampdye"]) {
      const output = await notebook.output(source);
      await output
        .locator(/plot|gram/.test(source) ? ".mm-canvas svg" : "table")
        .first()
        .waitFor();
    }
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });
});
