"""Word documents (.docx): paragraphs and tables as the document shows them.

With all tracked changes taken: what was inserted is read, what was deleted is not. Text
boxes stand behind the paragraph that holds them, tables inside a cell behind its table.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ..errors import ReadError
from ..formats.archive import Archive, is_zip, local_attribute, local_name
from ..formats.lines import Line, lines_to_blocks
from ..formats.spans import Spanning, hidden_rows, holds_data, lay_out, left_out
from ..model import Document, Doubt, Grid, Source, TextBlock
from . import Reader, ReadOptions

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = "word/document.xml"
# Deleted and moved-away text, field codes, phonetic guides, the second form of a drawing.
_NOT_SHOWN = frozenset(
    "del moveFrom rPr pPr delText instrText delInstrText rt Fallback txbxContent".split()
)
_WRAPPERS = frozenset("sdt sdtContent ins moveTo customXml smartTag".split())
_PRINTED = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def _claims(data: bytes) -> bool:
    if not is_zip(data):
        return False
    try:
        return any(name.startswith("word/") for name in Archive(data).names)
    except ReadError:  # told by the reader of last resort
        return False


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and local_attribute(element, "val") not in ("0", "false", "off")


def _unwrapped(element: etree._Element) -> Iterator[etree._Element]:
    """The children of ``element``, those inside content controls and insertions too."""
    for child in element:
        if local_name(child) in _WRAPPERS:
            yield from _unwrapped(child)
        else:
            yield child


def _is_hidden(run: etree._Element) -> bool:
    properties = _child(run, "rPr")
    return properties is not None and _is_on(_child(properties, "vanish"))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name in _NOT_SHOWN or (name == "r" and _is_hidden(child)):
            continue
        if name == "t":
            yield child.text or ""
        elif name in _PRINTED:
            yield _PRINTED[name]
        else:
            yield from _pieces(child)


def _text(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph)).strip()


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The contents of text boxes in a paragraph, each once."""
    for child in element:
        name = local_name(child)
        if name == "txbxContent":
            yield child
        elif name not in ("del", "moveFrom", "Fallback"):
            yield from _text_boxes(child)


def _spans(cell: etree._Element) -> tuple[int, str | None]:
    """(columns covered, None or the state of a merge down: restart, continue)."""
    properties = _child(cell, "tcPr")
    if properties is None:
        return 1, None
    width, merge = _child(properties, "gridSpan"), _child(properties, "vMerge")
    value = local_attribute(width, "val") if width is not None else None
    columns = int(value) if value is not None and value.isascii() and value.isdigit() else 1
    if merge is None:
        return columns, None
    return columns, local_attribute(merge, "val") or "continue"


class _Reader:
    """Walks the body once and collects its blocks and doubts."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.levels = levels
        self.blocks: list[TextBlock | Grid] = []
        self.doubts: list[Doubt] = []
        self.paragraphs = self.tables = 0
        self._lines: list[Line] = []

    def _flush(self) -> None:
        self.blocks.extend(lines_to_blocks(self._lines))
        self._lines = []

    def _level(self, paragraph: etree._Element) -> int:
        properties = _child(paragraph, "pPr")
        if properties is None:
            return 0
        outline, style = _child(properties, "outlineLvl"), _child(properties, "pStyle")
        if outline is not None and (value := local_attribute(outline, "val")) in set("012345678"):
            return int(value or 0) + 1
        return self.levels.get(local_attribute(style, "val") or "", 0) if style is not None else 0

    def _paragraph(self, paragraph: etree._Element) -> None:
        self.paragraphs += 1
        place = Source(ref=f"P{self.paragraphs}", method="markup")
        level = self._level(paragraph)
        for line in _text(paragraph).split("\n"):
            if level and line.strip():
                self._flush()
                self.blocks.append(TextBlock(line.strip(), place, level))
            else:
                self._lines.append(Line(line, place=place))
        for box in _text_boxes(paragraph):
            self._flush()
            self.body(box)

    def body(self, element: etree._Element) -> None:
        """Read the paragraphs and tables of a body, a cell or a text box."""
        for child in _unwrapped(element):
            name = local_name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._flush()
                self._table(child)
        self._flush()

    def _rows(self, table: etree._Element) -> list[etree._Element]:
        """The rows that are shown and have cells."""
        rows, hidden = [], 0
        for row in _unwrapped(table):
            if local_name(row) != "tr":
                continue
            properties = _child(row, "trPr")
            if properties is not None and _child(properties, "del") is not None:
                continue
            if properties is not None and _is_on(_child(properties, "hidden")):
                hidden += 1
                continue
            rows.append(row)
        if hidden:
            self.doubts.append(hidden_rows(hidden, number=self.tables + 1))
        return [row for row in rows if _cells(row)]

    def _table(self, table: etree._Element) -> None:
        rows = self._rows(table)
        texts = [[_cell_text(cell) for cell in _cells(row)] for row in rows]
        nested = [t for row in rows for cell in _cells(row) for t in _inner_tables(cell)]
        if not rows or not holds_data(texts, nested=bool(nested)):
            for row in rows:
                for cell in _cells(row):
                    self.body(cell)
            return
        self.tables += 1
        try:
            source = Source(table=self.tables, method="markup")
            grid = lay_out(list(_spanning(rows, texts)), source=source, table=self.tables)
        except ReadError as error:
            self.doubts.append(left_out(error, number=self.tables))
            return
        if grid is not None:
            self.blocks.append(grid)
        for inner in nested:
            self._table(inner)


def _cell_text(cell: etree._Element) -> str:
    """The text of a cell's own paragraphs, and of text boxes in them."""
    lines = []
    for child in _unwrapped(cell):
        if local_name(child) == "p":
            lines.append(_text(child))
            lines += [_cell_text(box) for box in _text_boxes(child)]
    return "\n".join(line for line in lines if line)


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in _unwrapped(row) if local_name(cell) == "tc"]


