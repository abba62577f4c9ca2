"""Rows that copying has damaged, mended for reading where that is certain, and said.

Cells that ran together (眉山天府新区12东坡区22) are parted; a total row that lost a cell of its
label is moved back under its columns.

A line that says as many numbers as there are columns is parted at its spaces. Digits without
spaces, or fewer numbers than columns (some cells were blank), are parted only if a single way
of parting all of them lets every stated total close.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb

from ..model import Cell, Column, Doubt, Frozen, Grid, Number, Text, several
from ..vocabulary.characters import compact
from ..vocabulary.regions import TOTAL_WORDS
from .alignment import Evidence, stated_totals
from .matrix import Head, Matrix, runs_together
from .rows import Panel, body_rows

_MOST = 20_000  # ways that are tried before it is left alone

Numbers = tuple[int | None, ...]
"""The figures of a row, None where a cell is blank."""


class _Piece(Frozen, frozen=True):
    """A label and every way in which the digits behind it may be parted into columns.

    ``said`` where the spaces between them say how.
    """

    label: str
    ways: tuple[Numbers, ...]
    said: bool


class _Row(Frozen, frozen=True):
    """A row that ran together: its only cell, and the rows that it may hold."""

    cell: Cell
    pieces: tuple[_Piece, ...]


def _piece(label: str, digits: str, columns: int) -> _Piece:
    return _Piece(label.strip(), _ways(digits, columns), len(digits.split()) == columns)


def _ways(digits: str, columns: int) -> tuple[Numbers, ...]:
    """Every way to part digits into ``columns`` numbers without leading zeros."""
    spaced = digits.split()
    if len(spaced) == columns:
        return (tuple(map(int, spaced)),)
    if 1 < len(spaced) < columns:
        return tuple(_with_blanks([*map(int, spaced)], columns))
    text = "".join(spaced)
    if not 0 < columns <= len(text) or comb(len(text) - 1, columns - 1) > _MOST:
        return ()
    found = []
    for cuts in combinations(range(1, len(text)), columns - 1):
        parts = [text[a:b] for a, b in zip((0, *cuts), (*cuts, len(text)), strict=True)]
        if all(part == "0" or part[0] != "0" for part in parts):
            found.append(tuple(map(int, parts)))
    return tuple(found)


def _with_blanks(numbers: Sequence[int], columns: int) -> Iterator[Numbers]:
    """Every way to set numbers into more columns than they are, in their order."""
    for places in combinations(range(columns), len(numbers)):
        at = dict(zip(places, numbers, strict=True))
        yield tuple(at.get(c) for c in range(columns))


def _run_together(matrix: Matrix, head: Head, columns: int) -> Iterator[_Row]:
    """The rows of the body with a single text that names regions with their digits."""
    for r in range(head.rows, matrix.n_rows):
        groups = runs_together(matrix.own[r])
        pieces = tuple(_piece(label, digits, columns) for label, digits in groups)
        if pieces and all(piece.ways for piece in pieces):
            cell = next(c for c in matrix.grid.cells if c.row == r and c.text.strip())
            yield _Row(cell, pieces)


def _elsewhere(
    matrix: Matrix, head: Head, stub: int, columns: Sequence[int], rows: set[int]
) -> tuple[int, ...]:
    """What the other rows of the body that are regions add up to in each column."""
    sums = [0] * len(columns)
    for row in body_rows(matrix, head, Panel(0, stub, matrix.n_cols), province=None):
        if row.role != "region" or row.index in rows:
            continue
        for i, c in enumerate(columns):
            value = matrix.number(row.index, c)
            sums[i] += value if isinstance(value, int) else 0
    return tuple(sums)


def _solutions(
    pieces: Sequence[_Piece], left: tuple[Number | None, ...], budget: list[int]
) -> Iterator[tuple[Numbers, ...]]:
    """Every choice of ways that leaves nothing of the stated totals."""
    budget[0] -= 1
    if budget[0] < 0:
        return
    if not pieces:
        if all(rest in (None, 0) for rest in left):
            yield ()
        return
    for way in pieces[0].ways:
        rest = tuple(None if a is None else a - (b or 0) for a, b in zip(left, way, strict=True))
        if all(r is None or r >= 0 for r in rest):
            for others in _solutions(pieces[1:], rest, budget):
                yield way, *others


def _parted(rows: Sequence[_Row], left: tuple[Number | None, ...]) -> list[Numbers] | None:
    """The one way to part all rows; None where there is none or another."""
    pieces = [piece for row in rows for piece in row.pieces]
    if all(piece.said for piece in pieces):
        return [piece.ways[0] for piece in pieces]
    if any(total is None for total in left):
        return None
    budget = [_MOST]
    found = []
    for solution in _solutions(pieces, left, budget):
        found.append(solution)
        if len(found) > 1:
            return None
    return list(found[0]) if found and budget[0] >= 0 else None


def mend(
    grid: Grid, head: Head, *, stub: int, columns: Sequence[Column], evidence: Evidence
) -> tuple[Grid, tuple[Doubt, ...]]:
    """The grid with rows parted that ran together, and what is to be said of them."""
    matrix = Matrix(grid)
    counted = {c: col for c, col in enumerate(columns) if col.role == "value" and c > stub}
    rows = list(_run_together(matrix, head, len(counted)))
    if not rows or not counted or any(column.measure == "share" for column in counted.values()):
        return grid, ()
    stated = stated_totals(matrix, head, stub, counted, evidence)
    others = _elsewhere(matrix, head, stub, list(counted), {row.cell.row for row in rows})
    left = tuple(
        None if total is None else total - known
        for total, known in zip(stated, others, strict=True)
    )
    parted = _parted(rows, left)
    if parted is None:
        return grid, tuple(_unparted(row) for row in rows)
    numbers = iter(parted)
    insert = {row.cell.row: [(piece.label, next(numbers)) for piece in row.pieces] for row in rows}
    doubts = tuple(_said(row, insert[row.cell.row]) for row in rows)
    return _with_rows(grid, insert, stub=stub, columns=list(counted)), doubts


def mend_half(
    grid: Grid, head: Head, columns: range, *, stub: int, figures: Sequence[int]
) -> tuple[Grid, tuple[Doubt, ...]]:
    """The grid with the cells of one half table (``columns``) parted that ran together.

    ``figures`` are its columns of figures. Where a row of the half holds several of its
    rows, the others come below it, the rest of the table blank beside them.
    """
    matrix = Matrix(grid)
    doubts: list[Doubt] = []
    parted: dict[int, list[tuple[str, Numbers]]] = {}
    for r in range(head.rows, grid.n_rows):
        texts = matrix.own[r][columns.start : columns.stop]
        groups = [runs_together([text]) for text in texts if text.strip()]
        if not groups or not all(groups) or r in head.repeated:
            continue
        first = next(c for c in grid.cells if c.row == r and c.col in columns and c.text.strip())
        cell = Cell(r, first.col, " ".join(t for t in texts if t.strip()), first.source)
        pieces = [_piece(n, d, len(figures)) for group in groups for n, d in group]
        row = _Row(cell, tuple(pieces))
        if not all(piece.said for piece in pieces):
            doubts.append(_unparted(row))
            continue
        parted[r] = [(piece.label, piece.ways[0]) for piece in pieces]
        doubts.append(_said(row, parted[r]))
    if not parted:
        return grid, tuple(doubts)
    by_row = _by_row(grid)
    cells: list[Cell] = []
    added = 0
    for r in range(grid.n_rows):
        of_row = by_row.get(r, [])
        cells += [
            Cell(r + added, c.col, c.text, c.source, c.row_span, c.col_span)
            for c in of_row
            if r not in parted or c.col not in columns
        ]
        source = next((c.source for c in of_row if c.col in columns), grid.source)
        for n, (label, numbers) in enumerate(parted.get(r, ())):
            texts_by_col = {stub: label, **dict(zip(figures, map(_shown, numbers), strict=True))}
            cells += [Cell(r + added + n, c, texts_by_col.get(c, ""), source) for c in columns]
        added += max(len(parted.get(r, ())) - 1, 0)
    cells.sort(key=lambda c: (c.row, c.col))
    return Grid(tuple(cells), grid.n_rows + added, grid.n_cols, grid.source, grid.pages), tuple(
        doubts
    )


def mend_totals(grid: Grid, head: Head, *, stub: int) -> tuple[Grid, tuple[Doubt, ...]]:
    """The grid with total rows moved right that lost the cell between label and figures.

    合计 stands under the serial numbers, a figure under the names of regions, and nothing
    in the last column: no figure can stand where names do.
    """
    matrix = Matrix(grid)
    short: dict[int, int] = {}  # row → by how many columns
    for r in range(head.rows, grid.n_rows):
        own = matrix.own[r]
        at = next((c for c in range(stub) if compact(own[c]) in TOTAL_WORDS), None)
        filled = [c for c, text in enumerate(own) if text.strip()]
        if at is None or matrix.number(r, at + 1) is None or matrix.text[r][stub] != own[stub]:
            continue
        if filled[-1] < grid.n_cols - (stub - at):
            short[r] = stub - at
    if not short:
        return grid, ()
    doubts = []
    cells = []
    for cell in grid.cells:
        by = short.get(cell.row, 0)
        if by and compact(cell.text) not in TOTAL_WORDS:
            if cell.col + by >= grid.n_cols:  # an empty one
                continue
            cell = Cell(
                cell.row, cell.col + by, cell.text, cell.source, cell.row_span, cell.col_span
            )
        elif by:
            doubts.append(_moved(cell, by))
        cells.append(cell)
    return Grid(tuple(cells), grid.n_rows, grid.n_cols, grid.source, grid.pages), tuple(doubts)


def _moved(cell: Cell, by: int) -> Doubt:
    return Doubt(
        "misaligned-columns",
        Text(
            f"the row “{cell.text.strip()}” has {several(by, 'cell')} less than the others, and a figure "
            f"where regions are named; its figures were read {several(by, 'column')} further right",
            f"“{cell.text.strip()}”行比其他行少 {by} 格，地区列中出现了数字；识读时其各数右移 {by} 列",
        ),
        sources=(cell.source,),
    )


def _by_row(grid: Grid) -> dict[int, list[Cell]]:
    """The cells of each row."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows


