"""Heads at one side of their columns, figures at the other: Excel's own print."""

from __future__ import annotations

import pytest

from bulletins.geometry.alignment import Hints, aligned_table
from bulletins.geometry.regions import find_tables
from bulletins.geometry.segments import to_rows
from bulletins.geometry.shapes import Run, Shapes
from bulletins.pdf.document import is_header_word

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


@pytest.mark.parametrize("pitch", [15.0, 20.0, 30.0])
def test_a_head_of_two_lines_as_far_apart_as_the_rows(pitch: float) -> None:
    """As a word processor prints a table without rules: the lines of the head are rows as well."""
    above = [("设区市", 100.0), ("交办情况", 160.0), ("污染类型(件)", 220.0)]
    lines = [above, *([(t, 100 + 60.0 * c) for c, t in enumerate(row)] for row in [HEAD, *BODY])]
    lines[1] = [(t, x) for t, x in lines[1] if t not in HEAD[:2]]
    words = [
        Run(text, x, x + wide(text), 100 + pitch * r, SIZE)
        for r, line in enumerate(lines)
        for text, x in line
        if text
    ]
    title = Run("群众信访举报情况一览表", 150, 150 + wide("群众信访举报情况一览表"), 40, 16.0)
    hints = Hints(is_header_word)
    (table,) = find_tables(Shapes(595, 842, (title, *words)), hints=hints).tables
    texts = {(c.row, c.col): c.text for c in table.cells if c.text}
    assert [texts.get((0, c)) for c in range(3)] == ["设区市", "交办情况", "污染类型(件)"]
    assert [texts.get((1, c), "") for c in range(5)] == ["", "", *HEAD[2:]]
    assert [texts.get((2, c), "") for c in range(5)] == BODY[0]
