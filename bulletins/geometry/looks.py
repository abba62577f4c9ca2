"""What text on a page looks like: labels of a head, a row of figures, a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from .found import FoundTable
from .prose import is_prose
from .segments import Row
from .shapes import Box, Run
from .text import is_figure

_TABLES = r"续?表|table|tab\.|tableau|tabelle|tabela"
_NUMBER = r"\s*[A-Z]?\.?\s?\d"
TITLE = re.compile(rf"(?:{_TABLES}){_NUMBER}", re.IGNORECASE)
CAPTION = re.compile(rf"(?:{_TABLES}|图|figure|fig\.){_NUMBER}", re.IGNORECASE)
UNIT = re.compile(r"[(（]?\s*(?:计量)?单\s*位\s*[:：]|unit\s*[:：]", re.IGNORECASE)
_NOTE = re.compile(
    r"[*※①]|(?:附?注|备注|说明)\s*\d*\s*[:：、.．]|(?:notes?|sources?)\b|[a-z](?![a-z])",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[A-Z]|[IVX]{1,5})\.?")
_MARK = re.compile(r"[•·●○■□▪◦☐☑❖➢►]|[(（]?\d{1,3}[)）.、．]?")
_EQUATION = re.compile(r"\([A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?\)")
_LISTED = 3  # columns at most, rows at least, of a list of contents and the like
_PAGE = 5  # characters that a page's number has not
_PROSE, _TORN = 0.75, 0.3  # of the length of lines; of their pieces
_WIDE = 7.0  # ems that a line of running text is long at least
_APART, _CELL = 1.15, 6  # times as far are two rows; lines of a cell, on the whole
_SMALL = 4  # cells of the least table
KNOWN = 3  # labels of a head that are known at least
STUB_WIDTH = 0.3  # of a rule: how far the labels of rows reach at most

HeaderWord = Callable[[str], bool]


def is_inside(run: Run, box: Box) -> bool:
    """Whether the middle of a run is in a box."""
    return (
        box[0] - 1 <= (run.x0 + run.x1) / 2 <= box[2] + 1 and box[1] - 1 <= run.middle <= box[3] + 1
    )


def is_of_labels(row: Row, is_header_word: HeaderWord, known: int = 1) -> bool:
    """Whether a line is labels, so many of them known: a head's, wherever it stands."""
    return len(row.segments) > 1 and sum(is_header_word(s.text) for s in row.segments) >= known


def is_caption(row: Row) -> bool:
    """Whether a line is the title of a table or figure, in one piece or its number apart."""
    texts = [s.text for s in row.segments]
    return (
        len(texts) < 3 and not is_figure(texts[-1]) and CAPTION.match(" ".join(texts)) is not None
    )


def is_note(rows: Sequence[Row]) -> bool:
    """Whether lines are a note to a table: texts alone, the first of them marked as one."""
    return (
        bool(rows)
        and all(len(row.segments) == 1 for row in rows)
        and _NOTE.match(rows[0].segments[0].text) is not None
    )


def is_labelled(row: Row) -> bool:
    """Whether a line is a label, perhaps with its number before it, and figures behind it."""
    figures = [s.figure for s in row.segments]
    return figures.count(False) == 1 and False in figures[:2]


def _is_full(table: FoundTable) -> bool:
    """Whether most rows of a table have text in half of its columns."""
    filled: dict[int, int] = {}
    for cell in table.cells:
        filled[cell.row] = filled.get(cell.row, 0) + (1 if cell.text else 0)
    full = sum(1 for count in filled.values() if count * 2 >= table.n_cols)
    return full >= 0.8 * table.n_rows


def _is_text(table: FoundTable, rows: Sequence[Row]) -> bool:
    """Whether columns of running text stand between rules: lines that fill the width of two
    columns at least, or many pieces of a line in one, for white stands between justified words.
    Where white parts lines into rows they are cells of several lines."""
    columns = [[bisect_right(table.xs[1:-1], s.middle) for s in row.segments] for row in rows]
    torn = sum(len(own) - len(set(own)) for own in columns)
    if torn > _TORN * sum(map(len, columns)):
        return True
    if _are_parted(rows):
        return False
    long = Counter(
        col
        for row, own in zip(rows, columns, strict=True)
        for s, col in zip(row.segments, own, strict=True)
        if s.width > _WIDE * s.size and not s.figure
    )
    wide = sum(1 for count in long.values() if count >= _LISTED)
    return wide > 1 and is_prose(rows, _PROSE)


