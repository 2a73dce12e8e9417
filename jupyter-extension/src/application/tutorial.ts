/** What the launcher shows of a tutorial. */
export interface TutorialName {
  /** The heading in the launcher under which it stands: "MixedModels" or "Workshop". */
  group: string;
  name: string;
  /** Its first heading. */
  question: string;
}

export interface TutorialCell {
  cell_type: "code" | "markdown";
  id: string;
  metadata: object;
  source: string;
  execution_count?: null;
  outputs?: never[];
}

/** A tutorial that nobody has run, and the files that it reads by their path beside it. */
export interface TutorialText {
  notebook: { cells: TutorialCell[]; metadata: object; nbformat: number; nbformat_minor: number };
  data: { readonly [path: string]: string };
}
