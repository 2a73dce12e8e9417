import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Gate } from "./gate";
import { KernelClient } from "./kernelClient";

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  writeFileSync(
    path.join(folder, "helper.ts"),
    "export function half(x: number | undefined): number {\n  interface Unused { a: number }\n\n" +
      "  return x!.valueOf() / 2;\n}\n",
  );
  kernel = await KernelClient.start(folder);
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

async function failure(code: string): Promise<{ ename: string; evalue: string; text: string }> {
  const { reply, published } = await kernel.execute(code);
  const error = published.find(({ type }) => type === "error")!.content;
  expect(reply).toMatchObject({ status: "error", ename: error["ename"], evalue: error["evalue"] });
  return { ename: error["ename"], evalue: error["evalue"], text: error["traceback"].join("\n") };
}

test("says who it is", async () => {
  const { reply } = await kernel.request("kernel_info_request", {});
  expect(reply).toMatchObject({
    status: "ok",
    implementation: "mixedmodels-kernel",
    language_info: { name: "typescript", version: "6.0.3" },
  });
});

describe("results", () => {
  test("the last expression is the result", async () => {
    const { published, reply } = await kernel.execute("const three: number = 3;\nthree + 4");
    expect(published).toEqual([
      {
        type: "execute_result",
        content: { execution_count: reply["execution_count"], data: { "text/plain": "7" }, metadata: {} },
      },
    ]);
  });

  test("a value that knows how to display itself", async () => {
    const { published } = await kernel.execute(
      `({ [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<i>σ</i>", "text/plain": "σ" }) })`,
    );
    expect(published[0]!.content["data"]).toEqual({ "text/html": "<i>σ</i>", "text/plain": "σ" });
  });

  test.each(["let level = 1", "level = 2", "undefined", "enum Kind { A }", "if (level > 0) { level; }"])(
    "%s shows nothing",
    async (code) => {
      expect((await kernel.execute(code)).published).toEqual([]);
    },
  );

  test("null is a value", async () => {
    expect(await kernel.value("null")).toBe("null");
  });

  test("console.log and console.error are streams", async () => {
    const { published } = await kernel.execute(`console.log("one"); console.error("two")`);
    expect(published).toEqual([
      { type: "stream", content: { name: "stdout", text: "one\n" } },
      { type: "stream", content: { name: "stderr", text: "two\n" } },
    ]);
  });

  test("a danfojs frame is a table, in a folder without danfojs", async () => {
    const { published } = await kernel.execute(
      `import { DataFrame } from "danfojs-node";\nnew DataFrame({ rt: [1.5, 2] })`,
    );
    expect(published[published.length - 1]!.content["data"]["text/html"]).toContain(">1.5</td>");
  });

  test("arquero's verbs beside the engine's tables, in a folder without arquero", async () => {
    const { published } = await kernel.execute(
      `import { op, from, desc, escape } from "arquero";
      import { dataset, fit } from "mixedmodels";
      const limit = 2;
      const late = from(dataset("sleepstudy")).filter(escape((d: any) => d.days >= limit));
      const long = late.groupby("subj").rollup({ m: d => op.mean(d.reaction), n: op.count() }).orderby(desc("m"));
      fit("reaction ~ 1 + days + (1 | subj)", late).nobs`,
    );
    expect(published[published.length - 1]!.content["data"]["text/plain"]).toBe("144");
    const shown = await kernel.execute("long");
    const { data } = shown.published[shown.published.length - 1]!.content;
    expect(data["text/plain"]).toMatch(/^Table with 3 columns and 18 rows\n.*\n-+\n +1 +S337 +/);
    expect(data["application/vnd.mixedmodels.v1+json"].columns[0].cells).toHaveLength(18);
  });

  test("display from tslab", async () => {
    const { published } = await kernel.execute(`import { display } from "tslab"; display.html("<b>1</b>")`);
    expect(published).toMatchObject([{ type: "display_data", content: { data: { "text/html": "<b>1</b>" } } }]);
  });
});

