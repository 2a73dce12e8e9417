import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KernelClient } from "./kernelClient";

async function inFolder(
  prepare: (folder: string) => void,
  use: (kernel: KernelClient) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  prepare(folder);
  const kernel = await KernelClient.start(folder);
  try {
    await use(kernel);
  } finally {
    await kernel.stop();
    rmSync(folder, { recursive: true });
  }
}

test("an empty folder gets the kernel's mixedmodels, with types, completion and inspection", () =>
  inFolder(
    () => undefined,
    async (kernel) => {
      expect(
        await kernel.value(`import { dataset, shortestcovint } from "mixedmodels";\nshortestcovint([1, 2, 3, 4], 0.5)`),
      ).toMatch(/^\[/);
      const { reply } = await kernel.execute(`dataset(3)`);
      expect(reply).toMatchObject({ status: "error", ename: "TypeScriptError" });

      const code = `import { datase } from "mixedmodels";`;
      const completion = await kernel.request("complete_request", { code, cursor_pos: "import { datase".length });
      expect(completion.reply["matches"]).toContain("dataset");
      const inspection = await kernel.request("inspect_request", { code: `dataset("kb07")`, cursor_pos: 4 });
      expect(inspection.reply["data"]["text/plain"]).toContain("dataset(name: string)");

      const { published } = await kernel.execute(`dataset("sleepstudy")`);
      expect(Object.keys(published[0]!.content["data"])).toEqual(expect.arrayContaining(["text/plain", "text/html"]));
    },
  ));

test("what the engine exports by name is there for cells, with its types; what it does not export is refused", () =>
  inFolder(
    () => undefined,
    async (kernel) => {
      expect(await kernel.value(`import { significant } from "mixedmodels/page";\nsignificant(Math.PI, 3)`)).toBe(
        "'3.14'",
      );
      expect(await kernel.value(`import { quoteName } from "mixedmodels/editor";\nquoteName("a b")`)).toBe("'`a b`'");
      expect((await kernel.execute("quoteName(3)")).reply["ename"]).toBe("TypeScriptError");
      const { reply } = await kernel.execute(`require("mixedmodels/dist/show/numbers")`);
      expect(reply["evalue"]).toContain("Package subpath './dist/show/numbers' is not defined");
    },
  ));

test("the matrices of a model are those of ml-matrix, which a cell may import", () =>
  inFolder(
    () => undefined,
    async (kernel) => {
      const m = `const m = fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"));`;
      await kernel.execute(`import { dataset, fit, vcov, modelmatrix } from "mixedmodels";\n${m}`);
      expect(await kernel.value(`import { Matrix, inverse } from "ml-matrix";\nvcov(m) instanceof Matrix`)).toBe(
        "true",
      );
      expect(await kernel.value(`inverse(vcov(m)).mmul(vcov(m)).get(0, 0).toFixed(6)`)).toBe("'1.000000'");
      const { reply } = await kernel.execute(`vcov(m).mmul("days")`);
      expect(reply).toMatchObject({ status: "error", ename: "TypeScriptError" });
      const { published } = await kernel.execute(`modelmatrix(m).transpose().mmul(modelmatrix(m))`);
      expect(published[0]!.content["data"]["text/html"]).toContain("(Intercept)");
    },
  ));

test("a folder's own mixedmodels comes first", () =>
  inFolder(
    (folder) => {
      const own = path.join(folder, "node_modules/mixedmodels");
      mkdirSync(own, { recursive: true });
      writeFileSync(
        path.join(own, "package.json"),
        JSON.stringify({ name: "mixedmodels", version: "9.9.9", main: "index.js", types: "index.d.ts" }),
      );
      writeFileSync(path.join(own, "index.js"), `exports.whose = "the folder's";`);
      writeFileSync(path.join(own, "index.d.ts"), `export declare const whose: string;`);
    },
    async (kernel) => {
      expect(await kernel.value(`import { whose } from "mixedmodels";\nwhose`)).toBe(`"the folder's"`);
    },
  ));
