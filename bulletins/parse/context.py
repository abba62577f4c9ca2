"""Whose bulletin it is: inspection, province, level, batch, cut-off and year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..model import Level
from ..vocabulary.numerals import CHINESE
from ..vocabulary.regions import find_regions, province_of, provinces
from .dates import Date, is_day, read_date
from .passage import BATCHES, ordinals

_INSPECTION = re.compile(
    rf"中央第[{CHINESE}\d]{{1,3}}(?:生态)?环境保护督察组|"
    rf"(?:[\u4e00-\u9fff]{{2,3}}(?:省|市|自治区)|省级?|市|自治区)?第[{CHINESE}\d]{{1,3}}(?:生态)?环境保护督察组"
)
_INSPECTION_PLAIN = re.compile(
    r"(?:中央|省级?|[\u4e00-\u9fff]{2,3}省)(?:生态)?环境保护督察组|中央环保督察组"
)
_BATCHES = re.compile(BATCHES)
_RUN = ("至", "到", "-", "~")
_CUTOFF = re.compile(
    r"截[至止]到?:?(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:(\d{1,2})(?:时(?:(\d{1,2})分)?|点|:(\d{2})))?",
    re.ASCII,
)
_DATE = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:(\d{1,2})(?:时(?:(\d{1,2})分)?|点|:(\d{2})))?(?!起|[-至到~])",
    re.ASCII,
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})年|(?<!\d)(20[0-4]\d)[-./](?:0?[1-9]|1[0-2])[-./]\d", re.ASCII)
_OF_ANOTHER_YEAR = re.compile(
    r"(?:自|从|较|比|根据|按照?|对照|依据)(20\d{2})年(?!\d{1,2}月)|(?<!\d)(?=20\d{2}年(?:首轮|同期|同批|以来|以前))(20\d{2})"
)
_RECEIVED = re.compile(r"收到|交办|转办|移交|受理|转交|转来|接到|交来")
_PROVINCE_LEVEL = re.compile(
    r"(?:我|全|本)(?:省|自治区)|向[^,。]{2,4}(?:省|自治区)|省级|进驻[^,。市州县区]{2,4}(?:省|自治区|[,。])"
)
_PREFECTURE_LEVEL = re.compile(r"(?:我|本|全)(?:市|州|盟)")
_HANDED = "(?:省|[^省市州县区,。]{0,5}自治区)?(?:转办|交办|移交|转交|交来|转来|下发|反馈)"
_COUNTY_LEVEL = re.compile(r"(?:我|本|全)(?:县|旗)")


def find_inspection(words: str) -> str | None:
    """The inspection group's name, the one with a number before a plain one."""
    for pattern in (_INSPECTION, _INSPECTION_PLAIN):
        if match := pattern.search(words):
            return match.group()
    return None


def find_batches(words: str) -> tuple[int, ...]:
    """The batch numbers named in folded words, in order, each once."""
    numbers: list[int] = []
    end = 0
    for match in _BATCHES.finditer(words):
        found = ordinals(match.group())
        if numbers and found and words[end : match.start()] in _RUN:  # 第六批至第八批
            numbers += range(numbers[-1] + 1, found[0])
        numbers += found
        end = match.end()
    return tuple(dict.fromkeys(numbers))


def _parts(match: re.Match[str]) -> Date | None:
    year, month, day, hour, minute, minute2 = match.groups()
    return read_date(year, month, day, hour, minute or minute2)


def find_impossible_date(text: str) -> tuple[int, int] | None:
    """Where a date stands that the calendar does not have (11月31日)."""
    return next((m.span() for m in _DATE.finditer(text) if _parts(m) is None), None)


def find_cutoff(words: str) -> Date | None:
    """The date up to which a notice counts (截至…), else the date of its main sentence."""
    for match in _CUTOFF.finditer(words):
        if found := _parts(match):
            return found
    for sentence in re.split(r"[。\n]", words):
        if _RECEIVED.search(sentence):
            for match in _DATE.finditer(sentence):
                if found := _parts(match):
                    return found
    return None


def find_dates(words: str) -> Iterator[Date]:
    """The dates in folded words, month and day at least, in order."""
    return (d for m in _DATE.finditer(words) if (d := _parts(m)))


def find_any_date(words: str) -> Date | None:
    """The first date at all: a dateline under the headline."""
    return next((d for m in _DATE.finditer(words) if (d := _parts(m))), None)


def find_years(words: str) -> tuple[int, ...]:
    """The years printed in folded words, most frequent first."""
    years = Counter(int(a or b) for a, b in _YEAR.findall(words))
    spoken = Counter(int(a or b) for a, b in _OF_ANOTHER_YEAR.findall(words))
    if years - spoken:
        years -= spoken
    return tuple(sorted(years, key=lambda y: (-years[y], y)))


def iso_date(date: Date, *, year: int | None) -> str | None:
    """``YYYY-MM-DD`` or with ``THH:MM``; None where no year can be told."""
    printed, month, day, at = date
    year = printed or year
    if year is None or not is_day(year, month, day):
        return None
    return f"{year:04}-{month:02}-{day:02}" + (f"T{at}" if at else "")


def find_province(words: str, region_labels: Iterable[str]) -> str | None:
    """The province spoken of: the one named most, else the one all its regions lie in."""
    counts = Counter({name: words.count(name) for name in provinces() if name in words})
    for name in provinces():  # a province named with its rank says more than a bare word
        for rank in ("省", "自治区", "市"):
            counts[name] += 3 * words.count(f"向{name}{rank}") + words.count(f"{name}{rank}")
    ranked = [item for item in counts.most_common(2) if item[1] > 0]
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0]
    homes: Counter[str] = Counter()
    for label in region_labels:
        homes.update({province_of(r.code) for r in find_regions(label)})
    best = homes.most_common(2)
    if best and best[0][1] >= 2 and (len(best) == 1 or best[0][1] > best[1][1]):
        return best[0][0]
    return None


def find_level(words: str, region_labels: Sequence[str], province: str | None) -> Level | None:
    """Province, prefecture or county: from the text's 我省 and 我市, else from its regions."""
    if _PREFECTURE_LEVEL.search(words):
        return "prefecture"
    if _COUNTY_LEVEL.search(words):
        return "county"
    if _PROVINCE_LEVEL.search(words) or (province and re.search(f"向{province}{_HANDED}", words)):
        return "province"
    levels: Counter[str] = Counter()
    for label in region_labels:
        found = {r.level for r in find_regions(label) if province in (None, province_of(r.code))}
        levels.update("prefecture" if "prefecture" in found else level for level in found)
    if not levels:  # a central group hands its batches to a province
        return "province" if province and "中央" in (find_inspection(words) or "") else None
    municipal = province in ("北京", "天津", "上海", "重庆")
    top = levels.most_common(1)[0][0]
    return "province" if top == "prefecture" or municipal else "prefecture"
