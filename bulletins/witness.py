"""A second reading of a table held against the first, cell by cell.

Where two readers that share nothing read the same figures, a sum that fails is the print's.
Where they differ, our reading is in doubt, and the cells are named; neither is believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from .evidence import table_boxes
from .model import (
    Area,
    Audit,
    Bulletin,
    Cell,
    Disagreement,
    Doubt,
    Frozen,
    Grid,
    Key,
    Place,
    SecondReading,
    Table,
    Text,
)
from .vocabulary.characters import compact
from .vocabulary.codes import code_name
from .vocabulary.numerals import parse_count

_LOST = 0.34  # of the cells: a witness that reads more of them otherwise has lost the columns
_FEW = 0.5  # of a table's figures: a witness that reads fewer has not read it
_SHOWN = 6  # cells named in a message


def doubted_tables(audit: Audit, *, every: bool = False) -> list[Table]:
    """The tables with a place on a page whose figures do not close or could not be checked."""
    wrong = {
        key
        for check in audit.checks
        if check.status == "failed"
        for key in (*check.constraint.keys, *(t.key for t in check.constraint.left))
    }
    return [
        table
        for table in audit.bulletin.tables
        if table.places
        and table.grid.source.box is not None
        and (
            every
            or audit.verdict == "unchecked"
            or any(place.key in wrong for place in table.places)
        )
    ]


def table_areas(table: Table) -> list[Area]:
    """Where on its pages a table stands."""
    n_cols = table.grid.n_rows if table.turned else table.grid.n_cols
    return [Area(page, box, n_cols) for page, box in table_boxes(table)]


class _Pair(Frozen, frozen=True):
    """A figure as both read it."""

    key: Key
    col: int
    ours: Cell
    theirs: str


def compare(table: Table, grids: Sequence[Grid], *, engine: str) -> SecondReading:
    """What ``engine`` reads otherwise in ``table``; ``grids`` are its tables, page by page.

    Rows are found by their labels: a reader that moves rows up by one still names them. Where
    it reads words for a figure, or a whole column as blank, it has lost its way and says nothing.
    """
    pairs = list(_pairs(table, grids))
    filled = {p.col for p in pairs if p.theirs}
    slid = {p.ours.row for p in pairs if p.theirs and not p.ours.text.strip()}
    # A blank is no other reading, unless the row has a figure elsewhere instead.
    pairs = [
        p
        for p in pairs
        if p.col in filled and (p.theirs or p.ours.row in slid or not p.ours.text.strip())
    ]
    differing = [p for p in pairs if compact(p.ours.text) != p.theirs]
    printed = sum(1 for _ in _printed(table))
    few = len(pairs) < _FEW * printed
    if few or not pairs or len(differing) > _LOST * len(pairs):
        return SecondReading(engine, None, note=_LOST_TABLE, source=table.grid.source)
    disagreements = tuple(
        Disagreement(p.key, (("pdfium", p.ours.text), (engine, p.theirs)), p.ours.source)
        for p in differing
    )
    return SecondReading(engine, not differing, disagreements, tuple(p.key for p in pairs))


def _printed(table: Table) -> Iterator[Place]:
    """The places of a table at which something is printed."""
    cells = {(c.row, c.col): c.text for c in table.grid.cells}
    return (place for place in table.places if cells.get((place.row, place.col)))


def _pairs(table: Table, grids: Sequence[Grid]) -> Iterator[_Pair]:
    cells = {(c.row, c.col): c for c in table.grid.cells}
    for place in table.places:
        ours = cells.get((place.row, place.col))
        label = _label(table, place.row, place.key.region)
        if ours is None or label is None:
            continue
        beside = [c for c in table.grid.cells if c.row == place.row]
        found = _find(grids, label, ours, beside, turned=table.turned)
        if found is None:
            continue
        theirs = compact(found)
        if not theirs or parse_count(theirs)[0] is not None or theirs == compact(ours.text):
            yield _Pair(place.key, place.col, ours, theirs)


_LOST_TABLE = Text("the second reader could not follow the table", "第二识读引擎未能识别该表的结构")


def _label(table: Table, row: int, region: str) -> Cell | None:
    """The cell of the stub that names a row."""
    named = [c for c in table.grid.cells if c.row <= row < c.row + c.row_span and c.text]
    for cell in named:
        if compact(cell.text) == compact(region):
            return cell
    return next(
        (
            c
            for c in named
            if any(r.index == row and r.label == compact(c.text) for r in table.rows)
        ),
        None,
    )


def _find(
    grids: Sequence[Grid], label: Cell, ours: Cell, beside: Sequence[Cell], *, turned: bool
) -> str | None:
    """The text of the cell that the witness has in our cell's row and column."""
    wanted = compact(label.text)
    for grid in grids:
        if label.source.page is not None and grid.source.page != label.source.page:
            continue
        rows = _rows(grid, turned=turned)
        for row in rows:
            for at, cell in enumerate(row):
                if compact(cell.text) != wanted or not _is_above(cell, label):
                    continue
                if len(row) == max(c.col + c.col_span for c in beside):
                    return row[ours.col].text if at == label.col else None
                return _in_column(row, ours, beside)
    return None


