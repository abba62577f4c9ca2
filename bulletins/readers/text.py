"""Plain text: newspaper pages as OCR or export leave them.

Prose line by line, Markdown headings, tables whose cells are separated by tabs or by
Markdown's pipes. The encoding is told from a byte order mark, the NULs of UTF-16,
strict UTF-8, then GB 18030; a byte that fits none is an error with its offset.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ..errors import ReadError
from ..model import Cell, Document, Doubt, Grid, Source, Text, TextBlock
from ..vocabulary.characters import invisible_count
from . import Reader

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(r"([^\r\n\f]*)(\r\n|\r|\n|\f|$)")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_PIPE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
# ASCII that prints, punctuation, ideographs, full-width forms: what a text is made of.
_GENRE = re.compile("[\t\n\r\x20-\x7e\u00b0-\u00b7\u2000-\u206f\u3000-\u9fff\uff00-\uffef]")
_LONG = 60  # characters; a longer single field is prose that holds a tab, not a table row


def _encoding_error(encoding: str, offset: int, data: bytes) -> ReadError:
    shown = data[offset : offset + 4].hex(" ")
    return ReadError(
        "encoding",
        Text(
            f"byte {offset} ({shown}) is no {encoding} text; save the file as UTF-8 or GB 18030",
            f"第 {offset} 字节（{shown}）不是有效的 {encoding} 文本；请将文件另存为 UTF-8 或 GB 18030",
        ),
    )


def _is_broken_utf8(data: bytes) -> bool:
    """Whether bytes that fail as UTF-8 are still plainly UTF-8, so that GB 18030 would garble them."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(1 for c in text[:200_000] if "\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f")
    return right > 3 * wrong


def _decode_as(data: bytes, encoding: str, *, skip: int = 0) -> str:
    try:
        return data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _encoding_error(encoding.upper(), skip + error.start, data) from None


def _utf16_by_nuls(data: bytes) -> str | None:
    """UTF-16 without a mark: ASCII (digits, line ends) puts NULs at one parity only."""
    sample = data[: 1 << 16]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) < max(2, len(sample) // 200):
        return None
    if min(even, odd) * 3 > max(even, odd):
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    text = sample.decode(encoding, errors="replace")
    return encoding if len(_GENRE.findall(text)) * 10 >= len(text) * 9 else None


def decode(data: bytes) -> str:
    """The text of ``data``; raises :class:`ReadError` ``encoding`` with the byte's offset."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, encoding, skip=len(mark))
    if guessed := _utf16_by_nuls(data):
        return _decode_as(data, guessed)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            raise _encoding_error("UTF-8", error.start, data) from None
    return _decode_as(data, "gb18030")


def _claims(data: bytes) -> bool:
    """Any bytes but binaries: NULs beyond UTF-16, or many control characters."""
    if data.startswith(tuple(mark for mark, _ in _BOMS)) or _utf16_by_nuls(data):
        return True
    sample = data[: 1 << 16]
    control = sum(sample.count(bytes([c])) for c in (*range(9), *range(14, 32)))
    return control * 20 <= len(sample)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(number from 1, start offset, text without its end) of every line."""
    for number, match in enumerate(_LINE.finditer(text), 1):
        if match.start() == len(text):
            return
        yield number, match.start(), match.group(1)


def _tab_fields(line: str) -> list[tuple[int, str]]:
    fields, start = [], 0
    for field in line.split("\t"):
        fields.append((start, field))
        start += len(field) + 1
    return fields


def _pipe_fields(line: str) -> list[tuple[int, str]]:
    inner = line.strip()
    start = line.index(inner) + inner.startswith("|")
    inner = inner.removeprefix("|").removesuffix("|")
    fields = []
    for field in inner.split("|"):
        fields.append((start, field))
        start += len(field) + 1
    return fields


def _fields(line: str) -> list[tuple[int, str]] | None:
    """The cells of a table line as (offset in the line, text); None for any other line."""
    if "\t" in line.strip(" \t\u3000") or line.startswith("\t\t"):
        fields = _tab_fields(line)
    elif line.count("|") >= 2 and line.strip().startswith("|") and line.strip().endswith("|"):
        fields = _pipe_fields(line)
    else:
        return None
    filled = [field for _, field in fields if field.strip()]
    if len(filled) == 1 and len(filled[0]) > _LONG:
        return None
    return fields


_Rows = list[tuple[int, int, list[tuple[int, str]]]]  # (line number, offset, fields)


def _grid(rows: _Rows) -> Grid:
    width = max(len(fields) for _, _, fields in rows)
    cells = []
    for r, (number, offset, fields) in enumerate(rows):
        end = offset + fields[-1][0] + len(fields[-1][1])
        for c in range(width):
            start, raw = fields[c] if c < len(fields) else (end - offset, "")
            text = raw.strip()
            at = offset + start + (len(raw) - len(raw.lstrip()) if text else 0)
            source = Source(line=number, span=(at, at + len(text)), ref=f"R{r + 1}C{c + 1}")
            cells.append(Cell(row=r, col=c, text=text, source=source))
    first, last = cells[0].source, cells[-1].source
    span = (first.span[0], last.span[1]) if first.span and last.span else None
    return Grid(tuple(cells), len(rows), width, Source(line=first.line, span=span))


def _is_table(rows: _Rows) -> bool:
    """Two lines at least, and one of them with two filled cells."""
    filled = [sum(1 for _, f in fields if f.strip()) for _, _, fields in rows]
    return len(rows) >= 2 and max(filled) >= 2


def _text_block(number: int, offset: int, line: str) -> TextBlock | None:
    text = line.strip()
    if not text:
        return None
    start = offset + len(line) - len(line.lstrip())
    level = 0
    if mark := _HEADING.match(text):
        level, start, text = len(mark.group(1)), start + mark.end(), text[mark.end() :]
    return TextBlock(text, Source(line=number, span=(start, start + len(text))), level)


def _blocks(text: str) -> Iterator[TextBlock | Grid]:
    rows: _Rows = []
    for number, offset, line in _lines(text):
        fields = _fields(line)
        if fields is not None:
            if not (rows and _PIPE_RULE.fullmatch(line.strip())):
                rows.append((number, offset, fields))
            continue
        yield from _flush(rows, text)
        rows = []
        if block := _text_block(number, offset, line):
            yield block
    yield from _flush(rows, text)


def _flush(rows: _Rows, text: str) -> Iterator[TextBlock | Grid]:
    if rows and _is_table(rows):
        yield _grid(rows)
        return
    for number, offset, fields in rows:
        line = text[offset : offset + fields[-1][0] + len(fields[-1][1])]
        if block := _text_block(number, offset, line):
            yield block


def _read(data: bytes) -> Document:
    text = decode(data)
    if not text.strip():
        raise ReadError(
            "empty", Text("the file holds nothing but white space", "文件中只有空白字符")
        )
    doubts: tuple[Doubt, ...] = ()
    if count := invisible_count(text):
        doubts = (
            Doubt(
                "damaged-input",
                Text(
                    f"{count} control or zero-width characters stand in the text; left out for reading",
                    f"文本中有 {count} 个控制字符或零宽字符，识读时略去",
                ),
            ),
        )
    return Document("text/plain", tuple(_blocks(text)), doubts)


READER = Reader(name="text", rank=90, claims=_claims, read=_read)
