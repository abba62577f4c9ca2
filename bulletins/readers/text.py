"""Plain text: newspaper pages as OCR or export leave them.

Prose line by line, Markdown headings, tables whose cells are separated by tabs or by
Markdown's pipes, and HTML tables set into the text, as Markdown allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import ReadError
from ..formats.encoding import decode, looks_like_text
from ..formats.lines import Line, lines_to_blocks
from ..formats.spans import left_out
from ..model import Document, Doubt, Grid, Text, TextBlock
from ..vocabulary.characters import invisible_count
from . import Reader, ReadOptions

_LINE = re.compile(r"([^\r\n\f]*)(\r\n|\r|\n|\f|$)")
_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]{0,1000}>", re.IGNORECASE)


def _lines(text: str, *, start: int, end: int, number: int) -> Iterator[Line]:
    """The lines of text[start:end], the first being line ``number``."""
    for match in _LINE.finditer(text, start, end):
        if match.start() == end:
            return
        yield Line(match.group(1), number, match.start())
        number += 1


def _tables(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of the outermost HTML tables that are closed."""
    depth = start = 0
    for tag in _TABLE_TAG.finditer(text):
        if tag[1]:
            depth -= depth > 0
            if depth == 0 and start >= 0:
                yield start, tag.end()
                start = -1
        else:
            start = tag.start() if depth == 0 else start
            depth += 1


def _blocks(text: str, doubts: list[Doubt]) -> Iterator[TextBlock | Grid]:
    done, number = 0, 1
    for count, (start, end) in enumerate(_tables(text), 1):
        yield from lines_to_blocks(_lines(text, start=done, end=start, number=number))
        number += _line_ends(text, done, start)
        grid = _grid(text[start:end], number=count, line=number, doubts=doubts)
        if grid is not None:
            yield grid
        number += _line_ends(text, start, end)
        done = end
    yield from lines_to_blocks(_lines(text, start=done, end=len(text), number=number))


def _line_ends(text: str, start: int, end: int) -> int:
    return sum(1 for match in _LINE.finditer(text, start, end) if match[2])


def _grid(markup: str, *, number: int, line: int, doubts: list[Doubt]) -> Grid | None:
    # lxml is loaded only for a text that holds such a table.
    from ..formats.markup import parse_html, table_to_grid

    root, _ = parse_html(markup)
    table = root.find(".//table") if root is not None else None
    if table is None:
        return None
    try:
        return table_to_grid(table, number=number, first_line=line)
    except ReadError as error:
        doubts.append(left_out(error, number=number, line=line))
        return None


def _read(data: bytes, _: ReadOptions) -> Document:
    text = decode(data)
    if not text.strip():
        raise ReadError(
            "empty", Text("the file holds nothing but white space", "文件中只有空白字符")
        )
    doubts: list[Doubt] = []
    if count := invisible_count(text):
        doubts.append(
            Doubt(
                "damaged-input",
                Text(
                    f"{count} control or zero-width characters stand in the text; left out for reading",
                    f"文本中有 {count} 个控制字符或零宽字符，识读时略去",
                ),
            )
        )
    blocks = tuple(_blocks(text, doubts))
    return Document("text/plain", blocks, tuple(doubts))


READER = Reader(name="text", rank=90, claims=looks_like_text, read=_read)
