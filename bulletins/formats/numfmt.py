"""Numbers as a spreadsheet shows them: a stored value and its number format to text.

A cell that shows 27.9% holds 0.279, one that shows 11月7日 holds 45603; what counts here is
what a reader of the sheet sees. Formats that no bulletin uses (fractions, exponents,
conditions) are shown as General.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (number formats).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from ..model import Frozen

_DATE = 'yyyy"年"m"月"d"日"'
_MONTH_DAY = 'm"月"d"日"'
_BUILTIN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "h:mm:ss",
    47: "mm:ss", 49: "@",
    # as the Chinese editions show them
    27: 'yyyy"年"m"月"', 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: _DATE,
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: _MONTH_DAY, 52: 'yyyy"年"m"月"',
    53: _MONTH_DAY, 54: _MONTH_DAY, 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: _MONTH_DAY,
}  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<number>[0#?]+(?:,[0#?]+)*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<percent>%)"
    r"|(?P<date>[yY]{1,4}|[mM]{1,5}|[dD]{1,4}|[hH]{1,2}|[sS]{1,2}(?:\.0+)?)"
    r"|(?P<ampm>AM/PM|上午/下午)|(?P<general>General|G/通用格式)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE,
)
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LARGEST = Decimal(10) ** 15


class _Token(Frozen, frozen=True):
    kind: str
    text: str


def format_code(number: int, own: dict[int, str]) -> str:
    """The format with id ``number``: the file's own, else the built-in one, else General."""
    return own.get(number) or _BUILTIN.get(number) or "General"


@cache
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "other"
        text = match.group(kind)
        if kind == "other" and text == ";":
            sections.append([])
        elif kind not in ("space", "fill"):
            sections[-1].append(_Token(kind, text))
    return tuple(tuple(section) for section in sections)


def _general(value: Decimal) -> str:
    if value and (abs(value) >= _LARGEST or abs(value) < Decimal(10) ** -9):
        return str(value)
    exact = value.quantize(Decimal(1).scaleb(value.adjusted() - 10)) if value else value
    text = format(value if value == value.to_integral_value() else exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Decimal, pattern: str, *, percent: int) -> str:
    """``value`` in a pattern of 0 # ? , and one point."""
    whole, _, fraction = pattern.rstrip(",").partition(".")
    scaled = value.scaleb(2 * percent).scaleb(-3 * (len(pattern) - len(pattern.rstrip(","))))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    text = format(rounded, ",f" if "," in whole else "f")
    integer, point, digits = text.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    while optional and digits.endswith("0"):
        digits, optional = digits[:-1], optional - 1
    integer = integer.rjust(whole.count("0"), "0") if whole.count("0") else integer.lstrip("0")
    return integer + (point + digits if digits else "")


def _date(value: Decimal, tokens: tuple[_Token, ...], *, date_1904: bool) -> str | None:
    try:
        when = (_EPOCH_1904 if date_1904 else _EPOCH) + timedelta(
            seconds=int((value * 86400).to_integral_value())
        )
    except OverflowError:
        return None
    out, before = "", ""
    kinds = [t.text[0].lower() for t in tokens if t.kind == "date"]
    for token in tokens:
        if token.kind != "date":
            if token.kind in ("quoted", "escaped", "other"):
                out += token.text
            continue
        letter, width = token.text[0].lower(), len(token.text.partition(".")[0])
        kinds = kinds[1:]
        minutes = letter == "m" and (before == "h" or kinds[:1] == ["s"])
        part = {
            "y": when.year if width > 2 else when.year % 100, "d": when.day, "h": when.hour,
            "s": when.second, "m": when.minute if minutes else when.month,
        }[letter]  # fmt: skip
        out += f"{part:0{min(width, 2)}}"
        before = letter
    return out


def _literal(token: _Token) -> str:
    if token.kind == "bracket":  # [$¥-804] prints its sign; colours and locales print nothing
        return token.text[1:].partition("-")[0] if token.text.startswith("$") else ""
    return token.text if token.kind in ("quoted", "escaped", "other", "percent") else ""


def shown(stored: str, code: str, *, date_1904: bool = False) -> str:
    """The text that a cell with the number ``stored`` shows in number format ``code``.

    >>> shown("0.279", "0.0%"), shown("45603", 'm"月"d"日"'), shown("26", '0"件"')
    ('27.9%', '11月7日', '26件')
    >>> shown("0.30000000000000004", "General"), shown("0", "0;-0;;@"), shown("1e400", "0")
    ('0.3', '', '1e400')
    >>> shown("1234.5", "#,##0.00"), shown("45603.375", "yyyy-mm-dd hh:mm"), shown("3", 'General"件"')
    ('1,234.50', '2024-11-07 09:00', '3件')
    """
    if code == "General" and stored.isascii() and stored.isdigit():
        return stored if len(stored) < 2 or stored[0] != "0" else str(int(stored))
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored
    if not value.is_finite() or abs(value) >= _LARGEST:
        return stored
    sections = _sections(code)
    section = _section_for(value, sections)
    kinds = {token.kind for token in section}
    if "date" in kinds:
        return _date(value, section, date_1904=date_1904) or stored
    if "general" in kinds and not _unusual(section):
        return "".join(_general(value) if t.kind == "general" else _literal(t) for t in section)
    if "text" in kinds or _unusual(section):
        return _general(value)
    if len(sections) > 1 and value < 0:
        value = -value
    percent = sum(t.kind == "percent" for t in section)
    return "".join(
        _number(value, t.text, percent=percent) if t.kind == "number" else _literal(t)
        for t in section
    )


def _section_for(value: Decimal, sections: tuple[tuple[_Token, ...], ...]) -> tuple[_Token, ...]:
    if len(sections) >= 3 and value == 0:
        return sections[2]
    return sections[1] if len(sections) >= 2 and value < 0 else sections[0]


def _unusual(section: tuple[_Token, ...]) -> bool:
    """Fractions, exponents, conditions, several numbers: shown as General."""
    numbers = sum(token.kind == "number" for token in section)
    conditions = any(t.kind == "bracket" and t.text[:1] in "<>=" for t in section)
    odd = any(t.kind == "other" and t.text in "/eE" for t in section)
    return numbers > 1 or conditions or (odd and numbers > 0)
