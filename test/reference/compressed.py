# Writes compressed-lz4.arrow and compressed-zstd.arrow: Arrow files with compressed buffers, in two record batches, as
# Arrow.jl and pandas write them too. Made by pyarrow 26.0.1. Run from this folder: python compressed.py
import pyarrow as pa
import pyarrow.ipc as ipc

rows = range(9000)
table = pa.table({
    "y": pa.array([((k * 7) % 13) / 4 for k in rows], pa.float64()),
    "g": pa.array([f"level {(k * k) % 17}" for k in rows]).dictionary_encode(),
    "i": pa.array([None if k % 10 == 3 else k % 300 for k in rows], pa.int16()),
    "text": pa.array([f"row {k % 50}" for k in rows]),
})
for codec in ("lz4", "zstd"):
    options = ipc.IpcWriteOptions(compression=codec)
    with ipc.new_file(f"compressed-{codec}.arrow", table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=8500)
