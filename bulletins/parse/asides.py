"""What a text says of why its figures do not add up: shared, repeated and excluded cases.

A case that two regions share is counted at each of them and once in the total; one that
was handed back, or had come before, is in one figure and not in the other. A count is an
aside where its own words name nothing that is counted (no region, type or step of a case's
way) and the words around it give such a reason: by it, parts and total may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from ..model import Aside, Frozen, Grid, Number, Source, TextBlock
from ..vocabulary.characters import compact
from ..vocabulary.numerals import CHINESE, parse_chinese, parse_number
from ..vocabulary.regions import lists_of_names, looks_like_place
from .names import JOINT, NET, classify, classify_behind
from .passage import Passage

Of = Literal["region", "pollution", "channel", "all"]

_NUMBER = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,3}})"
_AREA = r"(?:设区的|省辖|地级)?(?:镇街|乡镇|街镇|街道|片区|地市|市州|市县|县区|区县|县市|市|县|区|地区|区域|州|盟|旗|师|单位|部门|地方|镇|乡|地)(?!级)"
_SEVERAL = rf"(?P<several>{_NUMBER}|多|若干|数)个?(?:以上|及以上)?(?:不同)?的?"
_COUNT = re.compile(
    rf"(?<![\d.第{CHINESE}])(?P<number>{_NUMBER})(?:[件起宗](?!次)|个(?=案件|举报|信访|投诉|联合|问题|重复))"
)
_KINDS_BESIDE = re.compile(r"(?<=[市州盟县区旗])\([市州盟县区旗师、]{1,8}\)")  # 县(市、区)
_SENTENCE = re.compile(r"[^。\n]+")
_IN_DIGITS = re.compile(r"\d+[件宗条个]")  # a sentence of figures is read count by count
_CLAUSE = re.compile(r"[^。;\n]+")
_REACH = 48  # characters behind a count that may give its reason

# A count that a step of the cases' way names is the batch's, or some day's.
_FIGURE = re.compile(
    r"第[^第批]{1,6}批[^,“《]*(?<![^共]有)$|累计|总[数计]|[共合]计|平均|每[天日]"
    r"|(?<!补充)(?<!另行)(?<!单独)(?:收到|接到|接收|登记|接转|移交|交办|转办|受理|转来|转交)[^,的]{0,12}$"
)
_SMALL_PART = re.compile(r"其中|[另有含中尚外]")
_PIECE = re.compile(r"[^,:()]*$")
_NEXT_BRACKET = re.compile(r"[()](?!\+)(?<!\d\))")  # 4件(+4)属于… goes on
_OPENING = re.compile(r"^(?:其中|由于|因为?|此外|另外|注:?|有|含|上述)+")

_EXCEEDS = re.compile(
    r"(?:总数|总量|件数|合计|之和|总和|数据)[^,]{0,12}(?P<way>多|少|高|低|大|小|超)[出了]?$"
)  # 故分项之和较总数多3件
_BOTH_CHANNELS = re.compile(
    r"^[^,]{0,8}(?:既|同时)[^,]{0,6}(?:电|信)[^,]{0,6}[又也和及][^,]{0,4}(?:电|信)"
)
_TYPES = re.compile(
    r"(?:涉及|反映|对应|兼有|包含|分属|属于)[^,]{0,4}(?P<several>[两二三四几多]|\d)[个种类]?(?:以上)?(?:不同)?的?"
    r"(?:问题|污染)?(?:类型|类别|类问题|类污染|类|种|污染|问题)"
)
_REST = re.compile(r"(?:其余|剩余|余下|剩下)的?$")
_REST_OF_REGIONS = re.compile(
    rf"^(?:由|分布|分散|涉及|为|属)[^,]{{0,6}}(?:其[余他它]|另外|有关|相关)[^,]{{0,6}}{_AREA}"
)
# Cases of several at once. The weak words say so only with a number of areas or with names.
_SHARED = re.compile(
    r"(?:共同|联合|联手|协同|同步|一并|同时|配合|会同|分头|各自)[^,]{0,4}(?:办理|承办|处置|处理|负责|牵头|办结|查办|查处|交)|联办|合办|共办(?!理)|共有|共管|协办|主办"
    r"|横跨|跨(?:行政)?(?:区域|地区|界|[市县区州])|交叉|交界|重叠|毗邻|牵涉到?"
)
_EACH_OF_PAIRS = re.compile(
    r"[与和同][^、,和]+、[^、,]+[与和同][^、,]+各有?$"
)  # 甲与乙、丙与丁各有1件
_COUNTED_AT_EACH = re.compile(
    r"名下|都有体现|(?:两|三|各|双)[市县区州地方](?!级)[^,]{0,6}(?:均|都|各|分别|重复)"
    r"|(?:分别|重复|各|均|都)[^,]{0,6}(?:计[入列数算]?|统计|列入|列示|列出|列)(?:$|[,到在了两])"
)
_TOUCHES = re.compile(
    rf"(?:涉及|跨|关联|牵涉|由|分属|属于?|分拆给|拆分给|分给|交给)到?{_SEVERAL}{_AREA}"
)
_TOUCHES_NAMED = re.compile(r"(?:涉及|跨|由|牵涉|分属|既)到?(?P<names>[^,\d]{4,30})")
_ADDED = re.compile(
    r"(?:未|不)再?(?:作|单独)?(?:编入|计入|列入|纳入|统计|归类|分类|编号)|补充材料|补充?(?:交办|转办|移交|交|转|报)|补登|增补"
)
_OUT = re.compile(
    r"省外|外省|不属(?!实)|不在|退办|退回|退件|退还|非本|不予受理|核减|核销|撤销|扣除|剔除|减去|不含|不包括|误转|误报|转外|转出|并入|被合并|合并到"
    r"|不再(?:分派|下派|转办|交办|派发|受理|下发)|(?:暂|尚|还)?未(?:能)?(?:分派|分办|转办|交办|派发|下派|落实|明确|确定)"
    r"|待[^,]{0,8}(?:核实|明确|确认)|(?:正在|尚在|仍在)[^,]{0,4}(?:核实|核对|甄别)|地[址点]不(?:详|明|清)"
)
_AGAIN = re.compile(r"重复|重件|重信|相同|雷同|同一|曾经?(?:反映|举报|交办)")
_LIKE = tuple("与和同")
_COUNTED_TWICE = re.compile(r"重复(?:统计|计|列)")
_ONE_MORE = re.compile(r"(?:另有?|还有|尚有|此外有?|另外有?)的?$")

# 有的举报件涉及不止一个区域; 部分信访件同时涉及多个县市; 一件可能涉及两个以上地区
_SOME_TOUCH = re.compile(
    rf"(?:有的|部分|个别|一些|少数|同一|存在|[一1][件个])[^,。;()]{{0,12}}?(?:涉及|对应|跨|包含|由|需要?)[^,。;()]{{0,8}}?"
    rf"(?:不止一个?|多个?|[两二2]个?(?:及?以上)?|数个|若干个?)[^,。;()]{{0,6}}?{_AREA}"
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
# 钱塘区4件已计入杭州市; 西咸新区4件同时统计在西安市内
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{2}[市县区州盟旗]")
_COUNTED_THERE = re.compile(r"(?:已|同时|均|亦|也)*(?:计入|统计[在入]|含在|包含在|计算在|计在)")
# 1件同时涉及大气和水
_TYPES_NAMED = re.compile(r"(?:同时|既|兼)(?:涉及|反映|属于?|有)?(?P<types>[^,。;\d]{2,24})")
_TOLD_APART = re.compile(
    r"其余部分|余下的?来自|(?:其余|余下|剩余|另有部分)[^。;\d]{0,6}(?:来自|通过)[^。;\d]{0,12}(?:平台|网络|微信|邮箱|渠道|APP)"
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
_SEPARATOR = re.compile(r"[、和与及同又]")
_THESE = re.compile(r"[两二三四五六七八九十][地市县区州家].*$")  # 海口、澄迈、定安三地各自立案
_QUOTES = '”》"』」'  # behind a name, as “某厂异味”一件
_DATED = re.compile(r"\d{1,2}月\d{1,2}日[:,]?$")
_TAKEN_OUT = re.compile(r"不含|不包括|已(?:扣|剔|去|除)|另有|[不未]计|未含|合并|后[,。]?$")
_MARKS = re.compile(r"[,。;()\n]")
_SENTENCE_BEFORE = 120  # characters of a sentence that are looked at for a count
_QUOTED = 24  # characters on either side that are quoted with an aside
_MOST_SHARING = 8  # regions of one case
_CUES = re.compile(
    "|".join(p.pattern for p in (_EXCEEDS, _COUNTED_THERE, _SHARED, _COUNTED_AT_EACH, _ADDED, _OUT, _AGAIN, _ONE_MORE, _REST)).replace("$", "")
    .replace("(?P<way>", "(?:") + "|涉及|跨|关联|由|既|同时|反映|属|给"
)  # fmt: skip


class Found(Frozen, frozen=True):
    """An aside and the folded characters start:end that it says it in."""

    aside: Aside
    start: int
    end: int


class _Reason(Frozen, frozen=True):
    """By how much the parts may exceed their total, and which parts."""

    effects: tuple[Number, ...] = ()
    of: Of = "region"
    unbounded: bool = False
    short: bool = False
    restated: Number | None = None


class _Count(Frozen, frozen=True):
    """``value`` cases at start:end, with the words ``before`` and ``behind`` them.

    ``piece`` is what of ``before`` stands behind the last comma or bracket; ``bracketed``
    where it is a bracket; ``last`` where no other count follows.
    """

    value: int
    start: int
    end: int
    before: str
    behind: str
    piece: str
    bracketed: bool
    last: bool


def _value(text: str) -> int | None:
    value = parse_number(text) if text.isdigit() else parse_chinese(text)
    return value if isinstance(value, int) else None


def _counts(text: str, start: int, end: int) -> Iterator[_Count]:
    """The counts of cases in the clause start:end."""
    matches = [*_COUNT.finditer(text, start, end)]
    for number, match in enumerate(matches):
        since = matches[number - 1].end() if number else start
        until = matches[number + 1].start() if number + 1 < len(matches) else end
        before = text[since : match.start()]
        behind = _NEXT_BRACKET.split(text[match.end() : min(until, match.end() + _REACH)], 1)[0]
        if (value := _value(match["number"])) is not None:
            piece = before[_PIECE.search(before).start() :]  # type: ignore[union-attr]
            yield _Count(value, match.start(), match.end(), before, behind, piece, before.endswith(f"({piece}"),
                         until == end)  # fmt: skip


def _own(count: _Count) -> str:
    """What of the words behind a count are not the next one's."""
    found = re.search("[,:(]", count.behind)
    if found is not None:
        return count.behind[: found.start()]
    return count.behind if count.last else ""


