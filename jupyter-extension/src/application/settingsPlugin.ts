import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { ITranslator } from "@jupyterlab/translation";
import { changeSettings, readSettings } from "mixedmodels-view";
import { speakLanguage } from "./speakLanguage";
import { translatedSchema } from "./translatedSchema";

const ID = "@mixedmodels/jupyterlab:settings";

const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: "Digits, interval level, and theme and size of charts.",
  autoStart: true,
  optional: [ISettingRegistry, ITranslator],
  activate: async (_app: JupyterFrontEnd, registry: ISettingRegistry | null, translator: ITranslator | null) => {
    speakLanguage(translator);
    if (registry === null) return;
    registry.transform(ID, { fetch: (plugin) => ({ ...plugin, schema: translatedSchema(plugin.schema) }) });
    const loaded = await registry.load(ID);
    const apply = (): void => changeSettings(readSettings(loaded.composite));
    loaded.changed.connect(apply);
    apply();
  },
};

export default plugin;
