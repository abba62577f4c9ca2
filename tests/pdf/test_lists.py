"""Lists of cases without walls: every cell is read, however rows are parted."""

from __future__ import annotations

from itertools import product

import pytest

from bulletins.readers import read_document
from tests.pdf.lists import STYLES, Look, cases, printed
from tests.pdf.test_made import grids, rows
from tests.pdf.writing import pdf, rule, ruled, text

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


@pytest.mark.parametrize("middle", [False, True], ids=["top", "middle"])
@pytest.mark.parametrize("titles", ["left", "middle"])
@pytest.mark.parametrize("style", STYLES)
def test_titles_over_rows(style: str, titles: str, middle: bool) -> None:
    table = cases(9, 3)
    document = read_document(printed(table, Look(style, titles=titles, middle=middle)))
    blank = [""] * (len(table[0]) - 1)
    table.insert(5, ["宿州市(18件)", *blank])
    table.insert(1, ["合肥市(4件)", *blank])
    assert rows(document) == expected(table)
    (grid,) = grids(document)
    assert [c.col_span for c in grid.cells if c.row in (1, 6)] == [7, 7]


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("style", STYLES)
def test_a_title_that_is_the_last_line_of_a_page(style: str, again: bool) -> None:
    table = cases(14, 2)
    whole = expected(table)
    last = 0
    for number in range(2, 14):
        look = Look(style, again=again, titles="left", titled=(number,))
        document = read_document(printed(table, look))
        (grid,) = grids(document)
        titles = [c for c in grid.cells if c.col_span == 7]
        assert [(c.row, c.text) for c in titles] == [(number, "合肥市（4件）")], number
        lines = rows(document)[0]
        assert [*lines[:number], *lines[number + 1 :]] == whole[0]
        below = next(c for c in grid.cells if c.row == number + 1)
        last += titles[0].source.page != below.source.page
    assert last  # one at least was


@pytest.mark.parametrize("middle", [False, True], ids=["top", "middle"])
def test_shades_from_the_second_row(middle: bool) -> None:
    table = cases(9, 3)
    document = read_document(printed(table, Look("zebra", middle=middle, shaded=0)))
    assert rows(document) == expected(table)


def test_a_head_of_two_levels() -> None:
    lines = [
        text(50, 100, "序号"), text(90, 100, "受理编号"), text(260, 93, "办理情况"),
        text(180, 107, "调查核实情况"), text(320, 107, "处理和整改情况"), text(450, 100, "属地"),
    ]  # fmt: skip
    for k in range(4):
        y = 130 + 50 * k
        lines += [text(50, y, str(k + 1)), text(90, y, f"D2AH2024{k}"), text(450, y, "甲县")]
        lines += [text(180, y + 14 * n, "该企业环保手续齐全正常") for n in range(3)]
        lines += [text(320, y + 14 * n, "责令限期整改加强巡查") for n in range(2)]
    read = rows(read_document(pdf("".join(lines))))
    assert read[0][:2] == ["序号|受理编号|办理情况||属地", "||调查核实情况|处理和整改情况|"]
    assert len(read[0]) == 6
    assert (
        read[0][2]
        == "1|D2AH20240|"
        + "该企业环保手续齐全正常" * 3
        + "|"
        + "责令限期整改加强巡查" * 2
        + "|甲县"
    )


@pytest.mark.parametrize("codes", [["20240405001", "20240412002"], ["D3AH01", "D3AH07"]])
def test_codes_that_break_in_their_column(codes: list[str]) -> None:
    lines = [text(50, 100, "受理编号"), text(130, 100, "基本情况"), text(330, 100, "办理情况")]
    for k, code in enumerate(codes):
        y = 130 + 60 * k
        lines += [text(50, y, code[:4]), text(50, y + 14, code[4:])]
        lines += [text(130, y + 14 * n, "夜间施工噪声扰民多次反映无果") for n in range(3)]
        lines += [text(330, y, "已责令施工单位停止夜间作业")]
    head = "受理编号|基本情况|办理情况"
    body = [
        f"{code}|{'夜间施工噪声扰民多次反映无果' * 3}|已责令施工单位停止夜间作业" for code in codes
    ]
    assert rows(read_document(pdf("".join(lines)))) == [[head, *body]]


def test_a_mark_that_hangs_out_of_its_cell() -> None:
    """ReportLab lets them; it belongs to the text before it."""
    table = ruled([["地区", "情况", "属实"], ["甲县", "", "属实"]], width=60, height=30)
    words = text(134, 147, "已经办结") + text(174, 147, "。")  # the wall is at 190
    far = text(134, 147, "已全部办结了") + text(194, 147, "。")
    row = "甲县|已全部办结了。|属实"
    assert rows(read_document(pdf(table + far))) == [["地区|情况|属实", row]]
    assert "已经办结。" in rows(read_document(pdf(table + words)))[0][1]


@pytest.mark.parametrize("at", [1, 3])
def test_a_title_over_rows_between_open_sides(at: int) -> None:
    table = [["序号", "地区", "情况", "办结"]]
    table += [[str(k), "甲县", "噪声扰民", "属实"] for k in range(1, 5)]
    lines, y = [], 100
    for k in range(len(table) + 1):
        cells = table[k - (k > at)] if k != at else ["甲市（4件）"]
        lines += [rule(70, y, 390, y), rule(70, y + 20, 390, y + 20)]
        lines += [text(74 + 80 * c, y + 14, word) for c, word in enumerate(cells)]
        lines += [rule(x, y, x, y + 20) for x in (150, 230, 310) if k != at]
        y += 20
    table.insert(at, ["甲市(4件)", "", "", ""])
    assert rows(read_document(pdf("".join(lines)))) == expected(table)
