module.exports = require("./drawing.cjs").part("vega");
