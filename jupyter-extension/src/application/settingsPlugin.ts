import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { changeSettings, readSettings } from "../page/settings";

const ID = "@mixedmodels/jupyterlab:settings";

const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: "Digits, interval level, and theme and size of charts.",
  autoStart: true,
  optional: [ISettingRegistry],
  activate: async (_app: JupyterFrontEnd, registry: ISettingRegistry | null) => {
    const loaded = await registry?.load(ID);
    if (loaded === undefined) return;
    const apply = (): void => changeSettings(readSettings(loaded.composite));
    loaded.changed.connect(apply);
    apply();
  },
};

export default plugin;
