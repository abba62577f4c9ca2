"""One file an input format: bytes in, a :class:`~bulletins.model.Document` out.

A reader is a module here with a constant ``READER``; a scan of the folder finds it.
The type of a file is told by its content, never by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import msgspec

from ..errors import ReadError
from ..model import Document, Text


class ReadOptions(msgspec.Struct, frozen=True):
    """What the caller asks of reading.

    ``ignore_permissions`` reads a PDF although its author forbids the extraction of its text.
    """

    ignore_permissions: bool = False


class Reader(msgspec.Struct, frozen=True):
    """An input format.

    ``claims(data)`` says whether the bytes are of this format, by content; readers are
    asked in the order of ``rank`` and the first that claims the bytes reads them.
    """

    name: str
    rank: int
    claims: Callable[[bytes], bool]
    read: Callable[[bytes, ReadOptions], Document]


@cache
def all_readers() -> tuple[Reader, ...]:
    """Every reader of the folder, in the order in which they are asked."""
    names = sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))
    readers = [import_module(f"{__name__}.{name}").READER for name in names]
    return tuple(sorted(readers, key=lambda reader: (reader.rank, reader.name)))


def read_document(data: bytes, options: ReadOptions | None = None) -> Document:
    """The document that ``data`` holds, told by its content; raises :class:`ReadError`."""
    if not data:
        raise ReadError("empty", Text("the file has no content", "文件没有内容"))
    for reader in all_readers():
        if reader.claims(data):
            return reader.read(data, options or ReadOptions())
    raise ReadError(
        "wrong_type",
        Text(
            "a binary file of no known type; give the bulletin's text, page or table",
            "无法识别的二进制文件；请提供通报的文本、网页或表格",
        ),
    )
