"""Bytes to characters: one place tells every reader which encoding a file is in.

A byte order mark, the NULs of UTF-16, strict UTF-8, then GB 18030, which holds all that
GB 2312 and GBK hold; a byte that fits none is an error with its offset. What a page
declares is asked last: it is wrong too often, and gb2312 is declared where GB 18030 is
meant.
"""

from __future__ import annotations

import codecs
import re

from ..errors import ReadError
from ..model import Text

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# ASCII that prints, punctuation, ideographs, full-width forms: what a text is made of.
_GENRE = re.compile("[\t\n\r\x20-\x7e\u00b0-\u00b7\u2000-\u206f\u3000-\u9fff\uff00-\uffef]")


def _encoding_error(encoding: str, offset: int, data: bytes) -> ReadError:
    shown = data[offset : offset + 4].hex(" ")
    return ReadError(
        "encoding",
        Text(
            f"byte {offset} ({shown}) is no {encoding} text; save the file as UTF-8 or GB 18030",
            f"第 {offset} 字节（{shown}）不是有效的 {encoding} 文本；请将文件另存为 UTF-8 或 GB 18030",
        ),
    )


def _is_broken_utf8(data: bytes) -> bool:
    """Whether bytes that fail as UTF-8 are still plainly UTF-8, so that GB 18030 would garble them."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(1 for c in text[:200_000] if "\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f")
    return right > 3 * wrong


def _decode_as(data: bytes, encoding: str, *, skip: int = 0) -> str:
    try:
        return data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _encoding_error(encoding.upper(), skip + error.start, data) from None


def _utf16_by_nuls(data: bytes) -> str | None:
    """UTF-16 without a mark: ASCII (digits, line ends) puts NULs at one parity only."""
    sample = data[: 1 << 16]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) < max(2, len(sample) // 200):
        return None
    if min(even, odd) * 3 > max(even, odd):
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    text = sample.decode(encoding, errors="replace")
    return encoding if len(_GENRE.findall(text)) * 10 >= len(text) * 9 else None


def looks_like_text(data: bytes) -> bool:
    """Whether bytes are text in some encoding: no NULs beyond UTF-16, few control characters."""
    if data.startswith(tuple(mark for mark, _ in _BOMS)) or _utf16_by_nuls(data):
        return True
    sample = data[: 1 << 16]
    control = sum(sample.count(bytes([c])) for c in (*range(9), *range(14, 32)))
    return control * 20 <= len(sample)


def decode(data: bytes, *, declared: str = "") -> str:
    """The text of ``data``; raises :class:`ReadError` ``encoding`` with the byte's offset.

    ``declared`` is what the document says of itself; only Big5 is believed, since its bytes
    would pass as another text in GB 18030.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, encoding, skip=len(mark))
    if guessed := _utf16_by_nuls(data):
        return _decode_as(data, guessed)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            raise _encoding_error("UTF-8", error.start, data) from None
    return _decode_as(data, "big5hkscs" if declared.lower().startswith("big5") else "gb18030")


def sample_text(data: bytes, *, size: int = 4096) -> str:
    """The first characters of ``data`` as far as they can be told, to recognise a type by."""
    head = data[:size]
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="ignore")
    if guessed := _utf16_by_nuls(data[: size - size % 2]):
        return head.decode(guessed, errors="ignore")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4:
            return head[: error.start].decode("utf-8")
        return head.decode("gb18030", errors="ignore")
