"""Tables that run over pages: one table, and every cell with its own page and box."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bulletins.model import Cell, Document, Grid, TextBlock
from bulletins.readers import read_document
from tests.end_to_end.conftest import ROOT, Run, environment, run
from tests.pdf.test_made import grids, rows
from tests.pdf.writing import pdf, rule, ruled, text

__all__ = ["run"]

HEAD = ["序号", "地区", "交办问题", "办理情况"]
CASES = [
    [str(n), f"{'甲乙丙丁戊己庚辛'[n - 1]}县", "夜间施工噪声", "已责令整改"] for n in range(1, 9)
]


def part(table: Sequence[Sequence[str]], *, y: float = 100) -> str:
    """A part of the table on a page of its own, with a running head and the page's number."""
    furniture = text(70, 40, "生态环境保护督察专栏", 8) + text(290, 810, "- 3 -", 9)
    return furniture + ruled(table, y=y, width=110, height=30)


def read(*pages: str) -> Document:
    return read_document(pdf(*pages))


def printed(*tables: Sequence[Sequence[str]]) -> list[list[str]]:
    return [["|".join(row) for row in table] for table in tables]


def cell(grid: Grid, row: int, col: int) -> Cell:
    (found,) = (c for c in grid.cells if (c.row, c.col) == (row, col))
    return found


def test_a_table_over_three_pages_is_one() -> None:
    document = read(
        part([HEAD, *CASES[:3]], y=650), part([HEAD, *CASES[3:6]]), part([HEAD, *CASES[6:]])
    )
    (grid,) = grids(document)
    assert rows(document) == printed([HEAD, *CASES])
    assert grid.pages == (1, 2, 3)
    assert [cell(grid, r, 0).source.page for r in range(9)] == [1, 1, 1, 1, 2, 2, 2, 3, 3]
    assert cell(grid, 4, 0).source.box == (70, 130, 180, 160)  # below the head of its page
    # page numbers between its parts are no text; the running heads are
    texts = [b.text for b in document.blocks if isinstance(b, TextBlock)]
    assert set(texts) == {"生态环境保护督察专栏"}


def test_a_head_that_is_not_repeated() -> None:
    document = read(part([HEAD, *CASES[:3]], y=650), part(CASES[3:]))
    assert rows(document) == printed([HEAD, *CASES])


def test_a_head_repeated_in_mid_page_is_no_row() -> None:
    document = read(part([HEAD, *CASES[:3]], y=650), part([*CASES[3:5], HEAD, *CASES[5:]]))
    assert rows(document) == printed([HEAD, *CASES])


def test_a_head_of_two_rows_is_dropped_whole() -> None:
    head = [HEAD, ["", "县区", "内容", "结果"]]
    document = read(part([*head, *CASES[:3]], y=620), part([*head, *CASES[3:]]))
    assert rows(document) == printed([*head, *CASES])


BROKEN = [["3", "丙县", "夜间施工噪声", "已责令"], ["", "", "扰民", "整改"]]


@pytest.mark.parametrize("head", [[], [HEAD]], ids=["no head", "head repeated"])
def test_a_row_broken_by_the_page_s_end_is_joined(head: list[list[str]]) -> None:
    pages = [part([HEAD, *CASES[:2], BROKEN[0]], y=650), part([*head, BROKEN[1], *CASES[3:]])]
    document = read(*pages)
    whole = ["3", "丙县", "夜间施工噪声扰民", "已责令整改"]
    assert rows(document) == printed([HEAD, *CASES[:2], whole, *CASES[3:]])
    (grid,) = grids(document)
    assert cell(grid, 3, 2).text == "夜间施工噪声\n扰民"
    assert cell(grid, 3, 2).source.page == 1  # where it begins
    assert cell(grid, 4, 2).source.page == 2


def test_a_row_whose_cell_begins_on_the_next_page_has_its_place_there() -> None:
    pages = [
        part([HEAD, *CASES[:2], ["3", "丙县", "夜间施工", ""]], y=650),
        part([["", "", "噪声", "已责令整改"], *CASES[3:]]),
    ]
    (grid,) = grids(read(*pages))
    assert cell(grid, 3, 3).text == "已责令整改"
    assert cell(grid, 3, 3).source.page == 2
    assert cell(grid, 3, 3).source.box == (400, 100, 510, 130)


def test_a_head_that_no_rule_parts_from_the_broken_row() -> None:
    first = part([HEAD, *CASES[:2], BROKEN[0]], y=650)
    merged = ruled([["", "", "", ""], *CASES[3:]], y=100, width=110, height=30)
    labels = "".join(text(74 + 110 * c, 112, word) for c, word in enumerate(HEAD))
    rest = text(294, 126, "扰民") + text(404, 126, "整改")
    document = read(first, merged + labels + rest)
    whole = ["3", "丙县", "夜间施工噪声扰民", "已责令整改"]
    assert rows(document) == printed([HEAD, *CASES[:2], whole, *CASES[3:]])


