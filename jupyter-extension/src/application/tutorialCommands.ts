import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, InputDialog, Notification } from "@jupyterlab/apputils";
import { ILauncher } from "@jupyterlab/launcher";
import { ITranslator } from "@jupyterlab/translation";
import { trans } from "mixedmodels-view";
import { currentFolder, currentNotebook } from "./currentNotebook";
import { writeFresh } from "./freshFile";
import { mixedModelsIcon, tutorialIcon } from "./icon";
import { insertCells, nextCells } from "./nextCell";
import { openNotebook, openTutorial } from "./openTutorial";
import { speakLanguage } from "./speakLanguage";
import { starterNotebook } from "./starterNotebook";
import { TUTORIALS } from "./tutorialNames.generated";
import { tutorialText } from "./tutorials";

const CATEGORY = "MixedModels";
/** Above the notebooks of all kernels, which have 0. */
const FIRST = -1;
/** Milliseconds in which a sentence is read. */
const TO_READ = 10_000;
/** … and the workshop's below them. */
const SECOND = -0.5;
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

/** Says that a tutorial is at its end, and what one can go on with. */
function tellEnd(name: string): void {
  const ended = TUTORIALS.findIndex((tutorial) => tutorial.name === name);
  const next = TUTORIALS[ended + 1];
  const end = trans.__("This notebook holds the tutorial '%1' to its end.", readable(name));
  const sentence = next === undefined ? end : `${end} ${trans.__("The next one is '%1'.", readable(next.name))}`;
  // Without a time JupyterLab only lights the bell in its lowest corner.
  Notification.info(sentence, { autoClose: TO_READ });
}

async function insertNext(app: JupyterFrontEnd): Promise<void> {
  const panel = currentNotebook(app);
  const model = panel?.content.model;
  if (panel === undefined || !model) return;
  const present = new Set(model.sharedModel.cells.map(({ id }) => id));
  const name = (await followed(present)) ?? (await askTutorial(trans.__("Which tutorial do you follow?")));
  if (name === undefined) return;
  const tutorial = (await tutorialText(name)).notebook.cells;
  const cells = nextCells(tutorial, present);
  if (cells.length > 0) insertCells(panel, cells);
  if (nextCells(tutorial, new Set([...present, ...cells.map(({ id }) => id)])).length === 0) tellEnd(name);
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: "@mixedmodels/jupyterlab:tutorials",
  description: "Tutorials of mixed models in the launcher, and commands to follow them.",
  autoStart: true,
  optional: [ILauncher, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
  ) => {
    speakLanguage(translator);
    const { commands } = app;
    const questionOf = (name: unknown): string | undefined =>
      TUTORIALS.find((tutorial) => tutorial.name === name)?.question;
    commands.addCommand(OPEN, {
      label: ({ tutorial, isPalette }) =>
        tutorial === undefined
          ? trans.__("Open a Tutorial…")
          : isPalette
            ? trans.__("Open the Tutorial: %1", questionOf(tutorial) ?? "")
            : (questionOf(tutorial) ?? ""),
      caption: ({ tutorial }) =>
        tutorial === undefined
          ? trans.__("Open a copy of a tutorial in the current folder")
          : trans.__("Open a copy of the tutorial '%1' in this folder", readable(String(tutorial))),
      icon: ({ tutorial }) => tutorialIcon(tutorial),
      execute: async ({ tutorial, cwd }) => {
        const name = tutorial === undefined ? await askTutorial(trans.__("Open a tutorial")) : String(tutorial);
        if (name !== undefined) await openTutorial(app, name, typeof cwd === "string" ? cwd : currentFolder(app));
      },
    });
    commands.addCommand(NEXT, {
      label: trans.__("Insert the Tutorial's Next Cell"),
      caption: trans.__("Insert what comes next in the tutorial that this notebook follows"),
      isEnabled: () => currentNotebook(app) !== undefined,
      execute: () => insertNext(app),
    });
    commands.addCommand(NEW, {
      label: trans.__("New Mixed-Model Notebook"),
      caption: trans.__("Start a notebook with data and a model"),
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
    for (const [rank, { group, name }] of TUTORIALS.entries()) {
      const categoryRank = group === CATEGORY ? FIRST : SECOND;
      launcher?.add({ command: OPEN, category: group, categoryRank, rank, args: { tutorial: name } });
      palette?.addItem({ command: OPEN, category: CATEGORY, args: { tutorial: name, isPalette: true } });
    }
    for (const command of [NEXT, NEW]) palette?.addItem({ command, category: CATEGORY });
  },
};

export default plugin;
