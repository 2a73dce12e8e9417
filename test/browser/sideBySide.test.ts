import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { until } from "../until";
import { describeInBrowser } from "./browserTests";
import { buildStrangeExtension, STRANGE_MIME } from "./strangeExtension";

const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels strange "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BARS = {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  data: {
    values: [
      { a: 1, b: 3 },
      { a: 2, b: 5 },
      { a: 3, b: 4 },
    ],
  },
  mark: "bar",
  encoding: { x: { field: "a", type: "ordinal" }, y: { field: "b", type: "quantitative" } },
};

describeInBrowser(
  "beside other extensions with a vega of their own",
  { extensions: () => buildStrangeExtension(folder) },
  (lab) => {
    test.each([1, 2])(
      "JupyterLab's charts, ours and a stranger's are all drawn, whichever comes first (%i)",
      async (order) => {
        const file = path.join(lab().folder, "side-by-side.ipynb");
        const notebook = JSON.parse(readFileSync(path.join(lab().folder, "02-dyestuff.ipynb"), "utf8"));
        const [density] = notebook.cells.filter((cell: { source: string[] }) =>
          [cell.source].flat().join("").startsWith("densityplot"),
        );
        const cell = (id: string, data: object): object => ({
          cell_type: "code",
          id,
          metadata: {},
          execution_count: 1,
          source: id,
          outputs: [{ output_type: "display_data", metadata: {}, data: { ...data, "text/plain": id } }],
        });
        const cells = [
          cell("stock", { "application/vnd.vegalite.v5+json": BARS }),
          density,
          cell("strange", { [STRANGE_MIME]: {} }),
        ];
        writeFileSync(file, JSON.stringify({ ...notebook, cells: order === 1 ? cells : cells.reverse() }));
        const page = await lab().open("side-by-side.ipynb");
        const strange = (await page.output("strange")).locator(".strange-chart");
        await until("the stranger's chart", async () =>
          expect(await strange.innerText()).toBe(
            "vega 99 of a stranger, vega-lite 99 of a stranger, vega-embed 99 of a stranger",
          ),
        );
        await (await page.output("stock")).locator(".vega-embed .marks").waitFor();
        const ours = await page.output("densityplot");
        await until("our chart", async () =>
          expect(await page.marks(ours)).toEqual([expect.objectContaining({ area: 1, line: 1 })]),
        );
        expect(page.complaints).toEqual([]);
        await page.close();
      },
    );
  },
);
