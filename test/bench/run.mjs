import "../../jupyter-extension/setup/requireNode.mjs";

void import("./bench.mjs").then((module) => module.main(process.argv.slice(2)));
