"""Starts the kernel, as its kernelspec says: python -m jupyterlab_mixedmodels [OPTION OF NODE]... CONNECTION_FILE"""

import os
import sys

# Python looks into the notebook's folder first, where a signal.py or select.py of the reader's may lie.
if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]

import subprocess  # noqa: E402

from .node import NodeError, find_node  # noqa: E402

MAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "kernel", "main.js")


def start(options, connection_file):
    """Node takes the place of this process, so that Jupyter's signals reach it."""
    command = [find_node(), *options, MAIN, connection_file]
    if os.name != "nt":
        os.execv(command[0], command)
    # Windows has no such thing: this process stays, and Node ends when it is gone.
    return subprocess.run(command, env={**os.environ, "MIXEDMODELS_STARTER": str(os.getpid())}).returncode


if __name__ == "__main__":
    try:
        sys.exit(start(sys.argv[1:-1], sys.argv[-1]))
    except NodeError as error:
        sys.exit(str(error))
