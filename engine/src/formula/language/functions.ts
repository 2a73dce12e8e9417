import { cbrt } from "../../math/cbrt";
import { cos } from "../../math/cos";
import { exp } from "../../math/exp";
import { expm1 } from "../../math/expm1";
import { log } from "../../math/log";
import { log1p } from "../../math/log1p";
import { log2 } from "../../math/log2";
import { log10 } from "../../math/log10";
import { sin } from "../../math/sin";
import { tan } from "../../math/tan";

/** The functions of one column that a formula may call, named as in Julia and R. */
export const functions: ReadonlyMap<string, (x: number) => number> = new Map([
  ["log", log],
  ["log2", log2],
  ["log10", log10],
  ["log1p", log1p],
  ["exp", exp],
  ["expm1", expm1],
  ["sqrt", Math.sqrt],
  ["cbrt", cbrt],
  ["abs", Math.abs],
  ["abs2", (x: number): number => x * x],
  ["inv", (x: number): number => 1 / x],
  ["sin", sin],
  ["cos", cos],
  ["tan", tan],
  ["sign", Math.sign],
  ["floor", Math.floor],
  ["ceil", Math.ceil],
  ["round", roundHalfToEven],
]);

/** As `round` of Julia and R does. */
function roundHalfToEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
