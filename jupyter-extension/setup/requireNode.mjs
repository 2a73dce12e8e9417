// Only syntax of old Node versions here and in start.mjs, so that they end with a sentence and not with a syntax error.
var needed = 20;
if (parseInt(process.versions.node, 10) < needed) {
  console.error(
    "Node " +
      needed +
      " or newer is needed, and this is Node " +
      process.versions.node +
      ": install a newer one from nodejs.org, then run the command again.",
  );
  process.exit(1);
}
