"""What a text says of why its figures do not add up: shared, repeated and excluded cases.

A case that two regions share is counted at each of them and once in the total; one that
was handed back, or had come before, is in one figure and not in the other. Each wording
says by how much parts and total may differ, and of which parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from ..model import Aside, Frozen, Grid, Number, Source, TextBlock
from ..vocabulary.characters import compact
from ..vocabulary.numerals import CHINESE, parse_chinese, parse_number
from ..vocabulary.regions import looks_like_place
from .names import JOINT
from .passage import Passage

_NUMBER = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,3}})"
# Nothing in front names what is counted: 5件 in 举报件5件 or 合肥市5件 is no aside.
_FREE = r"(?:^|(?<=[,。;:()、\n有中因由于含外各的]))"
_AREA = r"(?:片区|地市|市州|市县|县区|区县|县市|市|县|区|地区|区域|州|盟|旗|单位|地方)"

# 1件涉及两市; 3个联合办理件涉及8个县区; 2件跨3个区
_TOUCHES = re.compile(
    rf"{_FREE}(?P<cases>{_NUMBER})[件个起宗][^,。;()\d]{{0,10}}?(?:涉及|跨|关联|由)到?"
    rf"(?P<regions>{_NUMBER}|多|若干|数)个?(?:以上|及以上)?(?:不同)?(?:的)?{_AREA}"
)
# 有的举报件涉及不止一个区域; 部分信访件同时涉及多个县市; 一件可能涉及两个以上地区
_SOME_TOUCH = re.compile(
    rf"(?:有的|部分|个别|一些|少数|同一|存在|[一1][件个])[^,。;()]{{0,12}}?(?:涉及|对应|跨|包含|由)[^,。;()]{{0,8}}?"
    rf"(?:不止一个?|多个?|[两二2]个?(?:及?以上)?|数个|若干个?)[^,。;()]{{0,6}}?{_AREA}"
    r"|跨(?:行政)?区域[^,。;()]{0,10}(?:重复|分别)(?:统计|计算|计入|计数)"
)
# 1件同时涉及南昌市、九江市
_TOUCHES_NAMED = re.compile(
    rf"{_FREE}(?P<cases>{_NUMBER})[件个起宗][^、,。;()\d]{{0,8}}?(?:涉及|跨|由)(?P<names>[^,。;()\d]{{4,30}})"
)
# 3件跨区域; 4件由属地与市直部门共同承办
_JOINTLY = re.compile(
    rf"(?:(?P<each>[^,。;()\d]{{2,20}})各有?)?{_FREE}(?P<cases>{_NUMBER})[件个起宗][^、,。;()\d]{{0,6}}?(?:跨(?:行政)?(?:区域|地区|[市县区州])"
    r"|[^、,。;()\d]{0,20}(?:共同|联合|同步|协同|一并)(?:办理|承办|处置|负责))"
)
# 另有3件既有来电又有来信
_BOTH_CHANNELS = re.compile(
    rf"{_FREE}(?P<cases>{_NUMBER})[件个起宗][^,。;()\d]{{0,4}}(?:既|同时)[^,。;()\d]{{0,6}}"
    r"(?:来?电话?|来?信)[^,。;()\d]{0,4}[又也和及][^,。;()\d]{0,4}(?:来?电话?|来?信)"
)
# 另行单独移交9件，未编入批次; 另有1件…，未计入各市州数量
_APART = re.compile(
    rf"(?:另|单独|此外|还有|尚有|补转|补交)[^,。;()\d]{{0,14}}?(?P<cases>{_NUMBER})[件个起宗](?:\(\+\d{{1,3}}\))?[^。;\d]{{0,40}}?"
    r"(?:(?:未|不)再?(?:作|单独)?(?:编入|计入|列入|纳入|统计|归类|分类|编号)|补充材料)"
)
# 其余27件由另外18个区县承办
_REST = re.compile(
    rf"(?:其余|另外|另有|剩余|余下)的?(?P<cases>{_NUMBER})[件个起宗](?:由|分布|分散|涉及|为|属)"
    r"[^。;()]{0,6}?(?:其[余他它]|另外|有关|相关)[^。;()]{0,6}?"
    rf"{_AREA}"
)
# 另有1件不属本市管辖; 退办2件; 剔除重复件3件
_LEFT_OUT = re.compile(
    rf"{_FREE}(?P<first>{_NUMBER})[件个起宗][^、,。;()\d]{{0,8}}?(?:不属(?!实)于?|不在|退办|退回|退件|非本|不予受理|核减|撤销|转外)"
    rf"|{_FREE}(?P<third>{_NUMBER})[件个起宗][^。;()\d]{{0,24}}?(?:退还|核销|误转)"
    rf"|(?:退办|退回|退件|核减|撤销|扣除|不含|不包括|转外[省市县区])(?![^,。;()\d]{{0,12}}重复)[^,。;()\d]{{0,12}}?(?P<second>{_NUMBER})[件个起宗]"
)
# 有6件为重复件; 6件与前期重复
_REPEATED = re.compile(rf"{_FREE}(?P<cases>{_NUMBER})[件个起宗][^、,。;()\d]{{0,10}}?重复")
# 由于3个联合办理件涉及8个县区，且退办2件，故案件涉及县区统计数据为101个
_RESTATED = re.compile(
    r"(?:由于|因为?|鉴于)[^。()]{0,80}?(?:故|因此|所以|导致|致使?|使得?)(?!累计)[^。()\d]{0,24}?"
    r"(?:为|共|达|是|有)(?P<sum>\d{1,5})[件个起宗]"
)
_SHARED = re.compile(
    r"(?P<names>[^\d,;:。()]{2,80}?)(?:共同|共有|合办|共办|联合)(?:办理|承办|涉及)?的?"
    r"(?P<key>重点)?(?:信访|举报|转办|交办|案|问题|事项)*件?(?P<number>\d{1,4})(?:件|个|起)"
)
_SEPARATOR = re.compile(r"[、和与及]")
_DATED = re.compile(r"\d{1,2}月\d{1,2}日[:,]?$")
_TAKEN_OUT = re.compile(r"不含|不包括|已(?:扣|剔|去|除)|另有|[不未]计|未含|合并|后[,。]?$")
_MARKS = re.compile(r"[,。;()\n]")
_CLAUSE = 24  # characters on either side
_CUES = re.compile(
    r"其余|剩余|余下|还有|尚有|补|核销|误转|共同|联合|[又也]|另|单独|涉及|跨|关联|由|退|不属|不在|非本|不予|核减|撤销|扣除|不含|不包括|重复|重件|转外|重信"
)


class Found(Frozen, frozen=True):
    """An aside and the folded characters start:end that it says it in."""

    aside: Aside
    start: int
    end: int


def _value(text: str) -> int | None:
    value = parse_number(text) if text.isdigit() else parse_chinese(text)
    return value if isinstance(value, int) else None


def _touching(match: re.Match[str]) -> tuple[tuple[Number, ...], bool] | None:
    """(effects, unbounded) of cases that touch several regions: at each of them, once in all."""
    cases, regions = _value(match["cases"]), _value(match["regions"])
    if not cases or (regions is not None and regions < 2):
        return None
    if regions is None:
        return (), True
    effects = {cases * (regions - 1), regions - cases}
    return tuple(sorted(e for e in effects if e > 0)), False


def find_asides(passage: Passage) -> Iterator[Found]:
    """The asides of a text, in order; none overlaps another."""
    text = passage.text
    if not _CUES.search(text):
        return
    done = 0
    for match in sorted(
        (m for pattern in _PATTERNS for m in pattern.finditer(text)),
        key=lambda m: (m.start(), -m.end()),
    ):
        made = _aside(match) if match.start() >= done else None
        if made is None:
            continue
        effects, unbounded, restated, of = made
        done = match.end()
        first, last = _clause(text, match.start(), match.end())
        shown = passage.printed(first, last)
        source = passage.source(first, last)
        aside = Aside("".join(shown.split()), source, effects, unbounded, restated, of)
        yield Found(aside, match.start(), match.end())


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause that start:end lies in, from mark to mark, as far as it is short."""
    before = _MARKS.search(text[max(start - _CLAUSE, 0) : start][::-1])
    after = _MARKS.search(text, end, end + _CLAUSE)
    return start - before.start() if before else start, after.start() if after else end


