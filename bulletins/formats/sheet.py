"""The sheet of a workbook, or a CSV, to blocks: titles and notes as text, tables as grids.

Only used cells count, never the rectangle that a file declares. Rows and columns in which
nothing stands are left out; cells keep their names (B7), so a place is found again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..errors import ReadError
from ..model import Cell, Doubt, Frozen, Grid, Source, Text, TextBlock
from .spans import MAX_CELLS, too_many_cells
from .split import split_grid

_BATCH = re.compile(r"第[\d一二三四五六七八九十百]{1,4}批")
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


class Merge(Frozen, frozen=True):
    """A merged range: rows top..bottom and columns left..right, from 0, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Frozen, frozen=True):
    """What a sheet shows: the text of each used cell by (row, column), both from 0.

    ``hidden_rows`` and ``hidden_columns`` hold the used ones that are not displayed,
    ``uncached`` the cells whose formula has no stored value.
    """

    name: str | None
    cells: Mapping[tuple[int, int], str]
    merges: Sequence[Merge] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    uncached: Sequence[tuple[int, int]] = ()
    lines: Mapping[int, int] | None = None  # row -> line of the file


def column_name(col: int) -> str:
    """The letters of a column counted from 0.

    >>> column_name(0), column_name(26), column_name(16383)
    ('A', 'AA', 'XFD')
    """
    name, col = "", col + 1
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name


class _Axis:
    """The used rows (or columns) of a sheet in order, a single empty one for each gap."""

    def __init__(self, used: Iterable[int], *, gaps: bool) -> None:
        self.used = sorted(set(used))
        self.slots: list[int | None] = []
        for i, number in enumerate(self.used):
            if gaps and i and number > self.used[i - 1] + 1:
                self.slots.append(None)
            self.slots.append(number)
        self.at = {number: i for i, number in enumerate(self.slots) if number is not None}

    def between(self, first: int, last: int) -> list[int]:
        """The used numbers first..last."""
        start = bisect_left(self.used, first)
        return self.used[start : bisect_left(self.used, last + 1, start)]


