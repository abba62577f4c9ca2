"""Folding of characters for matching; what is printed is never changed by it.

Full-width forms become half-width, radicals become the ideographs they look like, and
characters that print nothing (controls, zero-width and direction marks) vanish, as does
pinyin that a copy has stuck into words (环(huán)境). Every folded character keeps its place
in the original, so a match can be cited there. Traditional characters are matched as
simplified ones, one for one, and so are those that optical reading puts in
their place (``data/look_alikes.txt``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import msgspec

from . import data_lines

# CJK radicals (U+2E80-2EFF) that PDF text layers print for whole ideographs; NFKC folds
# the Kangxi radicals (U+2F00-2FD5) but none of these.
_RADICALS = dict(
    zip("⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻥⻦⻨⻩⻬⻮⻰⻳", "母民虎西见角贝车长门青韦页风飞食马骨鱼鸟麦黄齐齿龙龟",
        strict=True)
)  # fmt: skip

_PUNCTUATION = {"、": "、", "。": "。", "﹕": ":", "︰": ":", "〜": "~", "—": "-", "–": "-", "―": "-",
                "－": "-", "−": "-", "～": "~", "•": "·", "・": "·", "　": " ", "\u00a0": " ",
                "｡": "。", "､": "、", "〔": "(", "〕": ")", "【": "(", "】": ")"}  # fmt: skip

# Terminal control sequences: the whole sequence prints nothing, not only its first character.
_SHORT = 20  # characters of a label, or of a word that says how a case ended
_CONTROL_SEQUENCE = re.compile(
    r"\x1b\][^\x07\x1b\n]{0,256}(?:\x07|\x1b\\)|(?:\x1b\[|\x9b)[0-9;?]{0,32}[A-Za-z]"
)


class Folded(msgspec.Struct, frozen=True):
    """A folded text; ``origin[i]`` is where its character i stands in the original."""

    text: str
    origin: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original range that the folded range start:end was made from."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else len(self.origin)
            return at, at
        return self.origin[start], self.origin[end - 1] + 1


@cache
def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in range(0xFF01, 0xFF5F):  # full-width ASCII
        table[code] = chr(code - 0xFEE0)
    for code in range(0x2F00, 0x2FD6):  # Kangxi radicals
        table[code] = unicodedata.normalize("NFKC", chr(code))
    table.update({0x2F3E: "户", 0x2FAD: "青", 0x9751: "青"})  # whose ideographs have older forms
    table[0xE010] = "."  # the decimal point of Founder's fonts
    table.update({ord(k): v for k, v in _RADICALS.items()})
    table.update({ord(k): v for k, v in _PUNCTUATION.items()})
    for code in (*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0)):
        table[code] = None
    for code in (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
                 0xFEFF, *range(0xFE00, 0xFE10)):  # fmt: skip
        table[code] = None
    return table


@cache
def _invisible() -> re.Pattern[str]:
    gone = "".join(re.escape(chr(code)) for code, new in _table().items() if new is None)
    return re.compile(f"[{gone}]")


# A syllable with a vowel, alone in brackets right behind an ideograph.
_PINYIN = re.compile(
    r"(?<=[\u2e80-\u9fff])[(（](?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"[aeiouüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,3}(?:ng?|r)?[)）]"
)


@cache
def _radicals() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _ideographs()))}]")


@cache
def _ideographs() -> dict[int, str]:
    radicals = {*range(0x2F00, 0x2FD6), *map(ord, _RADICALS)}
    return {code: new for code in radicals if (new := _table()[code]) is not None}


def with_ideographs(text: str) -> str:
    """``text`` with ideographs for the radicals that look like them: what a page shows.

    >>> with_ideographs("\u2f54\u2ee2")
    '水马'
    """
    return text.translate(_ideographs()) if _radicals().search(text) else text


def fold(text: str) -> Folded:
    """Fold ``text`` for matching, keeping the origin of every character."""
    pinyin = [*_PINYIN.finditer(text)]
    if not pinyin and not _invisible().search(text):
        return Folded(text.translate(_table()), range(len(text)))
    keep = [True] * len(text)
    for match in (*pinyin, *_CONTROL_SEQUENCE.finditer(text)):
        keep[match.start() : match.end()] = [False] * (match.end() - match.start())
    for match in _invisible().finditer(text):
        keep[match.start()] = False
    origin = [i for i, kept in enumerate(keep) if kept]
    return Folded("".join(text[i] for i in origin).translate(_table()), origin)


@cache
def _simplified() -> dict[int, int]:
    lines = (*data_lines("traditional.txt"), *data_lines("look_alikes.txt"))
    return {ord(line[0]): ord(line[1]) for line in lines if not line.startswith("#")}


def simplified(text: str) -> str:
    """``text`` with simplified characters for traditional ones and for their look-alikes, of the
    same length: for matching.

    >>> simplified("馬鞍山市噪聲"), simplified("乾县")
    ('马鞍山市噪声', '乾县')
    """
    return text if text.isascii() else text.translate(_simplified())


def folded(text: str) -> str:
    """The folded text alone, in simplified characters."""
    return simplified(fold(text).text)


def compact(text: str) -> str:
    """The folded text without any white space: the form in which labels are compared."""
    if text.isascii() and text.isalnum():  # most cells of a table: nothing to fold
        return text
    return _compact_label(text) if len(text) < 64 else "".join(folded(text).split())


@lru_cache(16_384)
def _compact_label(text: str) -> str:
    return "".join(folded(text).split())


def visible(text: str) -> str:
    """``text`` as printed, without white space and without characters that print nothing."""
    if _invisible().search(text):
        text = _invisible().sub("", _CONTROL_SEQUENCE.sub("", text))
    return "".join(text.split())


def unwrapped(text: str) -> str:
    """A short text that runs over several lines of a narrow cell, on one; a longer one as it is.

    >>> unwrapped("部分属\\n实"), unwrapped("PM2.5\\nlevel")
    ('部分属实', 'PM2.5 level')
    """
    if "\n" not in text or len(text) > _SHORT:
        return text
    first, *lines = (line.strip() for line in text.split("\n"))
    for line in lines:
        apart = first[-1:].isascii() and first[-1:].isalnum() and line[:1].isascii()
        first += f" {line}" if apart and line[:1].isalpha() else line
    return first


def invisible_count(text: str) -> int:
    """How many characters of ``text`` print nothing (line ends and tabs aside)."""
    return sum(1 for _ in _invisible().finditer(text))
