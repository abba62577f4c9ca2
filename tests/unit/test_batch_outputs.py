"""Outputs are old or new, never half, and nothing temporary stays."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bulletins.batch import outputs as module
from bulletins.batch.outputs import Outputs
from bulletins.batch.signals import Stopped
from bulletins.errors import WriteError

ROOT = Path(__file__).parents[2]


def files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").write_text("old a")
    (tmp_path / "b").write_text("old b")
    return tmp_path


def write_both(folder: Path) -> None:
    with Outputs() as outputs:
        outputs.write_text(folder / "a", "new a")
        outputs.write_text(folder / "b", "new b")


def fail_on_call(n: int, real: Callable[..., object], number: int) -> Callable[..., object]:
    calls = 0

    def maybe(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == n:
            raise OSError(number, os.strerror(number))
        return real(*args, **kwargs)

    return maybe


def test_all_appear_together(folder: Path) -> None:
    with Outputs() as outputs:
        outputs.write_text(folder / "a", "new a")
        staged = outputs.stage(folder / "b.xlsx")
        assert staged.parent == folder
        assert staged.name.startswith(".")
        assert staged.suffix == ".xlsx"
        assert str(os.getpid()) in staged.name
        staged.write_text("new b")
        assert (folder / "a").read_text() == "old a"
    assert files(folder) == {"a": "new a", "b": "old b", "b.xlsx": "new b"}


@pytest.mark.parametrize("stop", [RuntimeError, KeyboardInterrupt, SystemExit, Stopped])
def test_an_exception_leaves_everything_as_it_was(folder: Path, stop: type[BaseException]) -> None:
    before = files(folder)
    with pytest.raises(stop), Outputs() as outputs:
        outputs.write_text(folder / "a", "new a")
        outputs.write_text(folder / "deep" / "er" / "c", "new c")
        raise stop
    assert files(folder) == before
    assert sorted(p.name for p in folder.iterdir()) == ["a", "b"]


def test_a_folder_that_others_use_meanwhile_stays(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Outputs() as outputs:
        outputs.write_text(tmp_path / "new" / "c", "c")
        (tmp_path / "new" / "theirs").write_text("x")
        raise RuntimeError
    assert files(tmp_path) == {"new/theirs": "x"}


def test_all_are_on_disk_before_the_first_is_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)

        def note(*args: object, name: str = name, real: Callable[..., object] = real) -> object:
            calls.append(name)
            return real(*args)

        monkeypatch.setattr(module.os, name, note)
    write_both(folder)
    assert calls == ["fsync", "fsync", "replace", "replace"]


@pytest.mark.parametrize("call", ["open", "close", "fsync", "replace"])
def test_failing_the_nth_call_until_it_passes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    failures = 0
    for n in range(1, 20):
        (folder / "a").write_text("old a")
        (folder / "b").write_text("old b")
        with monkeypatch.context() as patch:
            patch.setattr(module.os, call, fail_on_call(n, getattr(os, call), errno.ENOSPC))
            try:
                write_both(folder)
            except WriteError as error:
                failures += 1
                assert error.message.en == "No space left on device"
                assert error.path in {str(folder / "a"), str(folder / "b")}
                left = files(folder)
                named = Path(error.path).name
                assert left[named] == f"old {named}"
                assert set(left) == {"a", "b"}
                if call != "replace":
                    assert left == {"a": "old a", "b": "old b"}
                continue
        break
    assert failures >= 2
    assert files(folder) == {"a": "new a", "b": "new b"}


def test_a_disk_that_fills_while_writing(folder: Path) -> None:
    with (
        pytest.raises(WriteError) as caught,
        Outputs() as outputs,
        outputs.writing(folder / "a") as path,
    ):
        path.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.path == str(folder / "a")
    assert files(folder) == {"a": "old a", "b": "old b"}


def test_targets_that_cannot_be_written(folder: Path) -> None:
    for target in (folder, folder / "a" / "below"):
        with pytest.raises(WriteError) as caught, Outputs() as outputs:
            outputs.write_text(target, "x")
        assert caught.value.path == str(target)
    assert files(folder) == {"a": "old a", "b": "old b"}


def test_one_target_twice_is_an_error_not_a_loss(folder: Path) -> None:
    with pytest.raises(ValueError, match="twice"), Outputs() as outputs:
        outputs.write_text(folder / "a", "1")
        outputs.write_text(folder / "." / "a", "2")
    assert files(folder) == {"a": "old a", "b": "old b"}


def test_the_umask_decides_the_permissions(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with Outputs() as outputs:
            outputs.write_text(tmp_path / "x", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real" / "x")
    with Outputs() as outputs:
        outputs.write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "x").read_text() == "new"


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    target = tmp_path / ("报" * 83 + ".csv")
    with Outputs() as outputs:
        outputs.write_text(target, "x")
    assert target.read_text() == "x"


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(fifo.read_text()))
    reader.start()
    with Outputs() as outputs:
        outputs.write_text(fifo, "through")
    reader.join(5)
    assert got == ["through"]
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert [p.name for p in tmp_path.iterdir()] == ["fifo"]


def test_a_full_device_is_named_and_nothing_else_is_replaced(folder: Path) -> None:
    with pytest.raises(WriteError) as caught, Outputs() as outputs:
        outputs.write_text(folder / "a", "new a")
        outputs.write_text(Path("/dev/full"), "x")
    assert (caught.value.path, caught.value.message.en) == ("/dev/full", "No space left on device")
    assert files(folder) == {"a": "old a", "b": "old b"}


def test_standard_output_that_is_a_file_keeps_what_was_there(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from bulletins.batch.outputs import Outputs\n"
        "print('before', flush=True)\n"
        "with Outputs() as o: o.write_text(Path('/dev/stdout'), 'between\\n')\n"
    )
    with open(tmp_path / "out", "ab") as out:
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=out, check=True)
        subprocess.run([sys.executable, "-c", "print('after')"], stdout=out, check=True)
    assert files(tmp_path) == {"out": "before\nbetween\nafter\n"}


def test_ctrl_c_between_two_renames_waits_for_the_second(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def interrupted(source: Path, target: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        real(source, target)

    monkeypatch.setattr(module.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_both(folder)
    assert files(folder) == {"a": "new a", "b": "new b"}


WRITER = """
import sys
from pathlib import Path
from bulletins.batch.outputs import Outputs
from bulletins.batch.signals import stoppable
folder, n = Path(sys.argv[1]), 0
with stoppable():
    while True:
        n += 1
        with Outputs() as outputs:
            outputs.write_text(folder / "a", f"{n}\\n" * 20_000)
            outputs.write_text(folder / "b", f"{n}\\n" * 20_000)
"""


def run_writer_until(folder: Path, number: signal.Signals, *, seconds: float) -> int:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], cwd=ROOT) as writer:
        while not (folder / "b").exists():
            time.sleep(0.005)
        time.sleep(seconds)
        writer.send_signal(number)
        return writer.wait(5)


def test_killed_at_any_time_every_file_is_whole(tmp_path: Path) -> None:
    for seconds in (0.0, 0.013, 0.031, 0.057):
        run_writer_until(tmp_path, signal.SIGKILL, seconds=seconds)
        for name in ("a", "b"):
            lines = (tmp_path / name).read_text().splitlines()
            assert len(lines) == 20_000
            assert len(set(lines)) == 1


def test_sigterm_leaves_a_set_and_nothing_temporary(tmp_path: Path) -> None:
    assert run_writer_until(tmp_path, signal.SIGTERM, seconds=0.02) == 143
    left = files(tmp_path)
    assert set(left) == {"a", "b"}
    assert left["a"] == left["b"]
