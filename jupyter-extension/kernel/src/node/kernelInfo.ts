import { kernelInfo } from "../shared/hosts/kernelInfo";
import { kernelVersion } from "./version";

/** Content of the `kernel_info_reply`. */
export function nodeKernelInfo(): Record<string, unknown> {
  // The compiler itself is not loaded for its version.
  const { version } = require("typescript-6/package.json") as { version: string };
  return kernelInfo(kernelVersion(), version, `Node ${process.versions.node}`);
}
