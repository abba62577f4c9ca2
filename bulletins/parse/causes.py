"""Why a sum fails, count by count: what the words around a count of cases say of it.

A count is no figure of the batch where its own words name nothing that is counted (no region,
type or step of a case's way). It is a reason where the words say that its cases are shared, in
both channels, of several types, handed back, told before or told elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ..model import Frozen, Number
from ..vocabulary.numerals import CHINESE, parse_chinese, parse_number
from ..vocabulary.regions import lists_of_names, looks_like_place
from .names import JOINT, NET, classify, classify_behind

Of = Literal["region", "pollution", "channel", "all"]
_NUMBER = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,3}})"
AREA = r"(?:设区的|省辖|地级)?(?:镇街|乡镇|街镇|街道|片区|地市|市州|市县|县区|区县|县市|市|县|区|地区|区域|州|盟|旗|师|单位|部门|地方|镇|乡|地)(?!级)"
_SEVERAL = rf"(?P<several>{_NUMBER}|多|若干|数)个?(?:以上|及以上)?(?:不同)?的?"
_COUNT = re.compile(
    rf"(?<![\d.第{CHINESE}])(?P<number>{_NUMBER})(?:[件起宗](?!次)|个(?=案件|举报|信访|投诉|联合|问题|重复))"
)
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
EXCEEDS = re.compile(
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
    rf"^(?:由|分布|分散|涉及|为|属)[^,]{{0,6}}(?:其[余他它]|另外|有关|相关)[^,]{{0,6}}{AREA}"
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
    rf"(?:涉及|跨|关联|牵涉|由|分属|属于?|分拆给|拆分给|分给|交给)到?{_SEVERAL}{AREA}"
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
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{2}[市县区州盟旗]")
# 钱塘区4件已计入杭州市; 西咸新区4件同时统计在西安市内
_COUNTED_THERE = re.compile(r"(?:已|同时|均|亦|也)*(?:计入|统计[在入]|含在|包含在|计算在|计在)")
# 1件同时涉及大气和水
_TYPES_NAMED = re.compile(r"(?:同时|既|兼)(?:涉及|反映|属于?|有)?(?P<types>[^,。;\d]{2,24})")
SEPARATOR = re.compile(r"[、和与及同又]")
_THESE = re.compile(r"[两二三四五六七八九十][地市县区州家].*$")  # 海口、澄迈、定安三地各自立案
_QUOTES = '”》"』」'  # behind a name, as “某厂异味”一件
_MOST_SHARING = 8  # regions of one case
CUES = re.compile(
    "|".join(p.pattern for p in (EXCEEDS, _COUNTED_THERE, _SHARED, _COUNTED_AT_EACH, _ADDED, _OUT, _AGAIN, _ONE_MORE, _REST)).replace("$", "")
    .replace("(?P<way>", "(?:") + "|涉及|跨|关联|由|既|同时|反映|属|给"
)  # fmt: skip


class Reason(Frozen, frozen=True):
    """By how much the parts may exceed their total, and which parts."""

    effects: tuple[Number, ...] = ()
    of: Of = "region"
    unbounded: bool = False
    short: bool = False
    restated: Number | None = None


class Count(Frozen, frozen=True):
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


def counts_in(text: str, start: int, end: int) -> Iterator[Count]:
    """The counts of cases in the clause start:end."""
    matches = [*_COUNT.finditer(text, start, end)]
    for number, match in enumerate(matches):
        since = matches[number - 1].end() if number else start
        until = matches[number + 1].start() if number + 1 < len(matches) else end
        before = text[since : match.start()]
        behind = _NEXT_BRACKET.split(text[match.end() : min(until, match.end() + _REACH)], 1)[0]
        if (value := _value(match["number"])) is not None:
            piece = before[_PIECE.search(before).start() :]  # type: ignore[union-attr]
            yield Count(value, match.start(), match.end(), before, behind, piece, before.endswith(f"({piece}"),
                         until == end)  # fmt: skip


def own_words(count: Count) -> str:
    """What of the words behind a count are not the next one's."""
    found = re.search("[,:(]", count.behind)
    if found is not None:
        return count.behind[: found.start()]
    return count.behind if count.last else ""


def words_behind(count: Count) -> str:
    """The words behind a count up to the last mark before the next one."""
    if count.last and len(count.behind) < _REACH:
        return count.behind
    return (
        re.split(r"[,:(](?=[^,:(]*$)", count.behind)[0] if re.search("[,:(]", count.behind) else ""
    )


