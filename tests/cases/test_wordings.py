"""Wordings that were once read wrong, each in its smallest document."""

from __future__ import annotations

import pytest

from bulletins.footing import foot
from bulletins.model import TOTAL, Audit
from bulletins.parse import parse_document
from bulletins.readers import read_document
from bulletins.vocabulary.regions import region_code

TITLE = "中央第三生态环境保护督察组向浙江省转办第五批信访件\n\n"
OPENING = TITLE + "截至6月7日9时,我省收到第五批群众信访举报件{}件"
CAPTION = "\n\n信访举报件统计表(第五批)\n\n"


def audits(text: str) -> list[Audit]:
    document = read_document(text.encode())
    return [foot(b) for b in parse_document(document, sha256="0" * 64)]


def types_of(text: str) -> dict[str, object]:
    (audit,) = audits(text)
    found = audit.bulletin.observations
    return {o.key.pollution: o.value for o in found if o.key.pollution != TOTAL}


def test_a_label_with_a_joining_word_in_a_paired_list() -> None:
    text = OPENING.format(5) + "。其中,水和核与辐射分别为2件、3件。"
    assert types_of(text) == {"water": 2, "radiation": 3}


def test_the_unit_stands_behind_the_last_count_only() -> None:
    text = OPENING.format(109) + "。主要是大气共60个;涉及水、噪声分别为25、24个。"
    assert types_of(text) == {"air": 60, "water": 25, "noise": 24}


def test_an_approximate_total_is_kept_as_such() -> None:
    (audit,) = audits(OPENING.format("近200") + "。其中,大气120件、水70件。")
    (total,) = [o for o in audit.bulletin.observations if o.key.pollution == TOTAL]
    assert (total.value, total.relation) == (200, "about")


def test_a_notice_of_two_batches_has_no_single_batch() -> None:
    text = (
        "中央第三生态环境保护督察组向浙江省转办第十、第十一批信访件\n\n"
        "截至6月7日9时,我省收到第十、第十一批群众信访举报件30件。"
    )
    (audit,) = audits(text)
    assert (audit.bulletin.batch, audit.bulletin.batches) == (None, (10, 11))
    assert [o.key.batch for o in audit.bulletin.observations] == [None]


@pytest.mark.parametrize("shared", ["杭州市、宁波市合办1件", "杭州市和宁波市共同办理1件"])
def test_a_shared_item_belongs_to_the_sum(shared: str) -> None:
    (audit,) = audits(OPENING.format(10) + f"。其中,杭州市5件、宁波市4件、{shared}。")
    assert audit.verdict != "inconsistent"


def test_announced_sharing_explains_the_regions() -> None:
    (audit,) = audits(OPENING.format(237) + "。其中,杭州市130件、宁波市108件(1件涉及两市)。")
    assert [(f.rule, f.severity) for f in audit.findings] == [("prose-regions", "note")]


def test_postponed_cases_are_a_state() -> None:
    text = (
        "中央第三生态环境保护督察组信访件边督边改公开情况(第五批)\n\n"
        "目前,中央第三生态环境保护督察组转办的第五批50件群众信访举报件已办结42件、"
        "阶段性办结5件、未办结1件、因疫情延后2件。"
    )
    (audit,) = audits(text)
    assert audit.findings == ()


def test_two_labels_of_one_type_in_a_list_do_not_merge() -> None:
    (audit,) = audits(OPENING.format(10) + "。其中,工业废气3件、大气5件、水2件。")
    assert audit.verdict != "inconsistent"


def test_a_row_with_a_column_left_out_is_untested() -> None:
    table = "地区\t件数\t工业废气\t大气\t水\n杭州\t4\t1\t2\t1\n宁波\t6\t2\t2\t2\n"
    (audit,) = audits(OPENING.format(10) + "。" + CAPTION + table)
    assert "error" not in {f.severity for f in audit.findings}


@pytest.mark.parametrize("figure", ["1_000", "٣", "③", "1e1", "3-4", "1²"])
def test_an_unreadable_figure_in_prose_is_said(figure: str) -> None:
    (audit,) = audits(OPENING.format(10) + f"。其中,大气{figure}件、水4件、噪声3件。")
    assert [f.rule for f in audit.findings] == ["unread-figure"]


def test_a_masked_figure_is_null_with_its_text() -> None:
    (audit,) = audits(OPENING.format("***") + "。其中,大气3件、水2件。")
    assert [(o.value, o.text) for o in audit.bulletin.observations if o.key.pollution == TOTAL] == [
        (None, "***")
    ]


def test_a_count_with_an_addition_is_read() -> None:
    (audit,) = audits(OPENING.format("18+1") + "。其中,大气10件、水9件。")
    assert any(o.key.pollution == TOTAL for o in audit.bulletin.observations)


