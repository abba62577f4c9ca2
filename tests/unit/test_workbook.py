"""The audit workbook: what it says, what it must never run, what Excel would work out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bulletins.model import (
    TOTAL,
    Audit,
    Bulletin,
    Cell,
    Check,
    Column,
    Constraint,
    Contact,
    Finding,
    Grid,
    Key,
    Lang,
    Number,
    Observation,
    Place,
    Result,
    Row,
    Source,
    Table,
    Term,
    Text,
    TypesBasis,
)
from bulletins.workbook import result_to_workbook
from bulletins.workbook.crossfoot import plain_number
from bulletins.workbook.writing import MAX_TEXT, cell_name, keeps_value, visible_text

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "@SUM(A1)",
    "-2+3",
    "http://x.example/a",
    "internal:Data!A1",
    "file:///etc/passwd",
    "{=1+1}",
    "\x1b]0;pwn\x07",
    "\t=1+1",
    "<r><t>a</t></r>",
    "<script>alert(1)</script>",
    "_x000D_",
    "a\ud800b\uffff",
    "\u202egnp.exe",
    "&P &[Path]",
)
LONG = "长" * 40_000
BIG = 12_345_678_901_234_567_890

SEED_HEADER = (
    ("设区市", "类型", "交办情况", "污染类型", "", "", "", "", "", ""),
    ("", "", "", "水", "大气", "土壤", "生态", "噪声", "辐射", "其他"),
)
SEED_TYPES = ("water", "air", "soil", "ecology", "noise", "radiation", "other")
SEED_BODY = (
    ("合肥", "26", "3", "10", "1", "1", "6", "6", "", ""),
    ("亳州", "12", "4", "4", "1", "1", "1", "1", "", ""),
    ("宿州", "9", "", "6", "1", "", "1", "1", "", ""),
    ("铜陵", "3", "", "3", "", "", "", "", "", ""),
    ("黄山", "2", "2", "", "0", "", "", "", "", ""),
)


def a_key(region: str, pollution: str, measure: str = "cases", **other: Any) -> Key:
    fields: dict[str, Any] = {
        "part": "statistics_table",
        "origin": "table",
        "scope": "batch",
        "batch": 29,
    } | other
    return Key(region=region, pollution=pollution, measure=measure, **fields)


def a_grid(rows: Sequence[Sequence[str]], *, line: int = 165) -> Grid:
    cells = tuple(
        Cell(r, c, text, Source(line=line + r, ref=f"R{r + 1}C{c + 1}"))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Grid(cells, len(rows), len(rows[0]), Source(page=1, line=line), (1,))


def an_observation(key: Key, value: Number | None, text: str, **other: Any) -> Observation:
    fields: dict[str, Any] = {"unit": "case", "label": "水", "source": Source(page=1)} | other
    return Observation(key=key, value=value, text=text, **fields)


def a_bulletin(batch: int, **other: Any) -> Bulletin:
    fields: dict[str, Any] = {
        "id": f"安徽-2024-{batch}-1a2b3c",
        "title": f"中央第二生态环境保护督察组向安徽省转办第{batch}批信访件",
        "level": "province",
        "inspection": "中央第二生态环境保护督察组",
        "province": "安徽",
        "year": 2024,
        "batch": batch,
        "batches": (batch,),
        "as_of": "2024-11-18T09:00",
        "parts": ("notice", "statistics_table"),
        "contact": None,
        "observations": (),
        "lists": (),
        "region_counts": (),
        "tables": (),
        "basis": TypesBasis("equal", Text("types are said to add up", "正文称合计相等")),
    } | other
    return Bulletin(**fields)


def read_cells(table: Table, *, values: dict[str, Number | None]) -> Iterator[Observation]:
    """Read the cells of a table as a parser would; ``values`` are those of odd texts."""
    texts = {(cell.row, cell.col): cell for cell in table.grid.cells}
    for place in table.places:
        cell = texts[place.row, place.col]
        if not cell.text:
            continue
        value = values[cell.text] if cell.text in values else plain_number(cell.text)
        source = Source(page=1, line=cell.source.line, span=(5120, 5122), ref=cell.source.ref)
        yield an_observation(
            place.key, value, cell.text, source=source, label=table.columns[place.col].label
        )


def shifted_table() -> Table:
    """The table of seed 000: a header with a column more than the body."""
    columns = [Column("设区市", "stub"), Column("交办情况", "value", TOTAL, "cases", "batch", 29)]
    for label, code in zip(SEED_HEADER[1][3:], SEED_TYPES, strict=True):
        columns.append(Column(label, "value", code, "cases", "batch", 29))
    columns.append(Column("", "unknown"))
    places = [
        Place(a_key(body[0], str(columns[col].pollution)), 2 + number, col)
        for number, body in enumerate(SEED_BODY)
        for col in range(1, 9)
    ]
    rows = [Row(2 + n, body[0], "region", "340100") for n, body in enumerate(SEED_BODY)]
    grid = a_grid([*SEED_HEADER, *SEED_BODY])
    return Table("statistics_table", grid, 2, tuple(columns), tuple(rows), tuple(places), 1)


def first_audit() -> Audit:
    table = shifted_table()
    prose = {TOTAL: 52, "water": 27, "air": 23, "noise": 8}
    said = [
        an_observation(a_key(TOTAL, code, part="notice", origin="prose"), value, str(value))
        for code, value in prose.items()
    ]
    about = a_key(TOTAL, "soil", part="notice", origin="prose")
    said.append(an_observation(about, 2, "2", relation="about"))
    contact = Contact(
        ("2024-10-20", "2024-11-20"),
        ("0551-62956707",),
        ("安徽省合肥市A167号邮政信箱",),
        "8:00-20:00",
        Source(line=150),
    )
    bulletin = a_bulletin(
        29,
        observations=(*said, *read_cells(table, values={})),
        tables=(table,),
        contact=contact,
        parts=("contact", "notice", "statistics_table"),
    )
    hefei = [place.key for place in table.places if place.key.region == "合肥"]
    water = [place.key for place in table.places if place.key.pollution == "water"]
    wrong = Finding(
        "T101",
        "row-total",
        "error",
        Text("合肥: types add up to 27, printed total 26", "合肥:各类型合计27,印刷合计26"),
        observed=26,
        expected=27,
        difference=-1,
        keys=tuple(hefei),
        fingerprint="f00d",
    )
    column = Finding(
        "N201",
        "table-prose-type",
        "error",
        Text("water: the column adds up to 9, the text says 27", "水:列合计9,正文27"),
        observed=9,
        expected=27,
        difference=-18,
        keys=(*water, said[1].key),
        fingerprint="beef",
    )
    shifted = Finding(
        "S003",
        "misaligned-columns",
        "warning",
        Text("the header has one column more than the body", "表头比表身多一列"),
        sources=(Source(line=165, ref="R1C2"),),
        fingerprint="cafe",
    )
    explained = Finding(
        "T101",
        "row-total",
        "note",
        Text("宿州: one more", "宿州:多一件"),
        observed=9,
        expected=9,
        difference=0,
        explained_by=Text("a case touches two types", "一件涉及两类"),
        keys=(a_key("宿州", TOTAL),),
        fingerprint="abba",
    )
    return Audit(
        bulletin,
        "inconsistent",
        (a_check(hefei, finding=wrong), a_check(water[1:3], finding=None)),
        (explained, shifted, wrong, column),
    )


def a_check(keys: Sequence[Key], *, finding: Finding | None) -> Check:
    constraint = Constraint(
        "row-total",
        Text("row 合肥", "合肥一行"),
        tuple(keys),
        (Term(keys[0]),),
        tuple(Term(key) for key in keys[1:]),
        Text("printed total", "印刷合计"),
        Text("sum of the types", "各类型之和"),
        assumption=Text("a type not named has none", "未列类型为零"),
    )
    if finding is None:
        return Check(constraint, "passed", 12, 12)
    return Check(constraint, "failed", finding.observed, finding.expected, finding)


SECOND = (
    ("地区", "合计", "水", "大气", "噪声"),
    ("甲市", "7", "2", "4.5", "0.5"),
    ("乙市", "26件", "6", "20件", ""),
    ("丙市", "3", "1", "3?", "0"),
    ("丁市", "", "1", "1", ""),
    ("小计", "7", "3", "4", ""),
    ("合计", "36", "10", "28.5", "0.5"),
)


def second_table() -> Table:
    """A table with a total row, fractions, counts in words, an unread cell, blanks and 0."""
    codes = (TOTAL, "water", "air", "noise")
    columns = [Column("地区", "stub")]
    for label, code in zip(SECOND[0][1:], codes, strict=True):
        columns.append(Column(label, "value", code, "cases", "batch", 5))
    roles = {"小计": "subtotal", "合计": "total"}
    rows = []
    places = []
    for index, body in enumerate(SECOND[1:], start=1):
        rows.append(Row(index, body[0], roles.get(body[0], "region")))  # type: ignore[arg-type]
        region = TOTAL if body[0] == "合计" else body[0]
        for col, code in enumerate(codes, start=1):
            places.append(Place(a_key(region, code, batch=5), index, col))
    grid = a_grid(SECOND)
    return Table("statistics_table", grid, 1, tuple(columns), tuple(rows), tuple(places))


def second_audit(hostile: Sequence[str] = ()) -> Audit:
    table = second_table()
    odd: dict[str, Number | None] = {"26件": 26, "20件": 20, "3?": None}
    observations = [*read_cells(table, values=odd)]
    for number, text in enumerate(hostile):
        key = a_key(text, text, batch=5, part=f"notice{number}", origin="prose")
        source = Source(ref=text, confidence=0.987, box=(1.04, 2, 3, 4), method="ocr")
        observations.append(an_observation(key, number, text, label=text, unit=text, source=source))
    observations.append(an_observation(a_key("戊市", "air", batch=5), BIG, str(BIG)))
    findings = [
        Finding("S001", "unread-figure", "warning", Text(text, text), keys=(key,))
        for text, key in zip(
            hostile, (o.key for o in observations[-len(hostile) - 1 :]), strict=False
        )
    ]
    hostile_title = hostile[0] if hostile else "第五批"
    bulletin = a_bulletin(
        5,
        title=hostile_title,
        observations=tuple(observations),
        tables=(table, *(hostile_table(hostile) if hostile else ())),
        province=hostile[1] if hostile else "四川",
    )
    return Audit(bulletin, "unchecked", (), tuple(findings))


def hostile_table(texts: Sequence[str]) -> Iterator[Table]:
    """A table and a case table, every cell of which is an attack."""
    grid = a_grid([[*texts], [*texts]])
    columns = tuple(Column(text, "unknown") for text in texts)
    yield Table("summary_table", grid, 1, columns, (), (), -1)
    yield Table("case_table", grid, 1, (*columns[1:], columns[1]), (), ())


def a_result(*audits: Audit, **other: Any) -> Result:
    fields: dict[str, Any] = {
        "path": "seeds/000_4badc30f7989d9b3.txt",
        "sha256": "ab" * 32,
        "media_type": "text/plain",
        "status": "ok",
    } | other
    return Result(audits=audits, **fields)


def full_result() -> Result:
    return a_result(first_audit(), second_audit())


def hostile_result() -> Result:
    texts = (*HOSTILE, LONG)
    finding = Finding("S006", "damaged-input", "warning", Text(LONG, LONG))
    return a_result(
        second_audit(texts), path="x/" + HOSTILE[0], findings=(finding,), sha256=HOSTILE[10]
    )


def open_workbook(data: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data), data_only=values)


def every_cell(workbook: openpyxl.Workbook) -> Iterator[tuple[str, Any]]:
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield f"{sheet.title}!{cell.coordinate}", cell


def column_of(sheet: Any, header: str) -> list[Any]:
    headers = [cell.value for cell in sheet[1]]
    return [row[headers.index(header)] for row in sheet.iter_rows(min_row=2)]


def find_row(sheet: Any, text: str, *, col: int = 2) -> int:
    rows = [n for n in range(1, sheet.max_row + 1) if sheet.cell(n, col).value == text]
    assert rows, f"{text} not in column {col}"
    return rows[0]


# ------------------------------------------------------------------------ structure


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ["Summary", "Data", "As printed", "Discrepancies", "Repairs", "Checks", "Sources"]),
        ("zh", ["封面", "数据", "原表", "勘误", "修正建议", "核对", "来源"]),
    ],
)
def test_sheets_and_tables_are_named(lang: Lang, names: list[str]) -> None:
    workbook = open_workbook(result_to_workbook(full_result(), lang=lang, version="0.1.0"))
    assert workbook.sheetnames == names
    tables = {name: [*workbook[names[i]].tables] for i, name in ((1, "data"), (3, "findings"))}
    assert tables == {"data": ["data"], "findings": ["discrepancies"]}
    rest = [table for name in names[4:] for table in workbook[name].tables]
    assert rest == ["repairs", "checks", "sources"]
    for sheet in workbook.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert not sheet.merged_cells.ranges
    for number in (1, 3, 4, 5):
        sheet = workbook[names[number]]
        assert sheet.freeze_panes in ("A2", "B2")
        assert next(iter(sheet.tables.values())).autoFilter is not None


def test_summary_says_first_what_matters() -> None:
    workbook = open_workbook(result_to_workbook(full_result(), lang="en", version="9.8.7"))
    sheet = workbook["Summary"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert texts[1] == "000_4badc30f7989d9b3.txt"
    assert texts[2].startswith("Figures do not add up") and "2 errors" in texts[2]
    for said in ("inconsistent", "unchecked", "0551-62956707", "8:00-20:00", "ab" * 32):
        assert said in texts
    assert "bulletins 9.8.7" in texts and "seeds/000_4badc30f7989d9b3.txt" in texts
    cells = [cell for where, cell in every_cell(workbook) if where.startswith("Summary!")]
    targets = {cell.hyperlink.location for cell in cells if cell.hyperlink}
    assert {f"'{name}'!A1" for name in workbook.sheetnames[1:]} <= targets


def test_data_keeps_values_types_and_status() -> None:
    workbook = open_workbook(result_to_workbook(full_result(), lang="en", version="0.1.0"))
    sheet = workbook["Data"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    header = [cell.value for cell in sheet[1]]
    assert header[:5] == ["bulletin", "part", "origin", "scope", "batch"]
    assert header[5:10] == ["region", "region_code", "pollution", "measure", "value"]
    status, value, text = (header.index(name) for name in ("status", "value", "text"))
    by_text = {row[text]: row for row in rows}
    assert by_text["4.5"][value] == 4.5 and isinstance(by_text["26"][value], int)
    assert by_text["26件"][value] == 26
    assert by_text["3?"][value] is None and by_text["3?"][status] == "not read"
    assert by_text[str(BIG)][value] == str(BIG)
    assert by_text["0"][value] == 0
    region = header.index("region")
    of_hefei = {row[status] for row in rows if row[region] == "合肥"}
    assert of_hefei == {"error"}
    assert [row[status] for row in rows if row[region] == "宿州" and row[7] == "_T"] == [
        "explained"
    ]
    assert [row[status] for row in rows if row[region] == "宿州" and row[7] == "air"] == [
        "not checked"
    ]


def test_a_figure_of_a_check_that_held_is_ok() -> None:
    keys = [a_key("合肥", TOTAL), a_key("合肥", "water")]
    observations = tuple(an_observation(key, 3, "3") for key in keys)
    audit = Audit(
        a_bulletin(29, observations=observations),
        "consistent",
        (a_check(keys, finding=None),),
        (),
    )
    workbook = open_workbook(result_to_workbook(a_result(audit), lang="zh", version="1"))
    assert [cell.value for cell in column_of(workbook["数据"], "状态")] == ["相符", "相符"]
    assert [cell.value for cell in column_of(workbook["数据"], "污染类型")] == ["合计", "水"]


def test_region_code_is_text() -> None:
    observation = an_observation(a_key("合肥", "air"), 3, "3", region_code="010100")
    audit = Audit(a_bulletin(29, observations=(observation,)), "unchecked", (), ())
    workbook = open_workbook(result_to_workbook(a_result(audit), lang="en", version="1"))
    assert [cell.value for cell in column_of(workbook["Data"], "region_code")] == ["010100"]


# ----------------------------------------------------------------------- as printed


def test_printed_table_stands_as_printed() -> None:
    sheet = open_workbook(result_to_workbook(full_result(), lang="en", version="1"))["As printed"]
    top = find_row(sheet, "设区市", col=2)  # the aligned line names it first
    assert sheet.cell(top, 1).value == "columns as read"
    aligned = [sheet.cell(top, col).value for col in range(2, 12)]
    assert aligned == ["设区市", "交办情况", *SEED_HEADER[1][3:], None]
    assert "out of step" in sheet.cell(top - 2, 1).value
    for number, row in enumerate([*SEED_HEADER, *SEED_BODY], start=top + 1):
        printed = [sheet.cell(number, col).value for col in range(2, 12)]
        assert ["" if value is None else str(value) for value in printed] == list(row)
    huangshan = find_row(sheet, "黄山")
    assert sheet.cell(huangshan, 6).value == 0
    assert sheet.cell(huangshan, 5).value is None
    assert sheet.cell(huangshan, 3).data_type == "n"


def test_row_checks_carry_what_they_give() -> None:
    data = result_to_workbook(full_result(), lang="en", version="1")
    formulas, values = open_workbook(data)["As printed"], open_workbook(data, values=True)
    sheet = values["As printed"]
    expected = {
        "合肥": (1, "≠ +1"),
        "亳州": (0, "OK"),
        "宿州": (0, "OK"),
        "铜陵": (0, "OK"),
    }
    for region, (difference, word) in expected.items():
        row = find_row(sheet, region)
        assert (sheet.cell(row, 12).value, sheet.cell(row, 13).value) == (difference, word)
    row = find_row(sheet, "合肥")
    assert formulas.cell(row, 12).value == f"=SUM(D{row}:J{row})-N(C{row})"
    assert sheet.cell(row, 14).value == "error T101"
    assert formulas.cell(row, 3).comment.text.startswith("error T101: 合肥")
    assert formulas.cell(row, 3).fill.bgColor.rgb != formulas.cell(row + 1, 3).fill.bgColor.rgb


def test_row_checks_over_odd_cells() -> None:
    data = result_to_workbook(a_result(second_audit()), lang="zh", version="1")
    formulas, values = open_workbook(data)["原表"], open_workbook(data, values=True)["原表"]
    expected = {
        "甲市": (0, "相符"),
        "乙市": (0, "相符"),
        "丙市": (None, "未识读"),
        "丁市": (2, "≠ +2"),
        "合计": (3, "≠ +3"),
    }
    for region, told in expected.items():
        row = find_row(values, region)
        assert (values.cell(row, 7).value, values.cell(row, 8).value) == told
    assert "IF(ISNUMBER" in formulas.cell(find_row(values, "乙市"), 7).value
    assert values.cell(find_row(values, "甲市"), 5).value == 4.5
    assert values.cell(find_row(values, "乙市"), 3).value == "26件"


def test_column_checks_against_the_total_row() -> None:
    data = result_to_workbook(a_result(second_audit()), lang="en", version="1")
    sheet = open_workbook(data, values=True)["As printed"]
    rows = [find_row(sheet, name, col=1) for name in ("sum of the rows", "total row")]
    assert [[sheet.cell(row, col).value for col in range(3, 7)] for row in rows] == [
        [36, 10, 25.5, 0.5],
        [36, 10, 28.5, 0.5],
    ]
    words = [sheet.cell(rows[1] + 2, col).value for col in range(3, 7)]
    assert words == ["OK", "OK", "not read", "OK"]  # 小计 is in no sum, 3? is no number


def test_column_checks_against_the_text() -> None:
    data = result_to_workbook(full_result(), lang="en", version="1")
    sheet = open_workbook(data, values=True)["As printed"]
    row = find_row(sheet, "total in the text", col=1)
    below = [[sheet.cell(row + n, col).value for col in range(3, 11)] for n in (-1, 0, 1, 2)]
    assert below[0] == [52, 9, 23, 3, 2, 8, 8, 0]
    assert below[1] == [52, 27, 23, None, None, 8, None, None]  # "about 2" enters no sum
    assert below[2] == [0, -18, 0, None, None, 0, None, None]
    unchecked = "n/a"
    assert below[3] == ["OK", "≠ -18", "OK", unchecked, unchecked, "OK", unchecked, unchecked]
    assert sheet.cell(row + 3, 4).value == "error N201"


def test_types_may_exceed_the_cases_where_the_bulletin_says_so() -> None:
    first = first_audit()
    basis = TypesBasis("at_least", Text("one case, several types", "一件多类"))
    fields = {name: getattr(first.bulletin, name) for name in first.bulletin.__struct_fields__}
    audit = Audit(Bulletin(**(fields | {"basis": basis})), "consistent", (), ())
    data = result_to_workbook(a_result(audit), lang="en", version="1")
    sheet = open_workbook(data, values=True)["As printed"]
    assert sheet.cell(find_row(sheet, "合肥"), 13).value == "OK"
    fields["tables"] = (cut_table(first.bulletin.tables[0]),)
    audit = Audit(Bulletin(**(fields | {"basis": basis})), "consistent", (), ())
    data = result_to_workbook(a_result(audit), lang="en", version="1")
    sheet = open_workbook(data, values=True)["As printed"]
    assert sheet.cell(find_row(sheet, "合肥"), 13).value == "short by 5"


def cut_table(table: Table) -> Table:
    """The same table without its figures of noise."""
    cells = [
        Cell(cell.row, cell.col, "" if cell.col == 6 and cell.row > 1 else cell.text, cell.source)
        for cell in table.grid.cells
    ]
    fields = {name: getattr(table, name) for name in table.__struct_fields__}
    grid = Grid(tuple(cells), table.grid.n_rows, table.grid.n_cols, table.grid.source)
    return Table(**(fields | {"grid": grid}))


def test_half_tables_side_by_side_are_checked_apart() -> None:
    rows = (("地区", "合计", "水", "地区", "合计", "水"), ("甲", "3", "3", "乙", "2", "1"))
    places = [
        Place(a_key(region, code), 1, first + step)
        for region, first in (("甲", 1), ("乙", 4))
        for step, code in enumerate((TOTAL, "water"))
    ]
    columns = tuple(Column(text, "value") for text in rows[0])
    table = Table(
        "statistics_table",
        a_grid(rows),
        1,
        columns,
        (Row(1, "甲", "region"), Row(1, "乙", "region")),
        tuple(places),
    )
    bulletin = a_bulletin(29, tables=(table,))
    audit = Audit(bulletin, "unchecked", (), ())
    data = result_to_workbook(a_result(audit), lang="en", version="1")
    sheet = open_workbook(data, values=True)["As printed"]
    row = find_row(sheet, "甲")
    assert [sheet.cell(row, col).value for col in range(8, 12)] == [0, "OK", -1, "≠ -1"]


# ------------------------------------------------------------------------ registers


def test_discrepancies_lead_to_their_cells() -> None:
    data = result_to_workbook(full_result(), lang="en", version="1")
    workbook = open_workbook(data)
    sheet, printed = workbook["Discrepancies"], workbook["As printed"]
    severities = [cell.value for cell in column_of(sheet, "severity")]
    assert severities == ["error", "error", "warning", "explained"]
    cells = column_of(sheet, "cell")
    hefei, yaozhou = find_row(printed, "合肥"), find_row(printed, "亳州")
    assert cells[0].hyperlink.location == f"'As printed'!C{hefei}"
    assert cells[1].hyperlink.location == f"'As printed'!D{hefei}"
    assert cells[2].hyperlink.location == f"'As printed'!C{hefei - 2}"
    assert cells[3].hyperlink.location == f"'As printed'!C{yaozhou + 1}"
    printed_values = [cell.value for cell in column_of(sheet, "observed")]
    assert printed_values == [26, 9, None, 9]
    assert [cell.value for cell in column_of(sheet, "decision")] == [None] * 4
    validation = sheet.data_validations.dataValidation[0]
    assert validation.formula1 == '"print error,reading error,accepted"'
    assert str(validation.sqref) == "Q2:Q5"
    assert [cell.value for cell in column_of(sheet, "explained by")][
        3
    ] == "a case touches two types"
    back = printed.cell(hefei, 14).hyperlink.location
    assert back == "'Discrepancies'!A2"


def test_a_total_that_is_not_printed_is_looked_up_below_its_column() -> None:
    first = first_audit()
    total = a_key(TOTAL, "water")
    stated = a_key(TOTAL, "water", part="notice", origin="prose")
    said = Text("the table gives 9, the text says 27", "表内合计9,文中为27")
    finding = Finding("N201", "table-prose-type", "error", said, 9, 27, -18, keys=(total, stated))
    audit = Audit(first.bulletin, "inconsistent", (), (finding,))
    workbook = open_workbook(result_to_workbook(a_result(audit), lang="en", version="1"))
    printed = workbook["As printed"]
    row = find_row(printed, "sum of the rows", col=1)
    (cell,) = column_of(workbook["Discrepancies"], "cell")
    assert cell.hyperlink.location == f"'As printed'!D{row}"
    assert printed.cell(row + 4, 4).value == "error N201"


def test_a_figure_of_a_sum_that_fails_is_not_called_ok() -> None:
    keys = [a_key("合肥", TOTAL), a_key("合肥", "water"), a_key("芜湖", "water")]
    observations = tuple(an_observation(key, 3, "3") for key in keys)
    finding = Finding("T101", "row-total", "error", Text("m", "m"), keys=(keys[0],))
    checks = (a_check(keys[:2], finding=finding), a_check(keys[1:], finding=None))
    bulletin = a_bulletin(29, observations=observations)
    audit = Audit(bulletin, "inconsistent", checks, (finding,))
    workbook = open_workbook(result_to_workbook(a_result(audit), lang="en", version="1"))
    told = [cell.value for cell in column_of(workbook["Data"], "status")]
    assert told == ["error", "sum fails", "ok"]


def test_a_figure_that_stands_in_no_table_is_linked_in_the_data() -> None:
    key = a_key(TOTAL, "air", part="notice", origin="prose")
    other = a_key(TOTAL, "water", part="notice", origin="prose")
    finding = Finding("N203", "prose-types", "error", Text("m", "m"), keys=(key,))
    bulletin = a_bulletin(
        29, observations=(an_observation(other, 1, "1"), an_observation(key, 2, "2"))
    )
    audit = Audit(bulletin, "inconsistent", (), (finding,))
    workbook = open_workbook(result_to_workbook(a_result(audit), lang="en", version="1"))
    (cell,) = column_of(workbook["Discrepancies"], "cell")
    assert cell.hyperlink.location == "'Data'!J3"
    assert workbook["Data"]["J3"].value == 2


def test_checks_list_all_of_them() -> None:
    sheet = open_workbook(result_to_workbook(full_result(), lang="en", version="1"))["Checks"]
    assert [cell.value for cell in column_of(sheet, "status")] == ["failed", "passed"]
    assert [cell.value for cell in column_of(sheet, "left value")] == [26, 12]
    assert [cell.value for cell in column_of(sheet, "difference")] == [-1, 0]
    relations = column_of(sheet, "relation")
    assert [cell.value for cell in relations] == ["=", "="]
    assert {cell.data_type for cell in relations} == {"s"}


def test_sources_name_the_place_and_the_exact_text() -> None:
    data = result_to_workbook(hostile_result(), lang="en", version="1")
    sheet = open_workbook(data)["Sources"]
    boxes = {cell.value for cell in column_of(sheet, "box")}
    assert boxes == {None, "1.0, 2.0, 3.0, 4.0"}
    assert 0.99 in [cell.value for cell in column_of(sheet, "confidence")]
    assert "5120–5122" in [cell.value for cell in column_of(sheet, "span")]


def test_empty_tables_keep_their_header_and_say_so() -> None:
    result = a_result(status="failed", reason="damaged", message=Text("see page 3", "见第3页"))
    workbook = open_workbook(result_to_workbook(result, lang="en", version="1"))
    assert [*workbook["Data"].tables] == ["data"]
    assert workbook["Data"]["A1"].value == "bulletin" and workbook["Data"]["A2"].value is None
    assert workbook["Data"]["A4"].value == "No figure was read in this document."
    assert workbook["Discrepancies"]["A4"].value == "Nothing was found wrong or doubtful."
    assert workbook["Checks"]["A4"].value == "No sum could be tested."
    assert workbook["As printed"]["A4"].value == "No table was found in this document."
    assert "see page 3" in workbook["Summary"]["A4"].value


# --------------------------------------------------------------------------- safety


def test_nothing_of_the_input_is_run_or_lost() -> None:
    data = result_to_workbook(hostile_result(), lang="en", version="1")
    workbook = open_workbook(data)
    ours = re.compile(r'^=(?:IF|SUM|ROUND|N)\([A-Z0-9:,()<>="+\-& a-zA-Z≠/]*$')
    for where, cell in every_cell(workbook):
        if cell.data_type == "f":
            assert where.startswith("As printed!") and ours.match(cell.value), (where, cell.value)
        if isinstance(cell.value, str):
            assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\u202e]", cell.value)
        if cell.hyperlink is not None:
            assert cell.hyperlink.target is None and cell.hyperlink.location
    for name in zipfile.ZipFile(BytesIO(data)).namelist():
        text = zipfile.ZipFile(BytesIO(data)).read(name).decode()
        assert "TargetMode" not in text, name
    texts = [cell.value for cell in column_of(workbook["Data"], "text")]
    for payload in HOSTILE:
        assert visible_text(payload, lang="en") in texts
    long = next(text for text in texts if isinstance(text, str) and text.startswith("长"))
    assert len(long) == MAX_TEXT and long.endswith("[cut here: 40,000 characters in all]")


def test_hostile_headers_make_a_legal_case_sheet() -> None:
    workbook = open_workbook(result_to_workbook(hostile_result(), lang="zh", version="1"))
    sheet = workbook["案件"]
    (table,) = sheet.tables.values()
    names = [column.name for column in table.tableColumns]
    assert len({name.casefold() for name in names}) == len(names) == len(HOSTILE) + 1
    assert all(len(name) <= 255 for name in names)
    assert not any(re.search("_x[0-9A-F]{4}_", name) for name in names)
    assert [cell.value for cell in sheet[1]] == names
    body = [cell.value for cell in sheet[2]]
    assert body[:2] == [visible_text(text, lang="zh") for text in HOSTILE[:2]]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (0, True),
        (999_999_999_999_999, True),
        (1_234_567_890_123_456, False),
        (10**20, True),
        (Decimal(10**5000), False),
        (Decimal("0.1"), True),
        (Decimal("1234567.890123456"), False),
        (Decimal("1e-400"), False),
        (Decimal("NaN"), False),
    ],
    ids=lambda value: str(value)[:20],
)
def test_numbers_excel_cannot_hold_are_texts(value: Number, kept: bool) -> None:
    assert keeps_value(value) is kept
    audit = Audit(
        a_bulletin(29, observations=(an_observation(a_key("合肥", "air"), value, "x"),)),
        "unchecked",
        (),
        (),
    )
    workbook = open_workbook(result_to_workbook(a_result(audit), lang="en", version="1"))
    (cell,) = column_of(workbook["Data"], "value")
    assert cell.data_type == ("n" if kept else "s")
    assert Decimal(str(cell.value)) == value or value != value


@pytest.mark.parametrize(
    ("row", "col", "name"), [(0, 25, "Z1"), (9, 26, "AA10"), (0, 16383, "XFD1")]
)
def test_cells_are_named(row: int, col: int, name: str) -> None:
    assert cell_name(row, col) == name


# --------------------------------------------------------------------- same bytes


_PRINT_HASH = """
import hashlib, sys
sys.path[:0] = [{tests!r}, {root!r}]
import test_workbook as t
from bulletins.workbook import result_to_workbook
for result in (t.full_result(), t.hostile_result()):
    for lang in ("en", "zh"):
        print(hashlib.sha256(result_to_workbook(result, lang=lang, version="1")).hexdigest())