_Made = tuple[tuple[Number, ...], bool, Number | None, Literal["region", "channel", "all"]]


def _aside(match: re.Match[str]) -> _Made | None:
    if match.re is _RESTATED:
        return (), False, int(match["sum"]), "region"
    if match.re is _TOUCHES:
        touching = _touching(match)
        return None if touching is None else (*touching, None, "region")
    if match.re is _SOME_TOUCH:
        return (), True, None, "region"
    if match.re in (_TOUCHES_NAMED, _JOINTLY, _BOTH_CHANNELS, _APART, _REST, _REPEATED):
        return _of_cases(match)
    cases = _value(match["first"] or match["second"] or match["third"])
    return ((-cases,), False, None, "all") if cases else None


_PATTERNS = (
    _RESTATED, _TOUCHES, _TOUCHES_NAMED, _JOINTLY, _BOTH_CHANNELS, _APART, _REST, _REPEATED, _SOME_TOUCH,
    _LEFT_OUT,
)  # fmt: skip


def _of_cases(match: re.Match[str]) -> _Made | None:
    """Cases that are said to be in several places, or in none."""
    cases = _value(match["cases"])
    if not cases:
        return None
    if match.re is _TOUCHES_NAMED:
        regions = _regions(match["names"])
        return ((cases * (len(regions) - 1),), False, None, "region") if regions else None
    if match.re is _BOTH_CHANNELS:
        return (cases,), False, None, "channel"
    if match.re is _REPEATED:
        return (-cases,), False, None, "all"
    if match.re is _APART:
        return (-cases, cases), False, None, "all"
    if match.re is _REST:
        return (-cases,), False, None, "region"
    if match.re is _JOINTLY and match["each"]:  # 沈阳、大连各有1件
        cases *= len(_SEPARATOR.split(match["each"]))
    return (cases,), False, None, "region"


