"""Administrative divisions: printed names to six-digit codes, where they are certain.

Source: divisions of June 2023 as the National Bureau of Statistics published them
(``data/regions.csv``), and the names that changed since 2015, with the year
(``data/former_names.csv``). A name that several places share has a code only within a known
province or prefecture; development zones and bureaus have none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import cast

import msgspec

from ..errors import UsageError
from ..model import Level
from . import data_lines
from .characters import compact


class Region(msgspec.Struct, frozen=True, gc=False):
    """A division: six-digit code, full name, level, code of the division above."""

    code: str
    name: str
    level: Level
    parent: str


_NATIONS = (
    "壮族|回族|维吾尔|藏族|彝族|苗族|土家族|布依族|侗族|傣族|景颇族|傈僳族|白族|哈尼族|羌族|蒙古族|蒙古|哈萨克|"
    "柯尔克孜|朝鲜族|满族|瑶族|仫佬族|毛南族|黎族|土族|撒拉族|东乡族|保安族|裕固族|纳西族|拉祜族|佤族|独龙族|怒族|"
    "布朗族|水族|畲族|达斡尔族|鄂伦春|鄂温克族|锡伯|塔吉克|仡佬族|各族|鄂温克|普米族|阿昌族"
)
_SUFFIXES = (
    re.compile(rf"(?:{_NATIONS})+(?:自治区|自治州|自治县|自治旗|区|乡)$"),
    re.compile(
        r"(?:特别行政区|自治区|自治州|自治县|自治旗|生产建设兵团|地区|林区|新区|省|市|盟|州|县|区|旗)$"
    ),
)
_LONGEST = 12  # characters of a name
_JOINING = frozenset("、和与及同")
_PLACE_WORD = re.compile(
    r"(?:省|市|县|区|州|盟|旗|镇|乡|街道|兵团|师|农场|林区|示范区|开发区|管委会|管理局|集团|部门|单位|"
    r"厅|局|委|团|团场|支队|大队|办事处|公司|中心|省级|市级|县级|省直|市直|区直|本级|直属|办公室)$"
)
# Divisions of the corps in Xinjiang (新疆生产建设兵团), which the official list lacks.
_CORPS = re.compile(
    r"第?[一二三四五六七八九十]{1,3}师(?:[\u4e00-\u9fff]{2,5}市)?|兵团(?:直属|本级|机关)?|兵直"
)
REGION_HEADER = re.compile(
    r"地区|区域|市州|州市|设区市|地市|县区|区县|县市|市县|盟市|师市|行政区|单位|^[市州县区盟旗师]$|"
    r"\([市州区县盟、]{1,6}\)|名称|属地|辖区|镇区|镇街|乡镇|街镇"
)
"""Headers of the column that names a table's regions."""
TOTAL_WORDS = frozenset(
    "合计 总计 共计 总数 总和 全省 全市 全区 全县 全州 全盟 全旗 全自治区 总量 累计 合共 总 "
    "合计数 总计数 累计数 总件数 累计总数 累计合计 当日合计 本批合计 合计(件) 总计(件) 全省合计 "
    "全市合计 全区合计 全县合计 全州合计 全省总计 全市总计".split()
)
SUBTOTAL_WORDS = frozenset("小计 分计".split())
SHARE_WORDS = frozenset("占比 比例 百分比 占比(%) 比重 所占比例 占总数比例".split())

# Names printed in bulletins that the official list lacks.
_ALIASES: dict[str, str] = {
    "襄樊": "420600", "思茅": "530800",  # short for former names
    "恩施州": "422800", "湘西州": "433100", "阿坝州": "513200", "甘孜州": "513300", "凉山州": "513400",
    "黔西南州": "522300", "黔东南州": "522600", "黔南州": "522700", "楚雄州": "532300",
    "红河州": "532500", "文山州": "532600", "版纳": "532800", "西双版纳": "532800", "大理州": "532900",
    "德宏州": "533100", "怒江州": "533300", "迪庆州": "533400", "临夏州": "622900", "甘南州": "623000",
    "海北州": "632200", "黄南州": "632300", "海南州": "632500", "果洛州": "632600", "玉树州": "632700",
    "海西州": "632800", "昌吉州": "652300", "博州": "652700", "巴州": "652800", "克州": "653000",
    "伊犁州": "654000", "延边州": "222400", "浦东": "310115",
}  # fmt: skip


def short_name(name: str) -> str:
    """A division's name without its ending (合肥市 → 合肥); two characters at least remain."""
    for suffix in _SUFFIXES:
        short = suffix.sub("", name)
        if 2 <= len(short) < len(name):
            return short
    return name


@cache
def _by_code() -> dict[str, Region]:
    once: dict[str, str] = {}  # levels and codes as one string each: there are 3,000 rows
    found = {}
    for row in csv.reader(data_lines("regions.csv")[1:]):
        code, name, level, parent = (once.setdefault(text, text) for text in row)
        found[code] = Region(code, name, cast(Level, level), parent)
    return found


class FormerName(msgspec.Struct, frozen=True):
    """What a division was called until a year, and its code today."""

    name: str
    code: str
    until: int


@cache
def former_names() -> tuple[FormerName, ...]:
    """Names that divisions had in prints of 2015 and later, or are still remembered by.

    Compiled by hand for the changes met in bulletins; the year is that of the change. It is no
    complete list.
    """
    rows = csv.DictReader(data_lines("former_names.csv"))
    return tuple(FormerName(r["name"], r["code"], int(r["until"])) for r in rows)