describe("repairs of tslab", () => {
  test("shorthand for a variable of an earlier cell", async () => {
    await kernel.execute("const s = [1, 2];");
    expect(await kernel.value("const t = { s, u: 1 };\nt")).toBe("{ s: [ 1, 2 ], u: 1 }");
  });

  test("await with parentheses", async () => {
    expect(await kernel.value("const awaited = await (Promise.resolve(5));\nawaited")).toBe("5");
    expect(await kernel.value("await (async () => awaited + 1)()")).toBe("6");
  });

  test("for await", async () => {
    expect(await kernel.value("let sum = 0;\nfor await (const x of [Promise.resolve(1), 2]) sum += x;\nsum")).toBe("3");
  });
});

describe("errors", () => {
  test("a runtime error shows the line of the cell and nothing of the kernel", async () => {
    const { ename, evalue, text } = await failure(
      "interface Erased { a: number }\n\nfunction inner(x: any) {\n  return x.y.z;\n}\ninner({ s })",
    );
    expect(ename).toBe("TypeError");
    expect(evalue).toContain("reading 'z'");
    expect(text).toContain(", line 4, column 14");
    expect(text).toContain("> 4 |   return x.y.z;");
    expect(text).toMatch(/called from Cell \[\d+\], line 6, column 1/);
    expect(text).not.toMatch(/node_modules|node:|\.js|\/dist\//);
  });

  test("a TypeScript error shows its line", async () => {
    const { ename, text } = await failure(`const ok = 1;\nconst n: number = "text";`);
    expect(ename).toBe("TypeScriptError");
    expect(text).toContain("Type 'string' is not assignable to type 'number'.");
    expect(text).toContain(`> 2 | const n: number = "text";\n    |       ^`);
  });

  test("columns are those of the cell, also after a repair", async () => {
    expect((await failure("const pair = [{ s }, nothing];")).evalue).toContain("line 1, column 22");
  });

  test("an error behind an await has the line of the await", async () => {
    const { text } = await failure(
      `const later = () => new Promise((_, fail) => setTimeout(() => fail(Object.assign(new Error("late"), ` +
        `{ stack: "" })), 1));\n\nawait later();`,
    );
    expect(text).toContain("> 3 | await later();");
  });

  test("a thrown value, a cause, a missing module", async () => {
    expect(await failure("throw { code: 3 }")).toMatchObject({ ename: "Thrown value", evalue: "{ code: 3 }" });
    expect((await failure(`throw new Error("outer", { cause: new RangeError("inner") })`)).text).toContain(
      "Caused by RangeError: inner",
    );
    expect((await failure(`require("no-such-package")`)).evalue).toBe("Cannot find module 'no-such-package'");
  });

  test("a module next to the notebook is named with its TypeScript line", async () => {
    const { text } = await failure(`import { half } from "./helper";\nhalf(undefined)`);
    expect(text).toContain("helper.ts, line 4");
    expect(text).toMatch(/called from Cell \[\d+\], line 2/);
  });

  test("process.exit is refused and the kernel lives", async () => {
    expect((await failure("process.exit(0)")).evalue).toContain("process.exit() would end the kernel");
    expect(await kernel.value("s.length")).toBe("2");
  });

  test("what fails after its cell is written to stderr", async () => {
    await kernel.execute(
      `void Promise.reject(new Error("rejected later")); setTimeout(() => { throw new Error("thrown later"); }, 1);`,
    );
    await kernel.printed("rejected later");
    await kernel.printed("thrown later");
    expect(await kernel.value("s.length")).toBe("2");
  });

  test("cells that wait behind a failing one are given up, later ones run", async () => {
    const gate = await Gate.in(kernel);
    const first = kernel.execute(`await gate();\nthrow new Error("first");`);
    const second = kernel.execute(`"second"`);
    gate.open();
    const [failed, behind] = await Promise.all([first, second]);
    expect(failed.reply["status"]).toBe("error");
    expect(behind.reply["status"]).toBe("aborted");
    expect(await kernel.value("1 + 1")).toBe("2");
  });

  test("with stop_on_error false they run", async () => {
    const [, behind] = await Promise.all([kernel.execute("throw 1", { stop_on_error: false }), kernel.execute("2")]);
    expect(behind.reply["status"]).toBe("ok");
  });
});

/** The members of a class that its source marks as internal. */
function internals(file: string): string[] {
  const source = readFileSync(path.join(__dirname, "../../engine/src", file), "utf8");
  const marked = /\* @internal[^/]*\*\/\s+(?:(?:static|readonly|override|async|get) )*(\w+)/g;
  return [...source.matchAll(marked)].map(([, name]) => name);
}

describe("completion and inspection", () => {
  test("names of earlier cells and their members", async () => {
    await kernel.execute("const grouping = { subj: 1, item: 2 };");
    const { reply } = await kernel.request("complete_request", { code: `"😀"; grouping.it`, cursor_pos: 17 });
    expect(reply).toMatchObject({ status: "ok", matches: ["item"], cursor_start: 14, cursor_end: 16 });
  });

  test("members of objects whose class has a member named by a symbol of a module", async () => {
    const source = "export const key: unique symbol = Symbol();\nexport class Counted { numRows = 1; [key] = 2; }\n";
    writeFileSync(path.join(folder, "counted.ts"), source);
    await kernel.execute(`import { Counted } from "./counted";\nconst counted = new Counted();`);
    expect((await kernel.request("complete_request", { code: "counted.numR", cursor_pos: 12 })).reply).toMatchObject({
      status: "ok",
      matches: ["numRows"],
    });
  });

  test("of a model, a sample and a chart what is meant for people, nothing of their inside", async () => {
    await kernel.execute(`
      import { dataset, fit, MersenneTwister, parametricbootstrap, ridgeplot } from "mixedmodels";
      const model = fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"));
      const sample = await parametricbootstrap(new MersenneTwister(1), 10, model);
      const chart = ridgeplot(sample);`);
    const members = async (name: string): Promise<string[]> => {
      const code = `${name}.`;
      return (await kernel.request("complete_request", { code, cursor_pos: code.length })).reply["matches"];
    };
    const ofModel = await members("model");
    expect(ofModel).toEqual(expect.arrayContaining(["coef", "certificate", "fitlog", "ranef", "σs", "θ", "toHTML"]));
    const ofSample = await members("sample");
    expect(ofSample).toEqual(expect.arrayContaining(["tbl", "failures", "issingular", "σs", "toHTML"]));
    expect((await members("chart")).sort()).toEqual(["spec", "toSVG", "toString"]);
    const insideModels = internals("model/linearMixedModel.ts");
    expect(insideModels).toEqual(expect.arrayContaining(["minimum", "strata", "data", "modesAt", "report"]));
    expect(ofModel.filter((name) => insideModels.includes(name))).toEqual([]);
    const insideSamples = internals("bootstrap/sample/mixedModelBootstrap.ts");
    expect(insideSamples).toEqual(expect.arrayContaining(["description", "model", "view"]));
    expect(ofSample.filter((name) => insideSamples.includes(name))).toEqual([]);
    expect([...ofModel, ...ofSample].filter((name) => !/^[\p{L}\p{N}]+$/u.test(name))).toEqual([]);
  });

  test("inspection gives the type", async () => {
    const { reply } = await kernel.request("inspect_request", { code: "grouping", cursor_pos: 8, detail_level: 0 });
    expect(reply["data"]["text/plain"]).toContain("const grouping: {");
    expect((await kernel.request("inspect_request", { code: "   ", cursor_pos: 1 })).reply["found"]).toBe(false);
  });

  test("an unfinished cell is incomplete", async () => {
    expect((await kernel.request("is_complete_request", { code: "function f() {" })).reply["status"]).toBe(
      "incomplete",
    );
    expect((await kernel.request("is_complete_request", { code: "f()" })).reply["status"]).toBe("complete");
  });
});

describe("the notebook host", () => {
  const HOST = `(globalThis as any)[Symbol.for("mixedmodels.host")]`;

  test("shows a bundle and replaces it in place", async () => {
    const { published } = await kernel.execute(
      `${HOST}.display({ "text/plain": "10 %" }, { id: "bar" }); ` +
        `${HOST}.display({ "text/plain": "done" }, { id: "bar", update: true });`,
    );
    expect(published).toEqual([
      {
        type: "display_data",
        content: { data: { "text/plain": "10 %" }, metadata: {}, transient: { display_id: "bar" } },
      },
      {
        type: "update_display_data",
        content: { data: { "text/plain": "done" }, metadata: {}, transient: { display_id: "bar" } },
      },
    ]);
  });
});
