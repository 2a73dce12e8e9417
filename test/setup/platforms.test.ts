import { evaluate } from "./command";

const host = (platform: string, env: Record<string, string>): string =>
  JSON.stringify({ platform, env, execPath: platform === "win32" ? "C:\\Program Files\\node.exe" : "/usr/bin/node" });

test.each([
  ["linux", {}, ["npm", ["ci"]]],
  ["darwin", {}, ["npm", ["ci"]]],
  ["win32", {}, ["cmd.exe", ["/d", "/s", "/c", "npm", "ci"]]],
  ["linux", { npm_execpath: "/usr/lib/npm/bin/npm-cli.js" }, ["/usr/bin/node", ["/usr/lib/npm/bin/npm-cli.js", "ci"]]],
  [
    "win32",
    { npm_execpath: "C:\\npm\\bin\\npm-cli.js" },
    ["C:\\Program Files\\node.exe", ["C:\\npm\\bin\\npm-cli.js", "ci"]],
  ],
  ["linux", { npm_execpath: "/usr/bin/pnpm" }, ["npm", ["ci"]]],
])("on %s with the environment %j npm is started as it can be", (platform, env, expected) => {
  expect(evaluate("run.mjs", `m.npmCommand(["ci"], ${host(platform, env)})`)).toEqual(expected);
});

test.each([
  ["linux", "/home/u/clone/.venv", "/home/u/clone/.venv/bin/python"],
  ["darwin", "/Users/u/my clone/.venv", "/Users/u/my clone/.venv/bin/python"],
  ["win32", "C:\\Users\\u\\clone\\.venv", "C:\\Users\\u\\clone\\.venv\\Scripts\\python.exe"],
])("on %s the Python of %s is %s", (platform, venv, python) => {
  expect(evaluate("paths.mjs", `m.venvPython(${JSON.stringify(venv)}, "${platform}")`)).toBe(python);
});

test("Python is looked for by the names that it has on a platform", () => {
  expect(evaluate("python.mjs", 'm.pythonNames("win32")')).toEqual(["python", "py"]);
  for (const platform of ["linux", "darwin"])
    expect((evaluate("python.mjs", `m.pythonNames("${platform}")`) as string[]).slice(0, 2)).toEqual([
      "python3",
      "python",
    ]);
});
