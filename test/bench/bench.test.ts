import { evaluateModule } from "../setup/command";

/** An expression on the exports `m` of a module of the bench. */
const evaluate = (module: string, expression: string): unknown => evaluateModule(`./test/bench/${module}`, expression);

test("medians are of the sorted numbers", () => {
  expect(evaluate("statistics.mjs", "[m.median([10, 9, 1]), m.median([4, 1, 3, 2]), m.summary([3, 1, 20])]")).toEqual([
    9,
    2.5,
    { minimum: 1, median: 3, runs: 3 },
  ]);
  expect(evaluate("statistics.mjs", "m.median([])")).toBe("a median needs at least one number");
});

test("exponents are those of a power law", () => {
  const points = "[1, 10, 1000].map((x) => [x, 3 * x ** 1.5])";
  const [first, second, all] = evaluate(
    "statistics.mjs",
    `[...m.exponents(${points}), m.fittedExponent(${points})]`,
  ) as number[];
  for (const exponent of [first, second, all]) expect(exponent).toBeCloseTo(1.5, 12);
});

test.each([
  ["{ figure: 40, target: { atLeast: 40 } }", "met"],
  ["{ figure: 39.9, target: { atLeast: 40 } }", "missed"],
  ["{ figure: 2, target: { atMost: 2 } }", "met"],
  ["{ figure: 2.01, target: { atMost: 2 } }", "missed"],
  ["{ figure: 3 }", "–"],
  ["{ target: { atMost: 2 }, missing: 'no data' }", "no data"],
  ["{ figure: 50, target: { atLeast: 40 }, objectives: [{ ours: 100.0000009, reference: 100 }] }", "met"],
  [
    "{ figure: 50, target: { atLeast: 40 }, objectives: " +
      "[{ ours: 99, reference: 100 }, { ours: 100.01, reference: 100 }] }",
    "refused: objective higher by 1.0e-2",
  ],
  [
    "{ figure: 50, target: { atLeast: 40 }, objectives: [{ ours: NaN, reference: 100 }] }",
    "refused: objective higher by NaN",
  ],
  ["{ figure: 50, objectives: [{ ours: 100.01, reference: 100, tolerance: 0.1 }] }", "–"],
  ["{ figure: 50, target: { atLeast: 40 }, invalid: 'other bits' }", "refused: other bits"],
  ["{ missing: 'timed out', objectives: [{ ours: 101, reference: 100 }] }", "refused: objective higher by 1.0e+0"],
])("the verdict on %s is %s", (row, verdict) => {
  expect(evaluate("verdict.mjs", `[m.verdict(${row}), m.refused(${row})]`)).toEqual([
    verdict,
    verdict.startsWith("refused"),
  ]);
});

test("numbers have three digits and times the unit that reads best", () => {
  expect(evaluate("table.mjs", "[12345.6, 0.0123456, 1e-7, 0, 9.999].map(m.number)")).toEqual([
    "12,300",
    "0.0123",
    "1e-7",
    "0",
    "10",
  ]);
  expect(evaluate("table.mjs", "[0.00054, 2.5, 9200].map(m.duration)")).toEqual(["0.54 µs", "2.5 ms", "9.2 s"]);
});

test("a row is a line of a Markdown table", () => {
  const row =
    `{ what: "a | b", ours: { minimum: 1, median: 2, runs: 5 }, peer: { name: "lme4", best: 100 }, ` +
    `figure: 50, of: "× lme4", target: { atLeast: 40 }, note: "warm" }`;
  expect((evaluate("table.mjs", `m.markdownTable([${row}])`) as string).split("\n")).toEqual([
    "| what | minimum | median | runs | peer's best | figure | target | verdict | note |",
    "|---|---:|---:|---:|---|---|---|---|---|",
    "| a \\| b | 1 ms | 2 ms | 5 | lme4 100 ms | 50 × lme4 | ≥ 40 × lme4 | met | warm |",
  ]);
});