def _inner_tables(cell: etree._Element) -> list[etree._Element]:
    return [child for child in _unwrapped(cell) if local_name(child) == "tbl"]


def _before(row: etree._Element) -> int:
    """How many columns the row leaves out on its left."""
    properties = _child(row, "trPr")
    before = _child(properties, "gridBefore") if properties is not None else None
    value = local_attribute(before, "val") if before is not None else None
    return int(value) if value is not None and value.isascii() and value.isdigit() else 0


def _spanning(rows: list[etree._Element], texts: list[list[str]]) -> Iterator[list[Spanning]]:
    """The cells with their spans; a cell merged down takes in those that continue it."""
    marks = [dict(_marks(row)) for row in rows]  # per row: column -> (columns, merge down)
    heights: dict[tuple[int, int], int] = {}
    begun: dict[int, int] = {}  # column -> row of the merged cell that may go on
    for r, row_marks in enumerate(marks):
        for col, (_, merge) in row_marks.items():
            if merge == "continue" and col in begun:
                heights[begun[col], col] = r - begun[col] + 1
                heights[r, col] = 0
            elif merge == "restart":
                begun[col] = r
        begun = {c: s for c, s in begun.items() if row_marks.get(c, (0, None))[1] is not None}
    for r, row in enumerate(rows):
        line = [Spanning("", left)] if (left := _before(row)) else []
        for (col, (columns, _)), text in zip(marks[r].items(), texts[r], strict=True):
            if height := heights.get((r, col), 1):
                line.append(Spanning(text, columns, height))
        yield line


def _marks(row: etree._Element) -> Iterator[tuple[int, tuple[int, str | None]]]:
    """(column, (columns covered, state of a merge down)) of each cell."""
    at = _before(row)
    for cell in _cells(row):
        columns, merge = _spans(cell)
        yield at, (columns, merge)
        at += max(columns, 1)


def _heading_levels(archive: Archive, main: str) -> dict[str, int]:
    """Style id → level of heading. A document without readable styles has none."""
    part = next((name for kind, name in archive.relations(main).values() if kind == "styles"), "")
    if part not in archive.names:
        return {}
    levels: dict[str, int] = {}
    for style in archive.elements(part, "style"):
        named, properties = _child(style, "name"), _child(style, "pPr")
        name = (local_attribute(named, "val") or "").lower() if named is not None else ""
        outline = _child(properties, "outlineLvl") if properties is not None else None
        value = local_attribute(outline, "val") if outline is not None else None
        identity = local_attribute(style, "styleId") or ""
        if name.startswith("heading ") and name[8:].isdigit():
            levels[identity] = int(name[8:])
        elif name == "title":
            levels[identity] = 1
        elif value is not None and value in set("012345678"):
            levels[identity] = int(value) + 1
    return levels


def _read(data: bytes, _: ReadOptions) -> Document:
    archive = Archive(data)
    main = archive.main_part(_MAIN)
    body = _child(archive.tree(main), "body")
    reader = _Reader(_heading_levels(archive, main))
    if body is not None:
        reader.body(body)
    return Document(_MEDIA_TYPE, tuple(reader.blocks), tuple(reader.doubts))


READER = Reader(name="docx", rank=10, claims=_claims, read=_read)
