"""What state a PDF is in, as qpdf sees it: locked, cut off, pages that cannot be decoded.

A renderer shows what is left of a damaged page and says nothing; here every stream that a
page's text hangs on is decoded once, within limits, before anyone trusts what is shown.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf

from ..errors import ReadError
from ..model import Doubt, Frozen, Source, Text, several

MAX_PAGES = 2000
MAX_STREAM = 75 * 1024 * 1024  # bytes of one stream, decoded
_NESTING = 12  # forms within forms
_TO_UNICODE = b"/ToUnicode"
_OBJECT = re.compile(rb"\s+(\d{1,9})\s+(\d{1,5})\s+R")
_UNDECODED = (
    pikepdf.PdfError, zlib.error, ValueError, TypeError, KeyError, AttributeError, RuntimeError,
)  # fmt: skip
_END = 2048  # bytes at the end in which a whole file says that it ends


class State(Frozen, frozen=True):
    """What is wrong with a PDF that can be read all the same; one doubt a page.

    Of the pages in ``unreadable`` nothing can be believed.
    """

    doubts: tuple[Doubt, ...]
    unreadable: frozenset[int] = frozenset()


def examine(data: bytes, *, ignore_permissions: bool) -> State:
    """The state of a PDF that can be read.

    Raises :class:`ReadError` for one that is locked, whose author forbids extraction (unless
    ``ignore_permissions``), that has too many pages, or that unpacks to far more than it is.
    """
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            if not pdf.allow.extract and not ignore_permissions:
                raise _forbidden()
            unreadable: set[int] = set()
            return State(tuple(_doubts(pdf, data, unreadable)), frozenset(unreadable))
    except pikepdf.PasswordError as error:
        raise locked() from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, RecursionError):
            raise
        said = Text(
            "the file's structure is damaged; what could be read of it may not be all",
            "文件结构已损坏；读出的内容可能不全",
        )
        return State((Doubt("damaged-input", said, reason="damaged"),))


def locked() -> ReadError:
    """The error for a file that only a password opens."""
    return ReadError(
        "encrypted",
        Text(
            "the file is locked with a password; save a copy without one",
            "文件有密码保护；请另存一份无密码的副本",
        ),
    )


def _forbidden() -> ReadError:
    return ReadError(
        "extraction_forbidden",
        Text(
            "the file's author does not allow its text to be extracted; where you may read it "
            "for your own checking, give --ignore-permissions",
            "文件作者不允许提取其文字；如您有权为自用核对而读取，请加 --ignore-permissions",
        ),
    )


def _doubts(pdf: pikepdf.Pdf, data: bytes, unreadable: set[int]) -> Iterator[Doubt]:
    """What is wrong; adds the numbers of pages of which nothing can be believed."""
    pages = len(pdf.pages)
    if pages > MAX_PAGES:
        raise ReadError(
            "too_many_pages",
            Text(
                f"it has {pages} pages, more than the limit of {MAX_PAGES}; split it",
                f"共 {pages} 页，超过上限 {MAX_PAGES} 页；请拆分",
            ),
        )
    if pages == 0:
        raise ReadError("empty", Text("the PDF has no pages", "PDF 没有页面"))
    told = pdf.Root.get("/Pages", pikepdf.Dictionary()).get("/Count", pages)
    warned = bool(pdf.get_warnings())  # the list is emptied by asking
    cut = b"%%EOF" not in data[-_END:]
    if cut or told != pages:
        said = Text(
            f"the file is cut off or damaged; {several(pages, 'page')} found, there may be more",
            f"文件不完整或已损坏；找到 {pages} 页，可能有缺页",
        )
        yield Doubt("damaged-input", said, reason="damaged")
    elif warned:
        said = Text(
            "the file's index was damaged and has been rebuilt; all pages it names were read",
            "文件索引已损坏，已重建；所列各页均已读取",
        )
        yield Doubt("damaged-input", said)
    seen: set[tuple[int, int]] = set()
    fonts_known = _mappings_are_sound(pdf, data, seen)
    for number, page in enumerate(pdf.pages, 1):
        if (cut or warned) and _lacks_fonts(page):
            pdf.get_warnings()  # those of this page
            unreadable.add(number)
            yield _without_fonts(number)
        elif not _is_sound(page, seen, fonts_known) or pdf.get_warnings():
            yield unread_page(number)


def rewritten(data: bytes) -> bytes | None:
    """What qpdf makes of a damaged file that pdfium does not open; None where it cannot either."""
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            out = BytesIO()
            pdf.save(out)
            return out.getvalue() if len(pdf.pages) else None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        return None


def unread_page(number: int) -> Doubt:
    """A page whose content cannot be decoded: nobody knows what stood on it."""
    return Doubt(
        "damaged-input",
        Text(
            f"page {number} is damaged: its content cannot be decoded whole, and what was read "
            "of it may not be all; get the file anew",
            f"第 {number} 页已损坏：内容无法完整解码，读出的部分可能不全；请重新获取文件",
        ),
        sources=(Source(page=number),),
        reason="damaged",
    )


def _without_fonts(number: int) -> Doubt:
    """A page of which nothing is read: what is shown of it may be other characters."""
    return Doubt(
        "damaged-input",
        Text(
            f"page {number} is not read: fonts that it is set in are missing from the file, and "
            "nobody knows what its characters are; get the file anew",
            f"第 {number} 页未读：文件中缺少该页所用字体，无法得知其字符；请重新获取文件",
        ),
        sources=(Source(page=number),),
        reason="damaged",
    )


def _lacks_fonts(page: pikepdf.Page) -> bool:
    """Whether a page names fonts that are not in the file."""
    try:
        fonts = page.resources.get("/Font")
        named = fonts.items() if isinstance(fonts, pikepdf.Dictionary) else ()
        return any(not isinstance(font, pikepdf.Dictionary) for _, font in named)
    except _UNDECODED:
        return False


def _mappings_are_sound(pdf: pikepdf.Pdf, data: bytes, seen: set[tuple[int, int]]) -> bool:
    """Whether the meanings of all fonts' characters can be decoded, asked without the fonts.

    Chromium's fonts are long to take apart, and only who maps their characters matters here.
    Where objects are packed into streams nobody can see that from outside; False then.
    """
    if b"/ObjStm" in data:
        return False
    try:
        for objgen in set(_mappings(data)):
            mapping = pdf.get_object(*objgen)
            if isinstance(mapping, pikepdf.Stream):
                _decode(mapping, seen)
    except _UNDECODED:
        seen.clear()
        return False
    return not pdf.get_warnings()


def _mappings(data: bytes) -> Iterator[tuple[int, int]]:
    """Number and generation of what maps the characters of each font."""
    at = data.find(_TO_UNICODE)  # a tenth of the time of a search by pattern
    while at >= 0:
        if named := _OBJECT.match(data, at + len(_TO_UNICODE)):
            yield int(named[1]), int(named[2])
        at = data.find(_TO_UNICODE, at + 1)


def _is_sound(page: pikepdf.Page, seen: set[tuple[int, int]], fonts_known: bool) -> bool:
    """Whether every stream that the page's text hangs on can be decoded."""
    try:
        contents = page.obj.get("/Contents")
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        if contents is None:
            streams = []
        for stream in streams:
            if not isinstance(stream, pikepdf.Stream):
                return False
            _decode(stream, seen)
        _check_resources(page.resources, seen, fonts_known, 0)
    except RecursionError:
        raise
    except _UNDECODED:
        return False
    return True


