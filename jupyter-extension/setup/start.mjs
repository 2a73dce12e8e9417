import "./requireNode.mjs";

import("./launch.mjs").then((module) => module.launch(process.argv.slice(2)));
