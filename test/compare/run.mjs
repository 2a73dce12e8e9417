import "../../jupyter-extension/setup/requireNode.mjs";

void import("./compare.mjs").then((module) => module.main(process.argv.slice(2)));
