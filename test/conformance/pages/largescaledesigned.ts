import { describe } from "engine/table/describe";
import { larger } from "../data";
import type { PageCheck } from "../pageCheck";

export function redo(check: PageCheck): void {
  const without = "data that cannot be had (ELP_ldt_trial, version 2 of ELP_ldt_subj)";
  check.leave(without, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 20, 25, 26, 27, 28, 30, 32, 34, 37);
  check.leave("a setting of the page, no result", 24);
  // The mean of a column in single precision.
  check.described(33, describe(larger("ELP_ldt_item")), { texts: false, rounding: 5e-6 });
}
