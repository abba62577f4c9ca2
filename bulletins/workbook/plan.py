"""Where everything will stand, worked out before a cell is written.

The sheets lead to each other, so each must know the others' rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ..model import SEVERITIES, TOTAL, Audit, Bulletin, Finding, Key, Lang, Result, Source, Table
from .crossfoot import Footing, Spot, table_to_footing
from .words import SHEETS, say
from .writing import MAX_COLS, MAX_ROWS, Link, Tone, Word, cell_name, shorten

CASE_TABLE = "case_table"
LEFT = 1
"""The first column of a printed table on its sheet; the one before it is for our words."""

_FIRST_ROW = 3


class Entry(NamedTuple):
    """A finding and the bulletin it belongs to, None for one of the whole document."""

    audit: int | None
    finding: Finding


class Marks(NamedTuple):
    """The findings of a table by what they name there: numbers of entries."""

    cells: dict[Spot, list[int]]
    rows: dict[int, list[int]]
    cols: dict[int, list[int]]
    spread: list[int]


class Block(NamedTuple):
    """A printed table on its sheet.

    ``top`` is the sheet's row of the grid's first row; ``lines`` are the kinds of
    line below the grid, in their order. A table that does not fit has no ``footing``.
    """

    audit: int
    table: Table
    title: int
    top: int
    footing: Footing | None
    marks: Marks
    lines: tuple[str, ...]
    end: int

    def line(self, kind: str) -> int:
        """Return the sheet's row of a line below the grid."""
        return self.top + self.table.grid.n_rows + self.lines.index(kind)


class Plan(NamedTuple):
    """Where everything stands: figures by the number of their audit and their key.

    ``grids`` are the cells of printed tables by their place in the document.
    """

    result: Result
    lang: Lang
    entries: tuple[Entry, ...]
    blocks: tuple[Block, ...]
    printed: dict[tuple[int, Key], Spot]
    data: dict[tuple[int, Key], int]
    grids: dict[Source, Spot]

    def sheet(self, name: str) -> str:
        """Return the name of a sheet in the workbook's language."""
        return SHEETS[name].in_(self.lang)

    def link_to_finding(self, entry: Entry) -> Link | None:
        """Return a link to the first thing a finding names that stands on a sheet.

        That is a figure or another cell of a printed table, else a row of the data.
        """
        numbers = range(len(self.result.audits))
        own = numbers if entry.audit is None else (entry.audit,)
        everywhere = (*own, *(number for number in numbers if number not in own))
        keys = [(number, key) for number in everywhere for key in entry.finding.keys]
        for number, key in keys:
            if (number, key) in self.printed:
                return self._link("printed", *self.printed[number, key])
        for source in entry.finding.sources:
            if source in self.grids:
                return self._link("printed", *self.grids[source])
        for number, key in keys:
            if (number, key) in self.data:
                return self._link("data", self.data[number, key], VALUE_COL)
        return None

    def link_to_entry(self, number: int, *, text: str) -> Link:
        """Return a link to the row of a finding."""
        return Link(text, self.sheet("discrepancies"), number + 1, 0)

    def _link(self, sheet: str, row: int, col: int) -> Link:
        name = self.sheet(sheet)
        return Link(f"{name} {cell_name(row, col)}", name, row, col)


VALUE_COL = 9
"""The column of the value on the sheet of the data."""


def result_to_plan(result: Result, *, lang: Lang) -> Plan:
    """Lay out the workbook of ``result``."""
    entries = tuple(_entries(result))
    blocks = tuple(_blocks(result, entries=entries))
    printed: dict[tuple[int, Key], Spot] = {}
    for block in blocks:
        for place in block.table.places if block.footing else ():
            spot = (block.top + place.row, LEFT + place.col)
            printed.setdefault((block.audit, place.key), spot)
        for column_sum in block.footing.column_sums if block.footing else ():
            # A total that is not printed is looked up below its column.
            spot = (block.line("sum"), LEFT + column_sum.col)
            printed.setdefault((block.audit, column_sum.key), spot)
    grids: dict[Source, Spot] = {}
    for block in blocks:
        for cell in block.table.grid.cells if block.footing else ():
            if cell.source.ref is not None:
                grids.setdefault(cell.source, (block.top + cell.row, LEFT + cell.col))
    data: dict[tuple[int, Key], int] = {}
    row = 0
    for number, audit in enumerate(result.audits):
        for observation in audit.bulletin.observations:
            row += 1
            data.setdefault((number, observation.key), row)
    return Plan(result, lang, entries, blocks, printed, data, grids)


