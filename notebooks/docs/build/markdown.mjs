import path from "node:path";
import { project } from "../../../jupyter-extension/scripts/metadata.mjs";

const { address } = project();
/** Files of the repository that are no pages, as pages of it and as they are. */
const FILES = `${address}/blob/main/`;
const RAW = `${address}/raw/main/`;

/** A fence that no line of the code ends. */
export function fenced(code, language) {
  const longest = Math.max(2, ...[...code.matchAll(/^`+/gm)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

/**
 * A text of the repository as a page: links to other pages stay within the documentation, those to other files of the
 * repository go to it, and pictures to its raw files.
 * @param from - the text's folder, from the root of the repository
 * @param pages - by path from the root, the names of the pages
 */
export function asPage(text, from, pages) {
  return text
    .replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (whole, picture, words, target) => {
      if (/^(?:[a-z]+:|#)/.test(target)) return whole;
      const [place, part] = target.split("#");
      const file = path.posix.join(from, decodeURIComponent(place));
      const page = pages.get(file);
      const anchor = part === undefined ? "" : `#${part}`;
      if (page !== undefined) return `[${words}](/${page}.md${anchor})`;
      return `${picture}[${words}](${picture === "" ? FILES : RAW}${file}${anchor})`;
    })
    .replace(/^<!-- \/?installation[^]*?-->$/gm, "");
}

/** Texts that Vue would take for its own. */
export function withoutVue(text) {
  return text.replaceAll("{{", "&#123;&#123;").replaceAll("}}", "&#125;&#125;");
}
