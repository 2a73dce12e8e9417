import ts from "typescript-6";

/** Whether a cell can run as it is, or its author is still writing; then with the indent of the next line. */
export type Completeness = { readonly status: "complete" } | { readonly status: "incomplete"; readonly indent: string };

/** Two empty lines at the end say that it is done. */
const DONE = /(?:^|\n)\s*\n\s*$/;

export function completenessOf(code: string): Completeness {
  if (DONE.test(code)) return { status: "complete" };
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: ts.DiagnosticWithLocation[] };
  const isOpen = parseDiagnostics.some(
    ({ start, messageText }) =>
      start === code.length && typeof messageText === "string" && / expected\.$/.test(messageText),
  );
  return isOpen ? { status: "incomplete", indent: nextIndent(code) } : { status: "complete" };
}

function nextIndent(code: string): string {
  const line = /[^\n]*$/.exec(code)![0];
  const indent = /^\s*/.exec(line)![0];
  return /[{([]\s*$/.test(line) ? `${indent}  ` : indent;
}
