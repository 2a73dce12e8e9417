/**
 * The door to tslab. An entry gives the compiler its source maps (sourceMaps.ts) and its host of completions
 * (completionHost.ts) before it loads this, and with it tslab's converter.
 */
export type { Converter, ConvertResult, Diagnostic } from "tslab/dist/converter";
export { createConverter, isCompleteCode } from "tslab/dist/converter";
export type { Executor } from "tslab/dist/executor";
export { createExecutor } from "tslab/dist/executor";
export { printQuickInfo } from "tslab/dist/inspect";
export * as jupyter from "tslab/dist/jupyter";
export { positionsOf } from "./sourceMaps";
