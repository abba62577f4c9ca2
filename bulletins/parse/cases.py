"""Tables of single cases: one row a case, kept as text and counted."""

from __future__ import annotations

import re

from ..find import CASE_NUMBER, is_case_grid
from ..model import Column, Grid, Row, Table
from ..vocabulary.characters import compact, visible

_SERIAL = re.compile(r"^(?:序号|序)$")


def read_case_table(grid: Grid) -> Table | None:
    """The case table of ``grid``, or None where it is none. It yields no observations."""
    if not is_case_grid(grid):
        return None
    text = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for cell in grid.cells:
        text[cell.row][cell.col] = cell.text
    top = next(r for r, row in enumerate(text) if any(CASE_NUMBER.search(compact(t)) for t in row))
    header = [compact(t) for t in text[top]]
    key = next(c for c, t in enumerate(header) if CASE_NUMBER.search(t))
    columns = tuple(
        Column(t, "serial" if _SERIAL.match(t) else "stub" if c == key else "remark")
        for c, t in enumerate(header)
    )
    rows = tuple(
        Row(r, visible(row[key]), "case")
        for r, row in enumerate(text)
        if r > top and compact(row[key]) and not CASE_NUMBER.search(compact(row[key]))
    )
    return Table("case_table", grid, top + 1, columns, rows, ()) if rows else None
