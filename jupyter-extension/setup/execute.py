"""Runs notebooks through their kernels, writes each with its outputs and as an HTML page, and prints one line of JSON a notebook.

Usage: execute.py [--keep-going] FOLDER NOTEBOOK...
"""

import json
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbconvert import HTMLExporter

CELL_TIMEOUT_SECONDS = 900


def first_line(error):
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}".splitlines()[0]
    if isinstance(error, CellTimeoutError):
        return f"no end after {CELL_TIMEOUT_SECONDS} s"
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def execute(notebook, folder):
    """Runs the notebook's cells in place, up to the first that fails; returns how many ran and the failure or None."""
    started = []
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_SECONDS,
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=lambda cell, cell_index: started.append(cell_index),
    )
    try:
        client.execute()
    except Exception as error:  # whatever ends a notebook is reported as this notebook's failure
        return max(0, len(started) - 1), {"cell": len(started) or None, "error": first_line(error)}
    return len(started), None


def main(arguments):
    keep_going = arguments[0] == "--keep-going"
    folder, *files = map(Path, arguments[1:] if keep_going else arguments)
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        since = time.monotonic()
        notebook = nbformat.read(file, as_version=4)
        cells, failure = execute(notebook, file.parent)
        nbformat.write(notebook, folder / file.name)
        page, _ = HTMLExporter().from_notebook_node(notebook, {"metadata": {"name": file.stem}})
        (folder / file.name).with_suffix(".html").write_text(page, encoding="utf-8")
        result = {"name": file.name, "seconds": time.monotonic() - since, "cells": cells}
        print(json.dumps({**result, "failure": failure} if failure else result), flush=True)
        if failure and not keep_going:
            break


main(sys.argv[1:])
