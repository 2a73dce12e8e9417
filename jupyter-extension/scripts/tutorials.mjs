import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const NOTEBOOKS = fileURLToPath(new URL("../../notebooks", import.meta.url));
const SOURCES = fileURLToPath(new URL("../src/application", import.meta.url));
/** Folders of tutorials by the heading under which the launcher shows them; names of the workshop's begin with it. */
const FOLDERS = [
  { folder: "", group: "MixedModels", prefix: "" },
  { folder: "workshop", group: "Workshop", prefix: "workshop-" },
];
/** A number before the name makes a notebook a tutorial; copies that readers open do not carry one. */
const TUTORIAL = /^\d\d-(.+)\.ipynb$/;
const DATA = /"(data\/[^"]+\.csv)"/g;

const joined = (text) => [text].flat().join("");

/** Where the package is not installed, running all cells shall go on after the error. */
const OPTIONAL = /from "danfojs-node"/;

/** A notebook as it is before its first run. */
function fresh(notebook) {
  const cells = notebook.cells.map(({ cell_type, id, source }) => ({
    cell_type,
    id,
    metadata: OPTIONAL.test(joined(source)) ? { tags: ["raises-exception"] } : {},
    source: joined(source),
    ...(cell_type === "code" ? { execution_count: null, outputs: [] } : {}),
  }));
  return {
    cells,
    metadata: { kernelspec: notebook.metadata.kernelspec },
    nbformat: notebook.nbformat,
    nbformat_minor: notebook.nbformat_minor,
  };
}

/** The tutorials with what they read: file, group, name, question (their first heading), notebook and data. */
export function tutorials() {
  return FOLDERS.flatMap(ofFolder);
}

function ofFolder({ folder, group, prefix }) {
  return readdirSync(path.join(NOTEBOOKS, folder))
    .sort()
    .filter((file) => TUTORIAL.test(file))
    .map((file) => {
      const notebook = fresh(JSON.parse(readFileSync(path.join(NOTEBOOKS, folder, file), "utf8")));
      const named = new Set(notebook.cells.flatMap(({ source }) => [...source.matchAll(DATA)].map(([, name]) => name)));
      const data = [...named].filter((name) => existsSync(path.join(NOTEBOOKS, name)));
      return {
        file: path.posix.join(folder, file),
        group,
        name: prefix + TUTORIAL.exec(file)[1],
        question: /^# (.+)$/m.exec(notebook.cells[0].source)[1],
        notebook,
        data: Object.fromEntries(data.map((name) => [name, readFileSync(path.join(NOTEBOOKS, name), "utf8")])),
      };
    });
}

/** Writes the tutorials as two modules: names for the launcher, and texts that are loaded when one is opened. */
export function writeTutorials() {
  const all = tutorials();
  const names = all.map(({ group, name, question }) => ({ group, name, question }));
  const texts = Object.fromEntries(all.map(({ name, notebook, data }) => [name, { notebook, data }]));
  const write = (file, imported, constant, type, value) =>
    writeFileSync(
      path.join(SOURCES, file),
      `import type { ${imported} } from "./tutorial";\n\n` +
        `export const ${constant}: ${type} = ${JSON.stringify(value, null, 1)};\n`,
    );
  write("tutorialNames.generated.ts", "TutorialName", "TUTORIALS", "readonly TutorialName[]", names);
  write("tutorialTexts.generated.ts", "TutorialText", "TEXTS", "{ readonly [name: string]: TutorialText }", texts);
}
