/** What is used of JupyterLab's `TranslationBundle`: texts of the chosen language, with values in place of %1, %2, … */
export interface Words {
  __(text: string, ...values: (string | number)[]): string;
  /** The first text for one thing, the second for n, which is the value %1. */
  _n(one: string, many: string, n: number, ...values: (string | number)[]): string;
}

const filled = (text: string, values: readonly (string | number)[]): string =>
  text.replace(/%(\d)/g, (place, i) => String(values[Number(i) - 1] ?? place));

const ENGLISH: Words = {
  __: (text, ...values) => filled(text, values),
  _n: (one, many, n, ...values) => filled(n === 1 ? one : many, [n, ...values]),
};

let words = ENGLISH;

/** Texts of the extension in the language of JupyterLab; English until JupyterLab has told it, and in pages without. */
export const trans: Words = {
  __: (text, ...values) => words.__(text, ...values),
  _n: (one, many, n, ...values) => words._n(one, many, n, ...values),
};

/** Takes the texts of a language from now on. */
export function speak(language: Words): void {
  words = language;
}
