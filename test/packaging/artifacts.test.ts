import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { KernelSpec } from "kernel/node/kernelspec";
import { KernelClient } from "../kernel/kernelClient";
import {
  type Artifacts,
  buildArtifacts,
  folderWith,
  type Installation,
  install,
  installByNpx,
  inVenv,
  judges,
  pinnedRequirements,
  ROOT,
  run,
  runOwn,
} from "./artifacts";

jest.setTimeout(400_000);

const PAPERMILL = "papermill==2.7.0";
/** What can be imported of the npm packages. */
const ENTRIES: { readonly [name: string]: readonly string[] } = {
  mixedmodels: [".", "./page", "./editor", "./cluster"],
  "mixedmodels-kernel": ["."],
  "mixedmodels-cluster": ["."],
  "mixedmodels-view": ["."],
};
const OF_PANDOC = ["text/html", "text/markdown"];
const EVERYWHERE = ["LICENSE", "README.md", "THIRD-PARTY.md", "package.json"];

let folder: string;
let artifacts: Artifacts;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "mixedmodels artifacts ")));
  artifacts = buildArtifacts(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of a PDF, how many objects stand where its table says. */
function pdfObjects(bytes: string): number {
  const at = Number(/startxref\n(\d+)\n/.exec(bytes)![1]);
  const places = [...bytes.slice(at).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place));
  return places.filter((place, i) => bytes.startsWith(`${i + 1} 0 obj\n`, place)).length;
}

