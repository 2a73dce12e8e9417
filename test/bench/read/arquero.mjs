import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fromArrow, fromCSV } from "arquero";
import { repeat } from "../blocks.mjs";
import { serve } from "../remote.mjs";
import { median } from "../statistics.mjs";

// arquero as a process of the bench: see remote.mjs for the protocol.

const READERS = { CSV: (file) => fromCSV(readFileSync(file, "utf8")), Arrow: (file) => fromArrow(readFileSync(file)) };

/** A table of which every column has been asked for its values. */
function read(format, file) {
  const table = READERS[format](file);
  return Object.fromEntries(table.columnNames().map((name) => [name, table.array(name)]));
}

/** Version of a package that does not export its package.json. */
function version() {
  const entry = createRequire(import.meta.url).resolve("arquero");
  const root = entry.slice(0, entry.lastIndexOf(`${path.sep}arquero${path.sep}`) + 9);
  return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version;
}

await serve(
  { name: "arquero", version: version() },
  {
    read: async ({ format, file, seconds }) => {
      const { times, result } = await repeat(() => read(format, file), Number(seconds));
      const { y, h } = result;
      return { ms: median(times), rows: y.length, sum: y.reduce((sum, value) => sum + value, 0), last: h.at(-1) };
    },
  },
);