def _sentence(count: _Count) -> str:
    """The words behind a count up to the last mark before the next one."""
    if count.last and len(count.behind) < _REACH:
        return count.behind
    return (
        re.split(r"[,:(](?=[^,:(]*$)", count.behind)[0] if re.search("[,:(]", count.behind) else ""
    )


def _is_figure(count: _Count) -> bool:
    """Whether a count is one of the figures: its own words name what it counts."""
    if _FIGURE.search(count.before[-30:]) or NET.search(count.piece):
        return True
    mentioned = count.bracketed and JOINT.search(
        re.split("[、,]", count.behind)[0][:12]
    )  # 辽阳17件(一件与鞍山交叉)
    if mentioned or JOINT.search(count.piece[-16:]):  # 甲、乙合办1件 stands in the list
        return True
    words = _OPENING.sub("", count.piece).rpartition("、")[2]
    if _COUNTED_THERE.match(count.behind) or _types_at_once(count):
        return False
    if count.behind[:1] in _LIKE and _AGAIN.search(_own(count)):
        return False  # 反映油烟的两件与第十六批重复
    behind = classify_behind(_own(count) or count.behind)
    if behind.kind in ("measure", "pollution") or behind.name == "problems":
        return True
    if _SHARED.search(words.replace("主办", "")):
        return False
    each = _EACH_OF_PAIRS.search(words) or words.endswith(("各", "各有"))
    if each and (
        _SHARED.search(_own(count)) or "同一" in _own(count) or _EACH_OF_PAIRS.search(count.piece)
    ):
        return False
    kind = classify(words).kind if words and words[-1] not in _QUOTES else "none"
    of_the_whole = kind == "total" and not _SMALL_PART.search(count.piece)
    return of_the_whole or kind in ("region", "pollution", "measure")