def is_figure(count: Count) -> bool:
    """Whether a count is one of the figures: its own words name what it counts."""
    if _FIGURE.search(count.before[-30:]) or NET.search(count.piece):
        return True
    if _EACH_OF_PAIRS.search(count.piece):
        return False
    mentioned = count.bracketed and JOINT.search(
        re.split("[、,]", count.behind)[0][:12]
    )  # 辽阳17件(一件与鞍山交叉)
    if mentioned or JOINT.search(count.piece[-16:]):  # 甲、乙合办1件 stands in the list
        return True
    words = _OPENING.sub("", count.piece).rpartition("、")[2]
    if _COUNTED_THERE.match(count.behind) or _types_at_once(count):
        return False
    if count.behind[:1] in _LIKE and _AGAIN.search(own_words(count)):
        return False  # 反映油烟的两件与第十六批重复
    behind = classify_behind(own_words(count) or count.behind)
    if behind.kind in ("measure", "pollution") or behind.name == "problems":
        return True
    if _SHARED.search(words.replace("主办", "")):
        return False
    each = words.endswith(("各", "各有"))
    if each and (_SHARED.search(own_words(count)) or "同一" in own_words(count)):
        return False
    kind = classify(words).kind if words and words[-1] not in _QUOTES else "none"
    of_the_whole = kind == "total" and not _SMALL_PART.search(count.piece)
    return of_the_whole or kind in ("region", "pollution", "measure")


def _types_at_once(count: Count) -> int:
    """How many types cases are of at once (1件同时涉及大气和水); 0 where that is not said."""
    found = _TYPES_NAMED.match(count.behind) or _TYPES_NAMED.search(own_words(count))
    names = SEPARATOR.split(found["types"]) if found and count.piece.endswith("有") else []
    typed = [name for name in names if classify(name).kind == "pollution"]
    return len(typed) if len(typed) > 1 else 0


def _several(match: re.Match[str], cases: int) -> Reason | None:
    """Cases that touch a number of regions, or of types: counted at each of them, once in all."""
    number = _value(match["several"])
    if match["several"] in "多若干数几":
        return Reason(unbounded=True)
    if number is None or number < 2:
        return None
    return Reason(tuple(sorted({cases * (number - 1), max(number - cases, 0)} - {0})))


def _shared(count: Count) -> Reason | None:
    """Cases of several regions at once: by their number, their names, or by other words."""
    cases, words = count.value, f"{count.piece}/{count.behind}"
    if (touches := _TOUCHES.search(words)) and (found := _several(touches, cases)):
        return found
    named = _TOUCHES_NAMED.search(count.behind)
    regions = regions_named(re.split("[,(]", named["names"])[0]) if named else ()
    if regions:
        return Reason((cases * (len(regions) - 1),))
    if not (
        _EACH_OF_PAIRS.search(count.piece)
        or _SHARED.search(words)
        or _COUNTED_AT_EACH.search(words.replace("/", ""))
    ):
        return None
    if count.piece.rstrip("有").endswith("各"):  # 沈阳、大连各有1件
        return Reason((cases * len(count.piece.split("、")),))
    lists = _regions_in(words)
    if len(lists) == 1:
        return Reason((cases * (len(lists[0]) - 1),))
    named_in = count.before if "各自" in count.piece else words
    most = min(len(SEPARATOR.findall(named_in)), _MOST_SHARING)
    return Reason(tuple(cases * n for n in range(1, max(most, 1) + 1)))


def _regions_in(words: str) -> list[tuple[str, ...]]:
    """The lists of divisions in the words around a count; a single division is one of one."""
    return [*lists_of_names(words)]


def reason_of(count: Count) -> Reason | None:
    """What the words around a count say of why a sum fails; None where nothing."""
    cases, words = count.value, f"{count.piece}/{count.behind}"
    if exceeds := EXCEEDS.search(count.before):
        more = exceeds["way"] in "多高大超"
        return Reason((cases if more else -cases,), "all")
    if _COUNTED_THERE.match(count.behind) and looks_like_place(count.piece):
        return Reason((cases,))
    if several := _types_at_once(count):
        return Reason((cases * (several - 1),), "pollution")
    if _BOTH_CHANNELS.search(count.behind):
        return Reason((cases,), "channel")
    if (types := _TYPES.search(count.behind)) and (found := _several(types, cases)):
        return Reason(found.effects, "pollution", found.unbounded)
    rest = _REST.search(count.piece)
    if (rest or _ONE_MORE.search(count.piece)) and _REST_OF_REGIONS.search(count.behind):
        return Reason((-cases,))
    if _ADDED.search(words):
        return Reason((-cases, cases), "all")
    if not rest and (shared := _shared(count)):
        return shared
    own = f"{count.piece}/{words_behind(count)}"
    if _OUT.search(own) or (_AGAIN.search(own) and not _COUNTED_TWICE.search(own)):
        placed = _PLACE_NAME.search(words) is not None  # 杭州市的1件与宁波市重复: counted at both
        return Reason((-cases, cases) if placed else (-cases,), "all")
    if _ONE_MORE.search(count.piece) and count.behind[:1] not in ("", ",", "、", ")"):
        return Reason((-cases,), "all")
    return None


def regions_named(names: str) -> tuple[str, ...]:
    """The regions named, two at least; empty where one of the names is none."""
    named = _THESE.sub("", names)
    found = tuple(name.strip() for name in SEPARATOR.split(named) if name.strip())
    return found if len(found) > 1 and all(map(looks_like_place, found)) else ()
