#!/usr/bin/env node
import { parseArgs } from "node:util";
import { type InstallTarget, installKernelSpec, KERNEL_NAME } from "./kernelspec";
import { kernelVersion } from "./version";

const HELP = `mixedmodels-kernel: the Jupyter kernel "TypeScript (MixedModels)"

Usage: mixedmodels-kernel install [--user | --sys-prefix | --prefix DIR]

  --user         for the current user (the default)
  --sys-prefix   for the active Python or its virtual environment
  --prefix DIR   below DIR/share/jupyter
  --help         this text
  --version      the version of the kernel
`;

const OPTIONS = {
  user: { type: "boolean" },
  "sys-prefix": { type: "boolean" },
  prefix: { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

function run(args: string[]): string {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.version) return `${kernelVersion()}\n`;
  if (values.help || args.length === 0) return HELP;
  const [command, ...extra] = positionals;
  if (command !== "install" || extra.length > 0)
    throw new Error(`unknown command '${positionals.join(" ")}'; the only command is install`);
  const targets: InstallTarget[] = [];
  if (values.user) targets.push({ kind: "user" });
  if (values["sys-prefix"]) targets.push({ kind: "sys-prefix" });
  if (values.prefix !== undefined) targets.push({ kind: "prefix", folder: values.prefix });
  if (targets.length > 1) throw new Error("--user, --sys-prefix and --prefix exclude each other; give one of them");
  return `kernel ${KERNEL_NAME} installed in ${installKernelSpec(targets[0] ?? { kind: "user" })}\n`;
}

try {
  process.stdout.write(run(process.argv.slice(2)));
} catch (error) {
  const [sentence] = (error as Error).message.split(/\. |\n/);
  process.stderr.write(`mixedmodels-kernel: ${sentence}\n`);
  process.exitCode = 2;
}
