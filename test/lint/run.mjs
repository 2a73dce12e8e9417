import "../../jupyter-extension/setup/requireNode.mjs";

void import("./lint.mjs").then((module) => module.main());
