import { readFileSync } from "node:fs";
import path from "node:path";
import { nodePlatform } from "kernel/node/platform";
import { CellProgram } from "kernel/shared/compiler/cellProgram";
import type { CompilerFiles } from "kernel/shared/compiler/compilerFiles";
import { LibraryParts } from "kernel/shared/compiler/libraryParts";
import { builtinNames, splitLibraries } from "kernel/shared/compiler/splitLibraries";
import ts from "typescript-6";

const { files, compilerFolder } = nodePlatform(__dirname);
const inParts = (): CellProgram => new CellProgram(compilerFolder, files);
const whole = (): CellProgram => {
  const read: CompilerFiles = { ...files, splitLibraries: () => undefined };
  return new CellProgram(compilerFolder, read);
};

/** What the compiler says of a cell. */
interface Said {
  /** The type of each expression, and which of its signatures each call takes. */
  readonly types: readonly string[];
  readonly complaints: readonly string[];
}

const WHOLE = ts.TypeFormatFlags.NoTruncation;

function said(cells: CellProgram, cell: string): Said {
  const program = cells.programOf(`\n${cell}\nexport {};`);
  const source = program.getSourceFile(cells.file)!;
  const checker = program.getTypeChecker();
  const types: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpression(node) || ts.isTypeNode(node))
      types.push(`${node.getText(source)}: ${checker.typeToString(checker.getTypeAtLocation(node), undefined, WHOLE)}`);
    const signature = ts.isCallLikeExpression(node) ? checker.getResolvedSignature(node) : undefined;
    if (signature) types.push(`${node.getText(source)}: ${checker.signatureToString(signature, undefined, WHOLE)}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  const complaints = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  return { types, complaints };
}

/** Cells with a line between them. */
const CELLS = readFileSync(path.join(__dirname, "libraryCells.txt"), "utf8").trim().split("\n\n");

/** Numbers from 0 to 1 of a seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test("what is read in parts means the same as the whole library", () => {
  const next = random(20_250);
  const shuffled = CELLS.map((cell) => ({ cell, place: next() })).sort((a, b) => a.place - b.place);
  const read = { parts: inParts(), whole: whole() };
  let numRefused = 0;
  for (const { cell } of shuffled) {
    const [found, expected] = [said(read.parts, cell), said(read.whole, cell)];
    // What is complained of is read again with all there is: then names that are near are known too.
    if (expected.complaints.length === 0) expect({ cell, ...found }).toEqual({ cell, ...expected });
    else expect([cell, found.complaints.length]).toEqual([cell, expected.complaints.length]);
    numRefused += Math.sign(found.complaints.length);
  }
  expect(numRefused).toBeGreaterThan(1);
  read.parts.readWhole();
  read.whole.readWhole();
  for (const { cell } of shuffled.slice(0, 12))
    expect({ cell, ...said(read.parts, cell) }).toEqual({ cell, ...said(read.whole, cell) });
});

test("cells alone mean the same", () => {
  const all = whole();
  for (const cell of CELLS.filter((_, i) => i % 3 === 0)) {
    const expected = said(all, cell);
    if (expected.complaints.length === 0) expect({ cell, ...said(inParts(), cell) }).toEqual({ cell, ...expected });
  }
});

test("a cell reads what it names and what that names, and no more", () => {
  const parts = new LibraryParts(files.splitLibraries()!, ["es2023"]);
  const [first] = parts.texts;
  expect(first).toContain("interface Array<T> {");
  expect(first).not.toContain("Float64Array");
  expect(parts.ask(["Array", "nowhere"])).toBe(false);
  expect(parts.ask(["WeakSet"])).toBe(true);
  expect(parts.texts[1]).toContain("interface WeakSetConstructor");
  expect(parts.texts[1]).not.toContain("interface Array<T>");
  expect(parts.ask(["WeakSet", "WeakSetConstructor"])).toBe(false);
  // All that a namespace has may be reached by its name.
  expect(parts.ask(["Intl"])).toBe(true);
  for (const member of ["PluralRules", "ListFormat", "getCanonicalLocales"]) expect(parts.texts[2]).toContain(member);
  expect(parts.askAll()).toBe(true);
  expect(parts.ask(["Atomics", "globalThis"])).toBe(false);
  expect(parts.libraries).toContain("es2015.core");
  expect(parts.texts.join("\n")).not.toContain("isSubsetOf");
});

test("libraries are split by the names of their statements, and of those within namespaces of types", () => {
  const texts = new Map([
    ["one", "/** Said. */\ninterface A { b: B; a: A } declare var A: AMaker;\ninterface AMaker { new (): A }"],
    ["two", '/// <reference lib="one" />\ninterface A { c: N.C } interface B {} declare function f(b: B): void;'],
    [
      "three",
      "declare namespace N { interface C { d: D } interface D {} const e: C }\ndeclare namespace F { function g(): B }",
    ],
    ["four", "export {}; declare global { interface A { d: B } }"],
    ["five", "declare namespace N { function h(): void }"],
  ]);
  const { references, parts, modules, builtin } = splitLibraries(
    texts,
    builtinNames('getGlobalType(\n"A", 0); getGlobalBuiltinTypes(["B", "Unknown"], 1)'),
  );
  expect(references).toEqual({ one: [], two: ["one"], three: [], four: [], five: [] });
  expect(parts.map(({ library, name, namespace, needs }) => [library, name, namespace ?? "", needs.join()])).toEqual([
    ["one", "A", "", "B"],
    ["one", "A", "", "AMaker"],
    ["one", "AMaker", "", "A"],
    ["two", "A", "", "C"],
    ["two", "B", "", ""],
    ["two", "f", "", "B"],
    ["three", "C", "N", "D"],
    ["three", "D", "N", ""],
    ["three", "e", "N", "C"],
    ["three", "F", "", "B"],
    ["five", "h", "N", ""],
  ]);
  expect(parts[0]!.text).toBe("interface A {\nb: B;\na: A;\n}");
  expect(modules).toEqual({ four: ["A", "B"] });
  expect(builtin).toEqual(["A", "B"]);
});
