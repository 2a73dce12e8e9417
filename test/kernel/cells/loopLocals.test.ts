import { nodePlatform } from "kernel/node/platform";
import { CellCompiler } from "kernel/shared/compiler/cellCompiler";
import ts from "typescript-6";

/** The JavaScript of the last of these cells. */
function javascript(...cells: string[]): string {
  const compiler = new CellCompiler(nodePlatform(__dirname), { bindingOf: (name) => name }, (message) => message);
  const compiled = cells.map((source, i) => {
    const cell = compiler.compile(source, `Cell[${i + 1}]`);
    compiler.keep(cell);
    return cell;
  });
  return compiled.at(-1)!.script;
}

const DECLARED =
  "let s = 0, t = 1, n = 9, word = ''; const xs = [1, 2], floats = new Float64Array(3); " +
  "let any: any; let o = { p: 1 };";

const DOOR = "{ beginLoop: (_, values) => Float64Array.from(values), endLoop() {} }";

/** Runs a compiled cell whose variables are those of a function. */
function run(cell: string, returned: string): unknown {
  const declared = `${DECLARED.replace(": any", "")} var f, g;`;
  const script = javascript(DECLARED, cell);
  return new Function(`${declared} ${script.trim().replace(/\n\/\/#.*$/, "")}(${DOOR}); return ${returned};`)();
}

test.each([
  ["for (let i = 0; i < 5; i++) s += Math.sqrt(i);", "s"],
  ["for (var i = 0, m = 3; i < m; i++) s += i;\ni", "[s, i, m]".replace("i, m", "t, n")],
  ["while (s < n) { s += 2; t *= 2; if (t > 7) break; }", "[s, t]"],
  ["do s++; while (s < 3)", "s"],
  ["for (s of xs) t += s;", "[s, t]"],
  ["for (const x of floats) s += x + xs[0];", "s"],
  ["for (let i = 0; i < 3; i++) { floats[i] = i * t; t++ }", "[...floats, t]"],
  ["out: for (let i = 0; i < 4; i++) { for (;;) { s++; if (s % 2) continue out; break out } }", "s"],
  ["for (let i = 0; i < 3; i++) { let s = 5; s++; t += s }", "[s, t]"],
  ["for (let i = 0; i < 3; i++) word += `a` + i;", "word"],
  ["for (let i = 0; i < 9; i++) [s, t] = [t, s + t];", "[s, t]"],
  ["for (let i = 0; i < 9; i++) { s += i; xs.push(s); }", "xs"],
  ["const f = (x: number): number => x <= 0 ? n : f(x - 1) * 2;\nfor (let i = 0; i < 9; i++) s += f(i);", "s"],
  [
    "function g(x: number) { let y = x; for (let k = 0; k < 3; k++) y *= 2; return y }\n" +
      "for (let i = 0; i < 9; i++) s += g(i);",
    "s",
  ],
  ["for (let i = 0; i < 5000; i++) { s += i; for (let j = 0; j < 3; j++) t += j }", "[s, t]"],
])("%s changes locals, and ends as it is written", (cell, returned) => {
  const expected = new Function(
    `${DECLARED.replace(": any", "")} ${cell.replace(/\ni$/, "").replaceAll(": number", "")}; return ${returned}`,
  )();
  expect(javascript(DECLARED, cell)).toContain("finally");
  if (!cell.includes("var ")) expect(run(cell, returned)).toEqual(expected);
});

test.each([
  ["calls what may be any function", "let f = (x: number) => x;\nfor (let i = 0; i < 5; i++) s += f(i);"],
  ["calls what reads its variable", "const f = (x: number) => x + s;\nfor (let i = 0; i < 5; i++) s += f(i);"],
  ["calls what writes", "function f(x: number) { t = x; return x; }\nfor (let i = 0; i < 5; i++) s += f(i);"],
  ["prints", "for (let i = 0; i < 5; i++) { s += i; console.log(s) }"],
  ["makes a function", "for (let i = 0; i < 5; i++) { s += i; setTimeout(() => s); }"],
  ["awaits", "for (let i = 0; i < 5; i++) { s += i; await null; }"],
  ["converts an object", "for (let i = 0; i < 5; i++) s += any;"],
  ["asks a property", "for (let i = 0; i < 5; i++) s += o.p;"],
  ["walks what is no array", "for (const x of new Set([1])) s += x;"],
  ["destructures", "for (let i = 0; i < 5; i++) ({ p: s } = o);"],
  ["has a Math of its own", "const Math = { sqrt: (x: number) => x };\nfor (let i = 0; i < 5; i++) s += Math.sqrt(i);"],
  ["is within a function and awaits", "async function f() { for (let i = 0; i < 5; i++) { s += i; await null; } }"],
  ["is within a generator and yields", "function* f() { for (let i = 0; i < 5; i++) yield (s += i); }"],
  ["is within a function and calls it", "const f = (n: number) => { for (let i = 0; i < n; i++) { s += i; f(i) } };"],
  ["changes nothing that others see", "for (let i = 0; i < 5; i++) { let own = 0; own += i; }"],
])("a loop that %s stays as it is", (_, cell) => {
  expect(javascript(DECLARED, cell)).not.toContain("finally");
});

/** A function of each kind, with a loop in it that changes what all cells see. */
test.each([
  ["const f = (n: number) => { for (let i = 0; i < n; i++) s += i; };\nf(5);", "s"],
  ["const f = function (n: number) { for (var i = 0, m = n; i < m; i++) s += i; return i; };\nt = f(5);", "[s, t]"],
  ["const f = (n: number) => { while (true) { if (s >= n) return s * 2; s++; } };\nt = f(5);", "[s, t]"],
  ["const f = () => { for (const x of xs) for (s of xs) { if (s > 1) break; t += x * s; } };\nf();", "[s, t]"],
  ["const f = (s: number) => { for (let i = 0; i < 3; i++) { s += i; t += s; } return s };\nt += f(5);", "[s, t]"],
  [
    "const f = () => { var s = 4; for (let i = 0; i < 3; i++) { s += i; t += s } return () => s };\nt += f()();",
    "[s, t]",
  ],
  [
    "const f = class { sum = 0; add() { for (const x of xs) { t += x } return this } };\nnew f().add().add();",
    "[s, t]",
  ],
  [
    "const f = (n?: number[]) => { try { for (let i = 0; i < 5; i++) { t = i; s = n[i] } } catch { s = t } };\nf();",
    "[s, t]",
  ],
  ["for (const x of xs) { const f = () => { for (;;) { s += x; if (s > 5) return } };\nf(); if (x) continue; }", "s"],
])("%s: a loop in a function gives the same", (cell, returned) => {
  expect(javascript(DECLARED, cell)).toContain("finally");
  const plain = ts.transpileModule(cell, { compilerOptions: { target: ts.ScriptTarget.ES2024 } }).outputText;
  const declared = DECLARED.replace(": any", "");
  expect(run(cell, returned)).toEqual(new Function(`${declared} ${plain}; return ${returned};`)());
});

test("what a loop has reached is there when an error ends it", () => {
  const script = javascript(
    DECLARED,
    "let gone: number[] = undefined;\nfor (let i = 0; i < 5; i++) { s = i + 1; s += gone[i] }",
  );
  expect(script).toContain("finally");
  const body = script.trim().replace(/\n\/\/#.*$/, "");
  const state = new Function(
    `${DECLARED.replace(": any", "")} let gone; try { ${body}(${DOOR}); } catch (error) { return [s, error.name] }`,
  )();
  expect(state).toEqual([1, "TypeError"]);
});
