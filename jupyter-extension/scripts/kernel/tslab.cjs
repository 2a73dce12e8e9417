// The two modules of tslab that the kernel uses, which share a variable.
exports.jupyter = require("tslab/dist/jupyter");
exports.tslab = require("tslab");
