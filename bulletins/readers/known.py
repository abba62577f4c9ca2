"""File types that are recognised but not read: says what to convert them to."""

from __future__ import annotations

import re

import msgspec

from ..errors import ReadError
from ..formats.archive import Archive, damaged, is_zip
from ..formats.encoding import looks_like_text, sample_text
from ..model import Document, Text
from . import Reader, ReadOptions


class _Kind(msgspec.Struct, frozen=True):
    """A recognised type: what it is and how to convert it, in both languages."""

    what: Text
    how: Text


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8")
_JSON_START = re.compile(r'\s*[\[{]\s*(?:[\[{]\s*)?"[^"\n]{0,80}"\s*[:,]')

_WPS = _Kind(
    Text("a WPS document", "WPS 文档"), Text("save it as .docx or .xlsx", "请另存为 .docx 或 .xlsx")
)
_PICTURE = _Kind(Text("a picture", "图片"), Text("give its text, from OCR", "请提供其 OCR 文本"))
_JSON = _Kind(
    Text("a JSON file", "JSON 文件"),
    Text("give the document it was made from", "请提供其来源文件"),
)
_DOC = _Kind(
    Text("a legacy Word document (.doc)", "旧版 Word 文档（.doc）"),
    Text("save it as .docx", "请另存为 .docx"),
)
_RTF = _Kind(Text("a rich text file (RTF)", "RTF 文档"), Text("save it as .docx", "请另存为 .docx"))
_MHTML = _Kind(
    Text("a web archive (MHTML)", "网页存档（MHTML）"),
    Text("save it as .html, or from Office as .docx or .xlsx", "请另存为 .html，或由 Office 另存为 .docx、.xlsx"),
)  # fmt: skip
_SPREADSHEET_ML = _Kind(
    Text("an XML spreadsheet of 2003", "XML 电子表格 2003"),
    Text("save it as .xlsx", "请另存为 .xlsx"),
)
_OFFICE = _Kind(
    Text("a legacy Office file of another kind", "其他旧版 Office 文件"),
    Text("save it as .docx or .xlsx", "请另存为 .docx 或 .xlsx"),
)
_ZIPPED = (
    ("OFD.xml", _Kind(Text("an OFD document", "OFD 文档"), Text("export it as text or .docx", "请导出为文本或 .docx"))),
    ("xl/workbook.bin", _Kind(Text("a binary workbook (.xlsb)", "二进制工作簿（.xlsb）"), Text("save it as .xlsx", "请另存为 .xlsx"))),
    ("ppt/", _Kind(Text("a presentation", "演示文稿"), Text("give the document it was made from", "请提供其来源文件"))),
    ("content.xml", _Kind(Text("an OpenDocument file (.odt, .ods)", "OpenDocument 文件（.odt、.ods）"), Text("save it as .docx or .xlsx", "请另存为 .docx 或 .xlsx"))),
    ("", _Kind(Text("a ZIP archive", "ZIP 压缩包"), Text("unpack it and give the files in it", "请解压后提供其中的文件"))),
)  # fmt: skip


def _ole_kind(data: bytes) -> _Kind:
    """What an OLE container holds, by the names of its streams."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError(
            "encrypted",
            Text(
                "the file is locked with a password; save a copy without one",
                "文件有密码保护；请另存一份无密码的副本",
            ),
        )
    if "WordDocument".encode("utf-16-le") in data:
        return _DOC
    if _is_cut_ole(data):
        raise damaged("the file was cut off", "文件不完整")
    return _WPS if "WpsContentLib".encode("utf-16-le") in data else _OFFICE


def _is_cut_ole(data: bytes) -> bool:
    """Whether the directory of an OLE container lies behind the end of the file."""
    if len(data) < 512:
        return True
    shift, first = int.from_bytes(data[30:32], "little"), int.from_bytes(data[48:52], "little")
    return shift not in (9, 12) or (first + 1) << shift >= len(data)


def _text_kind(data: bytes) -> _Kind | None:
    """What a file that is text is, besides prose and HTML."""
    head = sample_text(data).lstrip("\ufeff")
    if _JSON_START.match(head):
        return _JSON
    if head.startswith("{\\rtf"):
        return _RTF
    if head[:400].lower().startswith("mime-version:") or "\nmime-version:" in head[:2000].lower():
        return _MHTML
    if head.lstrip().startswith("<?xml") and "office:spreadsheet" in head:
        return _SPREADSHEET_ML
    return None


def _kind(data: bytes) -> _Kind | None:
    """What ``data`` is, if it is one of the types here (containers are told apart when read)."""
    head = data[:1024]
    if head.startswith(_OLE):
        return _OFFICE
    if is_zip(data):
        return _ZIPPED[-1][1]
    if head.startswith(b"WPS") and not looks_like_text(data):
        return _WPS
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return _PICTURE
    return _text_kind(data)


def _read(data: bytes, _: ReadOptions) -> Document:
    kind = _kind(data)
    assert kind is not None  # _claims said so
    if kind is _ZIPPED[-1][1]:
        names = Archive(data).names
        kind = next(k for prefix, k in _ZIPPED if any(n.startswith(prefix) for n in names or [""]))
    elif kind is _OFFICE:
        kind = _ole_kind(data)
    raise ReadError(
        "unsupported",
        Text(
            f"{kind.what.en} is not read by this version; {kind.how.en}",
            f"此版本不读取{kind.what.zh}；{kind.how.zh}",
        ),
    )


READER = Reader(name="known", rank=40, claims=lambda data: _kind(data) is not None, read=_read)
