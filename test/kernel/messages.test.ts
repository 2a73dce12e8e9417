import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { History } from "kernel/shared/history";
import { type Exchange, KernelClient } from "./kernelClient";

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

function printed({ published }: Exchange, name = "stdout"): string {
  const streams = published.filter(({ type, content }) => type === "stream" && content["name"] === name);
  return streams.map(({ content }) => content["text"]).join("");
}

function result({ published }: Exchange): unknown {
  return published.find(({ type }) => type === "execute_result")?.content["data"]["text/plain"];
}

async function countOf(code: string, options = {}): Promise<number> {
  return (await kernel.execute(code, options)).reply["execution_count"];
}

describe("what is executed", () => {
  test("without store_history, or silently, it takes no number and stands in no history", async () => {
    const first = await countOf("1");
    expect(await countOf("'unstored'", { store_history: false })).toBe(first + 1);
    await kernel.execute("'silent'", { silent: true });
    expect(await countOf("3")).toBe(first + 1);
    const request = { hist_access_type: "tail", n: 2, output: true, raw: true };
    const { reply } = await kernel.request("history_request", request);
    expect(reply["history"]).toEqual([
      [1, first, ["1", "1"]],
      [1, first + 1, ["3", "3"]],
    ]);
  });

  test("errors of functions that an unstored cell declares name it, not a cell of its number", async () => {
    await kernel.execute("function unstored() {\n  throw new Error('here');\n}", { store_history: false });
    await kernel.execute("1");
    const { reply } = await kernel.execute("unstored()");
    expect(reply["traceback"].join("\n")).toMatch(/Uncounted \[\d+\], line 2/);
  });

  test("user_expressions are results or errors", async () => {
    const expressions = { twice: "ux * 2", unknown: "nope", object: "{ a: ux }" };
    const { reply } = await kernel.execute("const ux = 21", { user_expressions: expressions });
    expect(reply["user_expressions"]).toMatchObject({
      twice: { status: "ok", data: { "text/plain": "42" } },
      unknown: { status: "error", ename: "TypeScriptError" },
      object: { status: "ok", data: { "text/plain": "{ a: 21 }" } },
    });
  });

  test("a silent error stops nothing; what one gives up has no number", async () => {
    const silent = [kernel.execute("throw 1", { silent: true }), kernel.execute("2")];
    expect((await Promise.all(silent)).map(({ reply }) => reply["status"])).toEqual(["error", "ok"]);
    const [failed, behind] = await Promise.all([kernel.execute("throw 1"), kernel.execute("2")]);
    expect(behind!.reply).toEqual({ status: "aborted" });
    expect(await countOf("3")).toBe(failed!.reply["execution_count"] + 1);
  });

  test("a request without code is refused, and not counted", async () => {
    const before = await countOf("1");
    const { reply } = await kernel.request("execute_request", {});
    expect(reply).toMatchObject({ status: "error", evalue: "an execute_request has to hold code, a text" });
    expect(await countOf("2")).toBe(before + 1);
  });
});

test("while a cell computes, the control channel says who the kernel is", async () => {
  const cell = kernel.execute(`console.log("computing"); while (true) {}`);
  await kernel.printed("computing");
  const { reply } = await kernel.request("kernel_info_request", {}, "control", false);
  expect(reply).toMatchObject({ status: "ok", implementation: "mixedmodels-kernel", protocol_version: "5.4" });
  await kernel.interrupt();
  expect((await cell).reply["ename"]).toBe("KeyboardInterrupt");
});

test("of an unknown name nothing is found, and there is no debugger", async () => {
  const { reply } = await kernel.request("inspect_request", { code: "nobodyKnows", cursor_pos: 4, detail_level: 0 });
  expect(reply).toMatchObject({ status: "ok", found: false });
  const debug = await kernel.request("debug_request", { seq: 7, type: "request", command: "initialize" }, "control");
  expect(debug.reply).toMatchObject({ request_seq: 7, success: false, message: "this kernel has no debugger" });
});

test.each(["create_subshell_request", "delete_subshell_request", "list_subshell_request"])(
  "%s is refused rather than left without a reply",
  async (type) => {
    const { reply } = await kernel.request(type, { subshell_id: "1" }, "control");
    expect(reply).toMatchObject({ status: "error", evalue: "this kernel has no subshells" });
    const info = await kernel.request("kernel_info_request", {}, "control");
    expect(info.reply["supported_features"]).toEqual([]);
  },
);

