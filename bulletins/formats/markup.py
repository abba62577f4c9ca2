"""HTML to blocks: running text in reading order, and tables of data as grids with spans.

Pages are laid out with tables too: a table that only frames others, or holds running text,
is read through as if it were not there. What a page does not show (scripts, styles, hidden
elements) is not read. lxml gets characters, never a name it could fetch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree, html

from ..errors import ReadError
from ..model import Doubt, Grid, Source, Text, TextBlock
from .lines import Line, lines_to_blocks
from .spans import Spanning, hidden_rows, holds_data, lay_out, left_out

_SKIPPED = frozenset(
    "script style noscript template head title iframe frame object embed applet svg math canvas "
    "select datalist textarea button audio video map del rp rt".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i img input ins kbd label mark nobr o "
    "output q rb ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def parse_html(text: str) -> tuple[html.HtmlElement | None, bool]:
    """The root element of a page, and whether it was too deep to be read whole."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, recover=True)
    # A comment of many megabytes would end the parser; lines are counted on.
    bare = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
    if not bare.strip():
        return None, False
    try:
        root = html.document_fromstring(bare.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise ReadError(
            "damaged",
            Text(
                f"the page cannot be parsed ({error}); save it anew from a browser",
                "网页无法解析；请用浏览器重新保存",
            ),
        ) from None
    except etree.XMLSyntaxError as error:
        raise ReadError(
            "damaged",
            Text(
                f"the page cannot be parsed ({error.msg}); save it anew from a browser",
                f"网页无法解析（{error.msg}）；请用浏览器重新保存",
            ),
        ) from None
    deep = any("depth" in (entry.message or "").lower() for entry in parser.error_log)
    return root, deep


def _shown(element: html.HtmlElement) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED or element.get("hidden") is not None:
        return False
    return not _HIDDEN.search(element.get("style") or "")


def _steps(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement, Callable[[], None]]]:
    """``start`` and ``end`` of each element shown below ``root``, and ``tail`` of any other.

    The third part, called at a start, leaves out what is inside.
    """
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    hidden: html.HtmlElement | None = None
    for event, element in walker:
        if element is root:
            continue
        if event == "start" and not _shown(element):
            hidden = element
            walker.skip_subtree()
        elif event in ("comment", "pi") or element is hidden:
            yield "tail", element, walker.skip_subtree
        else:
            yield event, element, walker.skip_subtree


