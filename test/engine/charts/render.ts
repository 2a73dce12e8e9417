import { spawnSync } from "node:child_process";
import { join } from "node:path";

export interface Rendered {
  bundle: { [mime: string]: unknown };
  /** What vega-lite has to complain about. */
  warnings: string[];
  /** The Vega specification that vega-lite makes. */
  compiled: object;
  /** Why toSVG() rejects, or null. */
  failure: string | null;
}

/** Shows each specification as a notebook would, in a process of its own. */
export function render(specs: object[]): Rendered[] {
  const child = spawnSync(
    process.execPath,
    [join(__dirname, "renderSpecs.mjs"), require.resolve("engine/charts/chart")],
    {
      input: JSON.stringify(specs),
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    },
  );
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}