def _types_at_once(count: _Count) -> int:
    """How many types cases are of at once (1件同时涉及大气和水); 0 where that is not said."""
    found = _TYPES_NAMED.match(count.behind) or _TYPES_NAMED.search(_own(count))
    names = _SEPARATOR.split(found["types"]) if found and count.piece.endswith("有") else []
    typed = [name for name in names if classify(name).kind == "pollution"]
    return len(typed) if len(typed) > 1 else 0


def _several(match: re.Match[str], cases: int) -> _Reason | None:
    """Cases that touch a number of regions, or of types: counted at each of them, once in all."""
    number = _value(match["several"])
    if match["several"] in "多若干数几":
        return _Reason(unbounded=True)
    if number is None or number < 2:
        return None
    return _Reason(tuple(sorted({cases * (number - 1), max(number - cases, 0)} - {0})))


def _shared(count: _Count) -> _Reason | None:
    """Cases of several regions at once: by their number, their names, or by other words."""
    cases, words = count.value, f"{count.piece}/{count.behind}"
    if (touches := _TOUCHES.search(words)) and (found := _several(touches, cases)):
        return found
    named = _TOUCHES_NAMED.search(count.behind)
    regions = _regions(re.split("[,(]", named["names"])[0]) if named else ()
    if regions:
        return _Reason((cases * (len(regions) - 1),))
    if not (
        _EACH_OF_PAIRS.search(count.piece)
        or _SHARED.search(words)
        or _COUNTED_AT_EACH.search(words.replace("/", ""))
    ):
        return None
    if count.piece.rstrip("有").endswith("各"):  # 沈阳、大连各有1件
        return _Reason((cases * len(count.piece.split("、")),))
    lists = _regions_in(words)
    if len(lists) == 1:
        return _Reason((cases * (len(lists[0]) - 1),))
    named_in = count.before if "各自" in count.piece else words
    most = min(len(_SEPARATOR.findall(named_in)), _MOST_SHARING)
    return _Reason(tuple(cases * n for n in range(1, max(most, 1) + 1)))


