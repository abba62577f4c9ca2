"""Office containers: parts of a ZIP read under limits, XML without any DTD.

What an entry declares of its size is not believed; bytes are counted while they unpack.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import IO

from lxml import etree

from ..errors import ReadError
from ..model import Text

MIB = 1024 * 1024
MAX_ENTRIES = 10_000
MAX_UNPACKED = 512 * MIB
_FREE = 128 * MIB  # unpacked size up to which any ratio is allowed
_MAX_RATIO = 100
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def damaged(what: str, what_zh: str) -> ReadError:
    """The error for a container or part that cannot be used."""
    return ReadError(
        "damaged",
        Text(f"{what}; get a fresh copy of the file", f"{what_zh}；请重新获取该文件"),
    )


def is_zip(data: bytes) -> bool:
    """Whether bytes begin as a ZIP container."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class _Counted(io.RawIOBase):
    """A part that is unpacked as it is read; stops where it grows beyond the limits."""

    def __init__(self, archive: Archive, info: zipfile.ZipInfo, stream: IO[bytes]) -> None:
        self._archive, self._info, self._stream, self._size = archive, info, stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            piece = self._stream.read(len(buffer))
        except _BROKEN as error:
            name = self._info.filename
            raise damaged(
                f"part {name!r} does not unpack ({error})", f"部件 {name!r} 无法解压"
            ) from None
        self._size += len(piece)
        self._archive.unpacked += len(piece)
        packed = max(self._info.compress_size, 1)
        if (self._size > _FREE and self._size > packed * _MAX_RATIO) or (
            self._archive.unpacked > MAX_UNPACKED
        ):
            raise ReadError(
                "bomb",
                Text(
                    f"part {self._info.filename!r} unpacks to more than "
                    f"{self._archive.unpacked // MIB} MiB; this is no bulletin",
                    f"部件 {self._info.filename!r} 解压后超过 {self._archive.unpacked // MIB} MiB；"
                    "这不是通报",
                ),
            )
        buffer[: len(piece)] = piece
        return len(piece)


class Archive:
    """A ZIP container in memory; raises :class:`ReadError` where it cannot be opened."""

    def __init__(self, data: bytes) -> None:
        self.unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise damaged(
                f"the ZIP container cannot be opened ({error})", "ZIP 容器无法打开"
            ) from None
        if len(self._zip.infolist()) > MAX_ENTRIES:
            raise ReadError(
                "too_complex",
                Text(
                    f"the container has more than {MAX_ENTRIES:,} parts; this is no bulletin",
                    f"容器中部件超过 {MAX_ENTRIES:,} 个；这不是通报",
                ),
            )

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self._zip.namelist())

    def open(self, name: str) -> IO[bytes]:
        """Part ``name`` to be read; raises where it is missing, locked or damaged."""
        try:
            info = self._zip.getinfo(name)
            stream = self._zip.open(info)
        except KeyError:
            raise damaged(f"its part {name!r} is missing", f"缺少部件 {name!r}") from None
        except RuntimeError:  # zipfile's word for a part with a password
            raise ReadError(
                "encrypted",
                Text(
                    "the file is locked with a password; save a copy without one",
                    "文件有密码保护；请另存一份无密码的副本",
                ),
            ) from None
        except _BROKEN as error:
            raise damaged(f"part {name!r} is damaged ({error})", f"部件 {name!r} 已损坏") from None
        return io.BufferedReader(_Counted(self, info, stream), 1 << 16)  # type: ignore[type-var]

    def elements(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """The elements of part ``name`` with one of the local names ``tags``, as they end.

        Each is cleared when the next is asked for, so a part of any length needs little
        memory. Raises :class:`ReadError`: ``damaged``, ``too_complex``, ``bomb``.
        """
        try:
            ends = etree.iterparse(
                self.open(name), tag=[f"{{*}}{tag}" for tag in tags],
                resolve_entities=False, no_network=True, load_dtd=False,
            )  # fmt: skip
            for _, element in ends:
                _refuse_dtd(element, name)
                yield element
                _forget(element)
            _refuse_dtd(ends.root, name)
        except etree.XMLSyntaxError as error:
            raise _xml_error(name, error) from None

    def tree(self, name: str) -> etree._Element:
        """The whole of part ``name``; raises :class:`ReadError` as :meth:`elements`."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.parse(self.open(name), parser).getroot()
        except etree.XMLSyntaxError as error:
            raise _xml_error(name, error) from None
        _refuse_dtd(root, name)
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What ``part`` ("" for the package) points to: id → (kind, name of the part)."""
        folder, _, base = part.rpartition("/")
        rels = f"{folder}/_rels/{base}.rels".removeprefix("/")
        if rels not in self.names:
            return {}
        found = {}
        for relation in self.elements(rels, "Relationship"):
            kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
            found[relation.get("Id") or ""] = (kind, _resolve(folder, relation.get("Target") or ""))
        return found

    def main_part(self, default: str) -> str:
        """The name of the package's main part; ``default`` where it does not say."""
        for kind, name in self.relations("").values():
            if kind == "officeDocument":
                return name
        return default


def _resolve(folder: str, target: str) -> str:
    """The part that ``target`` names, seen from ``folder``."""
    path = target if target.startswith("/") else f"{folder}/{target}"
    kept: list[str] = []
    for step in path.split("/"):
        if step == "..":
            kept = kept[:-1]
        elif step not in ("", "."):
            kept.append(step)
    return "/".join(kept)


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def local_attribute(element: etree._Element, name: str) -> str | None:
    """The value of an attribute by its local name, whatever the namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _refuse_dtd(element: etree._Element, name: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise damaged(
            f"part {name!r} holds a DTD, which no office program writes",
            f"部件 {name!r} 含有 DTD，办公软件不会如此保存",
        )


def _xml_error(name: str, error: etree.XMLSyntaxError) -> ReadError:
    said = str(error).lower()
    if "amplification" in said:
        return ReadError(
            "bomb",
            Text(
                f"part {name!r} multiplies entities; this is no bulletin",
                f"部件 {name!r} 以实体成倍膨胀；这不是通报",
            ),
        )
    if "depth" in said or "limit" in said:
        return ReadError(
            "too_complex",
            Text(
                f"part {name!r} goes beyond the limits of an XML parser (depth 256, 10 MB a text); "
                "save it in a simpler form",
                f"部件 {name!r} 超出 XML 解析上限（256 层、单段文字 10 MB）；请另存为较简单的形式",
            ),
        )
    return damaged(
        f"part {name!r} is no well-formed XML ({error.msg})", f"部件 {name!r} 不是完整的 XML"
    )
