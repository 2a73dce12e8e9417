/** Of danfojs what reads files and the network by means of Node. */
function absent() {
  throw new Error("this part of danfojs needs Node; readcsv() reads files in a browser");
}

const part = new Proxy(absent, {
  get: (_, name) => (name === "__esModule" || name === "prototype" ? undefined : part),
});
module.exports = part;
