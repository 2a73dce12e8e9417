import { runLab } from "./jupyterLab.mjs";
import { executeAll } from "./notebooks.mjs";
import { startOptions, USAGE } from "./options.mjs";
import { freePort } from "./port.mjs";
import { prepare } from "./prepare.mjs";
import { showProblem } from "./problem.mjs";

async function start(args) {
  const { execute, workshop, folder, port: asked, browser, help } = startOptions(args);
  if (help) return console.log(USAGE);
  const port = execute ? undefined : await freePort(asked);
  await prepare();
  if (execute) await executeAll(workshop);
  else await runLab({ port, browser, folder });
}

/** `npm start`: set-up, then JupyterLab or the notebooks; any failure is a sentence and an exit code. */
export async function launch(args) {
  try {
    await start(args);
  } catch (error) {
    showProblem(error);
    process.exitCode = error.exitCode ?? 1;
  }
}
