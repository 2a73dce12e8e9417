import { readFileSync } from "node:fs";
import { join } from "node:path";

/** F tests of a model by lmerTest; written by test/reference/emptyCells.R. */
export interface EmptyCellsReference {
  readonly cells: keyof typeof absent;
  readonly formula: string;
  readonly tests: {
    readonly [type in "I" | "II" | "III"]: { readonly numdf: number[]; readonly dendf: number[]; readonly F: number[] };
  };
}

export const emptyCellsReference = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "reference", "emptyCells.json"), "utf8"),
) as readonly EmptyCellsReference[];

/** The combinations of a and b that have no row. */
const absent = { none: [], one: ["p u"], diagonal: ["p u", "q v", "r w"], row: ["p u", "p v"] } as const;

const wobble = (k: number): number => Math.round(1000 * Math.sin(12.9898 * k + 4.1414)) / 1000;

/** The rows of emptyCells.R. */
export const crossed = Array.from({ length: 120 }, (_, k) => {
  const [i, j] = [(k * 7 + Math.floor(k / 4)) % 3, (k * 5 + Math.floor(k / 3)) % 3];
  const x = ((k * 37) % 41) / 10;
  const mean = 5 + 0.4 * x + [0, 0.5, 1.2][i] + [0, -0.6, 0.3][j] * (1 + 0.2 * x);
  return {
    a: ["p", "q", "r"][i],
    b: ["u", "v", "w"][j],
    c: ["m", "n"][(k + Math.floor(k / 16)) % 2],
    x,
    g: `g${k % 8}`,
    y: Math.round(1000 * (mean + 0.8 * wobble((k % 8) + 50) + wobble(k))) / 1000,
  };
});

export function withoutCells(cells: EmptyCellsReference["cells"]): typeof crossed {
  return crossed.filter(({ a, b }) => !(absent[cells] as readonly string[]).includes(`${a} ${b}`));
}
