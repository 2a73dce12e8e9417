import { cellSyntax } from "kernel/shared/compiler/cellSyntax";

describe("what a cell says", () => {
  test.each([
    "await (x)",
    "const z = await (p);",
    "await [p]",
    "for await (const x of xs) {}",
    "if (a) { for await (const x of xs) {} }",
    "const y = (await (p)) + 1",
    "await p",
  ])("%s awaits", (source) => {
    expect(cellSyntax(source).awaits).toBe(true);
  });

  test.each([
    "async function f() { await (x) }",
    "const f = async () => { for await (const x of xs) {} }",
    "class A { async m() { await (1) } }",
    "'await (x)'",
  ])("%s does not await", (source) => {
    expect(cellSyntax(source).awaits).toBe(false);
  });

  test.each(["m1", "m1;", "f()", "a === b", "new Map()", "'text'", "await (x)", "1 + 1;;", "a ? b : c"])(
    "%s shows a value",
    (source) => {
      expect(cellSyntax(source).showsValue).toBe(true);
    },
  );

  test.each([
    "const a = 1",
    "a = 1",
    "(a = 1)",
    "a += 1",
    "a ??= b",
    "i++",
    "--i",
    "function f() {}",
    "enum E { A }",
    "x;\ninterface I {}",
    "x;\nfor (;;) {}",
    "",
    "// nothing",
  ])("%s shows nothing", (source) => {
    expect(cellSyntax(source).showsValue).toBe(false);
  });
});

test.each([
  ["const a = 1; let { b, c: [d = 2] } = x; var e;", { a: "const", b: "let", d: "let", e: "let" }],
  ["if (x) { var i = 1; let hidden = 2 } for (var k in o) { const hidden = k }", { i: "let", k: "let" }],
  ["function f() { var hidden = 1 } class C { m() { var hidden } }", { f: "other", C: "other" }],
  ["enum E {} namespace N {} interface I {} type T = 1", { E: "other", N: "other", I: "type", T: "type" }],
  [
    'import d, { a as b } from "m"; import * as n from "m"; import q = require("m")',
    { d: "other", b: "other", n: "other", q: "other" },
  ],
  [
    'import type { A } from "m"; import { type B, c } from "m"; interface D {} const D = 1;',
    { A: "type", B: "type", c: "other", D: "const" },
  ],
  ["declare global { var g: number }", {}],
])("%s declares its names for all cells", (source, names) => {
  expect(Object.fromEntries(cellSyntax(source).declared)).toEqual(names);
});

test.each([
  ["export const a = 1", "       const a = 1"],
  ["export default class A {}", "               class A {}"],
  ["const a = 1; export { a }; a", "const a = 1;               a"],
  ["export default 1 + 1", "               1 + 1"],
  ["namespace N { export const x = 1 }", "namespace N { export const x = 1 }"],
  ["export default function () {}", "export default function () {}"],
  ["export type {\n  T\n};", "             \n   \n  "],
])("%s exports nothing", (source, text) => {
  expect(cellSyntax(source).text).toBe(text);
});