def _are_parted(rows: Sequence[Row]) -> bool:
    """Whether more white is between some lines than between those of a cell, again and again."""
    gaps = [b.y - a.y for a, b in pairwise(rows) if b.y - a.y > 0.8 * a.size]
    parted = sum(1 for gap in gaps if gap > _APART * min(gaps))
    return parted > 1 and parted * _CELL >= len(gaps)


def _columns(table: FoundTable) -> list[list[str]]:
    """What stands in each column, without blank cells and titles over all columns."""
    columns: list[list[str]] = [[] for _ in range(table.n_cols)]
    for cell in table.cells:
        if cell.text and cell.col_span < table.n_cols:
            columns[cell.col].append(cell.text.strip())
    return columns


def _is_list(table: FoundTable, is_entry: HeaderWord) -> bool:
    """Whether a table without a head is a list: of contents, by number, by marks; or equations.

    Known names are rows of a table, whatever the order of their figures.
    """
    *before, last = _columns(table)
    if len(before) > 1 and _are_pages(last) and _are_sections(before):
        return not any(map(is_entry, before[-1]))
    if len(before) == 1 and len(before[0]) >= _LISTED and all(map(_MARK.fullmatch, before[0])):
        return not any(map(is_figure, last))
    equal = any(sum(1 for t in texts if t in ("=", "≈")) >= _LISTED for texts in (*before, last))
    return equal or (len(last) >= _LISTED and all(map(_EQUATION.fullmatch, last)))


def _are_pages(texts: Sequence[str]) -> bool:
    """Whether texts are numbers of pages, the later no lower."""
    if len(texts) < _LISTED or not all(t.isdecimal() and len(t) < _PAGE for t in texts):
        return False
    pages = [int(t) for t in texts]
    return pages == sorted(pages) and pages[0] < pages[-1]


def _are_sections(columns: Sequence[Sequence[str]]) -> bool:
    """Whether columns are the numbers of sections and, the last, their names."""
    *numbers, names = columns
    told = sum(1 for t in names if not is_figure(t))
    return told >= 0.8 * len(names) and all(
        _SECTION.fullmatch(text) for texts in numbers for text in texts
    )


def is_contents(rows: Sequence[Row]) -> bool:
    """Whether most lines begin as titles do: they list tables and figures."""
    titles = sum(1 for row in rows if CAPTION.match(" ".join(s.text for s in row.segments[:2])))
    return titles > 1 and titles * 2 >= len(rows)


def is_table(
    table: FoundTable, rows: Sequence[Row], is_entry: HeaderWord, *, ruled: bool,
    goes_on: bool = False, anchored: bool = False,
) -> bool:  # fmt: skip
    """Whether what was aligned reads as a table and not as text in columns, an index, a chart.

    ``is_entry`` knows labels of rows; where a table of the page before may go on (``goes_on``),
    rows by number are its rows.
    """
    if table.n_rows < 2 or table.n_cols < 2:
        return False
    body = [c for c in table.cells if c.text and c.col > 0 and c.row > 0]
    if not body:
        return False
    figures = sum(1 for c in body if is_figure(c.text) or c.text in ("-", "—", "–"))
    longest = max(s.width / max(s.size, 1) for row in rows for s in row.segments)
    if anchored:
        return table.n_cols >= 3
    if table.n_rows == table.n_cols == 2 and sum(1 for c in table.cells if c.text) < _SMALL:
        return False  # who gets a copy, who printed it, and when
    if not goes_on and _is_list(table, is_entry):
        return False
    if ruled:
        if _is_text(table, rows):
            return False
        width = table.box[2] - table.box[0]
        prose = sum(
            1
            for row in rows
            if len(row.segments) == 1 and row.segments[0].width > STUB_WIDTH * width
        )
        if table.n_rows >= 3 and table.n_cols >= 3 and _is_full(table):
            return True
        return prose <= 0.6 * len(rows) and (figures >= 0.2 * len(body) or longest <= 30)
    if table.n_cols < 3 or table.n_rows < 3 or len(body) < 4 or is_contents(rows):
        return False
    by_column: dict[int, list[bool]] = {}
    for c in body:
        by_column.setdefault(c.col, []).append(is_figure(c.text))
    numeric = sum(1 for flags in by_column.values() if sum(flags) >= 0.6 * len(flags))
    return figures >= 0.4 * len(body) and numeric >= 1
