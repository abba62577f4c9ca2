"""Cells with spans, row by row, to a grid in which every place is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..errors import ReadError
from ..model import Cell, Doubt, Frozen, Grid, Source, Text

MAX_SPAN = 1000  # what browsers allow a colspan
MAX_CELLS = 1_000_000  # of one grid, blank ones counted


class Spanning(Frozen, frozen=True):
    """A cell as a file gives it: its text and how many columns and rows it covers.

    ``row_span`` 0 means down to the last row, as in HTML.
    """

    text: str
    col_span: int = 1
    row_span: int = 1
    line: int | None = None


class _Placed(Frozen, frozen=True):
    cell: Spanning
    row: int
    col: int
    row_span: int
    col_span: int


def too_many_cells(count: int) -> ReadError:
    """The error for a table beyond the limit of cells."""
    return ReadError(
        "too_complex",
        Text(
            f"a table of {count:,} cells is more than the limit of {MAX_CELLS:,}; split it",
            f"表格有 {count:,} 格，超过上限 {MAX_CELLS:,}；请拆分",
        ),
    )


def left_out(error: ReadError, *, number: int, line: int | None = None) -> Doubt:
    """The doubt for table ``number`` of a document, which could not be read."""
    return Doubt(
        "damaged-input",
        Text(
            f"table {number} was left out: {error.message.en}",
            f"第 {number} 个表格未读：{error.message.zh}",
        ),
        sources=(Source(line=line, table=number, method="markup"),),
        reason=error.reason,
    )


def hidden_rows(count: int, *, number: int, line: int | None = None) -> Doubt:
    """The doubt for rows of table ``number`` that the document does not show."""
    rows = "a hidden row" if count == 1 else f"{count} hidden rows"
    return Doubt(
        "hidden-content",
        Text(
            f"table {number} has {rows}, which were not read",
            f"表 {number} 有 {count} 行被隐藏，未读",
        ),
        sources=(Source(line=line, table=number, method="markup"),),
    )


def _place(rows: Sequence[Sequence[Spanning]]) -> Iterator[_Placed]:
    """Each cell at the first free place of its row, as browsers and Word lay them out."""
    taken: dict[int, int] = {}  # column -> row up to which a cell from above covers it
    for r, row in enumerate(rows):
        col = 0
        for cell in row:
            while taken.get(col, 0) > r:
                col += 1
            width = max(1, min(cell.col_span, MAX_SPAN))
            height = cell.row_span if cell.row_span > 0 else len(rows)
            height = max(1, min(height, len(rows) - r))
            free = next((w for w in range(1, width) if taken.get(col + w, 0) > r), width)
            yield _Placed(cell, r, col, height, free)
            if height > 1:
                taken.update(dict.fromkeys(range(col, col + free), r + height))
            col += free


_PROSE = 80  # characters; a cell with more, in several lines, is running text


def holds_data(rows: Sequence[Sequence[str]], *, nested: bool) -> bool:
    """Whether a table holds data rather than laying out a page.

    Data stands in two rows or more, some row having two cells with text of their own. A
    table around other tables (``nested``), or with running text in a cell, is layout, unless
    half of its rows have three filled cells.
    """
    filled = [sum(1 for text in row if text) for row in rows]
    if sum(1 for n in filled if n) < 2 or max(filled) < 2:
        return False
    wide = sum(1 for n in filled if n >= 3)
    if wide >= 2 and wide * 2 >= len(filled):
        return True
    prose = any(len(t) > _PROSE and "\n" in t for row in rows for t in row)
    return not nested and not prose


def lay_out(
    rows: Sequence[Sequence[Spanning]], *, source: Source, table: int | None = None
) -> Grid | None:
    """The grid of ``rows``; None where no cell is in them.

    A column in which no cell begins is left out, so a colspan that goes beyond every other
    row adds nothing. Cells are cited as R1C1 in table number ``table``.

    Raises :class:`ReadError` ``too_complex`` beyond MAX_CELLS.
    """
    placed = list(_place(rows))
    begins = sorted({p.col for p in placed})
    if not begins:
        return None
    n_rows, n_cols = len(rows), len(begins)
    if n_rows * n_cols > MAX_CELLS:
        raise too_many_cells(n_rows * n_cols)
    number = {col: i for i, col in enumerate(begins)}
    cells: dict[tuple[int, int], Cell] = {}
    covered: set[tuple[int, int]] = set()
    for p in placed:
        inside = [number[c] for c in range(p.col, p.col + p.col_span) if c in number]
        row, col = p.row, inside[0]
        covered.update((r, c) for r in range(row, row + p.row_span) for c in inside)
        at = Source(line=p.cell.line, ref=f"R{row + 1}C{col + 1}", table=table, method="markup")
        cells[row, col] = Cell(row, col, p.cell.text, at, p.row_span, len(inside))
    return Grid(tuple(_filled(cells, covered, rows, n_cols, table)), n_rows, n_cols, source)


def _filled(
    cells: dict[tuple[int, int], Cell],
    covered: set[tuple[int, int]],
    rows: Sequence[Sequence[Spanning]],
    n_cols: int,
    table: int | None,
) -> Iterable[Cell]:
    """The cells in order, a blank one at each place that none covers."""
    for r, row in enumerate(rows):
        line = row[0].line if row else None
        for c in range(n_cols):
            if (r, c) in cells:
                yield cells[r, c]
            elif (r, c) not in covered:
                at = Source(line=line, ref=f"R{r + 1}C{c + 1}", table=table, method="markup")
                yield Cell(r, c, "", at)
