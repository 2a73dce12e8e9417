// Writes the extension of VS Code as one file, dist/mixedmodels-results-VERSION.vsix: npm run vscode
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeModules } from "../view/build/modules.mjs";
import { vsix } from "./build/vsix.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const dist = path.join(folder, "dist");
const read = (...place) => readFileSync(path.join(folder, ...place));

rmSync(dist, { recursive: true, force: true });
await writeModules({ renderer: path.join(folder, "src", "renderer.ts") }, path.join(dist, "extension"));
const modules = readdirSync(path.join(dist, "extension")).sort();
const manifest = JSON.parse(read("package.json"));
const files = {
  "package.json": read("package.json"),
  "README.md": read("README.md"),
  "LICENSE.txt": read("..", "..", "LICENSE"),
  "THIRD-PARTY.md": read("..", "THIRD-PARTY.md"),
  "logo.png": read("..", "kernel", "logos", "logo-64x64.png"),
  ...Object.fromEntries(modules.map((name) => [`dist/${name}`, read("dist", "extension", name)])),
};
writeFileSync(path.join(dist, `${manifest.name}-${manifest.version}.vsix`), vsix(manifest, files));