def _regions_in(words: str) -> list[tuple[str, ...]]:
    """The lists of divisions in the words around a count; a single division is one of one."""
    return [*lists_of_names(words)]


def _reason(count: _Count) -> _Reason | None:
    """What the words around a count say of why a sum fails; None where nothing."""
    cases, words = count.value, f"{count.piece}/{count.behind}"
    if exceeds := _EXCEEDS.search(count.before):
        more = exceeds["way"] in "多高大超"
        return _Reason((cases if more else -cases,), "all")
    if _COUNTED_THERE.match(count.behind) and looks_like_place(count.piece):
        return _Reason((cases,))
    if several := _types_at_once(count):
        return _Reason((cases * (several - 1),), "pollution")
    if _BOTH_CHANNELS.search(count.behind):
        return _Reason((cases,), "channel")
    if (types := _TYPES.search(count.behind)) and (found := _several(types, cases)):
        return _Reason(found.effects, "pollution", found.unbounded)
    rest = _REST.search(count.piece)
    if (rest or _ONE_MORE.search(count.piece)) and _REST_OF_REGIONS.search(count.behind):
        return _Reason((-cases,))
    if _ADDED.search(words):
        return _Reason((-cases, cases), "all")
    if not rest and (shared := _shared(count)):
        return shared
    own = f"{count.piece}/{_sentence(count)}"
    if _OUT.search(own) or (_AGAIN.search(own) and not _COUNTED_TWICE.search(own)):
        placed = _PLACE_NAME.search(words) is not None  # 杭州市的1件与宁波市重复: counted at both
        return _Reason((-cases, cases) if placed else (-cases,), "all")
    if _ONE_MORE.search(count.piece) and count.behind[:1] not in ("", ",", "、", ")"):
        return _Reason((-cases,), "all")
    return None


