import { describe } from "engine/table/describe";
import type { PageCheck } from "../pageCheck";
import { fggk21 } from "./fggk21Data";

export function redo(check: PageCheck): void {
  check.described(3, describe(fggk21()));
  const drawn = "the page draws its rows without a seed, so that nobody can draw them again";
  const cells = [4, 5, 6, 7, 9, 10, 11, 12, 14, 16, 18, 19, 20, 21, 22, 23, 24, 25, 27, 28, 29, 31, 32, 33, 34];
  check.leave(drawn, ...cells, ...Array.from({ length: 20 }, (_, i) => 35 + i));
}
