const ANYWHERE = "# or --sys-prefix: for the active Python environment";

/** The wheel has the kernel too. */
const WITH_NODE = "# or 'WHAT', which brings Node too";

/** By package, the badge of its registry and the command that installs it from there. */
const PUBLISHED = {
  engine: ["![npm](https://img.shields.io/npm/v/mixedmodels)", "npm install mixedmodels"],
  cluster: ["![npm](https://img.shields.io/npm/v/mixedmodels-cluster)", "npm install mixedmodels mixedmodels-cluster"],
  kernel: [
    "![npm](https://img.shields.io/npm/v/mixedmodels-kernel)",
    `npx mixedmodels-kernel install --user   ${ANYWHERE}`,
  ],
  view: ["![npm](https://img.shields.io/npm/v/mixedmodels-view)", "npm install mixedmodels-view"],
  extension: [
    "![PyPI](https://img.shields.io/pypi/v/jupyterlab-mixedmodels)",
    `pip install jupyterlab-mixedmodels   ${WITH_NODE.replace("WHAT", "jupyterlab-mixedmodels[node]")}`,
  ],
};

const ENGINE_FILE = "./mixedmodels-VERSION.tgz";
const CLUSTER_FILE = "./mixedmodels-cluster-VERSION.tgz";
const WHEEL = "./jupyterlab_mixedmodels-VERSION-py3-none-any.whl";
const KERNEL_FILE = "./mixedmodels-kernel-VERSION.tgz";

/** By package, the commands in a clone that make its files, and those beside the files that install it. */
const FROM_FILES = {
  engine: [
    ["npm pack --pack-destination ../packages -w engine"],
    [`npm install --prefix ../my-project ${ENGINE_FILE}`],
  ],
  cluster: [
    ["npm pack --pack-destination ../packages -w engine", "npm pack --pack-destination ../packages -w engine/cluster"],
    [`npm install --prefix ../my-project ${ENGINE_FILE} ${CLUSTER_FILE}`],
  ],
  kernel: [
    [
      "npm pack --pack-destination ../packages -w engine",
      "npm pack --pack-destination ../packages -w jupyter-extension/kernel",
    ],
    [`npx --package ${ENGINE_FILE} --package ${KERNEL_FILE} mixedmodels-kernel install --user   ${ANYWHERE}`],
  ],
  view: [
    ["npm pack --pack-destination ../packages -w jupyter-extension/view"],
    ["npm install --prefix ../my-project ./mixedmodels-view-VERSION.tgz"],
  ],
  extension: [
    ["python3 -m pip wheel --no-deps --wheel-dir ../packages ./jupyter-extension"],
    [`python3 -m pip install ${WHEEL}   ${WITH_NODE.replace("WHAT", `${WHEEL}[node]`)}`],
  ],
};

/**
 * How a README says to install packages (of "engine", "kernel", "view", "extension"): from the registries once they are
 * published; before that by file alone, because others could take the names and put anything there.
 */
export function installation(packages, { published, address, version }) {
  const block = (lines) => ["```sh", ...lines, "```"].join("\n").replaceAll("VERSION", version);
  if (published) {
    const [badges, commands] = [0, 1].map((part) => packages.map((name) => PUBLISHED[name][part]));
    return `${badges.join(" ")}\n\n${block(commands)}`;
  }
  const [made, installed] = [0, 1].map((part) => new Set(packages.flatMap((name) => FROM_FILES[name][part])));
  const commands = ["npm ci && npm run build", "mkdir -p ../packages", ...made, "cd ../packages", ...installed];
  return `Not in a registry yet. In a clone of [the repository](${address}):\n\n${block(commands)}`;
}
