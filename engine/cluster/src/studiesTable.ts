import { asTable, type Table } from "mixedmodels";

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

/** Studies as a table, a row each. */
export function studiesTable(studies: readonly ListedStudy[]): Table {
  const column = <K extends keyof ListedStudy>(name: K): ListedStudy[K][] => studies.map((study) => study[name]);
  return asTable({
    id: column("id"),
    what: column("what"),
    n: column("n"),
    done: column("done"),
    all: column("all"),
    waiting: column("waiting"),
    running: column("running"),
    since: studies.map(({ since }) => since.toISOString()),
  });
}
