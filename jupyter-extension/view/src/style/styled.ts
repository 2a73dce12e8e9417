import { element } from "../page/dom";
import { STYLE } from "./style";

let sheet: CSSStyleSheet | undefined;

/** The shadow root of a place on the page, with the styles of the views; one that is there already is used. */
export function styled(place: HTMLElement): ShadowRoot {
  const present = place.shadowRoot;
  if (present !== null) return present;
  const root = place.attachShadow({ mode: "open" });
  if (!("adoptedStyleSheets" in root)) {
    (root as ShadowRoot).append(element("style", {}, STYLE));
    return root;
  }
  // One sheet serves every output, and pages whose policy forbids elements with styles allow it.
  sheet ??= sheetOf(STYLE);
  root.adoptedStyleSheets = [sheet];
  return root;
}

function sheetOf(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
