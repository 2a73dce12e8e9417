import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ITranslator } from "@jupyterlab/translation";
import { speak } from "../page/trans";

/** Where language packs and the package's own catalogues have the texts of this extension. */
const DOMAIN = "jupyterlab_mixedmodels";

const plugin: JupyterFrontEndPlugin<void> = {
  id: "@mixedmodels/jupyterlab:translation",
  description: "Texts of tables, charts and commands in the language of JupyterLab.",
  autoStart: true,
  optional: [ITranslator],
  activate: (_app: JupyterFrontEnd, translator: ITranslator | null) => {
    if (translator) speak(translator.load(DOMAIN));
  },
};

export default plugin;
