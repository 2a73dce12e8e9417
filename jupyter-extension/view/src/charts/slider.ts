import { element } from "../page/dom";

export interface Slider {
  node: HTMLElement;
  /** Moves it without telling. */
  set(value: number): void;
}

/** A range input over these values, with the present one as text behind it. */
export function slider(
  label: string,
  steps: readonly number[],
  start: number,
  text: (value: number) => string,
  onInput: (value: number) => void,
): Slider {
  const shown = element("output");
  const input = element("input", { type: "range", min: 0, max: steps.length - 1, "aria-label": label });
  const set = (value: number): void => {
    input.value = String(steps.indexOf(value));
    shown.textContent = text(value);
    input.setAttribute("aria-valuetext", text(value));
  };
  input.addEventListener("input", () => {
    const value = steps[Number(input.value)];
    set(value);
    onInput(value);
  });
  set(start);
  return { node: element("label", { class: "mm-choice" }, element("span", {}, label), input, shown), set };
}
