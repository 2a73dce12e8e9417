module.exports = require("./drawing.cjs").part("interpreter");
