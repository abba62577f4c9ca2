"""A PDF as a document: page by page, tables over pages joined, text in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any

import msgspec

from ..errors import ReadError
from ..geometry.alignment import Hints
from ..geometry.order import Item, TextLine, in_order
from ..geometry.regions import EDGE, Edge, find_tables
from ..geometry.shapes import Box, Run, Shapes, turned_back
from ..geometry.stitch import LongTable, add_title, begin, continues, counts_on, extend
from ..model import Cell, Document, Doubt, Grid, Source, Text, TextBlock
from ..vocabulary.cases import is_case_header, is_case_title
from ..vocabulary.characters import compact
from ..vocabulary.pollution import head_code
from ..vocabulary.regions import REGION_HEADER, TOTAL_WORDS, is_place
from .health import damaged_pages, examine, locked, rewritten, unread_page
from .opened import Opened, PdfiumError
from .pages import PageText, read_page

MEDIA_TYPE = "application/pdf"
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第)?\s*\d{1,4}\s*(?:页|/\s*\d{1,4})?(?:\s*[,，]?\s*共\s*\d{1,4}\s*页)?[-—–·\s]*"
)
_COUNT = re.compile(
    r"(?:受理|交办|转办|举报|信访|投诉|案件)件?(?:数量?|总数|总量|情况)|数量"
    r"|(?:其中[:,]?)?重点(?:关注|信访|举报)?(?:案?件|问题)?数?"
)
_SPANNER = re.compile(
    r"(?:涉及|主要|生态|环境|污染|问题|举报|信访|案件|件|的){0,4}(?:类型|类别|种类|要素)(?:分布|情况|[(（][件个][)）])?"
    r"|(?:举报|信访|案件|受理)?(?:来源|方式|渠道)|其中"
)
_ZONE = re.compile(
    r".{2,}(?:开发|管理|高新|新|示范|实验|试验|工业园|园|矿|林|度假|合作|口岸|保税)区(?:管理委员会|管委会)?"
)
_QUOTED = 8  # texts that a finding quotes at most
_CONTINUED = re.compile(r"续表|[(（]续[)）]|\(cont(?:inued|\.)?\)|continued", re.IGNORECASE)


class _Page(msgspec.Struct):
    number: int
    items: list[TextLine | LongTable]
    shapes: Shapes
    method: str
    edges: tuple[Edge, ...] = ()
    unplaced: tuple[Run, ...] = ()


@lru_cache(2048)  # asked again and again, by each way to read a page
def is_header_word(text: str) -> bool:
    """Whether a label heads a column of the field's tables."""
    word = compact(text)
    return (
        is_case_header(word)
        or head_code(word) is not None
        or (
            len(word) <= 10
            and (
                REGION_HEADER.search(word) is not None
                or word in ("序号", "合计", "总计", "小计", "来电", "来信")
                or _COUNT.fullmatch(word) is not None
                or _SPANNER.fullmatch(word) is not None
            )
        )
    )


@lru_cache(2048)
def is_row_label(text: str) -> bool:
    """Whether a label heads a row of the field's tables: a division that is known, or a total."""
    word = compact(text)
    return word in TOTAL_WORDS or is_place(word) or _ZONE.fullmatch(word) is not None


def open_pdf(data: bytes) -> Opened:
    """The document, open; raises :class:`ReadError` where it cannot be."""
    try:
        return Opened(data)
    except PdfiumError as error:
        if error.locked:
            raise locked() from error
        said = Text(
            "the PDF is damaged and cannot be opened; get it anew, or save it anew from a viewer",
            "PDF 已损坏，无法打开；请重新获取，或用阅读器另存一份",
        )
        raise ReadError("damaged", said) from error


def read_pdf(data: bytes, *, ignore_permissions: bool = False) -> Document:
    """The text and tables of a PDF; what could not be read of it is among the doubts.

    Raises :class:`ReadError` for a file that is locked, forbids extraction, is no bulletin's
    size or cannot be opened at all.
    """
    state = examine(data, ignore_permissions=ignore_permissions)
    doubts = list(state.doubts)
    try:
        pdf = open_pdf(data)
    except ReadError:
        mended = rewritten(data) if doubts else None
        if mended is None:
            raise
        pdf = open_pdf(mended)
    try:
        pages = list(_pages(pdf, doubts, without=state.unreadable))
    finally:
        pdf.close()
    return Document(MEDIA_TYPE, tuple(_blocks(pages)), tuple(doubts))


