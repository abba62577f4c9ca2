"""File types that are recognised but not read: says what to convert them to."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import msgspec

from ..errors import ReadError
from ..model import Document, Text
from . import Reader


class _Kind(msgspec.Struct, frozen=True):
    """A recognised type: what it is and how to convert it, in both languages."""

    what: Text
    how: Text


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8")
_JSON_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*[\[{]\s*(?:[\[{]\s*)?"[^"\n]{0,80}"\s*[:,]')

_PDF = _Kind(Text("a PDF", "PDF 文件"), Text("export its text for now", "目前请先导出文本"))
_WPS = _Kind(
    Text("a WPS document", "WPS 文档"), Text("save it as .docx or as text", "请另存为 .docx 或文本")
)
_PICTURE = _Kind(Text("a picture", "图片"), Text("give its text, from OCR", "请提供其 OCR 文本"))
_JSON = _Kind(
    Text("a JSON file", "JSON 文件"),
    Text("give the document it was made from", "请提供其来源文件"),
)
_OFFICE = _Kind(
    Text("a legacy Office file (.doc, .xls)", "旧版 Office 文件（.doc、.xls）"),
    Text("save it as tab-separated text for now", "目前请另存为制表符分隔的文本"),
)
_ZIPPED = (
    ("OFD.xml", _Kind(Text("an OFD document", "OFD 文档"), Text("export it as PDF, that as text", "请导出为 PDF 再转为文本"))),
    ("word/", _Kind(Text("a Word document (.docx)", "Word 文档（.docx）"), Text("save it as text for now", "目前请另存为文本"))),
    ("xl/", _Kind(Text("an Excel workbook", "Excel 工作簿"), Text("save the sheet as tab-separated text for now", "目前请另存为制表符分隔的文本"))),
    ("", _Kind(Text("a ZIP archive", "ZIP 压缩包"), Text("unpack it and give the files in it", "请解压后提供其中的文件"))),
)  # fmt: skip


def _kind(data: bytes) -> _Kind | None:
    """What ``data`` is, if it is one of the types here (a ZIP is told apart only when read)."""
    head = data[:1024]
    if b"%PDF-" in head:
        return _PDF
    if head.startswith(_OLE):
        return _OFFICE
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _ZIPPED[-1][1]
    if head.startswith(b"WPS"):
        return _WPS
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return _PICTURE
    if _JSON_START.match(head):
        return _JSON
    return None


def _zip_kind(data: bytes) -> _Kind:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError(
            "damaged",
            Text(
                f"the ZIP container cannot be opened ({error}); get a fresh copy of the file",
                "ZIP 容器无法打开；请重新获取该文件",
            ),
        ) from None
    return next(
        kind for prefix, kind in _ZIPPED if any(n.startswith(prefix) for n in names or [""])
    )


def _read(data: bytes) -> Document:
    kind = _kind(data)
    assert kind is not None  # _claims said so
    if kind is _ZIPPED[-1][1]:
        kind = _zip_kind(data)
    if kind is _OFFICE and "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError(
            "encrypted",
            Text(
                "the file is locked with a password; save a copy without one",
                "文件有密码保护；请另存一份无密码的副本",
            ),
        )
    raise ReadError(
        "unsupported",
        Text(
            f"{kind.what.en} is not read by this version; {kind.how.en}",
            f"此版本不读取{kind.what.zh}；{kind.how.zh}",
        ),
    )


READER = Reader(name="known", rank=10, claims=lambda data: _kind(data) is not None, read=_read)
