"""Prints whose figures break the rules, and those that only look so: facts, reworded.

The figures are those of real bulletins; the sentences around them are ours.
"""

from __future__ import annotations

import pytest

from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.pipeline import foot_all
from bulletins.readers import read_document

TITLE = "中央第三生态环境保护督察组转办{}第五批信访件\n\n"
OF_CITY = TITLE.format("我市")
CASES = "6月7日,督察组向{}转办第五批群众信访举报件{}件。"

WRONG = {
    "a headline of 2 over a text of 4": (
        "督察组交办我市第五批环保信访件2件\n\n6月7日,督察组向湖北省转办第五批举报件106件。其中,交办我市信访件4件。",
        "headline",
    ),
    "a pair without a word for each": (
        TITLE.format("广东")
        + CASES.format("广东", 161)
        + "分地区看,广州58件、深圳30件、佛山、梅州14件,惠州11件、珠海9件、中山8件、江门7件、湛江4件、"
        "茂名3件、肇庆2件、清远1件。",
        "prose-regions",
    ),
    "16 cities stated, 15 listed": (
        TITLE.format("安徽")
        + CASES.format("安徽", 46)
        + "涉及16个地市:合肥市9件,淮南市、宿州市各5件,滁州市、马鞍山市各4件,宣城市3件,"
        "安庆市、六安市、铜陵市、蚌埠市、黄山市、亳州市、池州市、芜湖市各2件,阜阳市0件。",
        "region-count",
    ),
    "12 cases, units 13": (
        OF_CITY
        + CASES.format("我市", 12)
        + "其中,路北区3件、路南区4件、丰南区3件、迁安市1件、遵化市1件、玉田县1件。",
        "prose-regions",
    ),
    "15 cases, districts 18": (
        OF_CITY
        + CASES.format("我市", 15)
        + "按属地统计,和平区8件、沈河区6件、铁西区4件。大气9件、水5件、噪声3件。",
        "prose-regions",
    ),
    "25 cases, districts 33": (
        OF_CITY
        + "6月7日,督察组向我市转办第五批群众信访举报件25件,其中来电15件、来信4件、其他渠道6件。"
        + "按属地统计,和平区15件、沈河区10件、铁西区8件。大气20件、水10件、噪声5件。",
        "prose-regions",
    ),
    "185 cases of three states": (
        "督察组信访件边督边改公开情况(第五批)\n\n中央第三生态环境保护督察组转办的第五批185件信访举报件,"
        "未办结2件、已办结161件、阶段性办结20件。",
        "progress-states",
    ),
    "8 problems stated, 9 listed": (
        OF_CITY
        + CASES.format("我市", 9)
        + "涉及环境问题8个,其中:水环境类问题1个、大气环境类问题1个、土壤类问题3个、生态类问题2个、其他类问题2个。",
        "prose-types",
    ),
    "10 of 65 printed as 15.8 %": (
        TITLE.format("陕西")
        + CASES.format("陕西", 65)
        + "其中,大气34件,占52.3%;水21件,占32.3%;噪声10件,占15.8%。",
        "shares",
    ),
}

EXPLAINED = {
    "346 in regions, 343 in all": (
        TITLE.format("江西")
        + "6月7日,督察组转办第五批信访件20件。截至6月7日,累计转办信访件343件。"
        + "累计分布情况:南昌市146件、赣州市120件、九江市80件(其中3件涉及两个市)。",
        "3件涉及两个市",
    ),
    "94 raw, 87 without repeats": (
        TITLE.format("内蒙古")
        + "6月7日,督察组向内蒙古移交第五批举报案件94件,除去重复举报的7件,实有举报87件。"
        + "地区分布情况为:呼和浩特市40件,包头市30件,赤峰市17件。",
        "",
    ),
    "shared cases in a remark": (
        TITLE.format("浙江")
        + "截至6月7日,累计交办信访件201件,其中重点件22件。\n\n信访举报件累计统计表\n\n"
        "| 地区 | 累计件数 | 累计重点件 |\n| 杭州 | 120 | 15 |\n| 宁波 | 86 | 8 |\n| 合计 | 201 | 22 |\n"
        "| 备注 | 6月1日杭州、宁波共同案件4个;6月2日杭州、宁波共同重点案件1个 | |\n",
        "共同",
    ),
}  # fmt: skip


def audits_of(text: str) -> tuple[Audit, ...]:
    (found,) = foot_all([parse_document(read_document(text.encode()), sha256="0" * 64)])
    return found


@pytest.mark.parametrize("name", WRONG)
def test_a_print_that_breaks_a_rule(name: str) -> None:
    text, rule = WRONG[name]
    found = [f for a in audits_of(text) for f in a.findings]
    assert rule in {f.rule for f in found if f.severity == "error"}, [f.message.en for f in found]


@pytest.mark.parametrize("name", EXPLAINED)
def test_a_print_that_only_looks_wrong(name: str) -> None:
    text, words = EXPLAINED[name]
    audits = audits_of(text)
    found = [f for a in audits for f in a.findings]
    assert "error" not in {f.severity for f in found}, [f.message.en for f in found]
    reasons = [f.explained_by.zh for f in found if f.explained_by is not None]
    assert any(words in reason for reason in reasons) or not words
    assert {a.verdict for a in audits} <= {"explained", "consistent"}
