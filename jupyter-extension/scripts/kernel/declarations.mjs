import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

/** A shared type that no entry exports is none for users. */
const PRIVATE = /references private shared type exports/;

/**
 * Writes what some modules declare as a file each, and what they share as another: the compiler of cells reads them in
 * half the time that hundreds of files with all that is internal would take.
 * @param modules - the files with declarations, by the names of those that are written
 * @param external - packages that are imported as they are
 */
export async function writeDeclarations(modules, folder, external = []) {
  const bundle = await rollup({
    input: modules,
    external,
    plugins: [dts({ respectExternal: external.length === 0 })],
    onwarn: ({ message }) => {
      if (!PRIVATE.test(message)) throw new Error(message);
    },
  });
  await bundle.write({ dir: folder, entryFileNames: "[name].d.ts", chunkFileNames: "shared.d.ts" });
  await bundle.close();
}
