import type { RowFilter, View } from "mixedmodels/page";
import { button, choice, element } from "../page/dom";
import { trans } from "../page/trans";

/**
 * Where the reader chooses which rows are shown: a range of a column of numbers, or what a text contains.
 * @param apply called with the filter, or undefined for all rows
 */
export function filterBar(view: View, apply: (filter: RowFilter | undefined) => void): HTMLElement {
  const inputs = element("span", { class: "mm-filter-inputs" });
  let read: () => RowFilter | undefined = () => undefined;
  const ask = (): void => apply(read());
  const input = (label: string, attributes: { [name: string]: string }): HTMLInputElement => {
    const field = element("input", { "aria-label": label, ...attributes });
    field.addEventListener("change", ask);
    // JupyterLab keeps the Enter key from having its usual effect.
    field.addEventListener("keydown", ({ key }) => key === "Enter" && ask());
    return field;
  };
  const choose = (column: number): void => {
    const { header, format, summary } = view.columns[column];
    if (format) {
      const end = (label: string, value: number | undefined): HTMLInputElement =>
        input(`${header} ${label}`, {
          type: "number",
          step: "any",
          placeholder: value === undefined ? "" : String(Number(value.toPrecision(4))),
        });
      const [least, greatest] = [
        end(trans.__("from"), summary?.quantiles[0]),
        end(trans.__("to"), summary?.quantiles.at(-1)),
      ];
      read = () => {
        const ends = { ...numberIn("least", least), ...numberIn("greatest", greatest) };
        return Object.keys(ends).length === 0 ? undefined : { column, ...ends };
      };
      inputs.replaceChildren(`${trans.__("from")} `, least, ` ${trans.__("to")} `, greatest);
    } else {
      const text = input(trans.__("%1 contains", header), { type: "search" });
      read = () => (text.value === "" ? undefined : { column, contains: text.value });
      inputs.replaceChildren(`${trans.__("contains")} `, text);
    }
  };
  const columns = view.columns.map(
    ({ header }, j) => [String(j), header === "" ? trans.__("row names") : header] as const,
  );
  const clear = (): void => {
    for (const field of inputs.querySelectorAll("input")) field.value = "";
    apply(undefined);
  };
  choose(0);
  return element(
    "div",
    { class: "mm-toolbar mm-filter", role: "group", "aria-label": trans.__("Filter") },
    choice(trans.__("Rows where"), columns, "0", (column) => {
      choose(Number(column));
      apply(undefined);
    }),
    inputs,
    button("Clear", clear),
  );
}

function numberIn<K extends "least" | "greatest">(end: K, { value }: HTMLInputElement): { [key in K]?: number } {
  const number = Number(value);
  return value.trim() === "" || !Number.isFinite(number) ? {} : ({ [end]: number } as { [key in K]: number });
}
