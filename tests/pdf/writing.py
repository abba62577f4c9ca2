"""Small PDF files for tests, from the few drawing operators that matter.

Places are points from the top left corner of the page, as in the boxes of what is read.
The font draws every character as a box and its codes are Unicode, so any character can be set,
and what is read does not depend on the fonts of the machine.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

WIDTH, HEIGHT = 595, 842

_RANGES = "\n".join(f"<{k:02X}00> <{k:02X}FF> <{k:02X}00>" for k in range(256))
_TO_UNICODE = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Same def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
256 beginbfrange {_RANGES} endbfrange
endcmap end end""".encode()


def text(
    x: float, y: float, said: str, size: float = 10, *, before: str = "", matrix: str = "1 0 0 1"
) -> str:
    """Characters on a baseline; ``before`` are operators for their colour or mode."""
    codes = said.encode("utf-16-be").hex()
    return f"q BT {before} /F {size} Tf {matrix} {x} {HEIGHT - y} Tm <{codes}> Tj ET Q\n"


def rule(x0: float, y0: float, x1: float, y1: float, *, before: str = "0.5 w") -> str:
    return f"q {before} {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S Q\n"


def fill(x0: float, y0: float, x1: float, y1: float, gray: float) -> str:
    return f"q {gray} g {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re f Q\n"


def picture(x0: float, y0: float, x1: float, y1: float) -> str:
    """A grey picture of one pixel."""
    place = f"{x1 - x0} 0 0 {y1 - y0} {x0} {HEIGHT - y1} cm"
    return f"q {place} BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"


def ruled(
    rows: Sequence[Sequence[str]], *, x: float = 70, y: float = 100, width: float = 60,
    height: float = 18, size: float = 10,
) -> str:  # fmt: skip
    """A table with rules all around every cell, its upper left corner at (x, y)."""
    right, foot = x + width * len(rows[0]), y + height * len(rows)
    lines = [rule(x, y + height * k, right, y + height * k) for k in range(len(rows) + 1)]
    lines += [rule(x + width * k, y, x + width * k, foot) for k in range(len(rows[0]) + 1)]
    words = [
        text(x + width * c + 4, y + height * r + 0.7 * height, cell, size)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if cell
    ]
    return "".join([*lines, *words])


def drawn(lines: str) -> str:
    """A page from lines ``x y text`` and ``rule x0 y0 x1 y1``."""
    out = []
    for line in lines.strip().splitlines():
        first, *rest = line.split(" ", 1)[0], *line.split(" ")[1:]
        if first == "rule":
            out.append(rule(*map(float, rest)))
        else:
            out.append(text(float(first), float(rest[0]), " ".join(rest[1:])))
    return "".join(out)


def pdf(*pages: str | bytes, size: tuple[float, float] = (WIDTH, HEIGHT), **more: Any) -> bytes:
    """A file of these pages; ``more`` goes to pikepdf's ``save``."""
    made = pikepdf.new()
    font = made.make_indirect(_font(made))
    for content in pages:
        data = content.encode("latin-1") if isinstance(content, str) else content
        page = Dictionary(
            Type=Name.Page, MediaBox=[0, HEIGHT - size[1], size[0], HEIGHT], Contents=Stream(made, data),
            Resources=Dictionary(Font=Dictionary(F=font)),
        )  # fmt: skip
        made.pages.append(pikepdf.Page(made.make_indirect(page)))
    return saved(made, **more)


def saved(made: pikepdf.Pdf, **more: Any) -> bytes:
    """The file, the same bytes each time."""
    out = BytesIO()
    made.save(out, **{"deterministic_id": "encryption" not in more, **more})
    return out.getvalue()


def _font(made: pikepdf.Pdf) -> Dictionary:
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/Boxes"), Flags=4, ItalicAngle=0,
        FontBBox=[0, -120, 1000, 880], Ascent=880, Descent=-120, CapHeight=880, StemV=93,
        FontFile2=Stream(made, _boxes()),
    )  # fmt: skip
    drawing = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/Boxes"), DW=1000,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        W=Array([32, Array([500] * 95), 0xE010, Array([250])]), FontDescriptor=descriptor,
        CIDToGIDMap=Stream(made, b"\0\1" * 32 + b"\0\2" * 95 + b"\0\1" * (0x10000 - 127)),
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/Boxes"), Encoding=Name("/Identity-H"),
        ToUnicode=Stream(made, _TO_UNICODE), DescendantFonts=Array([drawing]),
    )  # fmt: skip


def _boxes() -> bytes:
    """A TrueType font of three glyphs: none, a box as wide as the em, one half as wide."""

    def box(x1: int) -> bytes:
        corners = struct.pack(">4h4h", 50, 0, x1 - 50, 0, -100, 700, 0, -700)
        head = struct.pack(">hhhhhHH", 1, 50, -100, x1, 600, 3, 0)
        return head + b"\1\1\1\1" + corners + b"\0\0"

    glyphs = [b"", box(950), box(450)]
    ends = [sum(map(len, glyphs[:k])) for k in range(4)]
    tables = {
        b"glyf": b"".join(glyphs),
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0,
            0, -100, 1000, 880, 0, 8, 2, 1, 0,
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 880, -120, 0, 1000, *[0] * 11, 3),
        b"hmtx": struct.pack(">HhHhHh", 1000, 0, 1000, 50, 500, 50),
        b"loca": struct.pack(">4I", *ends),
        b"maxp": struct.pack(">IH13H", 0x10000, 3, 4, 1, *[0] * 11),
    }  # fmt: skip
    at = 12 + 16 * len(tables)
    out, body = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 32), b""
    for tag, data in tables.items():
        out += struct.pack(">4sIII", tag, 0, at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return out + body
