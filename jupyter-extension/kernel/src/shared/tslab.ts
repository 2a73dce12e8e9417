/** The door to tslab: source maps and the host of completions have to be in place before its converter is loaded. */
import "./completionHost";

export type { Converter, ConvertResult, Diagnostic } from "tslab/dist/converter";
export { createConverter, isCompleteCode } from "tslab/dist/converter";
export type { Executor } from "tslab/dist/executor";
export { createExecutor } from "tslab/dist/executor";
export { printQuickInfo } from "tslab/dist/inspect";
export * as jupyter from "tslab/dist/jupyter";
export { positionsOf } from "./sourceMaps";
