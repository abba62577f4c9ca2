"""Tables of single cases: one row a case, kept as text and counted."""

from __future__ import annotations

import re

from ..find import is_case_grid
from ..model import Column, Grid, Row, Table
from ..vocabulary.cases import CASE_NUMBER
from ..vocabulary.characters import compact, visible

_CONTINUED = re.compile(r"[(（]?(?:接上页|续上?[页表]?)[)）]?$")
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
    rows: list[Row] = []
    for r, row in enumerate(text[top + 1 :], top + 1):
        number = _CONTINUED.sub("", visible(row[key]))
        if not number or CASE_NUMBER.search(compact(number)):
            continue
        if not (rows and rows[-1].label == number):  # a case that goes on over a page is one
            rows.append(Row(r, number, "case"))
    return Table("case_table", grid, top + 1, columns, tuple(rows), ()) if rows else None
