/** @jest-environment jsdom */
import { menu } from "view/page/menu";
import { press } from "../support";

const LETTERS = ["Alpha", "Beta", "Gamma"];

function opened(chosen: string[] = []): { box: HTMLElement; list: HTMLElement; opener: HTMLElement } {
  const items = LETTERS.map((name) => ({ name, run: () => void chosen.push(name) }));
  const box = menu("Letters", "Choose a letter", items);
  document.body.replaceChildren(box);
  return { box, list: box.querySelector<HTMLElement>("[role=menu]")!, opener: box.querySelector("button")! };
}

const focused = (): string | null | undefined => document.activeElement?.textContent;

test("arrow keys go around, Home and End to the ends, a letter chooses, Escape gives the button the focus", () => {
  const chosen: string[] = [];
  const { list, opener } = opened(chosen);
  opener.click();
  const places = ["End", "ArrowDown", "ArrowUp", "Home", "ArrowDown"].map((key) => {
    press(document.activeElement!, key);
    return focused();
  });
  expect(places).toEqual(["Gamma", "Alpha", "Gamma", "Alpha", "Beta"]);
  press(document.activeElement!, "Escape");
  expect([list.hidden, opener.getAttribute("aria-expanded"), document.activeElement]).toEqual([true, "false", opener]);
  opener.click();
  press(document.activeElement!, "g");
  expect([chosen, list.hidden]).toEqual([["Gamma"], true]);
});

test.each([
  ["below the button where there is room", { top: 100, bottom: 120 }, false],
  ["above it where there is none below", { top: 700, bottom: 720 }, true],
  ["below where there is none above either", { top: 30, bottom: 50 }, false],
])("it opens %s", (_, place, isUp) => {
  const { list, opener } = opened();
  opener.getBoundingClientRect = () => ({ ...place, right: 300 }) as DOMRect;
  Object.defineProperty(list, "offsetHeight", { value: 150 });
  opener.click();
  expect(list.classList.contains("mm-upwards")).toBe(isUp);
});

test("scrolling the page closes it", () => {
  const { list, opener } = opened();
  opener.click();
  list.dispatchEvent(new Event("scroll"));
  expect(list.hidden).toBe(false);
  document.dispatchEvent(new Event("scroll"));
  expect(list.hidden).toBe(true);
});
