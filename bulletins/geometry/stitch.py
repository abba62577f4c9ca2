"""Tables that run over pages: joined, the repeated head dropped, a broken row made whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from .found import FoundTable, GridCell, same_walls
from .shapes import Box
from .text import YEAR, is_figure

_LONGEST = 24  # characters of a label of a row
_DIGITS = 4  # of a row's number
_CODES = 2  # rows that tell how long a code is: the last, and that above
_DIGIT = re.compile(r"\d")
_HEAD = 4  # rows that may be repeated on the next page


class PlacedCell(msgspec.Struct, frozen=True, gc=False):
    """A cell of a table that may run over pages: where its text begins."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    page: int
    box: Box


class LongTable(msgspec.Struct):
    """A table that may run over pages, as it grows."""

    rows: list[list[PlacedCell]]
    n_cols: int
    pages: list[int]
    box: Box
    xs: tuple[float, ...]
    ruled: bool
    head: list[tuple[str, ...]]
    key: int | None = None

    @property
    def cells(self) -> list[PlacedCell]:
        return [cell for row in self.rows for cell in row]

    @property
    def last_number(self) -> int | None:
        """The last number of a list's rows, where they are counted."""
        cells = (cell for row in reversed(self.rows) for cell in row)
        return _number(next(_keys(cells, self.key), ""))


def _keys(cells: Iterable[GridCell | PlacedCell], key: int | None) -> Iterator[str]:
    """What stands in a list's column of numbers."""
    for cell in cells:
        if cell.col == key and cell.col_span == 1 and (text := "".join(cell.text.split())):
            yield text


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def _rows(cells: Sequence[GridCell], page: int, n_rows: int) -> list[list[PlacedCell]]:
    rows: list[list[PlacedCell]] = [[] for _ in range(n_rows)]
    for c in sorted(cells, key=lambda cell: cell.col):
        rows[c.row].append(PlacedCell(c.row, c.col, c.row_span, c.col_span, c.text, page, c.box))
    return rows


def _texts(row: Sequence[PlacedCell]) -> tuple[str, ...]:
    return tuple("".join(cell.text.split()) for cell in row)


def _said(texts: Sequence[str]) -> list[str]:
    """What stands in a row; its blanks are others where a label spans rows on one page only."""
    return [text for text in texts if text]


def begin(table: FoundTable, page: int) -> LongTable:
    """A table as far as its first page has it."""
    rows = _rows(table.cells, page, table.n_rows)
    head = [_texts(row) for row in rows[: table.head or _HEAD]]
    long = LongTable([], table.n_cols, [page], table.box, table.xs, table.ruled, head, table.key)
    _add(long, rows, lambda _: False)
    return long


def continues(long: LongTable, table: FoundTable) -> bool:
    """Whether ``table``, first on its page, has the columns of ``long``."""
    if table.n_cols != long.n_cols:
        return False
    if table.ruled and long.ruled:
        return same_walls(table.xs, long.xs)
    return _overlap(long.xs, table.xs)


def counts_on(long: LongTable, table: FoundTable) -> bool:
    """Whether ``table``, first on its page, has the columns of a list and the number behind its
    last, or codes like its own."""
    if table.key is None or table.key != long.key or table.rest or not continues(long, table):
        return False
    first = sorted(table.cells, key=lambda cell: cell.row)
    before = next(_keys((c for row in reversed(long.rows) for c in row), long.key), "")
    last = _number(before)
    if last is not None:
        return any(_number(text) == last + 1 for text in islice(_keys(first, table.key), _HEAD))
    shape = _DIGIT.sub("0", before)
    return any(_DIGIT.sub("0", text) == shape for text in islice(_keys(first, table.key), _HEAD))


def add_title(long: LongTable, text: str, box: Box) -> None:
    """Add a line that stands below the last row of a page and over those of the next."""
    row = len(long.rows)
    long.rows.append([PlacedCell(row, 0, 1, long.n_cols, text, long.pages[-1], box)])