def _sharing(sentence: str) -> tuple[int, ...]:
    """By how much the lists of places in a sentence count one case each too often."""
    sizes = [len(names) for names in lists_of_names(sentence)]
    return tuple(sorted({size - 1 for size in sizes} | {sum(sizes) - len(sizes)} - {0}))


def _candidates(text: str) -> Iterator[tuple[int, int, int, _Reason]]:
    """Where a text gives a reason (start, end, to where it is quoted), and which; may overlap."""
    for match in _RESTATED.finditer(text):
        yield *match.span(), match.end(), _Reason(restated=int(match["sum"]))
    for match in _SOME_TOUCH.finditer(text):
        yield *match.span(), match.end(), _Reason(unbounded=True)
    for match in _MORE_IN_PARTS.finditer(text):
        before = text[max(match.start() - _SENTENCE_BEFORE, 0) : match.start()]
        if _IN_DIGITS.search(before.rpartition("。")[2]):
            continue  # 因2件由两市共同承办，各市之和大于总数: by those two
        of: Of = (
            "pollution"
            if "类" in match.group() + text[match.start() - 4 : match.start()]
            else "region"
        )
        yield *match.span(), match.end(), _Reason(unbounded=True, of=of)
    for match in _TOLD_APART.finditer(text):
        yield *match.span(), match.end(), _Reason(short=True, of="channel")
    for match in _SENTENCE.finditer(text):
        if _SHARED_BY_NAMES.search(match.group()) and not _IN_DIGITS.search(match.group()):
            effects = _sharing(match.group())
            if effects:
                yield match.start(), match.start(), match.end(), _Reason(effects)
    for match in _SOME_LEFT_OUT.finditer(text):
        yield *match.span(), match.end(), _Reason(short=True)
    for clause in _CLAUSE.finditer(text):
        if not _CUES.search(clause.group()):
            continue
        last = clause.start()
        for count in _counts(text, clause.start(), clause.end()):
            start = count.start - len(count.piece)
            exceeds = _EXCEEDS.search(count.before) is not None
            if count.value and (exceeds or not _is_figure(count)) and (found := _reason(count)):
                again = count.before.startswith("中")  # 西乡塘区的6件中有2件: the 6 is told before
                end = count.end + len(_own(count))
                said = count.end + len(_sentence(count))
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


def _regions(names: str) -> tuple[str, ...]:
    """The regions named, two at least; empty where one of the names is none."""
    named = _THESE.sub("", names)
    found = tuple(name.strip() for name in _SEPARATOR.split(named) if name.strip())
    return found if len(found) > 1 and all(map(looks_like_place, found)) else ()


def _find_shared(text: str, source: Source) -> Iterator[Aside]:
    """What a remark says of shared cases (甲、乙共同案件1个); ``source`` is its place."""
    said = compact(text)
    for match in _SHARED_IN_REMARK.finditer(said):
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
