import path from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { ENGINE } from "../../setup/paths.mjs";

/**
 * Writes what the engine's entries declare as a file each, and what they share as another: the compiler of cells reads
 * them in half the time that two hundred files with all that is internal would take.
 */
export async function writeDeclarations(folder) {
  const entry = (name) => path.join(ENGINE, "dist", `${name}.d.ts`);
  const bundle = await rollup({
    input: Object.fromEntries(["index", "page", "editor"].map((name) => [name, entry(name)])),
    external: ["ml-matrix"],
    plugins: [dts()],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  await bundle.write({ dir: folder, entryFileNames: "[name].d.ts", chunkFileNames: "shared.d.ts" });
  await bundle.close();
}
