import "./requireNode.mjs";

void import("./launch.mjs").then((module) => module.launch(process.argv.slice(2)));
