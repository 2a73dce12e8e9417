import { cpSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/** Where npx keeps the packages that it runs; Windows' backslashes count on every system. */
const NPX = /^(.*[\\/]_npx[\\/][^\\/]+[\\/]node_modules)[\\/]/;
/** `pnpm dlx`, `yarn dlx` and `bunx` keep theirs in folders of other forms. */
const OTHERS = /[\\/](?:pnpm(?:-cache)?[\\/]dlx|dlx-[^\\/]+|bunx-[^\\/]+)[\\/]/;
/** What package managers write for themselves. */
const OWN = /^\./;

/** The folder of npx's cache with all packages that `folder`, of one of them, may need; undefined elsewhere. */
export function npxModules(folder: string): string | undefined {
  return NPX.exec(folder)?.[1];
}

/** Whether `folder` is of a program that a package manager runs once and then forgets. */
export function isPassing(folder: string): boolean {
  return OTHERS.test(folder);
}

/** Puts a copy of the packages of `modules` at `target`, in the place of an earlier one. */
export function copyPackages(modules: string, target: string): void {
  const fresh = `${target}.new`;
  try {
    rmSync(fresh, { recursive: true, force: true });
    cpSync(modules, fresh, {
      recursive: true,
      dereference: true,
      filter: (file) => path.dirname(file) !== modules || !OWN.test(path.basename(file)),
    });
    removePackages(target);
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Removes a copy, if there is one. */
export function removePackages(target: string): void {
  try {
    rmSync(target, { recursive: true, force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`cannot remove ${target} (${code}); end the kernels that run, then install again`);
  }
}
