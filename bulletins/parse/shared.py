"""Cases that several regions share: counted at each of them, and once in the total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model import Grid, SharedCases, Source, TextBlock
from ..vocabulary.characters import compact
from ..vocabulary.numerals import parse_number
from ..vocabulary.regions import looks_like_place

_SHARED = re.compile(
    r"(?P<names>[^\d,;:。()]{2,80}?)(?:共同|共有|合办|共办|联合)(?:办理|承办|涉及)?的?"
    r"(?P<key>重点)?(?:信访|举报|转办|交办|案|问题|事项)*件?(?P<number>\d{1,4})(?:件|个|起)"
)
_SEPARATOR = re.compile(r"[、和与及]")
_DATED = re.compile(r"\d{1,2}月\d{1,2}日[:,]?$")


def _regions(names: str) -> tuple[str, ...]:
    """The regions named, two at least; empty where one of the names is none."""
    found = tuple(name.strip() for name in _SEPARATOR.split(names) if name.strip())
    return found if len(found) > 1 and all(map(looks_like_place, found)) else ()


def find_shared(text: str, source: Source) -> Iterator[SharedCases]:
    """What ``text`` says of shared cases (甲、乙共同案件1个); ``source`` is its place."""
    said = compact(text)
    for match in _SHARED.finditer(said):
        regions, number = _regions(match["names"]), parse_number(match["number"])
        if regions and number:
            dated = bool(_DATED.search(said[: match.start()]))
            yield SharedCases(
                regions, number, bool(match["key"]), dated, match.group().strip(), source
            )


def shared_in_section(blocks: Iterable[TextBlock | Grid]) -> Iterator[SharedCases]:
    """The shared cases that remarks in tables and notes below them name, in order."""
    for block in blocks:
        for said in block.cells if isinstance(block, Grid) else (block,):
            if "共" in said.text or "合办" in said.text or "联合" in said.text:
                yield from find_shared(said.text, said.source)