def _with_rows(
    grid: Grid, insert: Mapping[int, Sequence[tuple[str, Numbers]]], *, stub: int,
    columns: Sequence[int],
) -> Grid:  # fmt: skip
    """The grid with each row of ``insert`` in the place of the one it was parted from."""
    by_row = _by_row(grid)
    cells: list[Cell] = []
    added = 0
    for r in range(grid.n_rows):
        of_row = by_row.get(r, [])
        if r not in insert:
            cells.extend(
                Cell(r + added, c.col, c.text, c.source, c.row_span, c.col_span) for c in of_row
            )
            continue
        source = next(c.source for c in of_row if c.text.strip())
        for n, (label, numbers) in enumerate(insert[r]):
            texts = {stub: label, **dict(zip(columns, map(_shown, numbers), strict=True))}
            cells.extend(
                Cell(r + added + n, c, texts.get(c, ""), source) for c in range(grid.n_cols)
            )
        added += len(insert[r]) - 1
    return Grid(tuple(cells), grid.n_rows + added, grid.n_cols, grid.source, grid.pages)


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _said(row: _Row, parts: Sequence[tuple[str, Numbers]]) -> Doubt:
    shown = "; ".join(
        f"{label} {', '.join(_shown(n) or '—' for n in numbers)}" for label, numbers in parts
    )
    text = " ".join(row.cell.text.split())
    why = (
        Text("it has a number for each column", "所含数字与列数相同")
        if all(piece.said for piece in row.pieces)
        else Text("no other way lets the totals close", "只有如此各合计才相符")
    )
    return Doubt(
        "misaligned-columns",
        Text(
            f"“{text}” ran together in one cell; it was read as {shown}: {why.en}",
            f"“{text}”各格粘连；识读为 {shown}：{why.zh}",
        ),
        sources=(row.cell.source,),
    )


def _unparted(row: _Row) -> Doubt:
    text = " ".join(row.cell.text.split())
    return Doubt(
        "unread-figure",
        Text(
            f"“{text}” ran together in one cell, and how its digits are to be parted is not "
            "certain; its figures were left out",
            f"“{text}”各格粘连，无法确定如何拆分；其中的数未采用",
        ),
        sources=(row.cell.source,),
    )
