import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { drawnRows } from "view/reading/drawnRows";
import { foreignPart } from "view/reading/foreignPart";
import { everyChart } from "../../hard/everyChart";
import { NAMES } from "../../hard/properties/property";

const VEGALITE = "application/vnd.vegalite.v5+json";
const NOTEBOOKS = join(__dirname, "../../../notebooks");

interface Cell {
  readonly outputs?: readonly { readonly data?: { readonly [mime: string]: unknown } }[];
}

test("nothing in a chart of the engine is foreign, whatever the data are called", async () => {
  for (const name of NAMES.filter((one) => !["", " ", "(Intercept)"].includes(one))) {
    const foreign = (await everyChart(name)).map(([kind, { spec }]) => [
      kind,
      foreignPart(JSON.parse(JSON.stringify(spec))),
    ]);
    expect(foreign.filter(([, part]) => part !== undefined)).toEqual([]);
  }
});

test("nothing in the charts of the tutorials is foreign", () => {
  const specs = readdirSync(NOTEBOOKS)
    .filter((file) => file.endsWith(".ipynb"))
    .flatMap((file) => (JSON.parse(readFileSync(join(NOTEBOOKS, file), "utf8")) as { cells: Cell[] }).cells)
    .flatMap(({ outputs = [] }) => outputs.flatMap(({ data }) => data?.[VEGALITE] ?? []));
  expect(specs.length).toBeGreaterThan(25);
  expect(specs.map(foreignPart)).toEqual(specs.map(() => undefined));
});

const data = { values: [{ a: 1, b: "x" }] };
const x = { field: "a", type: "quantitative" };
const layered = (layer: object): object => ({ data, layer: [layer] });

const numbers = Array.from({ length: 300 }, (_, i) => i);
const triple = [{ a: numbers, b: numbers, c: numbers }];
const flattened = ["a", "b", "c"].map((field) => ({ flatten: [field] }));

