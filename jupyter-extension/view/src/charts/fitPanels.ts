type Part = { [key: string]: unknown };

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);

/** Names and axes beside the plots take about so much. */
const BESIDE = 100;
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
  const factor = Math.min(WIDEST, (width - BESIDE - spacing * (columns - 1)) / columns / widest);
  for (const panel of panels) {
    const [own, height] = [panel["width"] as number, panel["height"]];
    const fitting = Math.floor(own * factor);
    panel["width"] = factor < 1 ? Math.min(own, Math.max(SMALLEST, fitting)) : fitting;
    if (height === own) panel["height"] = panel["width"];
    else if (factor > 1 && typeof height === "number") panel["height"] = Math.floor(height * Math.sqrt(factor));
  }
}