def _check_resources(
    resources: Any, seen: set[tuple[int, int]], fonts_known: bool, depth: int
) -> None:
    if depth > _NESTING or not isinstance(resources, pikepdf.Dictionary):
        return
    fonts = None if fonts_known else resources.get("/Font")
    if isinstance(fonts, pikepdf.Dictionary) and fonts.objgen != (0, 0):
        if fonts.objgen in seen:
            fonts = None
        else:
            seen.add(fonts.objgen)
    for font in _values(fonts):
        if isinstance(font, pikepdf.Dictionary):
            mapping = font.get("/ToUnicode")
            if isinstance(mapping, pikepdf.Stream):
                _decode(mapping, seen)
    for drawn in _values(resources.get("/XObject")):
        if isinstance(drawn, pikepdf.Stream) and drawn.get("/Subtype") == "/Form":
            if drawn.objgen in seen and drawn.objgen != (0, 0):
                continue
            _decode(drawn, seen)
            _check_resources(drawn.get("/Resources"), seen, fonts_known, depth + 1)


def _values(entries: Any) -> Iterator[Any]:
    if isinstance(entries, pikepdf.Dictionary):
        for name in entries.keys():  # noqa: SIM118 - a dictionary of qpdf, not of Python
            yield entries[name]


def _decode(stream: pikepdf.Stream, seen: set[tuple[int, int]]) -> None:
    """Decode a stream once, and throw it away; raises what went wrong."""
    if stream.objgen != (0, 0):
        if stream.objgen in seen:
            return
        seen.add(stream.objgen)
    filters = stream.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if filters is None or stream.get("/F") is not None:
        return
    data: bytes = stream.read_raw_bytes()
    for name in names:
        if name in ("/FlateDecode", "/Fl"):
            data = _inflate(data)
        elif name in ("/ASCII85Decode", "/A85"):
            data = _from_ascii85(data)
        else:
            stream.read_bytes()
            return


def _from_ascii85(data: bytes) -> bytes:
    """What is written as ASCII85, by qpdf: Python's own decoder is twenty times slower."""
    with pikepdf.new() as pdf:
        plain = data.strip().removeprefix(b"<~")
        return pikepdf.Stream(pdf, plain, Filter=pikepdf.Name.ASCII85Decode).read_bytes()


def _inflate(data: bytes) -> bytes:
    """Inflated ``data``; raises ``zlib.error`` where it is cut, :class:`ReadError` for a bomb."""
    if not data:
        return b""
    engine = zlib.decompressobj()
    out = engine.decompress(data, MAX_STREAM + 1)
    if len(out) > MAX_STREAM:
        limit = MAX_STREAM // (1024 * 1024)
        raise ReadError(
            "bomb",
            Text(
                f"a page of it unpacks to more than {limit} MiB; it is not read",
                f"其中一页解压后超过 {limit} MiB；不予读取",
            ),
        )
    if not engine.eof:
        raise zlib.error("the stream is cut off")
    return out


def damaged_pages(doubts: Sequence[Doubt]) -> set[int]:
    """The pages that ``doubts`` say could not be decoded."""
    return {s.page for d in doubts if d.reason for s in d.sources if s.page is not None}
