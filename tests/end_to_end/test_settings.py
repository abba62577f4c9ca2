"""``[tool.bulletins]`` of a pyproject.toml: found, overruled, and refused where it is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bulletins.rules import find_rule
from tests.end_to_end.conftest import Run, environment

Check = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a page that breaks row-total, and a folder below it."""
    rule = find_rule("T101")
    assert rule is not None
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.txt").write_text(rule.example("Wrong"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def check(run: Run, project: Path) -> Check:
    """``bulletins check page.txt`` below a project with these settings."""

    def check_it(settings: str, *args: str) -> subprocess.CompletedProcess[bytes]:
        (project / "pyproject.toml").write_text(settings, encoding="utf-8")
        return run("check", "page.txt", *args, cwd=project / "docs")

    return check_it


def test_the_nearest_file_with_the_table_is_taken(check: Check, project: Path) -> None:
    (project / "docs" / "pyproject.toml").write_text("[project]\nname = 'bulletins-of-ours'\n")
    done = check('[tool.bulletins]\nformat = "json"\nfail-on = "never"\nselect = "T101"\n')
    assert done.returncode == 0
    assert "T102" in json.loads(done.stdout)["summary"]["rules_left_out"]


def test_a_commands_own_table_wins_and_the_command_line_over_all(check: Check) -> None:
    settings = (
        '[tool.bulletins]\nlang = "zh"\nfail-on = "warning"\nignore = ["T101", "S"]\n'
        '[tool.bulletins.check]\nfail-on = "never"\nignore = "T102"\n'
        '[tool.bulletins.convert]\nfail-on = "error"\napply-unique = true\n'
    )
    done = check(settings)
    assert (done.returncode, "未核对的规则：T102" in done.stdout.decode()) == (0, True)
    assert check(settings, "--fail-on", "error").returncode == 1
    assert check(settings, "--fail-on", "error", "--ignore", "row-total").returncode == 0
    assert "error" in check(settings, "--lang", "en").stdout.decode()


def test_a_value_holds_for_the_commands_that_take_it(run: Run, check: Check, project: Path) -> None:
    done = check('[tool.bulletins]\nformat = "sarif"\nfail-on = "never"\n')
    assert json.loads(done.stdout)["version"] == "2.1.0"
    tables = run("tables", "page.txt", cwd=project / "docs")
    assert json.loads(tables.stdout)["version"] == 1


def test_a_path_is_meant_from_the_folder_of_its_file(check: Check, project: Path) -> None:
    assert check('[tool.bulletins.check]\noutput = "report.txt"\n').stdout == b""
    assert "row-total" in (project / "report.txt").read_text(encoding="utf-8")


def test_a_file_can_be_named_and_all_of_them_left_out(check: Check, project: Path) -> None:
    wrong = "[tool.bulletins]\nnonsense = 1\n"
    (project / "ci.toml").write_text('[tool.bulletins]\nlang = "zh"\n')
    assert check(wrong).returncode == 2
    assert "行" in check(wrong, "--config", "../ci.toml").stdout.decode()
    for args in (["--isolated"], ["--isolated", "--config", "../ci.toml"],
                 ["--config", "../ci.toml", "--isolated"]):  # fmt: skip
        assert "error" in check(wrong, *args).stdout.decode()
    none = check(wrong, "--config", "page.txt")
    assert (none.returncode, b"page.txt" in none.stderr) == (2, True)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("fail_on = 'never'", "[tool.bulletins] fail_on: there is no such setting, do you mean fail-on? there are"),
        ("config = 'x'", "[tool.bulletins] config: there is no such setting"),
        ("check = 3", "[tool.bulletins] check: there is no such setting"),
        ("fail-on = true", "[tool.bulletins] fail-on = True: it must be a text in quotes"),
        ("fail-on = 'all'", "'all' is not one of 'error', 'warning', 'never'"),
        ("year = '2024'", "[tool.bulletins] year = '2024': it must be a whole number"),
        ("year = 24", "[tool.bulletins] year = 24: 24 is not in the range 1990<=x<=2100"),
        ("timeout = false", "[tool.bulletins] timeout = False: it must be a number"),
        ("ignore-permissions = 1", "ignore-permissions = 1: it must be true or false"),
        ("select = ['T', 1]", "[tool.bulletins] select = ['T', 1]: it must be a list of texts"),
        ("ignore = ['T9']", "no rule is called 'T9'; there are"),
        ("province = '火星'", "火星 is no province; known are"),
        ("[tool.bulletins.convert]\nformat = 'json'", "[tool.bulletins.convert] format: there is no"),
        ("[tool.bulletins.schema]\nlang = 'en'", "[tool.bulletins] schema: there is no such"),
        ("output = 'x'", "[tool.bulletins] output: it means another thing to each command"),
        ("lang = ", "it is no TOML: Invalid value (at line 2"),
    ],
)  # fmt: skip
def test_wrong_settings_are_wrong_usage(settings: str, said: str, check: Check) -> None:
    done = check(f"[tool.bulletins]\n{settings}\n")
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"pyproject.toml: " in done.stderr
    assert done.stdout == b""


def test_no_table_is_wrong_usage(check: Check) -> None:
    done = check("[tool]\nbulletins = 3\n")
    assert (done.returncode, b"write [tool.bulletins]" in done.stderr) == (2, True)


def test_a_broken_file_that_does_not_name_us_is_no_matter(check: Check) -> None:
    assert check("[tool.black\n").returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="a folder in use is not removed there")
def test_a_working_directory_that_is_gone_has_no_settings(run: Run, project: Path) -> None:
    gone = project / "gone"
    gone.mkdir()
    script = f"import os, sys; os.rmdir({str(gone)!r}); from bulletins.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", script, "check", str(project / "docs" / "page.txt")],
        cwd=gone, env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"")
