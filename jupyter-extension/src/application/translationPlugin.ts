import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ITranslator } from "@jupyterlab/translation";
import { speakLanguage } from "./speakLanguage";

const plugin: JupyterFrontEndPlugin<void> = {
  id: "@mixedmodels/jupyterlab:translation",
  description: "Texts of tables and charts in the language of JupyterLab.",
  autoStart: true,
  optional: [ITranslator],
  activate: (_app: JupyterFrontEnd, translator: ITranslator | null) => speakLanguage(translator),
};

export default plugin;
