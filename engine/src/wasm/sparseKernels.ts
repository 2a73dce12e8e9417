/** The kernels that several threads share; the last parameters of each are the thread and the team. */
export const TEAM_KERNELS = [
  "schurRows",
  "packedCholesky",
  "packedInverse",
  "packedGram",
  "leadTraces",
  "rowTraces",
] as const;

export type TeamKernel = (typeof TEAM_KERNELS)[number];

/** The kernels of sparse systems; addresses of structures are those of the arrays that model/sparseMemory.ts fills. */
export interface SparseKernels {
  schurRows(system: number, lower: number, scratch: number, width: number, thread: number, team: number): void;
  packedCholesky(lower: number, thread: number, team: number): void;
  packedInverse(lower: number, upper: number, thread: number, team: number): void;
  packedGram(upper: number, scratch: number, thread: number, team: number): void;
  packedForward(lower: number, groups: number, x: number): void;
  packedBackward(lower: number, groups: number, x: number): void;
  leadTraces(
    system: number,
    inverse: number,
    rowSums: number,
    levelSums: number,
    scratch: number,
    width: number,
    thread: number,
    team: number,
  ): void;
  packedRowSolve(lower: number, panel: number, groups: number): void;
  rowTraces(
    system: number,
    lower: number,
    term: number,
    blocks: number,
    panel: number,
    scratch: number,
    width: number,
    thread: number,
    team: number,
  ): void;
}
