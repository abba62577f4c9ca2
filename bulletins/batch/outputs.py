"""Outputs that are old or new, never half: written beside the target, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from ..errors import WriteError
from ..model import Text
from .signals import deferred

_BINARY = getattr(os, "O_BINARY", 0)
_A_FOLDER = Text("it is a folder", "这是文件夹")
_IN_CHINESE = {
    errno.EBADF: "已关闭",
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "文件系统只读",
    errno.ENOTDIR: "所在路径不是文件夹",
    errno.EISDIR: "这是文件夹",
    errno.ENAMETOOLONG: "文件名过长",
}
_OUR_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/")


class Outputs:
    """A set of output files that appear together when the block ends well.

    Where it ends in an exception, or one file cannot be written, the files of before
    stay as they were and nothing temporary is left. A link is followed; a pipe or device
    is written into at the end instead of replaced. Every ``OSError`` of ours becomes a
    :class:`WriteError` that names the target.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with Outputs() as outputs:
    ...     outputs.write_text(folder / "report.json", "{}")
    >>> (folder / "report.json").read_text()
    '{}'
    """

    def __init__(self) -> None:
        self._staged: dict[Path, Path] = {}  # target -> temporary file
        self._streams: dict[Path, Path] = {}  # the same for pipes and devices
        self._folders: list[Path] = []  # made by us, outermost first

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._commit()
        finally:
            self._clean()

    @property
    def targets(self) -> tuple[Path, ...]:
        """The files that will be there."""
        return (*self._staged, *self._streams)

    def stage(self, target: Path) -> Path:
        """A fresh file to write to, in the folder of ``target`` and with its suffix.

        Missing folders are made. What the caller's own writing raises is the caller's;
        within :meth:`writing` it becomes a :class:`WriteError`.
        """
        with _naming(target):
            if _is_stream(target):
                return self._create(target, Path(tempfile.gettempdir()), self._streams)
            real = Path(os.path.realpath(target))
            if real.is_dir():
                raise WriteError(str(target), _A_FOLDER)
            self._make_folder(real.parent)
            return self._create(real, real.parent, self._staged)

    @contextmanager
    def writing(self, target: Path) -> Iterator[Path]:
        """:meth:`stage` for a block that writes: its ``OSError`` names the target."""
        with _naming(target):
            yield self.stage(target)

    def write_bytes(self, target: Path, data: bytes) -> None:
        """Stage ``data`` as the new content of ``target``."""
        with self.writing(target) as path:
            path.write_bytes(data)

    def write_text(self, target: Path, text: str | Iterable[str]) -> None:
        """Stage ``text``, whole or in pieces, as UTF-8, line ends as they are."""
        with self.writing(target) as path, path.open("wb") as file:
            for piece in (text,) if isinstance(text, str) else text:
                file.write(piece.encode())

    def _create(self, target: Path, folder: Path, staged: dict[Path, Path]) -> Path:
        if target in staged:
            raise ValueError(f"{target} is staged twice")  # one would be lost in silence
        # Short whatever the target's name: 255 bytes hold only 85 Chinese characters.
        suffix = target.suffix if len(target.suffix) <= 8 else ""
        path = folder / f".bulletins-{os.getpid()}-{secrets.token_hex(4)}{suffix}"
        with deferred():  # no file without its entry
            # 0o666 less the umask, as for any new file; tempfile would make it private.
            fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
            staged[target] = path
            os.close(fd)
        return path

    def _make_folder(self, folder: Path) -> None:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            with deferred(), suppress(FileExistsError):  # another process was faster
                each.mkdir()
                self._folders.append(each)

    def _commit(self) -> None:
        for target, path in self._staged.items():
            with _naming(target):
                _sync(path)
        for target, path in self._streams.items():
            with _naming(target):
                _pour(path, target)
        # From the first rename to the last nothing may come between: a mixed set is wrong.
        with deferred():
            for target, path in list(self._staged.items()):
                with _naming(target):
                    os.replace(path, target)
                del self._staged[target]
            self._folders.clear()

    def _clean(self) -> None:
        with deferred():
            for path in (*self._staged.values(), *self._streams.values()):
                with suppress(OSError):
                    path.unlink()
            for folder in reversed(self._folders):
                with suppress(OSError):  # not empty: it is no longer only ours
                    folder.rmdir()
            self._staged.clear()
            self._streams.clear()
            self._folders.clear()


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise write_error(str(target), error) from error


def write_error(target: str, error: OSError) -> WriteError:
    """What kept ``target`` from being written, in words."""
    why = error.strerror or str(error)
    return WriteError(target, Text(why, _IN_CHINESE.get(error.errno or 0, why)))


def _is_stream(target: Path) -> bool:
    # /dev/stdout may stand for a regular file (`> file`): renaming over that would part
    # the file from the stream that others write to.
    if os.path.abspath(target).startswith(_OUR_STREAMS):
        return True
    try:
        mode = os.stat(target).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _sync(path: Path) -> None:
    # For writing: Windows refuses to flush a file opened for reading.
    fd = os.open(path, os.O_RDWR | _BINARY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _pour(path: Path, stream: Path) -> None:
    # Appending and not truncating: what was written to the stream before must stay.
    fd = os.open(stream, os.O_WRONLY | os.O_APPEND | _BINARY)
    with open(path, "rb") as source, open(fd, "wb") as sink:
        shutil.copyfileobj(source, sink)
