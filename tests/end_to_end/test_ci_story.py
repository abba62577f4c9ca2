"""A repository of bulletins in CI: one is wrong, every report names it; mended, all is green."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.end_to_end.conftest import Run

BULLETIN = """\
# 中央第四生态环境保护督察组向湖北省转办第{batch}批信访件

截至2025年6月{day}日9时，我省收到第{batch}批群众信访举报件{cases}件。其中，水环境问题{water}件、大气环境问题{air}件。

# 信访举报件统计表（第{batch}批）

| 地市 | 交办件数 | 水 | 大气 |
| 武汉 | {wuhan} | 1 | {wuhan_air} |
| 宜昌 | 2 | 2 |  |
| 合计 | {cases} | {water} | {air} |
"""
FIGURES = {"cases": 5, "water": 3, "air": 2, "wuhan": 3, "wuhan_air": 2}

Check = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three bulletins under docs/; in the second Wuhan's air was set as 4."""
    (tmp_path / "docs").mkdir()
    for number, batch in enumerate("一二三", 1):
        wrong = {"wuhan_air": 4} if number == 2 else {}
        write(tmp_path, number, batch, **wrong)
    (tmp_path / "pyproject.toml").write_text('[tool.bulletins]\nselect = ["T", "N"]\n')
    return tmp_path


def write(repository: Path, number: int, batch: str, **changes: int) -> None:
    text = BULLETIN.format(batch=batch, day=number, **{**FIGURES, **changes})
    (repository / "docs" / f"batch-{number}.md").write_text(text, encoding="utf-8")


@pytest.fixture
def check(run: Run, repository: Path) -> Check:
    """``bulletins check docs`` in the repository, as a job runs it."""
    return lambda *args: run("check", "docs", *args, cwd=repository)


def junit(data: bytes) -> dict[str, tuple[int, int]]:
    """(failures, errors) of each document."""
    suites = etree.fromstring(data)
    return {s.get("name"): (int(s.get("failures")), int(s.get("errors"))) for s in suites}


def sarif_paths(data: bytes) -> set[str]:
    results: list[Any] = json.loads(data)["runs"][0]["results"]
    return {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in results
        for place in result["locations"]
    }


def test_one_wrong_bulletin_fails_the_job_and_is_named(check: Check, repository: Path) -> None:
    done = check("--format", "junit", "-o", "junit.xml")
    assert done.returncode == 1
    failed = junit((repository / "junit.xml").read_bytes())
    assert [name for name, (failures, _) in failed.items() if failures] == ["docs/batch-2.md"]
    assert {errors for _, errors in failed.values()} == {0}
    assert len(failed) == 3
    assert sarif_paths(check("--format", "sarif").stdout) == {"docs/batch-2.md"}
    annotations = check("--format", "github").stdout.decode().splitlines()
    assert annotations[0].startswith(
        "::error file=docs/batch-2.md,line=8,title=T101 row-total::武汉"
    )
    assert annotations[-1] == "3 documents, 3 bulletins: 2 errors; only these rules asked: " + (
        "N201, N202, N203, N204, N205, N206, N207, N208, N209, N210, T101, T102, T103"
    )
    violations = json.loads(check("--format", "gitlab").stdout)
    assert {v["location"]["path"] for v in violations} == {"docs/batch-2.md"}


def test_mended_it_is_green(check: Check, repository: Path) -> None:
    write(repository, 2, "二")
    done = check("--format", "junit")
    assert done.returncode == 0
    assert set(junit(done.stdout).values()) == {(0, 0)}
    assert sarif_paths(check("--format", "sarif").stdout) == set()
    assert check("--format", "github").stdout.decode().startswith("3 documents, 3 bulletins: no ")
    assert json.loads(check("--format", "gitlab").stdout) == []


def test_what_was_found_is_known_again_where_lines_are_added_above(
    check: Check, repository: Path
) -> None:
    page = repository / "docs" / "batch-2.md"
    before = json.loads(check("--format", "gitlab").stdout)
    page.write_text("# 要闻\n\n今年新增公园绿地多处。\n\n" + page.read_text(encoding="utf-8"))
    after = json.loads(check("--format", "gitlab").stdout)
    assert [v["fingerprint"] for v in after] == [v["fingerprint"] for v in before]
    lines = [v["location"]["lines"]["begin"] for v in before]
    assert [v["location"]["lines"]["begin"] for v in after] == [line + 4 for line in lines]


def test_a_document_that_cannot_be_read_is_no_green(check: Check, repository: Path) -> None:
    write(repository, 2, "二")
    (repository / "docs" / "batch-4.md").write_bytes(b"")
    done = check("--format", "junit", "--fail-on", "never")
    assert done.returncode == 3
    assert junit(done.stdout)["docs/batch-4.md"] == (0, 1)
    assert check("--format", "github").stdout.startswith(b"::error file=docs/batch-4.md,title=not ")
