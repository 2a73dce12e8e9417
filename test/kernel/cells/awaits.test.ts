import { AwaitGuard, GUARD, guardAwaits } from "kernel/shared/compiler/awaits";

describe("guardAwaits", () => {
  test("sends awaits through the guard with their place", () => {
    expect(guardAwaits("const a = 1;\nawait f(a);", "Cell[2]").text).toBe(
      `const a = 1;\nawait ${GUARD}.value(f(a), "Cell[2]", 1, 6);`,
    );
  });

  test("nests", () => {
    const text = guardAwaits("await await p", "C").text;
    expect(text).toBe(`await ${GUARD}.value(await ${GUARD}.value(p, "C", 0, 12), "C", 0, 6)`);
  });

  test("lets each turn of a loop tick, where it is told to", () => {
    const text = (javascript: string): string => guardAwaits(javascript, "C", "tick").text;
    expect(text("while (x) { f(); }")).toBe("while (x) { tick(); f(); }");
    expect(text("for (;;) f();")).toBe("for (;;) { tick(); f(); }");
    expect(text("for (const a of b) for (const c in a) ;")).toBe(
      "for (const a of b) { tick(); for (const c in a) { tick(); ; } }",
    );
    expect(text("do x++; while (x < 3);")).toBe("do { tick(); x++; } while (x < 3);");
    expect(text("for (;;) await p;")).toBe(`for (;;) { tick(); await ${GUARD}.value(p, "C", 0, 15); }`);
    expect(guardAwaits("while (x) {}", "C").text).toBe("while (x) {}");
  });

  test("guards the items of for await", () => {
    expect(guardAwaits("for await (const x of xs) {}", "C").text).toBe(
      `for await (const x of ${GUARD}.items(xs, "C", 0, 22)) {}`,
    );
  });
});

describe("AwaitGuard", () => {
  const forever = new Promise<never>(() => undefined);

  test("passes values and results on", async () => {
    const guard = new AwaitGuard();
    expect(guard.value(3, "C", 0, 0)).toBe(3);
    expect(await guard.value(Promise.resolve(4), "C", 0, 0)).toBe(4);
  });

  test("rejects what waits", async () => {
    const guard = new AwaitGuard();
    const waiting = guard.value(forever, "C", 0, 0);
    guard.rejectAll(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
  });

  test("remembers where an error was awaited, innermost first", async () => {
    const guard = new AwaitGuard();
    const error = new Error("from a worker");
    const inner = guard.value(Promise.reject(error), "Cell[1]", 2, 6);
    await expect(guard.value(inner, "Cell[2]", 0, 0)).rejects.toBe(error);
    expect(guard.sitesOf(error)).toEqual([
      { file: "Cell[1]", line: 2, column: 6 },
      { file: "Cell[2]", line: 0, column: 0 },
    ]);
    expect(guard.sitesOf(new Error("another"))).toEqual([]);
  });

  test("iterates over promises and async iterables, and closes them on break", async () => {
    const guard = new AwaitGuard();
    const seen: number[] = [];
    let closed = false;
    async function* numbers(): AsyncGenerator<number> {
      try {
        for (let i = 10; ; i++) yield i;
      } finally {
        closed = true;
      }
    }
    for await (const x of guard.items([Promise.resolve(1), 2], "C", 0, 0)) seen.push(x);
    for await (const x of guard.items(numbers(), "C", 0, 0)) {
      if (x > 11) break;
      seen.push(x);
    }
    expect(seen).toEqual([1, 2, 10, 11]);
    expect(closed).toBe(true);
  });
});