test("the results replace what is between the marks of the README", () => {
  const replaced = `m.withResults((await import("node:fs")).readFileSync("test/bench/README.md", "utf8"), "| new |")`;
  const text = evaluate("readme.mjs", replaced) as string;
  expect(text).toContain("--write-readme -->\n\n| new |\n\n<!-- End of what the bench writes. -->\n");
  expect(text).toMatch(/^# The bench\n/);
  expect(evaluate("readme.mjs", `m.withResults("no marks", "")`)).toMatch(/^the README needs the lines '<!--/);
});

test("a CSV file gives numbers, and texts where asked or where they are", () => {
  const file = String.raw`Buffer.from("id,g,x,y\r\n0001,a,1,-2.5e3\r\n0010,b,2,4\r\n0001,a,3,5")`;
  expect(
    evaluate(
      "delimited.mjs",
      `(() => { const { y, ...rest } = m.readDelimited(${file}, ["id", "g", "y"], ["g"]); ` +
        "return { ...rest, y: [...y] }; })()",
    ),
  ).toEqual({ id: ["0001", "0010", "0001"], g: ["a", "b", "a"], y: [-2500, 4, 5] });
});

test("the columns of a model are those of its formula", () => {
  expect(evaluate("models.mjs", `m.variables(m.modelNamed("sleepstudy zerocorr"))`)).toEqual([
    "reaction",
    "days",
    "subj",
  ]);
  expect(evaluate("models.mjs", `m.modelNamed("slopes 3").formula`)).toBe("y ~ 1 + x1 + x2 + (1 + x1 + x2 | g)");
  expect(evaluate("models.mjs", `m.modelNamed("kb08")`)).toBe("no model of the bench is called 'kb08'");
});

test("subjects alternate until each has its runs, and a refusal ends one of them", () => {
  const expression = `(async () => {
    const { Refusal } = await import("./test/bench/remote.mjs");
    const order = [];
    const subject = (name, runs, fail) => ({
      runs,
      run: async () => {
        order.push(name);
        if (fail) throw new Refusal("not available");
        return { ms: order.length };
      },
    });
    const { a, b, c } = await m.alternate({ a: subject("a", 3), b: subject("b", 1), c: subject("c", 5, true) });
    return { order: order.join(""), a: a.times, b: b.times, c: [c.times, c.missing] };
  })()`;
  expect(evaluate("alternate.mjs", expression)).toEqual({
    order: "abcaa",
    a: [1, 4, 5],
    b: [2],
    c: [[], "not available"],
  });
});

test("an unknown measurement is refused with one sentence", () => {
  expect(evaluate("options.mjs", `m.benchOptions(["--only", "fits,fist"], ["fits", "memory"])`)).toBe(
    "--only takes names among fits, memory, not 'fist'.",
  );
  expect(evaluate("options.mjs", `m.benchOptions(["--quick"], ["fits"])`)).toMatchObject({
    only: ["fits"],
    quick: true,
    writeReadme: false,
  });
});

test("a table that is written is read again with its values, by us and by arquero", () => {
  const expression = `(async () => {
    const { Session } = await import("./test/bench/session.mjs");
    const session = new Session({ quick: true });
    try {
      const { files, found } = m.writtenTable(session.folder, 3000);
      const arquero = session.service(process.execPath, ["test/bench/read/arquero.mjs"]);
      const hello = await arquero.hello();
      const answers = [];
      for (const service of [session.engine(), arquero])
        for (const format of ["CSV", "Arrow"])
          answers.push(await service.ask({ op: "read", format, file: files[format], seconds: 0 }));
      return {
        hello: hello.name,
        found: answers.map((answer) => m.isFound(answer, found) && answer.ms > 0),
        other: m.isFound({ ...answers[0], sum: answers[0].sum + 1e-3 }, found),
      };
    } finally {
      session.close();
    }
  })()`;
  expect(evaluate("read/files.mjs", expression)).toEqual({
    hello: "arquero",
    found: [true, true, true, true],
    other: false,
  });
});

test("views of a sample have times of their own", () => {
  const times = evaluate("engine/viewRun.mjs", `m.viewRun("sleepstudy", 200, 1)`) as {
    [view: string]: { minimum: number; median: number };
  };
  expect(Object.keys(times)).toEqual(["bootstrap", ...(evaluate("engine/viewRun.mjs", "m.VIEW_NAMES") as string[])]);
  for (const { minimum, median } of Object.values(times)) {
    expect(minimum).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(minimum);
  }
});
