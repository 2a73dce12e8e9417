exports.danfo = require("danfojs-node");
