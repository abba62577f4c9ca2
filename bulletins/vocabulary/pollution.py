"""Printed labels of pollution types to the codes of the contract.

A label is a stem (大气, 水, 噪声 …) with any number of the usual endings (环境, 污染, 问题,
类 …). What is no known stem has no code: it is reported, never guessed.
"""

from __future__ import annotations

import re
from functools import cache

from .characters import compact

STEMS: dict[str, tuple[str, ...]] = {
    "water": ("水", "水体", "黑臭水体", "水生态", "工业废水", "废水", "地表水", "生活污水", "污水"),
    "air": ("大气", "气", "空气", "废气", "工业废气", "异味", "恶臭", "恶臭异味"),
    "soil": ("土壤", "土", "涉土"),
    "ecology": ("生态", "自然生态", "自然", "草原", "草原生态"),
    "noise": ("噪声", "噪音", "声", "噪", "社会生活噪声", "生活噪声"),
    "radiation": ("辐射", "核与辐射", "电磁辐射", "核辐射", "电磁", "光电磁"),
    "marine": ("海洋", "海域"),
    "solid_waste": ("固废", "固体废物", "固体废弃物", "固体", "渣"),
    "garbage": ("垃圾", "生活垃圾"),
    "oil_fume": ("油烟", "餐饮油烟", "餐饮"),
    "dust": ("扬尘", "粉尘", "工地扬尘"),
    "heavy_metal": ("重金属",),
    "livestock": ("畜禽养殖", "养殖", "养殖异味", "畜禽"),
    "composite": ("综合", "复合"),
    "other": ("其他", "其它"),
}
"""Stems by code. Source: about 400 real prints, 2016-2026."""

_ENDINGS = "环境|污染源|污染物|污染|问题|方面|类型|类别|类|领域|要素|案件|举报件|信访件|信访|举报|投诉|扰民|破坏|倾倒|堆放"
_ENDING = re.compile(rf"(?:{_ENDINGS})$")
_BEHIND = re.compile(r"\((?:个|件|起|项|宗|含[\u4e00-\u9fff、]{2,8})\)$")
# These stems are everyday words or parts of place names; alone they are no label in prose.
_NEED_ENDING = {
    "气",
    "声",
    "土",
    "噪",
    "渣",
    "自然",
    "固体",
    "电磁",
    "海域",
    "餐饮",
    "养殖",
    "畜禽",
    "草原",
}


COMPOSITE = re.compile(r"[\u4e00-\u9fff+]{0,10}(?:复合|混合)(?:型|类|污染|问题)*(?:污染|问题|类)?")
"""A class for cases of several types at once (大气+噪声复合型)."""


@cache
def _codes() -> dict[str, str]:
    return {stem: code for code, stems in STEMS.items() for stem in stems}


@cache
def label_at_end() -> re.Pattern[str]:
    """Matches a label at the end of a folded text: the longest one that ends there."""
    stems = "|".join(sorted((re.escape(s) for s in _codes()), key=len, reverse=True))
    return re.compile(rf"(?:涉及|涉)?(?:{stems})(?:{_ENDINGS}){{0,4}}$")


def pollution_code(label: str) -> str | None:
    """The code of a printed label, or None where it names no known type.

    >>> pollution_code("大气环境问题"), pollution_code("涉 水"), pollution_code("环境问题")
    ('air', 'water', None)
    """
    text = compact(label)
    if COMPOSITE.fullmatch(text):
        return "composite"
    text = _BEHIND.sub("", text).rstrip(":：,，")
    bare = text.removeprefix("涉及").removeprefix("涉")
    while bare:
        if bare in _codes():
            if bare in _NEED_ENDING and bare == text:
                return None
            return _codes()[bare]
        stripped = _ENDING.sub("", bare)
        if stripped == bare:
            return None
        bare = stripped
    return None


_IN_HEADS = {"气": "air", "声": "noise", "噪": "noise", "渣": "solid_waste", "土": "soil"}


def head_code(label: str) -> str | None:
    """The code of a label in a table's head, where one character says enough (水 气 声 渣).

    >>> head_code("气"), head_code("大 气"), head_code("市")
    ('air', 'air', None)
    """
    return pollution_code(label) or _IN_HEADS.get(compact(label))
