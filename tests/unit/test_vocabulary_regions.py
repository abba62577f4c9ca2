"""Printed names of divisions: a code where it is certain, none where it is not."""

from __future__ import annotations

from collections import Counter

import pytest

from bulletins.vocabulary.regions import (
    REGION_HEADER,
    TOTAL_WORDS,
    find_regions,
    former_names,
    looks_like_place,
    province_of,
    provinces,
    region_code,
    region_names,
    short_name,
)


@pytest.mark.parametrize(
    ("label", "province", "code"),
    [
        ("合肥", "安徽", "340100"), ("合肥市", "安徽", "340100"), ("合 肥", "安徽", "340100"),
        ("巢湖市", "安徽", "340181"), ("恩施州", "湖北", "422800"), ("湘西州", "湖南", "433100"),
        ("阿坝州", "四川", "513200"), ("延边州", "吉林", "222400"), ("大兴安岭地区", "黑龙江", "232700"),
        ("西双版纳", "云南", "532800"), ("黔东南州", "贵州", "522600"), ("锡林郭勒盟", "内蒙古", "152500"),
        ("和田地区", "新疆", "653200"), ("博州", "新疆", "652700"), ("海南州", "青海", "632500"),
        ("吉林市", "吉林", "220200"), ("浦东新区", "上海", "310115"),
    ],
)  # fmt: skip
def test_a_name_has_its_code_in_its_province(label: str, province: str, code: str) -> None:
    assert region_code(label, province=province) == code


@pytest.mark.parametrize("label", ["鼓楼区", "朝阳区", "和平区", "城关区", "新华区", "长安区"])
def test_a_name_that_places_share_has_none(label: str) -> None:
    assert len(find_regions(label)) > 1
    assert region_code(label, province=None) is None


@pytest.mark.parametrize(
    ("province", "code"), [("北京", "110105"), ("吉林", "220104"), ("福建", None)]
)
def test_the_province_decides(province: str, code: str | None) -> None:
    assert region_code("朝阳区", province=province) == code


def test_two_counties_of_one_province_stay_undecided() -> None:
    shared = Counter((r.name, r.code[:2]) for r in find_regions("桥西区"))
    assert shared["桥西区", "13"] > 1
    assert region_code("桥西区", province="河北") is None


@pytest.mark.parametrize(
    "label",
    ["", "省直部门", "市直", "高新区管委会", "经济技术开发区", "合计", "水", "环境", "某某市"],
)
def test_what_is_no_division_has_no_code(label: str) -> None:
    assert region_code(label, province="安徽") is None


def test_a_city_of_another_province_has_no_code() -> None:
    assert region_code("南京", province="安徽") is None
    assert region_code("南京", province=None) == "320100"


def test_an_unknown_province_gives_nothing() -> None:
    assert region_code("合肥", province="不存在") is None


@pytest.mark.parametrize(
    ("name", "short"),
    [("合肥市", "合肥"), ("安徽省", "安徽"), ("广西壮族自治区", "广西"), ("恩施土家族苗族自治州", "恩施"), ("沙市区", "沙市"),
     ("东区", "东区"), ("锡林郭勒盟", "锡林郭勒"), ("大兴安岭地区", "大兴安岭"), ("城步苗族自治县", "城步"), ("省直部门", "省直部门")],
)  # fmt: skip
def test_a_short_name_keeps_two_characters(name: str, short: str) -> None:
    assert short_name(name) == short


def test_provinces() -> None:
    found = provinces()
    assert len(found) >= 31
    assert found["内蒙古"] == "150000"
    assert found["新疆"] == "650000"
    assert all(province_of(code) == name for name, code in found.items())


def test_a_region_goes_by_code_and_by_name() -> None:
    assert set(region_names("合肥", "340100")) & set(region_names("合肥市", "340100"))
    assert region_names("高新区", None) != region_names("经开区", None)


@pytest.mark.parametrize(
    "label", ["合肥市", "合肥", "高新区", "省直部门", "长丰县", "农垦集团", "市直"]
)
def test_places_and_bodies_look_like_places(label: str) -> None:
    assert looks_like_place(label)


@pytest.mark.parametrize("label", ["", "大气", "办结", "来电", "其中"])
def test_other_words_do_not(label: str) -> None:
    assert not looks_like_place(label)


@pytest.mark.parametrize("label", ["地区", "设区市", "市州", "行政区域", "县区", "市", "地市"])
def test_region_headers(label: str) -> None:
    assert REGION_HEADER.search(label)


@pytest.mark.parametrize("label", ["合计", "总计", "全省", "全市"])
def test_total_words(label: str) -> None:
    assert label in TOTAL_WORDS


def test_former_names_have_todays_code_and_the_year_they_ended() -> None:
    assert region_code("即墨市", province="山东") == "370215"
    assert region_code("户县", province="陕西") == "610118"
    assert region_code("东乡县", province="江西") == "361003"  # Gansu has one today
    former = {old.name: old for old in former_names()}
    assert former["莱芜市"].until == 2019
    names = {r.name for name in former for r in find_regions(name)}
    assert not names & former.keys()  # none is a name of today


def test_what_looks_alike_is_matched_and_kept_as_printed() -> None:
    (found,) = find_regions("合肥巿")
    assert found.name == "合肥市"