def repeated(value: Number, words: str, text: str, source: Source) -> Aside:
    """Cases that had come before: in the total and not in its parts (含重复件6件), or, where
    the total is without them (不含重复件6件), the other way about.
    """
    without = _TAKEN_OUT.search(words) is not None
    return Aside(text, source, (value if without else -value,), of="all")


def shared_by_mentions(mentions: Number, text: str, source: Source) -> Aside:
    """Cases that several regions name as shared (其中与晋安合办1件), each at its own count.

    A case of k regions is counted k - 1 times too often, and mentioned at k of them or fewer.
    """
    whole = int(mentions)
    return Aside(text, source, tuple(range((whole + 1) // 2, whole + 1)))


def _regions(names: str) -> tuple[str, ...]:
    """The regions named, two at least; empty where one of the names is none."""
    found = tuple(name.strip() for name in _SEPARATOR.split(names) if name.strip())
    return found if len(found) > 1 and all(map(looks_like_place, found)) else ()


def _find_shared(text: str, source: Source) -> Iterator[Aside]:
    """What a remark says of shared cases (甲、乙共同案件1个); ``source`` is its place."""
    said = compact(text)
    for match in _SHARED.finditer(said):
        regions, number = _regions(match["names"]), parse_number(match["number"])
        if regions and number:
            dated = bool(_DATED.search(said[: match.start()]))
            yield Aside(
                match.group().strip(), source, (number * (len(regions) - 1),),
                key_cases=bool(match["key"]), scope="cumulative" if dated else None,
            )  # fmt: skip


def asides_in_section(blocks: Iterable[TextBlock | Grid]) -> Iterator[Aside]:
    """The shared cases that remarks in tables and notes below them name, in order."""
    for block in blocks:
        for said in block.cells if isinstance(block, Grid) else (block,):
            if JOINT.search(said.text) or "共有" in said.text:
                yield from _find_shared(said.text, said.source)
