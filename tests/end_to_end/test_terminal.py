"""Colours and progress: at a terminal that knows them, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bulletins.rules import find_rule
from tests.end_to_end.conftest import ROOT, Run, environment

CODE = b"\x1b["


@pytest.fixture
def page(tmp_path: Path) -> Path:
    rule = find_rule("T101")
    assert rule is not None
    path = tmp_path / "page.txt"
    path.write_text(rule.example("Wrong"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("args", "changes", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "always", "--format", "markdown"), {}, False),
    ],
)
def test_colours_of_a_pipe(
    args: tuple[str, ...], changes: dict[str, str], coloured: bool, run: Run, page: Path
) -> None:
    done = run("check", page, *args, env=environment(**changes))
    assert (CODE in done.stdout) == coloured
    assert done.stderr == b""


def test_colours_change_no_word(run: Run, page: Path) -> None:
    import click

    bare = run("check", page).stdout.decode()
    painted = run("check", page, "--color", "always").stdout.decode()
    assert click.unstyle(painted) == bare
    assert "\x1b[31m\x1b[1mINCONSISTENT\x1b[0m" in painted


def test_a_file_has_no_colours(run: Run, page: Path) -> None:
    out = page.with_name("out.txt")
    run("check", page, "--color", "always", "-o", out)
    assert CODE not in out.read_bytes()


def at_a_terminal(page: Path, **changes: str) -> bytes:
    """What ``check`` writes, both streams, where they are a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bulletins", "check", str(page)],
        cwd=ROOT, env=environment(**changes), stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
    ):  # fmt: skip
        os.close(theirs)
        said = b""
        while chunk := read(ours):
            said += chunk
    os.close(ours)
    return said


def read(terminal: int) -> bytes:
    """The next bytes; none where the other side is closed, which Linux calls an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_a_terminal_has_colours_and_progress(page: Path) -> None:
    said = at_a_terminal(page, TERM="xterm-256color")
    assert b"\x1b[31m\x1b[1mINCONSISTENT" in said
    assert b"[1/1]" in said


def test_a_terminal_may_have_progress_without_colours(page: Path) -> None:
    said = at_a_terminal(page, TERM="xterm", NO_COLOR="1")
    assert b"[1/1]" in said
    assert b"\x1b[31m" not in said


def test_a_dumb_terminal_gets_plain_lines(page: Path) -> None:
    said = at_a_terminal(page, TERM="dumb")
    assert b"INCONSISTENT" in said
    assert b"\x1b" not in said
