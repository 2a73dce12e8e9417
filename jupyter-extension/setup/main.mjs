import { executeNotebooks, notebooks } from "./execute.mjs";
import { guarded } from "./fail.mjs";
import { requireFreePort, startLab } from "./lab.mjs";
import { startOptions } from "./options.mjs";
import { setUp } from "./steps.mjs";

const HELP = `npm start [-- options]   sets everything up, then opens JupyterLab on the tutorial notebooks

  --port N       the port of JupyterLab (8888)
  --no-browser   only print the URL
  --execute      instead of JupyterLab: run the notebooks, write them and HTML pages to notebooks/executed/
  --help         this text
`;

/** `npm start`. @param {string[]} args */
export function main(args) {
  return guarded(async () => {
    const options = startOptions(args);
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    if (!options.execute) await requireFreePort(options.port);
    await setUp();
    if (!options.execute) return startLab(options);
    const results = await executeNotebooks(notebooks());
    return results.some((result) => result.failure) ? 1 : 0;
  });
}
