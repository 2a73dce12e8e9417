import "../../jupyter-extension/setup/requireNode.mjs";

import("./compare.mjs").then(function (module) {
  return module.main(process.argv.slice(2));
});
