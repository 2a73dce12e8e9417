import { describe } from "engine/table/describe";
import type { PageCheck } from "../pageCheck";
import { fggk21 } from "./fggk21Data";

export function redo(check: PageCheck): void {
  check.described(3, describe(fggk21()));
}