/** Built files of a package's sources, as they lie in its tarball. */
function builtFiles(place: string): string[] {
  const sources = readdirSync(path.join(ROOT, place, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return sources.flatMap((file) =>
    [".js", ".d.ts"].map((extension) => `dist/${file.replaceAll("\\", "/").replace(/\.ts$/, extension)}`),
  );
}

test("the npm packages hold what is built from their sources, the data sets and the licence", () => {
  const data = readdirSync(path.join(ROOT, "engine", "data", "source")).map(
    (file) => `data/${path.parse(file).name}.arrow`,
  );
  expect(artifacts.inTarballs["mixedmodels"]!.sort()).toEqual(
    [...builtFiles("engine"), ...data, "data/CREDITS.md", ...EVERYWHERE].sort(),
  );
  // The kernel in browsers is bundled by the site, from its sources.
  const ofNode = builtFiles("jupyter-extension/kernel").filter((file) => !file.startsWith("dist/web/"));
  expect(artifacts.inTarballs["mixedmodels-kernel"]!.sort()).toEqual(
    [
      ...ofNode,
      ...["libraries.json", "page-names.d.ts"].map((name) => `dist/node/${name}`),
      "logos/logo-64x64.png",
      "logos/logo-svg.svg",
      ...EVERYWHERE,
    ].sort(),
  );
});

test("the package of the views holds modules, styles and one file of declarations", () => {
  const held = artifacts.inTarballs["mixedmodels-view"]!;
  const scripts = held.filter((file) => /^dist\/[\w.-]+\.js$/.test(file));
  expect(scripts).toEqual(expect.arrayContaining(["dist/index.js", "dist/tableView.js", "dist/chartView.js"]));
  expect(held.filter((file) => !scripts.includes(file)).sort()).toEqual(
    ["dist/index.d.ts", "dist/style/index.css", "dist/style/live.css", ...EVERYWHERE].sort(),
  );
});

const KERNEL = "jupyterlab_mixedmodels/kernel/";

test("the wheel holds the extension, its settings and licences, 220 kB of its own and 900 of Vega", () => {
  const shared = "jupyterlab_mixedmodels-0.1.0.data/data/share/jupyter/";
  const extension = `${shared}labextensions/@mixedmodels/jupyterlab/`;
  const schemas = readdirSync(path.join(ROOT, "jupyter-extension", "schema")).map(
    (file) => `schemas/@mixedmodels/jupyterlab/${file}`,
  );
  const [scripts, others] = [true, false].map((script) =>
    artifacts.inWheel.filter((file) => file.startsWith(`${extension}static/`) && /\.js$/.test(file) === script),
  );
  expect(artifacts.inWheel.filter((file) => !scripts!.includes(file) && !file.startsWith(KERNEL)).sort()).toEqual(
    [
      ...[
        "install.json",
        "package.json",
        "schemas/@mixedmodels/jupyterlab/package.json.orig",
        ...schemas,
        "static/third-party-licenses.json",
      ].map((file) => extension + file),
      ...["kernel.json", "logo-64x64.png", "logo-svg.svg"].map((file) => `${shared}kernels/mixedmodels/${file}`),
      "jupyterlab_mixedmodels/__init__.py",
      "jupyterlab_mixedmodels/__main__.py",
      "jupyterlab_mixedmodels/alttexts.py",
      "jupyterlab_mixedmodels/locale/de_DE/LC_MESSAGES/jupyterlab_mixedmodels.json",
      "jupyterlab_mixedmodels/node.py",
      "jupyterlab_mixedmodels/pagepictures.py",
      "jupyterlab_mixedmodels/papermill.py",
      "jupyterlab_mixedmodels/svgtopdf.py",
      "jupyterlab_mixedmodels-0.1.0.data/data/etc/jupyter/jupyter_nbconvert_config.py",
      ...["METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "licenses/THIRD-PARTY.md"].map(
        (file) => `jupyterlab_mixedmodels-0.1.0.dist-info/${file}`,
      ),
    ].sort(),
  );
  expect(others).toHaveLength(1);
  expect(
    scripts!.map((file) => file.slice(`${extension}static/`.length).replace(/\.[0-9a-f]{16}\.js$/, ".js")),
  ).toEqual(expect.arrayContaining(["remoteEntry.js", "style.js"]));
  const installed = path.join(ROOT, "jupyter-extension", "dist", "labextension");
  const code = readdirSync(path.join(installed, "static"))
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(path.join(installed, "static", name)))
    .sort((a, b) => b.length - a.length);
  const [vega] = code;
  const tutorials = code.find((text) => text.includes("nbformat"));
  expect(vega!.includes("vega")).toBe(true);
  expect(vega!.length).toBeLessThan(900_000);
  const own = code.filter((text) => text !== vega && text !== tutorials);
  expect(own.length).toBeGreaterThan(5);
  expect(own.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(220_000);
});

test("the wheel holds the kernel with all that it needs, for eight systems, and less than 10 MB", () => {
  const held = artifacts.inWheel.filter((file) => file.startsWith(KERNEL)).map((file) => file.slice(KERNEL.length));
  const systems = ["linux-glibc", "linux-musl", "darwin", "win32"].flatMap((system) =>
    ["x64", "arm64"].map((processor) => `addons/${system}-${processor}.node`),
  );
  expect(held.filter((file) => !file.startsWith("node_modules/")).sort()).toEqual(
    [
      ...systems,
      ...["channels", "charts", "compileCache", "main", "notebook"].map((name) => `${name}.js`),
      "libraries.json",
      "page-names.d.ts",
    ].sort(),
  );
  const packages = held.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  expect([...new Set(packages.filter((name) => name !== undefined))].sort()).toEqual([
    "@types/node",
    "arquero",
    "mixedmodels",
    "ml-matrix",
    "tslab",
    "typescript-6",
    "undici-types",
    "vega",
    "vega-interpreter",
    "vega-lite",
  ]);
  const data = held.flatMap((file) => /^node_modules\/mixedmodels\/data\/(\w+)\.arrow$/.exec(file)?.[1] ?? []);
  const sources = readdirSync(path.join(ROOT, "engine", "data", "source"));
  expect(data.sort()).toEqual(sources.map((file) => path.parse(file).name).sort());
  // 4.9 MB of these are ZeroMQ's programs, 1.2 MB TypeScript.
  expect(statSync(artifacts.wheel).size).toBeLessThan(10_000_000);
});

test("publint and attw find nothing to say of the npm packages", () => {
  for (const tarball of artifacts.tarballs) {
    // Conditions of exports are for what is imported by name: the engine's files import each other by paths, which the
    // field "browser" alone replaces.
    const said = runOwn("publint/src/cli.js", "run", tarball, "--strict");
    expect(said.replace(/Suggestions:\n1\. pkg\.browser with an object value .*\n/, "All good!\n")).toMatch(
      /All good!\n$/,
    );
    const [, name] = /^(mixedmodels(?:-[a-z]+)?)-/.exec(path.basename(tarball))!;
    // Pages have modules alone, and style sheets no declarations.
    const ofPages = ["--profile", "esm-only", "--exclude-entrypoints", "./style/index.css"];
    const isOfPages = name === "mixedmodels-view";
    const { analysis, problems = {} } = JSON.parse(
      runOwn("@arethetypeswrong/cli/dist/index.js", tarball, "--format", "json", ...(isOfPages ? ofPages : [])),
    ) as { analysis: { entrypoints: object }; problems?: { CJSResolvesToESM?: object } };
    expect([name, ...Object.keys(analysis.entrypoints)]).toEqual([name, ...(ENTRIES[name!] ?? []), "./package.json"]);
    const { CJSResolvesToESM: ofModules, ...others } = problems;
    expect(others).toEqual({});
    expect(ofModules !== undefined).toBe(isOfPages);
  }
});

test("twine and check-wheel-contents find nothing to say of the wheel, and the forms are what they should be", () => {
  const judge = judges();
  expect(judge("twine", "check", "--strict", artifacts.wheel)).toContain("PASSED");
  expect(judge("check-wheel-contents", artifacts.wheel)).toMatch(/: OK\n$/);
  const github = path.join(ROOT, ".github");
  const templates = readdirSync(path.join(github, "ISSUE_TEMPLATE")).filter((name) => name !== "config.yml");
  for (const [schema, ...files] of [
    ["citation-file-format", path.join(ROOT, "CITATION.cff")],
    ["github-workflows", path.join(github, "workflows", "tests.yml")],
    ["github-issue-config", path.join(github, "ISSUE_TEMPLATE", "config.yml")],
    ["github-issue-forms", ...templates.map((name) => path.join(github, "ISSUE_TEMPLATE", name))],
  ])
    expect(judge("check-jsonschema", "--builtin-schema", `vendor.${schema}`, ...files)).toContain("ok");
});

test("installed by npx the kernel runs when npx's cache is empty", async () => {
  const prefix = path.join(folder, "by npx");
  installByNpx(artifacts, prefix);
  const kernelspec = path.join(prefix, "share", "jupyter", "kernels", "mixedmodels");
  const { argv } = JSON.parse(readFileSync(path.join(kernelspec, "kernel.json"), "utf8")) as KernelSpec;
  expect(argv.at(-2)!.startsWith(kernelspec + path.sep)).toBe(true);
  const kernel = await KernelClient.start(folder, { argv });
  try {
    const formula = "yield ~ 1 + (1 | batch)";
    const cell = `import { dataset, fit } from "mixedmodels";\nfit("${formula}", dataset("dyestuff")).sigma`;
    expect(Number(await kernel.value(cell))).toBeCloseTo(49.5101, 5);
    expect(await kernel.value(`require.resolve("mixedmodels").startsWith(${JSON.stringify(kernelspec)})`)).toBe("true");
  } finally {
    await kernel.stop();
  }
});

describe("installed from the artifacts in an empty folder", () => {
  let installed: Installation;
  beforeAll(() => (installed = install(artifacts, folder, [...pinnedRequirements(), PAPERMILL])));

  test("JupyterLab lists the extension as enabled and sound", () => {
    // The list goes to the error stream.
    const { stderr } = spawnSync(inVenv(installed.venv, "jupyter"), ["labextension", "list"], {
      cwd: folder,
      env: installed.env,
      encoding: "utf8",
    });
    expect(stderr.replace(/\x1b\[\d*m/g, "")).toMatch(/@mixedmodels\/jupyterlab v0\.1\.0 enabled OK/);
  });

  test("what the engine's README shows is what its program prints", () => {
    const text = readFileSync(path.join(installed.app, "node_modules", "mixedmodels", "README.md"), "utf8");
    const [, program, printed] = /```js\n([^]*?)```\n\n```\n([^]*?)```/.exec(text)!;
    writeFileSync(path.join(installed.app, "readme.mjs"), program!);
    expect(run(process.execPath, ["readme.mjs"], installed.app).replace(/ +$/gm, "")).toBe(printed);
  });

  test("papermill sets parameters, and tells of them", () => {
    const file = path.join(folder, "parameters.ipynb");
    const cell = (source: string, tags: string[]): object => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${tags.join("")}`,
      metadata: { tags },
      outputs: [],
      source,
    });
    const parameters = 'const alpha: number = 0.05; // of the test\nlet names = ["a"];\nconst half = () => alpha / 2;';
    const shown = 'console.log(JSON.stringify([alpha, half(), names, text, on, nothing, options["a b"], big]))';
    const kernelspec = { name: "mixedmodels", display_name: "TypeScript", language: "typescript" };
    const cells = [cell(parameters, ["parameters"]), cell(shown, [])];
    writeFileSync(file, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
    const values = JSON.stringify({
      alpha: 0.25,
      names: ["x", 'y"\\\n'],
      text: "β",
      on: true,
      nothing: null,
      options: { "a b": [1] },
      big: 1500.5,
    });
    const papermill = inVenv(installed.venv, "papermill");
    run(papermill, [file, `${file}.out`, "-y", values, "--no-progress-bar"], folder, installed.alone);
    const out = JSON.parse(readFileSync(`${file}.out`, "utf8"));
    const [printed] = out.cells.at(-1).outputs as { text: string[] }[];
    expect(JSON.parse([printed!.text].flat().join(""))).toEqual([
      0.25,
      0.125,
      ["x", 'y"\\\n'],
      "β",
      true,
      null,
      [1],
      1500.5,
    ]);
    const { alone } = installed;
    const help = spawnSync(papermill, ["--help-notebook", file], { cwd: folder, env: alone, encoding: "utf8" });
    expect(help.stdout).toMatch(/alpha: number \(default 0\.05\)\s+of the test/);
  });

  test("a notebook becomes LaTeX without Inkscape, its charts PDF with their texts, and PDF where xelatex is", () => {
    const file = path.join(folder, "charts.ipynb");
    const notebook = JSON.parse(readFileSync(path.join(ROOT, "notebooks", "02-dyestuff.ipynb"), "utf8"));
    // Texts and tables in Markdown would need pandoc.
    const cells = notebook.cells.filter(({ cell_type }: { cell_type: string }) => cell_type === "code");
    for (const { outputs } of cells) for (const { data } of outputs) for (const type of OF_PANDOC) delete data?.[type];
    const charts = cells
      .flatMap(({ outputs }: { outputs: { data?: Record<string, unknown> }[] }) => outputs)
      .flatMap(({ data }: { data?: Record<string, unknown> }) => (data?.["image/svg+xml"] === undefined ? [] : [data]));
    charts[0]["text/plain"] = ["50 % of a_b\n", "  & c"];
    writeFileSync(file, JSON.stringify({ ...notebook, cells }));
    const convert = (to: string): string =>
      run(inVenv(installed.venv, "python"), ["-m", "nbconvert", "--to", to, file], folder, installed.env);
    convert("latex");
    const pictures = readdirSync(path.join(folder, "charts_files")).filter((name) => name.endsWith(".pdf"));
    expect(pictures).toHaveLength(2);
    const text = readFileSync(path.join(folder, "charts.tex"), "utf8");
    const texts = [...text.matchAll(/\\includegraphics\[alt=\{(.*)\}\]\{charts_files\/.*\.pdf\}/g)].map(
      ([, alt]) => alt,
    );
    expect(texts).toEqual(["50 \\% of a\\_b \\& c", [charts[1]["text/plain"]].flat().join("")]);
    for (const name of pictures) {
      expect(text).toContain(`charts_files/${name}`);
      const bytes = readFileSync(path.join(folder, "charts_files", name)).toString("latin1");
      expect(bytes).toMatch(/^%PDF-1\.4\n[^]*\n%%EOF\n$/);
      expect(pdfObjects(bytes)).toBe(6);
      const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(bytes)!;
      expect(Number(width)).toBeGreaterThan(200);
      expect(Number(height)).toBeGreaterThan(100);
    }
    convert("html");
    const page = readFileSync(path.join(folder, "charts.html"), "utf8");
    expect(page.match(/\.jp-RenderedSVG > img \{ max-width: 100%/g)).toHaveLength(1);
    expect(text).not.toContain("max-width");
    if (spawnSync("xelatex", ["--version"]).error !== undefined) return;
    convert("pdf");
    expect(readFileSync(path.join(folder, "charts.pdf")).subarray(0, 4).toString()).toBe("%PDF");
  });

  test("without Node on the PATH a notebook anywhere runs by the wheel alone, with its tables and pictures", () => {
    const elsewhere = folderWith("02-dyestuff.ipynb");
    try {
      const file = path.join(elsewhere, "02-dyestuff.ipynb");
      const notebook = JSON.parse(readFileSync(file, "utf8"));
      const code = notebook.cells.filter((cell: { cell_type: string }) => cell.cell_type === "code");
      for (const cell of code) cell.outputs = [];
      const asked = {
        ...code[0],
        id: "asked",
        source:
          "const loaded = [...Object.keys(require.cache), process.execPath];\n" +
          'require("node:fs").writeFileSync("loaded.json", JSON.stringify(loaded));',
      };
      notebook.cells.push(asked);
      writeFileSync(file, JSON.stringify(notebook));
      run(
        inVenv(installed.venv, "python"),
        ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", file],
        elsewhere,
        installed.alone,
      );
      const outputs = JSON.parse(readFileSync(file, "utf8"))
        .cells.flatMap((cell: { outputs?: { data?: Record<string, unknown> }[] }) => cell.outputs ?? [])
        .flatMap(({ data }: { data?: Record<string, unknown> }) => data ?? []);
      const text = (data: Record<string, unknown>): string => [data["text/plain"]].flat().join("");
      expect(text(outputs[0])).toContain("(Intercept)  1527.5000  17.6946");
      expect(Object.keys(outputs[0])).toContain("application/vnd.mixedmodels.v1+json");
      expect(outputs.filter((data: Record<string, unknown>) => "image/svg+xml" in data)).toHaveLength(2);
      const loaded = JSON.parse(readFileSync(path.join(elsewhere, "loaded.json"), "utf8")) as string[];
      const scripts = loaded.map((file) => path.basename(file));
      expect(scripts).toEqual(expect.arrayContaining(["notebook.js", "index.js", "charts.js", "matrix.js"]));
      expect(loaded.filter((file) => !realpathSync(file).startsWith(realpathSync(installed.venv)))).toEqual([]);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});
