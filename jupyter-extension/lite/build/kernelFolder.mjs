import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ENGINE } from "../../setup/paths.mjs";
import { bareDeclarations, declarations } from "./declarations.mjs";
import { THREADS, writeScripts } from "./scripts.mjs";

/** Writes a file whose name holds a hash of its content, as that of scripts does; returns the name. */
function writeHashed(folder, file, content) {
  const { name, ext } = path.parse(file);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const hashed = `${name}.${hash}${ext}`;
  writeFileSync(path.join(folder, hashed), content);
  return hashed;
}

/**
 * Writes what the kernel of the site consists of into a folder: scripts, declarations and data sets.
 * @returns the names of the files, as `KernelFiles` has their addresses
 */
export async function writeKernelFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { kernel, replicates, team, studies, danfo, arquero, arrow, charts } = await writeScripts(folder);
  const data = path.join(ENGINE, "data");
  const datasets = readdirSync(data)
    .filter((file) => file.endsWith(".arrow"))
    .map((file) => [file, writeHashed(folder, file, readFileSync(path.join(data, file)))]);
  const texts = declarations();
  return {
    kernel,
    declarations: writeHashed(folder, "declarations.json", JSON.stringify(bareDeclarations(texts))),
    documentation: writeHashed(folder, "documentation.json", JSON.stringify(texts)),
    threads: { [THREADS[0]]: replicates, [THREADS[1]]: team, [THREADS[2]]: studies },
    datasets: Object.fromEntries(datasets),
    packages: { "danfojs-node": danfo, "apache-arrow": arrow, arquero, charts },
  };
}
