import "../jupyter-extension/setup/requireNode.mjs";

void import("./suites.mjs").then((module) => module.main(process.argv.slice(2)));
