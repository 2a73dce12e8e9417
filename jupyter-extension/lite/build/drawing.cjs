/** The packages that draw pictures, from a script that is fetched when the first one is drawn. */
const { scriptOf } = require("../../kernel/src/web/packages");

exports.part = (name) => {
  const { packages } = globalThis[Symbol.for("mixedmodels.site")];
  return scriptOf(packages.charts, "mixedmodelsCharts")[name];
};
