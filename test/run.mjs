import "../jupyter-extension/setup/node20.cjs";

import("./suite.mjs").then(function (module) {
  module.main(process.argv.slice(2));
});
