// Computes shards of the study that comes from standard input, [first, count] each, and writes their parts to a folder.
const { readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { ShardRunner } = require("../../../../../engine/dist/bootstrap/computing/bytes/shardRunner.js");

const [folder, shards] = process.argv.slice(2);
const runner = new ShardRunner(readFileSync(0), "standard input");
for (const [first, count] of JSON.parse(shards))
  writeFileSync(path.join(folder, `${first}.part`), runner.run({ first, count }));
