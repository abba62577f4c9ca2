"""Excel workbooks (.xlsx, .xlsm): every sheet that is shown, cells as they are displayed.

Cells are streamed from the parts of the container, so a sheet of a million rows needs no
more memory than its used cells. A formula counts with the value stored beside it; one
without is kept as a formula and said, never read as blank.
"""

from __future__ import annotations

import re

from lxml import etree

from ..errors import ReadError
from ..formats.archive import Archive, damaged, is_zip, local_attribute, local_name
from ..formats.numfmt import format_code, shown
from ..formats.sheet import MAX_COLUMN, MAX_ROW, Merge, Sheet, read_sheets
from ..formats.spans import MAX_CELLS, too_many_cells
from ..model import Document, Frozen
from . import Reader, ReadOptions

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "xl/workbook.xml"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,10})")


class _Entry(Frozen, frozen=True):
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


class _Book(Frozen, frozen=True):
    """What the cells of every sheet refer to."""

    sheets: tuple[_Entry, ...]
    strings: tuple[str, ...]
    formats: tuple[str, ...]  # by style
    date_1904: bool


def _claims(data: bytes) -> bool:
    if not is_zip(data):
        return False
    try:
        names = Archive(data).names
    except ReadError:  # told by the reader of last resort
        return False
    return "xl/workbook.bin" not in names and any(name.startswith("xl/") for name in names)


def _runs(element: etree._Element) -> str:
    """The text of a string item: its runs, without phonetic guides."""
    pieces = []
    for child in element:
        name = local_name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.append(_runs(child))
    return "".join(pieces)


def _formats(archive: Archive, part: str) -> tuple[str, ...]:
    """The number format of each cell style."""
    if part not in archive.names:
        return ()
    own: dict[int, str] = {}
    styles: list[int] = []
    for element in archive.elements(part, "numFmt", "cellXfs"):
        if local_name(element) == "numFmt":
            if (number := element.get("numFmtId") or "").isdigit():
                own[int(number)] = element.get("formatCode") or ""
        else:
            numbers = (xf.get("numFmtId") or "0" for xf in element if local_name(xf) == "xf")
            styles = [int(n) if n.isdigit() else 0 for n in numbers]
    return tuple(format_code(number, own) for number in styles)


def _book(archive: Archive) -> _Book:
    main = archive.main_part(_MAIN)
    targets = archive.relations(main)
    parts = dict(targets.values())
    sheets = []
    date_1904 = False
    for element in archive.elements(main, "sheet", "workbookPr"):
        if local_name(element) == "workbookPr":
            date_1904 = element.get("date1904") in ("1", "true")
            continue
        kind, part = targets.get(local_attribute(element, "id") or "", ("", ""))
        if kind in ("worksheet", ""):
            hidden = element.get("state") in ("hidden", "veryHidden")
            sheets.append(_Entry(element.get("name") or "", part, hidden))
    if not sheets:
        raise damaged("the workbook lists no sheet", "工作簿中没有工作表")
    strings: tuple[str, ...] = ()
    if (shared := parts.get("sharedStrings", "")) in archive.names:
        strings = tuple(_runs(item) for item in archive.elements(shared, "si"))
    formats = _formats(archive, parts.get("styles", ""))
    return _Book(tuple(sheets), strings, formats, date_1904)


def _place(reference: str | None, row: int, col: int) -> tuple[int, int]:
    """(row, column) from 0 of a cell; where it names none, the place behind the last."""
    if reference is None:
        return row, col
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise damaged(f"a cell is named {reference!r}", f"单元格名称 {reference!r} 无效")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    if not (0 < int(match[2]) <= MAX_ROW and column <= MAX_COLUMN):
        raise damaged(f"a cell is named {reference!r}", f"单元格名称 {reference!r} 无效")
    return int(match[2]) - 1, column - 1