class _Words:
    """Collects text as a browser sets it: white space collapsed, breaks kept as line ends."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def add(self, text: str | None, *, kept: bool = False) -> None:
        if text:
            self.pieces.append(text if kept else _SPACE.sub(" ", text))

    def line_end(self) -> None:
        self.pieces.append("\n")

    def take(self) -> str:
        """The text so far, and begin anew."""
        text = "".join(self.pieces)
        self.pieces.clear()
        if "\n" not in text:
            return _SPACE.sub(" ", text).strip()
        lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
        return "\n".join(line for line in lines if line)


def _rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    """The rows of a table itself, hidden ones too; a foot set before the body behind it."""
    rows: list[html.HtmlElement] = []
    foot: list[html.HtmlElement] = []
    for part in table:
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in ("thead", "tbody", "tfoot"):
            (foot if part.tag == "tfoot" else rows).extend(r for r in part if r.tag == "tr")
    return [*rows, *foot]


def _is_shown_row(row: html.HtmlElement) -> bool:
    return _shown(row) and all(map(_shown, row.iterancestors("thead", "tbody", "tfoot")))


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [c for c in row if c.tag in ("td", "th") and _shown(c)]


def cell_text(cell: html.HtmlElement) -> str:
    """The text of a cell without that of tables inside it; lines where it breaks."""
    words = _Words()
    words.add(cell.text)
    if not len(cell):
        return words.take()
    for step, element, leave_out in _steps(cell):
        if step != "tail" and (element.tag == "br" or element.tag not in _INLINE):
            words.line_end()
        if step != "start":
            words.add(element.tail)
        elif element.tag == "table":
            leave_out()
        else:
            words.add(element.text)
    return words.take()


def _number(element: html.HtmlElement, name: str) -> int:
    match = re.match(r"\s*\+?(\d{1,9})", element.get(name) or "")
    return int(match[1]) if match else 1


def _line(element: html.HtmlElement, first: int) -> int | None:
    return element.sourceline + first - 1 if element.sourceline else None


def _spanning(table: html.HtmlElement, *, first_line: int = 1) -> list[list[Spanning]]:
    """The cells of the rows that are shown, with their spans."""
    rows = [
        [
            Spanning(
                cell_text(c), max(_number(c, "colspan"), 1), _number(c, "rowspan"),
                _line(c, first_line),
            )
            for c in _cells(row)
        ]
        for row in _rows(table)
        if _is_shown_row(row)
    ]  # fmt: skip
    return [row for row in rows if row]


def table_to_grid(
    table: html.HtmlElement, *, number: int | None, first_line: int = 1
) -> Grid | None:
    """The grid of a table, whatever it holds; None where it has no cells.

    ``number`` is that of the table in its document; lines count from ``first_line``. Raises
    :class:`ReadError` ``too_complex`` where its spans make more cells than the limit.
    """
    source = Source(line=_line(table, first_line), table=number, method="markup")
    return lay_out(_spanning(table, first_line=first_line), source=source, table=number)


def _is_link(element: html.HtmlElement) -> bool:
    """Whether a paragraph is a link to another page and nothing else; one to a file is text."""
    links = element.findall("a")
    if not links or len(links) < len(element) or (element.text or "").strip():
        return False
    text = "".join(element.text_content().split())
    linked = "".join("".join(a.text_content() for a in links).split())
    return text == linked and len(text) <= _LINK and not _TO_A_FILE.search(text)


_LINK = 80  # characters
_TO_A_FILE = re.compile(
    r"附件|下载|点击|查看|详见|[。；]|\.(?:pdf|docx?|xlsx?|zip|rar)", re.IGNORECASE
)


class _Reader:
    """Walks a page once and collects its blocks and doubts."""

    def __init__(self) -> None:
        self.blocks: list[TextBlock | Grid] = []
        self.doubts: list[Doubt] = []
        self.tables = self.paragraphs = 0
        self._words = _Words()
        self._line: int | None = None
        self._level = 0

    def flush(self) -> None:
        text = self._words.take()
        for line in text.split("\n"):
            if line:
                self.paragraphs += 1
                source = Source(line=self._line, ref=f"P{self.paragraphs}", method="markup")
                self.blocks.append(TextBlock(line, source, self._level))

    def _table(self, table: html.HtmlElement) -> bool:
        """Read a table of data; False where it is layout."""
        rows = _spanning(table)
        texts = [[cell.text for cell in row] for row in rows]
        if not holds_data(texts, nested=table.find(".//table") is not None):
            return False
        self.flush()
        if (caption := table.find("caption")) is not None and _shown(caption):
            self._words.add(cell_text(caption))
            self._line = caption.sourceline
            self.flush()
        self.tables += 1
        number, line = self.tables, table.sourceline
        if hidden := sum(1 for row in _rows(table) if not _is_shown_row(row)):
            self.doubts.append(hidden_rows(hidden, number=number, line=line))
        try:
            source = Source(line=line, table=number, method="markup")
            grid = lay_out(rows, source=source, table=number)
        except ReadError as error:
            self.doubts.append(left_out(error, number=number, line=line))
            return True
        if grid is not None:
            self.blocks.append(grid)
        return True

    def _preformatted(self, element: html.HtmlElement) -> None:
        self.flush()
        text = element.text_content()
        line = Source(line=element.sourceline, method="markup")
        self.blocks.extend(lines_to_blocks(Line(t, place=line) for t in text.splitlines()))

    def _start(self, element: html.HtmlElement) -> bool:
        """Open an element; True where its content has been dealt with."""
        tag = element.tag
        if tag == "table" and self._table(element):
            nested = [t for t in element.iter("table") if t is not element]
            for table in nested:
                self._table(table)
            return True
        if tag == "pre" and element.find(".//table") is None:
            self._preformatted(element)
            return True
        if tag in ("li", "p", "dd") and _is_link(element):
            return True
        if tag == "br":
            self._words.line_end()
            return False
        if tag not in _INLINE:
            self.flush()
            self._level = int(tag[1]) if re.fullmatch("h[1-6]", tag) else self._level
        if not self._words.pieces or self._line is None:
            self._line = element.sourceline
        self._words.add(element.text)
        return False

    def walk(self, root: html.HtmlElement) -> None:
        self._line = root.sourceline
        self._words.add(root.text)
        for step, element, leave_out in _steps(root):
            if step == "start" and self._start(element):
                leave_out()
            elif step == "end" and element.tag not in _INLINE and element.tag != "br":
                self.flush()
                self._level = 0
            if step != "start":
                self._words.add(element.tail)
        self.flush()


def html_to_blocks(text: str) -> tuple[tuple[TextBlock | Grid, ...], tuple[Doubt, ...]]:
    """The blocks of a page and what was not read of it.

    Raises :class:`ReadError` ``damaged`` where it cannot be parsed.
    """
    root, deep = parse_html(text)
    reader = _Reader()
    if root is not None:
        body = root.find("body")
        reader.walk(body if body is not None else root)
    if deep:
        reader.doubts.append(_TOO_DEEP)
    return tuple(reader.blocks), tuple(reader.doubts)


_TOO_DEEP = Doubt(
    "damaged-input",
    Text(
        "the page is nested more deeply than can be read; what lies below was left out; save it "
        "in a simpler form",
        "网页嵌套过深，深处内容未读；请另存为较简单的形式",
    ),
    reason="too_complex",
)