test.each([
  ["1", "complete"],
  ["function f() {\n  return 1;\n}", "complete"],
  ["`abc", "incomplete"],
  ["`a ${b", "incomplete"],
  ["try {", "incomplete"],
  ["f(1,\n  ", "incomplete"],
  ["const = 3", "invalid"],
  ["1 2", "invalid"],
  ["}", "invalid"],
  ["const = {", "invalid"],
  ["'abc", "invalid"],
])("%j is %s", async (code, status) => {
  expect((await kernel.request("is_complete_request", { code })).reply["status"]).toBe(status);
});

test("inputs are searched by a pattern of shells", () => {
  const history = new History();
  for (const [i, input] of ["a + b", "a(b)", "x\ny", "a + b"].entries()) history.add(i + 1, input, null);
  const search = (pattern: string, more = {}): number[] =>
    history.entries({ hist_access_type: "search", pattern, ...more }).map(([, line]) => line);
  expect(search("a*")).toEqual([1, 2, 4]);
  expect(search("a ? b")).toEqual([1, 4]);
  expect(search("a(b)")).toEqual([2]);
  expect(search("x*")).toEqual([3]);
  expect(search("a*", { unique: true })).toEqual([2, 4]);
  expect(search("*", { n: 1 })).toEqual([4]);
  const range = { hist_access_type: "range", session: 0, start: 2, stop: 4 };
  expect(history.entries(range).map(([, line]) => line)).toEqual([2, 3]);
  expect(history.entries({ ...range, session: -1 })).toEqual([]);
});

describe("the reader's input", () => {
  const asking = { allow_stdin: true };

  test.each([
    ["prompt", 'prompt("Name?", "nobody")', "Name? ", "Ann", "'Ann'"],
    ["an empty line", 'prompt("Name?", "nobody")', "Name? ", "", "'nobody'"],
    ["confirm", 'confirm("Sure?")', "Sure? [y/N] ", "yes", "true"],
    [
      "readline",
      `import { createInterface } from "node:readline/promises";
      const lines = createInterface({ input: process.stdin, output: process.stdout });
      const answered = await lines.question("Age? ");
      lines.close();
      answered`,
      "",
      "7",
      "'7'",
    ],
    [
      "process.stdin",
      `await new Promise<string>((read) => process.stdin.once("data", (data) => read(String(data))))`,
      "",
      "a line",
      "'a line\\n'",
    ],
  ])("%s", async (_, code, question, line, value) => {
    const cell = kernel.execute(code, asking);
    expect(await kernel.enter(line)).toEqual([question]);
    expect(result(await cell)).toBe(value);
  });

  test("a cell that waits for it is interrupted, and later ones get none of it", async () => {
    const cell = kernel.execute(`prompt("forgotten")`, asking);
    await kernel.until(() => kernel.asked.find(({ content }) => content["prompt"] === "forgotten "));
    await kernel.interrupt();
    expect((await cell).reply["ename"]).toBe("KeyboardInterrupt");
    const next = kernel.execute(`prompt("next")`, asking);
    await kernel.enter("given");
    expect(result(await next)).toBe("'given'");
  });

  test.each(['prompt("Name?")', 'await new Promise((read) => process.stdin.once("data", read))'])(
    "where nobody can be asked %s says so at once",
    async (code) => {
      const { reply } = await kernel.execute(code, { allow_stdin: false });
      expect(reply).toMatchObject({ status: "error", ename: "StdinNotImplementedError" });
      expect(reply["evalue"]).toContain("this front end does not ask its reader for input");
    },
  );
});

