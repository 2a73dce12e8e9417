/** @jest-environment jsdom */

import { interactiveSpec } from "view/charts/interactiveSpec";
import { withSize } from "view/charts/withSize";
import { changeSettings, DEFAULTS, readSettings, type Settings } from "view/page/settings";
import { readExtras } from "view/reading/chartExtras";
import { ResultView } from "view/resultView";
import { bundles, texts } from "../support";

const { m1, confint, density } = bundles();
afterEach(() => changeSettings(DEFAULTS));

async function render(data: { [mime: string]: unknown }): Promise<ResultView> {
  const view = new ResultView(document.createElement("div"));
  await view.render(data);
  return view;
}

/** Changes the settings and waits until what is shown has followed. */
async function changed(settings: Settings): Promise<void> {
  changeSettings(settings);
  await new Promise((resolve) => setTimeout(resolve, 20));
}

test("settings that the schema would refuse are left at their defaults", () => {
  expect(readSettings({})).toEqual(DEFAULTS);
  expect(
    readSettings({ decimals: -1, significantDigits: "3", level: 30, chartTheme: "pink", chartSize: "huge" }),
  ).toEqual(DEFAULTS);
  expect(
    readSettings({
      decimals: 2,
      significantDigits: 3,
      level: 90,
      chartTheme: "dark",
      chartSize: "large",
      pvalues: "apa",
    }),
  ).toEqual({ decimals: 2, significant: 3, pvalues: "apa", level: 90, chartTheme: "dark", chartSize: 1.4 });
});

test("tables that are shown take new digits and another level, until they are gone", async () => {
  const [model, intervals] = [await render(m1), await render(confint)];
  expect(texts(model.node, "tbody td")[0]).toBe("2181.7582");
  const lower = texts(intervals.node, "tbody tr:first-child td")[2];
  await changed({ ...DEFAULTS, decimals: 1, significant: 3, level: 80 });
  expect(texts(model.node, "tbody td")[0]).toBe("2181.8");
  expect(texts(model.node, "thead th")).toContain("80 % interval, own units");
  const chosen = [...model.node.querySelectorAll("select")].map((select) => select.value);
  expect(chosen).toEqual(expect.arrayContaining(["0.8", "1"]));
  expect(texts(model.node, "tbody td")[3]).toMatch(/^<1e-/);
  await changed({ ...DEFAULTS, pvalues: "apa" });
  expect(texts(model.node, "tbody td")[3]).toBe("< .001");
  // Intervals are rounded by what they say, not by a number of digits for all tables.
  expect(texts(intervals.node, "tbody td")).toContain(lower);
  model.dispose();
  await changed(DEFAULTS);
});

test("a chart's size is a share of the usual one, within the page", () => {
  const spec = density["application/vnd.vegalite.v5+json"];
  expect(withSize(spec, 1)).toEqual(spec);
  expect(withSize(spec, 0.7)).toMatchObject({
    width: Math.round(0.7 * spec.width),
    height: Math.round(0.7 * spec.height),
  });
  // Letters and dots grow too, in panels as well.
  const panels = {
    config: { axis: { labelFontSize: 10 } },
    concat: [{ width: 100, layer: [{ mark: { type: "point", size: 20, strokeWidth: 2 } }] }],
  };
  expect(withSize(panels, 2)).toEqual({
    config: { axis: { labelFontSize: 20 } },
    concat: [{ width: 200, layer: [{ mark: { type: "point", size: 80, strokeWidth: 4 } }] }],
  });
  expect(
    interactiveSpec(withSize(spec, 1.4), readExtras(density["application/vnd.mixedmodels.v1+json"]), 500)["width"],
  ).toBeLessThanOrEqual(500);
});
