"""Tables in every setting: the same cells, and a wrong figure is found whatever the rules."""

from __future__ import annotations

import pytest

from bulletins.footing import foot
from bulletins.model import Audit, Document
from bulletins.parse import parse_document
from bulletins.readers import read_document
from tests.pdf.press import LAYOUTS, STYLES, grid_of, press
from tests.pdf.test_made import grids
from tests.pdf.test_made import rows as rows_read
from tests.pdf.writing import pdf, text

CASES = [(style, layout, 0) for style in STYLES for layout in LAYOUTS]


def filled(document: Document) -> list[dict[tuple[int, int], str]]:
    return [
        {(c.row, c.col): "".join(c.text.split()) for c in grid.cells if c.text}
        for grid in grids(document)
    ]


def audits(data: bytes) -> list[Audit]:
    return [foot(b) for b in parse_document(read_document(data), sha256="0" * 64)]


def errors(data: bytes) -> list[str]:
    return [f.code for a in audits(data) for f in a.findings if f.severity == "error"]


@pytest.mark.parametrize(("style", "layout", "seed"), CASES)
def test_every_cell_of_the_print(style: str, layout: str, seed: int) -> None:
    printed = press(style, layout, seed)
    document = read_document(printed.data)
    assert filled(document) == [grid_of(rows) for rows in printed.tables]
    assert not document.doubts


@pytest.mark.parametrize(("style", "layout", "seed"), CASES)
def test_the_one_wrong_figure_is_found(style: str, layout: str, seed: int) -> None:
    assert errors(press(style, layout, seed).data) == []
    found = errors(press(style, layout, seed, wrong=True).data)
    assert found
    assert set(found) <= {"T101", "T102"}


@pytest.mark.parametrize("height", [20, pytest.param(21)])
def test_halves_without_rules_keep_their_head(height: float) -> None:
    rows = [["地区", "件数"] * 2, ["合肥", "22", "芜湖", "10"], ["蚌埠", "24", "淮南", "43"]]
    rows.append(["滁州", "13", "合计", "112"])
    page = "".join(
        text(70 + 60 * c, 100 + height * r, word)
        for r, row in enumerate(rows)
        for c, word in enumerate(row)
    )
    assert rows_read(read_document(pdf(page))) == [["|".join(row) for row in rows]]
