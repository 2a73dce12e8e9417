"""Charts of notebooks become PDF for LaTeX without Inkscape."""

import sys

command = [sys.executable, "-m", "jupyterlab_mixedmodels.svgtopdf", "{from_filename}", "{to_filename}"]
get_config().SVG2PDFPreprocessor.command = command  # noqa: F821
