"""Lists of cases without walls: every cell is read, however rows are parted."""

from __future__ import annotations

from itertools import product

import pytest

from bulletins.readers import read_document
from tests.pdf.lists import STYLES, Look, cases, printed
from tests.pdf.test_made import grids, rows

LOOKS = [
    Look(style, middle=middle, again=again, split=split and not middle, coded=coded)
    for (style, middle, again, split), coded in zip(
        product(STYLES, (False, True), (False, True), (False, True)),
        (False, True) * 16,
        strict=True,
    )
]


def expected(table: list[list[str]]) -> list[list[str]]:
    return [["|".join(row) for row in table]]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_cell_of_a_list(look: Look, seed: int) -> None:
    table = cases(22, seed, coded=look.coded)
    document = read_document(printed(table, look))
    assert rows(document) == expected(table)
    assert len(grids(document)[0].pages) > 1


@pytest.mark.parametrize("size", [7.0, 10.5, 12.0])
@pytest.mark.parametrize("pad", [1.0, 2.0, 6.0])
@pytest.mark.parametrize("style", STYLES)
def test_type_and_white_of_any_size(style: str, pad: float, size: float) -> None:
    table = cases(9, 7)
    look = Look(style, size=size, pad=pad, split=True)
    assert rows(read_document(printed(table, look))) == expected(table)