def _merged(sheet: Sheet, rows: _Axis, cols: _Axis) -> dict[tuple[int, int], tuple[int, int]]:
    """(row span, column span) in slots of each merged cell that hides no other text."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    filled = {place for place, text in sheet.cells.items() if text}
    for merge in sheet.merges:
        inside_rows = rows.between(merge.top, merge.bottom)
        inside_cols = cols.between(merge.left, merge.right)
        first = merge.top, merge.left
        if len(inside_rows) * len(inside_cols) < 2 or first not in filled:
            continue
        inside = {(r, c) for r in inside_rows for c in inside_cols}
        if inside & filled == {first} and not inside & covered:
            height = rows.at[inside_rows[-1]] - rows.at[merge.top] + 1
            spans[first] = height, cols.at[inside_cols[-1]] - cols.at[merge.left] + 1
            covered |= inside
    return spans


def _reference(sheet: Sheet, row: int, col: int) -> str:
    if sheet.lines is not None:
        return f"R{row + 1}C{col + 1}"
    return f"{column_name(col)}{row + 1}"


def _to_grid(sheet: Sheet) -> Grid:
    rows = _Axis((r for (r, _), text in sheet.cells.items() if text), gaps=True)
    cols = _Axis((c for (_, c), text in sheet.cells.items() if text), gaps=False)
    if len(rows.slots) * len(cols.slots) > MAX_CELLS:
        raise too_many_cells(len(rows.slots) * len(cols.slots))
    spans = _merged(sheet, rows, cols)
    covered = {
        (r, c)
        for (row, col), (height, width) in spans.items()
        for r in range(rows.at[row], rows.at[row] + height)
        for c in range(cols.at[col], cols.at[col] + width)
        if (r, c) != (rows.at[row], cols.at[col])
    }
    cells = []
    for r, row in enumerate(rows.slots):
        for c, col in enumerate(cols.slots):
            assert col is not None  # only rows have gaps
            if (r, c) in covered:
                continue
            ref = _reference(sheet, row, col) if row is not None else None
            line = sheet.lines.get(row) if sheet.lines is not None and row is not None else None
            source = Source(line=line, sheet=sheet.name, ref=ref, method="cell")
            text = sheet.cells.get((row, col), "") if row is not None else ""
            height, width = spans.get((row, col), (1, 1)) if row is not None else (1, 1)
            cells.append(Cell(r, c, text, source, height, width))
    return Grid(
        tuple(cells), len(rows.slots), len(cols.slots), Source(sheet=sheet.name, method="cell")
    )


def sheet_to_blocks(sheet: Sheet) -> tuple[TextBlock | Grid, ...]:
    """The titles, notes and tables of a sheet in the order of its rows; none where it is empty.

    Raises :class:`ReadError` ``too_complex`` where it has more cells than the limit.
    """
    if not any(sheet.cells.values()):
        return ()
    return split_grid(_to_grid(sheet))


def _ranges(numbers: Sequence[int], *, columns: bool = False) -> str:
    """Rows as 3-5, 9; columns as C-E."""
    shown = []
    ordered = sorted(set(numbers))
    start = 0
    for i, number in enumerate(ordered):
        if i + 1 == len(ordered) or ordered[i + 1] != number + 1:
            first, last = (
                column_name(n) if columns else str(n + 1) for n in (ordered[start], number)
            )
            shown.append(first if first == last else f"{first}-{last}")
            start = i + 1
    return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "")


def _sheet_doubts(sheet: Sheet) -> tuple[Doubt, ...]:
    """What a reader of the sheet should know: hidden rows and columns, formulas unvalued."""
    doubts = []
    where = (Source(sheet=sheet.name, method="cell"),)
    if sheet.hidden_rows:
        shown = _ranges(sheet.hidden_rows)
        doubts.append(
            Doubt(
                "hidden-content",
                Text(
                    f"sheet {sheet.name!r} hides rows {shown}; their figures were read like the others",
                    f"工作表“{sheet.name}”隐藏了第 {shown} 行；其中的数与其他行一样读取",
                ),
                sources=where,
            )
        )
    if sheet.hidden_columns:
        shown = _ranges(sheet.hidden_columns, columns=True)
        doubts.append(
            Doubt(
                "hidden-content",
                Text(
                    f"sheet {sheet.name!r} hides columns {shown}; their figures were read like the others",
                    f"工作表“{sheet.name}”隐藏了 {shown} 列；其中的数与其他列一样读取",
                ),
                sources=where,
            )
        )
    if sheet.uncached:
        cells = [f"{column_name(c)}{r + 1}" for r, c in sorted(sheet.uncached)]
        shown = ", ".join(cells[:8]) + (" …" if len(cells) > 8 else "")
        doubts.append(
            Doubt(
                "unread-figure",
                Text(
                    f"{len(cells)} formulas on sheet {sheet.name!r} have no stored value ({shown}); open "
                    "the file in a spreadsheet program and save it",
                    f"工作表“{sheet.name}”有 {len(cells)} 个公式没有保存结果（{shown}）；请用表格软件打开后重新保存",
                ),
                sources=tuple(
                    Source(sheet=sheet.name, ref=name, method="cell") for name in cells[:8]
                ),
            )
        )
    return tuple(doubts)


def _not_shown(names: Sequence[str]) -> Doubt:
    """The doubt for hidden sheets, which are not read."""
    shown = ", ".join(names)
    return Doubt(
        "hidden-content",
        Text(
            f"hidden sheets were not read: {shown}; show them to have them read",
            f"隐藏的工作表未读：{shown}；如需读取请先取消隐藏",
        ),
    )


def _unread(name: str, error: ReadError) -> Doubt:
    """The doubt for a sheet that could not be read."""
    said = error.message
    return Doubt(
        "damaged-input",
        Text(f"sheet {name!r} was left out: {said.en}", f"工作表“{name}”未读：{said.zh}"),
        sources=(Source(sheet=name, method="cell"),),
        reason=error.reason,
    )


def read_sheets(
    names: Sequence[str], read: Callable[[int], Sheet | None]
) -> tuple[tuple[TextBlock | Grid, ...], tuple[Doubt, ...]]:
    """The blocks of every sheet that is shown, and what is to be said of the others.

    ``read`` gives a sheet by its number, None where it is hidden; one that it cannot read
    costs no other. Raises :class:`ReadError` where none of those shown can be read, and for
    a bomb at once.
    """
    blocks: list[TextBlock | Grid] = []
    doubts: list[Doubt] = []
    unread: list[ReadError] = []
    hidden: list[str] = []
    for number, name in enumerate(names):
        try:
            sheet = read(number)
            if sheet is None:
                hidden.append(name)
                continue
            found = sheet_to_blocks(sheet)
            if found and _BATCH.search(name):  # the tab is where the batch is named
                blocks.append(TextBlock(name, Source(sheet=name, method="cell"), 1))
            blocks.extend(found)
            doubts.extend(_sheet_doubts(sheet))
        except ReadError as error:
            if error.reason == "bomb":
                raise
            unread.append(error)
            doubts.append(_unread(name, error))
    if unread and len(unread) + len(hidden) == len(names):
        raise unread[0]
    if hidden:
        doubts.append(_not_shown(hidden))
    return tuple(blocks), tuple(doubts)
