"""Same bytes everywhere, light start, clean stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import ROOT, environment

HEAVY = ("pandas", "numpy", "pandera", "camelot", "xlsxwriter", "openpyxl")
SURROUNDINGS = [
    {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {"LC_ALL": "zh_CN.GB18030", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "de_DE.UTF-8", "TZ": "America/New_York", "PYTHONHASHSEED": "4242"},
]


def outputs(run: Any, folder: Path, *args: str, **changes: str) -> dict[str, bytes]:
    done = run("convert", *args, "-o", folder, env=environment(**changes))
    assert done.returncode == 0, done.stderr
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir())}
    return {**files, "stdout": done.stdout}


def test_same_bytes(run: Any, tmp_path: Path) -> None:
    seeds = sorted(f"seeds/{p.name}" for p in (ROOT / "seeds").glob("*.txt"))
    expected = outputs(run, tmp_path / "0", *seeds, **SURROUNDINGS[0])
    for number, changes in enumerate(SURROUNDINGS[1:], 1):
        got = outputs(run, tmp_path / str(number), *reversed(seeds), **changes)
        assert got.keys() == expected.keys()
        for name, data in expected.items():
            assert got[name] == data, name


@pytest.mark.parametrize("args", [("--help",), ("check", "--help"), ("rules",), ("check", "seeds")])
def test_nothing_heavy_is_loaded(args: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        "from bulletins.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *args], cwd=ROOT, env=environment(), capture_output=True,
        check=True,
    )  # fmt: skip
    # what fails is repaired with numpy's help; nothing else asks for it
    loaded = "['numpy']" if args == ("check", "seeds") else "[]"
    assert done.stderr.decode().splitlines()[-1] == loaded


def test_a_large_text_without_a_bulletin(report: Any, tmp_path: Path) -> None:
    line = "快递企业完善基础设施建设,智能分拣设备日益增多,时效稳步提升。\n"
    (tmp_path / "page.txt").write_text(("# 见闻\n\n" + line * 60) * 900, encoding="utf-8")
    assert (tmp_path / "page.txt").stat().st_size > 4_500_000
    assert report(tmp_path / "page.txt")[1]["documents"][0]["status"] == "no_bulletin"


def children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_leaves_nothing(number: int, code: int, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    line = "督察组转办第三批群众信访举报件3件,其中大气环境问题2个、水环境问题1个。\n"
    page.write_text(("# 通报\n\n" + line * 50) * 2000, encoding="utf-8")
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "bulletins", "convert", str(page), "-o", str(out)],
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 20
    while not (below := children(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.02)  # until the reading process is there
    assert below
    process.send_signal(number)
    _, said = process.communicate(timeout=5)
    assert process.returncode == code
    assert b"Traceback" not in said
    assert not out.exists()
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists() and _alive(pid)]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
