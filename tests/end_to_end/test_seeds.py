"""The user's own documents: every figure, every finding, and nothing besides."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

SEED = "seeds/000_4badc30f7989d9b3.txt"
TYPES = ("water", "air", "soil", "ecology", "noise", "radiation", "other")


@pytest.fixture
def bulletins(report: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    code, data = report("seeds")
    assert code == 1
    (document,) = [d for d in data["documents"] if d["bulletins"]]
    assert document["path"] == SEED
    first, second = document["bulletins"]
    return first, second


def figures(bulletin: dict[str, Any], origin: str) -> dict[tuple[str, str, str], Any]:
    return {
        (o["region"], o["pollution"], o["measure"]): o["value"]
        for o in bulletin["observations"]
        if o["origin"] == origin
    }


def test_four_seeds_hold_no_bulletin(report: Any) -> None:
    _, data = report("seeds")
    others = [d for d in data["documents"] if d["path"] != SEED]
    assert [(d["status"], d["reason"], d["bulletins"], d["findings"]) for d in others] == [
        ("no_bulletin", None, [], [])
    ] * 4


def test_who_and_when(bulletins: Any) -> None:
    first, second = bulletins
    assert first["id"].startswith("安徽-2024-29-")
    assert (first["batch"], first["as_of"], first["province"]) == (29, "2024-11-18T09:00", "安徽")
    assert (first["level"], first["inspection"]) == ("province", "中央第二生态环境保护督察组")
    assert first["parts"] == ["contact", "notice", "statistics_table"]
    assert (second["batch"], second["as_of"], second["parts"]) == (19, None, ["progress"])
    assert second["id"].startswith("安徽-2024-19-")


def test_contact(bulletins: Any) -> None:
    contact = bulletins[0]["contact"]
    assert contact["period"] == ["2024-10-20", "2024-11-20"]
    assert contact["phones"] == ["0551-62956707"]
    assert contact["mailboxes"] == ["安徽省合肥市A167号邮政信箱"]
    assert contact["hours"] == "8:00-20:00"


def test_the_notice(bulletins: Any) -> None:
    first = bulletins[0]
    prose = figures(first, "prose")
    assert prose.pop(("合肥市", "_T", "cases")) == 26
    assert prose == {
        ("_T", "_T", "cases"): 128,
        ("_T", "_T", "problems"): 128,
        ("_T", "water", "problems"): 27,
        ("_T", "air", "problems"): 52,
        ("_T", "noise", "problems"): 18,
        ("_T", "other", "problems"): 15,
        ("_T", "soil", "problems"): 8,
        ("_T", "ecology", "problems"): 8,
    }
    assert [c["value"] for c in first["region_counts"]] == [16]


def test_the_table_as_printed(bulletins: Any) -> None:
    table = figures(bulletins[0], "table")
    assert len({region for region, _, _ in table}) == 16
    sums = {code: sum(v for (_, p, _), v in table.items() if p == code) for code in (*TYPES, "_T")}
    assert sums == {
        "_T": 128, "water": 27, "air": 52, "soil": 9, "ecology": 8, "noise": 18, "radiation": 14,
        "other": 6,
    }  # fmt: skip


def test_the_findings_and_no_others(bulletins: Any) -> None:
    first, second = bulletins
    said = [(f["severity"], f["rule"], f["keys"]) for f in first["findings"]]
    rows = {keys[0]["region"] for s, rule, keys in said if (s, rule) == ("error", "row-total")}
    types = {k[0]["pollution"] for s, rule, k in said if (s, rule) == ("error", "table-prose-type")}
    assert rows == {"合肥", "亳州", "安庆", "滁州", "宿州", "淮北"}
    assert types == {"soil", "radiation", "other"}
    assert sum(1 for s, _, _ in said if s == "error") == 9
    warnings = sorted(rule for s, rule, _ in said if s == "warning")
    assert warnings == ["misaligned-columns", "truncated-text"]
    assert first["verdict"] == "inconsistent"
    assert [(f["severity"], f["rule"]) for f in second["findings"]] == [("note", "part-elsewhere")]
    assert second["verdict"] == "consistent"


def test_a_finding_in_full(bulletins: Any) -> None:
    (finding,) = [
        f for f in bulletins[0]["findings"] if f["keys"] and f["keys"][0]["region"] == "合肥"
    ]
    assert finding["message"] == "合肥: the types add up to 27, the row's total is 26 (+1)"
    assert (finding["observed"], finding["expected"], finding["difference"]) == (27, 26, 1)
    assert finding["keys"] == [
        {
            "part": "statistics_table", "origin": "table", "scope": "batch", "batch": 29,
            "region": "合肥", "pollution": "_T", "measure": "cases",
        }
    ]  # fmt: skip
    assert (finding["sources"][0]["line"], finding["sources"][0]["ref"]) == (167, "R3C2")


def test_the_progress_notice(bulletins: Any) -> None:
    prose = {measure: v for (_, _, measure), v in figures(bulletins[1], "prose").items()}
    assert prose == {
        "cases": 113, "closed": 36, "partly_closed": 27, "open": 50, "rectified": 1,
        "penalised": 1, "fine": 2436,
    }  # fmt: skip


def test_exit_codes(run: Any) -> None:
    assert run("check", "seeds").returncode == 1
    assert run("check", "seeds", "--fail-on", "never").returncode == 0
    assert run("check", "seeds/001_7a171608c9f467f8.txt").returncode == 0


def test_the_report_fits_its_schema(run: Any, report: Any, tmp_path: Path) -> None:
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    _, data = report("seeds", tmp_path / "missing.txt")
    validator.validate(data)
    next(d for d in data["documents"] if d["bulletins"])["bulletins"][0]["verdict"] = "fine"
    assert not validator.is_valid(data)


def test_convert_writes_everything(run: Any, tmp_path: Path) -> None:
    done = run("convert", "seeds", "-o", tmp_path)
    assert done.returncode == 0
    assert len(done.stdout.decode().splitlines()) == 5
    assert done.stderr == b""
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == ["000_4badc30f7989d9b3.xlsx", "panel.csv", "report.html", "report.json"]
    book = openpyxl.load_workbook(BytesIO((tmp_path / names[0]).read_bytes()), data_only=True)
    assert book.sheetnames == [
        "Summary", "Data", "As printed", "Discrepancies", "Repairs", "Checks",
        "Sources",
    ]  # fmt: skip
    panel = (tmp_path / "panel.csv").read_text(encoding="utf-8").splitlines()
    assert len(panel) == 1 + 93 + 7


def test_tables(run: Any) -> None:
    data = json.loads(run("tables", SEED).stdout)
    (table,) = data["documents"][0]["tables"]
    assert (table["n_rows"], table["n_cols"]) == (18, 11)
    texts = {(c["row"], c["col"]): c["text"] for c in table["cells"]}
    assert (texts[0, 1], texts[2, 1], texts[2, 8]) == ("类型", "26", "")
