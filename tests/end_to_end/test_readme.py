"""The README tells the truth: its transcripts are what the commands print."""

from __future__ import annotations

from typing import Any

import pytest

from tests.end_to_end.conftest import ROOT

SEED = "seeds/000_4badc30f7989d9b3.txt"


def test_the_transcript_is_what_is_printed(run: Any) -> None:
    printed = run("check", SEED).stdout.decode()
    assert printed in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_chinese_transcript_is_an_extract_of_what_is_printed(run: Any) -> None:
    printed = run("check", SEED, "--lang", "zh").stdout.decode().splitlines()
    page = (ROOT / "README.zh.md").read_text(encoding="utf-8")
    shown = page.partition("--lang zh\n")[2].partition("```")[0].splitlines()
    assert len(shown) > 5
    assert [line for line in shown if line.strip() != "…" and line not in printed] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_both_pages_give_the_two_commands_first(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    english = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(command in english for command in commands)
    assert lines.index(commands[1]) < 20
