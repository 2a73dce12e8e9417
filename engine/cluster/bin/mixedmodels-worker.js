#!/usr/bin/env node
// There before anything is compiled, so that `npm ci` of a clone links the command.
require("../dist/worker.js");
