import "./requireNode.mjs";

import("./launch.mjs").then(function (module) {
  return module.launch(process.argv.slice(2));
});
