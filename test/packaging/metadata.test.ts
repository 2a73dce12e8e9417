import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { evaluateModule } from "../setup/command";
import { ROOT } from "./artifacts";

const houses = require("../house/rooms.cjs") as { readonly [folder: string]: readonly (readonly [room: string])[] };
const METADATA = "./jupyter-extension/scripts/metadata.mjs";
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const manifest = JSON.parse(read("package.json"));
const derived = (changes = "{}"): { [file: string]: string } =>
  evaluateModule(METADATA, `m.derived({ ...m.project(), ...${changes} })`) as { [file: string]: string };

/** The texts of the project, by their paths from the root. */
function texts(folder = ""): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory())
      return /^(node_modules|dist|site|executed|\.git|\.venv|\.ipynb_checkpoints|__pycache__)$/.test(entry.name)
        ? []
        : texts(file);
    return /\.(md|cff|ya?ml|toml|json|mjs|cjs|ts|ipynb|svg)$/.test(entry.name) && !/generated/.test(entry.name)
      ? [file]
      : [];
  });
}

/** Commands that would install from a registry under a name that may be anybody's. */
const BY_NAME = new RegExp(
  [
    /npm (?:i|install|add) (?:-\S+ )*mixedmodels/,
    /npx (?:--yes )?mixedmodels/,
    /pip install (?:-\S+ )*["'`]?jupyterlab[-_]mixedmodels(?!\S*\.whl)/,
    /shields\.io/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

test("what follows from package.json is as it says; npm run metadata writes it", () => {
  const files = derived();
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      "engine/package.json",
      "README.md",
      "SECURITY.md",
      "CITATION.cff",
      ".github/ISSUE_TEMPLATE/config.yml",
    ]),
  );
  for (const [file, text] of Object.entries(files)) expect([file, read(file)]).toEqual([file, text]);
});

test("another address, version or author reaches every place, and nowhere else is one", () => {
  const { address } = evaluateModule(METADATA, "m.project()") as { address: string };
  expect(manifest.repository.url).toBe(`git+${address}.git`);
  const changes = { address: "https://github.com/somebody/Mixed.ts", version: "7.8.9", author: "Somebody else" };
  const files = derived(JSON.stringify(changes));
  for (const [file, text] of Object.entries(files)) {
    expect([file, text.includes(address)]).toEqual([file, false]);
    if (read(file).includes(manifest.author)) expect([file, text.includes(manifest.author)]).toEqual([file, false]);
  }
  for (const file of ["engine/package.json", "jupyter-extension/pyproject.toml", "CITATION.cff", "engine/README.md"])
    expect([file, files[file]!.includes("7.8.9"), files[file]!.includes(changes.address)]).toEqual([file, true, true]);
  const elsewhere = texts().filter(
    (file) => !(file in files) && file !== "package.json" && read(file).includes(address),
  );
  expect(elsewhere).toEqual([]);
});

test("the badge of the site leads to where its workflow publishes it, once that is so", () => {
  const { address } = evaluateModule(METADATA, "m.project()") as { address: string };
  expect(derived()["README.md"]).toContain("<!-- site -->\n<!-- /site -->");
  const [, owner, name] = new URL(address).pathname.split("/");
  const screen = derived("{ published: true }")["README.md"]!.split("\n## ")[0];
  expect(screen).toContain(`](https://${owner}.github.io/${name}/lab/index.html?path=01-kb07.ipynb)`);
  expect(derived('{ published: true, address: "https://github.com/Some-Body/Mixed.ts" }')["README.md"]).toContain(
    "https://some-body.github.io/Mixed.ts/lab/",
  );
});

test("no text installs by a name that nobody has registered yet, until they are published", () => {
  expect(manifest.config.published).toBe(false);
  const named = texts().filter(
    (file) => file !== "jupyter-extension/scripts/installation.mjs" && BY_NAME.test(read(file)),
  );
  expect(named).toEqual([]);
  const files = derived("{ published: true }");
  for (const file of [
    "README.md",
    "engine/README.md",
    "jupyter-extension/README.md",
    "jupyter-extension/kernel/README.md",
  ]) {
    const text = files[file]!;
    expect([file, BY_NAME.test(text), /npm pack --|pip wheel --|VERSION/.test(text)]).toEqual([file, true, false]);
    expect(/npm pack --|pip wheel --/.test(read(file))).toBe(true);
  }
});

test("no file for readers has a mail address", () => {
  const mail = /[\w.+-]+@[\w-]+\.(?:com|org|net|edu|de|io|dev)\b/;
  const readers = Object.keys(derived()).concat("package.json", "CHANGELOG.md", ".github/workflows/tests.yml");
  expect(readers.filter((file) => mail.test(read(file)))).toEqual([]);
});

test("the newest version of the change log is that of the packages", () => {
  const [, version] = /^## (\S+?),? /m.exec(read("CHANGELOG.md"))!;
  expect(version).toBe(manifest.version);
});

describe("CONTRIBUTING.md and SECURITY.md", () => {
  const text = ["CONTRIBUTING.md", "SECURITY.md"].map(read).join("\n");
  const rooms = Object.entries(houses).flatMap(([house, own]) => own.map(([room]) => `${house}/${room}`));

  test("name files and rooms that are there", () => {
    const places = [...text.matchAll(/[`(]((?:engine|jupyter-extension|test|notebooks|\.ci)\/[^`)\s]*)[`)]/g)].map(
      ([, place]) => place!,
    );
    expect(places.length).toBeGreaterThan(60);
    expect(places.filter((place) => !existsSync(path.join(ROOT, place)) && !rooms.includes(place))).toEqual([]);
  });

  test("name commands that are there", () => {
    const scripts = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
    expect(scripts).toEqual(expect.arrayContaining(["bench", "metadata", "typecheck"]));
    expect(scripts.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });
});

test("the workflow runs .ci/run on the Nodes that are supported, and the tests on macOS and Windows", () => {
  const workflow = read(".github/workflows/tests.yml");
  expect(workflow).toContain("node: [20, 22, 24, 26]");
  expect(workflow).toContain("- run: .ci/run\n");
  expect(workflow).toMatch(/system: \[macos-\d+, windows-\d+\]/);
  expect(workflow).toContain("- run: npm test");
});
