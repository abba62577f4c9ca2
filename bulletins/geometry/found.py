"""A table as it is found on a page: its cells, and where they are."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .shapes import Box

_NEAR = 4.0  # points by which the walls of one table may differ from page to page
_BINDING = 80.0  # points by which a page may be shifted beside the next


class GridCell(msgspec.Struct, frozen=True, gc=False):
    """A cell of a table found on a page: its place in the grid, its text, where it is."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    box: Box


class FoundTable(msgspec.Struct, frozen=True):
    """A table on a page: every place of its grid is covered by one cell, blank ones too.

    ``ruled`` says whether walls parted its columns; ``box`` is that of the page as read; ``key``
    is the column whose numbers count the rows of a list, and ``rest`` says whether its first row
    below the head has none, as the rest of the last row of the page before.
    """

    cells: tuple[GridCell, ...]
    n_rows: int
    n_cols: int
    box: Box
    xs: tuple[float, ...] = ()
    ruled: bool = True
    key: int | None = None
    rest: bool = False
    head: int | None = None
    """How many rows are its head, where that is known."""


def same_walls(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether the walls of two tables, on two pages, stand alike, up to a binding margin."""
    if len(a) != len(b):
        return False
    shift = a[0] - b[0]
    return abs(shift) < _BINDING and all(
        abs(x - y - shift) <= _NEAR for x, y in zip(a, b, strict=True)
    )


def without_empty_lines(table: FoundTable, *, keep_columns: bool = False) -> FoundTable:
    """The table without rows and columns that no cell of its own stands in.

    Two rules so near that nothing can stand between them, and grid lines that only spans cross.
    ``keep_columns`` where all are known from the page before.
    """
    rows = sorted({c.row for c in table.cells})
    cols = list(range(table.n_cols)) if keep_columns else sorted({c.col for c in table.cells})
    if len(rows) == table.n_rows and len(cols) == table.n_cols:
        return table
    row_number = {r: i for i, r in enumerate(rows)}
    col_number = {c: i for i, c in enumerate(cols)}
    cells = tuple(
        GridCell(
            row_number[c.row], col_number[c.col],
            sum(1 for r in rows if c.row <= r < c.row + c.row_span),
            sum(1 for k in cols if c.col <= k < c.col + c.col_span),
            c.text, c.box,
        )
        for c in table.cells
    )  # fmt: skip
    return msgspec.structs.replace(table, cells=cells, n_rows=len(rows), n_cols=len(cols))


def without_blank_edges(table: FoundTable) -> FoundTable:
    """The table without a first and a last row that are one blank cell: the white between it and
    the rule of a running head, or of what stands below it."""
    blank = {
        c.row for c in table.cells
        if not c.text and (c.row_span, c.col_span) == (1, table.n_cols)
    }  # fmt: skip
    first = 1 if 0 in blank else 0
    count = table.n_rows - first - (1 if table.n_rows - 1 in blank else 0)
    if count == table.n_rows or count < 2:
        return table
    cells = tuple(
        msgspec.structs.replace(c, row=c.row - first)
        for c in table.cells
        if first <= c.row < first + count
    )
    top, foot = min(c.box[1] for c in cells), max(c.box[3] for c in cells)
    box = (table.box[0], top, table.box[2], foot)
    return msgspec.structs.replace(table, cells=cells, n_rows=count, box=box)
