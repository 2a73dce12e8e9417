import { atan } from "engine/math/atan";
import { atan2 } from "engine/math/atan2";
import { cbrt } from "engine/math/cbrt";
import { cos } from "engine/math/cos";
import { exp } from "engine/math/exp";
import { expm1 } from "engine/math/expm1";
import { hypot } from "engine/math/hypot";
import { log } from "engine/math/log";
import { log1p } from "engine/math/log1p";
import { log2 } from "engine/math/log2";
import { log10 } from "engine/math/log10";
import { pow } from "engine/math/pow";
import { sin } from "engine/math/sin";
import { tan } from "engine/math/tan";
import type { BinaryName, UnaryName } from "./argumentStreams";

export const unary: { readonly [name in UnaryName]: (x: number) => number } = {
  log,
  exp,
  log1p,
  expm1,
  cbrt,
  log2,
  log10,
  sin,
  cos,
  tan,
  atan,
};
export const unaryNames = Object.keys(unary) as UnaryName[];
export const binary: { readonly [name in BinaryName]: (x: number, y: number) => number } = { atan2, pow, hypot };
export const binaryNames = Object.keys(binary) as BinaryName[];
