"""Printed numbers to exact values: a number, or None; never another number.

Only the digits 0-9 (after folding also full-width ones) and Chinese numerals count.
``float()`` and NFKC are not used: they read ``1_000``, ``10⁴`` and Arabic digits.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ..model import Number
from .characters import compact

_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,9})?", re.ASCII)

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
    "廿": 20,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
# Thousands to units in order; a skipped place is read 零; a bare 十 only begins a number.
_D = "[一二两三四五六七八九]"
_SPELLED = re.compile(
    rf"(?:(?P<k>{_D})千)?(?:(?P<h>{_D})百)?(?:(?:(?<=千)零)?(?P<t>{_D}|(?<![千百零]))十)?"
    rf"(?:(?:(?<=[千百])零|(?<![千百零]))(?P<u>{_D}))?|(?P<zero>[零〇])"
)
CHINESE = "零〇○一二两三四五六七八九十百千"
"""The characters of Chinese numerals, for use in patterns."""

DASHES = frozenset({"-", "/", "--", "—", "――", "\\", "无"})
"""What stands in a cell for no figure."""


def parse_number(text: str) -> Number | None:
    """The value of a printed number such as ``26``, ``１２``, ``1,204``, ``4.5``; else None.

    >>> parse_number("２６"), parse_number("4.50"), parse_number("1,204"), parse_number("1O")
    (26, Decimal('4.5'), 1204, None)
    """
    folded = compact(text)
    if _GROUPED.fullmatch(folded):
        folded = folded.replace(",", "")
    elif not _PLAIN.fullmatch(folded):
        return None
    return exact(Decimal(folded))


def parse_count(text: str) -> tuple[Number | None, str]:
    """(value or None, ``percent`` or "") of a table cell: 26, 26件, 4.5, 27.9%.

    >>> parse_count("26件"), parse_count("27.9 %"), parse_count("26(1)")
    ((26, ''), (Decimal('27.9'), 'percent'), (None, ''))
    """
    folded = compact(text)
    if folded.endswith("%"):
        return parse_number(folded[:-1]), "percent"
    return parse_number(folded[:-1] if folded[-1:] in tuple("件个起项宗条") else folded), ""


_WITH_INSIDE = re.compile(r"(\d{1,6})[件个起项宗条]?\((.*)\)", re.ASCII)


def count_with_inside(text: str) -> tuple[int, str] | None:
    """(count, what the brackets behind it hold) of a cell such as 6(2) or 6件(大气3件、水3件).

    >>> count_with_inside("6件（大气3件、水3件）"), count_with_inside("6（2）"), count_with_inside("6")
    ((6, '大气3件、水3件'), (6, '2'), None)
    """
    match = _WITH_INSIDE.fullmatch(compact(text))
    return (int(match[1]), match[2]) if match is not None else None


def exact(value: Decimal) -> Number:
    """``value`` as an int where it is whole, else as the shortest Decimal."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def parse_chinese(text: str) -> int | None:
    """The value of a Chinese numeral below ten thousand, or None; never another number.

    >>> parse_chinese("二十九"), parse_chinese("十"), parse_chinese("一百零五"), parse_chinese("二一")
    (29, 10, 105, 21)
    >>> parse_chinese("一百二"), parse_chinese("零十")  # said for 120; said for nothing
    (None, None)
    """
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if len(text) > 1 and not any(c in _UNITS for c in text):  # 二〇二四: digit by digit
        return int("".join(str(_DIGITS[c]) for c in text))
    match = _SPELLED.fullmatch(text)
    if match is None:
        return None
    return sum(
        unit * (1 if digit == "" else _DIGITS[digit])
        for unit, digit in zip((1000, 100, 10, 1), match.group("k", "h", "t", "u"), strict=True)
        if digit is not None
    )
