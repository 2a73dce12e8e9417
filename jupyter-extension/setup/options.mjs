import { statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Problem } from "./problem.mjs";

export const USAGE = `Usage: npm start -- [--execute [--workshop]] [--folder DIR] [--port N] [--no-browser]

  --execute      run the notebooks without JupyterLab, into notebooks/executed/
  --workshop     with --execute: those of the workshop instead; without their data they are skipped
  --folder DIR   folder that JupyterLab opens (default: notebooks/)
  --port N       port of JupyterLab (default: the first free one from 8888)
  --no-browser   only print the URL
  --help         this text`;

const OPTIONS = {
  execute: { type: "boolean", default: false },
  workshop: { type: "boolean", default: false },
  folder: { type: "string" },
  port: { type: "string" },
  "no-browser": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
};

/** Parses with Node's parser, whose first sentence names the offending argument. */
export function parseStrictly(args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    const known = Object.keys(options)
      .map((name) => `--${name}`)
      .join(", ");
    throw new Problem(`${error.message.split(/\. |\n/)[0]}; the options are ${known}.`, { exitCode: 2 });
  }
}

function portNumber(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new Problem(`--port takes a number from 1 to 65535, not '${text}'.`, { exitCode: 2 });
}

/** The folder from the root; npm runs its scripts in that of package.json, and says from where it was called. */
function folderNamed(text) {
  const folder = path.resolve(process.env.INIT_CWD ?? process.cwd(), text);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new Problem(`--folder takes a folder, and '${folder}' is none.`, { exitCode: 2 });
}

/** Options of `npm start`; `port` is undefined when any free one will do. */
export function startOptions(args) {
  const values = parseStrictly(args, OPTIONS);
  if (values.workshop && !values.execute)
    throw new Problem("--workshop belongs to --execute, which runs notebooks without JupyterLab.", { exitCode: 2 });
  return {
    execute: values.execute,
    workshop: values.workshop,
    browser: !values["no-browser"],
    folder: values.folder === undefined ? undefined : folderNamed(values.folder),
    port: values.port === undefined ? undefined : portNumber(values.port),
    help: values.help,
  };
}
