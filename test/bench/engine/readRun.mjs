import { repeat } from "../blocks.mjs";
import { median } from "../statistics.mjs";
import { engine } from "./fitted.mjs";

const READERS = { CSV: (file) => engine.readcsv(file), Arrow: (file) => engine.readarrow(file) };

/** Time of reading a file to a table of which every column has been asked for its values; and what was found. */
export async function readRun(format, file, seconds) {
  const { times, result } = await repeat(() => {
    const table = READERS[format](file);
    return Object.fromEntries(table.columnNames.map((name) => [name, table.column(name)]));
  }, seconds);
  const { y, h } = result;
  return { ms: median(times), rows: y.length, sum: y.reduce((sum, value) => sum + value, 0), last: h[h.length - 1] };
}
