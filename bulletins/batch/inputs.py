"""Input files: what may be opened at all, and the one place that opens it.

The parent probes a path before a child gets it; the child opens it and looks again at
what it has in hand, since the file may have been exchanged meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import ReadError
from ..model import Text
from .limits import MIB, Limits

Path = str | bytes | os.PathLike[str]

# Not every system has each flag. O_NONBLOCK: opening a pipe must not wait for its writer.
_FLAGS = os.O_RDONLY
for _flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _flag, 0)

_KINDS = {
    stat.S_IFDIR: Text("a folder; name the files in it", "文件夹；请给出其中的文件"),
    stat.S_IFIFO: Text("a pipe; use - for standard input", "管道；标准输入请用 -"),
    stat.S_IFSOCK: Text("a socket; give a file", "套接字；请给出文件"),
    stat.S_IFCHR: Text("a device; give a file", "设备；请给出文件"),
    stat.S_IFBLK: Text("a device; give a file", "设备；请给出文件"),
}

_NOT_FOUND = (
    "not_a_file",
    Text("not found; check the spelling and the folder", "未找到；请检查文件名和所在文件夹"),
)
_VANISHED = (
    "vanished",
    Text("it disappeared while being read; run again", "读取过程中文件消失；请重新运行"),
)


def probe(path: Path, *, limits: Limits) -> None:
    """Check that ``path`` is a regular file of a fit size that may be read.

    Reads nothing and never waits; raises :class:`ReadError` without a path, which the
    caller puts in front.
    """
    with _opened(path, limits=limits, gone=_NOT_FOUND):
        pass


def read_input(path: Path, *, limits: Limits) -> bytes:
    """The bytes of a file that was probed before; raises :class:`ReadError`."""
    chunks = []
    left = limits.input_bytes + 1  # one more than allowed tells a file that grew
    with _opened(path, limits=limits, gone=_VANISHED) as fd:
        while left > 0 and (chunk := os.read(fd, min(left, MIB))):
            chunks.append(chunk)
            left -= len(chunk)
    data = b"".join(chunks)
    check_size(len(data), limits=limits)
    return data


def check_size(size: int, *, limits: Limits) -> None:
    """Raise :class:`ReadError` for an input that is empty or larger than the limit."""
    if size == 0:
        raise ReadError("empty", Text("the file has no content", "文件没有内容"))
    if size > limits.input_bytes:
        has, may = size / MIB, limits.input_bytes / MIB
        raise ReadError(
            "too_large",
            Text(
                f"it has {has:.1f} MiB, the limit is {may:g}; split it or raise the limit",
                f"文件 {has:.1f} MiB，上限 {may:g} MiB；请拆分文件或提高上限",
            ),
        )


@contextmanager
def _opened(path: Path, *, limits: Limits, gone: tuple[str, Text]) -> Iterator[int]:
    fd = None
    try:
        # Looked at before it is opened: opening some devices does something already.
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            os.scandir(path).close()  # without permission that is what to say of it
        _check_kind(status, limits=limits)
        fd = os.open(path, _FLAGS)
        _check_kind(os.fstat(fd), limits=limits)
        yield fd
    except OSError as error:
        raise _refusal(error, gone=gone) from error
    except ValueError as error:  # a NUL inside the path
        raise ReadError(*_NOT_FOUND) from error
    finally:
        if fd is not None:
            os.close(fd)


def _check_kind(status: os.stat_result, *, limits: Limits) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), Text("no file", "不是文件"))
        raise ReadError("not_a_file", Text(f"it is {kind.en}", f"这是{kind.zh}"))
    check_size(status.st_size, limits=limits)


def _refusal(error: OSError, *, gone: tuple[str, Text]) -> ReadError:
    why = error.strerror or type(error).__name__
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return ReadError(*gone)
        case errno.ESTALE:
            return ReadError(*_VANISHED)
        case errno.ELOOP:
            reason = "not_a_file"
            text = Text("links that lead in a circle; give the file", "循环链接；请给出文件本身")
        case errno.ENAMETOOLONG | errno.ENXIO:
            reason = "not_a_file"
            text = Text(
                f"it cannot be opened ({why}); give a file", f"无法打开（{why}）；请给出文件"
            )
        case errno.EACCES | errno.EPERM:
            reason = "no_permission"
            text = Text("no permission to read it; change its mode", "没有读取权限；请修改权限")
        case errno.EIO:
            reason = "damaged"
            text = Text(
                f"the disk fails on it ({why}); copy it anew", f"磁盘出错（{why}）；请重新复制"
            )
        case _:
            reason = "no_permission"
            text = Text(f"the system refuses it ({why})", f"系统拒绝读取（{why}）")
    return ReadError(reason, text)
