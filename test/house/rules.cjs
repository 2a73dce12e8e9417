/**
 * Rules for dependency-cruiser: the order of rooms.cjs, that no two files import each other, not even for a type, and
 * who may name modules of Node (globals.test.ts looks for its globals).
 */
const HOUSES = require("./rooms.cjs");

const escaped = (path) => path.replaceAll(".", "\\.");
const pattern = (house, room) => `^${escaped(house)}/${room}${room === "" ? "" : "(/|\\.ts$)"}`;

/** The rooms of the same house that are more specific than this one, whose files do not belong to it. */
const within = (rooms, room) =>
  rooms.map(([name]) => name).filter((name) => name !== room && name.startsWith(room === "" ? "" : `${room}/`));

function rule(house, rooms, at) {
  const [room] = rooms[at];
  const above = rooms.slice(at + 1).map(([name]) => name);
  const enclosing = above.filter((name) => room.startsWith(name === "" ? "" : `${name}/`));
  const own = (name) => [pattern(house, room), ...within(rooms, name).map((inner) => pattern(house, inner))];
  const plain = above.filter((name) => !enclosing.includes(name));
  const from = { path: pattern(house, room), pathNot: within(rooms, room).map((name) => pattern(house, name)) };
  return [
    ...(plain.length === 0 ? [] : [{ to: { path: plain.map((name) => pattern(house, name)) } }]),
    ...enclosing.map((name) => ({ to: { path: pattern(house, name), pathNot: own(name) } })),
  ].map((one) => ({
    name: `${house}/${room || "…"} uses only what stands below it`,
    severity: "error",
    from,
    ...one,
  }));
}

const ENGINE = "^engine/src/";

/** No file in `folder` names a module of Node, but for those in `door`. */
const withoutNode = (name, folder, door) => ({
  name,
  severity: "error",
  from: { path: folder, ...(door && { pathNot: door }) },
  to: { dependencyTypes: ["core"] },
});

module.exports = {
  forbidden: [
    { name: "no two files import each other", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(HOUSES).flatMap(([house, rooms]) => rooms.flatMap((_, at) => rule(house, rooms, at))),
    {
      name: "the engine knows neither the kernel nor the page",
      severity: "error",
      from: { path: ENGINE },
      to: { path: "^jupyter-extension/" },
    },
    {
      name: "the page takes from the engine what is built of it, and types",
      severity: "error",
      from: { path: "^jupyter-extension/((view|vscode)/)?src/" },
      to: { path: ["^engine/src/", "^jupyter-extension/kernel/"] },
    },
    {
      name: "the views know nothing of JupyterLab",
      severity: "error",
      from: { path: "^jupyter-extension/view/src/" },
      to: { path: ["@jupyterlab/", "@lumino/", "^jupyter-extension/(?!view/)"] },
    },
    withoutNode("of the engine only its platform knows Node", ENGINE, "^engine/src/platform/[^/]+$"),
    withoutNode("of the kernel only its node room knows Node", "^jupyter-extension/kernel/src/", "/src/node/"),
    withoutNode("the page does not know Node", "^jupyter-extension/((view|vscode)/)?src/"),
  ],
  options: {
    doNotFollow: { path: "node_modules|/dist/" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: { extensions: [".ts"] },
  },
};
