import * as util from "node:util";
import type { Inspect } from "./contract";

export const inspect: Inspect = (value, options) => util.inspect(value, options);
