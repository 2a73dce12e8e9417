import { createHash } from "node:crypto";
import { basename, dirname, sep } from "node:path";

/** Bytes of a name in a folder, on nearly all systems. */
const LONGEST = 255;

/**
 * The path of a file that lies beside another one and is called after it: its name with `suffix`. Where that is too
 * long for a system, the name is cut, and a hash of it tells it from others that begin alike.
 */
export function nameBeside(path: string, suffix: string): string {
  const name = basename(path);
  return Buffer.byteLength(name + suffix) <= LONGEST ? path + suffix : dirname(path) + sep + shortened(name) + suffix;
}

/** So short that every suffix fits. */
function shortened(name: string): string {
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 16);
  let [cut, length] = ["", 0];
  for (const sign of name) {
    length += Buffer.byteLength(sign);
    if (length > LONGEST / 2) break;
    cut += sign;
  }
  return `${cut}~${hash}`;
}
