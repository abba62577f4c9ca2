"""Tables of single cases: one row a case, kept as text and counted."""

from __future__ import annotations

import re

from ..find import is_case_grid
from ..model import Column, Grid, Row, Table
from ..vocabulary.cases import CASE_NUMBER
from ..vocabulary.characters import compact, visible
from ..vocabulary.numerals import parse_number

_CONTINUED = re.compile(r"[(（]?(?:接上页|续上?[页表]?)[)）]?$")
_SERIAL = re.compile(r"^(?:序号|序)$")


def read_case_table(grid: Grid, *, partial: bool = False) -> Table | None:
    """The case table of ``grid``, or None where it is none. It yields no observations.

    ``partial`` where some of the document could not be read.
    """
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
    serial = next((c for c, column in enumerate(columns) if column.role == "serial"), None)
    rows: list[Row] = []
    for r, row in enumerate(text[top + 1 :], top + 1):
        number = _CONTINUED.sub("", visible(row[key]))
        if not number or CASE_NUMBER.search(compact(number)):
            continue
        # a case that goes on over a page is one, unless it has a serial number of its own
        goes_on = bool(rows) and rows[-1].label == number
        if not goes_on or _counts_on(text[rows[-1].index], row, serial):
            rows.append(Row(r, number, "case"))
    if not rows:
        return None
    return Table("case_table", grid, top + 1, columns, tuple(rows), (), partial=partial)


def _counts_on(above: list[str], row: list[str], serial: int | None) -> bool:
    """Whether a row has another serial number than the one above."""
    if serial is None:
        return False
    one, other = (parse_number(cells[serial]) for cells in (above, row))
    return None not in (one, other) and one != other
