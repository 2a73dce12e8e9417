type Part = { [key: string]: unknown };

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);

/** Names and axes beside the plots take about so much. */
const BESIDE = 100;
/** Of a legend, in sizes of its letters: its ramp with numbers, and a letter of its title. */
const LEGEND_LETTERS = 5;
const WIDTH_OF_LETTER = 0.65;
/** Vega cuts longer names, in pixels; beside them stand the title of the axis and some air, in sizes of letters. */
const MOST_OF_NAME = 180;
const NAMES_LETTERS = 4;
/** A plot that is smaller says nothing. */
const SMALLEST = 70;
/** Plots grow up to so many times their own width. */
const WIDEST = 1.6;

/**
 * Makes the plots of a specification of several narrower or wider, so that a row of them fills `width` pixels; squares
 * stay squares, others grow less in height. A specification that the user has rearranged is left as it is.
 */
export function fitPanels(spec: Part, width: number | undefined): void {
  const panels = Array.isArray(spec["concat"]) ? spec["concat"].filter(isPart) : [];
  const widths = panels.map((panel) => panel["width"]);
  if (width === undefined || panels.length === 0 || !widths.every((own) => typeof own === "number" && own > 0)) return;
  const columns = typeof spec["columns"] === "number" ? Math.min(spec["columns"], panels.length) : panels.length;
  const spacing = typeof spec["spacing"] === "number" ? spec["spacing"] : 20;
  const widest = Math.max(...(widths as number[]));
  const beside = Math.max(BESIDE, namesRoom(spec, panels)) + legendRoom(spec, panels);
  const factor = Math.min(WIDEST, (width - beside - spacing * (columns - 1)) / columns / widest);
  for (const panel of panels) {
    const [own, height] = [panel["width"] as number, panel["height"]];
    const fitting = Math.floor(own * factor);
    panel["width"] = factor < 1 ? Math.min(own, Math.max(SMALLEST, fitting)) : fitting;
    if (height === own) panel["height"] = panel["width"];
    else if (factor > 1 && typeof height === "number") panel["height"] = Math.floor(height * Math.sqrt(factor));
  }
}

/** Pixels that the names of levels to the left of the plots take, with the title of their axis. */
function namesRoom(spec: Part, panels: readonly Part[]): number {
  const axis = part(part(spec["config"])["axis"]);
  const letters = typeof axis["labelFontSize"] === "number" ? axis["labelFontSize"] : 11;
  const limit = typeof axis["labelLimit"] === "number" ? axis["labelLimit"] : MOST_OF_NAME;
  const names = encodingsOf(panels).flatMap(({ y }) => {
    const { type, scale } = part(y);
    const { domain } = part(scale);
    return type === "nominal" && Array.isArray(domain) ? domain.map(String) : [];
  });
  const longest = Math.max(0, ...names.map(({ length }) => length));
  return Math.min(limit, WIDTH_OF_LETTER * longest * letters) + NAMES_LETTERS * letters;
}

/** Pixels that a legend to the right of the plots takes: as wide as its title, or as its numbers. */
function legendRoom(spec: Part, panels: readonly Part[]): number {
  const legend = part(part(spec["config"])["legend"]);
  const letters = typeof legend["labelFontSize"] === "number" ? legend["labelFontSize"] : 12;
  const channels = encodingsOf(panels)
    .flatMap((encoding) => Object.values(encoding).filter(isPart))
    .filter((channel) => part(channel["legend"])["orient"] === "right");
  const longest = Math.max(0, ...channels.map(({ title }) => String(title ?? "").length));
  return channels.length === 0 ? 0 : Math.max(LEGEND_LETTERS, WIDTH_OF_LETTER * longest) * letters;
}

function encodingsOf(panels: readonly Part[]): Part[] {
  const layers = panels.flatMap(({ layer }) => (Array.isArray(layer) ? layer.filter(isPart) : []));
  return layers.map(({ encoding }) => part(encoding));
}

function part(value: unknown): Part {
  return isPart(value) ? value : {};
}
