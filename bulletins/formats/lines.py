"""Lines of text to blocks: prose, headings, and tables set with tabs, pipes or spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..model import Cell, Frozen, Grid, Source, TextBlock
from ..vocabulary.regions import looks_like_place

_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_PIPE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_RUN_TOGETHER = re.compile(
    r"(?:[^\d\s,，。;；:：、()（）]{2,12}[ \u3000]{0,4}\d[\d \u3000]{0,20})+"
)
_SPACED = re.compile(r"[^\s\u3000]+(?: [^\s\u3000]+)*")  # one space may stand in a cell
_WORD = re.compile(r"[^\s\u3000]+")
_HEAD_WORD = re.compile(r"[^\d,，。;；:：、!！?？]{1,10}")
_FIGURE = re.compile(r"\d{1,6}(?:\.\d+)?%?|[-—－/]+")
_COLUMNS = 3  # of a table whose columns only spaces set apart
_BLANKS, _LABEL = 2, 16  # tabs behind a label alone, its characters: a row with blank cells
_LONG = 60  # characters; a longer single field is prose that holds a tab, not a table row


class Line(Frozen, frozen=True):
    """A line without its end; ``number`` counts from 1, ``offset`` is where it begins.

    A line of a file without offsets of its own has a ``place`` instead.
    """

    text: str
    number: int | None = None
    offset: int | None = None
    place: Source | None = None

    def source(self, start: int, end: int, *, ref: str | None = None) -> Source:
        """The place of the line's characters start:end."""
        if self.place is not None:
            return self.place
        span = None if self.offset is None else (self.offset + start, self.offset + end)
        return Source(line=self.number, span=span, ref=ref)


_Field = tuple[int, str]  # offset in the line, text
_Rows = list[tuple[Line, list[_Field]]]


def _tab_fields(line: str) -> list[_Field]:
    fields, start = [], 0
    for field in line.split("\t"):
        fields.append((start, field))
        start += len(field) + 1
    return fields


def _pipe_fields(line: str) -> list[_Field]:
    inner = line.strip()
    start = line.index(inner) + inner.startswith("|")
    inner = inner.removeprefix("|").removesuffix("|")
    fields = []
    for field in _PIPE.split(inner):
        fields.append((start, field))
        start += len(field) + 1
    return fields


def _fields(line: str) -> list[_Field] | None:
    """The cells of a table line as (offset in the line, text); None for any other line."""
    bare = line.strip(" \t\u3000")
    blanks = line.startswith("\t\t") or (line.count("\t") >= _BLANKS and len(bare) <= _LABEL)
    if "\t" in bare or blanks:
        fields = _tab_fields(line)
    elif line.count("|") >= 2 and line.strip().startswith("|") and line.strip().endswith("|"):
        fields = _pipe_fields(line)
    else:
        return None
    filled = [field for _, field in fields if field.strip()]
    if len(filled) == 1 and len(filled[0]) > _LONG:
        return None
    return fields


def _is_label(text: str) -> bool:
    """Whether a line between two rows is a row whose blank cells an editor took away."""
    return len(text) <= _LABEL and looks_like_place(text)


def _loose_fields(line: str) -> list[_Field]:
    """The cells of a line that is a row only beside its like: set apart by pipes between them,
    by wide gaps, or by single spaces between words or figures; empty for any other line."""
    if "|" in line:
        return _pipe_fields(line)
    wide = [(match.start(), match.group()) for match in _SPACED.finditer(line)]
    if len(wide) >= _COLUMNS:
        return wide
    single = [(match.start(), match.group()) for match in _WORD.finditer(line)]
    label, *others = [text for _, text in single] or [""]
    words = all(_HEAD_WORD.fullmatch(text) for text in (label, *others))
    figures = _HEAD_WORD.fullmatch(label) and all(map(_FIGURE.fullmatch, others))
    return single if len(single) >= _COLUMNS and (words or figures) else []


def _is_loose_table(rows: _Rows) -> bool:
    """Whether lines with as many fields each are a table: one below the first has figures."""
    rows = [row for row in rows if len(row[1]) > 1]
    if len(rows) < 2:
        return False
    figures = [sum(1 for _, text in fields[1:] if text.strip().isdigit()) for _, fields in rows]
    if all(map(_by_single_spaces, rows)):
        return figures[0] == 0 < max(figures)
    return max(figures) >= min(_COLUMNS, len(rows[0][1])) - 1


def _by_single_spaces(row: tuple[Line, list[_Field]]) -> bool:
    line, fields = row
    return "|" not in line.text and len(_SPACED.findall(line.text)) < len(fields)


def _bare(start: int, raw: str) -> _Field:
    """The field without white space and without Markdown's marks of emphasis around it."""
    text = raw.strip()
    at = start + (len(raw) - len(raw.lstrip()) if text else 0)
    if match := _STRONG.fullmatch(text):
        return at + len(match[1]), match[2]
    return at, text


def _grid(rows: _Rows) -> Grid:
    """A row of cells from each line."""
    width = max(len(fields) for _, fields in rows)
    placed = []
    for line, fields in rows:
        end = fields[-1][0] + len(fields[-1][1])
        blanks = [(end, "")] * (width - len(fields))
        placed.append([(line, field) for field in (*fields, *blanks)])
    return _placed(placed)


