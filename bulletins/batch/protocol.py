"""What parent and child say to each other: JSON in frames that begin with their length.

The child reads hostile files and may be taken over by one, so the parent believes
nothing: no pickle (which runs code when it is loaded), every frame bounded before it is
read, every message checked against its type when it is decoded.

::

    parent → child   Hello, then for each file: Request [and the bytes, if path is None]
    child → parent   Digest (as soon as the bytes are there), then Success or Failure
"""

from __future__ import annotations

import os
import struct
from typing import Literal

import msgspec

from ..errors import REASONS
from ..model import Area, Frozen, Reading, Text
from .limits import MIB, Limits

Want = Literal["bulletins", "grids", "drawings", "witness", "pictures"]

SMALL = MIB
"""Bound of a frame that holds no document: Hello and Request."""

_LENGTH = struct.Struct(">Q")


class Hello(Frozen, frozen=True):
    """First message to a child: its limits, and the process it must not outlive."""

    limits: Limits
    parent: int


class Request(Frozen, frozen=True):
    """Read one file. ``path`` is bytes because a name on disk need not be text.

    ``drawings`` are wanted with the grids of a PDF; a ``witness`` is asked only about the
    tables in ``areas``, of which ``pictures`` are made.
    """

    path: bytes | None
    province: str | None
    year: int | None
    want: Want
    ignore_permissions: bool = False
    areas: tuple[Area, ...] = ()
    engine: str = "pdfium"


class Digest(Frozen, frozen=True, tag=True):
    """The SHA-256 of the input, sent ahead so that it is known even if reading fails."""

    sha256: str


class Success(Frozen, frozen=True, tag=True):
    """The file was read."""

    reading: Reading


class Failure(Frozen, frozen=True, tag=True):
    """The file was not read; ``reason`` is a key of :data:`bulletins.errors.REASONS`."""

    reason: str
    message: Text

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"unknown reason {self.reason!r}")


Reply = Digest | Success | Failure

encode = msgspec.json.Encoder().encode


def write_frame(fd: int, payload: bytes) -> None:
    """Write one frame; a pipe takes what it can, so until all is written."""
    for part in (_LENGTH.pack(len(payload)), payload):
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(fd, rest) :]


def read_frame(fd: int, *, limit: int) -> bytes | None:
    """The next frame, or None where the pipe ended between two frames.

    Raises ``EOFError`` where it ended inside one, ``ValueError`` for a length above
    ``limit``.
    """
    head = _read_up_to(fd, _LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise EOFError("the pipe ended inside a length")
    (length,) = _LENGTH.unpack(head)
    if length > limit:
        raise ValueError(f"a frame of {length} bytes; at most {limit} are taken")
    payload = _read_up_to(fd, length)
    if len(payload) < length:
        raise EOFError("the pipe ended inside a frame")
    return payload


def _read_up_to(fd: int, size: int) -> bytes:
    # Grows with what really arrives: a length alone must not make anyone allocate it.
    data = bytearray()
    while len(data) < size and (chunk := os.read(fd, min(size - len(data), MIB))):
        data += chunk
    return bytes(data)


def short_place(file: str, line: int) -> str:
    """A place in code, short and the same on every machine: ``readers/pdf.py:120``."""
    return "/".join(file.replace("\\", "/").split("/")[-2:]) + f":{line}"