@cache
def _by_name() -> dict[str, tuple[Region, ...]]:
    names: dict[str, tuple[Region, ...]] = {}
    nations: list[tuple[str, Region]] = []  # 西双版纳州, 石柱县, 湘西自治州: without the nations
    for region in _by_code().values():
        short, alone = short_name(region.name), (region,)
        for name in dict.fromkeys((region.name, short)):
            names[name] = (*names[name], region) if name in names else alone
        if short != region.name and region.name.endswith(("自治州", "自治县", "自治旗")):
            nations += ((short + region.name[-n:], region) for n in (1, 3))
    for alias, region in nations:
        names.setdefault(alias, (region,))
    for alias, code in (*_ALIASES.items(), *((old.name, old.code) for old in former_names())):
        region = _by_code()[code]
        if region not in names.get(alias, ()):
            names[alias] = (*names.get(alias, ()), region)
    return names


def province_of(code: str) -> str:
    """The short name of the province that ``code`` lies in."""
    return short_name(_by_code()[code[:2] + "0000"].name)


def level_of(code: str) -> Level:
    """The level of the division with ``code``."""
    return _by_code()[code].level


def region_name(code: str) -> str | None:
    """The short name of the division with ``code``, if there is one.

    >>> region_name("340100"), region_name("349900")
    ('合肥', None)
    """
    found = _by_code().get(code)
    return short_name(found.name) if found else None


@lru_cache(16_384)
def find_regions(label: str) -> tuple[Region, ...]:
    """Every division that a printed label may mean; empty for an unknown one."""
    return _by_name().get(compact(label), ())


def name_at(text: str, at: int) -> tuple[tuple[Region, ...], int]:
    """(divisions, end) of the longest name that begins at ``at``; none and ``at`` without one."""
    for end in range(min(at + _LONGEST, len(text)), at + 1, -1):
        if found := find_regions(text[at:end]):
            return found, end
    return (), at


def lists_of_names(text: str) -> Iterator[tuple[str, ...]]:
    """Lists of two or more divisions in a text: 沈阳、铁岭 in 沈阳、铁岭交界的养猪场."""
    at = 0
    while at < len(text):
        names: list[str] = []
        _, end = name_at(text, at)
        start = at
        while end > start:
            names.append(text[start:end])
            start = end + 1 if text[end : end + 1] in _JOINING else end
            _, end = name_at(text, start) if start > end else ((), start)
        if len(names) > 1:
            yield tuple(names)
        at = max(start, at + 1)


@lru_cache(16_384)
def is_place(label: str) -> bool:
    """Whether a printed label is surely a place: a known division, or one of the corps."""
    return bool(find_regions(label)) or _CORPS.fullmatch(compact(label)) is not None


@cache
def provinces() -> dict[str, str]:
    """Short name of each province → its code."""
    return {short_name(r.name): r.code for r in _by_code().values() if r.level == "province"}


def to_province(name: str) -> str:
    """The short name of the province that ``name`` means; :class:`UsageError` where it is none.

    >>> to_province(" 安徽省 "), to_province("内蒙古自治区")
    ('安徽', '内蒙古')
    """
    short = short_name(name.strip())
    if short not in provinces():
        raise UsageError(f"{name} is no province; known are {'、'.join(provinces())}")
    return short


def region_code(label: str, *, province: str | None) -> str | None:
    """The six-digit code of a printed label, or None where that is not certain.

    ``province`` is a short name (安徽); without it only a name that stands once in the
    country has a code.

    >>> region_code("合肥", province="安徽"), region_code("鼓楼区", province=None)
    ('340100', None)
    """
    found = find_regions(label)
    if province is not None:
        prefix = provinces().get(province, "--")[:2]
        found = tuple(r for r in found if r.code.startswith(prefix))
    if len(found) > 1:
        exact = tuple(r for r in found if r.name == compact(label))
        found = exact if exact else found
    if len(found) > 1:  # a prefecture's name is usually also that of a county in it
        upper = tuple(r for r in found if r.level == "prefecture")
        found = upper if upper else found
    return found[0].code if len(found) == 1 else None


@cache
def divisions_beside(code: str) -> int:
    """How many divisions a list that names ``code`` could name: it and those of its rank.

    >>> divisions_beside("340100"), divisions_beside("310101")  # 安徽's cities; 上海's districts
    (16, 16)
    """
    counties = [r.code for r in _by_code().values() if r.level == "county"]
    cities = [r for r in _by_code().values() if r.level == "prefecture" and r.name != "市辖区"]
    run_by_province = [c for c in counties if c[2:4] == "90"]
    if code.endswith("00") or code in run_by_province:
        of_province = [r.code for r in cities if r.code[2:4] != "90"] + run_by_province
        return sum(1 for other in of_province if other[:2] == code[:2])
    return sum(1 for other in counties if other[:4] == code[:4])


def region_names(label: str, code: str | None) -> tuple[str, ...]:
    """What a region goes by across the parts of a bulletin: its code, and its short name.

    >>> region_names("合肥市", "340100"), region_names("省直部门", None)
    (('340100', '合肥'), ('省直部门',))
    """
    short = short_name(compact(label))
    return (short,) if code is None else (code, short)


def looks_like_place(label: str) -> bool:
    """Whether a label is a known division or ends as names of places and bodies do."""
    text = compact(label)
    return bool(text) and (is_place(text) or _PLACE_WORD.search(text) is not None)
