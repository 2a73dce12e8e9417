import type { NotebookPanel } from "./currentNotebook";
import type { TutorialCell } from "./tutorial";

/** The cells of a tutorial that come after the last one that a notebook has: up to the next code cell, or the rest. */
export function nextCells(tutorial: readonly TutorialCell[], present: ReadonlySet<string>): TutorialCell[] {
  const start = tutorial.findLastIndex(({ id }) => present.has(id)) + 1;
  const code = tutorial.findIndex(({ cell_type }, i) => i >= start && cell_type === "code");
  return tutorial.slice(start, code < 0 ? undefined : code + 1);
}

/** Inserts cells below the active one, or before it when it is empty, and makes the last one active. */
export function insertCells({ content }: NotebookPanel, cells: TutorialCell[]): void {
  const { sharedModel } = content.model!;
  const active = sharedModel.cells[content.activeCellIndex];
  const at = content.activeCellIndex + (active === undefined || active.source.trim() === "" ? 0 : 1);
  sharedModel.insertCells(at, cells);
  content.activeCellIndex = at + cells.length - 1;
}
