import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { foreignOwner, TRUSTED } from "kernel/node/folderTrust";
import { kernelSpec } from "kernel/node/kernelspec";
import { type Exchange, KernelClient } from "./kernelClient";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A package beside the notebook that leaves a trace when it runs. */
function bring(name: string): string {
  const own = path.join(folder, "node_modules", name);
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, "package.json"), JSON.stringify({ name, version: "9.9.9", main: "index.js" }));
  writeFileSync(path.join(own, "index.js"), `globalThis.hasRun = true; exports.mine = 3; exports.fit = () => 4;`);
  return own;
}

async function using(work: (kernel: KernelClient) => Promise<void>, spec = kernelSpec()): Promise<void> {
  const kernel = await KernelClient.start(folder, spec);
  try {
    await work(kernel);
  } finally {
    await kernel.stop();
  }
}

const stderr = ({ published }: Exchange): string =>
  published
    .filter(({ content }) => content["name"] === "stderr")
    .map(({ content }) => content["text"])
    .join("");
const IMPORT = `const { mine } = require("mixedmodels");\nmine`;
const isRoot = process.geteuid?.() === 0;

test("a mixedmodels that the folder brings runs when a cell imports it, which is told once", async () => {
  bring("mixedmodels");
  await using(async (kernel) => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await kernel.value("(globalThis as any).hasRun")).toBeUndefined();
    const first = await kernel.execute(IMPORT);
    expect(stderr(first)).toMatch(
      /^mixedmodels is that of .*node_modules \(9\.9\.9\), not the kernel's \(\d+\.\d+\.\d+\)\n$/,
    );
    expect(stderr(first)).toContain(path.join(folder, "node_modules"));
    expect(first.published.at(-1)!.content["data"]["text/plain"]).toBe("3");
    for (const code of [IMPORT, `(await import("mixedmodels") as any).mine`])
      expect(stderr(await kernel.execute(code))).not.toContain("not the kernel's");
  });
});

test("nothing is said of the folder that the kernel's copy was built of, as in a clone", async () => {
  bring("mixedmodels");
  const source = path.join(realpathSync(folder), "node_modules", "mixedmodels");
  await using(async (kernel) => expect(stderr(await kernel.execute(IMPORT))).toBe(""), kernelSpec(undefined, source));
});

test("import() tells it too, and another package is not spoken of", async () => {
  bring("mixedmodels");
  bring("arquero");
  await using(async (kernel) => {
    expect(stderr(await kernel.execute(`require("arquero").mine`))).toBe("");
    expect(stderr(await kernel.execute(`(await import("mixedmodels") as any).mine`))).toContain("(9.9.9), not the");
  });
});

(isRoot ? test : test.skip)("a package of another user is not taken, unless a variable allows it", async () => {
  for (const name of ["mixedmodels", "arquero"]) chownSync(bring(name), 12_345, 12_345);
  await using(async (kernel) => {
    const first = await kernel.execute(`import { fit } from "mixedmodels";\n(globalThis as any).hasRun`);
    expect(stderr(first)).toMatch(/^mixedmodels of \S+ is not taken, as \S+ belongs to another user \(12345\): .*\n$/);
    expect(stderr(first)).toContain(`${TRUSTED}=${folder} `);
    expect(await kernel.value(`typeof require("mixedmodels").parametricbootstrap`)).toBe("'function'");
    const other = await kernel.execute(`typeof require("arquero").table`);
    expect(other.published.at(-1)!.content["data"]["text/plain"]).toBe("'function'");
    expect(stderr(other)).toContain("arquero of ");
    expect(await kernel.value("(globalThis as any).hasRun")).toBeUndefined();
  });
});

(isRoot ? test : test.skip)("owners are oneself, root and those of the folders that are named", () => {
  const own = bring("mixedmodels");
  const way = [folder, path.dirname(own), own, path.join(own, "package.json")];
  expect(foreignOwner(own, {})).toBeUndefined();
  for (const one of way) {
    chownSync(one, 12_345, 0);
    expect(foreignOwner(own, {})).toEqual({ path: one, uid: 12_345 });
    expect(foreignOwner(own, {}, [12_345, 0])).toBeUndefined();
    expect(foreignOwner(own, { [TRUSTED]: `/elsewhere${path.delimiter}${folder}` })).toBeUndefined();
    expect(foreignOwner(own, { [TRUSTED]: "*" })).toBeUndefined();
    expect(foreignOwner(own, { [TRUSTED]: `${folder}-more` })).toBeDefined();
    chownSync(one, 0, 0);
  }
});
