"""Tables of limits and of methods: cells in the middle of several rows, notes, exponents."""

from __future__ import annotations

from itertools import accumulate
from random import Random

import pytest

from bulletins.geometry.groups import whole_notes
from bulletins.geometry.segments import to_rows
from bulletins.geometry.shapes import Run
from bulletins.readers import read_document
from tests.pdf.press import width_of
from tests.pdf.test_made import grids, rows
from tests.pdf.writing import pdf, rule, ruled, text

XS = (60.0, 150.0, 260.0, 330.0, 400.0)  # where columns begin
END = 520.0
SIZE = 9.0
NAMES = (
    "烧结机头",
    "热风炉",
    "出铁场",
    "转炉烟气",
    "电炉烟气",
    "精炼炉",
    "水泥窑",
    "破碎机",
    "烘干机",
)
STAGES = ("炼铁", "炼钢", "轧钢", "水泥生产", "矿山开采", "原料", "熔制")
PLACE = ("车间或生产设施", "废水排放口")


def put(x: float, y: float, said: str) -> str:
    return text(round(x, 2), round(y, 2), said, SIZE)


def middle(lines: list[str], x: float, top: float, foot: float) -> str:
    """Lines of one cell, in the middle between two baselines."""
    first = (top + foot) / 2 - (len(lines) - 1) * 1.25 * SIZE / 2
    return "".join(put(x, first + 1.25 * SIZE * k, line) for k, line in enumerate(lines))


def limits(
    sizes: list[int], pitch: float, *, ruled_groups: bool, place: list[str]
) -> tuple[bytes, list[str]]:
    """A three-line table whose first and last cells stand in the middle of their rows."""
    rng = Random(str(sizes))
    count = sum(sizes)
    ys = [120 + pitch * k for k in range(count)]
    out = [rule(XS[0], 85, END, 85), rule(XS[0], 105, END, 105)]
    out += [
        put(x, 98, said)
        for x, said in zip(
            XS, ("生产过程", "生产设备", "颗粒物", "二氧化硫", "监控位置"), strict=True
        )
    ]
    want = ["生产过程|生产设备|颗粒物|二氧化硫|监控位置"]
    starts = [0, *accumulate(sizes)]
    for k, (start, size) in enumerate(zip(starts, sizes, strict=False)):
        out.append(middle([STAGES[k]], XS[0], ys[start], ys[start + size - 1]))
        for row in range(start, start + size):
            one, two = str(rng.randint(1, 90)), str(rng.choice(["0.05", "≤10", "-", "8"]))
            name = NAMES[row % len(NAMES)]
            out += [
                put(x, ys[row], said) for x, said in zip(XS[1:4], (name, one, two), strict=True)
            ]
            said = "".join(place) if row == 0 else ""
            want.append("|".join((STAGES[k] if row == start else "", name, one, two, said)))
        if ruled_groups and k + 1 < len(sizes):
            y = (ys[start + size - 1] + ys[start + size]) / 2 - 0.38 * SIZE
            out.append(rule(XS[0], y, XS[4] - 6, y))
    out.append(middle(place, XS[4], ys[0], ys[-1]))
    out.append(rule(XS[0], ys[-1] + 8, END, ys[-1] + 8))
    return pdf("".join(out)), want


@pytest.mark.parametrize("ruled_groups", [True, False])
@pytest.mark.parametrize("pitch", [14.0, 17.0, 24.0])
@pytest.mark.parametrize(
    "sizes", [[2, 4], [2, 1, 3], [1, 2, 2], [4, 1], [3, 2, 1, 2], [1, 1, 2, 4], [6, 2]], ids=str
)
@pytest.mark.parametrize("place", [["车间排放口"], list(PLACE)], ids=["one line", "two lines"])
def test_cells_in_the_middle_of_their_rows(
    sizes: list[int], pitch: float, ruled_groups: bool, place: list[str]
) -> None:
    data, want = limits(sizes, pitch, ruled_groups=ruled_groups, place=place)
    document = read_document(data)
    assert rows(document) == [want]
    (grid,) = grids(document)
    stages = [c for c in grid.cells if c.col == 0 and c.row]
    assert [c.row_span for c in stages] == sizes
    assert [c.row_span for c in grid.cells if c.col == 4 and c.row] == [sum(sizes)]


