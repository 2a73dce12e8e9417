type Part = { [key: string]: unknown };

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);

/** Names and axes beside the plots take about so much. */
const BESIDE = 100;
/** A plot that is smaller says nothing. */
const SMALLEST = 70;

/**
 * Makes the plots of a specification of several narrower, so that a row of them has room in `width` pixels; squares
 * stay squares. A specification that the user has rearranged is left as it is.
 */
export function fitPanels(spec: Part, width: number | undefined): void {
  const panels = Array.isArray(spec["concat"]) ? spec["concat"].filter(isPart) : [];
  const widths = panels.map((panel) => panel["width"]);
  if (width === undefined || panels.length === 0 || !widths.every((own) => typeof own === "number" && own > 0)) return;
  const columns = typeof spec["columns"] === "number" ? Math.min(spec["columns"], panels.length) : panels.length;
  const spacing = typeof spec["spacing"] === "number" ? spec["spacing"] : 20;
  const widest = Math.max(...(widths as number[]));
  const room = (width - BESIDE - spacing * (columns - 1)) / columns;
  if (room >= widest) return;
  for (const panel of panels) {
    const own = panel["width"] as number;
    const fitting = Math.min(own, Math.max(SMALLEST, Math.floor((own * room) / widest)));
    if (panel["height"] === own) panel["height"] = fitting;
    panel["width"] = fitting;
  }
}
