"""Tables of single cases: one row a case, kept as text and counted."""

from __future__ import annotations

import re

from ..model import Column, Grid, Row, Table
from ..vocabulary.characters import compact, visible

_NUMBER = re.compile(r"(?:受理|举报|交办|转办|信访|案件)(?:件)?编号|^编号$|^案件号$")
_ABOUT = re.compile(
    r"基本情况|举报内容|问题描述|调查核实|是否属实|处理(?:和)?整改|是否办结|办结情况|反映问题"
)
_SERIAL = re.compile(r"^(?:序号|序)$")


def is_case_grid(grid: Grid) -> bool:
    """Whether a grid's head names a case number and what a case is about."""
    head = [compact(c.text) for c in grid.cells if c.row < 2]
    return any(map(_NUMBER.search, head)) and sum(1 for t in head if _ABOUT.search(t)) >= 1


def read_case_table(grid: Grid) -> Table | None:
    """The case table of ``grid``, or None where it is none. It yields no observations."""
    if not is_case_grid(grid):
        return None
    text = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for cell in grid.cells:
        text[cell.row][cell.col] = cell.text
    top = next(r for r, row in enumerate(text) if any(_NUMBER.search(compact(t)) for t in row))
    header = [compact(t) for t in text[top]]
    key = next(c for c, t in enumerate(header) if _NUMBER.search(t))
    columns = tuple(
        Column(t, "serial" if _SERIAL.match(t) else "stub" if c == key else "remark")
        for c, t in enumerate(header)
    )
    rows = tuple(
        Row(r, visible(row[key]), "case")
        for r, row in enumerate(text)
        if r > top and compact(row[key]) and not _NUMBER.search(compact(row[key]))
    )
    return Table("case_table", grid, top + 1, columns, rows, ()) if rows else None
