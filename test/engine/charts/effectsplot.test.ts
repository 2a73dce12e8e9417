import { effectsplot } from "engine/charts/effectsplot";
import { effects } from "engine/inference/means/effects";
import { fit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";
import { fitted } from "../support/fits";
import { render } from "./render";

const m = fit("rt_trunc ~ 1 + spkr * prec * load + (1 | subj)", dataset("kb07"));
const days = effects({ days: [0, 5, 9] }, fitted("sleepstudy"));

test("numbers have a line within a band, levels a point each, others colours and panels", () => {
  const band = effectsplot(days);
  const [area, , points] = band.spec.concat[0].layer;
  expect(area.mark.type).toBe("area");
  expect(points.data!.values.map((row) => row["estimate"])).toEqual(
    Array.from(days.numeric("estimate"), (value) => Number(value.toPrecision(8))),
  );
  // The axis holds the intervals, not 0.
  const [low, high] = (points.encoding.y!["scale"] as { domain: [number, number] }).domain;
  expect(low).toBeGreaterThan(200);
  expect(high).toBeGreaterThan(Math.max(...days.numeric("upper")));
  const levels = effects({ prec: ["break", "maintain"], load: ["no", "yes"], spkr: ["new", "old"] }, m);
  const chart = effectsplot(levels);
  expect(chart.spec.concat.map(({ title }) => (title as { text: string }).text)).toEqual(["new", "old"]);
  expect(chart.spec.concat[0].layer[0].encoding.color!["scale"]).toMatchObject({ domain: ["no", "yes"] });
  for (const { warnings, bundle } of render([band.spec, chart.spec])) {
    expect(warnings).toEqual([]);
    expect(bundle["image/svg+xml"]).not.toContain("NaN");
  }
});

test("other tables are refused", () => {
  expect(() => effectsplot(dataset("sleepstudy"))).toThrow("effectsplot draws a table of effects or emtrends");
  expect(() => effectsplot(effects({}, m))).toThrow("the table has none");
});
