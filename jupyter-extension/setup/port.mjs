import net from "node:net";
import { Problem } from "./problem.mjs";

const FIRST = 8888;
const TRIED = 50;

function listenCode(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** Why JupyterLab cannot listen on a port: the system's code, or undefined when it can. */
async function obstacle(port) {
  const codes = [await listenCode(port, "127.0.0.1"), await listenCode(port, "::1")];
  return codes.find((code) => code === "EADDRINUSE" || code === "EACCES");
}

/** The port asked for, if it is free; else the first free one. */
export async function freePort(asked) {
  if (asked !== undefined) {
    const code = await obstacle(asked);
    if (code === undefined) return asked;
    const why = code === "EACCES" ? "needs an administrator's rights" : "is taken by another program";
    throw new Problem(`Port ${asked} ${why}: give another with --port N, or leave the option out.`);
  }
  for (let port = FIRST; port < FIRST + TRIED; port++) {
    if ((await obstacle(port)) === undefined) return port;
  }
  throw new Problem(`The ports ${FIRST} to ${FIRST + TRIED - 1} are all taken: give another with --port N.`);
}
