import { namesAbove } from "./namesAbove";
import { renderSVG } from "./svg";

/** CSS pixels beside the prompts of a printed page: what is wider is cut there, where nothing says otherwise. */
const PAGE = 590;
/** Below so many pixels a plot says nothing. */
const NARROWEST = 240;
/** A plot that names beside it would leave less has them above its rows. */
const NARROW = 400;

/**
 * The picture that a notebook holds for pages without our extension: names and legends keep their room, the plot gets
 * what is left of a page; where that is too little, names stand above their rows. Panels side by side stay as they are.
 */
export async function pagePicture(spec: object): Promise<string> {
  const svg = await renderSVG(spec);
  const over = overOf(svg);
  const { width } = spec as { width?: unknown };
  if (!(over > 0) || typeof width !== "number" || width <= NARROWEST) return svg;
  const above = width - over < NARROW ? namesAbove(spec) : undefined;
  return above === undefined ? fitted(spec, width, over) : fitted(above, width, overOf(await renderSVG(above)));
}

/** The picture with a plot that is narrower by what is over. */
async function fitted(spec: object, width: number, over: number): Promise<string> {
  const narrowed = (own: number, by: number): number => Math.max(NARROWEST, Math.floor(own - by));
  const first = narrowed(width, over);
  const narrow = await renderSVG({ ...spec, width: first });
  if (!(overOf(narrow) > 0)) return narrow;
  // A title that is wider than the plot, or labels at its ends, take room of their own.
  return renderSVG({ ...spec, width: narrowed(first, overOf(narrow)) });
}

/** How much wider than a page a picture is; below 0 where it is narrower. */
function overOf(svg: string): number {
  return Number(/ width="([\d.]+)"/.exec(svg)?.[1]) - PAGE;
}
