import { until } from "../until";
import { bootstrapHash, hashByNode } from "./bootstrapHash";
import type { NotebookPage } from "./notebookPage";
import { describeOnSite, execute, interrupt, NOTEBOOK, type Ran } from "./site";
import { SLOW_FIT } from "./slowFit";

/** Runs code that does not end by itself. */
function begun(notebook: NotebookPage, code: string): { readonly begun: Promise<void>; readonly ended: Promise<Ran> } {
  const ended = execute(notebook, `console.log("begun");\n${code}`);
  // A test that does not come to wait for it has a failure of its own to tell.
  ended.catch(() => undefined);
  const began = until("the cell has begun", async () => {
    expect(await notebook.page.evaluate(() => window.printedByTest)).toBe("begun\n");
  });
  return { begun: began, ended };
}

/** Runs code that does not end by itself, and presses ■ once it has begun. */
async function interrupted(notebook: NotebookPage, code: string): Promise<Ran> {
  const running = begun(notebook, code);
  await running.begun;
  await interrupt(notebook);
  return running.ended;
}

function kernelStatus(notebook: NotebookPage): Promise<string> {
  return notebook.page.evaluate(
    () => (window.jupyterapp.shell.currentWidget as NotebookPanel).sessionContext.session!.kernel!.status,
  );
}

async function completions(notebook: NotebookPage, code: string): Promise<readonly string[]> {
  return notebook.page.evaluate(async (source) => {
    const kernel = (window.jupyterapp.shell.currentWidget as NotebookPanel).sessionContext.session!.kernel!;
    const { content } = await kernel.requestComplete({ code: source, cursor_pos: source.length });
    return content.matches ?? [];
  }, code);
}

const inLongTests = process.env["MIXEDMODELS_LONG"] ? test : test.skip;

const LOOPS: readonly (readonly [what: string, code: string])[] = [
  ["a loop that computes", "let turns = 0;\nwhile (true) turns++;"],
  ["a loop without a block, within a function", "const spin = () => { for (;;) Math.sqrt(2); };\nspin();"],
  ["a loop of awaits", "for (;;) await new Promise((resolve) => setTimeout(resolve, 5));"],
  ["a wait that never ends", "await new Promise(() => undefined);"],
];

