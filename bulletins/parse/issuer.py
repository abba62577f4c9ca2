"""Whose notice it is, by its headline: the region that got the batch, whose figures are totals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Level
from ..vocabulary.regions import Region, level_of, name_at, province_of

_TITLE = 60  # characters of a headline that are looked at
_GIVEN_TO = re.compile(r"(?:交办|转办|移交|转交|交由|转至|转给|向|给)(?:给|到|至|我)?")
_IN_A_LIST = re.compile(r"[、和与及]|\d+件")  # 合肥、芜湖…; 合肥26件居首
CORPS = "兵团"  # 新疆生产建设兵团 has no code
_CORPS = re.compile(r"^(?:新疆生产建设)?兵团|(?:交办|转办|移交|向)(?:新疆生产建设)?兵团")
_LEVELS = ("province", "prefecture", "county")


def _named(title: str) -> Iterator[tuple[Region, ...]]:
    """What the headline begins with, and what it says the batch is given to."""
    for start in (0, *(m.end() for m in _GIVEN_TO.finditer(title))):
        found, at = name_at(title, start)
        while found and not _IN_A_LIST.match(title, at):
            yield found
            found, at = name_at(title, at)  # 四川省成都市


def find_issuer(title: str) -> frozenset[str]:
    """The codes that the name of the region may mean that a headline is of; empty without one.

    Of a province and a city in it, the city.

    >>> sorted(find_issuer("宜宾市接收第十一批中央督察转办件")), sorted(find_issuer("交办信访件85件"))
    (['511500'], [])
    """
    ranked: dict[int, list[frozenset[str]]] = {}
    for found in _named(title[:_TITLE]):
        rank = min(_LEVELS.index(r.level) for r in found)  # 海南 is the province
        codes = frozenset(r.code for r in found if r.level == _LEVELS[rank])
        ranked.setdefault(rank, []).append(codes)
    if not ranked and _CORPS.search(title[:_TITLE]):
        return frozenset({CORPS})
    return frozenset.intersection(*ranked[max(ranked)]) if ranked else frozenset()


def province_of_all(codes: frozenset[str]) -> str | None:
    """The province that all of the codes lie in; None where there are none, or several."""
    found = {"新疆" if code == CORPS else province_of(code) for code in codes}
    return found.pop() if len(found) == 1 else None


def level_of_all(codes: frozenset[str]) -> Level | None:
    """The level that all of the codes have; None where there are none, or several."""
    found: set[Level] = {"province" if code == CORPS else level_of(code) for code in codes}
    return found.pop() if len(found) == 1 else None
