"""HTML pages, under whatever name: running text, tables with their spans.

The bytes are decoded here and not by what the page says of itself: pages that declare
gb2312 hold GB 18030.
"""

from __future__ import annotations

import re

from ..formats.encoding import decode, looks_like_text, sample_text
from ..model import Document, Doubt, Text
from ..vocabulary.characters import invisible_count
from . import Reader, ReadOptions

_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|h[1-6]|center|font|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{1,20})", re.IGNORECASE)


def _claims(data: bytes) -> bool:
    """A page begins with a tag of HTML; a text with a table set into it does not."""
    if not looks_like_text(data):
        return False
    if data.lstrip().startswith(b"<!--"):  # however long the comment in front of it is
        data = data[data.find(b"-->") + 3 :]
    return bool(_PAGE.match(sample_text(data).lstrip("\ufeff")))


def _read(data: bytes, _: ReadOptions) -> Document:
    # lxml is loaded only for a page.
    from ..formats.markup import html_to_blocks

    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared=declared[1].decode("ascii") if declared else "")
    blocks, doubts = html_to_blocks(text)
    if count := invisible_count(text):
        said = Text(
            f"{count} control or zero-width characters stand in the page; left out for reading",
            f"网页中有 {count} 个控制字符或零宽字符，识读时略去",
        )
        doubts = (*doubts, Doubt("damaged-input", said))
    return Document("text/html", blocks, doubts)


READER = Reader(name="html", rank=50, claims=_claims, read=_read)
