import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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

const EVIL = "globalThis.hasRun = true; exports.mine = 3;";

/** Writes files below the notebook's folder, in folders that need not be there yet. */
function write(files: { readonly [name: string]: string }): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

const described = (more: object): string => JSON.stringify({ name: "mixedmodels", version: "9.9.9", ...more });
const BROUGHT = "node_modules/mixedmodels";

/** What Node takes for the package, and how a cell comes to it. */
const WAYS: { readonly [way: string]: [files: { readonly [name: string]: string }, code: string] } = {
  "a folder without a description": [{ [`${BROUGHT}/index.js`]: EVIL }, IMPORT],
  "a folder whose description is no JSON": [
    { [`${BROUGHT}/package.json`]: "{", [`${BROUGHT}/index.js`]: EVIL },
    `try { require("mixedmodels") } catch {}\n3`,
  ],
  "a file among the packages": [{ [`${BROUGHT}.js`]: EVIL }, IMPORT],
  "data in place of code": [{ [`${BROUGHT}.json`]: '{ "mine": 3 }' }, IMPORT],
  "the notebook's folder itself": [{ "package.json": described({ exports: "./own.js" }), "own.js": EVIL }, IMPORT],
  "a module for import() alone": [
    {
      [`${BROUGHT}/package.json`]: described({ exports: { import: "./index.mjs" } }),
      [`${BROUGHT}/index.mjs`]: "globalThis.hasRun = true; export const mine = 3;",
    },
    `(await import("mixedmodels") as any).mine`,
  ],
  "what lies behind a description": [
    { [`${BROUGHT}/package.json`]: described({ main: "../elsewhere.js" }), "node_modules/elsewhere.js": EVIL },
    IMPORT,
  ],
  "a part of it": [
    { [`${BROUGHT}/package.json`]: described({}), [`${BROUGHT}/page.js`]: EVIL },
    `(require("mixedmodels/page") as any).mine`,
  ],
  "an own module that requires it": [
    { [`${BROUGHT}/index.js`]: EVIL, "helper.cjs": `exports.mine = require("mixedmodels").mine;` },
    `(require("./helper.cjs") as any).mine`,
  ],
  "an own module in TypeScript that imports it": [
    {
      [`${BROUGHT}/index.js`]: EVIL,
      "helper.ts": `export const mine: number = (require("mixedmodels") as any).mine;`,
    },
    `import { mine } from "./helper";\nmine`,
  ],
  "an own ES module that imports it": [
    { [`${BROUGHT}/index.js`]: EVIL, "helper.mjs": `import all from "mixedmodels"; export const mine = all.mine;` },
    `(await import("./helper.mjs") as any).mine`,
  ],
  "another package that requires it": [
    { [`${BROUGHT}/index.js`]: EVIL, "node_modules/other/index.js": `exports.mine = require("mixedmodels").mine;` },
    `(require("other") as any).mine`,
  ],
  "a require that a cell makes": [
    { [`${BROUGHT}/index.js`]: EVIL },
    `(require("node:module").createRequire(__filename)("mixedmodels") as any).mine`,
  ],
  "a version that would be lines of its own": [
    { [`${BROUGHT}/package.json`]: described({ version: "1\nall is well\u001b[2K" }), [`${BROUGHT}/index.js`]: EVIL },
    IMPORT,
  ],
};

test.each(Object.keys(WAYS))("whichever way it comes, it is told, in one line: %s", async (way) => {
  const [files, code] = WAYS[way]!;
  write(files);
  await using(async (kernel) => {
    const exchange = await kernel.execute(code);
    expect(stderr(exchange)).toMatch(
      /^mixedmodels is that of [^\n]* \([ -~]*\), not the kernel's \(\d+\.\d+\.\d+\)\n/m,
    );
    expect(exchange.published.at(-1)!.content["data"]["text/plain"]).toBe("3");
  });
});

test("a link leads to what it is told of, and one that leads nowhere to the kernel's own", async () => {
  write({ "elsewhere/index.js": EVIL });
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(path.join(folder, "elsewhere"), path.join(folder, BROUGHT));
  await using(async (kernel) => expect(stderr(await kernel.execute(IMPORT))).toContain("not the kernel's"));
  rmSync(path.join(folder, BROUGHT));
  symlinkSync(path.join(folder, "nowhere"), path.join(folder, BROUGHT));
  await using(async (kernel) => {
    const exchange = await kernel.execute(`typeof require("mixedmodels").fit`);
    expect(stderr(exchange)).toBe("");
    expect(exchange.published.at(-1)!.content["data"]["text/plain"]).toBe("'function'");
  });
});

(isRoot ? test.each : test.skip.each)([
  ["without a description", { [`${BROUGHT}/index.js`]: EVIL }, `${BROUGHT}/index.js`, BROUGHT],
  ["that is a file", { [`${BROUGHT}.js`]: EVIL }, `${BROUGHT}.js`],
  ["of a linked folder", { "elsewhere/index.js": EVIL }, "elsewhere"],
] as [string, { readonly [name: string]: string }, ...string[]][])(
  "a package of another user is not taken: one %s",
  async (_, files, ...foreign) => {
    write(files);
    if (foreign[0] === "elsewhere") {
      mkdirSync(path.join(folder, "node_modules"));
      symlinkSync(path.join(folder, "elsewhere"), path.join(folder, BROUGHT));
    }
    for (const one of foreign) chownSync(path.join(folder, one), 12_345, 12_345);
    await using(async (kernel) => {
      const exchange = await kernel.execute(`typeof (require("mixedmodels") as any).parametricbootstrap`);
      expect(stderr(exchange)).toMatch(/^mixedmodels of \S+ is not taken, as \S+ belongs to another user \(12345\)/);
      expect(exchange.published.at(-1)!.content["data"]["text/plain"]).toBe("'function'");
      expect(await kernel.value("(globalThis as any).hasRun")).toBeUndefined();
    });
  },
);

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
