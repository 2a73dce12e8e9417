import type { Locator } from "playwright-core";
import { until } from "../until";
import { describeInBrowser } from "./browserTests";
import { TUTORIALS } from "./tutorials";

/** Whether the row has these cells in this order, perhaps with others (plots, empty ones) between. */
function holds(row: string[], cells: string[]): boolean {
  let at = 0;
  for (const cell of row) if (cell === cells[at]) at++;
  return at === cells.length;
}

describeInBrowser("the tutorials in JupyterLab", {}, (lab) => {
  test.each(TUTORIALS)(
    "$name runs and shows its tables and charts, light and dark, wide and narrow",
    async ({ name, rows, charts }) => {
      const notebook = await lab().open(`${name}.ipynb`);
      await notebook.runAll();
      for (const [source, expected] of Object.entries(rows)) {
        const output = await notebook.output(source);
        await until(`the tables of ${source}`, async () => {
          const shown = await notebook.rows(output);
          const missing = expected.filter((cells) => !shown.some((row) => holds(row, cells)));
          expect({ missing, ...(missing.length > 0 ? { shown } : {}) }).toEqual({ missing: [] });
        });
      }
      const drawn: { source: string; marks: object; output: Locator }[] = [];
      for (const [source, marks] of Object.entries(charts))
        drawn.push({ source, marks, output: await notebook.output(source) });
      for (const [width, theme] of [
        [1280, "light"],
        [1280, "dark"],
        [800, "dark"],
        [800, "light"],
      ] as const) {
        await notebook.look({ theme, width });
        for (const { source, marks, output } of drawn) {
          await until(`the chart of ${source}, ${theme}, within ${width} pixels`, async () => {
            expect(await notebook.marks(output)).toEqual([expect.objectContaining(marks)]);
            const box = (await output.locator(".mm-canvas svg").boundingBox())!;
            expect(box.x + box.width).toBeLessThanOrEqual(width);
          });
        }
        await notebook.screenshot(`${name}-${theme}-${width}`);
      }
      expect(notebook.complaints).toEqual([]);
      await notebook.close();
    },
  );

  test("a chart takes the colours of another theme and keeps its width", async () => {
    const notebook = await lab().open("02-dyestuff.ipynb");
    const chart = await notebook.output("histogram(sampdye");
    const look = async () => ({
      ink: await chart.locator(".role-axis-label text").first().getAttribute("fill"),
      width: (await chart.locator(".mm-canvas svg").boundingBox())!.width,
    });
    const light = await look();
    await notebook.look({ theme: "dark" });
    await until("the chart in other colours", async () => {
      const dark = await look();
      expect(dark.width).toBe(light.width);
      expect(dark.ink).not.toBe(light.ink);
    });
    await notebook.close();
  });
});
