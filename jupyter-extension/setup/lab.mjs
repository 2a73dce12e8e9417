import { randomBytes } from "node:crypto";
import http from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./fail.mjs";
import { notebooksFolder, venvPython } from "./layout.mjs";
import { run } from "./run.mjs";

/** @param {number} port @param {string} host @returns {Promise<string | undefined>} the error's code when one cannot listen there */
function listenTrouble(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}

/** @param {number} port */
export async function requireFreePort(port) {
  const troubles = [await listenTrouble(port, "127.0.0.1"), await listenTrouble(port, "::1")];
  if (troubles.includes("EADDRINUSE")) throw new Failure(`Port ${port} is taken; choose another one with npm start -- --port N.`);
  if (troubles.includes("EACCES")) throw new Failure(`Port ${port} is not allowed for this user; choose one above 1023 with npm start -- --port N.`);
}

/** @param {string} url */
function answers(url) {
  return new Promise((resolve) => {
    const request = http.get(url, (response) => resolve(response.resume().statusCode === 200));
    request.on("error", () => resolve(false));
  });
}

/** Starts JupyterLab, prints its URL when it answers, and returns its exit code when it has ended. @param {{ port: number, browser: boolean }} options */
export async function startLab({ port, browser }) {
  const token = process.env.JUPYTER_TOKEN || randomBytes(24).toString("hex");
  const args = ["-m", "jupyterlab", `--ServerApp.root_dir=${notebooksFolder}`, `--port=${port}`, "--ServerApp.port_retries=0", "--ServerApp.base_url=/", "--log-level=WARN"];
  if (!browser) args.push("--no-browser");
  if (process.getuid?.() === 0) args.push("--allow-root");
  // Ctrl-C goes to this process alone, which asks JupyterLab to end its kernels and itself; by itself JupyterLab would ask back.
  const detached = process.platform !== "win32";
  const env = { JUPYTER_TOKEN: token, JUPYTER_PREFER_ENV_PATH: "1" };
  let ended = false;
  const lab = run(venvPython, args, { cwd: notebooksFolder, env, show: true, detached }).finally(() => (ended = true));

  while (!ended && !(await answers(`http://localhost:${port}/api`))) await sleep(100);
  if (!ended) console.log(`JupyterLab: http://localhost:${port}/lab?token=${token}   (Ctrl-C ends it)`);
  const { code, interrupted } = await lab;
  if (interrupted) {
    console.log("JupyterLab has ended.");
    return 0;
  }
  if (code !== 0) throw new Failure("JupyterLab has ended with an error; its output stands above.");
  return 0;
}
