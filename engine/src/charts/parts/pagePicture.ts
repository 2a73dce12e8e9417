import { renderSVG } from "./svg";

/** CSS pixels beside the prompts of a printed page: what is wider is cut there. */
const PAGE = 590;
/** Below so many pixels a plot says nothing. */
const NARROWEST = 240;

/**
 * The picture that a notebook holds for pages without our extension: names and legends keep their room, the plot gets
 * what is left of a page. Panels side by side stay as they are.
 */
export async function pagePicture(spec: object): Promise<string> {
  const svg = await renderSVG(spec);
  const over = Number(/ width="([\d.]+)"/.exec(svg)?.[1]) - PAGE;
  const { width } = spec as { width?: unknown };
  return over > 0 && typeof width === "number" && width > NARROWEST
    ? renderSVG({ ...spec, width: Math.max(NARROWEST, Math.floor(width - over)) })
    : svg;
}
