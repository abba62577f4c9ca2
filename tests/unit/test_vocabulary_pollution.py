"""Printed labels of pollution types: the code of each, and what must have none."""

from __future__ import annotations

import pytest

from bulletins.vocabulary.pollution import STEMS, pollution_code

LABELS = {
    "air": "大气 大气污染 大气环境 大气类 大气环境问题 大气污染问题 涉气 工业废气 大气方面 异味扰民",
    "water": "水 水污染 水环境 涉水 工业废水 水环境问题 水污染类 涉及水 水类",
    "noise": "噪声 噪音 声环境 噪声污染 噪声问题 噪声扰民 噪音类",
    "soil": "土壤 土壤污染 土壤环境 土壤问题",
    "ecology": "生态 生态破坏 生态污染 自然生态 生态环境 生态类 生态问题",
    "solid_waste": "固废 固体废物 固体废物污染 固废类",
    "garbage": "垃圾 垃圾问题 垃圾类",
    "oil_fume": "油烟 餐饮油烟 餐饮污染 油烟污染",
    "dust": "扬尘 扬尘污染",
    "heavy_metal": "重金属 重金属污染",
    "livestock": "畜禽养殖 养殖污染 畜禽养殖污染",
    "radiation": "辐射 核与辐射 电磁辐射 辐射类 辐射污染",
    "marine": "海洋 海洋污染 海洋环境",
    "other": "其他 其它 其他类型 其他污染 其他污染问题 其他问题 其它类",
    "composite": "综合 综合类",
}


@pytest.mark.parametrize(
    ("label", "code"), [(label, code) for code, row in LABELS.items() for label in row.split()]
)
def test_a_label_has_its_code(label: str, code: str) -> None:
    assert pollution_code(label) == code


@pytest.mark.parametrize(
    "label",
    ["", "环境", "污染", "问题", "类", "环境问题", "环境污染", "污染类型", "环境污染问题", "举报件", "水利", "渠道",
     "水库", "气候", "声音", "天气", "自来水厂", "生态环境局", "大气层", "合计", "交办件数", "养殖", "餐饮", "核",
     "气", "声", "涉及", "涉", "合肥", "水磨沟区", "黑水县", "12", "全部", "重点"],
)  # fmt: skip
def test_what_is_no_label_has_no_code(label: str) -> None:
    assert pollution_code(label) is None


@pytest.mark.parametrize(
    ("printed", "code"),
    [("水 ", "water"), ("噪 声", "noise"), ("大　气", "air"), ("大\n气", "air"), ("⽔", "water"), ("⽣态", "ecology"),
     ("土壤(个)", "soil"), ("水污染（件）", "water"), ("其他:", "other"), ("水\u200b", "water")],
)  # fmt: skip
def test_spaces_radicals_and_units_do_not_matter(printed: str, code: str) -> None:
    assert pollution_code(printed) == code


def test_a_stem_belongs_to_one_type() -> None:
    stems = [stem for row in STEMS.values() for stem in row]
    assert len(stems) == len(set(stems))


def test_the_types_are_those_of_the_contract() -> None:
    contract = (
        "water air soil ecology noise radiation marine solid_waste garbage oil_fume dust heavy_metal "
        "livestock composite other"
    )
    assert set(STEMS) == set(contract.split())
