import { renderSVG } from "./svg";

/** CSS pixels beside the prompts of a printed page: what is wider is cut there. */
const PAGE = 590;
/** Below so many pixels a plot says nothing. */
const NARROWEST = 240;

/** Names beside a plot of a page have so many pixels at most. */
const NAMES = 230;

/**
 * The picture that a notebook holds for pages without our extension: names and legends keep their room, the plot gets
 * what is left of a page; where that is too little, names are shortened. Panels side by side stay as they are.
 */
export async function pagePicture(spec: object): Promise<string> {
  const svg = await renderSVG(spec);
  const over = overOf(svg);
  const { width } = spec as { width?: unknown };
  if (!(over > 0) || typeof width !== "number" || width <= NARROWEST) return svg;
  const narrowed = (own: number, by: number): number => Math.max(NARROWEST, Math.floor(own - by));
  const first = narrowed(width, over);
  const narrow = await renderSVG({ ...spec, width: first });
  if (!(overOf(narrow) > 0)) return narrow;
  // A title that is wider than the plot, or labels at its ends, take room of their own.
  const second = { ...spec, width: narrowed(first, overOf(narrow)) };
  const narrower = await renderSVG(second);
  return overOf(narrower) > 0 ? renderSVG(withShortNames({ ...second, width: NARROWEST })) : narrower;
}

function overOf(svg: string): number {
  return Number(/ width="([\d.]+)"/.exec(svg)?.[1]) - PAGE;
}

/** The specification with texts beside the plot that take no more than {@link NAMES} pixels. */
function withShortNames(spec: object): object {
  const { layer } = spec as { layer?: unknown };
  if (!Array.isArray(layer)) return spec;
  const shortened = layer.map((own: { mark?: { type?: string; limit?: number } }) =>
    own?.mark?.type === "text" && own.mark.limit !== undefined
      ? { ...own, mark: { ...own.mark, limit: Math.min(NAMES, own.mark.limit) } }
      : own,
  );
  return { ...spec, layer: shortened };
}
