/** @jest-environment jsdom */
import { fitWidth } from "view/page/fitWidth";

/** A table that gets narrower by 100 pixels at each step, in a page of this width. */
function fitted(page: number, table: number): string {
  const node = document.createElement("section");
  const scroller = document.createElement("div");
  Object.defineProperties(scroller, {
    clientWidth: { get: () => page },
    scrollWidth: { get: () => Math.max(page, table - 100 * node.classList.length) },
  });
  fitWidth(node, scroller);
  return node.className;
}

test("a table gives up as little as the page asks for", () => {
  expect(fitted(800, 700)).toBe("");
  expect(fitted(650, 700)).toBe("mm-tight");
  expect(fitted(500, 700)).toBe("mm-tight mm-tighter");
  expect(fitted(400, 700)).toBe("mm-tight mm-tighter mm-bare");
  expect(fitted(300, 700)).toBe("mm-tight mm-tighter mm-bare mm-narrow");
});

test("one that has to be scrolled far anyway keeps its pictures", () => {
  expect(fitted(210, 700)).toBe("mm-tight mm-tighter mm-bare mm-narrow");
  expect(fitted(190, 700)).toBe("mm-tight");
});

test("out of sight nothing is taken away", () => {
  expect(fitted(0, 700)).toBe("");
});
