import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = join(__dirname, "../../engine/src");
/** What a program can tell apart (engine/src/errors.ts). */
const EXPORTED = ["FormulaError", "DataError", "OptionError", "FileError", "LimitError"];

/** What is thrown for mistakes of the engine itself, or never leaves it; how often in each file. */
const INTERNAL: { readonly [file: string]: { readonly [name: string]: number } } = {
  "bootstrap/computing/modelRefit.ts": { Error: 1 },
  "bootstrap/computing/replicatorOf.ts": { Error: 1 },
  "charts/parts/svg.ts": { Error: 1 },
  "inference/tasks/travellingModel.ts": { Error: 1 },
  // What hosts cannot do becomes a FileError where it was asked.
  "platform/fetchBytes.ts": { Error: 2 },
  "platform/web/compression.ts": { Error: 5 },
  "platform/web/fetchBytes.ts": { Error: 2 },
  "platform/web/fetchNow.ts": { Error: 2 },
  "platform/web/files.ts": { undefined: 2 },
  "platform/web/memoryDrive.ts": { undefined: 6 },
  "platform/web/threads.ts": { Error: 1 },
  "random/kernelStream.ts": { Error: 1 },
  // Told to the view that asked.
  "show/progress.ts": { TypeError: 1 },
  "wasm/heap.ts": { Error: 3 },
  "wasm/instance.ts": { Error: 1 },
  "wasm/room.ts": { Error: 1 },
  // Redone on one thread by model/fitFrame.ts.
  "wasm/team.ts": { LostThread: 1 },
  // Become a FileError in the same folder.
  "table/arrow/arrowCodecs.ts": { DamagedError: 2, Error: 1 },
  "table/arrow/arrowFile.ts": { DamagedError: 1 },
  "table/arrow/checkArrow.ts": { DamagedError: 11 },
  "table/checkColumn.ts": { DamagedError: 8 },
  "table/arrow/flatbuffer.ts": { DamagedError: 2 },
  "table/source/download.ts": { Error: 1 },
};

test("the engine throws only what its users can tell apart, but for errors that never reach them", () => {
  const found: { [file: string]: { [name: string]: number } } = {};
  let exported = 0;
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  )) {
    for (const [, name] of readFileSync(join(SOURCES, file), "utf8").matchAll(
      /(?:throw|reject\(|return) ?new (\w*(?:Error|Exception|LostThread))\(|(?:throw|reject\() ?(?:\w*Error\(|["'`])/g,
    )) {
      if (EXPORTED.includes(name)) exported++;
      else (found[file.replaceAll("\\", "/")] ??= {})[name] = (found[file.replaceAll("\\", "/")]?.[name] ?? 0) + 1;
    }
  }
  expect(exported).toBeGreaterThan(300);
  expect(found).toEqual(INTERNAL);
});
