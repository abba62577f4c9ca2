"""Writing cells so that Excel keeps every value and runs nothing of the document's.

The only module that touches XlsxWriter. Texts pass :func:`visible_text`, numbers
:func:`keeps_value`; both are written with the call for their type, never with one
that guesses.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal, NamedTuple

from ..model import Lang, Number, Text
from .words import say

Tone = Literal["error", "warning", "note", "ok", "quiet", "doubt"]

MAX_ROWS = 1_048_576
MAX_COLS = 16_384
MAX_TEXT = 32_767
MAX_LINKS = 60_000
MAX_DIGITS = 15
_TALLEST = 200

# Fixed, since a clock would make every run differ.
_CREATED = datetime(2000, 1, 1)

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}

_FONTS: dict[Lang, str] = {"en": "Calibri", "zh": "Microsoft YaHei"}

_LINE = "#D5DADF"
_STYLES: dict[str, dict[str, object]] = {
    "plain": {},
    "cell": {"border": 1, "border_color": _LINE, "valign": "vcenter"},
    "top": {"valign": "top"},
    "wrap": {"text_wrap": True},
    "right": {"align": "right", "indent": 1},
    "centre": {"align": "center"},
    "bold": {"bold": True},
    "large": {"font_size": 16, "bold": True, "font_color": "#1F2A36"},
    "heading": {"font_size": 11, "bold": True, "font_color": "#1F2A36"},
    "verdict": {"font_size": 12, "bold": True, "valign": "vcenter"},
    "header": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bg_color": "#E8ECF0",
        "font_color": "#1F2A36",
        "border": 1,
        "border_color": _LINE,
        "bottom": 1,
        "bottom_color": "#7C8894",
    },
    "aligned": {
        "italic": True,
        "bg_color": "#E9EFF5",
        "font_color": "#33506B",
        "border": 1,
        "border_color": _LINE,
        "text_wrap": True,
    },
    "live": {"bg_color": "#F6F7F9", "border": 1, "border_color": _LINE, "valign": "vcenter"},
    "small": {"font_size": 8, "font_color": "#8A939C", "valign": "vcenter"},
    "input": {"bg_color": "#FDFBF2"},
    "link": {"font_color": "#1F5A96", "underline": 1},
    # A text that begins like a formula must stay a text when someone edits the cell.
    "quoted": {"quote_prefix": True},
    "error": {"bg_color": "#F8E3E0", "font_color": "#8F2A1F"},
    "warning": {"bg_color": "#FBF1D9", "font_color": "#6E5200"},
    "note": {"bg_color": "#E9EFF5", "font_color": "#33506B"},
    "ok": {"bg_color": "#E7F1E8", "font_color": "#2C5F38"},
    "quiet": {"font_color": "#6B747D"},
    "doubt": {"font_color": "#6E5200"},
}

# Control characters and lone surrogates break XML; bidirectional overrides make a text
# look like another.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Link(NamedTuple):
    """A cell that leads to another cell of the workbook; ``text`` is ours."""

    text: str
    sheet: str
    row: int
    col: int


class Word(NamedTuple):
    """A word that is also told by its colour."""

    text: str
    tone: Tone


Value = Number | str | None | Link | Word


class Field(NamedTuple):
    """A column of a table: its header, its greatest width, the styles of its cells."""

    header: Text
    width: int
    styles: tuple[str, ...] = ()


def visible_text(text: str, *, lang: Lang) -> str:
    r"""Return ``text`` as a cell can hold it, with nothing hidden and nothing lost unsaid.

    What XML or the eye cannot take is written as an escape, and a text beyond Excel's
    limit is cut with a mark that says so.

    >>> visible_text("a\x1b]0;b", lang="en")
    'a\\x1b]0;b'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _INVISIBLE.sub(lambda match: _escape(match.group()), text)
    if len(text) <= MAX_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_TEXT:
        return text
    mark = say("cut", lang=lang).format(n=f"{len(text):,}")
    kept = units[: 2 * (MAX_TEXT - len(mark))].decode("utf-16-le", errors="ignore")
    return kept + mark


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def keeps_value(value: Number) -> bool:
    """Whether Excel's floating numbers hold ``value`` to the last digit.

    >>> keeps_value(128), keeps_value(10**15 + 1), keeps_value(Decimal("0.1"))
    (True, False, True)
    """
    number = Decimal(value)
    if not number.is_finite():
        return False
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    return len(digits) <= MAX_DIGITS and (not digits or -290 < number.adjusted() < 290)


