import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { foreignPart } from "extension/reading/foreignPart";
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

test.each<[string, object]>([
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
