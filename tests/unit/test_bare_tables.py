"""Tables without a word beside them, as users keep them: the file is the table."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import bulletins
from bulletins.footing import foot
from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.readers import read_document

COLUMNS = ["交办件数", "水", "大气", "噪声"]


def frame(*, wrong: int = 0) -> pd.DataFrame:
    rows = {"合肥市": [9, 2 + wrong, 4, 3], "芜湖市": [6, 1, 3, 2], "合计": [15, 3, 7, 5]}
    made = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS)
    made.index.name = "设区市"
    return made


def audits(data: bytes) -> list[Audit]:
    return [foot(b) for b in parse_document(read_document(data), sha256="0" * 64)]


def workbook(sheets: dict[str, pd.DataFrame]) -> bytes:
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        for name, made in sheets.items():
            made.to_excel(writer, sheet_name=name)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        frame().to_csv().encode("gb18030"),
        frame().to_html().encode(),
        workbook({"Sheet1": frame()}),
        workbook(
            {"Sheet1": frame().set_axis(pd.MultiIndex.from_product([["第三批"], COLUMNS]), axis=1)}
        ),
    ],
    ids=["csv", "html", "xlsx", "two levels"],
)
def test_a_table_of_complaints_is_a_bulletin_by_itself(data: bytes) -> None:
    (got,) = audits(data)
    assert got.verdict == "consistent"
    assert len(got.bulletin.observations) == 12


def test_types_and_totals_by_region_need_no_word_of_complaints() -> None:
    bare = frame().rename(columns={"交办件数": "合计"})
    (got,) = audits(bare.to_csv().encode())
    assert got.verdict == "consistent"


def test_a_frame_with_its_regions_in_a_column_is_no_fault() -> None:
    checked = bulletins.check(frame().reset_index(), cases=15)
    assert checked.verdict == "consistent" and checked.findings.empty


def test_a_sheet_is_the_batch_that_its_tab_names() -> None:
    got = audits(workbook({"第三批": frame(), "第4批": frame(wrong=1)}))
    assert [(a.bulletin.batch, a.verdict) for a in got] == [(3, "consistent"), (4, "inconsistent")]


def test_a_table_of_something_else_is_none() -> None:
    other = frame().rename(columns={"交办件数": "监测点数"})
    assert audits(workbook({"Sheet1": other})) == []
