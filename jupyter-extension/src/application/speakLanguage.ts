import type { ITranslator } from "@jupyterlab/translation";
import { speak } from "mixedmodels-view";

/** Where language packs and the package's own catalogues have the texts of this extension. */
const DOMAIN = "jupyterlab_mixedmodels";

/** Takes the language of JupyterLab; every plugin that has texts does so, as any may be the first. */
export function speakLanguage(translator: ITranslator | null): void {
  if (translator) speak(translator.load(DOMAIN));
}
