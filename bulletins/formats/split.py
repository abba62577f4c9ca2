"""A sheet, or a table with its title set into it, to running text and tables.

Sheets have titles, notes and several tables on one surface, and tables in pages carry
their title and notes as rows. A row with a single text of its own above, between or below
rows of a table is running text, unless it can be a row of the body; what is left is cut
where a new head begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from ..model import Cell, Frozen, Grid, TextBlock
from ..vocabulary.characters import compact
from ..vocabulary.numerals import DASHES, count_with_inside, parse_count, parse_number
from ..vocabulary.regions import REGION_HEADER, SUBTOTAL_WORDS, TOTAL_WORDS, looks_like_place

_NOTE = re.compile(r"^(?:注|备注|说明|附注|来源|数据来源|填表|制表|单位|截[至止]|统计时间|\(?单位)")
_TITLE = re.compile(
    r"^附?表[\d一二三四五六七八九十]|第[\d一二三四五六七八九十百]{1,4}批|表$|表\(|情况$|统计|\d{4}年|督察|通报"
)
_LABEL = 14  # characters; a longer text alone in a row is no label of a body row

_Kind = Literal["blank", "line", "label", "table"]


class _Line(Frozen, frozen=True):
    """A row of a grid: what stands in it, and what that makes of it."""

    cells: tuple[Cell, ...]
    kind: _Kind

    @property
    def is_body(self) -> bool:
        return is_body_row([cell.text for cell in self.cells])


def is_body_row(texts: Sequence[str]) -> bool:
    """Whether cells read as a row of the body: numbers, and hardly any words besides a label."""
    filled = [t for t in texts if t and compact(t) not in DASHES]
    numbers = sum(
        1 for t in filled if parse_count(t)[0] is not None or count_with_inside(t) is not None
    )
    return numbers >= 1 and len(filled) - numbers <= max(2, numbers)


def _kind(cells: Sequence[Cell], n_cols: int) -> _Kind:
    if not cells:
        return "blank"
    if len(cells) > 1:
        return "table"
    only = cells[0]
    text = compact(only.text)
    wide = only.col_span > 1 and only.col_span * 2 >= n_cols and only.col == 0
    if n_cols == 1 or len(text) > _LABEL or (wide and text not in TOTAL_WORDS | SUBTOTAL_WORDS):
        return "line"
    return "line" if _NOTE.match(text) or (_TITLE.search(text) and only.col == 0) else "label"


def _lines(grid: Grid) -> list[_Line]:
    """The rows of the grid; a cell that spans rows stands in each of them."""
    rows: list[list[Cell]] = [[] for _ in range(grid.n_rows)]
    for cell in grid.cells:
        if cell.text.strip():
            for r in range(cell.row, min(cell.row + cell.row_span, grid.n_rows)):
                rows[r].append(cell)
    return [_Line(tuple(row), _kind(row, grid.n_cols)) for row in rows]


def _is_head(line: _Line) -> bool:
    """Whether a row reads as a head: several texts, none a bare number, and no remark."""
    if line.kind != "table" or _NOTE.match(compact(line.cells[0].text)):
        return False
    return not any(parse_number(c.text) is not None for c in line.cells)


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """(first row, row behind the last) of each table, running text being left out between."""
    start: int | None = None
    for r, line in enumerate(lines):
        if start is None:
            if line.kind == "table" or (line.kind == "label" and _begins_head(lines, r)):
                start = r
            continue
        if line.kind in ("line", "blank") and _next_table(lines, r) == "head":
            yield start, r
            start = None
    if start is not None:
        yield start, len(lines)


def _begins_head(lines: Sequence[_Line], row: int) -> bool:
    """Whether a lone label is the first row of a head (污染类型 over its columns)."""
    only = lines[row].cells[0]
    below = lines[row + 1] if row + 1 < len(lines) else None
    if below is None or below.kind != "table":
        return False
    return only.col > 0 or bool(REGION_HEADER.search(compact(only.text)))


def _next_table(lines: Sequence[_Line], row: int) -> Literal["head", "body", "none"]:
    """What the next rows of a table are that stand below ``row``."""
    for line, below in pairwise((*lines[row:], _Line((), "blank"))):
        if line.kind == "label" and _is_heading(line) and _is_head(below) and not below.is_body:
            return "head"  # 按类型, alone above a head
        if line.kind in ("table", "label"):
            return "head" if _is_head(line) and not line.is_body else "body"
    return "none"


def _text(cell: Cell) -> Iterator[TextBlock]:
    for line in cell.text.split("\n"):
        if line.strip():
            yield TextBlock(line.strip(), cell.source)


def _cut(grid: Grid, lines: Sequence[_Line], start: int, end: int) -> Iterator[TextBlock | Grid]:
    """Rows start:end as a grid of their own, the running text below its last row behind it."""
    last = end
    while last > start and (
        lines[last - 1].kind in ("blank", "line")
        or (last < end and lines[last].kind == "line" and _is_heading(lines[last - 1]))
    ):
        last -= 1
    filled = [c for line in lines[start:last] for c in line.cells]
    if len({c.row for c in filled}) > 1 or len(filled) > 2:
        yield _part(grid, filled, start, last)
    else:
        for cell in filled:
            yield from _text(cell)
    for line in lines[last:end]:
        for cell in line.cells:
            yield from _text(cell)


def _is_heading(line: _Line) -> bool:
    """Whether a lone label above running text heads it, and is no region without cases."""
    if line.kind != "label":
        return False
    text = compact(line.cells[0].text)
    return text not in TOTAL_WORDS | SUBTOTAL_WORDS and not looks_like_place(text)


def _part(grid: Grid, filled: Sequence[Cell], start: int, end: int) -> Grid:
    if start == 0 and end == grid.n_rows:
        return grid
    left = min(c.col for c in filled)
    right = max(c.col + c.col_span for c in filled)
    cells = []
    for cell in grid.cells:
        top, below = max(cell.row, start), min(cell.row + cell.row_span, end)
        if top < below and left <= cell.col < right:
            cells.append(
                Cell(
                    top - start, cell.col - left, cell.text, cell.source, below - top,
                    min(cell.col_span, right - cell.col),
                )
            )  # fmt: skip
    source = msgspec.structs.replace(grid.source, line=cells[0].source.line, span=None)
    return Grid(tuple(cells), end - start, right - left, source, grid.pages)


def split_grid(grid: Grid) -> tuple[TextBlock | Grid, ...]:
    """The running text and the tables of ``grid``, in the order of its rows.

    A table that holds nothing else comes back as it is. Cells keep their places of origin.
    """
    lines = _lines(grid)
    blocks: list[TextBlock | Grid] = []
    done = 0
    for start, end in (*_runs(lines), (grid.n_rows, grid.n_rows)):
        for line in lines[done:start]:
            for cell in line.cells:
                blocks.extend(_text(cell))
        if start < end:
            blocks.extend(_cut(grid, lines, start, end))
        done = end
    return tuple(blocks)
