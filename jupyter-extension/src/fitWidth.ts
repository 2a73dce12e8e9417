/** From roomy to narrow: less space between columns, then smaller pictures, then none, at last smaller print. */
const STEPS = ["mm-tight", "mm-tighter", "mm-bare", "mm-narrow"];

/** Takes away what a table can do without until `scroller` need not be scrolled sideways; what fits is given back. */
export function fitWidth(node: HTMLElement, scroller: HTMLElement): void {
  node.classList.remove(...STEPS);
  if (scroller.clientWidth === 0) return;
  for (const step of STEPS) {
    if (scroller.scrollWidth <= scroller.clientWidth + 1) return;
    node.classList.add(step);
  }
}
