// Only syntax of old Node versions here and in start.mjs, so that they end with a sentence and not with a syntax error.
// The versions are those of "engines" in package.json.
var version = process.versions.node.split(".").map(Number);
var suits = (version[0] === 20 && version[1] >= 19) || (version[0] === 22 && version[1] >= 12) || version[0] > 22;
if (!suits) {
  console.error(
    "Node 20.19 or a later 20, or Node 22.12 or newer is needed, and this is Node " +
      process.versions.node +
      ": install a newer one from nodejs.org, then run the command again.",
  );
  process.exit(1);
}