def test_a_new_table_with_its_own_title_is_not_joined() -> None:
    title = text(200, 80, "附件二 第六批交办问题")
    document = read(part([HEAD, *CASES[:3]], y=650), title + part([HEAD, *CASES[3:]]))
    assert rows(document) == printed([HEAD, *CASES[:3]], [HEAD, *CASES[3:]])


def test_text_behind_a_table_ends_it() -> None:
    note = text(70, 560, "以上问题均已交办。")
    document = read(part([HEAD, *CASES[:3]], y=400) + note, part([HEAD, *CASES[3:]]))
    assert rows(document) == printed([HEAD, *CASES[:3]], [HEAD, *CASES[3:]])


def test_other_columns_on_the_next_page_are_another_table() -> None:
    other = [["地区", "件数"], ["甲县", "5"], ["乙县", "6"]]
    document = read(part([HEAD, *CASES[:3]], y=650), part(other))
    assert rows(document) == printed([HEAD, *CASES[:3]], other)


@pytest.mark.parametrize("left", [3, 2, 1])
def test_without_rules_a_table_goes_on_as_well(left: int) -> None:
    table = [["地区", "件数", "水", "大气"], *([f"{a}县", "9", "4", "5"] for a in "甲乙丙丁戊己庚")]
    document = read(bare(table[:-left], 700), bare(table[-left:], 80))
    assert rows(document) == printed(table)


def test_rows_of_texts_without_rules_go_on_over_pages() -> None:
    """Rows that end in words, a blank line, a name that wraps, a name that meets its figure."""
    head = ["序号", "单位名称", "排放量", "备注"]
    table = [
        [str(n), f"某{n}号有限公司", str(3 * n), "达标" if n % 3 else ""] for n in range(1, 37)
    ]
    xs = (70, 110, 190, 240)

    def page(lines: Sequence[Sequence[str]], y: float) -> str:
        return "".join(
            text(x, y + 20 * n, t, 9)
            for n, line in enumerate(lines)
            for x, t in zip(xs, line, strict=True)
            if t
        )

    last = page([head], 60) + page(table[24:30], 100)  # a row left blank below the head
    last += text(110, 214, "某三十一", 9) + page([["31", "", "93", "达标"]], 220)
    last += text(110, 226, "号公司", 9)
    last += (
        text(70, 246, "32", 9) + text(110, 246, "某第三十二号公司", 9.2) + text(189, 246, "96", 9)
    )
    document = read(page([head, *table[:12]], 100), page(table[12:24], 60), last)
    (found,) = rows(document)
    assert len(found) == 33
    assert found[-2:] == ["31|某三十一号公司|93|达标", "32|某第三十二号公司|96|"]


def test_the_pages_of_a_table_in_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(pdf(part([HEAD, *CASES[:3]], y=650), part(CASES[3:])))
    done = run("tables", tmp_path / "x.pdf", "--format", "json")
    (table,) = json.loads(done.stdout)["documents"][0]["tables"]
    assert table["pages"] == [1, 2]
    assert table["n_rows"] == 9
    assert {(c["row"], c["page"]) for c in table["cells"]} == {(r, 1 + (r > 3)) for r in range(9)}


# ---------------------------------------------------------------------------- length


def long_table(pages: int) -> bytes:
    """Twenty cases a page, numbered through, the head on every page."""
    return pdf(
        *(
            part([HEAD, *([str(20 * p + k), "甲县", "噪声", "已办结"] for k in range(20))])
            for p in range(pages)
        )
    )


MEASURE = r"""
import re, sys
from bulletins.model import Grid
from bulletins.readers import read_document
(grid,) = (b for b in read_document(open(sys.argv[1], "rb").read()).blocks if isinstance(b, Grid))
# not ru_maxrss, which begins with what the parent had at the fork
peak = re.search(r"VmHWM:\s*(\d+) kB", open("/proc/self/status").read())[1]
print(grid.n_rows, len(grid.pages), peak)
"""


def measured(data: bytes, file: Path) -> tuple[int, int, int]:
    """(rows, pages, peak memory in KiB) of the one table of a file, read by a fresh process."""
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, file], capture_output=True, check=True, env=environment(), cwd=ROOT
    )  # fmt: skip
    rows, pages, peak = map(int, done.stdout.split())
    return rows, pages, peak


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_what_is_kept_of_a_page_is_its_cells(tmp_path: Path) -> None:
    """Four times the pages cost the cells of the others, not their characters and rules."""
    rows, pages, few = measured(long_table(30), tmp_path / "few.pdf")
    assert (rows, pages) == (601, 30)
    rows, pages, many = measured(long_table(120), tmp_path / "many.pdf")
    assert (rows, pages) == (2401, 120)
    cells = 90 * 20 * 4
    assert many < few + 2 * cells  # KiB: a cell with its source and its text takes one


TABLE = [["地区", "件数", "水", "大气"], *([f"{a}县", "9", "4", "5"] for a in "甲乙丙丁戊己庚")]
TOTAL = ["合计", "63", "28", "35"]


