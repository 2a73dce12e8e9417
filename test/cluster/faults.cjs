// Loaded before a worker's computing process (NODE_OPTIONS=--require …): faults at some shards, once each.
const { existsSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const faults = JSON.parse(process.env.TEST_FAULTS ?? "{}");
const dist = path.join(__dirname, "../../engine/dist");

if (faults.release !== undefined) require(path.join(dist, "release.js")).RELEASE = faults.release;

/** Whether a fault is to happen now, for the first time. */
function isFirst(name) {
  const mark = path.join(faults.marks, name);
  if (existsSync(mark)) return false;
  writeFileSync(mark, "");
  return true;
}

if (/computingProcess\.js$/.test(process.argv[1] ?? "")) {
  const { ShardRunner } = require(path.join(dist, "bootstrap/computing/bytes/shardRunner.js"));
  const { run } = ShardRunner.prototype;
  ShardRunner.prototype.run = function (shard) {
    const { first } = shard;
    if (faults.marks !== undefined) writeFileSync(path.join(faults.marks, `computes-${process.pid}`), "");
    if (faults.lasting !== undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, faults.lasting);
    if (faults.die?.includes(first) && isFirst(`die-${first}`)) process.kill(process.pid, "SIGKILL");
    if (faults.always?.includes(first)) process.kill(process.pid, "SIGKILL");
    if (faults.hang?.includes(first) && isFirst(`hang-${first}`)) for (;;);
    if (faults.grow?.includes(first) && isFirst(`grow-${first}`)) {
      const kept = [];
      for (;;) {
        kept.push(Buffer.alloc(2 ** 22, 1));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
    return run.call(this, shard);
  };
}
