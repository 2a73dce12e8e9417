"""pandas and pyarrow as a process of the bench: see remote.mjs for the protocol."""

import json
import statistics
import sys
import time

import pandas
import pyarrow
import pyarrow.csv
import pyarrow.ipc

pyarrow.set_cpu_count(1)
pyarrow.set_io_thread_count(1)


def pyarrow_csv(file):
    return pyarrow.csv.read_csv(file, pyarrow.csv.ReadOptions(use_threads=False))


def pyarrow_arrow(file):
    with pyarrow.memory_map(file) as source:
        return pyarrow.ipc.open_file(source).read_all()


def values(table):
    """Every column as an array or list that a program of Python calculates with."""
    return table.to_pandas(use_threads=False)


READERS = {
    ("pandas", "CSV"): pandas.read_csv,
    ("pandas", "Arrow"): lambda file: values(pyarrow_arrow(file)),
    ("pyarrow", "CSV"): pyarrow_csv,
    ("pyarrow", "Arrow"): pyarrow_arrow,
}


def read(by, format, file, seconds):
    times = []
    while sum(times) < float(seconds) or not times:
        before = time.perf_counter()
        table = READERS[by, format](file)
        times.append(time.perf_counter() - before)
    frame = table if by == "pandas" else values(table)
    return {
        "ms": 1000 * statistics.median(times),
        "rows": len(frame),
        "sum": float(frame["y"].sum()),
        "last": str(frame["h"].iloc[-1]),
    }


def main():
    print(json.dumps({"name": "pandas", "version": f"{pandas.__version__}, pyarrow {pyarrow.__version__}"}), flush=True)
    for line in sys.stdin:
        request = dict(field.split("=", 1) for field in line.rstrip("\n").split("\t"))
        try:
            answer = {"read": read}[request.pop("op")](**request)
        except Exception as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


main()
