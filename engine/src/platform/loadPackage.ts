import { createRequire } from "node:module";
import { join } from "node:path";
import type { HostError, LoadPackage } from "./contract";

/** Looks from the working directory first. */
export const loadPackage: LoadPackage = (name) => {
  for (const load of [createRequire(join(process.cwd(), "package.json")), require]) {
    try {
      return load(name);
    } catch (error) {
      if (!isAbsent(name, error as HostError)) throw error;
    }
  }
  return undefined;
};

function isAbsent(name: string, { code, message }: HostError): boolean {
  return code === "MODULE_NOT_FOUND" && message.includes(`'${name}'`);
}