def test_a_label_in_the_middle_of_three() -> None:
    """In the row of the second: only that the first row has none tells it."""
    out = [rule(60, 85, 400, 85), rule(60, 105, 400, 105), rule(60, 205, 400, 205)]
    out += [put(x, 98, t) for x, t in ((60, "序号"), (100, "项目"), (200, "时间"), (300, "限值"))]
    for k in range(6):
        y = 120 + 15 * k
        out += [put(200, y, ("年平均", "日平均", "时平均")[k % 3]), put(300, y, str(20 + k))]
        if k % 3 == 1:
            out += [put(60, y, str(k // 3 + 1)), put(100, y, ("二氧化硫", "二氧化氮")[k // 3])]
    read = rows(read_document(pdf("".join(out))))[0]
    assert read[1:] == [
        "1|二氧化硫|年平均|20", "||日平均|21", "||时平均|22",
        "2|二氧化氮|年平均|23", "||日平均|24", "||时平均|25",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_labels_at_the_top_of_their_rows_stay_there(seed: int) -> None:
    """Blanks below a label are blanks: it stands in the middle of nothing else for certain."""
    rng = Random(seed)
    out = [rule(60, 85, 400, 85), rule(60, 105, 400, 105)]
    out += [put(x, 98, t) for x, t in ((60, "分组"), (150, "地区"), (250, "大气"), (320, "水"))]
    want, y = ["分组|地区|大气|水"], 120.0
    for group in ("皖北", "皖中", "皖南"):
        for k in range(rng.randint(1, 4)):
            cells = [group if k == 0 else "", rng.choice(["合肥市", "芜湖市", "亳州市"])]
            cells += [str(rng.randint(1, 99)), str(rng.randint(1, 99))]
            out += [put(x, y, t) for x, t in zip((60, 150, 250, 320), cells, strict=True) if t]
            want.append("|".join(cells))
            y += 16
    out.append(rule(60, y - 6, 400, y - 6))
    assert rows(read_document(pdf("".join(out)))) == [want]


@pytest.mark.parametrize("style", ["three", "groups"])
def test_each_line_of_a_list_of_methods_is_a_row(style: str) -> None:
    """Nothing parts the lines of a group, and all are texts."""
    sizes, y = [3, 1, 2], 120.0
    out = [rule(60, 85, 520, 85), rule(60, 105, 520, 105)]
    out += [put(x, 98, t) for x, t in ((60, "项目"), (150, "方法标准名称"), (420, "编号"))]
    want = ["项目|方法标准名称|编号"]
    for item, size in zip(("总氮", "总铜", "挥发酚"), sizes, strict=True):
        out.append(middle([item], 60, y, y + 15 * (size - 1)))
        for k in range(size):
            cells = ("水质某项目的测定分光光度法", f"HJ{600 + int(y) % 97 + k}")
            out += [put(150, y, cells[0]), put(420, y, cells[1])]
            want.append("|".join((item if k == 0 else "", *cells)))
            y += 15
        if style == "groups":
            out.append(rule(60, y - 11, 520, y - 11))
    out.append(rule(60, y - 9, 520, y - 9))
    assert rows(read_document(pdf("".join(out)))) == [want]


def test_figures_in_two_lines_of_a_ruled_row() -> None:
    table = [["序号", "项目", "直接", "间接"], ["1", "氨氮", "5", "10"], ["2", "总铬", "", ""]]
    words = "".join(
        text(x, y, said, 8) for x in (200, 260) for y, said in ((162, "80"), (174, "（100）"))
    )
    data = pdf(ruled(table, height=28) + words)
    assert rows(read_document(data))[0][-1] == "2|总铬|80(100)|80(100)"


@pytest.mark.parametrize("note", ["注：括号内为现有企业的限值，自下月起执行。", "a不得检出。"])
@pytest.mark.parametrize("walls", [True, False], ids=["open", "three"])
def test_a_note_that_closes_a_table(note: str, walls: bool) -> None:
    out = [rule(60, y, 420, y) for y in (85, 105, 160, 180)]
    out += [rule(x, 85, x, 160) for x in (150, 260)] if walls else []
    out += [rule(60, y, 420, y) for y in (124, 142)] if walls else []
    cells = [
        ["项目", "直接排放", "间接排放"],
        ["氨氮", "5", "10"],
        ["总铬", "0.5", "1"],
        ["总磷", "2", "3"],
    ]
    for k, row in enumerate(cells):
        out += [put(x + 8, 98 + 19 * k, t) for x, t in zip((60, 150, 260), row, strict=True)]
    out.append(put(64, 173, note))
    document = read_document(pdf("".join(out)))
    read = rows(document)[0]
    assert read[:4] == ["|".join(row) for row in cells]
    assert read[4:] == [note.replace("：", ":").replace("，", ",").replace(" ", "") + "||"]
    (grid,) = grids(document)
    assert [c.col_span for c in grid.cells if c.row == 4] == [3]


def test_a_rule_at_the_foot_of_the_page_closes_no_table() -> None:
    """What stands between is no note."""
    out = [rule(60, y, 420, y) for y in (85, 105, 125, 145)] + [
        rule(x, 85, x, 145) for x in (150, 260)
    ]
    out += [
        put(x + 8, y, t)
        for y, row in ((98, "项直间"), (118, "氨5６"), (138, "磷7８"))
        for x, t in zip((60, 150, 260), row, strict=True)
    ]
    out += [put(64, 160, "本标准由县级以上生态环境主管部门监督实施。"), rule(60, 180, 420, 180)]
    assert len(rows(read_document(pdf("".join(out))))[0]) == 3


@pytest.mark.parametrize("rise", [2.5, 4.5, 6.0])
def test_an_exponent_is_part_of_its_figure(rise: float) -> None:
    table = [["项目", "限值", "单位"], ["总汞", "", "mg/L"], ["总磷", "0.5", "mg/L"]]
    x = 134 + width_of("5010", 10)
    marks = text(134, 130.6, "5010") + text(x, round(130.6 - rise, 2), "-3", 6)
    assert rows(read_document(pdf(ruled(table) + marks)))[0][1] == "总汞|5010-3|mg/L"
    bare = [text(60, 100, "项目"), text(150, 100, "限值"), text(250, 100, "上限")]
    for k in range(5):
        y = 116 + 13 * k
        bare += [text(60, y, "总汞磷铅铬"[k] + "项"), text(150, y, "5010"), text(250, y, "8")]
        bare.append(text(round(150 + width_of("5010", 10), 2), y - rise, "-3", 6))
        bare.append(text(round(250 + width_of("8", 10), 2), y - rise, "a", 6))
    assert rows(read_document(pdf("".join(bare))))[0][1:] == [
        f"{'总汞磷铅铬'[k]}项|5010-3|8a" for k in range(5)
    ]


def test_the_one_rule_inside_ends_the_head() -> None:
    """Though no row below it is one of figures."""
    out = [rule(60, 85, 420, 85), rule(60, 105, 420, 105), rule(60, 160, 420, 160)]
    cells = [
        ["参数", "符号", "单位", "备注"],
        ["校正因子", "f", "m", "甲"],
        ["烟囱高度", "H", "m", "乙"],
    ]
    for k, row in enumerate(cells):
        out += [put(x, 98 + 22 * k, t) for x, t in zip((62, 160, 240, 330), row, strict=True)]
    assert rows(read_document(pdf("".join(out)))) == [["|".join(row) for row in cells]]


def test_a_title_in_the_middle_stands_over_all_columns() -> None:
    out = [rule(60, y, 480, y) for y in (85, 105, 165)]
    cells = [["序号", "项目", "一类", "二类"], ["1", "铜", "20", "30"], ["2", "铅", "25", "31"]]
    ys = (98, 138, 158)
    for y, row in zip(ys, cells, strict=True):
        out += [put(x, y, t) for x, t in zip((70, 170, 300, 420), row, strict=True)]
    title = "重金属和无机物"
    out.append(put(270 - width_of(title, SIZE) / 2, 118, title))
    document = read_document(pdf("".join(out)))
    assert rows(document)[0][1] == f"{title}|||"
    assert [c.col_span for c in grids(document)[0].cells if c.row == 1] == [4]


def test_a_title_over_indented_rows_is_no_head() -> None:
    lines = [text(x, 100, year) for x, year in ((200, "2007"), (260, "2008"), (320, "2009"))]
    y = 114
    for title, names in (("Revenue", ("Taxes", "Fees")), ("Expenses", ("Wages", "Rent"))):
        lines.append(text(60, y, title))
        for name in names:
            y += 14
            lines += [text(72, y, name)] + [text(x, y, str(y + x)) for x in (200, 260, 320)]
        y += 14
    read = rows(read_document(pdf("".join(lines))))[0]
    assert [row.split("|")[0] for row in read] == [
        "", "Revenue", "Taxes", "Fees", "Expenses", "Wages", "Rent",
    ]  # fmt: skip


def test_a_head_of_years_is_repeated() -> None:
    def page(first: int) -> str:
        head = [["", "2006", "2007", "2008(a)"]]
        body = [
            [f"Area {n}", str(n * 7), str(n * 11), str(n * 13)] for n in range(first, first + 40)
        ]
        return ruled([*head, *body], height=17)

    (read,) = rows(read_document(pdf(page(1), page(41))))
    assert len(read) == 81 and sum("2007" in row for row in read) == 1


def test_a_value_in_the_middle_of_several_columns() -> None:
    """Where it stands no other row leaves white; its columns are those that it is the middle of."""
    xs = (60, 110, 200, 225, 250, 275)
    out = [rule(50, y, 430, y) for y in (85, 105, 190)]
    head = ["序号", "项目", "一", "二", "三", "四"]
    out += [put(x, 98, t) for x, t in zip(xs, head, strict=True)]
    want = ["|".join(head)]
    for k in range(5):
        y = 118 + 15 * k
        row = [str(k + 1), f"总{'汞磷铅铬镉'[k]}", *(str(10 * k + c) + "5" for c in range(1, 5))]
        if k == 2:
            row[2:] = ["6~9"]
            x = 200 + (75 + width_of("115", SIZE) - width_of("6~9", SIZE)) / 2
            out += [put(xs[0], y, row[0]), put(xs[1], y, row[1]), put(x, y, "6~9")]
            want.append("3|总铅|6~9|||")
            continue
        out += [put(x, y, t) for x, t in zip(xs, row, strict=True)]
        want.append("|".join(row))
    document = read_document(pdf("".join(out)))
    assert rows(document) == [want]
    assert [c.col_span for c in grids(document)[0].cells if c.row == 3] == [1, 1, 4]


def test_a_label_beside_those_over_two_columns() -> None:
    """The noise limits: 0类 to 3类 over two columns, 4类 beside 4a类 and 4b类."""
    out = [rule(60, y, 480, y) for y in (85, 105, 211)]
    out += [put(x, 98, t) for x, t in ((120, "类别"), (300, "昼间"), (400, "夜间"))]
    want = ["类别||昼间|夜间"]
    for k in range(6):
        y = 118 + 17 * k
        label, x = (f"{k}类", 122) if k < 4 else (f"4{'ab'[k - 4]}类", 170)
        out += [put(x, y, label), put(304, y, str(50 + k)), put(404, y, str(40 + k))]
        own = f"{label}|" if k < 4 else f"{'4类' if k == 4 else ''}|{label}"
        want.append(f"{own}|{50 + k}|{40 + k}")
    out.append(put(75, 118 + 17 * 4.5, "4类"))
    assert rows(read_document(pdf("".join(out)))) == [want]


def test_lines_stay_as_they_are_when_a_note_is_made_whole() -> None:
    """They are grouped again, with and without a column of texts."""
    lines = [Run("注：各类型按首要问题统计", 60, 300, 100, 10), Run("不重复计算", 60, 110, 113, 10)]
    body, columns = to_rows(lines), [(60.0, 120.0), (160.0, 300.0)]
    first = [row.segments[0].runs for row in whole_notes(body, columns)]
    again = [row.segments[0].runs for row in whole_notes(body, columns)]
    assert first == again == [lines]
