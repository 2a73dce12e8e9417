import { describeInBrowser } from "./browserTests";

describeInBrowser("a saved notebook where there is no kernel", { kernels: false }, (lab) => {
  test.each(["01-kb07", "02-dyestuff", "03-sleepstudy", "04-your-own-data"])(
    "%s shows the same tables and charts",
    async (name) => {
      const notebook = await lab().open(`${name}.ipynb`);
      const saved = (await notebook.cells())
        .flatMap(({ outputs = [] }) => outputs)
        .flatMap(({ data }) => (data && "application/vnd.mixedmodels.v1+json" in data ? [data] : []));
      const drawn = saved.filter((data) => "application/vnd.vegalite.v5+json" in data).length;
      const tables = saved.filter(
        (data) => (data["application/vnd.mixedmodels.v1+json"] as { kind: string }).kind === "table",
      ).length;
      expect(saved.length).toBeGreaterThan(2);
      const shown = notebook.page.locator(".mm-result > .mm-view:not(.mm-chart) > .mm-scroller > table");
      await shown.nth(tables - 1).waitFor({ state: "attached" });
      await notebook.drawn();
      expect(await shown.count()).toBe(tables);
      expect(
        (await notebook.marks(notebook.page.locator(".jp-Notebook"))).filter((marks) => Object.keys(marks).length > 0),
      ).toHaveLength(drawn);
      expect(await notebook.page.locator(".mm-plain").count()).toBe(0);
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