def bulletin_to_name(bulletin: Bulletin, *, lang: Lang) -> str:
    """Return how a bulletin is called where its title is too long: province and batch."""
    batches = ", ".join(map(str, bulletin.batches)) or bulletin.batch
    batch = say("batch_n", lang=lang).format(n=batches) if batches is not None else None
    named = [part for part in (bulletin.province, batch) if part]
    return shorten(" ".join(named) or bulletin.title or bulletin.id, width=60)


def severity_to_word(finding: Finding, *, lang: Lang) -> Word:
    """Return the word of a finding's severity in its colour; an explained one says so."""
    if finding.severity == "note" and finding.explained_by is not None:
        return Word(say("explained", lang=lang), "note")
    tones: dict[str, Tone] = {"error": "error", "warning": "warning", "note": "note"}
    return Word(say(finding.severity, lang=lang), tones[finding.severity])


def _entries(result: Result) -> list[Entry]:
    entries = [Entry(None, finding) for finding in result.findings]
    for number, audit in enumerate(result.audits):
        entries += [Entry(number, finding) for finding in audit.findings]
    return sorted(entries, key=lambda entry: SEVERITIES.index(entry.finding.severity))


def _blocks(result: Result, *, entries: tuple[Entry, ...]) -> Iterable[Block]:
    row = _FIRST_ROW
    for number, audit in enumerate(result.audits):
        for table in audit.bulletin.tables:
            if table.part == CASE_TABLE:
                continue
            block = _block(table, number=number, audit=audit, row=row, entries=entries)
            row = block.end + 3
            yield block


def _block(
    table: Table, *, number: int, audit: Audit, row: int, entries: tuple[Entry, ...]
) -> Block:
    # Title, letters of the columns; where the header is shifted a sentence and a line more.
    top = row + (4 if table.shift else 2)
    too_wide = table.grid.n_cols > MAX_COLS - 100
    if too_wide or top + table.grid.n_rows > MAX_ROWS - 100:
        return Block(number, table, row, top, None, Marks({}, {}, {}, []), (), row + 1)
    footing = table_to_footing(table, audit=audit)
    marks = _marks(table, footing=footing, number=number, entries=entries)
    lines: list[str] = []
    if footing.column_sums:
        lines.append("sum")
    if any(s.total is not None or s.stated is not None for s in footing.column_sums):
        lines += ["stated", "difference", "check"]
    if marks.cols:
        lines.append("findings")
    if marks.spread:
        lines.append("spread")
    end = top + table.grid.n_rows + len(lines)
    return Block(number, table, row, top, footing, marks, tuple(lines), end)


def _marks(table: Table, *, footing: Footing, number: int, entries: tuple[Entry, ...]) -> Marks:
    """Give each finding to the row or the column that holds all it names in ``table``."""
    spots: dict[Key, Spot] = {}
    for place in table.places:
        spots.setdefault(place.key, (place.row, place.col))
    unprinted = {s.key: s.col for s in footing.column_sums if s.total is None}
    marks = Marks(defaultdict(list), defaultdict(list), defaultdict(list), [])
    for index, entry in enumerate(entries):
        if entry.audit not in (None, number):
            continue
        named = {key: spots[key] for key in entry.finding.keys if key in spots}
        for spot in dict.fromkeys(named.values()):
            marks.cells[spot].append(index)
        rows = {row for row, _ in named.values()}
        cols = {col for _, col in named.values()}
        cols |= {unprinted[key] for key in entry.finding.keys if key in unprinted}
        # A cell of the total row speaks for its column.
        of_total = any(key.region == TOTAL and key.pollution != TOTAL for key in named)
        if len(cols) == 1 and (len(rows) != 1 or of_total):
            marks.cols[min(cols)].append(index)
        elif len(rows) == 1:
            marks.rows[min(rows)].append(index)
        elif named or cols:
            marks.spread.append(index)
    return marks
