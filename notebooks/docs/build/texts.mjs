import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../../jupyter-extension/setup/paths.mjs";
import { asPage, withoutVue } from "./markdown.mjs";
import { DOCS, PAGES } from "./places.mjs";

/** Texts of the repository that are pages, in the order of the menu. */
const TEXTS = [
  ["guide/in-one-minute", "README.md", "The model in one minute"],
  ["guide/coming-from-r-and-julia", "notebooks/coming-from-r-and-julia.md"],
  ["guide/verbs", "notebooks/verbs.md"],
  ["guide/how-far-to-trust", "notebooks/how-far-to-trust.md"],
  ["guide/on-a-cluster", "notebooks/on-a-cluster.md"],
  ["guide/in-the-browser", "notebooks/in-the-browser.md"],
  ["guide/in-vs-code", "notebooks/in-vs-code.md"],
  ["guide/on-web-pages", "jupyter-extension/view/README.md"],
  ["changes", "CHANGELOG.md"],
];

/** From a heading of the second order to the next one, as a page of its own. */
function section(text, heading) {
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`README.md has no section '${heading}'`);
  const end = text.indexOf("\n## ", start + 4);
  return text.slice(start + 1, end < 0 ? undefined : end).replace("## ", "# ");
}

function textOf(file, heading) {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  return heading === undefined ? text : section(text, heading);
}

/** The pages of texts: files from the root, names and titles. */
export function textPages() {
  return TEXTS.map(([page, file, heading]) => ({ file, page, title: /^# (.+)$/m.exec(textOf(file, heading))[1] }));
}

/** Writes the pages of texts, and the first page. @param pages - names of pages by path from the root */
export function writeTexts(pages) {
  for (const [page, file, heading] of TEXTS) {
    const target = path.join(PAGES, `${page}.md`);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, withoutVue(asPage(textOf(file, heading), path.posix.dirname(file), pages)));
  }
  writeFileSync(path.join(PAGES, "index.md"), readFileSync(path.join(DOCS, "first.md"), "utf8"));
}
