import { files as pageFiles } from "engine/platform/web/files";
import type { WebSettings } from "engine/platform/web/settings";
import { liteDrive } from "./drive";
import { kernelLock } from "./kernelLocks";
import { addNodeModules } from "./modules/node";
import { Packages, scriptOf } from "./packages";
import type { PageQuestions } from "./pageQuestions";
import type { Start } from "./protocol";

/** Where JupyterLite's files are for cells. */
export const DRIVE = "/drive";
/** Programs for Node expect it to be there; its files last as long as the kernel. */
export const TEMPORARY = "/tmp";

/** Tells the engine where things are, and gives the packages that cells can import. */
export function settle(
  { files, folder, questions: way, heapLimit }: Start,
  questions: PageQuestions | undefined,
  engine: () => object,
): Packages {
  const packages = new Packages();
  addNodeModules(packages);
  packages.add("mixedmodels", engine);
  packages.add("ml-matrix", () => require("ml-matrix") as object);
  packages.add("danfojs-node", () => scriptOf(files.packages["danfojs-node"]!, "mixedmodelsDanfo")["danfo"]!);
  packages.add("apache-arrow", () => scriptOf(files.packages["apache-arrow"]!, "mixedmodelsArrow")["arrow"]!);
  packages.add("arquero", () => scriptOf(files.packages["arquero"]!, "mixedmodelsArquero")["arquero"]!);
  const settings: WebSettings = {
    threads: files.threads,
    datasets: files.datasets,
    folder: folder === "" ? DRIVE : `${DRIVE}/${folder}`,
    ...(way?.hasFiles && { drives: { [DRIVE]: liteDrive(DRIVE, way) } }),
    pages: kernelLock(questions),
    ...(heapLimit !== undefined && { heapLimit }),
    packages: (name) => (packages.has(name) ? packages.load(name) : undefined),
  };
  Object.defineProperty(globalThis, Symbol.for("mixedmodels.site"), { value: files, configurable: true });
  Object.defineProperty(globalThis, Symbol.for("mixedmodels.web"), { value: settings, configurable: true });
  if (!way?.hasFiles) pageFiles.makeFolder(settings.folder!);
  pageFiles.makeFolder(TEMPORARY);
  return packages;
}
