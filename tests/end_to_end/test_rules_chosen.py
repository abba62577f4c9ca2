"""``--select`` and ``--ignore``: which rules are asked, and that the rest is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import bulletins
from bulletins.errors import UsageError
from bulletins.rules import all_rules, choose_rules, find_rule
from tests.end_to_end.conftest import Run

WRONG = find_rule("T102").example("Wrong")  # type: ignore[union-attr]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A table that breaks row-total and column-total."""
    path = tmp_path / "page.txt"
    path.write_text(WRONG, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        (["T"], [], "T101 T102 T103"),
        (["t10"], ["column-total"], "T101 T103"),
        (["N209", "shares"], [], "N208 N209"),
        (["T", "P4"], ["T", "P401"], "P402 P403"),
        ([], ["N", "C", "P", "S", "T103"], "T101 T102"),
    ],
)
def test_rules_are_named_by_code_prefix_or_name(
    select: list[str], ignore: list[str], codes: str
) -> None:
    assert " ".join(r.code for r in choose_rules(select, ignore)) == codes


def test_all_rules_are_asked_where_none_is_named() -> None:
    assert choose_rules([], []) == all_rules()


@pytest.mark.parametrize("name", ["", "X", "T1011", "row"])
def test_a_name_of_no_rule_is_told_with_the_known_ones(name: str) -> None:
    with pytest.raises(UsageError, match="T101 row-total"):
        choose_rules([name], [])


@pytest.mark.parametrize(
    ("args", "exit", "rules", "verdict"),
    [
        ((), 1, ["row-total", "column-total"], "inconsistent"),
        (("--ignore", "T102"), 1, ["row-total"], "inconsistent"),
        (("--select", "T102", "--select", "shares"), 1, ["column-total"], "inconsistent"),
        (("--ignore", "row-total,T102"), 0, [], "consistent"),
        (("--select", "shares"), 0, [], "unchecked"),
    ],
)
def test_rules_not_asked_count_for_nothing(
    args: tuple[str, ...], exit: int, rules: list[str], verdict: str, page: Path, report: Any
) -> None:
    code, found = report(page, *args)
    (bulletin,) = found["documents"][0]["bulletins"]
    assert code == exit
    assert sorted({f["rule"] for f in bulletin["findings"]}) == sorted(rules)
    assert bulletin["verdict"] == verdict
    assert bool(found["summary"]["rules_left_out"]) == bool(args)


def test_doubts_of_reading_are_left_out_as_well(report: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(find_rule("S007").example("Wrong"), encoding="utf-8")  # type: ignore[union-attr]
    assert [f["code"] for f in report(page)[1]["documents"][0]["bulletins"][0]["findings"]] == [
        "S007"
    ]
    assert not report(page, "--ignore", "S007")[1]["documents"][0]["bulletins"][0]["findings"]


def test_rules_are_chosen_in_python(page: Path) -> None:
    (bulletin,) = bulletins.read(page, ignore=["T102"])
    assert list(bulletin.findings["code"]) == ["T101"]
    with pytest.raises(UsageError, match="no rule is called 'T9'"):
        bulletins.read(page, select=["T9"])


def test_an_unknown_rule_is_wrong_usage(run: Run, page: Path) -> None:
    for command in ("check", "convert"):
        done = run(command, page, "--ignore", "T101,nonsense", cwd=page.parent)
        assert done.returncode == 2
        assert b"'nonsense'" in done.stderr
        assert b"T103 grand-total" in done.stderr
    assert [p.name for p in page.parent.iterdir()] == ["page.txt"]


def test_what_was_not_asked_is_said(run: Run, page: Path, tmp_path: Path) -> None:
    for format_ in ("text", "markdown", "github"):
        said = run("check", page, "--ignore", "T102", "--format", format_).stdout.decode()
        assert "rules not asked: T102" in said, format_
        said = run("check", page, "--select", "T102", "--format", format_).stdout.decode()
        assert "only these rules asked: T102" in said, format_
    out = tmp_path / "out"
    assert run("convert", page, "--ignore", "T102", "-o", out, "--lang", "zh").returncode == 0
    assert json.loads((out / "report.json").read_bytes())["summary"]["rules_left_out"] == ["T102"]
    sheet = openpyxl.load_workbook(out / "page.xlsx")["封面"]
    assert ("未核对的规则", "T102") in [row[:2] for row in sheet.iter_rows(values_only=True)]
