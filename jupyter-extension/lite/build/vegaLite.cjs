module.exports = require("./drawing.cjs").part("vegaLite");
