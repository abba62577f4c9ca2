"""What the words at a count name: a pollution type, a region, a measure, or the whole.

The end of the words decides (督察组移交我省的大气污染问题 ends in a type); what stands before
it only leads there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ..model import Frozen
from ..vocabulary.measures import measure_at_end, total_at_end
from ..vocabulary.pollution import COMPOSITE, label_at_end, pollution_code
from ..vocabulary.regions import find_regions, is_place, looks_like_place

_CONNECTOR = re.compile(
    r"(?:总数|数量|件数|个数|占比|比例|总计|共计|共有|合计|共|(?<!累)计|有|为|是|达到|达|各有|各|均为|均|分别|依次|大约|约|近|"
    r"超过|超|逾|已?(?:升|增)[至到]|已|的|(?<![收接])到|占|其中|也|数目)+$"
)
_RANKED = re.compile(
    r"(?:的)?(?:信访|举报|投诉|案|问题|件)*(?:数量|件数|占比|比例)?(?:为)?"
    r"(?:最多|最少|最高|最低|最大|较多|较少|较高|居多|居首(?:位)?|(?:位?居|排名?|位列?)(?:第?[一二三四五首]|前[一二三四五六七八九十\d]{1,2})[位名]?|次之|其次)$"
)
_OPENER = re.compile(
    r"^.*(?:其中|分别[是为有]?|涉及|包括|包含|主要[是为有]?|反映|按[^,]*?[分看计]|(?:类型|地区|区域|属地|分布)"
    r"(?:方面|划分|统计|来?看|上?看|分布|为|是)|方面看|来看|[:,]|属于|[^市]位于|来自|分布在|集中[在于]|本批|以及|"
    r"其次[是为]?|此外|另外|还有|依次[是为]?|其余(?:依次)?[是为]?|[我本][省市州县区盟旗](?=[^,]{2,})|(?<=[市县区州盟旗])含(?=[^,]{2,})|[位的多][是有为]|的[市州县区][是为]|单位[是为])"
)
_BODY_ITSELF = re.compile(
    r"(?:我|本|全|该)(?:省|市|州|盟|县|区|旗|自治区|兵团)(?:共|已|累计|合计|总共)*(?:承办|办理|负责|承接|收到|接到|接收|涉及|接|收)?$"
)
_SINCE_THE_FIRST = re.compile(
    r"累[计积](?:至今|达到?|共|为|有|已|数|至|收到?|接到?|接收|[领承接交转]办|办理|移交|受理)*$"
)
_LIST_TAIL = re.compile(
    r"(?:等)?(?:各类|方面)?(?:污染|问题|环境)?(?:类型|类别|领域|方面)?(?:的|信访|举报|问题)*(?:数量|件数)?$"
)
JOINT = re.compile(
    r"合办|联办|共同|共办(?!理)|共管|联合|跨区|跨市|跨县|关联|交叉|协办|[与同][^,。、;()]{2,12}共有"
)
_WHOLE = re.compile(r"(?:全部|总量|总计|共计|合计|共有|共)$|^(?:总数|总件数|总数量|件数)$")
NET = re.compile(
    r"(?:(?:去除|剔除|扣除|扣减|除去|合并|减去|排除)[^,。;()\d]{0,10}后(?:为|共|有|计|剩)?|实有|应办|实际[^,。;()\d]{0,8}(?:交办|转办|分办)|实际(?:应办|办理|承办|交办|转办|受理)?|去重后?|合并(?:重复)?后|剔除(?:重复)?[^,]{0,6}后|净)(?:有|为)?"
    r"(?:案件|举报|信访|交办|转办|受理|问题|接收|的)*(?:数|件)?$"
)
"""The words in front of a count that is left when repeats are taken out."""
_CASE_NOUN = re.compile(
    r"^(?:的)?(?:群众|环境|生态)*(?:信访|举报|投诉|转办|交办|案)(?:信访|举报|投诉|案|问题|事项|线索)*件?"
)
_PASSIVE = re.compile(
    r"^(?:的)?(?:企业|单位|人员|案件|举报件|信访件)?(?:因[^,。]{1,16}?(?=仍|尚|未|正在|延|暂))?(?:已|均|分别)?(?:被|予以)?"
)
_PROBLEM_NOUN = re.compile(r"^(?:生态)?(?:环境|污染|具体)*问题(?!线索|反映|举报|件|居)")
_TYPE_TAIL = re.compile(r"(?:类型?|方面|的|问题)+$")
_COMPOSITE_END = re.compile(rf"(?:{COMPOSITE.pattern})$")
_OTHER_TYPES = re.compile(
    r"(?:^|[,、;])((?:其余|其[他它])(?:各类|类型|类别|种类|类|污染|问题|方面|要素)+)$"
)
_RISKY = {"水", "气", "声", "土", "噪", "渣", "自然"}
# Everyday words may end so (薪水问题); what names pollution itself is no everyday word.
_RISKY_LABEL = re.compile(r"(?:水|气|声|土|噪|渣|自然)(?:问题|方面|类型?|领域)*")
_LEADS = frozenset("和与及即为有含于在及涉是的至交给由办转派送收到")
_ASIDE = re.compile(r"\([^()]*\)$")
_NO_LABEL = re.compile(
    r"^另|目前|单一|之和|等于|[同环相]比|增|减|下降|上升|平均|以上|以下|[已被未将把对各占约共超]|总|合计|率|其中|为|不"
)
_PARTICLES = "涉及是为中的看分括有计和与,、:(类其占"
_GIVEN = re.compile(
    r"^省会(?=.)|^由(?=.{2,}[镇乡县区市])|^(?:分别)?(?:分到|落到|分给|分派|分送|分转|分交|转送|交由|转交|移交|交办|转办)(?:至|给|到|由)?(?=.)"
)
_HANDLED = re.compile(
    r"(?:共|各|新|已|再)?(?:承办|承接|接办|领办|领取|认领|主办|办理|分办|收到|接到|接收|接|收)(?:的)?(?:数量|件数)?$"
)
_TAKEN = re.compile(r"(?:受理|交办)(?:数量|件数)?$")
_PLACED = re.compile(r"(?:在|派[到至往]|分[到至给]|转[到至给]|落[在到])(?P<name>[^,。;:]{2,12})$")
_WINDOW = 60  # characters of words that can name anything
_OWN_LABEL = 14  # characters; a longer text is no label by its neighbours alone
_REGION = 18  # characters; a longer text is no region's name

SubjectKind = Literal["pollution", "region", "measure", "total", "none"]


class Subject(Frozen, frozen=True):
    """What a count counts: ``name`` is a code, a region or a measure.

    ``start`` is where the label begins in the words; ``label`` may be cut from them.
    """

    kind: SubjectKind
    name: str = ""
    label: str = ""
    start: int = 0


NOTHING = Subject("none")


def strip_connectors(words: str) -> str:
    """The words without what only joins them to the count (共计, 分别为, 数量最多)."""
    words, before = words[-_WINDOW:], None
    while before != words:
        before, words = words, _RANKED.sub("", _CONNECTOR.sub("", words))
    return words


def _region_at_end(text: str) -> tuple[str, int] | None:
    """(name, where it starts) of the region that the words end with."""
    handled = _HANDLED.sub("", text)
    if handled != text and looks_like_place(_OPENER.sub("", handled)):  # 渝北区承办11件
        text = handled
    taken = _OPENER.sub("", _TAKEN.sub("", text))
    if taken != text and any(r.level != "province" for r in find_regions(taken)):
        text = _TAKEN.sub("", text)  # 其中成都市受理50件
    label = _GIVEN.sub("", _OPENER.sub("", text))
    at = len(text) - len(label)
    if not label or len(label) > _REGION:
        return None
    for start in range(len(label) - 1):  # 为路北区, 此外遂宁市: a word before the name
        name, lead = label[start:], label[:start]
        if start > 3 and lead[-1] not in _LEADS:
            continue
        if is_place(_ASIDE.sub("", name)) and not (start and looks_like_place(lead)):
            certain = start == 0 or len(name) > 2 or lead[-1] in _LEADS
            return (name, at + start) if certain else None
    return (label, at) if looks_like_place(label) and not measure_at_end(label) else None


def _pollution_at_end(text: str) -> tuple[str, str, int] | None:
    """(code, label, where it starts) of the pollution type that the words end with."""
    mixed = _COMPOSITE_END.search(text)
    if mixed is not None:
        return "composite", mixed.group(), mixed.start()
    match = label_at_end().search(text)
    if match is None:
        return None
    label, before = match.group(), text[: match.start()]
    code = pollution_code(label)
    stem = label.removeprefix("涉及").removeprefix("涉")
    if code is None and label in _RISKY and not before:
        code = pollution_code(label + "类")
    if code is None:
        return None
    led = (
        stem != label or not before or before[-1] in _PARTICLES or before.endswith(("问题", "类别"))
    )
    if _RISKY_LABEL.fullmatch(stem) and not led:
        return None
    if label.startswith("涉及"):
        return code, stem, match.start() + 2
    return code, label, match.start()


@lru_cache(4096)  # a label is asked about at every step
def classify(words: str, *, previous: SubjectKind = "none") -> Subject:
    """What the folded words in front of a count name; ``previous`` is the item before it."""
    text = strip_connectors(words)
    ours = _BODY_ITSELF.search(words) or _BODY_ITSELF.search(text)
    if _SINCE_THE_FIRST.search(words) or ours or NET.search(text):
        return Subject("total", "cases", text)
    if not text:
        return Subject("total", "cases", words) if _WHOLE.search(words) else NOTHING
    if rest := _OTHER_TYPES.search(text):
        return Subject("pollution", "other", rest[1], rest.start(1))
    bare = _ASIDE.sub("", text)
    if (
        bare != text and bare
    ):  # 大气(含异味), 带*件(重点关注件): the words in front, or those inside
        for part in (bare, text[len(bare) + 1 : -1]):
            found_part = classify(part, previous=previous)
            if found_part.kind == "region":
                return Subject("region", found_part.name + text[len(bare) :],
                               found_part.label + text[len(bare) :], found_part.start)  # fmt: skip
            if found_part.kind != "none":
                return found_part
    joint = JOINT.search(text[-12:])
    region = _region_at_end(text)
    if region is not None and is_place(region[0]):
        return Subject("region", region[0], region[0], region[1])
    total = None if joint else total_at_end(text)
    if total == "problems" and not (previous == "pollution" and "生态" in text[-6:]):
        return Subject("total", total, text)
    if (cue := measure_at_end(text)) and not joint:
        return Subject("measure", cue[0], text[cue[1] :], cue[1])
    found = _pollution_at_end(text)
    if found and not (total == "cases" and found[1].startswith("生态环境")):  # 生态环境信访件
        return Subject("pollution", *found)
    if region is not None:
        return Subject("region", region[0], region[0], region[1])
    if total is not None:
        return Subject("total", total, text)
    label = _OPENER.sub("", text)
    fits = 0 < len(label) <= _OWN_LABEL and label == text and not _NO_LABEL.search(label)
    if previous in ("pollution", "region") and fits:
        return Subject(previous, own_name(label) if previous == "pollution" else label, label)
    return Subject("none", "", text)


def own_name(label: str) -> str:
    """The name of a type without a code: its label without what says that it is a type.

    >>> own_name("异味扰民问题"), own_name("光污染类")
    ('异味扰民', '光污染')
    """
    return _TYPE_TAIL.sub("", label) or label


def classify_behind(words: str) -> Subject:
    """The subject of a count that stands before its noun: 113件群众信访举报件, 47件已办结."""
    if noun := _PROBLEM_NOUN.match(words):
        return Subject("total", "problems", noun.group())
    if noun := _CASE_NOUN.match(words):
        return Subject("total", "cases", noun.group())
    if (placed := _PLACED.match(words)) and is_place(placed["name"]):  # 9件在银川市
        return Subject("region", placed["name"], placed["name"])
    words = _RANKED.sub("", _PASSIVE.sub("", words))
    cue = measure_at_end(words)
    if cue and cue[1] == 0:
        return Subject("measure", cue[0], words)
    found = _pollution_at_end(words)
    if found and (found[2] == 0 or words[: found[2]] in ("涉及", "反映", "为", "涉")):
        return Subject("pollution", *found)
    return NOTHING


def behind_noun(words: str) -> int:
    """Where the words behind a count go on after the noun of what it counts."""
    noun = _CASE_NOUN.match(words)
    return noun.end() if noun else 0


def is_name(words: str) -> bool:
    """Whether words can be a label in a list: a pollution type or a place."""
    return classify(list_label(words)).kind in ("pollution", "region")


def split_names(words: str) -> list[tuple[str, int]]:
    """``水和大气`` → two names with their offsets; 核与辐射 is one: both sides must be names."""
    if pollution_code(words) or is_place(words):
        return [(words, 0)]
    for match in re.finditer(r"以及|[和与及]", words):
        left, right = words[: match.start()], words[match.end() :]
        if is_name(left) and is_name(right):
            behind = [(name, at + match.end()) for name, at in split_names(right)]
            return [*split_names(left), *behind]
    return [(words, 0)]


def list_label(words: str) -> str:
    """A name of a list without what closes the list: 其他等污染类型 → 其他, 数量 → nothing."""
    kind = classify(words).kind
    return _RANKED.sub("", words) if kind in ("pollution", "region") else _LIST_TAIL.sub("", words)