describe("what is printed", () => {
  test("a letter that comes in two parts", async () => {
    const bytes = (...list: number[]): string => `process.stdout.write(new Uint8Array([${list}]));`;
    expect(printed(await kernel.execute(`${bytes(226, 130)} ${bytes(172)}`))).toBe("€");
  });

  test("by streams that end, and to file descriptors", async () => {
    expect(printed(await kernel.execute('process.stdout.end("ends")'))).toBe("ends");
    const cell = await kernel.execute(
      'import fs from "node:fs"; fs.writeSync(1, "one"); fs.writeSync(2, Buffer.from("xyz"), 1, 1)',
    );
    expect([printed(cell), printed(cell, "stderr")]).toEqual(["one", "y"]);
    const whole = await kernel.execute(
      'fs.writeFileSync(1, "a€"); fs.appendFileSync(1, "6263", { encoding: "hex" });\n' +
        'fs.writevSync(1, [Buffer.from("d"), Buffer.from("ef")])',
    );
    expect(printed(whole)).toBe("a€bcdef");
    expect(whole.published.at(-1)!.content["data"]["text/plain"]).toBe("3");
  });

  const child = `"console.log('out'); console.error('err')"`;
  test.each([
    ["execFileSync", `execFileSync(process.execPath, ["-e", ${child}], { stdio: "inherit" });`],
    ["spawnSync", `spawnSync(process.execPath, ["-e", ${child}], { stdio: ["ignore", 1, 2] });`],
    [
      "execSync",
      `execSync(JSON.stringify(process.execPath) + " -e " + JSON.stringify(${child}), { stdio: "inherit" });`,
    ],
    [
      "spawn",
      `const spawned = spawn(process.execPath, ["-e", ${child}], { stdio: "inherit" });
      await new Promise((close) => spawned.on("close", close));`,
    ],
  ])("by a child of %s that inherits its streams", async (name, code) => {
    const cell = await kernel.execute(`import { ${name} } from "node:child_process";\n${code} 0`);
    expect([printed(cell), printed(cell, "stderr")]).toEqual(["out\n", "err\n"]);
  });

  test("what a child gives back stays what it is", async () => {
    const call = `execFileSync(process.execPath, ["-e", "console.log(1)"], { encoding: "utf8" })`;
    const cell = await kernel.execute(`import { execFileSync } from "node:child_process"; ${call}`);
    expect([result(cell), printed(cell)]).toEqual(["'1\\n'", ""]);
  });

  test("by a timer of an earlier cell, under that cell, and what waits for it under its own", async () => {
    await kernel.execute("let fire = () => {}; const fired = new Promise<void>((resolve) => { fire = resolve; });");
    const timer = 'setTimeout(() => { console.log("from the first"); fire(); }, 50);';
    const first = await kernel.execute(`${timer} 1`);
    expect(printed(await kernel.execute("await fired; console.log('second')"))).toBe("second\n");
    await kernel.printed("from the first");
    const late = kernel.published.find(({ content }) => content["text"] === "from the first\n")!;
    const begun = kernel.published.find(
      ({ header, content }) => header.msg_type === "execute_input" && String(content["code"]).startsWith(timer),
    )!;
    expect(late.parent.msg_id).toBe(begun.parent.msg_id);
    expect(result(first)).toBe("1");
  });

  test("behind an await of an earlier cell, under that cell, and by the cell that runs under its own", async () => {
    await kernel.execute("let begin = () => {}; const begun = new Promise<void>((resolve) => { begin = resolve; });");
    const pause = (ms: number): string => `await new Promise((resolve) => setTimeout(resolve, ${ms}));`;
    const waiting = 'void (async () => { await begun; console.log("of the first"); ';
    await kernel.execute(`${waiting} ${pause(5)} console.log("of it again"); })(); 1`);
    const second = `begin(); await begun; console.log("a"); ${pause(200)} console.log("b"); 2`;
    expect(printed(await kernel.execute(second))).toBe("a\nb\n");
    const idOf = (code: string): string =>
      kernel.published.find(
        ({ header, content }) => header.msg_type === "execute_input" && String(content["code"]).startsWith(code),
      )!.parent.msg_id!;
    const late = kernel.published.filter(({ content }) => /of the first|of it again/.test(String(content["text"])));
    expect(late.map(({ content }) => content["text"]).join("")).toBe("of the first\nof it again\n");
    expect(new Set(late.map(({ parent }) => parent.msg_id))).toEqual(new Set([idOf(waiting)]));
  });

  test("is taken away by console.clear()", async () => {
    const { published } = await kernel.execute('console.log("a"); console.clear(); console.log("b")');
    expect(published.map(({ type }) => type)).toEqual(["stream", "clear_output", "stream"]);
  });

  test("a display's text is text, whatever its value", async () => {
    expect(result(await kernel.execute(`({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": 3 }) })`))).toBe(
      "3",
    );
  });

  test("of an error what its code has given it, where its message does not say so", async () => {
    const { reply } = await kernel.execute(
      `throw Object.assign(new Error("failed with E1"), { code: "E1", status: 404 })`,
    );
    expect(reply["traceback"].at(-1)).toBe("{ status: 404 }");
  });
});

(process.platform === "win32" ? test.skip : test)("an interrupt ends a child that a cell waits for", async () => {
  const cell = kernel.execute(
    `import { spawnSync } from "node:child_process";\nconsole.log("waiting");\nspawnSync("sleep", ["300"]).signal`,
  );
  await kernel.printed("waiting");
  await kernel.interrupt();
  expect((await cell).reply["ename"]).toBe("KeyboardInterrupt");
  expect(await kernel.value("1 + 1")).toBe("2");
});