def _rows(grid: Grid, *, turned: bool) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(grid.n_cols if turned else grid.n_rows)]
    for cell in grid.cells:
        rows[cell.col if turned else cell.row].append(cell)
    return rows


def _is_above(theirs: Cell, ours: Cell) -> bool:
    """Whether two cells stand over the same part of the page's width, as far as is known."""
    a, b = theirs.source.box, ours.source.box
    return a is None or b is None or min(a[2], b[2]) > max(a[0], b[0])


def _in_column(row: Sequence[Cell], ours: Cell, beside: Sequence[Cell]) -> str | None:
    """The text of the cell of ``row`` over ours and over none of the cells beside it."""
    for theirs in row:
        box = theirs.source.box
        covered = [c for c in beside if box is not None and _has_middle(box, c)]
        if ours in covered:
            return theirs.text if len(covered) == 1 else None
    return None


def _has_middle(box: tuple[float, float, float, float], cell: Cell) -> bool:
    own = cell.source.box
    return own is not None and box[0] <= (own[0] + own[2]) / 2 <= box[2]


def with_readings(bulletin: Bulletin, readings: Sequence[SecondReading]) -> Bulletin:
    """``bulletin`` with second readings, and a doubt for what they read otherwise."""
    doubts = [d for reading in readings for d in _doubts(reading)]
    return msgspec.structs.replace(
        bulletin, readings=tuple(readings), doubts=(*bulletin.doubts, *doubts)
    )


def _doubts(reading: SecondReading) -> Iterator[Doubt]:
    if reading.note is not None:
        at = (reading.source,) if reading.source is not None else ()
        yield Doubt("readers-disagree", reading.note, sources=at, severity="note")
    if not reading.disagreements:
        return
    keys = tuple(d.key for d in reading.disagreements)
    count = len(keys)
    shown = list(_shown(reading.disagreements))
    more = count - len(shown)
    yield Doubt(
        "readers-disagree",
        Text(
            f"two readers of this PDF read {count} cells differently: "
            + "; ".join(t.en for t in shown)
            + (f"; and {more} more" if more else "")
            + "; look at the page before trusting either",
            f"两个识读引擎对 {count} 个单元格读数不一致："
            + "；".join(t.zh for t in shown)
            + (f"；另有 {more} 处" if more else "")
            + "；请对照原文页面核实",
        ),
        keys,
        tuple(d.source for d in reading.disagreements),
    )


def _shown(disagreements: Sequence[Disagreement]) -> Iterator[Text]:
    for d in disagreements[:_SHOWN]:
        values = [(engine, "".join(text.split())) for engine, text in d.values]
        named = [code_name(d.key.region), code_name(d.key.pollution)]
        en = (
            " ".join(t.en for t in named)
            + " "
            + ", ".join(f"{e} {v or 'blank'}" for e, v in values)
        )
        zh = "".join(t.zh for t in named) + " " + "、".join(f"{e} {v or '空白'}" for e, v in values)
        yield Text(en, zh)
