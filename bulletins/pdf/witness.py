"""The second reader: camelot, asked about single tables, in a child process of its own.

It reads characters with another library (playa) and finds columns in another way, so where
it reads the same figures the copy is as the print. Its traps are kept out: no parser of it is
asked that draws the page; it is told the area of one table; and its cells are found by their
labels, not by the row that it gives them.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import msgspec

from ..errors import ReadError
from ..geometry.shapes import Box
from ..model import Area, Cell, Document, Doubt, Grid, Source, Text, TextBlock
from .axes import Axes, page_axes
from .document import open_pdf
from .opened import Opened

# Without rules first: it is not fooled by them. With rules where that has lost columns.
_FLAVORS: tuple[dict[str, str], ...] = (
    {"flavor": "network"},
    {"flavor": "lattice", "engine": "vector"},
)
_MARGIN = 3.0  # points around a table's cells


def witness_grids(data: bytes, areas: Sequence[Area]) -> tuple[Grid, ...]:
    """What camelot reads in each of ``areas``; an empty grid where it finds no table.

    Boxes are those of the page as displayed, in points. Raises :class:`ReadError` with
    ``missing_extra`` where camelot is not installed.
    """
    try:
        import camelot
    except ImportError as error:
        said = Text(
            "camelot-py is not installed: pip install camelot-py",
            "未安装 camelot-py：pip install camelot-py",
        )
        raise ReadError("missing_extra", said) from error
    logging.disable(logging.CRITICAL)  # it installs a handler of its own at import
    pdf = open_pdf(data)
    try:
        axes = {n: _axes_of(pdf, n) for n in {area.page for area in areas}}
    finally:
        pdf.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tuple(_read_area(camelot, data, area, axes[area.page]) for area in areas)


def _axes_of(pdf: Opened, number: int) -> Axes:
    page = pdf[number - 1]
    try:
        return page_axes(page)
    finally:
        page.close()


def _read_area(camelot: Any, data: bytes, area: Area, axes: Axes) -> Grid:
    place = Source(page=area.page, box=area.box)
    if (axes.xx, axes.yy) != (1.0, -1.0):  # a turned page: its coordinates are not camelot's
        return Grid((), 0, 0, place)
    x0, top, x1, bottom = area.box
    left, high = axes.x0 + x0 - _MARGIN, axes.y0 - top + _MARGIN
    right, low = axes.x0 + x1 + _MARGIN, axes.y0 - bottom - _MARGIN
    where = f"{left:.1f},{high:.1f},{right:.1f},{low:.1f}"
    best: Any = None
    for flavor in _FLAVORS:
        tables = camelot.read_pdf(
            BytesIO(data), pages=str(area.page), table_areas=[where], split_text=True,
            suppress_stdout=True, **flavor,
        )  # fmt: skip
        for table in tables:
            if best is None or abs(table.df.shape[1] - area.n_cols) < abs(
                best.df.shape[1] - area.n_cols
            ):
                best = table
        if best is not None and best.df.shape[1] == area.n_cols:
            break
    if best is None:
        return Grid((), 0, 0, place)
    n_rows, n_cols = best.df.shape
    return Grid(tuple(_cells(best, area.page, axes)), n_rows, n_cols, place, (area.page,))


def _cells(table: Any, page: int, axes: Axes) -> Iterator[Cell]:
    for r, row in enumerate(table.cells):
        for c, cell in enumerate(row):
            box: Box = axes.box(cell.x1, cell.y1, cell.x2, cell.y2)
            rounded = (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
            text = str(table.df.iat[r, c])
            yield Cell(r, c, text, Source(page=page, ref=f"R{r + 1}C{c + 1}", box=rounded))


_NOT_FOUND = Text(
    "camelot finds no table here, or it runs over pages; as pdfium reads it",
    "camelot 在此未识别出表格，或表格跨页；按 pdfium 的识读",
)


def _other_shape(found: Grid, ours: Grid) -> Text:
    return Text(
        f"camelot reads {found.n_rows} rows and {found.n_cols} columns here, pdfium "
        f"{ours.n_rows} and {ours.n_cols}; as camelot reads it",
        f"camelot 在此读出 {found.n_rows} 行 {found.n_cols} 列，pdfium 读出 {ours.n_rows} 行 "
        f"{ours.n_cols} 列；按 camelot 的识读",
    )


def read_by_witness(document: Document, data: bytes) -> Document:
    """``document`` with camelot's tables in the place of pdfium's, where it finds them."""
    blocks: list[TextBlock | Grid] = []
    doubts = list(document.doubts)
    for block in document.blocks:
        if not isinstance(block, Grid) or len(block.pages) != 1 or block.source.box is None:
            found = Grid((), 0, 0, block.source)
        else:
            (found,) = witness_grids(data, [Area(block.pages[0], block.source.box, block.n_cols)])
        if isinstance(block, Grid) and (found.n_rows, found.n_cols) != (block.n_rows, block.n_cols):
            said = _NOT_FOUND if not found.cells else _other_shape(found, block)
            doubts.append(Doubt("readers-disagree", said, sources=(block.source,), severity="note"))
        blocks.append(msgspec.structs.replace(found, source=block.source) if found.cells else block)
    return msgspec.structs.replace(document, blocks=tuple(blocks), doubts=tuple(doubts))