def _overlap(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether each column of one stands over the same column of the other."""
    return all(
        min(a[i + 1], b[i + 1]) - max(a[i], b[i]) > 0.3 * min(a[i + 1] - a[i], b[i + 1] - b[i])
        for i in range(len(a) - 1)
    )


def extend(long: LongTable, table: FoundTable, page: int, is_entry: Callable[[str], bool]) -> None:
    """Add what page ``page`` has of the table; ``is_entry`` knows labels of rows."""
    _add(long, _rows(table.cells, page, table.n_rows), is_entry, broken=True, is_rest=table.rest)
    long.pages.append(page)


def _add(
    long: LongTable, rows: list[list[PlacedCell]], is_entry: Callable[[str], bool], *,
    broken: bool = False, is_rest: bool = False,
) -> None:  # fmt: skip
    """Add rows, without those that repeat the head; what it breaks in two is joined.

    ``broken`` where the first row may go on with the last one, ``is_rest`` where it does.
    """
    at = 0
    while at < len(rows):
        count = _repeated(long.head, rows[at:]) if long.rows else 0
        if count:
            at, broken = at + count, True
            continue
        row = rows[at]
        rest = _below_head(long.head[0], row) if long.rows and long.head else None
        if rest is not None:
            row, broken = rest, True
        if broken and _goes_on(long.rows, row, is_entry, is_rest=is_rest):
            long.rows[-1] = [_joined(a, b) for a, b in zip(long.rows[-1], row, strict=True)]
        else:
            number = len(long.rows)
            long.rows.append([msgspec.structs.replace(c, row=number) for c in row])
        broken = is_rest = False
        at += 1


def _goes_on(
    rows: Sequence[Sequence[PlacedCell]], first: Sequence[PlacedCell],
    is_entry: Callable[[str], bool], *, is_rest: bool,
) -> bool:  # fmt: skip
    """Whether a page's first row is the rest of the last of ``rows``."""
    last = rows[-1] if rows else ()
    if [c.col for c in last] != [c.col for c in first] or len(last) < 2:
        return False
    return (
        is_rest
        or _is_end_of_code(rows, first)
        or _is_broken(last, first)
        or _is_end_of_label(last, first, is_entry)
    )


def _repeated(head: Sequence[tuple[str, ...]], rows: Sequence[Sequence[PlacedCell]]) -> int:
    """How many of the first rows repeat the head; a row of figures is none of its rows."""
    count = 0
    for line, row in zip(head, rows, strict=False):
        figures = any(is_figure(t) and not YEAR.fullmatch(t) for t in line[1:])
        if figures or _said(line) != _said(_texts(row)):
            break
        count += 1
    labelled = any(len([t for t in line if t]) >= 2 for line in head[:count])
    return count if labelled else 0


def _below_head(head: Sequence[str], row: Sequence[PlacedCell]) -> list[PlacedCell] | None:
    """What stands in a row below a repeated head that no rule parts from it; None without such."""
    if len(head) != len(row) or not all(head):
        return None
    rests = [_without_prefix(c.text, label) for c, label in zip(row, head, strict=True)]
    if any(rest is None for rest in rests) or not any(rests):
        return None
    return [msgspec.structs.replace(c, text=rest or "") for c, rest in zip(row, rests, strict=True)]


def _without_prefix(text: str, prefix: str) -> str | None:
    """``text`` behind ``prefix``, white space not counted; None where it begins otherwise."""
    at = 0
    for char in prefix:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text) or text[at] != char:
            return None
        at += 1
    return text[at:].lstrip()


def _is_broken(last: Sequence[PlacedCell], first: Sequence[PlacedCell]) -> bool:
    """Whether a page's first row is the rest of the row that the page before ends with.

    The cell that numbers a row is then on one of the pages only.
    """
    if any(c.row_span > 1 for c in first) or bool(last[0].text) == bool(first[0].text):
        return False
    both = [(a.text, b.text) for a, b in zip(last, first, strict=True) if a.text and b.text]
    if any(is_figure(a) and is_figure(b) and len(a) < 6 and len(b) < 6 for a, b in both):
        return False
    figures = sum(1 for c in first[1:] if is_figure(c.text) and len(c.text) < 6)
    return figures * 2 < len([c for c in first if c.text]) or bool(both)


def _is_end_of_code(rows: Sequence[Sequence[PlacedCell]], first: Sequence[PlacedCell]) -> bool:
    """Whether a page's first row begins with the end of the code that the last row begins with:
    together they are as long as the code of the row above."""
    if len(rows) < _CODES:
        return False
    whole, begun = ("".join(row[0].text.split()) for row in rows[-_CODES:])
    end = "".join(first[0].text.split())
    return (
        bool(begun and end) and len(begun) + len(end) == len(whole) > _DIGITS
        and all(text.isascii() and text.isalnum() for text in (whole, begun, end))
    )  # fmt: skip


def _is_end_of_label(
    last: Sequence[PlacedCell], first: Sequence[PlacedCell], is_entry: Callable[[str], bool]
) -> bool:
    """Whether a page's first row is only the end of the label that the page before breaks off."""
    filled = [(a, b) for a, b in zip(last, first, strict=False) if b.text]
    if len(filled) != 1:
        return False
    (above, below), *_ = filled
    if len(above.text) + len(below.text) > _LONGEST:
        return False
    return is_entry(above.text + below.text) and not is_entry(below.text)


def _joined(a: PlacedCell, b: PlacedCell) -> PlacedCell:
    if not b.text:
        return a
    if not a.text:
        return msgspec.structs.replace(b, row=a.row, row_span=a.row_span)
    return msgspec.structs.replace(a, text=f"{a.text}\n{b.text}")
