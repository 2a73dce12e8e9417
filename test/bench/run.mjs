import "../../jupyter-extension/setup/requireNode.mjs";

import("./bench.mjs").then(function (module) {
  return module.main(process.argv.slice(2));
});
