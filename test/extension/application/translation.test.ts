import { readFileSync } from "node:fs";
import { join } from "node:path";
import { speak, trans } from "view/page/trans";
import { translatedTexts } from "./texts";

const PACKAGE = join(__dirname, "../../../jupyter-extension");
const read = (file: string): unknown => JSON.parse(readFileSync(join(PACKAGE, file), "utf8"));
const { "": head, ...german } = read("jupyterlab_mixedmodels/locale/de_DE/LC_MESSAGES/jupyterlab_mixedmodels.json") as {
  [text: string]: string[];
};

interface Described {
  title?: string;
  description?: string;
}
const settings = read("schema/settings.json") as Described & { properties: { [name: string]: Described } };
const ofSettings = [settings, ...Object.values(settings.properties)]
  .flatMap(({ title, description }) => [title, description])
  .filter((text) => text !== undefined && text !== "MixedModels")
  .map((text) => [text!]);

const placeholders = (text: string): string[] => [...new Set(text.match(/%\d/g))].sort();
/** Those of the values that strfmt gets: in plural forms %1 is the number itself. */
const texts = [...translatedTexts(), ...ofSettings];

test("the German catalogue has every text of the extension, and no other", () => {
  expect([...new Set(texts.map(([text]) => text))].sort()).toEqual(Object.keys(german).sort());
  expect(head).toMatchObject({ domain: "jupyterlab_mixedmodels", language: "de-DE" });
});

test("a translation has the forms and the places of its text, and differs from it", () => {
  for (const forms of texts) {
    const own = german[forms[0]];
    expect(own.map(placeholders)).toEqual(forms.map(placeholders));
    if (!["Filter", "the %1 %2"].includes(forms[0])) expect(own).not.toEqual(forms);
  }
});

test("texts are English with their values in place, until a language is spoken", () => {
  expect(trans.__("rows %1–%2 of %3", "1", 20, "5,000")).toBe("rows 1–20 of 5,000");
  expect([1, 2].map((n) => trans._n("%1 level", "%1 levels", n))).toEqual(["1 level", "2 levels"]);
  speak({
    __: (text, ...values) => german[text][0].replace(/%(\d)/g, (_, i) => String(values[i - 1])),
    _n: (one, _many, n) => german[one][n === 1 ? 0 : 1].replace("%1", String(n)),
  });
  expect(trans.__("rows %1–%2 of %3", "1", 20, "5,000")).toBe("Zeilen 1–20 von 5,000");
  expect([1, 2].map((n) => trans._n("%1 level", "%1 levels", n))).toEqual(["1 Stufe", "2 Stufen"]);
});
