import type { JupyterFrontEnd } from "@jupyterlab/application";
import { Notification } from "@jupyterlab/apputils";
import { trans } from "mixedmodels-view";
import { join, writeFresh, writeIfAbsent } from "./freshFile";
import { tutorialText } from "./tutorials";

const KERNEL = "mixedmodels";
/** Shown until the reader closes it; by default JupyterLab only lights the bell in its lowest corner. */
const STAYS = { autoClose: false } as const;

/**
 * Writes a copy of a tutorial and of its data into `folder`, over nothing that is there, and opens it with its kernel.
 */
export async function openTutorial(app: JupyterFrontEnd, name: string, folder: string): Promise<void> {
  const { contents } = app.serviceManager;
  const { notebook, data } = await tutorialText(name);
  for (const [file, text] of Object.entries(data)) {
    if ((await writeIfAbsent(contents, folder, file, text)) === "other") {
      Notification.warning(
        trans.__(
          "The tutorial reads %1, and a file of this name with other content was there already: " +
            "it has been left as it is.",
          join(folder, file),
        ),
        STAYS,
      );
    }
  }
  await openNotebook(
    app,
    await writeFresh(contents, folder, name, ".ipynb", { type: "notebook", format: "json", content: notebook }),
  );
}

/** Opens a notebook with the kernel for mixed models, or says where one reads how that is installed. */
export async function openNotebook(app: JupyterFrontEnd, path: string): Promise<void> {
  const { kernelspecs } = app.serviceManager;
  await kernelspecs.ready;
  const installed = kernelspecs.specs?.kernelspecs[KERNEL] !== undefined;
  if (!installed)
    Notification.warning(
      trans.__(
        "The kernel 'TypeScript (MixedModels)' is not installed here; " +
          "the README of its package, mixedmodels-kernel, says how it is.",
      ),
      STAYS,
    );
  await app.commands.execute("docmanager:open", {
    path,
    factory: "Notebook",
    ...(installed ? { kernel: { name: KERNEL } } : {}),
  });
}
