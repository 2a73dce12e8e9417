import type { PageCheck } from "../pageCheck";
import { ageMeans, fggk21 } from "./fggk21Data";

export function redo(check: PageCheck): void {
  check.table(6, ageMeans(fggk21()));
}