def shorten(text: str, *, width: int) -> str:
    """Return ``text`` in one line of at most ``width`` characters, with … where it is cut.

    >>> shorten("abc\\ndef", width=5)
    'abc …'
    """
    line = " ".join(text[: 4 * width].split())
    return line if len(line) <= width else line[: width - 1] + "…"


def number_to_text(value: Number) -> str:
    """Return ``value`` in plain digits, as a cell or a formula's text would show it.

    >>> number_to_text(Decimal("4.50")), number_to_text(-3)
    ('4.5', '-3')
    """
    text = f"{Decimal(value):f}" if Decimal(value).is_finite() else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def width_of(text: str) -> int:
    """Return how many columns of a character the widest line of ``text`` takes.

    >>> width_of("水 26"), width_of("大气\\n水")
    (5, 4)
    """
    lines = text[:2000].split("\n")
    if text.isascii():
        return max(map(len, lines))
    return max(sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in lines)


def lines_of(text: str, *, width: float) -> int:
    """Return about how many lines ``text`` takes in a column of ``width`` characters.

    >>> lines_of("a b", width=10), lines_of("水\\n" * 2 + "大气噪声土壤", width=8)
    (1, 4)
    """
    room = max(1.05 * width, 2)  # most letters are narrower than a digit
    return sum(max(1, math.ceil(width_of(line) / room)) for line in text[:2000].split("\n"))


def cell_name(row: int, col: int) -> str:
    """Return the name of the cell at ``row`` and ``col``, both from 0.

    >>> cell_name(0, 0), cell_name(6, 27)
    ('A1', 'AB7')
    """
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


