"""Rows that rules part only in groups, values that hold for two columns, charts that look alike."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bulletins.readers import read_document
from tests.pdf.test_labels import row, width
from tests.pdf.test_made import grids, rows
from tests.pdf.writing import fill, pdf, rule, text

XS = [70, 120, 160, 300, 400]
HEAD = ["地市", "序号", "企业名称", "整改情况"]
GROUPS = [
    ("甲市", [("1", "甲市一厂", "已整改"), ("2", "某某化工有限公司/二分厂", "正在整改")]),
    ("乙市", [("3", "乙市纸业", ""), ("4", "乙市水务", "已整改"), ("5", "乙市热电", "立案")]),
]


def listed(groups: Sequence[tuple[str, Sequence[tuple[str, ...]]]]) -> str:
    """A list with a rule under each group; the group's label stands in its middle."""
    out, y, floors = row(114, HEAD, xs=XS), 120.0, [100.0, 120.0]
    for label, lines in groups:
        top = y
        for line in lines:
            high = 36.0 if any("/" in cell for cell in line) else 22.0
            out += row(y + high / 2 + 4, ["", *line], xs=XS)
            y += high
        out += row((top + y) / 2 + 4, [label], xs=XS)
        floors.append(y)
    out += "".join(rule(70, at, 400, at) for at in floors)
    return out + "".join(rule(x, 100, x, y) for x in XS)


def test_numbers_count_the_rows_of_a_group() -> None:
    document = read_document(pdf(listed(GROUPS)))
    expected = ["|".join(HEAD)]
    for label, lines in GROUPS:
        expected += ["|".join([label if not n else "", *line]) for n, line in enumerate(lines)]
    assert rows(document) == [[line.replace("/", "") for line in expected]]
    (grid,) = grids(document)
    assert [c.row_span for c in grid.cells if c.col == 0] == [1, 2, 3]


@pytest.mark.parametrize("numbers", ["1 3 4 5 6", "1 2 3 4 6", "12 7 9 8 3"])
def test_figures_that_count_no_rows_part_none(numbers: str) -> None:
    given = iter(numbers.split())
    groups = [(label, [(next(given), *line[1:]) for line in lines]) for label, lines in GROUPS]
    (found,) = rows(read_document(pdf(listed(groups))))
    assert len(found) == 3


COLUMNS = [70, 110, 200, 260, 320, 420]
LIMITS = ["pH值 6~9 —", "悬浮物 70 —", "石油类 5.0 20", "总钒 1.0 1.0", "苯 0.1 0.2"]
BOTH = ["苯并芘 0.00003", "总铅 1.0", "总砷 0.5", "烷基汞 不得检出"]


def limits() -> str:
    """A table between three rules; some limits hold for both kinds of discharge."""
    out = text(250, 110, "限值") + rule(200, 114, 320, 114)
    out += row(126, ["序号", "项目", "直接排放", "间接排放", "监控位置"], xs=COLUMNS)
    y = 146.0
    for number, line in enumerate([*LIMITS, *BOTH], 1):
        name, *values = line.split()
        xs = COLUMNS if len(values) > 1 else [*COLUMNS[:3], *COLUMNS[4:]]
        out += row(y, [str(number), name, *values, "总排放口"], xs=xs)
        y += 18
    return out + "".join(rule(70, at, 420, at) for at in (98, 132, y - 12))


def test_values_in_the_middle_of_two_columns_hold_for_both() -> None:
    (grid,) = grids(read_document(pdf(limits())))
    assert grid.n_cols == 5
    spans = {c.text: c.col_span for c in grid.cells if c.row > 1 and c.col == 2}
    assert spans == {
        **{line.split()[1]: 1 for line in LIMITS},
        **{line.split()[1]: 2 for line in BOTH},
    }
    assert {(c.col, c.col_span) for c in grid.cells if c.text == "限值"} == {(2, 2)}


def test_bars_between_the_lines_of_a_chart() -> None:
    """Values stand over bars that rise through its lines."""
    out = "".join(rule(120, 120 + 36 * n, 480, 120 + 36 * n) for n in range(6))
    for n, high in enumerate([88, 130, 60, 100, 95, 72]):
        x = 140 + 50 * n
        out += fill(x, 300 - high, x + 16, 300, 0.5) + fill(x + 18, 320 - high, x + 34, 300, 0.8)
        out += text(x, 296 - high, f"{high}.{n}", 6) + text(x + 18, 316 - high, f"{high - 20}.1", 6)
        out += text(
            x + 10 - width("合肥") / 2, 316, "合肥芜湖蚌埠淮南安庆滁州"[2 * n : 2 * n + 2], 8
        )
    assert not grids(read_document(pdf(out)))


