import { render } from "../engine/charts/render";
import { everyChart } from "./everyChart";

/** Where Vega reads texts as expressions. */
const EXPRESSIONS = new Set(["signal", "expr", "update", "test", "init", "on"]);

function expressions(node: unknown, found: string[] = []): string[] {
  if (typeof node !== "object" || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    if (EXPRESSIONS.has(key) && typeof value === "string") found.push(value);
    if (key !== "values") expressions(value, found);
  }
  return found;
}

/** An expression without its literals. */
const skeleton = (expression: string): string => expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "\u0000");

test.each(['a" + evil + "', 'a\\" + evil + \\"', "a\\' + evil + \\'", "a'] + evil + datum['"])(
  "no chart of data that are called %j has the name in an expression but as a literal",
  async (name) => {
    const charts = await everyChart(name);
    const rendered = render(charts.map(([, { spec }]) => spec));
    const found = charts.flatMap(([kind], i) =>
      expressions(rendered[i].compiled)
        .map(skeleton)
        .filter((code) => /evil|[^\x20-\x7e\u0000]|["']/.test(code))
        .map((code) => `${kind}: ${code}`),
    );
    expect(found).toEqual([]);
    expect(rendered.map(({ failure }) => failure)).toEqual(charts.map(() => null));
  },
);
