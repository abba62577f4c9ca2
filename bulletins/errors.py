"""Every error that a caller of this package can meet.

::

    BulletinsError
    ├── ReadError            an input could not be read; .reason is one of REASONS
    ├── WriteError           an output could not be written; .path names it
    └── UsageError           the call itself cannot be right; says what would be

A foreign exception (of a library that reads a format) is caught in the reader that
called it and raised again as a ``ReadError`` with a reason; what stays uncaught is a
bug of ours and ends as reason ``internal``.
"""

from __future__ import annotations

from .model import Text

REASONS: dict[str, Text] = {
    "empty": Text("the file has no content", "文件没有内容"),
    "not_a_file": Text("it is not a regular file", "不是普通文件"),
    "no_permission": Text("no permission to read it", "没有读取权限"),
    "vanished": Text("it disappeared while being read", "读取过程中文件消失"),
    "wrong_type": Text("it is of no type that holds a bulletin", "不是可能载有通报的文件类型"),
    "unsupported": Text("this file type is not read", "不支持读取这种文件"),
    "encrypted": Text("it is locked with a password", "文件有密码保护"),
    "extraction_forbidden": Text("its author forbids extraction", "文件作者禁止提取内容"),
    "damaged": Text("it is damaged", "文件已损坏"),
    "too_large": Text("it is larger than the limit", "文件超过大小上限"),
    "too_many_pages": Text("it has more pages than the limit", "页数超过上限"),
    "too_complex": Text(
        "it is more deeply nested or intricate than the limit", "结构复杂度超过上限"
    ),
    "bomb": Text("it unpacks to far more than it is", "解压后体积异常膨胀"),
    "timeout": Text("reading it took longer than the limit", "读取超时"),
    "out_of_memory": Text("reading it needs more memory than the limit", "读取所需内存超过上限"),
    "worker_crashed": Text("the reading process died on it", "读取进程崩溃"),
    "encoding": Text("its bytes are no text in a known encoding", "字节无法按已知编码解读"),
    "missing_extra": Text(
        "reading it needs an optional part that is not installed", "读取它需要尚未安装的可选组件"
    ),
    "internal": Text("a bug in bulletins", "bulletins 内部错误"),
}
"""The closed list of reasons why an input was not read (whole), with their wording."""


class BulletinsError(Exception):
    """Base of all errors of this package."""


class UsageError(BulletinsError):
    """The call cannot be right as it stands; the message says what would be."""


class ReadError(BulletinsError):
    """An input could not be read.

    ``reason`` is a key of :data:`REASONS`; ``message`` says in both languages what is
    wrong, where, and what to do; ``path`` is filled in by whoever knows it.
    """

    def __init__(self, reason: str, message: Text, *, path: str | None = None) -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}")
        super().__init__(message.en if path is None else f"{path}: {message.en}")
        self.reason = reason
        self.message = message
        self.path = path


class WriteError(BulletinsError):
    """An output could not be written; nothing was left half-written.

    ``path`` names it, ``message`` says why in both languages.
    """

    def __init__(self, path: str, message: Text) -> None:
        super().__init__(f"{path}: {message.en}")
        self.path = path
        self.message = message
