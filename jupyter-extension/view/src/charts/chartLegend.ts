import { button, element, svgElement } from "../page/dom";
import { trans } from "../page/trans";
import type { LegendEntry, Picked } from "./interactiveSpec";

/** The names of the curves: pointing at one dims the others, a click hides it and shows it again. */
export function chartLegend(entries: readonly LegendEntry[], onPick: (picked: Picked) => void): HTMLElement {
  const hidden = new Set<string>();
  let lit: string | null = null;
  const tell = (): void => onPick({ hidden: [...hidden], lit: lit !== null && hidden.has(lit) ? null : lit });
  const light = (name: string | null): void => {
    lit = name;
    tell();
  };
  const items = entries.map(({ name, color, dash }) => {
    const swatch = dash === undefined ? square(color) : line(color, dash);
    const node = button(
      "",
      () => {
        if (!hidden.delete(name)) hidden.add(name);
        node.setAttribute("aria-pressed", String(!hidden.has(name)));
        tell();
      },
      { class: "mm-curve", "aria-pressed": "true", title: trans.__("Hide or show this curve") },
    );
    node.append(swatch, element("span", {}, name));
    for (const event of ["pointerenter", "focus"]) node.addEventListener(event, () => light(name));
    for (const event of ["pointerleave", "blur"]) node.addEventListener(event, () => light(null));
    return element("li", {}, node);
  });
  return element("ul", { class: "mm-legend", "aria-label": trans.__("Curves") }, ...items);
}

function square(color: string): HTMLElement {
  const swatch = element("span", { class: "mm-swatch", "aria-hidden": "true" });
  swatch.style.setProperty("background-color", color);
  return swatch;
}

/** A piece of the curve's line, by which it is known without its colour. */
function line(color: string, dash: readonly number[]): SVGElement {
  return svgElement(
    "svg",
    { class: "mm-dash", viewBox: "0 0 30 12", "aria-hidden": "true" },
    svgElement("line", {
      x1: 1,
      x2: 29,
      y1: 6,
      y2: 6,
      stroke: color,
      "stroke-width": 2.4,
      "stroke-dasharray": dash.join(" "),
    }),
  );
}
