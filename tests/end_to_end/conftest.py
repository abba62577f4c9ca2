"""The real command, run as a user runs it."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def environment(**changes: str) -> dict[str, str]:
    """Our environment, without what would colour a pipe."""
    ours = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    return {**ours, "PYTHONPATH": str(ROOT), **changes}


@pytest.fixture
def run() -> Run:
    """Run ``bulletins`` with arguments; keywords are those of ``subprocess.run``."""

    def run_it(*args: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "bulletins", *map(str, args)]
        settings = {"cwd": ROOT, "env": environment(), "timeout": 300, "capture_output": True}
        return subprocess.run(command, check=False, **{**settings, **options})

    return run_it


def _without_privileges() -> None:
    """Root may read everything: let its next program do without what makes it so."""
    if os.geteuid() == 0:
        drop, override, search = 24, 1, 2  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        for capability in (override, search):
            ctypes.CDLL(None).prctl(drop, capability, 0, 0, 0)


@pytest.fixture
def unprivileged(tmp_path: Path) -> dict[str, Any]:
    """Options of ``run`` under which a file's mode counts, also for root."""
    locked = tmp_path / "locked-for-a-try"
    locked.touch(mode=0)
    options = {"preexec_fn": _without_privileges} if sys.platform == "linux" else {}
    opened = subprocess.run(["cat", str(locked)], check=False, capture_output=True, **options)
    locked.unlink()
    if opened.returncode == 0:
        pytest.skip("this user may read everything")
    return options


@pytest.fixture
def report(run: Run) -> Callable[..., tuple[int, dict[str, Any]]]:
    """(exit code, JSON report) of ``bulletins check``."""

    def check(*args: str | Path, **options: Any) -> tuple[int, dict[str, Any]]:
        done = run("check", *args, "--format", "json", **options)
        assert b"Traceback" not in done.stderr
        return done.returncode, json.loads(done.stdout)

    return check
