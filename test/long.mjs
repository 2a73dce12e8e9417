import "../jupyter-extension/setup/requireNode.mjs";

void import("./long/main.mjs").then((module) => module.main(process.argv.slice(2)));