WIDE = [70, 100, 200, 280, 330, 380, 430]
BANDS = [
    ("1", "二氧化硫", ["年平均 20 60", "24小时平均 50 150", "1小时平均 150 500"], "微克"),
    ("2", "一氧化碳", ["24小时平均 4 4", "1小时平均 10 10"], "毫克"),
    ("3", "颗粒物（粒径小/于10微米）", ["年平均 40 70", "24小时平均 50 150"], "微克"),
]


def banded(upright: Sequence[str] = ("", "", "")) -> str:
    """A grid whose rules part groups of rows; labels stand in their middle, others upright."""
    head = ["序号", "污染物", "平均时间", "一级", "二级", "单位"]
    out, y, floors = row(114, head, xs=WIDE), 120.0, [100.0, 120.0]
    for (number, label, lines, unit), letters in zip(BANDS, upright, strict=True):
        middle = y + 9 * len(lines)
        for n, char in enumerate(letters):
            out += text(80, middle + 4 + 11 * (n - (len(letters) - 1) / 2), char)
        out += row(middle + 4, ["" if letters else number, label, "", "", "", unit], xs=WIDE)
        for line in lines:
            out += row(y + 13, ["", "", *line.split()], xs=WIDE)
            y += 18
        floors.append(y)
    out += "".join(rule(70, at, 430, at) for at in floors)
    return out + "".join(rule(x, 100, x, y) for x in WIDE)


@pytest.mark.parametrize("upright", [("", "", ""), ("能源", "工业", "农林业")])
def test_labels_beside_the_rows_of_a_group_in_a_grid(upright: Sequence[str]) -> None:
    (grid,) = grids(read_document(pdf(banded(upright))))
    spans = {(c.row, c.col): c.row_span for c in grid.cells if c.row and c.row_span > 1}
    assert spans == {(r, c): n for r, n in ((1, 3), (4, 2), (6, 2)) for c in (0, 1, 5)}
    texts = {(c.row, c.col): "".join(c.text.split()) for c in grid.cells}
    at = 1
    for (number, label, lines, unit), letters in zip(BANDS, upright, strict=True):
        assert [texts[at, c] for c in (0, 1, 5)] == [
            letters or number,
            label.replace("/", ""),
            unit,
        ]
        for line in lines:
            assert [texts[at, c] for c in (2, 3, 4)] == line.split()
            at += 1


METHODS = [
    ("甲醛", ["纳氏试剂分光光度法 HJ1", "气相分子吸收光谱法 HJ2", "电感耦合等离子体/质谱法 HJ3"]),
    ("总锌", ["重铬酸盐法 HJ4"]),
    ("总铜", ["稀释与接种法 HJ5", "红外分光光度法 HJ6"]),
]


def methods() -> str:
    """No walls; a rule below each cell, so that a label over several rows has none inside."""
    xs = [70, 160, 320, 400]
    out, y = row(114, ["项目", "方法", "编号"], xs=xs), 120.0
    out += rule(70, 100, 400, 100) + rule(70, 120, 400, 120)
    for label, lines in METHODS:
        top = y
        for line in lines:
            high = 34.0 if "/" in line else 20.0
            out += row(y + high / 2 + 4, ["", *line.split()], xs=xs)
            y += high
            out += rule(160 if line is not lines[-1] else 70, y, 400, y)
        out += row((top + y) / 2 + 4, [label], xs=xs)
    return out


def test_rules_below_cells_tell_how_far_labels_reach() -> None:
    (grid,) = grids(read_document(pdf(methods())))
    assert [(c.text, c.row_span) for c in grid.cells if c.row and not c.col] == [
        (label, len(lines)) for label, lines in METHODS
    ]
    told = ["".join(c.text.split()) for c in grid.cells if c.row and c.col]
    assert told == [
        word.replace("/", "") for _, lines in METHODS for line in lines for word in line.split()
    ]


def test_a_space_behind_the_decimal_point_parts_no_column() -> None:
    lines = [["断面", "pH", "氨氮", "总磷"]]
    lines += [[f"断面{n}", f"8. {n}8", f"0. {n}4", f"0. 16{n}"] for n in range(1, 6)]
    page = "".join(
        row(100 + 20 * n, line, xs=[70, 150, 200, 250, 300]) for n, line in enumerate(lines)
    )
    page += rule(70, 86, 300, 86) + rule(70, 106, 300, 106) + rule(70, 206, 300, 206)
    expected = ["|".join(line).replace(" ", "") for line in lines]
    assert rows(read_document(pdf(page))) == [expected]


