/** Replaces `length` characters at `start` (offsets in the original text) by `text`, which has no line break. */
export interface Edit {
  start: number;
  length: number;
  text: string;
}

/** A text changed within its lines, which still knows where each position was. */
export class EditedText {
  readonly text: string;
  private readonly edits: readonly Edit[];

  constructor(
    private readonly original: string,
    edits: readonly Edit[],
  ) {
    this.edits = [...edits].sort((a, b) => a.start - b.start);
    let text = "";
    let from = 0;
    for (const edit of this.edits) {
      text += original.slice(from, edit.start) + edit.text;
      from = edit.start + edit.length;
    }
    this.text = text + original.slice(from);
  }

  /** The column (from 0) in the original line of a column in the edited one. */
  originalColumn(line: number, column: number): number {
    const start = lineStart(this.original, line);
    const end = lineStart(this.original, line + 1);
    let shift = 0;
    for (const edit of this.edits) {
      if (edit.start < start || edit.start >= end) continue;
      const editedColumn = edit.start - start + shift;
      if (column <= editedColumn) break;
      if (column < editedColumn + edit.text.length) return edit.start - start;
      shift += edit.text.length - edit.length;
    }
    return Math.max(0, column - shift);
  }
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let i = 0; i < line; i++) {
    const next = text.indexOf("\n", at);
    if (next < 0) return text.length + 1;
    at = next + 1;
  }
  return at;
}
