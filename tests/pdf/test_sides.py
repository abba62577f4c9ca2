"""Heads at one side of their columns, figures at the other: Excel's own print."""

from __future__ import annotations

import pytest

from bulletins.geometry.alignment import aligned_table
from bulletins.geometry.segments import to_rows
from bulletins.geometry.shapes import Run

HEAD = ["地区", "合计", "大气", "水", "土壤"]
BODY = [
    ["银川市", "67", "10", "19", "38"],
    ["石嘴山市", "76", "", "20", "56"],
    ["吴忠市", "92", "17", "75", ""],
    ["中卫市", "6", "6", "", ""],
]
WIDTH, SIZE = 60.0, 11.0


def wide(text: str) -> float:
    return sum(SIZE if char > "\u2e80" else 0.6 * SIZE for char in text)


def runs(head: str, label: str, figures: str) -> list[Run]:
    """The table set in columns of 60 points; each side is left, right or middle."""
    out = []
    for r, row in enumerate([HEAD, *BODY]):
        for c, text in enumerate(row):
            side = head if r == 0 else label if c == 0 else figures
            free = WIDTH - 4 - wide(text)
            x = 100 + c * WIDTH + 2 + {"left": 0.0, "middle": free / 2, "right": free}[side]
            if text:
                out.append(Run(text, x, x + wide(text), 100 + 15.0 * r, SIZE))
    return out


@pytest.mark.parametrize("figures", ["left", "middle", "right"])
@pytest.mark.parametrize("label", ["left", "middle"])
@pytest.mark.parametrize("head", ["left", "middle", "right"])
def test_every_figure_stays_below_its_label(head: str, label: str, figures: str) -> None:
    table = aligned_table(to_rows(runs(head, label, figures)))
    assert table is not None
    read = [["" for _ in range(table.n_cols)] for _ in range(table.n_rows)]
    for cell in table.cells:
        read[cell.row][cell.col] = cell.text
    assert read == [HEAD, *BODY]
