/** @jest-environment jsdom */
import "../dragEvent";
import { readExtras } from "extension/charts/chartExtras";
import { interactiveSpec, withSize } from "extension/charts/interactiveSpec";
import { changeSettings, DEFAULTS, readSettings, type Settings } from "extension/page/settings";
import { ResultWidget } from "extension/resultWidget";
import { bundles, texts } from "../support";

const { m1, confint, density } = bundles();
afterEach(() => changeSettings(DEFAULTS));

async function render(data: object): Promise<ResultWidget> {
  const widget = new ResultWidget();
  await widget.renderModel({ data, metadata: {}, trusted: false, setData: () => undefined } as never);
  return widget;
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
    readSettings({ decimals: 2, significantDigits: 3, level: 90, chartTheme: "dark", chartSize: "large" }),
  ).toEqual({ decimals: 2, significant: 3, level: 90, chartTheme: "dark", chartSize: 1.4 });
});

test("tables that are shown take new digits and another level, until they are gone", async () => {
  const [model, intervals] = [await render(m1), await render(confint)];
  expect(texts(model.node, "tbody td")[0]).toBe("2181.7582");
  await changed({ ...DEFAULTS, decimals: 1, significant: 3, level: 80 });
  expect(texts(model.node, "tbody td")[0]).toBe("2181.8");
  expect(texts(model.node, "thead th")).toContain("80 % interval");
  const chosen = [...model.node.querySelectorAll("select")].map((select) => select.value);
  expect(chosen).toEqual(expect.arrayContaining(["0.8", "1"]));
  expect(texts(intervals.node, "tbody td")).toContain("1490.0");
  model.dispose();
  await changed(DEFAULTS);
  expect(texts(intervals.node, "tbody td")).not.toContain("1490.0");
});

test("a chart's size is a share of the usual one, within the page", () => {
  const spec = density["application/vnd.vegalite.v5+json"];
  expect(withSize(spec, 1)).toEqual(spec);
  expect(withSize(spec, 0.7)).toMatchObject({
    width: Math.round(0.7 * spec.width),
    height: Math.round(0.7 * spec.height),
  });
  expect(
    interactiveSpec(withSize(spec, 1.4), readExtras(density["application/vnd.mixedmodels.v1+json"]), 500)["width"],
  ).toBeLessThanOrEqual(500);
});