def test_the_title_of_rows_that_begin_on_the_next_page() -> None:
    """Open sides, and a row without a wall at the foot of the page."""
    xs = [70, 150, 250, 400]
    lines = [["序号", "项目", "限值"], *([str(n), f"甲{n}苯", "0.5"] for n in range(1, 5))]
    page = "".join(row(114 + 20 * n, line, xs=xs) for n, line in enumerate(lines))
    page += "".join(rule(70, 100 + 20 * n, 400, 100 + 20 * n) for n in range(7))
    page += "".join(rule(x, 100, x, 200) for x in xs[1:-1])
    page += row(214, ["半挥发性有机物"], xs=[70, 400])
    (grid,) = grids(read_document(pdf(page)))
    assert [(c.text, c.col_span) for c in grid.cells if c.row == 5] == [("半挥发性有机物", 3)]


SERIALS = [["１", "铜", "1.0"], ["２", "锌", "2.0"], ["３", "硒", "0.01"], ["４", "砷", "0.1"],
           ["５", "汞", "0.001"], ["１０", "氰化物", "0.2"]]  # fmt: skip


@pytest.mark.parametrize("label", ["", "类"])
def test_numbers_right_before_labels_are_a_column_of_their_own(label: str) -> None:
    """Unless they are what the labels begin with: 1 类, 2 类."""
    lines = [[str(n) if label else number, label or said, limit]
             for n, (number, said, limit) in enumerate(SERIALS, 1)]  # fmt: skip
    lines = lines[:5]
    page = row(100, ["序号", "项目", "限值"], xs=[66, 94, 140, 300])
    for n, (number, said, limit) in enumerate(lines):
        y = 120 + 20 * n
        page += text(82 if label else 75, y, number) + text(89, y, said) + text(200, y, limit)
    page += "".join(rule(66, y, 300, y) for y in (86, 106, 226))
    (grid,) = grids(read_document(pdf(page)))
    firsts = [c.text for c in grid.cells if c.row and not c.col]
    assert [t.replace(" ", "") for t in firsts] == [n + label for n, *_ in lines]


@pytest.mark.parametrize("digits", ["0123456789", "０１２３４５６７８９"])
def test_labels_beside_several_numbers_of_a_list_without_rules(digits: str) -> None:
    xs = [70, 130, 170, 330, 480]
    said = ["夜间施工噪声扰民，群众多次反映", "养殖场异味，污水直排河道", "餐饮油烟未经处理直接排放",
            "砂石厂扬尘严重，道路未洒水", "化工厂废气异味，夜间偷排", "垃圾堆放未清运，污染土壤"]  # fmt: skip
    head = ["地区", "序号", "交办问题", "办理情况"]
    page = row(100, head, xs=xs) + rule(70, 86, 480, 86) + rule(70, 106, 480, 106)
    for n, problem in enumerate(said, 1):
        number = digits[n]
        page += row(102 + 20 * n, ["", number, problem, "已责令整改，正在办理"], xs=xs, side="left")
    for label, first, last in (("合肥市", 1, 2), ("芜湖市", 3, 5), ("安庆市", 6, 6)):
        page += row(102 + 10 * (first + last), [label], xs=xs, side="left")
    page += rule(70, 230, 480, 230)
    (grid,) = grids(read_document(pdf(page)))
    assert [(c.text, c.row_span) for c in grid.cells if c.row and not c.col] == [
        ("合肥市", 2), ("芜湖市", 3), ("安庆市", 1),
    ]  # fmt: skip
    assert [c.text for c in grid.cells if c.row and c.col == 2] == said


def ruled_rows(lines: Sequence[Sequence[str]], missing: int) -> str:
    """Rules below all rows but one; "/" parts the lines of cells."""
    xs, y = [70, 170, 250, 330, 400], 100.0
    out = rule(70, y, 400, y)
    for number, line in enumerate(lines):
        high = 8 + 13.0 * max(cell.count("/") + 1 for cell in line)
        out += row(y + high / 2 + 4, line, xs=xs)
        y += high
        out += "" if number == missing else rule(70, y, 400, y)
    return out


LEVELS = [
    ["项目", "一级", "二级", "三级"],
    *([f"甲{n}苯", "0.1", "0.2", f"0.{n}"] for n in range(1, 14)),
]


def test_a_rule_that_is_missing_joins_no_two_rows() -> None:
    assert rows(read_document(pdf(ruled_rows(LEVELS, 5)))) == [["|".join(line) for line in LEVELS]]


def test_a_cell_of_several_lines_is_no_several_rows() -> None:
    lines = [
        *LEVELS[:6],
        ["总磷", "0.02/(湖库/0.01)", "0.1/(湖库/0.025)", "0.2/(湖库/0.05)"],
        *LEVELS[6:],
    ]
    expected = ["|".join(line).replace("/", "") for line in lines]
    assert rows(read_document(pdf(ruled_rows(lines, -1)))) == [expected]