def _placed(rows: Sequence[Sequence[tuple[Line, _Field]]]) -> Grid:
    """The grid of rows of equal length, each cell with the line that it stands in."""
    cells, width = [], len(rows[0])
    for r, row in enumerate(rows):
        for c, (line, field) in enumerate(row):
            at, text = _bare(*field)
            source = line.source(at, at + len(text), ref=f"R{r + 1}C{c + 1}")
            cells.append(Cell(r, c, _BREAK.sub("\n", text), source))
    first, last = cells[0].source, cells[-1].source
    span = (first.span[0], last.span[1]) if first.span and last.span else None
    return Grid(tuple(cells), len(rows), width, Source(line=first.line, span=span))


def _is_table(rows: _Rows) -> bool:
    """Two lines at least, and one of them with two filled cells."""
    filled = [sum(1 for _, f in fields if f.strip()) for _, fields in rows]
    return len(rows) >= 2 and max(filled) >= 2


def _text_block(line: Line) -> TextBlock | None:
    text = line.text.strip()
    if not text:
        return None
    start = len(line.text) - len(line.text.lstrip())
    level = 0
    if mark := _HEADING.match(text):
        level, start, text = len(mark.group(1)), start + mark.end(), text[mark.end() :]
    return TextBlock(text, line.source(start, start + len(text)), level)


def _flush(rows: _Rows) -> Iterator[TextBlock | Grid]:
    if rows and _is_table(rows):
        yield _grid(rows)
        return
    for line, _ in rows:
        if block := _text_block(line):
            yield block


def _flush_loose(rows: _Rows) -> Iterator[TextBlock | Grid]:
    if rows and _is_loose_table(rows):
        yield _grid(rows)
    else:
        yield from filter(None, (_text_block(line) for line, _ in rows))


def _stacked(texts: Sequence[str], start: int) -> tuple[int, int, int] | None:
    """(its first cell, the one behind its last, how many columns) of a table printed a cell a line,
    whose first figure is ``texts[start]``; None if it is none.

    Each row is a label and as many figures as in the first row, the head as many words in front;
    a row with more or less would leave open which cell is blank.
    """
    behind = start
    while behind < len(texts) and _FIGURE.fullmatch(texts[behind]):
        behind += 1
    width = behind - start + 1
    first = start - 1 - width
    if width < _COLUMNS or first < 0 or not all(map(_HEAD_WORD.fullmatch, texts[first:start])):
        return None
    end = start - 1
    while _is_stacked_row(texts[end : end + width], width):
        end += width
    if end < behind + width or any(map(_FIGURE.fullmatch, texts[end : end + width])):
        return None
    return first, end, width


def _is_stacked_row(texts: Sequence[str], width: int) -> bool:
    whole = len(texts) == width and _HEAD_WORD.fullmatch(texts[0])
    return bool(whole) and all(map(_FIGURE.fullmatch, texts[1:]))


def lines_to_blocks(lines: Iterable[Line]) -> Iterator[TextBlock | Grid]:
    """The blocks of ``lines`` in order: a run of table lines is a grid, any other line text; cells
    each in a line of its own are one, too, where all rows have as many."""
    lines = list(lines)
    filled = [i for i, line in enumerate(lines) if line.text.strip()]
    texts = [lines[i].text.strip() for i in filled]
    done, at = 0, 0  # lines that are told; what is filled of them
    for k, text in enumerate(texts):
        if k < at or not _FIGURE.fullmatch(text) or (k and _FIGURE.fullmatch(texts[k - 1])):
            continue
        if (found := _stacked(texts, k)) is None or found[0] < at:
            continue
        first, at, width = found
        yield from _run_to_blocks(lines[done : filled[first]])
        cells = [(lines[i], (0, lines[i].text)) for i in filled[first:at]]
        yield _placed([cells[c : c + width] for c in range(0, len(cells), width)])
        done = filled[at - 1] + 1
    yield from _run_to_blocks(lines[done:])


def _run_to_blocks(lines: Iterable[Line]) -> Iterator[TextBlock | Grid]:
    rows: _Rows = []
    loose: _Rows = []
    between: list[Line] = []  # lines below a table row that may be rows without separators
    for line in lines:
        fields = _fields(line.text)
        apart = _loose_fields(line.text) if fields is None and not rows else []
        if loose and len(apart) != len(loose[0][1]):
            if fields is None and _RUN_TOGETHER.fullmatch(line.text.strip()):
                loose.append((line, [(0, line.text)]))  # cells are missing: which, is not said
                continue
            yield from _flush_loose(loose)
            loose = []
        if apart:
            loose.append((line, apart))
            continue
        bare = line.text.strip()
        if fields is None and rows and (_RUN_TOGETHER.fullmatch(bare) or _is_label(bare)):
            between.append(line)
            continue
        if fields is not None:
            rows.extend((lost, [(0, lost.text)]) for lost in between)
            between = []
            if not (rows and _PIPE_RULE.fullmatch(line.text.strip())):
                rows.append((line, fields))
            continue
        yield from _flush(rows)
        yield from filter(None, map(_text_block, (*between, line)))
        rows, between = [], []
    yield from _flush_loose(loose)
    yield from _flush(rows)
    yield from filter(None, map(_text_block, between))
