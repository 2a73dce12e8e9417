"""Charts of notebooks become PDF for LaTeX without Inkscape, with their texts, and fit the pages of HTML."""

import sys
from importlib.util import find_spec

# Of the configuration of a system, environments that lack the package read this too.
if find_spec("jupyterlab_mixedmodels") is not None:
    config = get_config()  # noqa: F821
    command = [sys.executable, "-m", "jupyterlab_mixedmodels.svgtopdf", "{from_filename}", "{to_filename}"]
    config.SVG2PDFPreprocessor.command = command
    config.Exporter.preprocessors.append("jupyterlab_mixedmodels.alttexts.AltTexts")
    config.Exporter.preprocessors.append("jupyterlab_mixedmodels.pagepictures.PagePictures")
