// Writes what the packages, READMEs and forms say of the project: npm run metadata
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installation } from "./installation.mjs";
import { siteBadge } from "./siteBadge.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (file) => readFileSync(path.join(ROOT, file), "utf8");

/**
 * The one place: version, licence, author, engines and address of the repository stand in package.json, and there
 * `config.published` says whether the packages are in the registries.
 */
export function project() {
  const { version, license, author, engines, repository, config, workspaces } = JSON.parse(read("package.json"));
  const address = repository.url.replace(/^git\+|\.git$/g, "");
  return { version, license, author, engines, address, workspaces, published: config.published };
}

/** A package.json of a workspace. */
function manifest(folder) {
  return (text, { version, license, author, engines, address }) => {
    const own = JSON.parse(text);
    const derived = {
      version,
      license,
      author,
      repository: { type: "git", url: `git+${address}.git`, directory: folder },
      homepage: `${address}#readme`,
      bugs: `${address}/issues`,
      engines,
    };
    for (const kind of ["dependencies", "devDependencies"])
      for (const name of ["mixedmodels", "mixedmodels-view"])
        if (own[kind]?.[name] !== undefined) derived[kind] = { ...(derived[kind] ?? own[kind]), [name]: version };
    return `${JSON.stringify({ ...own, ...derived }, null, 2)}\n`;
  };
}

/** The description of an extension that is part of the site only. */
function labextension(text, { version, license, author }) {
  return `${JSON.stringify({ ...JSON.parse(text), version, license, author }, null, 2)}\n`;
}

/** The description of an extension of VS Code, which has engines of its own. */
function vscodeExtension(text, { version, license, author, address }) {
  const own = JSON.parse(text);
  const derived = {
    version,
    license,
    author,
    repository: { type: "git", url: `git+${address}.git`, directory: "jupyter-extension/vscode" },
    homepage: `${address}#readme`,
    bugs: { url: `${address}/issues` },
  };
  return `${JSON.stringify({ ...own, ...derived }, null, 2)}\n`;
}

function vsixVersion(text, { version }) {
  return text.replace(/mixedmodels-results-[\d.]*\d(?=\.vsix)/g, `mixedmodels-results-${version}`);
}

/** Every GitHub address of the file is one of this project. */
function addresses(text, { address }) {
  return text.replace(/https:\/\/github\.com\/[\w.-]+\/[\w.-]*[\w-]/g, address);
}

function engineVersion(text, { version }) {
  return text.replace(/(ENGINE_VERSION = )".*"/, `$1"${version}"`);
}

function pyproject(text, { version, license, author }) {
  return text
    .replace(/^version = .*/m, `version = "${version}"`)
    .replace(/^license = .*/m, `license = "${license}"`)
    .replace(/^authors = .*/m, `authors = [{ name = "${author}" }]`);
}

function citation(text, { version, license, author }) {
  return text
    .replace(/^version: .*/m, `version: ${version}`)
    .replace(/^license: .*/m, `license: ${license}`)
    .replace(/^( +- name: ).*/m, `$1${author}`);
}

function release(text, { version }) {
  return text.replace(/^export const RELEASE = .*/m, `export const RELEASE = "${version}";`);
}

/** The lines between the marks `<!-- installation: engine kernel -->` and `<!-- /installation -->`. */
function installations(text, project) {
  return text.replace(
    /(<!-- installation: ([\w ]+) -->\n)[^]*?(<!-- \/installation -->)/g,
    (_, start, packages, end) => `${start}\n${installation(packages.split(" "), project)}\n\n${end}`,
  );
}

/** The line between the marks `<!-- site -->` and `<!-- /site -->`. */
function badge(text, project) {
  return text.replace(/(<!-- site -->\n)[^]*?(<!-- \/site -->)/g, (_, start, end) => start + siteBadge(project) + end);
}

const FORMS = ".github/ISSUE_TEMPLATE";

/** By file, the functions (text, project) → text that put into it what follows from the project. */
function derivations(workspaces) {
  const texts = [...workspaces.map((folder) => `${folder}/README.md`), "README.md", "SECURITY.md", "CONTRIBUTING.md"];
  const forms = readdirSync(path.join(ROOT, FORMS)).map((name) => `${FORMS}/${name}`);
  return {
    ...Object.fromEntries(workspaces.map((folder) => [`${folder}/package.json`, [manifest(folder)]])),
    ...Object.fromEntries([...texts, ...forms].map((file) => [file, [installations, addresses, badge]])),
    "engine/src/versions/engineVersion.ts": [engineVersion],
    "jupyter-extension/lite/package.json": [labextension],
    "jupyter-extension/vscode/package.json": [vscodeExtension],
    "jupyter-extension/vscode/README.md": [addresses, vsixVersion],
    "jupyter-extension/pyproject.toml": [pyproject, addresses],
    "engine/src/release.ts": [release],
    "CITATION.cff": [citation, addresses],
  };
}

/** The files that follow from the project, each as it should be: path from the root → text. */
export function derived(of = project()) {
  return Object.fromEntries(
    Object.entries(derivations(of.workspaces)).map(([file, steps]) => [
      file,
      steps.reduce((text, step) => step(text, of), read(file)),
    ]),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  for (const [file, text] of Object.entries(derived())) writeFileSync(path.join(ROOT, file), text);
