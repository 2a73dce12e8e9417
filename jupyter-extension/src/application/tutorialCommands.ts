import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, InputDialog, Notification } from "@jupyterlab/apputils";
import { ILauncher } from "@jupyterlab/launcher";
import { currentFolder, currentNotebook } from "./currentNotebook";
import { writeFresh } from "./freshFile";
import { mixedModelsIcon } from "./icon";
import { insertCells, nextCells } from "./nextCell";
import { openNotebook, openTutorial } from "./openTutorial";
import { starterNotebook } from "./starterNotebook";
import { TUTORIALS } from "./tutorialNames.generated";
import { tutorialText } from "./tutorials";

const CATEGORY = "MixedModels";
const OPEN = "mixedmodels:open-tutorial";
const NEXT = "mixedmodels:insert-next-cell";
const NEW = "mixedmodels:new-notebook";

const readable = (name: string): string => name.replaceAll("-", " ");

/** Asks for a tutorial; undefined when the reader changes their mind. */
async function askTutorial(title: string): Promise<string | undefined> {
  const items = TUTORIALS.map(({ name, question }) => `${readable(name)}: ${question}`);
  const { value } = await InputDialog.getItem({ title, items });
  return value === null ? undefined : TUTORIALS[items.indexOf(value)]?.name;
}

/** The tutorial of which a notebook holds cells. */
async function followed(present: ReadonlySet<string>): Promise<string | undefined> {
  for (const { name } of TUTORIALS) {
    if ((await tutorialText(name)).notebook.cells.some(({ id }) => present.has(id))) return name;
  }
  return undefined;
}

async function insertNext(app: JupyterFrontEnd): Promise<void> {
  const panel = currentNotebook(app);
  const model = panel?.content.model;
  if (panel === undefined || !model) return;
  const present = new Set(model.sharedModel.cells.map(({ id }) => id));
  const name = (await followed(present)) ?? (await askTutorial("Which tutorial do you follow?"));
  if (name === undefined) return;
  const cells = nextCells((await tutorialText(name)).notebook.cells, present);
  if (cells.length === 0) Notification.info(`This notebook holds the tutorial ${readable(name)} to its end.`);
  else insertCells(panel, cells);
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: "@mixedmodels/jupyterlab:tutorials",
  description: "Tutorials of mixed models in the launcher, and commands to follow them.",
  autoStart: true,
  optional: [ILauncher, ICommandPalette],
  activate: (app: JupyterFrontEnd, launcher: ILauncher | null, palette: ICommandPalette | null) => {
    const { commands } = app;
    const questionOf = (name: unknown): string | undefined =>
      TUTORIALS.find((tutorial) => tutorial.name === name)?.question;
    commands.addCommand(OPEN, {
      label: ({ tutorial, isPalette }) =>
        tutorial === undefined
          ? "Open a Tutorial…"
          : isPalette
            ? `Open the Tutorial: ${questionOf(tutorial)}`
            : readable(String(tutorial)),
      caption: ({ tutorial }) => questionOf(tutorial) ?? "Open a copy of a tutorial in the current folder",
      icon: mixedModelsIcon,
      execute: async ({ tutorial, cwd }) => {
        const name = tutorial === undefined ? await askTutorial("Open a tutorial") : String(tutorial);
        if (name !== undefined) await openTutorial(app, name, typeof cwd === "string" ? cwd : currentFolder(app));
      },
    });
    commands.addCommand(NEXT, {
      label: "Insert the Tutorial's Next Cell",
      caption: "Insert what comes next in the tutorial that this notebook follows",
      isEnabled: () => currentNotebook(app) !== undefined,
      execute: () => insertNext(app),
    });
    commands.addCommand(NEW, {
      label: "New Mixed-Model Notebook",
      caption: "Start a notebook with data and a model",
      icon: mixedModelsIcon,
      execute: async ({ cwd }) => {
        const folder = typeof cwd === "string" ? cwd : currentFolder(app);
        await openNotebook(
          app,
          await writeFresh(app.serviceManager.contents, folder, "mixed-model", ".ipynb", {
            type: "notebook",
            format: "json",
            content: starterNotebook(),
          }),
        );
      },
    });
    for (const [rank, { name }] of TUTORIALS.entries()) {
      launcher?.add({ command: OPEN, category: CATEGORY, rank, args: { tutorial: name } });
      palette?.addItem({ command: OPEN, category: CATEGORY, args: { tutorial: name, isPalette: true } });
    }
    for (const command of [NEXT, NEW]) palette?.addItem({ command, category: CATEGORY });
  },
};

export default plugin;
