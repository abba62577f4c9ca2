"""A sheet for each case table: its rows as printed, as texts."""

from __future__ import annotations

import re

from ..model import Table, Text
from ..vocabulary.characters import unwrapped
from .plan import CASE_TABLE, Plan
from .words import say
from .writing import MAX_COLS, Book, Field, Value, visible_text, write_table

_WIDEST = 40
_LONGEST = 120

# Excel reads _x000D_ in the name of a table's column as a character, though not in its
# cell, and would repair the file; XlsxWriter takes "<r>" for its own markup.
_ESCAPE = re.compile("_(x[0-9A-Fa-f]{4}_)")


def case_tables(plan: Plan) -> list[tuple[str, Table]]:
    """Return the case tables of the document, each with the name of its sheet."""
    tables = [
        table
        for audit in plan.result.audits
        for table in audit.bulletin.tables
        if table.part == CASE_TABLE and 0 < table.grid.n_cols <= MAX_COLS
    ]
    name = plan.sheet("cases")
    return [
        (name if number == 1 else f"{name} {number}", table)
        for number, table in enumerate(tables, start=1)
    ]


def write_cases(book: Book, *, plan: Plan) -> None:
    """Write the case tables, which are lists of texts and no figures."""
    for number, (name, table) in enumerate(case_tables(plan), start=1):
        headers = _headers(table, book=book)
        body: list[list[Value]] = [
            [None] * table.grid.n_cols for _ in range(max(table.grid.n_rows - table.header_rows, 0))
        ]
        for cell in table.grid.cells:
            row = cell.row - table.header_rows
            if 0 <= row < len(body) and 0 <= cell.col < table.grid.n_cols:
                body[row][cell.col] = unwrapped(cell.text)
        write_table(
            book.add_sheet(name),
            name=f"case_table_{number}",
            fields=[Field(Text(header, header), _WIDEST, ("wrap",)) for header in headers],
            rows=body,
            empty=say("no_rows", lang=book.lang),
            frozen=0,
        )


def _headers(table: Table, *, book: Book) -> list[str]:
    """Return a header for each column: one line, not empty, none twice."""
    headers: list[str] = []
    seen: set[str] = set()
    for col in range(table.grid.n_cols):
        label = table.columns[col].label if col < len(table.columns) else ""
        plain = " ".join(visible_text(label, lang=book.lang).split())
        plain = _ESCAPE.sub(r"-\1", plain[:_LONGEST]).replace("<r>", "‹r›") or f"C{col + 1}"
        header, number = plain, 1
        while header.casefold() in seen:
            number += 1
            header = f"{plain} {number}"
        seen.add(header.casefold())
        headers.append(header)
    return headers
