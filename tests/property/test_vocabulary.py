"""Numbers and characters: the value or nothing, never another; a place for every character."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.vocabulary.characters import fold
from bulletins.vocabulary.numerals import parse_chinese, parse_number

DIGITS = "零一二三四五六七八九"


def chinese(n: int) -> str:
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, unit)
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return out.removeprefix("一") if out.startswith("一十") else out


@given(st.integers(min_value=1, max_value=9999))
def test_chinese_numerals_round_trip(n: int) -> None:
    assert parse_chinese(chinese(n)) == n


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_printed_integers_round_trip(n: int) -> None:
    wide = str(n).translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    assert parse_number(str(n)) == parse_number(wide) == parse_number(f"{n:,}") == n


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_printed_decimals_are_exact(value: Decimal) -> None:
    assert parse_number(f"{value:.2f}") == value


@pytest.mark.parametrize(
    "text",
    ["", "-", "/", "1_0", "nan", "inf", "1e3", "10⁴", "①", "٣", "௫", "1,2", "12,34", "1.", ".5", "0x1", "1O", "+1", "1 件"],
)  # fmt: skip
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.text(max_size=80))
def test_folding_keeps_a_place_for_every_character(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(set(folded.origin))
    assert fold(folded.text).text == folded.text
