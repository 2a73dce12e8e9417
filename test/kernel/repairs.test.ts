import { cellFacts, repairShorthand } from "kernel/shared/repairs";

describe("repairShorthand", () => {
  test.each([
    ["const t = { s };", "const t = { s: s };"],
    ["f({ s, t, u: 1 })", "f({ s: s, t: t, u: 1 })"],
    ["({ a: { s } })", "({ a: { s: s } })"],
    ["({ s = 1 } = t)", "({ s: s = 1 } = t)"],
    ["const g = () => ({ σ });", "const g = () => ({ σ: σ });"],
  ])("%s", (source, repaired) => {
    expect(repairShorthand(source).text).toBe(repaired);
  });

  test.each(["const { s } = t;", "import { s } from 'm';", "export { s };", "f({ s: 1 })", "`{ s }`", "// { s }"])(
    "leaves %s",
    (source) => {
      expect(repairShorthand(source).text).toBe(source);
    },
  );

  test("keeps __proto__ a property of its own", () => {
    expect(repairShorthand("({ __proto__ })").text).toBe('({ ["__proto__"]: __proto__ })');
  });

  test("knows the original columns", () => {
    const repaired = repairShorthand("const a = 1;\nf({ s, tt }, x)");
    expect(repaired.text).toBe("const a = 1;\nf({ s: s, tt: tt }, x)");
    expect(repaired.originalColumn(1, 0)).toBe(0);
    expect(repaired.originalColumn(1, "f({ s: s, ".length)).toBe("f({ s, ".length);
    expect(repaired.originalColumn(1, "f({ s: s, tt: tt }, ".length)).toBe("f({ s, tt }, ".length);
    expect(repaired.originalColumn(0, 6)).toBe(6);
  });
});

describe("cellFacts", () => {
  test.each([
    "await (x)",
    "const z = await (p);",
    "await [p]",
    "for await (const x of xs) {}",
    "if (a) { for await (const x of xs) {} }",
    "const y = (await (p)) + 1",
    "await p",
  ])("%s awaits", (source) => {
    expect(cellFacts(source).awaits).toBe(true);
  });

  test.each([
    "async function f() { await (x) }",
    "const f = async () => { for await (const x of xs) {} }",
    "class A { async m() { await (1) } }",
    "'await (x)'",
  ])("%s does not await", (source) => {
    expect(cellFacts(source).awaits).toBe(false);
  });

  test.each(["m1", "m1;", "f()", "a === b", "new Map()", "'text'", "await (x)", "1 + 1;;", "a ? b : c"])(
    "%s shows a value",
    (source) => {
      expect(cellFacts(source).showsValue).toBe(true);
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
    expect(cellFacts(source).showsValue).toBe(false);
  });
});
