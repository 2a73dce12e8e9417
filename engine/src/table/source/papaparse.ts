/** The tokenizer of CSV files, loaded when it is first used. */
export function papaparse(): typeof import("papaparse") {
  return require("papaparse");
}
