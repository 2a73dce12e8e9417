import { inspect as inspectOfNode } from "node-inspect-extracted";
import type { Inspect } from "../contract";

/** Node's own, as a package. */
export const inspect: Inspect = (value, options) => inspectOfNode(value, options);
