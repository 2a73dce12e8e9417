import { effectsplot } from "engine/charts/effectsplot";
import { effects, empairs } from "engine/inference/means/effects";
import { fit } from "engine/model/fit";
import { asTable } from "engine/table/asTable";
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

test("levels stand in the order that was asked for", () => {
  for (const order of [
    ["maintain", "break"],
    ["break", "maintain"],
  ]) {
    const chart = effectsplot(effects({ prec: order, load: ["yes", "no"] }, m));
    const { x, color } = chart.spec.concat[0].layer[0].encoding;
    expect(x!["scale"]).toMatchObject({ domain: order });
    expect(color!["scale"]).toMatchObject({ domain: ["yes", "no"] });
  }
});

test("a single number has an interval too", () => {
  const [first] = effectsplot(effects({ days: [3] }, fitted("sleepstudy"))).spec.concat[0].layer;
  expect(first.mark.type).toBe("rule");
});

test("differences stand beside 0, ratios beside 1, with the means that they compare", () => {
  const log = fit("log(reaction) ~ 1 + days + (1 | subj)", dataset("sleepstudy"));
  const cases = [
    { pairs: empairs({ days: [0, 5, 9] }, fitted("sleepstudy")), at: 0, title: "difference" },
    { pairs: empairs({ days: [9, 5, 0] }, log, { type: "response" }), at: 1, title: "ratio" },
  ];
  for (const { pairs, at, title } of cases) {
    const [line, ...others] = effectsplot(pairs).spec.concat[0].layer;
    expect(line.data!.values).toEqual([{ at }]);
    expect(others.map(({ mark }) => mark.type)).toEqual(["rule", "point"]);
    const { x, y } = others[1].encoding;
    expect((x!["scale"] as { domain: string[] }).domain).toEqual(
      pairs.toRows().map(({ first, second }) => `${first} – ${second}`),
    );
    expect(y!["title"]).toBe(title);
    // Without its caption a table does not tell what it compares.
    const bare = effectsplot(asTable(pairs.toRows())).spec.concat[0].layer;
    expect([bare.length, bare[0].encoding.y!["title"]]).toEqual([2, "estimate"]);
  }
  expect(render(cases.map(({ pairs }) => effectsplot(pairs).spec)).flatMap(({ warnings }) => warnings)).toEqual([]);
});

test("other tables are refused", () => {
  expect(() => effectsplot(dataset("sleepstudy"))).toThrow("effectsplot draws a table of effects or emtrends");
  expect(() => effectsplot(effects({}, m))).toThrow("the table has none");
});
