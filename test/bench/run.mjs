import "../../jupyter-extension/setup/requireNode.mjs";

import("./bench.mjs").then((module) => module.main(process.argv.slice(2)));