def _pages(pdf: Opened, doubts: list[Doubt], *, without: Set[int]) -> Iterator[_Page]:
    before: _Page | None = None
    hidden, watermarks = 0, set[str]()
    unsound = damaged_pages(doubts)
    for number in range(1, len(pdf) + 1):
        if number in without:
            before = None
            continue
        try:
            page = pdf[number - 1]
        except PdfiumError:
            if number not in unsound:
                doubts.append(unread_page(number))
            before = None
            continue
        try:
            read = read_page(page)
        finally:
            page.close()
        hidden += read.hidden
        if read.watermark and read.watermark not in watermarks:
            watermarks.add(read.watermark)
            doubts.append(_watermark(read.watermark, number))
        doubts += _page_doubts(read, number)
        current = _layout(read.shapes, number, read.method, before)
        if current.unplaced:
            doubts.append(_unplaced(current))
        yield current
        before = current
    if hidden:
        said = Text(
            f"{hidden} characters that the pages do not show (invisible, white on white, "
            "clipped away or off the page) are left out",
            f"有 {hidden} 个字符页面上并不显示（不可见、白底白字、被裁去或在页面之外），未予读取",
        )
        doubts.append(Doubt("hidden-content", said))


def _watermark(text: str, number: int) -> Doubt:
    said = Text(f"a watermark is left out: “{text}”", f"水印未读：“{text}”")
    return Doubt("hidden-content", said, sources=(Source(page=number),), severity="note")


def _page_doubts(read: PageText, number: int) -> Iterator[Doubt]:
    at = (Source(page=number),)
    if read.too_complex:
        said = Text(
            f"page {number} has more drawing on it than is read; its tables may be missing",
            f"第 {number} 页图形过于复杂，未全部读取；其中表格可能缺失",
        )
        yield Doubt("damaged-input", said, sources=at, reason="too_complex")
    if read.is_picture:
        said = Text(
            f"page {number} is a picture without text; reading it needs optical recognition, the "
            "extra bulletins[ocr] of a later version; give its text from OCR for now",
            f"第 {number} 页是图片，没有文字；读取它需要光学识别，由后续版本的可选组件 bulletins[ocr] 提供；"
            "目前请提供其 OCR 文本",
        )
        yield Doubt("damaged-input", said, sources=at, reason="missing_extra")
    elif read.unmapped:
        chars = sum(len(run.text) for run in read.shapes.runs)
        said = Text(
            f"page {number}: the file does not say which characters {read.unmapped} of its "
            f"{chars} glyphs are; figures among them are not read",
            f"第 {number} 页：{chars} 个字形中有 {read.unmapped} 个未注明对应的字符；其中的数字无法识读",
        )
        mostly = read.unmapped > 0.3 * chars
        yield Doubt("damaged-input", said, sources=at, reason="damaged" if mostly else None)


def _unplaced(page: _Page) -> Doubt:
    texts = [f"“{run.text}”" for run in page.unplaced[:_QUOTED]]
    dots = " …" if len(page.unplaced) > _QUOTED else ""
    said = Text(
        f"page {page.number}: in a table, but in none of its cells: {', '.join(texts)}{dots}; read "
        "as text beside the table; compare it with the page",
        f"第 {page.number} 页：表内有文字不属于任何单元格：{'、'.join(texts)}{dots}；"
        "已按表外文字读取，请与原页核对",
    )
    box = _box(page.unplaced[0].box, page.shapes)
    return Doubt("unread-figure", said, sources=(Source(page=page.number, box=box),))


def _layout(shapes: Shapes, number: int, method: str, before: _Page | None) -> _Page:
    """The page's lines and tables in reading order; a table goes on with that of the page before."""
    open_table, title = _last_table(before) if before is not None else (None, None)
    edges = before.edges if before is not None else ()
    found = find_tables(shapes, hints=_hints(open_table), edges=edges)
    if before is not None and open_table is not None and title is not None:
        if found.tables and counts_on(open_table, found.tables[0]):
            add_title(open_table, title.text, title.box)
            before.items.remove(title)
        else:
            open_table, found = None, find_tables(shapes, hints=_hints(None), edges=edges)
    items = [
        Item((s.x0, row.y - 0.88 * s.size, s.x1, row.y + 0.12 * s.size), s.size, segment=s)
        for row in found.rest
        for s in row.segments
    ]
    items += [Item(t.box, 10.0, what=k) for k, t in enumerate(found.tables)]
    ordered: list[TextLine | LongTable] = []
    for each in in_order(items):
        if isinstance(each, TextLine):
            ordered.append(each)
            continue
        table = found.tables[each]
        if (
            open_table is not None
            and _is_first(ordered, shapes, before)
            and continues(open_table, table)
        ):
            extend(open_table, table, number, is_row_label)
            ordered.append(open_table)
        else:
            ordered.append(begin(table, number))
        open_table = None
    return _Page(number, ordered, shapes.bare(), method, found.edges, found.unplaced)


