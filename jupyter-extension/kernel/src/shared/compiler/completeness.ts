import ts from "typescript-6";

/** Whether a cell can run, can never run, or its author is still writing; then with the indent of the next line. */
export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

/** Two empty lines at the end say that it is done. */
const DONE = /(?:^|\n)\s*\n\s*$/;
const UNTERMINATED_TEMPLATE = 1160;

export function completenessOf(code: string): Completeness {
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: ts.DiagnosticWithLocation[] };
  if (parseDiagnostics.length === 0) return { status: "complete" };
  const { length } = code.trimEnd();
  const isOpen = ({ start, code: number, messageText }: ts.DiagnosticWithLocation): boolean =>
    number === UNTERMINATED_TEMPLATE ||
    (start >= length && typeof messageText === "string" && / expected\.$/.test(messageText));
  if (!parseDiagnostics.every(isOpen)) return { status: "invalid" };
  return DONE.test(code) ? { status: "complete" } : { status: "incomplete", indent: nextIndent(code) };
}

function nextIndent(code: string): string {
  const line = /[^\n]*$/.exec(code)![0];
  const indent = /^\s*/.exec(line)![0];
  return /[{([]\s*$/.test(line) ? `${indent}  ` : indent;
}
