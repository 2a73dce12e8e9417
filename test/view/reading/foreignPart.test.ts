import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { drawnParts } from "view/reading/drawnParts";
import { foreignPart } from "view/reading/foreignPart";
import { everyChart } from "../../hard/everyChart";
import { effort, holds, NAMES } from "../../hard/properties/property";

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
  [
    "texts that are flattened",
    { data: { values: [{ a: "x".repeat(2e6) }] }, transform: [{ flatten: ["a"] }], mark: "point", encoding: { x } },
  ],
  [
    "what only says how long it is",
    { data: { values: [{ a: { length: 1e9 } }] }, transform: [{ flatten: ["a"] }], mark: "point", encoding: { x } },
  ],
  [
    "what fold has made that is flattened",
    { data: { values: triple }, transform: [{ fold: ["a"] }, { flatten: ["value"] }], mark: "point", encoding: { x } },
  ],
  [
    "lists of lists",
    {
      data: { values: [{ a: [numbers] }] },
      transform: [{ flatten: ["a"] }, { flatten: ["a"] }],
      mark: "point",
      encoding: { x },
    },
  ],
  [
    "lists under a new name",
    {
      data: { values: [{ a: [numbers], b: [1] }] },
      transform: [{ flatten: ["a"], as: ["b"] }, { flatten: ["b"] }],
      mark: "point",
      encoding: { x },
    },
  ],
  [
    "text that grows by a calculation",
    {
      data: { values: [{ a: "x" }] },
      transform: [{ calculate: "datum.a + 1", as: "b" }, { flatten: ["b"] }],
      mark: "point",
      encoding: { x },
    },
  ],
  [
    "what the layer around has made",
    {
      data: { values: triple },
      transform: [{ fold: ["a"] }],
      layer: [{ transform: [{ flatten: ["value"] }], mark: "point", encoding: { x } }],
    },
  ],
  [
    "a panel for each row",
    {
      data: { values: numbers.map((a) => ({ a })) },
      facet: { row: { field: "a" }, column: { field: "a" } },
      spec: {
        mark: "point",
        encoding: { x },
      },
    },
  ],
  [
    "data of their own in each panel",
    {
      data: { values: numbers.map((a) => ({ a })) },
      facet: { field: "a" },
      spec: { layer: [{ data: { values: Array(5000).fill({ a: 1 }) }, mark: "point", encoding: { x } }] },
    },
  ],
  [
    "rows and columns of panels by channels",
    {
      data: { values: numbers.map((a) => ({ a })) },
      mark: "point",
      encoding: { x, row: { field: "a" }, column: { field: "a" } },
    },
  ],
  ["a width that asks for millions of ticks", { ...layered({ mark: "point", encoding: { x } }), width: 1e9 }],
  ["a height below nothing", { ...layered({ mark: "point", encoding: { x } }), height: -1e9 }],
  ["sizes of panels", { concat: [{ ...data, width: 5e6, height: 5e6, mark: "point", encoding: { x } }] }],
  ["thousands of plots", { concat: Array(20_000).fill({ ...data, mark: "point", encoding: { x } }) }],
  [
    "windows over windows",
    layered({ mark: "point", transform: [{ window: [{ op: "median", field: "a", as: "b" }] }], encoding: { x } }),
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

/** What a mark costs beside the rows that it draws: here the axes of a panel. */
const marksOf = (spec: object): number => {
  const bare = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(bare)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([key, one]) => [key, key === "values" ? [] : bare(one)] as const),
          )
        : value;
  return drawnParts(spec) - drawnParts(bare(spec));
};

