import { randomBytes } from "node:crypto";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { jupyterEnvironment } from "./environment.mjs";
import { NOTEBOOKS, venvPython } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { INTERRUPTED, run } from "./run.mjs";

function answers(url) {
  return new Promise((resolve) => {
    const request = http.get(url, (response) => resolve(response.resume().statusCode === 200));
    request.on("error", () => resolve(false));
  });
}

/** Starts JupyterLab in a folder, prints its URL as soon as it answers, and stays until it ends. */
export async function runLab({ port, browser, folder = NOTEBOOKS }) {
  const token = process.env.JUPYTER_TOKEN || randomBytes(24).toString("hex");
  const args = [
    "-m",
    "jupyterlab",
    `--ServerApp.root_dir=${folder}`,
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    "--ServerApp.answer_yes=True",
    "--log-level=WARN",
  ];
  if (!browser) args.push("--no-browser");
  if (process.getuid?.() === 0) args.push("--allow-root");
  let ended = false;
  const lab = run(venvPython(), args, {
    cwd: folder,
    env: { ...jupyterEnvironment(), JUPYTER_TOKEN: token },
    show: "everything",
  }).finally(() => (ended = true));
  while (!ended && !(await answers(`http://localhost:${port}/api`))) await sleep(100);
  if (!ended) console.log(`JupyterLab: http://localhost:${port}/lab?token=${token}   (Ctrl-C ends it)`);
  const { status } = await lab.catch((error) => {
    if (error.exitCode !== INTERRUPTED) throw error;
    console.log("JupyterLab has ended.");
    return { status: 0 };
  });
  if (status !== 0) throw new Problem("JupyterLab has ended with an error; its messages are above.");
}
