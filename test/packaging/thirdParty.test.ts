import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./artifacts";

interface Shipped {
  readonly name: string;
  readonly version: string;
  readonly licence?: string;
  readonly uses: readonly string[];
  readonly text?: string;
}

const SCRIPT = path.join(ROOT, "jupyter-extension", "scripts", "thirdParty.mjs");
const ask = (what: string): unknown =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { ${what} } = await import(${JSON.stringify(pathToFileURL(SCRIPT))}); ` +
          `console.log(JSON.stringify(${what}()));`,
      ],
      { encoding: "utf8", maxBuffer: 1e8 },
    ),
  );

/**
 * Licences under which a package can be used and passed on with its notice; zeromq holds libzmq, MPL-2.0, as a library
 * of its own.
 */
const PERMISSIVE = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "Unlicense", "MIT AND MPL-2.0"];

test("the list of others' packages, by jupyter-extension/scripts/thirdParty.mjs, is what the lock file says", () => {
  expect(readFileSync(path.join(ROOT, "jupyter-extension", "THIRD-PARTY.md"), "utf8")).toBe(ask("thirdParty"));
});

test("every package of others that is shipped has a permissive licence, those built in its text in the list", () => {
  const all = ask("shipped") as Shipped[];
  const names = all.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      "@uwdata/flechette",
      "tslab",
      "zeromq",
      "vega",
      "vega-lite",
      "vega-embed",
      "vega-interpreter",
      "d3-scale",
    ]),
  );
  expect(all.filter(({ licence }) => licence === undefined || !PERMISSIVE.includes(licence))).toEqual([]);
  const built = all.filter(({ uses }) => uses.some((use) => use.startsWith("built into")));
  expect(built.length).toBeGreaterThan(40);
  expect(built.filter(({ text }) => !/permission|permitted|licensed under|public domain/i.test(text ?? ""))).toEqual(
    [],
  );
});
