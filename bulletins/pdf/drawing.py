"""Pictures of pages, with the found tables drawn over them or cut out, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from math import sqrt
from typing import Any

from ..model import Area, Cell, Drawing, Grid

_DPI = 110
_MAX_PIXELS = 24_000_000
_MAX_PAGES = 40  # of one document
_MARGIN = 8.0  # points left around what is cut out
_GREYS = 16
_CELL, _SPAN, _BLANK = (214, 39, 40), (31, 119, 180), (150, 150, 150)


def draw_tables(data: bytes, grids: Sequence[Grid]) -> tuple[Drawing, ...]:
    """The pages on which ``grids`` stand, at most 40, as PNG: cells red, spans blue, blanks grey."""
    cells: dict[int, list[Cell]] = {}
    for grid in grids:
        for cell in grid.cells:
            if cell.source.page is not None and cell.source.box is not None:
                cells.setdefault(cell.source.page, []).append(cell)
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        return tuple(
            Drawing(page, _draw(pdf[page - 1], cells[page])) for page in sorted(cells)[:_MAX_PAGES]
        )
    finally:
        pdf.close()


def draw_areas(data: bytes, areas: Sequence[Area]) -> tuple[Drawing, ...]:
    """Each of ``areas`` cut out of its page with a margin, in few greys, nothing drawn over it."""
    pages: dict[int, list[Area]] = {}
    for area in areas:
        pages.setdefault(area.page, []).append(area)
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        return tuple(
            drawing
            for number in sorted(pages)[:_MAX_PAGES]
            for drawing in _cut_out(pdf[number - 1], pages[number])
        )
    finally:
        pdf.close()


def _cut_out(page: Any, areas: Sequence[Area]) -> Iterator[Drawing]:
    width, height = page.get_size()
    picture, scale = _rendered(page)
    grey = picture.convert("L")
    for area in areas:
        x0, top, x1, bottom = area.box
        box = (
            max(x0 - _MARGIN, 0.0), max(top - _MARGIN, 0.0),
            min(x1 + _MARGIN, width), min(bottom + _MARGIN, height),
        )  # fmt: skip
        part = grey.crop(tuple(round(v * scale) for v in box))
        if part.width and part.height:
            yield Drawing(area.page, _smallest(part), box)


def _smallest(grey: Any) -> bytes:
    """A grey picture as PNG, with a palette of few greys where that is smaller."""
    few = grey.quantize(_GREYS, dither=0)
    return min((_to_png(few), _to_png(grey)), key=len)


def _to_png(picture: Any) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _rendered(page: Any) -> tuple[Any, float]:
    """A page as it is displayed, as a picture; and how many dots it has to a point."""
    width, height = page.get_size()
    scale = min(_DPI / 72, sqrt(_MAX_PIXELS / max(width * height, 1)))
    return page.render(scale=scale).to_pil(), scale


def _draw(page: Any, cells: Sequence[Cell]) -> bytes:
    from PIL import ImageDraw

    shown, scale = _rendered(page)
    picture = shown.convert("RGB")
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
