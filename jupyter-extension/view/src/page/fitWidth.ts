/** From roomy to narrow: less space between columns, then smaller pictures, then none, at last smaller print. */
const STEPS = ["mm-tight", "mm-tighter", "mm-bare", "mm-narrow"];

/** A table of so many pages is scrolled whatever is taken away. */
const FAR = 1.5;

/**
 * Takes away what a table can do without until `scroller` need not be scrolled sideways; what fits is given back. A
 * table that has to be scrolled far all the same keeps its pictures and its print.
 */
export function fitWidth(node: HTMLElement, scroller: HTMLElement): void {
  const fits = (): boolean => scroller.scrollWidth <= scroller.clientWidth + 1;
  node.classList.remove(...STEPS);
  if (scroller.clientWidth === 0 || fits()) return;
  for (const step of STEPS) {
    node.classList.add(step);
    if (fits()) return;
  }
  if (scroller.scrollWidth > FAR * scroller.clientWidth) node.classList.remove(...STEPS.slice(1));
}