def _shown(cell: etree._Element, book: _Book) -> tuple[str, bool]:
    """(what the cell shows, whether it is a formula without a stored value)."""
    parts = {local_name(child): child for child in cell}
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return (_runs(parts["is"]) if "is" in parts else ""), False
    stored = (parts["v"].text or "") if "v" in parts else ""
    if not stored:
        if "f" not in parts or ("v" in parts and kind == "str"):  # a formula giving no text
            return "", False
        return f"={parts['f'].text or ''}", True
    if kind == "s":
        known = stored.isascii() and stored.isdigit() and int(stored) < len(book.strings)
        if not known:
            raise damaged(
                f"a cell refers to string {stored!r}", f"单元格引用的字符串 {stored!r} 不存在"
            )
        return book.strings[int(stored)], False
    if kind == "b":
        return ("TRUE" if stored == "1" else "FALSE"), False
    if kind != "n":
        return stored, False
    style = cell.get("s") or "0"
    code = book.formats[int(style)] if style.isdigit() and int(style) < len(book.formats) else ""
    return shown(stored, code or "General", date_1904=book.date_1904), False


class _Cells:
    """Collects the cells of one sheet while it streams past."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.texts: dict[tuple[int, int], str] = {}
        self.uncached: list[tuple[int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[range] = []
        self.merges: list[Merge] = []
        self._row = -1

    def add_row(self, row: etree._Element) -> None:
        number = row.get("r")
        if number is not None and not (number.isascii() and number.isdigit()):
            raise damaged(f"a row is numbered {number!r}", f"行号 {number!r} 无效")
        self._row = int(number) - 1 if number else self._row + 1
        if not 0 <= self._row < MAX_ROW:
            raise damaged(f"a row is numbered {number!r}", f"行号 {number!r} 无效")
        col = 0
        used = False
        for cell in row:
            if local_name(cell) != "c":
                continue
            place = _place(cell.get("r"), self._row, col)
            col = place[1] + 1
            text, uncached = _shown(cell, self.book)
            if text := text.strip():
                self.texts[place] = text
                used = True
            if uncached:
                self.uncached.append(place)
        if used and row.get("hidden") in ("1", "true"):
            self.hidden_rows.append(self._row)
        if len(self.texts) > MAX_CELLS:
            raise too_many_cells(len(self.texts))

    def add_merge(self, merge: etree._Element) -> None:
        first, _, last = (merge.get("ref") or "").partition(":")
        top, left = _place(first, 0, 0)
        bottom, right = _place(last or first, 0, 0)
        self.merges.append(Merge(top, left, bottom, right))

    def add_columns(self, element: etree._Element) -> None:
        first, last = element.get("min") or "", element.get("max") or ""
        if element.get("hidden") in ("1", "true") and first.isdigit() and last.isdigit():
            self.hidden_columns.append(range(int(first) - 1, min(int(last), MAX_COLUMN)))

    def sheet(self, name: str) -> Sheet:
        columns = {c for _, c in self.texts}
        hidden = [c for c in sorted(columns) if any(c in part for part in self.hidden_columns)]
        return Sheet(
            name, self.texts, self.merges, self.hidden_rows, hidden, self.uncached
        )  # fmt: skip


def _read_sheet(archive: Archive, entry: _Entry, book: _Book) -> Sheet:
    cells = _Cells(book)
    if not entry.part:
        raise damaged("the workbook does not say where it is", "工作簿未指明其位置")
    for element in archive.elements(entry.part, "row", "mergeCell", "col"):
        name = local_name(element)
        if name == "row":
            cells.add_row(element)
        elif name == "mergeCell":
            cells.add_merge(element)
        else:
            cells.add_columns(element)
    return cells.sheet(entry.name)


def _read(data: bytes, _: ReadOptions) -> Document:
    archive = Archive(data)
    book = _book(archive)

    def sheet(number: int) -> Sheet | None:
        entry = book.sheets[number]
        return None if entry.hidden else _read_sheet(archive, entry, book)

    blocks, doubts = read_sheets([entry.name for entry in book.sheets], sheet)
    return Document(_MEDIA_TYPE, blocks, doubts)


READER = Reader(name="xlsx", rank=10, claims=_claims, read=_read)
