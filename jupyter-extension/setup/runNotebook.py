"""Runs a notebook headlessly: runNotebook.py NOTEBOOK FOLDER KERNEL writes it with its outputs and as an HTML page.

The last line printed is JSON: {"cells": code cells that ran, "failed": null or {"cell": number, "error": text}}.
"""

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

# The package that the wheel has, which this environment need not.
sys.path.append(str(Path(__file__).resolve().parent.parent))
from jupyterlab_mixedmodels.pagepictures import PagePictures  # noqa: E402

CELL_TIMEOUT_SECONDS = 600


def describe(error):
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return f"no end after {CELL_TIMEOUT_SECONDS} s"
    return str(error).strip() or type(error).__name__


def main(file, folder, kernel):
    notebook = nbformat.read(file, as_version=4)
    started = []
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_SECONDS,
        kernel_name=kernel,
        resources={"metadata": {"path": str(file.parent)}},
        on_cell_execute=lambda cell, cell_index: started.append(cell_index),
    )
    failed = None
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        failed = {"cell": len(started), "error": describe(error)}
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / file.name)
    page, _ = HTMLExporter(preprocessors=[PagePictures]).from_notebook_node(notebook, {"metadata": {"name": file.stem}})
    (folder / file.name).with_suffix(".html").write_text(page, encoding="utf-8")
    print(json.dumps({"cells": len(started), "failed": failed}))


main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
