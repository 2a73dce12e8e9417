// What two results have in common that have the same bits: a line.
const { createHash } = require("node:crypto");

/** @param rng the stream, which is then one number further */
exports.bitsOf = ({ tbl, failures }, rng) => {
  const hash = createHash("sha256");
  for (const name of tbl.columnNames) hash.update(new Uint8Array(tbl.numeric(name).slice().buffer));
  hash.update(JSON.stringify(failures));
  return `sample ${hash.digest("hex")} next ${rng.rand()}`;
};
