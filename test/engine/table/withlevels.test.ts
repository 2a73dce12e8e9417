import { densityplot } from "engine/charts/density";
import { fit } from "engine/model/fit";
import { asTable } from "engine/table/asTable";
import { recode, withlevels } from "engine/table/withlevels";
import { aq, type Struct } from "../support/arqueroModule";

const cond = Array.from({ length: 60 }, (_, i) => ["low", "high", "ctl"][i % 3]);
const table = asTable({
  cond,
  subj: cond.map((_, i) => `s${Math.floor(i / 10)}`),
  y: cond.map((level, i) => ({ ctl: 1, low: 2, high: 4 })[level]! + Math.sin(7 * i)),
});
const ordered = withlevels(table, "cond", ["ctl", "low", "high"]);

test("a model takes the first level as base and the others in their order", () => {
  expect(fit("y ~ 1 + cond + (1 | subj)", table).coefnames).toEqual(["(Intercept)", "cond: high", "cond: low"]);
  const model = fit("y ~ 1 + cond + (1 | subj)", ordered);
  expect(model.coefnames).toEqual(["(Intercept)", "cond: low", "cond: high"]);
  expect(fit("y ~ 1 + cond + (1 | subj)", withlevels(table, "cond", ["low", "ctl", "high"])).coefnames[1]).toBe(
    "cond: ctl",
  );
  expect(model.objective).toBeCloseTo(fit("y ~ 1 + cond + (1 | subj)", table).objective, 9);
});

test("charts follow the order, and so do tables of arquero that share or choose rows", () => {
  const frame = aq.table(ordered.columns()).filter((d: Struct) => d.y > 1.5);
  for (const data of [ordered, frame]) {
    const names = JSON.stringify(densityplot(data, "y", { color: "cond" }).spec).match(/"(?:ctl|low|high)"/g)!;
    expect([...new Set(names)]).toEqual(['"ctl"', '"low"', '"high"']);
  }
  expect(asTable(frame).factor("cond").levels).toEqual(["ctl", "low", "high"]);
});

test("numbers become texts in the order that is said, and missing values stay", () => {
  const numbers = withlevels({ x: [10, 2, null, 10] }, "x", [10, 2]);
  expect(numbers.factor("x").levels).toEqual(["10", "2"]);
  expect(numbers.column("x")).toEqual(["10", "2", null, "10"]);
});

test("values are recoded, and their levels stand as they are named", () => {
  const sex = recode({ sex: [1, 2, 2, null], y: [1, 2, 3, 4] }, "sex", { 1: "male", 2: "female" });
  expect(sex.column("sex")).toEqual(["male", "female", "female", null]);
  expect(sex.factor("sex").levels).toEqual(["male", "female"]);
  expect(recode(ordered, "cond", { ctl: "z", low: "y", high: "x" }).factor("cond").levels).toEqual(["z", "y", "x"]);
  expect(recode(table, "cond", { ctl: "control" }).factor("cond").levels).toEqual(["control", "high", "low"]);
  expect(recode({ x: ["n. a.", "b"] }, "x", { "n. a.": null }).column("x")).toEqual([null, "b"]);
  expect(recode({ x: ["lo", "hi"] }, "x", { lo: -0.5, hi: 0.5 }).numeric("x")).toEqual(Float64Array.of(-0.5, 0.5));
  expect(table.column("cond")).toEqual(cond);
});

test("recoding some values keeps the order of the levels, whatever form of Unicode they are named in", () => {
  const low = recode(ordered, "cond", { low: "dose 1" });
  expect(low.factor("cond").levels).toEqual(["ctl", "dose 1", "high"]);
  expect(fit("y ~ 1 + cond + (1 | subj)", low).coefnames).toEqual(["(Intercept)", "cond: dose 1", "cond: high"]);
  expect(recode(ordered, "cond", { low: "some", high: "some" }).factor("cond").levels).toEqual(["ctl", "some"]);
  expect(recode(ordered, "cond", { high: null }).factor("cond").levels).toEqual(["ctl", "low"]);
  const composed = "\u00e9";
  expect(recode({ x: [composed.normalize("NFD"), "b"] }, "x", { [composed]: "c" }).column("x")).toEqual(["c", "b"]);
});

test("new values may be named by a Map too", () => {
  const names = { ctl: "control", high: "much" };
  expect(recode(table, "cond", new Map(Object.entries(names))).column("cond")).toEqual(
    recode(table, "cond", names).column("cond"),
  );
});

test("levels stand in the order in which a Map names them, also those that are whole numbers", () => {
  const names = new Map([
    [10, "high"],
    [2, "low"],
    [3, "mid"],
  ]);
  expect(recode({ x: [2, 10, 3] }, "x", names).factor("x").levels).toEqual(["high", "low", "mid"]);
});

test.each([
  [() => withlevels(table, "cnd", ["a"]), "did you mean 'cond'"],
  [() => withlevels(table, "cond", ["ctl", "low"]), "row 2 has 'high', which is not among ctl, low"],
  [() => withlevels(table, "cond", ["ctl", "low", "high", "low"]), "'low' is named twice"],
  [() => withlevels(table, "cond", "ctl" as never), "levels are an array"],
  [() => recode(table, "cond", { control: "c" }), "unknown value of 'cond' 'control'"],
  [() => recode(table, "cond", ["c"] as never), "new values are named by the old ones"],
])("%p is refused", (action, sentence) => {
  expect(action).toThrow(sentence);
});
