"""Comma-separated values, as spreadsheets export them: a sheet whose cells are in a text.

Separators are told from the lines: lines with the same number of fields, one of them a label
and bare numbers, or nearly all lines having four fields or more. A line of running text with commas of its own stays one text.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from ..errors import ReadError
from ..formats.encoding import decode, looks_like_text
from ..formats.sheet import Sheet, sheet_to_blocks
from ..formats.spans import MAX_CELLS, too_many_cells
from ..formats.split import is_body_row
from ..model import Document, Frozen, Grid, Text, TextBlock
from . import Reader, ReadOptions

_SEPARATORS = (",", ";", "\t", "|")
_SENTENCE = re.compile(r"[。；！？]|[，,、].*[，,、]")
_SAMPLE = 1 << 16  # characters
_LABEL = 20  # characters; every field of some row of the body is as short


class _Record(Frozen, frozen=True):
    """A line (or several, where a quoted field holds line ends) and its fields."""

    line: int
    fields: tuple[str, ...]


def _records(text: str, separator: str) -> list[_Record]:
    """The records of ``text``; none where quotes are not balanced or a field is too long."""
    rows: list[_Record] = []
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = 1
    try:
        for fields in reader:
            rows.append(_Record(start, tuple(field.strip() for field in fields)))
            start = reader.line_num + 1
    except csv.Error:
        return []
    return rows


def _bare(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields without the empty ones that fill a record on its right."""
    last = len(fields)
    while last and not fields[last - 1]:
        last -= 1
    return tuple(fields[:last])


def _width(records: Sequence[_Record]) -> tuple[int, int]:
    """(number of fields that most records of several fields have, how many have it)."""
    widths = Counter(len(r.fields) for r in records if len(r.fields) > 1)
    return widths.most_common(1)[0] if widths else (0, 0)


def _is_table(records: Sequence[_Record]) -> bool:
    """Whether records are of one width: one of them a body row of numbers, or nearly all."""
    width, count = _width(records)
    rows = [_bare(r.fields) for r in records if len(r.fields) == width]
    body = [row for row in rows if len(row) > 1 and is_body_row(row)]
    if count >= 2 and any(max(map(len, row)) <= _LABEL for row in body):
        return True
    # A list of cases has no row of numbers: many fields, and hardly a line without them.
    return width >= 4 and count >= 3 and count * 10 >= 7 * len(records)


def _separator(text: str) -> str | None:
    """The separator by which most lines of ``text`` become a table; None where none does."""
    best: tuple[int, str] | None = None
    for separator in _SEPARATORS:
        if separator not in text:
            continue
        records = _records(text, separator)
        if not records or not _is_table(records):
            continue
        if separator in "\t|" and '"' not in text:  # read with the lines of a text
            continue
        fields = sum(len(r.fields) - 1 for r in records)
        if best is None or fields > best[0]:
            best = fields, separator
    return best[1] if best else None


def _prose(records: Sequence[_Record], lines: Sequence[str]) -> set[int]:
    """Lines of running text whose own commas cut them: sentences that no quotes hold together.

    A sentence stands above the body, or has more or fewer fields than its rows.
    """
    width, _ = _width(records)
    found, above = set(), True
    for record in records:
        line = lines[record.line - 1].rstrip(" ,;\t|")
        cut = len(_bare(record.fields)) > 1
        above = above and not (cut and is_body_row(record.fields))
        sentence = cut and '"' not in line and bool(_SENTENCE.search(line))
        if sentence and (len(record.fields) != width or (above and line.endswith("。"))):
            found.add(record.line)
    return found


def _sample(text: str) -> str:
    return text if len(text) <= _SAMPLE else text[: text.rfind("\n", 0, _SAMPLE) + 1]


def _claims(data: bytes) -> bool:
    if not looks_like_text(data):
        return False
    try:
        sample = _sample(decode(data[: 8 * _SAMPLE]) if len(data) <= 8 * _SAMPLE else _head(data))
    except ReadError:
        return False
    return _separator(sample) is not None


def _head(data: bytes) -> str:
    """The first lines of a long file."""
    cut = data.rfind(b"\n", 0, 4 * _SAMPLE) + 1
    return decode(data[:cut])


def _read(data: bytes, _: ReadOptions) -> Document:
    text = decode(data)
    separator = _separator(_sample(text))
    assert separator is not None  # _claims said so
    records = _records(text, separator)
    if not records:
        raise ReadError(
            "damaged",
            Text("a quotation mark is never closed; mend the file", "引号没有闭合；请修正文件"),
        )
    lines = text.splitlines()
    prose = _prose(records, lines)
    cells: dict[tuple[int, int], str] = {}
    numbers: dict[int, int] = {}
    for row, record in enumerate(records):
        numbers[row] = record.line
        whole = lines[record.line - 1].strip().rstrip(separator)
        fields = (whole,) if record.line in prose else record.fields
        cells.update({(row, col): field for col, field in enumerate(fields) if field})
        if len(cells) > MAX_CELLS:
            raise too_many_cells(len(cells))
    blocks = sheet_to_blocks(Sheet(None, cells, lines=numbers))
    return Document("text/csv", tuple(map(_cited, blocks)))


def _cited(block: TextBlock | Grid) -> TextBlock | Grid:
    """The block with places as a text's: by line, in a table by its own rows and columns."""
    change = msgspec.structs.replace
    if isinstance(block, TextBlock):
        return change(block, source=change(block.source, ref=None))
    cells = tuple(
        change(c, source=change(c.source, ref=f"R{c.row + 1}C{c.col + 1}")) for c in block.cells
    )
    return change(block, cells=cells, source=change(block.source, ref=None))


READER = Reader(name="csv", rank=80, claims=_claims, read=_read)