"""


def test_same_bytes_whatever_the_zone_and_the_hash_seed() -> None:
    data = result_to_workbook(full_result(), lang="en", version="1")
    assert data == result_to_workbook(full_result(), lang="en", version="1")
    here = Path(__file__).resolve()
    code = _PRINT_HASH.format(tests=str(here.parent), root=str(here.parents[2]))
    printed = set()
    for zone, seed, locale in (("UTC", "0", "C"), ("Asia/Shanghai", "7", "C.UTF-8")):
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        )
        printed.add(done.stdout)
    assert len(printed) == 1


def test_start_up_stays_light() -> None:
    code = "import sys, bulletins.workbook; print('xlsxwriter' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "False"


# ---------------------------------------------------------------------- LibreOffice


def recalculated(data: bytes, *, folder: Path) -> openpyxl.Workbook:
    """Let LibreOffice work out every formula anew, from a copy without cached values."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed: formulas are not recalculated")
    bare = folder / "bare.xlsx"
    open_workbook(data).save(bare)
    (folder / "out").mkdir()
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "out"),
            str(bare),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return openpyxl.load_workbook(folder / "out" / "bare.xlsx", data_only=True)


def formula_values(
    formulas: openpyxl.Workbook, values: openpyxl.Workbook
) -> Iterable[tuple[str, Any]]:
    for where, cell in every_cell(formulas):
        if cell.data_type == "f":
            sheet, _, name = where.rpartition("!")
            yield where, values[sheet][name].value or 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_libreoffice_works_out_the_same_values(lang: Lang, tmp_path: Path) -> None:
    data = result_to_workbook(full_result(), lang=lang, version="1")
    formulas = open_workbook(data)
    cached = dict(formula_values(formulas, open_workbook(data, values=True)))
    anew = dict(formula_values(formulas, recalculated(data, folder=tmp_path)))
    assert len(cached) > 50
    assert cached == anew