test("rows are counted with what transforms make of them", () => {
  const rows = [{ a: [1, 2, 3], b: [1] }, { a: [] }];
  const draw = { mark: "point", encoding: { x } };
  expect(marksOf({ data: { values: rows }, transform: [{ flatten: ["a", "b"] }], ...draw })).toBe(6);
  expect(marksOf({ data: { values: rows }, layer: [draw, { ...draw, data: { values: [{}] } }] })).toBe(3);
  expect(marksOf({ data: { values: rows }, transform: [{ fold: ["a", "b"] }], concat: [draw, draw] })).toBe(8);
  expect(marksOf({ data: { values: triple }, transform: flattened, ...draw })).toBe(27e6);
  const facet = { row: { field: "z" } };
  expect(marksOf({ data: { values: triple }, facet, spec: { transform: flattened, ...draw } })).toBe(27e6);
  expect(marksOf({ data: { values: triple }, transform: flattened, facet, spec: draw })).toBe(27e6);
  expect(foreignPart({ data: { values: triple }, transform: flattened, ...draw })).toBe("27,000,097 parts to draw");
  const again = [...flattened, { flatten: ["a"] }];
  expect(foreignPart({ data: { values: triple }, transform: again, ...draw })).toBe(
    "rows that multiply without a bound",
  );
});

test("intervals that the reader may choose are counted too", () => {
  const intervals = Array.from({ length: 3 }, () => ({
    row: { a: numbers, b: numbers },
    lower: numbers.slice(0, 20),
    upper: numbers.slice(0, 20),
  }));
  const spec = {
    data: { name: "intervals", values: [] },
    transform: [{ flatten: ["a"] }, { flatten: ["b"] }],
    mark: "point",
    encoding: { x },
  };
  expect(foreignPart(spec)).toBeUndefined();
  expect(foreignPart(spec, { intervals: intervals.slice(0, 1) })).toBeUndefined();
  expect(foreignPart(spec, { intervals: Array(5).fill(intervals[0]) })).toBe("1,350,097 parts to draw");
});

/** What vega makes of rows by `flatten` and `fold` (vega-transforms), one transform after the other. */
function madeByVega(values: readonly Row[], transforms: readonly Step[]): Row[] {
  return transforms.reduce<Row[]>(
    (rows, { flatten, fold, as }) =>
      rows.flatMap((row) => {
        if (fold) return fold.map((field) => ({ ...row, [as?.[0] ?? "key"]: field, [as?.[1] ?? "value"]: row[field] }));
        const lists = flatten!.map((field) => row[field] as ArrayLike<unknown>);
        const length = lists.reduce((most, one) => Math.max(most, one?.length ?? 0), 0);
        return Array.from({ length }, (_, i) => ({
          ...row,
          ...Object.fromEntries(flatten!.map((field, j) => [as?.[j] ?? field, lists[j]?.[i] ?? null])),
        }));
      }),
    [...values],
  );
}

type Row = { readonly [field: string]: unknown };
interface Step {
  readonly flatten?: readonly string[];
  readonly fold?: readonly string[];
  readonly as?: readonly string[];
}

test("no transforms make more rows than are counted", () => {
  const field = fc.constantFrom("a", "b", "c", "key", "value");
  const fields = fc.uniqueArray(field, { minLength: 1, maxLength: 3 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ flatten: fields, as: fc.array(field, { maxLength: 3 }) }),
    fc.record({ fold: fields }),
    fc.record({ fold: fields, as: fc.tuple(field, field) }),
  );
  const { cell } = fc.letrec((tie) => ({
    cell: fc.oneof(
      { depthSize: "small" },
      fc.integer(),
      fc.string({ maxLength: 4 }),
      fc.record({ length: fc.nat(5) }),
      fc.array(tie("cell"), { maxLength: 4 }),
    ),
  }));
  const rows = fc.array(fc.dictionary(field, cell, { maxKeys: 5 }), { maxLength: 4 });
  holds(
    fc.property(rows, fc.array(step, { maxLength: 3 }), fc.boolean(), (values, transform, inLayers) => {
      const view = { mark: "point", encoding: { x } };
      const spec = inLayers
        ? { data: { values }, transform: transform.slice(0, 1), layer: [{ ...view, transform: transform.slice(1) }] }
        : { data: { values }, transform, ...view };
      expect(drawnParts(spec)).toBeGreaterThanOrEqual(madeByVega(values, transform).length);
    }),
    effort(300, 20_000),
  );
});
