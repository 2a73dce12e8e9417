import { createRequire } from "node:module";
import { join } from "node:path";
import { FileError } from "../../errors";

/**
 * Loads an optional package: the user's own copy if the working directory has one, else one beside the engine.
 * @param purpose what needs the package, as the user calls it: "toArrow()"
 */
export function requirePeer(name: string, purpose: string): unknown {
  for (const resolve of [createRequire(join(process.cwd(), "package.json")), require]) {
    try {
      return resolve(name);
    } catch (error) {
      if (!isAbsent(name, error)) throw error;
    }
  }
  throw new FileError(`${purpose} needs the package ${name}; install it with: npm install ${name}`, name);
}

function isAbsent(name: string, error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "MODULE_NOT_FOUND" && message.includes(`'${name}'`);
}
