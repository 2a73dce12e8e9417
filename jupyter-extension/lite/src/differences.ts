import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { ILauncher } from "@jupyterlab/launcher";

const COMMAND = "mixedmodels:in-the-browser";
/** A page of the site's files, which errors name too. */
const FILE = "in-the-browser.md";
const CATEGORY = "MixedModels";
/** After the tutorials. */
const RANK = 1000;

/** Tells people where they begin what does not work in a page. */
export const differencesPlugin: JupyterFrontEndPlugin<void> = {
  id: "@mixedmodels/lite-kernel:differences",
  autoStart: true,
  optional: [ILauncher, ICommandPalette],
  activate: ({ commands }: JupyterFrontEnd, launcher: ILauncher | null, palette: ICommandPalette | null) => {
    commands.addCommand(COMMAND, {
      label: "What Is Different in the Browser",
      caption: "What does not work in a page, and what to do instead",
      execute: () => commands.execute("docmanager:open", { path: FILE, factory: "Markdown Preview" }),
    });
    launcher?.add({ command: COMMAND, category: CATEGORY, rank: RANK });
    palette?.addItem({ command: COMMAND, category: CATEGORY });
  },
};
