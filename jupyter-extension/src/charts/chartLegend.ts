import { button, element } from "../page/dom";
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
  const items = entries.map(({ name, color }) => {
    const swatch = element("span", { class: "mm-swatch", "aria-hidden": "true" });
    swatch.style.setProperty("background-color", color);
    const node = button(
      "",
      () => {
        if (!hidden.delete(name)) hidden.add(name);
        node.setAttribute("aria-pressed", String(!hidden.has(name)));
        tell();
      },
      { class: "mm-curve", "aria-pressed": "true", title: "Hide or show this curve" },
    );
    node.append(swatch, element("span", {}, name));
    for (const event of ["pointerenter", "focus"]) node.addEventListener(event, () => light(name));
    for (const event of ["pointerleave", "blur"]) node.addEventListener(event, () => light(null));
    return element("li", {}, node);
  });
  return element("ul", { class: "mm-legend", "aria-label": "Curves" }, ...items);
}
