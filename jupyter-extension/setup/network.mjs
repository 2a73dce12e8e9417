import { Problem } from "./problem.mjs";
import { tail } from "./run.mjs";

const SIGNS = [
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/,
  new RegExp(
    "(NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|" +
      "Temporary failure in name resolution|Failed to establish a new connection|Network is unreachable)",
  ),
];

/** What kept an installer from its server, as the installer names it; undefined when it failed for another reason. */
export function networkSign(output) {
  for (const sign of SIGNS) {
    const found = sign.exec(output);
    if (found) return found[1];
  }
  return undefined;
}

/** The problem of an installer (`what`: "npm", "pip") that failed with this output. */
export function installProblem(what, output) {
  const sign = networkSign(output);
  if (sign)
    return new Problem(
      `${what} cannot reach its package server (${sign}): check the network connection, then run the command again.`,
    );
  return new Problem(`${what} failed; its last lines are above.`, { details: tail(output) });
}
