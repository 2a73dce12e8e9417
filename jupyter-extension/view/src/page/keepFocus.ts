import { focusedElement } from "./dom";

/** Runs `draw`, which makes buttons anew, and puts the focus on the button in the place of the one that had it. */
export function keepFocus(root: HTMLElement, draw: () => void): void {
  const name = (node: Element | null): string | undefined =>
    node?.getAttribute("aria-label") ?? node?.getAttribute("title") ?? undefined;
  const active = focusedElement();
  const focused = root.contains(active) ? active : null;
  const wanted = focused?.tagName === "BUTTON" ? name(focused) : undefined;
  draw();
  if (wanted === undefined || focused?.isConnected) return;
  const found = [...root.querySelectorAll("button")].find((button) => name(button) === wanted);
  if (found?.disabled) root.querySelector<HTMLElement>("[tabindex]")?.focus();
  else found?.focus();
}
