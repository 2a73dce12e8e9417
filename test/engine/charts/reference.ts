import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Modes {
  levels: string[];
  /** Per effect. */
  modes: number[][];
  stddevs: number[][];
}

/** What R computes of the models that the pictures show, as pictures.R in test/reference writes it. */
export const pictures = JSON.parse(readFileSync(join(__dirname, "..", "..", "reference", "pictures.json"), "utf8")) as {
  sleepstudy: Modes;
  plate: Modes;
  within: { levels: string[]; intercept: number[]; slope: number[] };
  quantiles: number[];
  residuals: number[];
  local: { at: number[]; y: number[] };
  /** z[i][j] is the density at x[i], y[j]. */
  density: { x: number[]; y: number[]; z: number[][] };
};