test.each<[string, object]>([
  ["rows that multiply", { data: { values: triple }, transform: flattened, mark: "point", encoding: { x } }],
  [
    "rows that multiply from layer to layer",
    {
      data: { values: triple },
      transform: [{ flatten: ["a"] }],
      layer: [{ transform: [{ flatten: ["b"] }], layer: [{ transform: [{ flatten: ["c"] }], mark: "bar" }] }],
    },
  ],
  [
    "columns that are folded again and again",
    { ...data, mark: "point", transform: Array.from({ length: 21 }, () => ({ fold: ["a", "b"] })) },
  ],
  [
    "as many layers as rows",
    { data: { values: Array(2000).fill({ a: 1 }) }, layer: Array(2000).fill({ mark: "point", encoding: { x } }) },
  ],
  ["data from an address", { data: { url: "https://example.org/x.json" }, mark: "point", encoding: { x } }],
  [
    "data by lookup",
    layered({ mark: "point", transform: [{ lookup: "a", from: { data: { url: "x" }, key: "a" } }], encoding: { x } }),
  ],
  ["data that are made", { data: { sequence: { start: 0, stop: 1e9 } }, mark: "point", encoding: { x } }],
  ["data that are text", { data: { values: "a,b", format: { type: "csv" } }, mark: "point" }],
  ["data that are text, without a format", { data: { values: "[1, 2]" }, mark: "point" }],
  ["data by name", { datasets: { d: [{ a: 1 }] }, data: { name: "d" }, mark: "point" }],
  ["a picture", layered({ mark: { type: "image", url: "https://example.org/x.png" }, encoding: { x } })],
  ["a picture from the data", layered({ mark: "image", encoding: { url: { field: "b" } } })],
  ["a link", layered({ mark: { type: "point", href: "javascript:alert(1)" }, encoding: { x } })],
  ["a link from the data", layered({ mark: "point", encoding: { x, href: { field: "b" } } })],
  [
    "an expression in a transform",
    layered({ mark: "point", transform: [{ calculate: "alert(1)", as: "c" }], encoding: { x } }),
  ],
  ["an expression in a filter", layered({ mark: "point", transform: [{ filter: "inrange(datum.a, [0, 1])" }] })],
  ["an expression as a value", layered({ mark: { type: "point", size: { expr: "1 + 1" } } })],
  [
    "an expression as the values of an axis",
    layered({ mark: "point", encoding: { x: { ...x, axis: { values: { expr: "sequence(1e9)" } } } } }),
  ],
  ["an expression as a label", layered({ mark: "point", encoding: { x: { ...x, axis: { labelExpr: "warn('x')" } } } })],
  ["a condition", layered({ mark: "point", encoding: { x, color: { condition: { test: "true", value: "red" } } } })],
  [
    "a signal in the configuration",
    { ...layered({ mark: "point" }), config: { axis: { titleColor: { signal: "x" } } } },
  ],
  [
    "signals",
    {
      ...layered({ mark: "point" }),
      config: { signals: [{ name: "s", on: [{ events: "timer{1}", update: "now()" }] }] },
    },
  ],
  ["parameters", { ...layered({ mark: "point" }), params: [{ name: "p", expr: "1" }] }],
  ["a selection", layered({ mark: "point", params: [{ name: "p", select: "point" }] })],
  ["options of the one who draws", { ...layered({ mark: "point" }), usermeta: { embedOptions: { loader: {} } } }],
  ["a prototype", JSON.parse('{"data": {"values": []}, "mark": "point", "__proto__": {"x": 1}}') as object],
  ["a style of the mouse", layered({ mark: { type: "point", cursor: "url(https://example.org/x.png), auto" } })],
  ["an address as a colour", layered({ mark: { type: "point", color: "url(https://example.org/x.svg#a)" } })],
  [
    "an address as a colour in a scale",
    layered({ mark: "point", encoding: { x, color: { field: "b", scale: { range: ["URL (x)"] } } } }),
  ],
  ["colours from the data", layered({ mark: "point", encoding: { x, color: { field: "b", scale: null } } })],
  [
    "a range from the data",
    layered({ mark: "point", encoding: { x, color: { field: "b", scale: { range: { field: "b" } } } } }),
  ],
  ["an escape in a colour", layered({ mark: { type: "point", color: "u\\72l(x)" } })],
  [
    "the end of a literal in a title",
    layered({ mark: "point", encoding: { x: { ...x, title: 'a\\" + alert(1) + \\"' } } }),
  ],
  ["a field that is an expression", layered({ mark: "point", encoding: { x: { field: "a'] + alert(1) + datum['" } } })],
  ["a name of data that is an expression", { data: { ...data, name: "a'b" }, mark: "point" }],
  ["a million ticks", layered({ mark: "point", encoding: { x: { ...x, axis: { tickCount: 1e6 } } } })],
  ["a full Vega specification", { $schema: "https://vega.github.io/schema/vega/v5.json", marks: [], signals: [] }],
])("%s is foreign", (_, spec) => {
  expect(foreignPart(spec)).toMatch(/\S/);
});

test("rows are counted with what transforms make of them", () => {
  const rows = [{ a: [1, 2, 3], b: [1] }, { a: [] }];
  const draw = { mark: "point", encoding: { x } };
  expect(drawnRows({ data: { values: rows }, transform: [{ flatten: ["a", "b"] }], ...draw })).toBe(6);
  expect(drawnRows({ data: { values: rows }, layer: [draw, { ...draw, data: { values: [{}] } }] })).toBe(3);
  expect(drawnRows({ data: { values: rows }, transform: [{ fold: ["a", "b"] }], concat: [draw, draw] })).toBe(8);
  expect(drawnRows({ data: { values: triple }, transform: flattened, ...draw })).toBe(27e6);
  const facet = { row: { field: "z" } };
  expect(drawnRows({ data: { values: triple }, facet, spec: { transform: flattened, ...draw } })).toBe(27e6);
  expect(drawnRows({ data: { values: triple }, transform: flattened, facet, spec: draw })).toBe(27e6);
  expect(foreignPart({ data: { values: triple }, transform: flattened, ...draw })).toBe("27,000,000 rows to draw");
});
