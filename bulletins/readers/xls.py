"""Excel workbooks of 97-2003 (.xls): every sheet that is shown, cells as they are displayed."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

from ..errors import ReadError
from ..formats.archive import damaged
from ..formats.numfmt import shown
from ..formats.sheet import Merge, Sheet, read_sheets
from ..formats.spans import MAX_CELLS, too_many_cells
from ..model import Document, Text
from . import Reader, ReadOptions

if TYPE_CHECKING:
    import xlrd

_MEDIA_TYPE = "application/vnd.ms-excel"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = tuple(name.encode("utf-16-le") + b"\0\0" for name in ("Workbook", "WORKBOOK", "Book"))
# What xlrd is known to raise on a broken record, besides its own XLRDError.
_BROKEN = (
    struct.error, AssertionError, AttributeError, IndexError, KeyError, OverflowError, TypeError,
    LookupError, UnicodeError, ValueError, ZeroDivisionError, EOFError, NotImplementedError,
)  # fmt: skip
_CONTENTLESS = frozenset({0, 6})  # XL_CELL_EMPTY, XL_CELL_BLANK
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


def _claims(data: bytes) -> bool:
    if data[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08") and data[2:4] < b"\x20":
        return True  # a stream of records without a container, as early Excel wrote
    locked = "EncryptedPackage".encode("utf-16-le") in data
    return data.startswith(_OLE) and not locked and any(name in data for name in _STREAMS)


def _xls_error(error: Exception) -> ReadError:
    said = " ".join(str(error).split())[:120]
    if "encrypted" in said.lower() or "password" in said.lower():
        return ReadError(
            "encrypted",
            Text(
                "the workbook is locked with a password; save a copy without one",
                "工作簿有密码保护；请另存一份无密码的副本",
            ),
        )
    return damaged(f"the workbook cannot be opened ({said})", "工作簿无法打开")


def _open(data: bytes) -> xlrd.Book:
    import xlrd
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO()
        )
    except (XLRDError, CompDocError, *_BROKEN) as error:
        raise _xls_error(error) from None


def _shown(book: xlrd.Book, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value).strip()
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        code = "General"
        if cell.xf_index is not None and cell.xf_index < len(book.xf_list):
            form = book.format_map.get(book.xf_list[cell.xf_index].format_key)
            code = form.format_str if form is not None else "General"
        return shown(repr(cell.value), code or "General", date_1904=bool(book.datemode)).strip()
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _ERRORS.get(cell.value, "#ERR")
    return ""


def _read_sheet(book: xlrd.Book, number: int) -> Sheet | None:
    """A sheet; None where it is hidden."""
    from xlrd.biffh import XLRDError

    try:
        sheet = book.sheet_by_index(number)
        if sheet.visibility:
            return None
        cells: dict[tuple[int, int], str] = {}
        for row in range(sheet.nrows):
            kinds = sheet.row_types(row)  # a row may have 256 formatted cells without content
            for col in (c for c, kind in enumerate(kinds) if kind not in _CONTENTLESS):
                if text := _shown(book, sheet.cell(row, col)):
                    cells[row, col] = text
            if len(cells) > MAX_CELLS:
                raise too_many_cells(len(cells))
        merges = [Merge(r0, c0, r1 - 1, c1 - 1) for r0, r1, c0, c1 in sheet.merged_cells]
        rows, columns = {r for r, _ in cells}, {c for _, c in cells}
        hidden_rows = sorted(r for r, info in sheet.rowinfo_map.items() if info.hidden)
        hidden_columns = sorted(c for c, info in sheet.colinfo_map.items() if info.hidden)
    except (XLRDError, *_BROKEN) as error:
        raise _xls_error(error) from None
    finally:
        book.unload_sheet(number)
    return Sheet(
        book.sheet_names()[number], cells, merges,
        [r for r in hidden_rows if r in rows], [c for c in hidden_columns if c in columns],
    )  # fmt: skip


def _read(data: bytes, _: ReadOptions) -> Document:
    book = _open(data)
    blocks, doubts = read_sheets(book.sheet_names(), lambda number: _read_sheet(book, number))
    return Document(_MEDIA_TYPE, blocks, doubts)


READER = Reader(name="xls", rank=20, claims=_claims, read=_read)