def _hints(open_table: LongTable | None) -> Hints:
    """What is known before a page is looked at: the field's words, and a table that may go on."""
    words = Hints(is_header_word, is_row_label, is_case_title)
    if open_table is None:
        return words
    if open_table.ruled:
        return msgspec.structs.replace(words, walls=open_table.xs)
    return msgspec.structs.replace(
        words, borders=open_table.xs, key=open_table.key, last=open_table.last_number
    )


def _is_furniture(line: TextLine, height: float) -> bool:
    """Whether a line is a page's number, or stands where running heads do."""
    margin = line.box[3] < EDGE * height or line.box[1] > (1 - EDGE) * height
    return bool(_PAGE_NUMBER.fullmatch(line.text)) or margin


def _last_table(page: _Page) -> tuple[LongTable | None, TextLine | None]:
    """The table that a page ends with; and a line below it, where it is a list: perhaps a title
    over rows of the next page."""
    title: TextLine | None = None
    for item in reversed(page.items):
        if isinstance(item, LongTable):
            return (item, title) if title is None or item.key is not None else (None, None)
        if _is_furniture(item, page.shapes.height):
            continue
        if title is not None:
            return None, None
        title = item
    return None, None


def _is_first(items: Sequence[TextLine | LongTable], shapes: Shapes, before: _Page | None) -> bool:
    """Whether nothing stands above a table but what pages repeat: a running head, a title, the
    unit of its figures."""
    repeated = {i.text for i in before.items if isinstance(i, TextLine)} if before else set()
    return all(
        isinstance(i, TextLine)
        and (
            _is_furniture(i, shapes.height)
            or i.text in repeated
            or _CONTINUED.search(i.text) is not None
        )
        for i in items
    )


def _blocks(pages: Sequence[_Page]) -> Iterator[TextBlock | Grid]:
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, TextLine):
                sizes[round(item.size, 1)] += len(item.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    by_number = {page.number: page for page in pages}
    number = tables = 0
    told: set[int] = set()
    for page in pages:
        for item in page.items:
            if isinstance(item, LongTable):
                if id(item) not in told:
                    told.add(id(item))
                    tables += 1
                    number += 2
                    yield _grid(item, tables, by_number)
                continue
            if _PAGE_NUMBER.fullmatch(item.text):
                continue
            number += 2 if item.apart else 1
            source = Source(
                page=page.number, line=number, box=_box(item.box, page.shapes), method=_method(page)
            )
            level = 1 if item.size >= 1.3 * body and len(item.text) <= 60 else 0
            yield TextBlock(item.text, source, level)


def _method(page: _Page) -> Any:
    return page.method


def _box(box: Box, shapes: Shapes) -> Box:
    x0, top, x1, bottom = turned_back(box, shapes) if shapes.turn else box
    # to tenths of a point; a third of the time of round(x, 1)
    return (round(x0 * 10) / 10, round(top * 10) / 10, round(x1 * 10) / 10, round(bottom * 10) / 10)


def _grid(table: LongTable, number: int, pages: Mapping[int, _Page]) -> Grid:
    method = _method(pages[table.pages[0]])
    cells = tuple(
        Cell(
            c.row, c.col, c.text,
            Source(
                page=c.page, table=number, ref=f"R{c.row + 1}C{c.col + 1}",
                box=_box(c.box, pages[c.page].shapes), method=method,
            ),
            c.row_span, c.col_span,
        )
        for c in table.cells
    )  # fmt: skip
    first = pages[table.pages[0]]
    source = Source(
        page=table.pages[0], table=number, box=_box(table.box, first.shapes), method=method
    )
    return Grid(cells, len(table.rows), table.n_cols, source, tuple(table.pages))