describeOnSite("the kernel in a page", (site) => {
  let notebook: NotebookPage;
  const run = (code: string, line?: string): Promise<Ran> => execute(notebook, code, line);

  beforeAll(async () => {
    notebook = await site().open("03-sleepstudy.ipynb");
  });

  test("runs cells that share their variables, and shows what they print", async () => {
    expect(await run("const a = 6;\nlet b = await Promise.resolve(7);")).toEqual({ status: "ok", text: "" });
    expect(await run('console.log("a is %d", a);\na * b')).toEqual({ status: "ok", text: "a is 6\n42" });
    expect(await run("const a = 1;\n[a, b, { c: new Float64Array(2) }]")).toEqual({
      status: "ok",
      text: "[ 1, 7, { c: Float64Array(2) [ 0, 0 ] } ]",
    });
  });

  test("says where an error is, and what does not compile", async () => {
    const thrown = await run(
      'function f(x: number): number {\n  if (x > 1) throw new RangeError("x is " + x);\n  return x;\n}\nf(2)',
    );
    expect(thrown.error).toMatch(
      /^RangeError: x is 2\nCell \[\d+\], line 2, column \d+\n[^]*> 2 \|[^]*called from Cell \[\d+\], line 5/,
    );
    const refused = await run('const wrong: number = "text";');
    expect(refused.error).toMatch(/not assignable to type 'number'[^]*line 1, column 7/);
  });

  test("completes names, columns and options, and knows its packages", async () => {
    await run('import { dataset, fit } from "mixedmodels";\nconst study = dataset("sleepstudy");');
    expect(await completions(notebook, "study.numR")).toContain("numRows");
    expect(await completions(notebook, 'fit("reaction ~ 1 + da')).toEqual(expect.arrayContaining(["days"]));
    expect(await run('import * as aq from "arquero";\naq.table({ x: [1, 2] }).numRows()')).toEqual({
      status: "ok",
      text: "2",
    });
    expect((await run('import x from "nowhere";')).error).toMatch(
      /Cannot find module 'nowhere'[^]*runs in a browser, which cannot install packages; it has [^]*danfojs-node/,
    );
  });

  test("keeps files in the browser's storage, beside those of the site", async () => {
    const written =
      'import { writeFileSync, readFileSync } from "node:fs";\nwriteFileSync("own.csv", "g,y\\na,1\\nb,2\\n");';
    expect(await run(written)).toEqual({ status: "ok", text: "" });
    const read =
      'import { readcsv } from "mixedmodels";\n[readcsv("own.csv").numRows, readcsv("data/participants.csv").numRows]';
    expect((await run(read)).text).toMatch(/\[ 2, 23 \]$/);
    expect((await run('readcsv("owm.csv")')).error).toMatch(
      /there is no such file or folder \(did you mean 'own\.csv'\?\)/,
    );
  });

  test("says what cannot be done with files, and takes any name", async () => {
    const odd =
      'import * as fs from "node:fs";\nfs.writeFileSync("50% a#b?.csv", "x\\n1\\n");\nfs.readdirSync(".").join()';
    expect((await run(odd)).text).toMatch(/50% a#b\?\.csv/);
    expect(await run('fs.rmSync("50% a#b?.csv"); fs.existsSync("50% a#b?.csv")')).toEqual({
      status: "ok",
      text: "false",
    });
    const ofSite = 'fs.rmSync("data/participants.csv")';
    expect((await run(ofSite)).error).toMatch(/EROFS: it belongs to the site/);
    expect((await run('fs.writeFileSync("no/such/a.csv", "x")')).error).toMatch(/ENOENT: no such file or folder/);
    expect((await run('fs.writeFileSync("data", "x")')).error).toMatch(/EISDIR: it is a folder/);
    expect((await run('fs.mkdirSync("data")')).error).toMatch(/EEXIST: there is one already/);
    const awaited = `import { readFile } from "node:fs/promises";
await fs.promises.writeFile("awaited.txt", "a");
(await readFile("awaited.txt", "utf8")) + (await fs.promises.stat("awaited.txt")).size`;
    expect(await run(awaited)).toEqual({ status: "ok", text: "'a1'" });
    for (const name of ["node:crypto", "child_process"])
      expect((await run(`import * as none from "${name}";`)).error).toMatch(
        `Cannot find module '${name}'. (This notebook runs in a browser`,
      );
  });

  inLongTests("has the bits of Node, on one worker and on several (in the long tests)", async () => {
    expect(await run('import * as mixedmodels from "mixedmodels";\nconst print = console.log;')).toEqual({
      status: "ok",
      text: "",
    });
    const expected = await hashByNode();
    for (const workers of [1, 2, 7])
      expect(await run(bootstrapHash(workers))).toEqual({ status: "ok", text: `${expected}\n` });
  });

  test("says what does not fit into memory before it takes any", async () => {
    const large = `import * as mm from "mixedmodels";
const few = mm.fit("yield ~ 1 + (1 | batch)", mm.dataset("dyestuff"));
await mm.parametricbootstrap(new mm.MersenneTwister(1), 5_000_000_000, few)`;
    expect((await run(large)).error).toMatch(
      /^OptionError: a sample must fit into memory; 5000000000 replicates of \d numbers need \d{3} GB of [\d.]+ GB/,
    );
    expect((await run("import * as none from 'nowhere';")).error).toMatch(/works differently here: in-the-browser\.md/);
    expect((await run('fs.readFileSync("in-the-browser.md", "utf8").slice(0, 16)')).text).toBe("'# In the browser'");
  });

  test("has tslab's display and Apache Arrow's tables", async () => {
    const shown = 'import { display } from "tslab";\ndisplay.text("as in tslab");';
    expect(await run(shown)).toEqual({ status: "ok", text: "as in tslab" });
    const arrow = 'import { dataset } from "mixedmodels";\ndataset("sleepstudy").toArrow().numRows';
    expect(await run(arrow)).toEqual({ status: "ok", text: "180" });
    expect(
      await run('import { tableFromArrays } from "apache-arrow";\ntableFromArrays({ a: [1, 2] }).numRows'),
    ).toEqual({
      status: "ok",
      text: "2",
    });
  });

  test("■ ends a fit, which hears no message while it computes", async () => {
    await run(SLOW_FIT.begin);
    const { status, error } = await interrupted(notebook, SLOW_FIT.fit);
    expect({ status, error }).toEqual({ status: "error", error: expect.stringMatching(/^KeyboardInterrupt/) });
    expect(await run("y.length")).toEqual({ status: "ok", text: "30000" });
  });

  test("a checkpoint belongs to one bootstrap of all pages, and to another one when its page has gone", async () => {
    const other = await site().open("02-dyestuff.ipynb", { app: NOTEBOOK, seen: notebook.page.context() });
    const begin = `import * as fs from "node:fs";
import { dataset, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
const m = fit("rt_trunc ~ 1 + prec * load + (1 | subj) + (1 + prec | item)", dataset("kb07"));`;
    // On one thread the long one takes a quarter of a minute or more, and less memory than a small machine has.
    const bootstrap = (count: number) =>
      `(await parametricbootstrap(new MersenneTwister(1), ${count}, m, {
  checkpoint: "own.arrow", progress: false, workers: 1,
})).length`;
    await run(begin);
    await execute(other, begin);
    const running = begun(other, bootstrap(1_000_000));
    await running.begun;
    await until("the lock is there", async () =>
      expect((await run('fs.existsSync("own.arrow.lock")')).text).toBe("true"),
    );
    expect((await run(bootstrap(1000))).error).toMatch(
      /a checkpoint belongs to one bootstrap; 'own\.arrow' is that of another/,
    );
    await other.page.close();
    const anew = `fs.rmSync("own.arrow", { force: true });\n${bootstrap(1000)}`;
    await until("the other page's lock is free", async () =>
      expect(await run(anew)).toEqual({ status: "ok", text: "1000" }),
    );
  });

  test("asks its reader", async () => {
    expect(await run('prompt("How many?")', "12")).toEqual({ status: "ok", text: "'12'" });
  });

  test.each(LOOPS)("■ ends %s, and earlier variables are kept", async (_, code) => {
    await run("const kept = 5;");
    const { status, error } = await interrupted(notebook, code);
    expect({ status, error }).toEqual({
      status: "error",
      error: expect.stringMatching(/^KeyboardInterrupt: the cell was interrupted/),
    });
    expect(await run("kept")).toEqual({ status: "ok", text: "5" });
  });

  test("a restart ends even what no ■ reaches, and forgets the variables", async () => {
    const nested = "const busy = (n: number): number => (n < 40 ? busy(n + 1) + busy(n + 1) : 1);\nbusy(0)";
    void execute(notebook, nested).catch(() => undefined);
    await until("the cell runs", async () => expect(await kernelStatus(notebook)).toBe("busy"));
    await notebook.restart();
    expect((await run("kept")).error).toMatch(/Cannot find name 'kept'/);
    expect(await run("1 + 1")).toEqual({ status: "ok", text: "2" });
  });

  test("two notebooks have kernels of their own, which compute at the same time", async () => {
    const other = await site().open("02-dyestuff.ipynb");
    const endless = begun(other, "while (true) ;");
    await endless.begun;
    expect(await run("2 + 2")).toEqual({ status: "ok", text: "4" });
    await interrupt(other);
    expect((await endless.ended).error).toMatch(/^KeyboardInterrupt/);
    expect(other.complaints).toEqual([]);
    await other.close();
  });
});
