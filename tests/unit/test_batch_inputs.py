"""What may be opened: every kind of path ends as its reason, and nothing waits."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bulletins.batch import inputs
from bulletins.batch.inputs import probe, read_input
from bulletins.batch.limits import Limits
from bulletins.errors import ReadError

LIMITS = Limits(input_bytes=10)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, so tests of permissions step down for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def reason(path: str | Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(ReadError) as caught:
        probe(path, limits=limits)
    assert caught.value.message.en and caught.value.message.zh
    assert caught.value.path is None
    return caught.value.reason


def test_a_regular_file_passes_and_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"0123456789")
    probe(file, limits=LIMITS)
    assert read_input(file, limits=LIMITS) == b"0123456789"


def test_missing_says_not_found(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="not found"):
        probe(tmp_path / "x", limits=LIMITS)
    (tmp_path / "file").write_text("x")
    assert reason(tmp_path / "file" / "below") == "not_a_file"
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert reason(tmp_path / "dangling") == "not_a_file"
    assert reason("a\0b") == "not_a_file"
    assert reason("x" * 5000) == "not_a_file"


def test_what_is_no_regular_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    monkeypatch.chdir(tmp_path)  # the name of a socket may have 108 bytes
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        kinds = [tmp_path, "fifo", "loop", "socket", "/dev/zero"]
        assert [reason(kind) for kind in kinds] == ["not_a_file"] * 5


def test_sizes(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(b"0123456789a")
    assert reason(tmp_path / "empty") == "empty"
    assert reason(tmp_path / "large") == "too_large"


def test_no_permission_on_the_file_and_on_its_folder() -> None:
    import tempfile

    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        (folder / "x").write_text("x")
        (folder / "x").chmod(0)
        folder.chmod(0o755)
        with as_nobody():
            assert reason(folder / "x") == "no_permission"
        folder.chmod(0)
        with as_nobody():
            assert reason(folder / "x") == "no_permission"
        folder.chmod(0o700)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.EACCES, "no_permission"),
        (errno.EPERM, "no_permission"),
        (errno.ELOOP, "not_a_file"),
        (errno.ENXIO, "not_a_file"),
        (errno.EIO, "damaged"),
        (errno.ESTALE, "vanished"),
        (errno.EMFILE, "no_permission"),
    ],
)
def test_every_refusal_of_the_system_has_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    (tmp_path / "x").write_text("x")
    monkeypatch.setattr(inputs.os, "open", refuse)
    assert reason(tmp_path / "x") == expected


def test_a_file_exchanged_after_the_probe(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_input(tmp_path / "gone", limits=LIMITS)
    assert caught.value.reason == "vanished"
    os.mkfifo(tmp_path / "fifo")  # would wait for a writer if it were simply opened
    with pytest.raises(ReadError) as caught:
        read_input(tmp_path / "fifo", limits=LIMITS)
    assert caught.value.reason == "not_a_file"


def test_a_pipe_put_in_place_between_look_and_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x"
    file.write_text("x")
    as_it_was = os.stat(file)
    file.unlink()
    os.mkfifo(file)
    with monkeypatch.context() as patch:
        patch.setattr(inputs.os, "stat", lambda path: as_it_was)
        got = reason(file)
    assert got == "not_a_file"


def test_a_file_that_grew_is_too_large_and_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"small")
    small = os.stat(file)
    file.write_bytes(b"x" * 11)
    with monkeypatch.context() as patch, pytest.raises(ReadError) as caught:
        patch.setattr(inputs.os, "stat", lambda path: small)
        patch.setattr(inputs.os, "fstat", lambda fd: small)
        read_input(file, limits=LIMITS)
    assert caught.value.reason == "too_large"


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    (tmp_path / "x").write_text("x")
    os.mkfifo(tmp_path / "fifo")
    for _ in range(3):
        probe(tmp_path / "x", limits=LIMITS)
        read_input(tmp_path / "x", limits=LIMITS)
        reason(tmp_path / "fifo")
    assert len(os.listdir("/proc/self/fd")) == before
