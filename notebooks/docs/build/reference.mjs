import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Application } from "typedoc";
import { ENGINE } from "../../../jupyter-extension/setup/paths.mjs";
import { withoutVue } from "./markdown.mjs";
import { ENTRIES, PAGES } from "./places.mjs";

const INDEX = path.join(ENGINE, "src", "index.ts");

/** What the engine exports, by the headings of its index: names of pages, titles, exports. */
function sections() {
  const [, ...parts] = readFileSync(INDEX, "utf8").split(/^\/\/ (.+)\n/m);
  return parts.flatMap((title, i) =>
    i % 2 === 0 ? [{ name: title.toLowerCase().replaceAll(/\W+/g, "-"), title, text: parts[i + 1] }] : [],
  );
}

/** The pages of the reference: names and titles. */
export function referencePages() {
  return sections().map(({ name, title }) => ({ page: `api/${name}`, title }));
}

/** The headings of a page as its links name them, which are plain names wherever TypeDoc numbers them. */
function headings(text) {
  return [...text.matchAll(/^#+ (\w+)$/gm)].map(([, name]) => name.toLowerCase());
}

/**
 * TypeDoc numbers headings of the same name, and counts some that are not there: a link to the second one where there
 * is only one goes to that.
 * @param texts - the pages by their files
 */
function withPlainLinks(file, texts) {
  return texts.get(file).replace(/\(([\w-]+\.md)?#(\w+)-1\)/g, (whole, other, name) => {
    const found = headings(texts.get(other ?? file)).filter((one) => one === name).length;
    return found === 1 ? `(${other ?? ""}#${name})` : whole;
  });
}

/** Writes a page for each section of what the engine exports, from its docstrings. */
export async function writeReference() {
  rmSync(ENTRIES, { recursive: true, force: true });
  mkdirSync(ENTRIES, { recursive: true });
  // The declarations are read several times faster than the sources.
  const engine = path.relative(ENTRIES, path.join(ENGINE, "dist")).replaceAll("\\", "/");
  for (const { name, text } of sections())
    writeFileSync(path.join(ENTRIES, `${name}.ts`), text.replaceAll('from "./', `from "${engine}/`));
  const config = {
    extends: path.join(ENGINE, "tsconfig.json"),
    compilerOptions: {
      noEmit: true,
      rootDir: path.parse(ENTRIES).root,
      typeRoots: [path.join(ENGINE, "..", "node_modules", "@types")],
    },
    include: [ENTRIES],
    exclude: [],
  };
  const tsconfig = path.join(ENTRIES, "tsconfig.json");
  writeFileSync(tsconfig, JSON.stringify(config));
  const target = path.join(PAGES, "api");
  const application = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: sections().map(({ name }) => path.join(ENTRIES, `${name}.ts`)),
    tsconfig,
    readme: "none",
    skipErrorChecking: true,
    outputs: [{ name: "markdown", path: target }],
    outputFileStrategy: "modules",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeExternals: true,
    groupOrder: ["Functions", "Classes", "Variables", "Interfaces", "Type Aliases"],
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    sanitizeComments: true,
    entryFileName: "index",
    logLevel: "Error",
    name: "Every function",
  });
  const project = await application.convert();
  if (project === undefined) throw new Error("TypeDoc cannot read the engine");
  await application.generateOutputs(project);
  const titles = new Map(sections().map(({ name, title }) => [`${name}.md`, title]));
  const texts = new Map(readdirSync(target).map((file) => [file, readFileSync(path.join(target, file), "utf8")]));
  for (const file of texts.keys()) {
    const text = withPlainLinks(file, texts);
    const title = titles.get(file);
    const own = title === undefined ? text : text.replace(/^# .*$/m, `# ${title}`);
    writeFileSync(path.join(target, file), withoutVue(own));
  }
}
