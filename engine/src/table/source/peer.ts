import { FileError } from "../../errors";
import { loadPackage } from "../../platform/loadPackage";

/**
 * Loads an optional package: the user's own copy if the working directory has one, else one beside the engine.
 * @param purpose what needs the package, as the user calls it: "toArrow()"
 */
export function requirePeer(name: string, purpose: string): unknown {
  const found = loadPackage(name);
  if (found === undefined)
    throw new FileError(`${purpose} needs the package ${name}; install it with: npm install ${name}`, name);
  return found;
}
