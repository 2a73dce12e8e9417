/**
 * ZeroMQ's program for this machine, from the folder beside the bundle. It takes the place of the loader that comes
 * with zeromq, which reads a list of all programs there are and takes musl for a matter of Alpine.
 */
const { platform, arch } = process;
const NAMES = platform === "linux" ? ["linux-glibc", "linux-musl"] : [platform];

function load() {
  const reasons = [];
  for (const name of NAMES) {
    try {
      return require(`./addons/${name}-${arch}.node`);
    } catch (error) {
      reasons.push(error.message.split("\n")[0]);
    }
  }
  throw new Error(`ZeroMQ cannot be loaded on ${platform} (${arch}): ${reasons.join("; ")}`);
}

exports.__esModule = true;
exports.default = load();
