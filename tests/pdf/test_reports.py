"""Tables as reports in English print them: booktabs, one rule below the head, years, money."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from bulletins.geometry.columns import expected_columns
from bulletins.geometry.prose import without_prose
from bulletins.geometry.segments import Row, to_rows
from bulletins.geometry.shapes import Run
from bulletins.model import Grid
from bulletins.readers import read_document
from tests.pdf.test_made import plain, rows
from tests.pdf.writing import fill, pdf, rule, ruled, text

XS = (70, 230, 310, 390, 470)  # right ends of the columns but the first, which begins at XS[0]
BODY = [
    ["Northern Region", "1,204", "1,311", "1,420", "1,388"],
    ["Coastal Plain", "803", "–", "911", "905"],
    ["Upper Valley", "96", "101", "n.a.", "118"],
    ["Islands", "2,340", "2,298", "2,411", "2,502"],
]
TOTAL = ["Total", "4,443", "3,710", "4,742", "4,913"]
HEAD = ["Region", "Pupils", "Schools", "Teachers", "Classes"]


def line(y: float, cells: Sequence[str], *, xs: Sequence[float] = XS) -> str:
    """The first cell from the left, the others up to their right ends."""
    first, *others = cells
    placed = [(x - 5.0 * len(said), said) for x, said in zip(xs[1:], others, strict=False) if said]
    return "".join(text(x, y, said) for x, said in [(xs[0], first), *placed] if said)


def lines(y: float, *several: Sequence[str], xs: Sequence[float] = XS) -> str:
    return "".join(line(y + 16 * n, cells, xs=xs) for n, cells in enumerate(several))


def across(*ys: float, x0: float = 66, x1: float = 474) -> str:
    return "".join(rule(x0, y, x1, y) for y in ys)


def read(page: str) -> list[list[str]]:
    return rows(read_document(pdf(page)))


def said(*several: Sequence[str]) -> list[str]:
    return ["|".join(plain(cell).replace(" ", "") for cell in cells) for cells in several]


def flat(tables: list[list[str]]) -> list[list[str]]:
    return [[row.replace(" ", "") for row in table] for table in tables]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("first", ["Region", ""])
@pytest.mark.parametrize("over", ["Pupils at the end", ""])
def test_years_head_a_table(first: str, over: str, ruled: bool) -> None:
    """In their order they are no first row of figures, with a word for their column or without."""
    head = [first, "2019", "2020", "2021", "2022"]
    page = lines(100, head, *BODY) + (across(76, 106, 174) if ruled else "")
    spanner = []
    if over:
        page += text(250, 84, over) + rule(190, 88, 470, 88)
        spanner = [["", over, "", "", ""]]
    (table,) = flat(read(page))
    assert table == said(*spanner, head, *BODY)


@pytest.mark.parametrize("between", [True, False])
def test_the_same_years_below_each_label(between: bool) -> None:
    """They are a level of the head by themselves, and no second line of the labels."""
    years = ["Region", "2019", "2020", "2019", "2020"]
    page = text(205, 104, "Pupils") + text(365, 104, "Teachers")
    page += lines(116, years, *BODY) + across(90, 122, 190)
    if between:
        page += across(138, 154, 170)
    (table,) = flat(read(page))
    assert table[1:] == said(years, *BODY)


def test_a_row_of_figures_like_years_is_none() -> None:
    years = ["Dams", "1998", "2011", "1987", "2003"]
    page = lines(100, HEAD, years, *BODY) + across(86, 106, 190)
    assert flat(read(page)) == [said(HEAD, years, *BODY)]


def test_a_rule_of_its_own_says_what_a_label_spans() -> None:
    """Two labels, each above a rule over its two columns, and years below them."""
    years = ["Region", "2019", "2020", "2019", "2020"]
    page = text(235, 100, "Pupils") + text(395, 100, "Teachers")
    page += rule(190, 104, 310, 104) + rule(350, 104, 470, 104)
    page += lines(118, years, *BODY) + across(86, 124, 190)
    (table,) = flat(read(page))
    assert table == said(["", "Pupils", "", "Teachers", ""], years, *BODY)


def test_a_rule_says_that_a_label_spans_four_columns() -> None:
    """Above a head of which one label has two lines, and narrower than two of its columns."""
    page = text(310, 88, "Staff") + rule(190, 92, 470, 92) + text(290, 104, "Part")
    page += lines(116, ["Region", "All", "time", "Full", "Other"], *BODY) + across(74, 122, 190)
    (table,) = flat(read(page))
    assert table == said(["", "Staff", "", "", ""], ["Region", "All", "Parttime", "Full", "Other"],
                         *BODY)  # fmt: skip


@pytest.mark.parametrize("total", [True, False])
def test_a_head_and_a_total_outside_the_two_rules(total: bool) -> None:
    body = [*BODY, TOTAL] if total else BODY
    page = lines(100, HEAD, *body) + across(106, 170 if total else 174)
    assert flat(read(page)) == [said(HEAD, *body)]


def test_prose_over_two_rules_is_no_head() -> None:
    page = text(70, 84, "The figures below are those of the last school year, by region.")
    page += lines(100, *BODY, TOTAL) + across(90, 154)
    (table,) = flat(read(page))
    assert table[0] == said(BODY[0])[0]


def test_a_unit_between_the_head_and_its_rule() -> None:
    page = lines(100, HEAD) + text(300, 112, "(thousands)") + across(117, 181)
    page += lines(128, *BODY, TOTAL)
    (table,) = flat(read(page))
    assert table[0] == said(HEAD)[0]
    assert table[-5:] == said(*BODY, TOTAL)


@pytest.mark.parametrize("first", ["Cause", ""])
def test_ranges_in_their_order_head_columns(first: str) -> None:
    head = [first, "18–44", "45–64", "65–74", "75 and over"]
    body = [["Asthma", "20.8", "–", "39.0", "28.5"], ["Diabetes", "37.2", "18.0", "5.3", "55.9"],
            ["Stroke", "34.1", "37.3", "62.2", "41.0"], ["Other", "3.2", "2.9", "3.4", "7.8"]]  # fmt: skip
    page = text(70, 100, first) if first else ""
    page += cells(100, head[1:], xs=(180, 260, 340, 420))
    page += lines(116, *body, xs=(70, 226, 306, 386, 466)) + across(86, 106, 168)
    assert flat(read(page)) == [said(head, *body)]


def test_a_unit_alone_below_the_head_is_of_all_figures() -> None:
    page = lines(100, HEAD) + text(310, 112, "(thousands)") + across(86, 117, 190)
    page += lines(128, *BODY)
    (found,) = [b for b in read_document(pdf(page)).blocks if isinstance(b, Grid)]
    (unit,) = [cell for cell in found.cells if "thousands" in cell.text]
    assert (unit.row, unit.col, unit.col_span) == (1, 1, 4)


def test_money_and_the_minus_of_typesetters() -> None:
    body = [
        ["Revenue", "$ 1,204", "$ 1,311", "€ 14.20", "£ 13"],
        ["Costs", "(803)", "−792", "− 9.11", "−905"],
        ["Result", "$ 401", "$ 519", "€ 5.09", "−"],
    ]
    head = ["Million", "First", "Second", "Third", "Fourth"]
    page = lines(100, head, *body) + across(86, 106, 158)
    assert flat(read(page)) == [said(head, *body)]


# ------------------------------------------ where neither walls nor figures show a table

WORDS = [
    ["Austria", "Yes", "No", "Partly"],
    ["Belgium", "Yes", "Yes", "n.a."],
    ["Denmark", "No", "Partly", "Yes"],
    ["Estonia", "Yes", "No", "Yes"],
    ["Finland", "No", "Yes", "No"],
]
PAIRS = [["Gross debt", "61.2"], ["Employment rate", "67.5"], ["Fertility rate", "1.6"]]
ACTIONS = [
    ["1", "Review the national/inventory of sites", "Agency"],
    ["2", "Publish guidance", "Commission and/Parliament"],
    ["3", "Complete the evaluation/of the pilot projects", "Council"],
]


def cells(y: float, *several: Sequence[str], xs: Sequence[float], pitch: float = 16) -> str:
    """Cells from the left; "/" parts the lines of one."""
    out = ""
    for n, row in enumerate(several):
        for x, cell in zip(xs, row, strict=True):
            out += "".join(
                text(x, y + pitch * n + 12 * k, said)
                for k, said in enumerate(cell.split("/"))
                if said
            )
    return out


def prose(y: float, count: int = 4, *, x: float = 70, size: int = 60) -> str:
    line = ("of the inspection that the group made in the year before last " * 2)[:size]
    return "".join(text(x, y + 12 * n, line) for n in range(count))


def stripes(*heights: tuple[float, float], xs: Sequence[float]) -> str:
    return "".join(fill(a, top, b, foot, 0.9) for top, foot in heights for a, b in pairwise(xs))


def test_a_title_tells_of_pairs() -> None:
    page = prose(60) + text(70, 120, "Table 1. Key indicators")
    page += cells(138, ["Indicator", "2010"], *PAIRS, xs=(70, 240)) + prose(220)
    assert flat(read(page)) == [said(["Indicator", "2010"], *PAIRS)]


def test_a_rule_below_the_head_tells_of_pairs() -> None:
    page = prose(60) + cells(138, ["Indicator", "2010"], *PAIRS, xs=(70, 240))
    page += rule(66, 142, 264, 142) + prose(230)
    assert flat(read(page)) == [said(["Indicator", "2010"], *PAIRS)]


def test_a_title_tells_of_words_below_a_head_of_two_lines() -> None:
    head = [["", "Law", "Plan", "Penalties"], ["Country", "adopted", "published", "set"]]
    page = text(70, 100, "Table 2 - Measures by country") + cells(
        120, *head, xs=(70, 160, 240, 330), pitch=11
    )
    page += cells(147, *WORDS, xs=(70, 160, 240, 330)) + prose(240)
    whole = ["Country", "Law adopted", "Plan published", "Penalties set"]
    assert flat(read(page)) == [said(whole, *WORDS)]


def test_the_same_few_words_again_and_again_tell_of_a_table() -> None:
    head = ["Country", "Law", "Plan", "Penalties"]
    page = prose(40) + cells(120, head, *WORDS, xs=(70, 160, 240, 330)) + prose(240)
    assert flat(read(page)) == [said(head, *WORDS)]


@pytest.mark.parametrize("pieces", [(66, 400), (66, 150, 230, 320, 400)])
def test_shades_tell_of_words(pieces: Sequence[float]) -> None:
    """Of the head and of each second row, whole or cell by cell; the last row has none."""
    head = ["Country", "Law", "Plan", "Penalties"]
    page = prose(40) + stripes((89, 105), (121, 137), xs=pieces)
    page += cells(101, head, *WORDS[:3], xs=(70, 160, 240, 330)) + prose(172)
    assert flat(read(page)) == [said(head, *WORDS[:3])]


def test_shades_part_rows_of_several_lines() -> None:
    xs = (66, 100, 280, 400)
    page = stripes((89, 105), (133, 161), xs=xs) + cells(
        101, ["No", "Action", "By whom"], xs=(70, 104, 284)
    )
    page += cells(117, *ACTIONS, xs=(70, 104, 284), pitch=28) + prose(210)
    assert flat(read(page)) == [
        said(["No", "Action", "By whom"], *([c.replace("/", "") for c in row] for row in ACTIONS))
    ]


def test_white_parts_rows_of_several_lines_below_a_rule() -> None:
    page = prose(40) + cells(101, ["No", "Action", "By whom"], xs=(70, 104, 284))
    page += rule(66, 105, 400, 105) + cells(119, *ACTIONS, xs=(70, 104, 284), pitch=30)
    page += prose(220)
    assert flat(read(page)) == [
        said(["No", "Action", "By whom"], *([c.replace("/", "") for c in row] for row in ACTIONS))
    ]


@pytest.mark.parametrize(
    "page",
    [
        # three parts of a running head over three columns of text
        text(70, 60, "Daily news") + text(280, 60, "No 12") + text(480, 60, "17")
        + rule(66, 64, 510, 64)
        + "".join(prose(y, 4, x=x, size=22) for x in (70, 230, 390) for y in (80, 134, 188)),
        # a running head over two columns of prose
        text(70, 60, "Annual report") + text(480, 60, "17") + rule(66, 64, 510, 64)
        + prose(80, 9, size=40) + prose(80, 9, x=300, size=40),
        # a sentence that begins as a title does
        prose(60, 3) + text(70, 96, "Table 3 shows what was found in each of the years")
        + prose(108, 5),
        # boxes of prose, one below another
        stripes((90, 140), (160, 210), xs=(66, 400)) + prose(102, 3) + prose(172, 3),
        # a form: on each line the same to choose from
        cells(60, *([f"Question {n}", "Yes", "No", "Partly"] for n in range(6)),
              xs=(70, 240, 300, 360)),
        # what is listed in the contents
        text(70, 60, "Table 1") + text(130, 60, "Pupils by region") + text(480, 60, "4")
        + text(70, 76, "Table 2") + text(130, 76, "Schools by kind") + text(480, 76, "9")
        + text(70, 92, "Table 3") + text(130, 92, "Teachers by age") + text(480, 92, "12"),
    ],
    ids=["three columns", "running head", "sentence", "boxes", "form", "contents"],
)  # fmt: skip
def test_what_tells_of_no_table(page: str) -> None:
    assert read(page) == []


def test_words_of_a_typewriter_stay_together() -> None:
    """One space of such a face is wider than what parts cells in others."""
    head = ["Agency and program", "Prior year", "This year", "Change in sum"]
    body = [["Office of the Director", "1,204", "1,311", "107"],
            ["Coastal and marine areas", "803", "911", "108"],
            ["Air quality monitoring", "96", "101", "5"]]  # fmt: skip
    page = "".join(
        text(70, 100 + 12 * n, row[0].ljust(28) + "".join(cell.rjust(16) for cell in row[1:]), 9)
        for n, row in enumerate([head, *body])
    )
    assert flat(read(page)) == [said(head, *body)]


def test_a_last_label_wider_than_its_column_heads_it() -> None:
    head = ["Agency", "Prior year", "This year", "Change in amount of all"]
    body = [["Office", "1,204", "1,311", "107"], ["Areas", "803", "911", "108"],
            ["Quality", "96", "101", "5"], ["Other", "7", "8", "1"]]  # fmt: skip
    page = cells(100, head, *body, xs=(70, 170, 240, 310))
    assert flat(read(page)) == [said(head, *body)]


def test_a_line_of_justified_text_beside_a_table_is_no_part_of_it() -> None:
    """Much white stands between its words, but it fills the width that others fill."""
    column = "".join(
        text(70, 88 + 12 * n, "of the inspection that the group made ye") for n in range(3)
    )
    for n in range(2):
        words = ("inspection", "of", "group", "made", "before")
        for x, word in zip((70, 136, 162, 204, 240), words, strict=True):
            column += text(x, 124 + 12 * n, word)
    column += "".join(
        text(70, 148 + 12 * n, "of the inspection that the group made ye") for n in range(3)
    )
    rows_ = [["Area", "2019", "2020"], ["North", "12", "13"], ["South", "14", "11"],
             ["West", "9", "10"], ["East", "7", "8"]]  # fmt: skip
    page = column + cells(100, *rows_, xs=(300, 400, 460), pitch=12)
    (table,) = flat(read(page))
    assert table == said(*rows_)


# ------------------------------------------------------------- what is no table

TEXT = "the inspection of the works was made in May and the report says so by now and then at last "


def column(x: float, y: float, count: int, *, size: int = 36) -> str:
    """Lines of running text as wide as each other, each with other words."""
    return "".join(text(x, y + 12 * n, (TEXT * 2)[7 * n :][:size]) for n in range(count))


def listed(*several: Sequence[str], xs: Sequence[float] = (70, 110, 460), y: float = 100) -> str:
    return cells(y, *several, xs=xs, pitch=18)


CONTENTS = [["1", "Pupils and schools", "3"], ["2", "Teachers and their age", "11"],
            ["3", "Buildings", "11"], ["4", "What it costs", "27"]]  # fmt: skip
CODE = [
    "import csv",
    "from pathlib import Path",
    "def read(path):",
    "rows = []",
    "return rows",
    "end",
]


@pytest.mark.parametrize(
    "page",
    [
        column(70, 80, 20) + column(300, 80, 20) + across(66, 330, x1=520),
        column(70, 80, 20) + column(300, 80, 20) + across(66, 330, x1=520)
        + rule(66, 66, 66, 330) + rule(520, 66, 520, 330),
        text(70, 60, "No. 14") + text(300, 60, "7 June") + across(50, 66, 330, x1=520)
        + column(70, 80, 20, size=28) + column(230, 80, 20, size=28) + column(390, 80, 20, size=28),
        listed(*CONTENTS),
        listed(*CONTENTS) + across(84, 170),
        stripes(*((90.0 + 18 * n, 108.0 + 18 * n) for n in range(0, 6, 2)), xs=(66, 480))
        + listed(*([str(n), line] for n, line in enumerate(CODE, 1)), xs=(70, 110)),
        listed(*(["□", f"{name} of this year"] for _, name, _ in CONTENTS), xs=(70, 90))
        + across(84, 170) + rule(66, 84, 66, 170) + rule(474, 84, 474, 170),
        listed(["Y", "=", "C + I", "(1)"], ["C", "=", "a + b", "(2)"], ["I", "=", "I + r", "(3)"],
               xs=(200, 230, 250, 420)) + across(84, 154),
    ],
    ids=["columns", "framed columns", "newspaper", "contents", "ruled contents",
         "code", "marks", "equations"],
)  # fmt: skip
def test_no_table(page: str) -> None:
    assert read(page) == []


def test_pages_below_a_head_are_figures() -> None:
    """A table that happens to be in the order of its figures has a head."""
    head = ["No", "Works", "Cases"]
    page = listed(head, *CONTENTS) + across(84, 106, 190)
    assert flat(read(page)) == [said(head, *CONTENTS)]


def test_texts_that_fill_their_cells_are_a_table() -> None:
    rows_ = [[str(n), "Review the national/inventory of the sites/and publish what is/found in the year",
              "The agency of the/country or the board/of the region, with/the help of others"]
             for n in range(1, 4)]  # fmt: skip
    page = cells(101, ["No", "Action", "By whom"], xs=(70, 104, 284))
    page += cells(121, *rows_, xs=(70, 104, 284), pitch=60) + across(86, 106, 300, x1=480)
    page += across(166, 226, x1=480)
    (table,) = flat(read(page))
    assert table == said(
        ["No", "Action", "By whom"], *([c.replace("/", "") for c in row] for row in rows_)
    )


# ------------------------------------------------------- standards, notices, yearbooks

RIVERS = [["淠河", "龙潭", "淮南", "Ⅳ"], ["瓯江", "管窑", "蚌埠", "Ⅱ"], ["涡河", "杨庄", "镇江", "Ⅰ"],
          ["浍河", "红旗桥", "金华", "Ⅲ"], ["史河", "三江口", "盐城", "Ⅳ"]]  # fmt: skip
WATERS = ["水体", "断面", "考核市", "类别"]
FOUR = (80, 180, 290, 400)


@pytest.mark.parametrize("again", [True, False], ids=["head repeated", "head once"])
def test_rows_of_texts_go_on_between_the_rules_of_the_next_page(again: bool) -> None:
    first = cells(100, WATERS, *RIVERS, xs=FOUR) + across(86, 106, 190)
    second = cells(100, *([WATERS] if again else []), *RIVERS[:3], xs=FOUR)
    second += across(86, 106, 158) if again else across(86, 142)
    (table,) = flat(rows(read_document(pdf(first, second))))
    assert table == said(WATERS, *RIVERS, *RIVERS[:3])


def test_the_white_below_the_rule_of_a_running_head_is_no_row() -> None:
    grid = ruled([WATERS, *RIVERS], x=70, y=76, width=100, height=18)
    page = text(200, 60, "统计年鉴—2023") + rule(60, 66, 480, 66) + grid
    page += "".join(rule(70 + 100 * n, 66, 70 + 100 * n, 76) for n in (0, 4))
    assert flat(read(page)) == [said(WATERS, *RIVERS)]


def test_who_gets_a_copy_is_no_table() -> None:
    page = prose(100, 9) + across(600, 620, 640)
    page += text(80, 614, "抄送：省能源局，各县（区）政府。") + text(80, 634, "省生态环境厅办公室")
    page += text(360, 634, "2024年9月4日印发")
    assert read(page) == []


def test_a_title_in_pieces_is_no_row() -> None:
    page = text(200, 84, "表1") + text(230, 84, "国民经济指标")
    body = [["合计", "7492.6", "4105.1"], ["制造业", "709.4", "76.5"], ["运输", "82.8", "15.8"]]
    page += cells(100, ["项目", "总值", "利用量"], *body, xs=(80, 240, 340))
    assert flat(read(page)) == [said(["项目", "总值", "利用量"], *body)]


def test_a_title_in_pieces_below_the_rule_of_a_running_head_is_no_row() -> None:
    page = text(200, 60, "统计年鉴—2023") + across(66, 106, 126, 206)
    page += text(200, 98, "表1") + text(230, 98, "国民经济指标")
    page += cells(120, WATERS, *RIVERS[:4], xs=FOUR)
    assert flat(read(page)) == [said(WATERS, *RIVERS[:4])]


def test_a_first_label_far_from_its_numbers_is_of_the_head() -> None:
    head, body = ["排名", "城市", "指数", "臭氧"], [["1", "无锡", "2.50", "149"], ["2", "蚌埠", "2.57", "112"],
                                          ["3", "黄山", "2.64", "132"]]  # fmt: skip
    page = cells(100, head, xs=(70, 160, 260, 340)) + across(104, x0=66, x1=400)
    page += cells(120, *body, xs=(118, 160, 260, 340), pitch=20)
    assert flat(read(page)) == [said(head, *body)]


def test_the_last_row_of_shaded_ones_may_be_white_and_high() -> None:
    head, body = ["日期", "星期", "带班"], [["12月3日", "星期二", "刘兰"], ["12月4日", "星期三", "何雨"],
                                    ["12月5日", "星期四", "袁英"]]  # fmt: skip
    page = stripes((86, 112), (138, 164), xs=(66, 400))
    page += cells(102, head, *body, xs=(70, 180, 290), pitch=26)
    assert flat(read(page)) == [said(head, *body)]


def test_long_texts_below_a_head_with_a_rule() -> None:
    head = ["序号", "指标", "单位", "属性"]
    body = [["1", "地级及以上城市空气质量优良天数比率", "%", "预期性"],
            ["2", "地表水达到或好于三类水体比例", "%", "约束性"],
            ["3", "挥发性有机物重点工程减排量", "万吨", "约束性"]]  # fmt: skip
    xs = (70, 110, 330, 400)
    page = cells(100, head, xs=xs) + across(104, x1=450) + cells(122, *body, xs=xs, pitch=22)
    assert flat(read(page)) == [said(head, *body)]


PLANTS = [["炼钢", "生产设备", "14.59", "11.05"], ["", "煤磨", "12.1", "330.32"],
          ["", "包装机", "8.4", "61.2"], ["造纸", "锅炉", "30", "200"], ["", "窑尾", "20", "150"]]  # fmt: skip
LIMITS = ["行业", "工艺设施", "颗粒物", "二氧化硫"]


def floors(*below: int, xs: Sequence[float] = (66, 176, 286, 386, 470)) -> str:
    """Rules below rows of 20 points: whole ones, and below the rows given from the second column."""
    return "".join(
        rule(xs[1] if n in below else xs[0], 106 + 20 * n, xs[-1], 106 + 20 * n) for n in range(6)
    )


def test_a_text_reaches_as_far_as_no_rule_parts_its_column() -> None:
    page = rule(66, 86, 470, 86) + floors(1, 2, 4)
    page += cells(100, LIMITS, *PLANTS, xs=(70, 180, 290, 390), pitch=20)
    (found,) = [b for b in read_document(pdf(page)).blocks if isinstance(b, Grid)]
    spans = {plain(c.text): (c.row, c.row_span) for c in found.cells if c.col == 0}
    assert spans == {"行业": (0, 1), "炼钢": (1, 3), "造纸": (4, 2)}


def test_characters_one_below_another_are_a_cell_where_no_rule_parts_them() -> None:
    body = [
        ["土", "生产设备", "14.59", "11.05"],
        ["壤", "煤磨", "12.1", "330.32"],
        ["水", "包装机", "8.4", "6"],
    ]
    page = rule(66, 86, 470, 86) + rule(66, 106, 470, 106) + rule(176, 126, 470, 126)
    page += rule(66, 146, 470, 146) + rule(66, 166, 470, 166)
    page += cells(100, LIMITS, *body, xs=(70, 180, 290, 390), pitch=20)
    (found,) = [b for b in read_document(pdf(page)).blocks if isinstance(b, Grid)]
    spans = {plain(c.text): (c.row, c.row_span) for c in found.cells if c.col == 0}
    assert spans == {"行业": (0, 1), "土壤": (1, 2), "水": (3, 1)}


def test_a_head_that_says_all_again_in_latin_letters() -> None:
    zh, en = ["项目", "贮存量", "排放量", "财政收入"], ["Item", "Stored", "Discharge", "Revenue"]
    page = across(84, 118, 186)
    page += cells(98, zh, xs=(70, 170, 270, 370)) + cells(110, en, xs=(70, 170, 270, 370))
    body = [["合计", "993.8", "103.2", "145.5"], ["采矿业", "26.9", "157.7", "10.5"],
            ["制造业", "211.8", "6.7", "64.2"], ["建筑业", "4.1", "58.6", "51.3"]]  # fmt: skip
    page += cells(132, *body, xs=(70, 170, 270, 370))
    head = [f"{a}{b}" for a, b in zip(zh, en, strict=True)]
    assert flat(read(page)) == [said(head, *body)]


def runs_of(lines: dict[float, Sequence[tuple[float, str]]]) -> list[Run]:
    return [Run(t, x, x + 5.0 * len(t), y, 10) for y, line in lines.items() for x, t in line]


def test_columns_of_the_page_before_are_not_those_of_a_table_that_has_more() -> None:
    borders = (60.0, 200.0, 300.0, 400.0, 500.0)
    same = to_rows(runs_of({y: [(70, "a"), (210, "1"), (310, "2"), (410, "3")] for y in (10, 30)}))
    more = to_rows(runs_of({y: [(70, "1"), (120, "b"), (160, "2"), (210, "3"), (310, "4"), (350, "5"),
                                (410, "6")] for y in (10, 30)}))  # fmt: skip
    assert len(expected_columns(borders, same)) == 4
    assert expected_columns(borders, more) == []


def test_what_is_left_beside_prose_has_a_height_of_its_own() -> None:
    """The baselines of text in the next column are a little lower."""
    long = "of the inspection that the group made in the year before last and said"
    lines = runs_of({10.0: [(70, "A1"), (130, "19")]})
    row = Row([s for r in to_rows(lines) for s in r.segments], 12.4, 10.5)
    row.segments += [s for r in to_rows(runs_of({12.4: [(300, long)]})) for s in r.segments]
    (left,) = without_prose([row])
    assert [s.text for s in left.segments] == ["A1", "19"] and (left.y, left.size) == (10.0, 10)


def test_lines_of_the_other_column_do_not_move_those_of_a_table() -> None:
    """Baselines a little lower beside each row, but not beside the head."""
    body = [
        ["A1", "19.0", "18.9"],
        ["A2", "12.6", "0.05"],
        ["S3", "0.05", "13.6"],
        ["A4", "0.05", "0.12"],
    ]
    page = cells(100, ["参数", "R2", "TN"], xs=(80, 150, 230))
    page += cells(121.5, *body, xs=(84, 150, 226), pitch=21) + rule(74, 106, 284, 106)
    page += column(310, 124, 22, size=36)
    assert flat(read(page)) == [said(["参数", "R2", "TN"], *body)]


FIRMS = [[str(n), name] for n, name in enumerate(
    ["杭州永兴化工公司", "嘉兴金龙电子公司", "阜阳绿源环保公司", "安庆石化公司", "铜陵有色公司", "滁州光伏公司",
     "蚌埠玻璃公司", "宿州纺织公司"], 1)]  # fmt: skip


@pytest.mark.parametrize("floors", [(), (122, 138, 154)], ids=["three rules", "each row"])
@pytest.mark.parametrize("framed", [True, False])
def test_a_list_of_names_of_one_length_is_a_table_over_pages(
    framed: bool, floors: Sequence[float]
) -> None:
    """Names as wide as each other are no prose, and numbers of rows no marks of a list."""
    walls = "".join(rule(x, 86, x, 170) for x in (66, 330)) if framed else ""
    first = cells(100, ["序号", "企业名称"], *FIRMS[:4], xs=(80, 140)) + across(
        86, 106, 174, x1=330
    )
    second = cells(100, *FIRMS[4:], xs=(80, 140)) + across(86, 154, x1=330)
    first += across(*floors, x1=330) + walls
    second += across(*(y - 16 for y in floors), x1=330) + walls.replace("170", "154")
    tables = flat(rows(read_document(pdf(first, second))))
    assert tables == [said(["序号", "企业名称"], *FIRMS)]


def test_regions_in_the_order_of_their_figures_are_a_table() -> None:
    body = [["淮北", "1"], ["宿州", "2"], ["亳州", "4"], ["合肥", "9"], ["合计", "16"]]
    page = cells(100, *body, xs=(80, 140)) + across(86, 170, x1=330)
    assert flat(read(page)) == [said(*body)]


def test_two_columns_of_long_texts_are_a_table_where_white_parts_rows() -> None:
    body = [["群众反映夜间施工噪声扰民，/影响周边居民正常休息生活。", "责令停止夜间施工并限期整改，/安排专人值守并接受群众监督。"],
            ["餐馆油烟直排影响居民生活，/多次投诉一直没有得到解决。", "安装净化设施并定期清洗维护，/经现场监测油烟达标后再营业。"],
            ["河道漂浮垃圾无人清理打捞，/水体发黑发臭群众反映强烈。", "组织清理打捞并建立长效机制，/完善沿线管网并开展水质监测。"]]  # fmt: skip
    page = text(120, 100, "主要问题") + text(330, 100, "整改措施") + across(86, 106, 224, x1=470)
    page += cells(120, *body, xs=(80, 280), pitch=36)
    whole = [[cell.replace("/", "") for cell in row] for row in body]
    assert flat(read(page)) == [said(["主要问题", "整改措施"], *whole)]
