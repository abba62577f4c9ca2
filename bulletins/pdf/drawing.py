"""Pictures of pages with the found tables drawn over them, for a person to look at."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import sqrt

from ..model import Cell, Drawing, Grid
from .document import open_pdf

_DPI = 110
_MAX_PIXELS = 24_000_000
_MAX_PAGES = 40  # of one document
_CELL, _SPAN, _BLANK = (214, 39, 40), (31, 119, 180), (150, 150, 150)


def draw_tables(data: bytes, grids: Sequence[Grid]) -> tuple[Drawing, ...]:
    """The pages on which ``grids`` stand, at most 40, as PNG: cells red, spans blue, blanks grey."""
    cells: dict[int, list[Cell]] = {}
    for grid in grids:
        for cell in grid.cells:
            if cell.source.page is not None and cell.source.box is not None:
                cells.setdefault(cell.source.page, []).append(cell)
    pdf = open_pdf(data)
    try:
        return tuple(
            Drawing(page, _draw(pdf[page - 1], cells[page])) for page in sorted(cells)[:_MAX_PAGES]
        )
    finally:
        pdf.close()


def _draw(page: object, cells: Sequence[Cell]) -> bytes:
    from PIL import ImageDraw

    width, height = page.get_size()  # type: ignore[attr-defined]
    scale = min(_DPI / 72, sqrt(_MAX_PIXELS / max(width * height, 1)))
    picture = page.render(scale=scale).to_pil().convert("RGB")  # type: ignore[attr-defined]
    pen = ImageDraw.Draw(picture)
    for cell in cells:
        assert cell.source.box is not None
        x0, top, x1, bottom = (v * scale for v in cell.source.box)
        span = cell.row_span > 1 or cell.col_span > 1
        color = _SPAN if span else _CELL if cell.text else _BLANK
        pen.rectangle(
            (x0 + 1, top + 1, max(x1 - 1, x0 + 1), max(bottom - 1, top + 1)), outline=color
        )
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
