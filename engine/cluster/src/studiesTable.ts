import { Table } from "mixedmodels";

/** A study as `cluster.studies()` lists it. */
export interface ListedStudy {
  readonly id: string;
  readonly what: string;
  readonly n: number;
  /** Shards that are there, and how many there are in all. */
  readonly done: number;
  readonly all: number;
  readonly waiting: number;
  readonly running: number;
  readonly since: Date;
}

/** Studies as a table, a row each; none where there are none yet. */
export function studiesTable(studies: readonly ListedStudy[]): Table {
  const words = (name: "id" | "what"): string[] => studies.map((study) => study[name]);
  const counts = (name: "n" | "done" | "all" | "waiting" | "running"): Int32Array =>
    Int32Array.from(studies, (study) => study[name]);
  return Table.fromColumns(
    [
      ["id", words("id")],
      ["what", words("what")],
      ["n", counts("n")],
      ["done", counts("done")],
      ["all", counts("all")],
      ["waiting", counts("waiting")],
      ["running", counts("running")],
      ["since", studies.map(({ since }) => since.toISOString())],
    ],
    { caption: "Studies", maxRows: Infinity, ...(studies.length === 0 && { notes: ["There are none."] }) },
  );
}
