"""What a text says of why its figures do not add up: shared, repeated and excluded cases.

A case that two regions share is counted at each of them and once in the total; one that
was handed back, or had come before, is in one figure and not in the other. Such counts come
from :mod:`.causes`; whole sentences that give a reason without a count are known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model import Aside, Frozen, Grid, Number, Source, TextBlock
from ..vocabulary.characters import compact
from ..vocabulary.numerals import parse_number
from ..vocabulary.regions import lists_of_names
from .causes import (
    AREA,
    CUES,
    EXCEEDS,
    Of,
    Reason,
    counts_in,
    is_figure,
    own_words,
    reason_of,
    regions_named,
    words_behind,
)
from .names import JOINT
from .passage import Passage

_KINDS_BESIDE = re.compile(r"(?<=[市州盟县区旗])\([市州盟县区旗师、]{1,8}\)")  # 县(市、区)
_SENTENCE = re.compile(r"[^。\n]+")
_OF_CASES = re.compile(r"[件案事]|线索|问题|举报|异味|噪声|污染")
_IN_DIGITS = re.compile(r"\d+[件宗条个]")  # a sentence of figures is read count by count
_CLAUSE = re.compile(r"[^。;\n]+")
# 有的举报件涉及不止一个区域; 部分信访件同时涉及多个县市; 一件可能涉及两个以上地区
_SOME_TOUCH = re.compile(
    rf"(?:有的|部分|个别|一些|少数|同一|存在|[一1][件个])[^,。;()]{{0,12}}?(?:涉及|对应|跨|包含|由|需要?)[^,。;()]{{0,8}}?"
    rf"(?:不止一个?|多个?|[两二2]个?(?:及?以上)?|数个|若干个?)[^,。;()]{{0,6}}?{AREA}"
    r"|(?:有的|部分|个别|一些|少数)[^,。;()]{0,12}跨(?:行政)?(?:[市县区州界地])"
    r"|跨(?:行政)?区域[^,。;()]{0,10}(?:重复|分别)(?:统计|计算|计入|计数)"
)
# 因此按市列出的数字比实收多; 各市相加要大于省里的总数
_MORE_IN_PARTS = re.compile(
    r"(?:相加|之和|合计|总和|列出的数字?)[^。;()\d]{0,10}(?:大于|多于|超过|高于|比[^。;()\d]{0,10}多)(?!\d)"
)
# 沈阳、铁岭交界的甲与大连、营口交界的乙各有一件被两地领办; 一案交甲、乙、丙同办
_SHARED_BY_NAMES = re.compile(
    r"同[查办]|共同|联合|交界|名下|分头|领办|协办|(?:各|均)[^。;,\d]{0,3}(?:记|计|算|列|立案|统计)|[两三四](?:[市县区州地])[^。;]{0,8}(?:各|均|都)"
)
_TOLD_APART = re.compile(
    r"(?:其余|余下|剩余|另有部分)[^。;\d]{0,6}(?:来自|通过)[^。;\d]{0,12}(?:平台|网络|微信|邮箱|渠道|APP)"
)
# 所接案件因与第十一批案件内容相同，并入原件办理，本批不再列出
_SOME_LEFT_OUT = re.compile(
    r"(?:部分|个别|少数|有的|一些|案件|举报件|信访件)[^\d。;()]{0,50}?(?:不再|未再?|暂未)(?:单独|重复|另行)?"
    r"(?:列出|列入|计入|统计|纳入)"
)
# 由于3个联合办理件涉及8个县区，且退办2件，故案件涉及县区统计数据为101个
_RESTATED = re.compile(
    r"(?:(?:由于|因为?|鉴于)[^。()]{0,80}?(?:故|因此|所以|导致|致使?|使得?)(?!累计)[^。()\d]{0,24}?"
    r"|(?:故|因此|所以|因[^。:]{6,80},)[^。()\d]{0,16}(?:合计|之和|总和|相加)[^。()\d]{0,4})"
    r"(?:为|共|达|是|有|(?<=合计))(?P<sum>\d{1,5})[件个起宗]"
)
_SHARED_IN_REMARK = re.compile(
    r"(?P<names>[^\d,;:。()]{2,80}?)(?:共同|共有|合办|共办|联合)(?:办理|承办|涉及)?的?"
    r"(?P<key>重点)?(?:信访|举报|转办|交办|案|问题|事项)*件?(?P<number>\d{1,4})(?:件|个|起)"
)
_DATED = re.compile(r"\d{1,2}月\d{1,2}日[:,]?$")
_TAKEN_OUT = re.compile(r"不含|不包括|已(?:扣|剔|去|除)|另有|[不未]计|未含|合并|后[,。]?$")
_MARKS = re.compile(r"[,。;()\n]")
_SENTENCE_BEFORE = 120  # characters of a sentence that are looked at for a count
_QUOTED = 24  # characters on either side that are quoted with an aside


class Found(Frozen, frozen=True):
    """An aside and the folded characters start:end that it says it in."""

    aside: Aside
    start: int
    end: int


def _sharing(sentence: str) -> tuple[int, ...]:
    """By how much the lists of places in a sentence count one case each too often."""
    sizes = [len(names) for names in lists_of_names(sentence)]
    return tuple(sorted({size - 1 for size in sizes} | {sum(sizes) - len(sizes)} - {0}))


def _candidates(text: str) -> Iterator[tuple[int, int, int, Reason]]:
    """Where a text gives a reason (start, end, to where it is quoted), and which; may overlap."""
    for match in _RESTATED.finditer(text):
        yield *match.span(), match.end(), Reason(restated=int(match["sum"]))
    for match in _SOME_TOUCH.finditer(text):
        yield *match.span(), match.end(), Reason(unbounded=True)
    for match in _MORE_IN_PARTS.finditer(text):
        before = text[max(match.start() - _SENTENCE_BEFORE, 0) : match.start()]
        if _IN_DIGITS.search(before.rpartition("。")[2]):
            continue  # 因2件由两市共同承办，各市之和大于总数: by those two
        of: Of = "pollution" if "类" in before[-4:] + match.group() else "region"
        yield *match.span(), match.end(), Reason(unbounded=True, of=of)
    for match in _TOLD_APART.finditer(text):
        yield *match.span(), match.end(), Reason(short=True, of="channel")
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        told = _SHARED_BY_NAMES.search(sentence) and _OF_CASES.search(sentence)
        if told and not _IN_DIGITS.search(sentence) and (effects := _sharing(sentence)):
            yield match.start(), match.start(), match.end(), Reason(effects)
    for match in _SOME_LEFT_OUT.finditer(text):
        yield *match.span(), match.end(), Reason(short=True)
    for clause in _CLAUSE.finditer(text):
        if not CUES.search(clause.group()):
            continue
        last = clause.start()
        for count in counts_in(text, clause.start(), clause.end()):
            start = count.start - len(count.piece)
            exceeds = EXCEEDS.search(count.before) is not None
            if count.value and (exceeds or not is_figure(count)) and (found := reason_of(count)):
                again = count.before.startswith("中")  # 西乡塘区的6件中有2件: the 6 is told before
                end = count.end + len(own_words(count))
                said = count.end + len(words_behind(count))
                yield last if again else start, end, max(end, said), found
            last = start


def find_asides(passage: Passage) -> Iterator[Found]:
    """The asides of a text, in order; none overlaps another."""
    text = _KINDS_BESIDE.sub(lambda beside: "区" * len(beside.group()), passage.text)
    done = 0
    for start, end, said, why in sorted(_candidates(text), key=lambda c: (c[0], -c[1])):
        if start < done:
            continue
        done = end
        first, last = _quoted(text, start, said)
        shown = passage.printed(first, last)
        source = passage.source(first, last)
        aside = Aside(
            "".join(shown.split()), source, why.effects, why.unbounded, why.short, why.restated,
            why.of,
        )  # fmt: skip
        yield Found(aside, start, end)


def _quoted(text: str, start: int, end: int) -> tuple[int, int]:
    """The words that start:end lies in, from mark to mark, as far as they are few."""
    before = _MARKS.search(text[max(start - _QUOTED, 0) : start][::-1])
    after = _MARKS.search(text, end, end + _QUOTED)
    return start - before.start() if before else start, after.start() if after else end


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


def _find_shared(text: str, source: Source) -> Iterator[Aside]:
    """What a remark says of shared cases (甲、乙共同案件1个); ``source`` is its place."""
    said = compact(text)
    for match in _SHARED_IN_REMARK.finditer(said):
        regions, number = regions_named(match["names"]), parse_number(match["number"])
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
