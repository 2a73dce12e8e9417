import path from "node:path";
import { ROOT } from "../../jupyter-extension/setup/paths.mjs";
import { prepare } from "../../jupyter-extension/setup/prepare.mjs";
import { showProblem } from "../../jupyter-extension/setup/problem.mjs";
import { run } from "../../jupyter-extension/setup/run.mjs";

/**
 * `npm run test:long`: set-up, then properties are tried with many more inputs, from another seed each time, and more
 * faults are made.
 * @param args - for jest
 */
export async function main(args) {
  try {
    await prepare();
    const jest = path.join(ROOT, "node_modules", "jest", "bin", "jest.js");
    const config = path.join(ROOT, "test", "long", "jest.config.cjs");
    const env = { ...process.env, MIXEDMODELS_LONG: "1" };
    const { status } = await run(process.execPath, [jest, "--ci", "--config", config, ...args], {
      env,
      show: "everything",
    });
    process.exitCode = status;
  } catch (error) {
    showProblem(error);
    process.exitCode = error.exitCode ?? 1;
  }
}
