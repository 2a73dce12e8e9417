import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { everyChart } from "./everyChart";

const ROOT = join(__dirname, "..", "..");

test("pictures of all charts are drawn where JavaScript cannot be made from text", async () => {
  const specs = (await everyChart("x")).map(([, { spec }]) => spec);
  const script = `
    const { Chart } = require(${JSON.stringify(join(ROOT, "engine/dist/charts/chart.js"))});
    const specs = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    globalThis.Function = globalThis.eval = () => { throw new Error("JavaScript was made from text"); };
    (async () => { for (const spec of specs) console.log((await new Chart(spec).toSVG()).slice(0, 4)); })();`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--disallow-code-generation-from-strings", "-e", script],
    { input: JSON.stringify(specs), encoding: "utf8", cwd: ROOT },
  );
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toBe("<svg\n".repeat(specs.length));
});

/** Where the extension's scripts could make JavaScript from text, and why they do not. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/Function\("d","return \{"/, "d3-dsv, for data that are CSV text: charts hold rows"],
  [/=Function\(\.\.\.\w+\.concat\(\w+\)\)/, "vega-runtime, without an interpreter of expressions"],
  [/=Function\("_",`return _\$\{\w+\};`\)/, "vega-runtime, without an interpreter of expressions"],
  [/=Function\("a","b",/, "vega-runtime, without an interpreter of expressions"],
  [/this\|\|Function\("return this"\)\(\)/, "the bundler, where there is no globalThis"],
];

test("the extension makes no JavaScript from text but in places of others that are not reached", () => {
  const folder = join(ROOT, "jupyter-extension/dist/labextension/static");
  const places = readdirSync(folder)
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) =>
      [
        ...readFileSync(join(folder, file), "utf8").matchAll(
          /[^]{24}(?<![\w$.])(?:Function|eval)\((?!\w+,\w+\)\{)[^]{30}/g,
        ),
      ].map(([place]) => place),
    );
  expect(places.length).toBeGreaterThan(2);
  expect(places.filter((place) => !KNOWN.some(([known]) => known.test(place)))).toEqual([]);
});
