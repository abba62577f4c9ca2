"""Labels that run over lines, are spread over their cell or span others, where no wall is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from bulletins.readers import read_document
from bulletins.vocabulary.pollution import pollution_code
from tests.pdf.test_made import rows
from tests.pdf.writing import fill, pdf, rule, text

SIZE = 10.0
LINE = 13.0  # from a line of a cell to the next
XS = [70, 150, 202, 270, 338, 390]


def width(said: str) -> float:
    return sum(SIZE if char > "\u2e80" else 0.5 * SIZE for char in said)


def row(y: float, cells: Sequence[str], *, xs: Sequence[float] = XS, side: str = "middle") -> str:
    """Cells around the height ``y``, each between two of ``xs``; "/" parts its lines."""
    out = ""
    for (left, right), cell in zip(pairwise(xs), cells, strict=False):
        lines = cell.split("/") if cell else []
        for number, said in enumerate(lines):
            free = right - left - 4 - width(said)
            x = left + 2 + {"left": 0.0, "middle": free / 2, "right": free}[side]
            out += text(x, y + LINE * (number - (len(lines) - 1) / 2), said)
    return out


BODY = [
    ["合肥市", "12", "3", "4", "5"],
    ["芜湖市", "7", "", "7", ""],
    ["安庆市", "9", "2", "", "7"],
    ["合计", "28", "5", "11", "12"],
]


def body(y: float, *, pitch: float = 30.0, side: str = "middle") -> str:
    return "".join(row(y + pitch * n, line, side=side) for n, line in enumerate(BODY))


def read(*pages: str) -> list[list[str]]:
    return rows(read_document(pdf(*pages)))


def said(*lines: Sequence[str]) -> list[str]:
    return ["|".join("".join(cell.split("/")) for cell in line) for line in lines]


@pytest.mark.parametrize("side", ["middle", "right"])
def test_a_label_of_three_lines(side: str) -> None:
    head = ["设区市", "交办件数", "大气环境/污染(含/异味)", "固体废物/及生活垃/圾", "其他/类型"]
    assert read(row(100, head) + body(150, side=side)) == [said(head, *BODY)]


def test_the_end_of_a_label_over_figures_at_the_right() -> None:
    head = ["设区市", "交办件数", "大气/环境", "水环境", "其他/类型"]
    assert read(row(100, head) + body(150, side="right")) == [said(head, *BODY)]


@pytest.mark.parametrize("first", ["西双版纳傣/族自治州", "长江绿色发展/示范区管理/委员会"])
def test_a_first_label_of_several_lines_does_not_part_the_table(first: str) -> None:
    head = ["设区市", "交办件数", "大气", "水", "其他"]
    lines = [[first, "8", "1", "", "7"], *BODY]
    page = row(100, head) + "".join(row(150 + 30 * n, line) for n, line in enumerate(lines))
    assert read(page) == [said(head, *lines)]


@pytest.mark.parametrize("white", [0.7, 2.0, 4.0])
def test_names_spread_over_their_cells(white: float) -> None:
    xs = [70, 200, 260, 320, 380, 440]
    page = row(100, ["设区市", "合计", "大气", "水", "其他"], xs=xs)
    for number, line in enumerate(BODY):
        y = 120.0 + 20 * number
        for k, char in enumerate(line[0]):
            page += text(72 + k * SIZE * (1 + white) * 2 / (len(line[0]) - 1), y, char)
        page += row(y, ["", *line[1:]], xs=xs)
    assert read(page) == [said(["设区市", "合计", "大气", "水", "其他"], *BODY)]


def test_characters_that_are_no_name_stay_apart() -> None:
    head = ["地区", "水", "气", "声", "渣"]
    lines = [
        ["甲乡", "3", "1", "1", "1"],
        ["乙乡", "4", "2", "1", "1"],
        ["丙乡", "5", "1", "2", "2"],
    ]
    page = "".join(row(100 + 20 * n, line) for n, line in enumerate([head, *lines]))
    assert read(page) == [said(head, *lines)]


def test_the_beginnings_of_two_words_are_no_name() -> None:
    page = row(100, ["序号", "地区", "类型", "办理情况"])
    for n in range(4):  # 合/肥市 in a narrow column, beside 水: no 合水
        page += row(120 + 30 * n, [str(n + 1), "合", "水", "已责令整改"])
        page += row(133 + 30 * n, ["", "肥市", "", "并立案处罚"])
    texts = [cell for line in read(page) for row in line for cell in row.split("|")]
    assert "水" in texts
    assert "合水" not in texts


def two_levels(y: float, words: Sequence[str], *, over: str = "来源") -> str:
    """A head whose second and third label stand below one that spans them."""
    stub, first, second, *more = words
    return (
        row(y + 8, [stub, "", "", *more])
        + row(y, [over], xs=[XS[1], XS[3]])
        + row(y + 16, ["", first, second])
    )


LEVELS = [["地区", "来源", "", "大气", "其他"], ["", "来电", "来信", "", ""]]


def test_what_spans_two_labels_has_no_column() -> None:
    page = two_levels(100, ["地区", "来电", "来信", "大气", "其他"]) + body(150)
    assert read(page) == [said(*LEVELS, *BODY)]


def test_a_title_and_a_unit_that_pages_repeat() -> None:
    head = ["设区市", "合计", "大气", "水", "其他"]
    pages = []
    for lines in (BODY[:2] * 4, BODY):
        page = text(150, 100, "信访举报件统计表(第三批)") + text(350, 120, "单位：件", 8)
        page += row(140, head) + "".join(row(160 + 20 * n, line) for n, line in enumerate(lines))
        pages.append(page)
    assert read(*pages) == [said(head, *(BODY[:2] * 4), *BODY)]


@pytest.mark.parametrize("ruled", [False, True])
def test_a_single_row_below_a_head_of_two_levels_repeated(ruled: bool) -> None:
    names = ["合肥市", "芜湖市", "安庆市", "蚌埠市", "六安市"]
    lines = [[name, str(n), "3", "4", "5"] for n, name in enumerate(names * 6)]
    total = ["合计", "435", "90", "120", "150"]
    pages = []
    for part in (lines, [total]):
        page = two_levels(60, ["地区", "来电", "来信", "大气", "其他"])
        page += "".join(row(100 + 24 * n, line) for n, line in enumerate(part))
        if ruled:
            heights = [45, *(84 + 24 * n for n in range(len(part) + 1))]
            page += "".join(rule(70, y, 390, y) for y in heights)
        pages.append(page)
    assert read(*pages) == [said(*LEVELS, *lines, total)]


def test_a_total_below_a_frame() -> None:
    head = ["设区市", "合计", "大气", "水", "其他"]
    frame = [(70, 86, 390, 86), (70, 170, 390, 170), (70, 86, 70, 170), (390, 86, 390, 170)]
    page = row(100, head) + body(120, pitch=20) + "".join(rule(*line) for line in frame)
    assert read(page) == [said(head, *BODY)]


def test_a_head_of_two_levels_above_a_grid() -> None:
    grid = "".join(rule(70, 130 + 20 * n, 390, 130 + 20 * n) for n in range(5))
    grid += "".join(rule(x, 130, x, 210) for x in XS)
    lines = "".join(row(143 + 20 * n, line) for n, line in enumerate(BODY))
    page = two_levels(100, ["地区", "来电", "来信", "大气", "其他"]) + grid + lines
    assert read(page) == [said(*LEVELS, *BODY)]


UNKNOWN = [
    ["甲镇人民政府/办事处", "3", "1", "1", "1"],
    ["乙乡", "4", "2", "1", "1"],
    ["丙镇人民/政府", "5", "1", "2", "2"],
    ["丁乡", "6", "1", "2", "3"],
    ["合计", "18", "5", "6", "7"],
]
HEAD = ["乡镇", "合计", "大气", "水", "其他"]


def zebra(y: float) -> tuple[str, str]:
    """(shades, words) of rows of unlike height whose labels nobody knows."""
    shades = words = ""
    for number, line in enumerate(UNKNOWN):
        height = 34.0 if "/" in line[0] else 20.0
        if number % 2 == 0:
            shades += fill(70, y, 390, y + height, 0.9)
        words += row(y + height / 2 + 3.8, line)
        y += height
    return shades, words


def test_shades_part_rows_without_rules() -> None:
    shades, words = zebra(110)
    assert read(shades + row(100, HEAD) + words) == [said(HEAD, *UNKNOWN)]


def test_shades_part_rows_of_a_grid_whose_head_alone_has_walls() -> None:
    shades, words = zebra(110)
    foot = 110 + 34 * 2 + 20 * 3
    walls = "".join(rule(x, 86, x, 110) for x in XS)
    frame = rule(70, 86, 390, 86) + rule(70, 110, 390, 110) + rule(70, foot, 390, foot)
    frame += rule(70, 86, 70, foot) + rule(390, 86, 390, foot)
    assert read(shades + frame + walls + row(102, HEAD) + words) == [said(HEAD, *UNKNOWN)]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("大气环境污染(含异味)", "air"),
        ("水生态环境污染", "water"),
        ("社会生活噪声扰民", "noise"),
        ("大气(含水)", None),
        ("固体废物及生活垃圾", None),
    ],
)
def test_labels_with_additions(label: str, code: str | None) -> None:
    assert pollution_code(label) == code
