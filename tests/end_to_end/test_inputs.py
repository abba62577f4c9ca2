"""The contract's table of inputs, line by line: status, reason, exit code."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bulletins.reports import all_reports
from tests.end_to_end.conftest import Run, environment

NOTICE = (
    "中央第一生态环境保护督察组向山西省转办第二批信访件\n\n"
    "截至2025年6月3日9时,我省收到中央第一生态环境保护督察组转办的第二批群众信访举报件7件。"
    "太原市4件、大同市3件。\n"
)
PLAIN = "今日天气晴,市民纷纷出游。\n"


def zipped(name: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, "x")
    return data.getvalue()


FILES: dict[str, tuple[bytes, str, str | None, int]] = {
    "plain.txt": (PLAIN.encode(), "no_bulletin", None, 0),
    "empty.txt": (b"", "failed", "empty", 3),
    "blank.txt": (b" \n\t\n", "failed", "empty", 3),
    "noise.bin": (bytes(range(256)) * 4, "failed", "wrong_type", 3),
    "a.ofd": (zipped("OFD.xml"), "failed", "unsupported", 3),
    "a.doc": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
        "failed",
        "unsupported",
        3,
    ),
    "a.pdf": (b"%PDF-1.7\n", "failed", "damaged", 3),
    "text.xlsx": (NOTICE.encode(), "ok", None, 0),
    "gbk.txt": (NOTICE.encode("gbk"), "ok", None, 0),
    "gb18030.txt": (NOTICE.replace("大同", "㙍上").encode("gb18030"), "ok", None, 0),
    "utf16.txt": (NOTICE.encode("utf-16"), "ok", None, 0),
    "utf16be.txt": (NOTICE.encode("utf-16-be"), "ok", None, 0),
    "utf8bom.txt": (NOTICE.encode("utf-8-sig"), "ok", None, 0),
    "broken.txt": (NOTICE.encode() + b"\xff\xfe\xff", "failed", "encoding", 3),
    "cut.txt": (NOTICE[:-3].encode(), "ok", None, 0),
}


@pytest.mark.parametrize("name", FILES)
def test_file(name: str, report: Any, tmp_path: Path) -> None:
    data, status, reason, code = FILES[name]
    (tmp_path / name).write_bytes(data)
    got, result = report(tmp_path / name)
    (document,) = result["documents"]
    assert (document["status"], document["reason"], got) == (status, reason, code)
    assert (document["message"] is None) == (reason is None)


def test_the_offset_of_an_undecodable_byte_is_named(report: Any, tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_bytes(FILES["broken.txt"][0])
    _, result = report(tmp_path / "broken.txt")
    assert f"byte {len(NOTICE.encode())}" in result["documents"][0]["message"]


def test_a_text_cut_off_in_print_is_said(report: Any, tmp_path: Path) -> None:
    (tmp_path / "cut.txt").write_bytes(FILES["cut.txt"][0])
    _, result = report(tmp_path / "cut.txt")
    rules = [f["rule"] for f in result["documents"][0]["bulletins"][0]["findings"]]
    assert rules == ["truncated-text"]


def test_what_is_no_file(report: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    paths = (tmp_path / "none", tmp_path / "pipe", tmp_path / "loop", Path(os.devnull))
    code, result = report(*paths)
    assert code == 3
    assert [d["reason"] for d in result["documents"]] == ["not_a_file"] * 4


def test_no_permission(report: Any, tmp_path: Path, unprivileged: dict[str, Any]) -> None:
    """Of a file, of one in a folder and of a folder: each is said, and the others are read."""
    for name in ("locked.txt", "open/a.txt", "open/locked.txt", "open/shut/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(NOTICE, encoding="utf-8")
    for name in ("locked.txt", "open/locked.txt", "open/shut"):
        (tmp_path / name).chmod(0)
    code, result = report("locked.txt", "open", cwd=tmp_path, **unprivileged)
    (tmp_path / "open" / "shut").chmod(0o700)
    told = [(d["path"], d["status"], d["reason"]) for d in result["documents"]]
    assert (code, told) == (
        3,
        [
            ("locked.txt", "failed", "no_permission"),
            ("open/a.txt", "ok", None),
            ("open/locked.txt", "failed", "no_permission"),
            ("open/shut", "failed", "no_permission"),
        ],
    )


def test_a_folder_without_documents_has_no_entry(run: Any, tmp_path: Path) -> None:
    done = run("check", tmp_path, "--format", "json")
    assert done.returncode == 0
    assert b'"documents": []' in done.stdout
    assert b"no document" in done.stderr


def test_standard_input(report: Any) -> None:
    code, result = report("-", input=NOTICE.encode())
    assert (code, result["documents"][0]["path"], result["documents"][0]["status"]) == (
        0,
        "-",
        "ok",
    )


def test_not_read_outweighs_findings(run: Any, tmp_path: Path) -> None:
    assert run("check", "seeds", tmp_path / "none").returncode == 3


def test_fail_on_warning(run: Any, tmp_path: Path) -> None:
    (tmp_path / "cut.txt").write_bytes(FILES["cut.txt"][0])
    assert run("check", tmp_path / "cut.txt").returncode == 0
    assert run("check", tmp_path / "cut.txt", "--fail-on", "warning").returncode == 1


@pytest.mark.parametrize("args", [("check",), ("check", "x", "--format", "xml"), ("explain", "X1"),
                                  ("check", "seeds", "--province", "火星")])  # fmt: skip
def test_wrong_usage(args: tuple[str, ...], run: Any) -> None:
    done = run(*args)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_an_output_that_cannot_be_written(run: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    done = run("check", "seeds", "-o", tmp_path / "file" / "report.txt")
    assert done.returncode == 4
    assert b"report.txt" in done.stderr
    assert (tmp_path / "file").read_text() == "old"


def test_one_file_twice_and_one_stem_twice(run: Any, report: Any, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(NOTICE)
    _, result = report(tmp_path, tmp_path / "a" / "x.txt")
    ids = [b["id"] for d in result["documents"] for b in d["bulletins"]]
    assert len(ids) == len(set(ids)) == 2
    run("convert", tmp_path / "a", tmp_path / "b", "-o", tmp_path / "out")
    assert len(list((tmp_path / "out").glob("x*.xlsx"))) == 2


@pytest.mark.parametrize("given", ["a.xlsx", "."])
@pytest.mark.parametrize("command", [("check", "-o", "a.xlsx"), ("convert", "-o", ".")])
def test_an_output_never_replaces_a_document_that_was_read(
    command: tuple[str, ...], given: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.xlsx").write_text(NOTICE, encoding="utf-8")  # what it is, its content says
    done = run(*command, given, cwd=tmp_path)
    assert done.returncode == 2 and b"one of the inputs" in done.stderr
    assert os.listdir(tmp_path) == ["a.xlsx"]
    assert (tmp_path / "a.xlsx").read_text(encoding="utf-8") == NOTICE


def test_a_run_does_not_read_what_the_last_one_wrote(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NOTICE, encoding="utf-8")
    first, second = (run("convert", ".", cwd=tmp_path) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == second.stdout and not first.stderr
    assert second.stderr == b"./output: not read: results are written to this folder\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("args", [("check", "seeds"), ("convert", "seeds", "-o", "{}"), ("rules",),
                                  ("tables", "seeds"), ("schema",), ("completion", "fish")])  # fmt: skip
def test_standard_output_that_cannot_be_written(
    args: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    with open("/dev/full", "wb") as full:
        done = run(
            *(a.format(tmp_path) for a in args), stdout=full, stderr=-1, capture_output=False
        )
    assert done.returncode == 4
    assert done.stderr == b"bulletins: cannot write stdout: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="closes the streams of a process by a shell")
def test_closed_streams(tmp_path: Path) -> None:
    def run_by_shell(closed: str) -> subprocess.CompletedProcess[bytes]:
        command = f'"{sys.executable}" -m bulletins check --lang zh - {closed}'
        return subprocess.run(["sh", "-c", command], check=False, env=environment(),
                              capture_output=True, input=NOTICE.encode(), timeout=300)  # fmt: skip

    unheard = run_by_shell(">&-")
    assert (unheard.returncode, unheard.stdout) == (4, b"")
    assert unheard.stderr.decode() == "bulletins: 无法写入 stdout：已关闭\n"
    assert run_by_shell("2>&-").stdout == run_by_shell("").stdout
    without_input = run_by_shell("<&-")
    assert without_input.returncode == 3 and b"empty" in without_input.stdout


def test_an_output_without_a_name_is_refused(run: Run, tmp_path: Path) -> None:
    for command in ("convert", "check"):
        done = run(command, "-", "-o", "", input=NOTICE.encode(), cwd=tmp_path)
        assert done.returncode == 2 and b"the name is empty" in done.stderr
    assert not os.listdir(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_a_name_that_is_no_unicode_is_told_in_every_format(run: Run, tmp_path: Path) -> None:
    page = os.fsencode(tmp_path) + b"/a\xff.txt"
    Path(os.fsdecode(page)).write_text(NOTICE, encoding="utf-8")
    for name in set(all_reports()):
        done = run("check", tmp_path, "--format", name)
        assert (done.returncode, done.stderr) == (0, b""), name
        done.stdout.decode()  # is UTF-8
    assert run("convert", tmp_path, "-o", tmp_path / "out").returncode == 0
    assert "a\\udcff.txt" in (tmp_path / "out" / "panel.csv").read_text(encoding="utf-8")
