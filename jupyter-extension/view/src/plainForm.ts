import { type OutputData, textOf } from "./outputData";
import { element } from "./page/dom";

/** Pictures that browsers draw; their data are base64. */
const PICTURES = ["image/png", "image/jpeg", "image/gif"];
/** Texts that are shown as they are written, where there is no plain one. */
const TEXTS = ["text/plain", "text/markdown", "text/latex"];

/**
 * The picture or the text that an output carries for those who have no views, as elements that run and load nothing: a
 * picture of SVG is one of `img`.
 */
export function plainForm(data: OutputData): HTMLElement {
  const text = TEXTS.map((mime) => textOf(data, mime)).find((one) => one !== undefined) ?? "";
  const picture = pictureOf(data);
  return picture === undefined
    ? element("pre", { class: "mm-plain", tabindex: "0" }, text)
    : element("img", { class: "mm-picture", src: picture, alt: text });
}

function pictureOf(data: OutputData): string | undefined {
  const svg = textOf(data, "image/svg+xml");
  if (svg !== undefined) return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  const type = PICTURES.find((mime) => data[mime] !== undefined);
  return type && `data:${type};base64,${textOf(data, type)!.replace(/\s/g, "")}`;
}