class Sheet:
    """A worksheet; rows and columns count from 0."""

    def __init__(self, book: Book, *, name: str, worksheet: Any) -> None:
        self.book = book
        self.name = name
        self._worksheet = worksheet
        self._links = 0
        worksheet.ignore_errors(
            {
                "number_stored_as_text": "A1:XFD1048576",
                "formula_differs": "A1:XFD1048576",
                "formula_range": "A1:XFD1048576",
            }
        )

    def put(self, row: int, col: int, value: Value, *styles: str) -> None:
        """Write ``value`` by its type: a link, a word in its colour, a number or a text."""
        if isinstance(value, Link):
            self.link(row, col, value, *styles)
        elif isinstance(value, Word):
            self.text(row, col, value.text, *styles, value.tone)
        elif value is None:
            self._worksheet.write_blank(row, col, None, self.book.format(*styles))
        elif isinstance(value, str):
            self.text(row, col, value, *styles)
        else:
            self.number(row, col, value, *styles)

    def text(self, row: int, col: int, text: str, *styles: str) -> None:
        """Write ``text`` as a string, whatever it looks like."""
        shown = visible_text(text, lang=self.book.lang)
        if not shown:
            self._worksheet.write_blank(row, col, None, self.book.format(*styles))
            return
        if shown[0] in "=+-@\t":
            styles = (*styles, "quoted")
        layout = self.book.format(*styles)
        if shown.startswith("<r>"):
            # XlsxWriter takes such a string for its own markup and writes it unescaped.
            run = self.book.format("plain")
            self._worksheet.write_rich_string(row, col, shown[0], run, shown[1:], layout)
        else:
            self._worksheet.write_string(row, col, shown, layout)

    def number(
        self, row: int, col: int, value: Number, *styles: str, num_format: str = "General"
    ) -> None:
        """Write ``value`` as a number, or as a text where Excel would lose digits."""
        if keeps_value(value):
            layout = self.book.format(*styles, num_format=num_format)
            self._worksheet.write_number(row, col, value, layout)
        else:
            self.text(row, col, str(Decimal(value)), *styles, "right")

    def formula(
        self,
        row: int,
        col: int,
        formula: str,
        value: Number | str,
        *styles: str,
        num_format: str = "General",
    ) -> None:
        """Write one of our formulas with the value that it gives."""
        cached = value if isinstance(value, str) else number_to_text(value)
        if isinstance(value, Decimal | int):
            cached_value: object = float(cached) if "." in cached else int(cached)
        else:
            cached_value = cached
        layout = self.book.format(*styles, num_format=num_format)
        self._worksheet.write_formula(row, col, formula, layout, cached_value)

    def link(self, row: int, col: int, link: Link, *styles: str) -> None:
        """Write a link inside the workbook; beyond Excel's limit the text alone."""
        self._links += 1
        if self._links > MAX_LINKS:
            self.text(row, col, link.text, *styles)
            return
        target = f"internal:'{link.sheet}'!{cell_name(link.row, link.col)}"
        layout = self.book.format(*styles, "link")
        self._worksheet.write_url(row, col, target, layout, link.text)

    def comment(self, row: int, col: int, text: str) -> None:
        """Attach a comment that is shown when the pointer rests on the cell."""
        shown = visible_text(text, lang=self.book.lang)
        lines = 2 + sum(1 + width_of(line) // 40 for line in shown.split("\n"))
        self._worksheet.write_comment(
            row, col, shown, {"width": 260, "height": min(15 * lines, 400), "font_size": 9}
        )

    def colour_words(self, area: tuple[int, int, int, int], *, tones: dict[str, Tone]) -> None:
        """Colour the cells of ``area`` whose live word begins with a key of ``tones``."""
        for begin, tone in tones.items():
            self._worksheet.conditional_format(
                *area,
                {
                    "type": "text",
                    "criteria": "begins with",
                    "value": begin,
                    "format": self.book.tint(tone),
                },
            )

    def choices(self, area: tuple[int, int, int, int], *, words: Sequence[str]) -> None:
        """Let the cells of ``area`` be filled from a list."""
        self._worksheet.data_validation(*area, {"validate": "list", "source": list(words)})

    def widths(self, widths: Iterable[float], *, first: int = 0) -> None:
        """Set the widths of the columns from ``first`` on, in characters."""
        for col, width in enumerate(widths, start=first):
            self._worksheet.set_column(col, col, width)

    def height(self, row: int, *, points: float) -> None:
        """Fix the height of a row."""
        self._worksheet.set_row(row, points)

    def fit_height(self, row: int, *, texts: Iterable[tuple[str, float]]) -> None:
        """Make a row tall enough for its wrapped ``texts``, given with their columns' widths.

        Not every program does so by itself; a text without end is not shown whole.
        """
        lines = max((lines_of(text, width=width) for text, width in texts), default=1)
        if lines > 1:
            self.height(row, points=min(2 + 13.5 * lines, _TALLEST))

    def freeze(self, row: int, col: int) -> None:
        """Keep the rows above and the columns left of a cell in sight."""
        self._worksheet.freeze_panes(row, col)

    def excel_table(
        self, area: tuple[int, int, int, int], *, name: str, headers: Sequence[str]
    ) -> None:
        """Make ``area`` a real Excel table; its first row are the ``headers``."""
        layout = self.book.format("header")
        columns = [{"header": header, "header_format": layout} for header in headers]
        self._worksheet.add_table(*area, {"name": name, "style": None, "columns": columns})

    def print_setup(self, *, paper: Literal["A3", "A4"] = "A4", repeat: int | None = None) -> None:
        """Print landscape, one page wide, with ``repeat`` header rows on each page."""
        sheet = self._worksheet
        sheet.set_landscape()
        sheet.set_paper({"A3": 8, "A4": 9}[paper])
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&8&A&R&8&P / &N")
        if repeat is not None:
            sheet.repeat_rows(0, repeat - 1)

    def hide_gridlines(self) -> None:
        """Show no lines but our own, on the screen and in print."""
        self._worksheet.hide_gridlines(2)


class Book:
    """A workbook that is being written in memory."""

    def __init__(self, *, lang: Lang, title: str) -> None:
        import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

        self.lang: Lang = lang
        self._buffer = BytesIO()
        self._workbook: Any = xlsxwriter.Workbook(self._buffer, _OPTIONS)
        self._workbook.set_properties({"title": title, "created": _CREATED})
        self._formats: dict[tuple[tuple[str, ...], str], Any] = {}

    def add_sheet(self, name: str) -> Sheet:
        """Add a worksheet behind the others."""
        return Sheet(self, name=name, worksheet=self._workbook.add_worksheet(name))

    def format(self, *styles: str, num_format: str = "General") -> Any:
        """Return the layout that the named ``styles`` make together; later ones win."""
        known = (styles, num_format)
        if known not in self._formats:
            made: dict[str, object] = {"font_name": _FONTS[self.lang], "font_size": 10}
            for style in styles:
                made |= _STYLES[style]
            made["num_format"] = num_format
            self._formats[known] = self._workbook.add_format(made)
        return self._formats[known]

    def tint(self, tone: Tone) -> Any:
        """Return the layout of ``tone`` for a conditional format."""
        known = ((f"tint {tone}",), "")
        if known not in self._formats:
            self._formats[known] = self._workbook.add_format(_STYLES[tone])
        return self._formats[known]

    def to_bytes(self) -> bytes:
        """Close the workbook and return the file."""
        self._workbook.close()
        return self._buffer.getvalue()


def write_table(
    sheet: Sheet,
    *,
    name: str,
    fields: Sequence[Field],
    rows: Sequence[Sequence[Value]],
    empty: str,
    frozen: int,
) -> None:
    """Write ``rows`` as an Excel table from the first cell of ``sheet`` on.

    Without rows the header stands over one empty row and a line that says ``empty``.
    What a sheet cannot hold is left out, and a line says how much.
    """
    lang = sheet.book.lang
    headers = [field.header.in_(lang) for field in fields]
    shown = rows[: MAX_ROWS - 4]
    last = max(len(shown), 1)
    widths = _widths(fields, headers=headers, rows=shown)
    # Headers wrap beside their filter buttons.
    sheet.fit_height(0, texts=[(h, w - 3) for h, w in zip(headers, widths, strict=True)])
    sheet.excel_table((0, 0, last, len(fields) - 1), name=name, headers=headers)
    for number, row in enumerate(shown, start=1):
        wrapped = []
        for col, (field, value) in enumerate(zip(fields, row, strict=True)):
            styles = field.styles
            if isinstance(value, str) and width_of(value) > widths[col]:
                # Otherwise it would run into the next cells, or over the edge in print.
                styles = (*styles, "wrap")
                wrapped.append((value, widths[col]))
            sheet.put(number, col, value, "cell", "top", *styles)
        sheet.fit_height(number, texts=wrapped)
    if not rows:
        for col, field in enumerate(fields):
            sheet.put(1, col, None, "cell", *field.styles)
        sheet.text(3, 0, empty, "quiet")
    if len(shown) < len(rows):
        left_out = say("rows_left_out", lang=lang).format(n=f"{len(rows) - len(shown):,}")
        sheet.text(last + 2, 0, left_out, "warning")
    sheet.widths(widths)
    sheet.freeze(1, frozen)
    sheet.print_setup(paper="A3", repeat=1)


def _widths(
    fields: Sequence[Field], *, headers: Sequence[str], rows: Sequence[Sequence[Value]]
) -> list[float]:
    widths: list[float] = []
    for col, field in enumerate(fields):
        # The header has a filter button beside its words.
        needed = max([width_of(headers[col]) + 3, *(_width(row[col]) for row in rows[:2000])])
        widths.append(min(needed, field.width) + 1.5)
    return widths


def _width(value: Value) -> int:
    if isinstance(value, Link | Word):
        return width_of(value.text)
    if value is None:
        return 0
    return width_of(value if isinstance(value, str) else number_to_text(value))
