"""Whatever stands on a page: tables are whole grids, and no page is too odd to be read."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from bulletins.geometry.alignment import Hints
from bulletins.geometry.regions import find_tables
from bulletins.geometry.shapes import Fill, Rule, Run, Shapes
from bulletins.geometry.stitch import LongTable, begin, continues, extend
from bulletins.model import TextBlock
from bulletins.pdf import document
from bulletins.pdf.document import is_header_word, is_row_label
from bulletins.pdf.pages import PageText
from bulletins.readers import read_document
from tests.pdf.writing import pdf, text

LABELS = [
    "序号",
    "受理编号",
    "基本情况",
    "办理情况",
    "行政区域",
    "污染类型",
    "是否属实",
    "办理结果",
]
TEXTS = [
    *LABELS, "1", "2", "3", "12", "D2AH2024", "00012", "20240405", "甲县", "。", "）", "属", "实",
    "噪声扰民多次反映无果", "水、大气", "经核查该企业手续齐全", "合肥市（4件）",
]  # fmt: skip


def page(rng: Random) -> Shapes:
    xs = [rng.randint(40, 500) for _ in range(rng.randint(1, 8))]
    ys = [60 + 14 * k + rng.choice([0, 0, 3]) for k in range(rng.randint(1, 45))]
    runs = [Run(rng.choice(LABELS), x, x + 40, 50, 10.0) for x in sorted(xs) if rng.random() < 0.7]
    for _ in range(rng.randint(1, 150)):
        words, x = rng.choice(TEXTS), rng.choice(xs)
        runs.append(Run(words, x, x + 10 * len(words), rng.choice(ys), rng.choice([9.0, 10.0])))
    runs += [
        Run(str(k), min(xs), min(xs) + 5, 4 + 70 * k, 10.0) for k in range(1, rng.randint(1, 7))
    ]
    across = [
        Rule(rng.choice(ys) + 4, 40, rng.choice([300, 550])) for _ in range(rng.choice([0, 3, 8]))
    ]
    down = [
        Rule(rng.choice(xs) - 3, 50, rng.choice([200, 700])) for _ in range(rng.choice([0, 0, 4]))
    ]
    fills = [Fill((40, y, 550, y + 14), 0.9) for y in ys[: rng.choice([0, 0, 3])]]
    return Shapes(595, 842, tuple(runs), tuple(across), tuple(down), tuple(fills))


def hints_after(table: LongTable | None) -> Hints:
    if table is None:
        return Hints(is_header_word, is_row_label)
    if table.ruled:
        return Hints(is_header_word, is_row_label, walls=table.xs)
    return Hints(
        is_header_word, is_row_label, borders=table.xs, key=table.key, last=table.last_number
    )


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_tables_are_whole_grids(first: int) -> None:
    for seed in range(first, first + 100):
        rng = Random(seed)
        before: LongTable | None = None
        for number in (1, 2):
            found = find_tables(page(rng), hints=hints_after(before)).tables
            for table in found:
                places = [
                    (r, c)
                    for cell in table.cells
                    for r in range(cell.row, cell.row + cell.row_span)
                    for c in range(cell.col, cell.col + cell.col_span)
                ]
                whole = {(r, c) for r in range(table.n_rows) for c in range(table.n_cols)}
                assert len(places) == len(set(places)), seed
                assert set(places) <= whole, seed
                assert table.key is None or set(places) == whole, seed
            if found and before is not None and continues(before, found[0]):
                extend(before, found[0], number, is_row_label)
            before = begin(found[-1], number) if found else None


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_nothing_is_lost(first: int) -> None:
    for seed in range(first, first + 100):
        shapes = page(Random(seed))
        found = find_tables(shapes, hints=hints_after(None))
        told = [cell.text for table in found.tables for cell in table.cells]
        told += [segment.text for row in found.rest for segment in row.segments]
        stood = Counter("".join("".join(run.text for run in shapes.runs).split()))
        twice = Counter("".join("".join(told).split())) - stood
        assert not stood - Counter("".join("".join(told).split())), seed
        assert not twice or found.unplaced, seed  # of tables one over the other


def test_what_no_cell_has_is_read_beside_the_table_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shapes = page(Random(2587))  # a frame that a text runs out of
    monkeypatch.setattr(document, "read_page", lambda _: PageText(shapes))
    found = read_document(pdf(text(70, 100, "1")))
    (doubt,) = found.doubts
    assert (doubt.rule, doubt.reason) == ("unread-figure", None)
    assert "page 1: in a table, but in none of its cells: “20240405”; read as" in doubt.message.en
    assert any("20240405" in b.text for b in found.blocks if isinstance(b, TextBlock))