@pytest.mark.parametrize("head", [[], TABLE[:1]], ids=["no head", "head repeated"])
def test_the_total_alone_on_the_last_page_is_the_table_s(head: list[list[str]]) -> None:
    document = read(part(TABLE, y=550), part([*head, TOTAL]))
    assert rows(document) == printed([*TABLE, TOTAL])


def test_a_single_row_of_other_walls_is_no_row_of_the_table() -> None:
    other = ruled([["联系电话", "0551-1", "信箱", "A100"]], y=100, width=70)
    assert rows(read(part(TABLE, y=550), other))[0] == printed(TABLE)[0]


def bare(table: Sequence[Sequence[str]], y: float) -> str:
    """The table without rules."""
    return "".join(
        text(70 + 110 * c, y + 20 * r, word)
        for r, row in enumerate(table)
        for c, word in enumerate(row)
    )


@pytest.mark.parametrize("number", [["3"], ["-", "3", "-"]])
def test_a_page_number_below_a_table_without_rules_is_no_row(number: list[str]) -> None:
    folio = "".join(text(180 + 7 * k, 810, word, 9) for k, word in enumerate(number))
    document = read(bare(TABLE, 560) + folio, bare([TOTAL], 60))
    assert rows(document) == printed([*TABLE, TOTAL])


@pytest.mark.parametrize("head", [["sheet1", "sheet1"], ["sheet-1", "sheet-2"]])
def test_a_running_head_above_rows_without_rules_is_no_row(head: list[str]) -> None:
    """As spreadsheets print the name of the sheet; the table goes on below it."""
    more = [["甲县", "9", "4", "5"], ["乙县", "8", "3", "5"], TOTAL]
    pages = [text(290, 66, head[0]) + bare(TABLE, 560), text(290, 66, head[1]) + bare(more, 86)]
    assert rows(read(*pages)) == printed([*TABLE, *more])


def test_rows_without_walls_between_rows_that_have_them() -> None:
    """The list styles of Word draw every other row as one band."""
    body = TABLE[1:]
    words = "".join(
        text(74 + 110 * c, 100 + 20 * r + 14, word)
        for r, row in enumerate(TABLE)
        for c, word in enumerate(row)
    )
    rules = [rule(70, 100 + 20 * k, 510, 100 + 20 * k) for k in range(len(TABLE) + 1)]
    rules += [rule(x, 100, x, 100 + 20 * len(TABLE)) for x in (70, 510)]
    rules += [
        rule(x, 100 + 20 * r, x, 120 + 20 * r)
        for r in range(0, len(body) + 1, 2)
        for x in (180, 290, 400)
    ]
    assert rows(read(words + "".join(rules))) == printed(TABLE)


def test_a_code_broken_by_the_page_s_end_is_joined() -> None:
    head = ["编号", "基本情况", "地区", "办理情况"]
    codes = [[f"D2AH2024{k}", "夜间施工噪声扰民", "甲县", "已责令整改"] for k in range(4)]
    ends = [["D2AH", "夜间施工噪声", "甲县", "已责令"], ["20249", "扰民", "", "整改"]]
    document = read(part([head, *codes, ends[0]], y=600), part([ends[1], *codes]))
    whole = ["D2AH20249", "夜间施工噪声扰民", "甲县", "已责令整改"]
    assert rows(document) == printed([head, *codes, whole, *codes])


def test_the_rest_of_a_row_alone_on_the_last_page() -> None:
    """Between its walls, one cell of the row has text left."""
    rest = ["", "", "", "整改"]
    document = read(part([HEAD, *CASES[:2], BROKEN[0]], y=650), part([rest]))
    assert rows(document) == printed(
        [HEAD, *CASES[:2], ["3", "丙县", "夜间施工噪声", "已责令整改"]]
    )


def test_open_sides_where_nothing_stands_on_the_last_page() -> None:
    def open_table(table: Sequence[Sequence[str]], y: float) -> str:
        foot = y + 30 * len(table)
        rules = [rule(70, y + 30 * k, 510, y + 30 * k) for k in range(len(table) + 1)]
        rules += [rule(x, y, x, foot) for x in (180, 290, 400)]
        words = [
            (74 + 110 * c, y + 20 + 30 * r, w) for r, t in enumerate(table) for c, w in enumerate(t)
        ]
        return "".join(rules) + "".join(text(*word) for word in words if word[2])

    pages = [open_table([HEAD, *CASES[:2]], 700), open_table([["", "", "扰民", ""]], 100)]
    whole = ["2", "乙县", "夜间施工噪声扰民", "已责令整改"]
    assert rows(read(*pages)) == printed([HEAD, CASES[0], whole])


def test_few_cases_without_figures_are_no_head() -> None:
    table = [
        ["编号", "基本情况", "地区", "办理情况"],
        ["D2AH20240", "夜间施工噪声扰民", "甲县", "经现场核查情况属实并已责令施工单位停止夜间作业"],
    ]
    below = [text(70 + 110 * c, 200, word) for c, word in enumerate(["以下", "空白", "无", "其他"])]
    page = ruled(table, x=20, y=100, width=140, height=30, size=6) + "".join(below)
    assert rows(read(page)) == printed(table)
