"""Writes an SVG picture as a PDF for nbconvert's LaTeX and PDF: python -m jupyterlab_mixedmodels.svgtopdf FROM TO.

Inkscape draws it in vectors where it is on the PATH; otherwise resvg draws it in 300 dots an inch. nbconvert itself
knows only Inkscape, without which it converts no notebook that has a chart.
"""

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import resvg_py

DOTS_PER_INCH = 300
#: Of a CSS pixel and of a PDF's unit.
PIXELS_PER_INCH, POINTS_PER_INCH = 96, 72
#: resvg asks for fonts that not every machine has.
FALLBACK = {"sans_serif_family": "DejaVu Sans", "font_family": "DejaVu Sans"}
CHANNELS = {2: (3, "/DeviceRGB"), 6: (4, "[/DeviceN [/Red /Green /Blue /Alpha] /DeviceRGB 5 0 R]")}


def png_of(svg):
    """The picture in white surroundings as a PNG."""
    zoom = DOTS_PER_INCH / PIXELS_PER_INCH
    return resvg_py.svg_to_bytes(svg_string=svg, background="#ffffff", zoom=zoom, **FALLBACK)


def chunks(png):
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def pdf_of(png):
    """A PDF of one page that is the picture; the data of a PNG are those of an image of PDF, as they are."""
    parts = list(chunks(png))
    header = next(data for kind, data in parts if kind == b"IHDR")
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if bits != 8 or interlaced or colour not in CHANNELS:
        raise ValueError(f"a PNG of colour type {colour} with {bits} bits cannot be put into a PDF")
    channels, space = CHANNELS[colour]
    data = b"".join(data for kind, data in parts if kind == b"IDAT")
    w, h = (side * POINTS_PER_INCH / DOTS_PER_INCH for side in (width, height))
    page = f"{w:.3f} 0 0 {h:.3f} 0 0 cm /Picture Do".encode()
    predictor = f"/Predictor 15 /Colors {channels} /BitsPerComponent 8 /Columns {width}"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {w:.3f} {h:.3f}] /Contents 6 0 R"
        f" /Resources << /XObject << /Picture 4 0 R >> >> >>".encode(),
        stream(
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace {space}"
            f" /Filter /FlateDecode /DecodeParms << {predictor} >>",
            data,
        ),
        # On white nothing shines through: the fourth number is left out.
        stream("/FunctionType 4 /Domain [0 1 0 1 0 1 0 1] /Range [0 1 0 1 0 1]", b"{ pop }"),
        stream("", page),
    ]
    return document(objects)


def stream(entries, data):
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def document(objects):
    text = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return text + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(text)}\n%%EOF\n"
    ).encode()


def convert(source, target):
    inkscape = shutil.which("inkscape")
    if inkscape is not None:
        subprocess.run([inkscape, f"--export-filename={target}", str(source)], check=True)
    else:
        Path(target).write_bytes(pdf_of(png_of(Path(source).read_text(encoding="utf-8"))))


if __name__ == "__main__":
    convert(*sys.argv[1:])