def test_a_number_cut_at_its_point_is_a_cut() -> None:
    (audit,) = audits(OPENING.format(10) + "。其中,大气6件、水4件,罚款180.")
    assert [f.rule for f in audit.findings] == ["truncated-text"]


def test_a_table_of_regions_and_counts_is_read() -> None:
    table = "地区\t件数\n杭州\t4\n宁波\t6\n"
    (audit,) = audits(OPENING.format(10) + "。" + CAPTION + table)
    assert len(audit.bulletin.tables) == 1


def test_a_table_that_cannot_be_read_is_said() -> None:
    table = "地区\t件数\t水\t大气\n杭州4\t1\t3\t\n宁波\t6\t2\t4\n"
    (audit,) = audits(OPENING.format(10) + "。" + CAPTION + table)
    assert audit.findings


@pytest.mark.parametrize("name", ["杭州", "温州"])
def test_a_lead_word_in_front_of_a_short_name(name: str) -> None:
    (audit,) = audits(OPENING.format(10) + f"。涉及2个地市,即{name}6件、宁波4件。")
    regions = {o.key.region: o.value for o in audit.bulletin.observations}
    assert regions == {TOTAL: 10, name: 6, "宁波": 4}


def test_a_traditional_mirror_is_read() -> None:
    text = (
        "中央第三生態環境保護督察組向浙江省轉辦第五批信訪件\n\n"
        "截至6月7日9時,我省收到第五批群眾信訪舉報件10件。"
    )
    assert audits(text)


def test_two_provinces_of_one_batch_number_stay_apart() -> None:
    page = (
        "# 中央第三生态环境保护督察组向{0}省转办第五批信访件\n\n"
        "截至6月7日9时,{0}省收到中央第三生态环境保护督察组转办的第五批群众信访举报件{1}件。\n\n"
    )
    got = audits(page.format("浙江", 9) + page.format("江苏", 7))
    assert [a.bulletin.province for a in got] == ["浙江", "江苏"]


def test_a_column_break_behind_a_bracket() -> None:
    (audit,) = audits(OPENING.format(10) + "。分别是:杭州市(5件)\n、宁波市(4件)、温州市(1件)。")
    assert audit.findings == ()


def test_a_label_with_a_joining_word_in_front_of_another() -> None:
    text = OPENING.format(5) + "。其中,核与辐射和水分别为2件、3件。"
    assert types_of(text) == {"radiation": 2, "water": 3}


NEW_USERS = {
    "key cases by region": (
        "移交第五批信访件100件,杭州市60件、宁波市25件、温州市15件。重点件5件:杭州市3件、宁波市2件。", set(),
    ),
    "other regions at the end": (
        "转办第五批信访件25件,涉及杭州市16件、宁波市8件、其他1件。其中涉气9件、涉水13件、其他3件。", set(),
    ),
    "other regions by a word": ("转办第五批信访件50件,杭州市20件、宁波市26件、其他市4件。", set()),
    "the other cities together": (
        "转办第五批信访件50件,其中杭州市最多,20件,其次是宁波市12件、温州市8件,其余8个市共10件。", set(),
    ),
    "since the first, up to the batch before": (
        "转办第五批信访件88件。前四批累计转办211件。截至目前,累计转办300件。", {"cumulative"},
    ),
    "e-mails beside letters": (
        "转办第五批信访件50件,其中来电28件、来信20件、邮件3件。", {"channels"},
    ),
    "letters by their own unit": ("转办第五批信访件50件,来电20个,来信20封,微信10条。", set()),
    "two cases of two cities": (
        "转办第五批信访件20件,杭州市10件、宁波市7件、温州市5件,其中2宗涉及2个地市。", set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEW_USERS)
def test_what_new_users_wrote(name: str) -> None:
    text, wrong = NEW_USERS[name]
    found = audits(TITLE + "中央第三生态环境保护督察组向浙江省" + text)
    rules = {f.rule for a in found for f in a.findings if f.severity != "note"}
    assert rules == wrong, [f.message.en for a in found for f in a.findings]


@pytest.mark.parametrize(
    ("label", "province", "code"),
    [("西双版纳州", "云南", "532800"), ("湘西自治州", "湖南", "433100"), ("石柱县", "重庆", "500240"),
     ("巴音郭楞州", "新疆", "652800"), ("彭水县", "重庆", "500243")],
)  # fmt: skip
def test_short_names_without_their_nations(label: str, province: str, code: str) -> None:
    assert region_code(label, province=province) == code


def test_a_headline_right_above_its_text_is_one() -> None:
    text = (
        "浙江省收到第五批信访件51件\n中央督察组转办浙江省第五批信访件50件,杭州市30件,宁波市20件。\n"
    )
    (audit,) = audits(text)
    assert [(f.rule, f.severity) for f in audit.findings] == [("headline", "error")]
