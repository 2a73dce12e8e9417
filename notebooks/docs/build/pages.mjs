import { referencePages } from "./reference.mjs";
import { textPages } from "./texts.mjs";
import { tutorialPages } from "./tutorials.mjs";

/** Names of pages by the paths, from the root, of what they are made of. */
export function pagesByFile() {
  return new Map([...tutorialPages(), ...textPages()].map(({ file, page }) => [file, page]));
}

/** The menus beside the pages, by the folders of these: the workshop has its own. */
export function menus() {
  const items = (pages) => pages.map(({ page, title }) => ({ text: title, link: `/${page}` }));
  const workshop = items(tutorialPages("Workshop"));
  const toWorkshop = { text: "The workshop SMLP, page by page", link: workshop[0].link };
  return {
    "/workshop/": [
      { text: "Workshop", items: workshop },
      { text: "MixedModels.ts", items: items(tutorialPages("MixedModels")).slice(0, 1) },
    ],
    "/": [
      { text: "Tutorials", items: [...items(tutorialPages("MixedModels")), toWorkshop] },
      { text: "Guide", items: items(textPages()) },
      { text: "Every function", items: items(referencePages()) },
    ],
  };
}
