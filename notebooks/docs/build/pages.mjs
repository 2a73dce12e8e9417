import { referencePages } from "./reference.mjs";
import { textPages } from "./texts.mjs";
import { tutorialPages } from "./tutorials.mjs";

/** Names of pages by the paths, from the root, of what they are made of. */
export function pagesByFile() {
  return new Map([...tutorialPages(), ...textPages()].map(({ file, page }) => [file, page]));
}

/** The menu beside the pages. */
export function menu() {
  const items = (pages) => pages.map(({ page, title }) => ({ text: title, link: `/${page}` }));
  return [
    { text: "Tutorials", items: items(tutorialPages()) },
    { text: "Guide", items: items(textPages()) },
    { text: "Every function", collapsed: false, items: items(referencePages()) },
  ];
}
