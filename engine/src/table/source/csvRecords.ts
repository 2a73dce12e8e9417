import { DataError } from "../../errors";
import { papaparse } from "./papaparse";

/**
 * The cells of every line that is not empty, those between blanks by any number of them; a cell in quotes may hold
 * delimiters, line ends and doubled quotes, and blanks before it count for nothing. Where a file mixes line ends, those
 * within cells become "\n".
 * @param source what the text is called in errors. @param comment what a line begins with that is left out
 * @throws for a quote that is not closed, or after which a cell goes on
 */
export function csvRecords(text: string, delimiter: string, source: string, comment?: string): string[][] {
  const remarked = comment === undefined ? text : withoutBlanksBeforeComments(text, comment);
  const spaced = delimiter === " " ? withSingleBlanks(remarked) : remarked;
  const [uniform, newline] = withOneLineEnd(withoutBlanksBeforeQuotes(spaced, delimiter));
  const format = { delimiter, newline, quoteChar: '"', comments: comment ?? false } as const;
  const { data, errors } = papaparse().parse<string[]>(uniform, format);
  if (errors.length > 0) throw wrongQuote(errors[0], uniform, source);
  const last = data.length - 1;
  const inDoubt = data.some((cells, i) => isBlank(cells) && (i < last || uniform.endsWith('""')));
  if (inDoubt && uniform.includes('""')) return withoutEmptyLines(uniform, format);
  return data.filter((cells) => !isBlank(cells));
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0] === "";
}

/** The tokenizer takes a comment for one only where a line begins. */
function withoutBlanksBeforeComments(text: string, comment: string): string {
  const mark = comment.trim().replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  if (mark === "" || !new RegExp(`^[ \\t]+${mark}`, "m").test(text)) return text;
  const indented = new RegExp(`"[^"]*(?:""[^"]*)*"|(^|[\r\n])[ \\t]+(?=${mark})`, "g");
  return text.replace(indented, (part, end?: string) => end ?? part);
}

/** Blanks and tabs beside each other part cells once, as in columns that stand below each other. */
function withSingleBlanks(text: string): string {
  const isEnd = (at: number): boolean => at < 0 || at === text.length || text[at] === "\n" || text[at] === "\r";
  return text.replace(/"[^"]*(?:""[^"]*)*"|[ \t]+/g, (part, at: number) => {
    if (part.startsWith('"')) return part;
    return isEnd(at - 1) || isEnd(at + part.length) ? "" : " ";
  });
}

/** The tokenizer takes a quote for one only where a cell begins. */
function withoutBlanksBeforeQuotes(text: string, delimiter: string): string {
  const separator = delimiter.replace(/[\\^\]-]/, "\\$&");
  const blank = delimiter === " " ? "\t" : delimiter === "\t" ? " " : " \t";
  if (!new RegExp(`[${separator}\r\n][${blank}]+"`).test(text)) return text;
  const quoted = new RegExp(`(^|[${separator}\r\n])[${blank}]*("[^"]*(?:""[^"]*)*")`, "g");
  return text.replace(quoted, "$1$2");
}

/** The tokenizer takes one kind of line end. */
function withOneLineEnd(text: string): [text: string, newline: "\n" | "\r\n" | "\r"] {
  if (!text.includes("\r")) return [text, "\n"];
  if (!text.includes("\n")) return [text, "\r"];
  if (!/\r(?!\n)|(?<!\r)\n/.test(text)) return [text, "\r\n"];
  return [text.replace(/\r\n?/g, "\n"), "\n"];
}

/** A line with one empty cell in quotes is no empty line; only the text tells. */
function withoutEmptyLines(
  text: string,
  format: {
    readonly delimiter: string;
    readonly newline: "\n" | "\r\n" | "\r";
    readonly quoteChar: string;
    readonly comments: string | false;
  },
): string[][] {
  const records: string[][] = [];
  let start = 0;
  papaparse().parse<string[]>(text, {
    ...format,
    step: ({ data, meta: { cursor } }) => {
      if (!isBlank(data) || text[start] === '"') records.push(data);
      start = cursor;
    },
  });
  return records;
}

/** @param index where the cell begins, behind its quote */
function wrongQuote(
  { code, row = 0, index = 0 }: { readonly code: string; readonly row?: number; readonly index?: number },
  text: string,
  source: string,
): DataError {
  const line = `line ${row + 1} of ${source}`;
  if (code === "MissingQuotes") return new DataError(`a quote of a CSV file must be closed; that in ${line} is not`);
  let end = text.indexOf('"', index);
  while (text[end + 1] === '"') end = text.indexOf('"', end + 2);
  return new DataError(
    `a quoted cell of a CSV file ends with its quote; ${line} goes on with ${JSON.stringify(text[end + 1])}`,
  );
}
