"""What a reader of the code found: inputs that crashed, stalled, lost or invented figures."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.pipeline import foot_all
from bulletins.readers import read_document

H = "中央第二生态环境保护督察组向安徽省转办第三批信访件\n\n"
P = H + "截至11月3日9时,我省收到第三批群众信访举报件"


def audits(text: str) -> tuple[Audit, ...]:
    (found,) = foot_all([parse_document(read_document(text.encode()), sha256="0" * 64)])
    return found


def errors(text: str) -> list[str]:
    return [f.message.en for a in audits(text) for f in a.findings if f.severity == "error"]


def rules(text: str) -> set[str]:
    return {f.rule for a in audits(text) for f in a.findings}


def figures(text: str) -> dict[tuple[str, str, str], object]:
    return {
        (o.key.region, o.key.pollution, o.key.measure): o.value
        for a in audits(text)
        for o in a.bulletin.observations
    }


@pytest.mark.parametrize(
    "day", ["2024年11月31日9时", "2024年2月30日", "2024年11月3日9时75分", "2024年11月3日24时"]
)
def test_an_impossible_date_is_none(day: str) -> None:
    (audit,) = audits(H + f"截至{day},我省收到第三批群众信访举报件5件。")
    as_of = audit.bulletin.as_of
    assert as_of is None or ("75" not in as_of and "T24" not in as_of and "-31" not in as_of)


STALLS: dict[str, Callable[[int], str]] = {
    "mentions": lambda n: P + "9件。" + "合肥市5件(与芜湖市合办2000件)、芜湖市3件。" * (n // 100),
    "batches": lambda n: P + "5件。" + "".join(f"第{i}批5件。" for i in range(1, n // 8)),
    "lists": lambda n: P + "5件。" + "".join(f"{chr(0x4E00 + i)}山县3件、{chr(0x4E00 + i)}水县2件。" for i in range(n // 12)),
    "names before two counts": lambda n: P + "5件。" + "甲分别3和乙、" * (n // 7),
    "digits": lambda n: P + "1" * n,
    "joiners": lambda n: P + "5件。" + "共" * n + "甲3件。",
    "nouns": lambda n: P + "5件。" + "信访" * (n // 2) + "甲3件。",
    "asides": lambda n: P + "5件。" + "1件涉及两市。" * (n // 7),
    "types": lambda n: P + "5件。" + "大气3件、水2件。" * (n // 9),
    "brackets": lambda n: P + "5件。" + "(" * n + "3件" + ")" * n,
}  # fmt: skip


@pytest.mark.parametrize("name", STALLS)
def test_no_text_stalls_the_run(name: str) -> None:
    text = STALLS[name](8000)
    start = time.process_time()
    audits(text)
    assert time.process_time() - start < 20  # minutes, or no end, before


UNITS = {
    "people": "10件。其中,合肥市3人、芜湖市2人被问责。合肥市5件、芜湖市5件。",
    "money": "10件。合肥市30万元、芜湖市20万元为罚款。合肥市6件、芜湖市4件。",
    "companies": "10件。大气3家、水2家。其中大气6件、水4件。",
}


@pytest.mark.parametrize("name", UNITS)
def test_only_cases_are_cases(name: str) -> None:
    assert errors(P + UNITS[name]) == []
    assert "editions" not in rules(P + UNITS[name])


@pytest.mark.parametrize(
    "lead", ["分两批转办。其中", "查处一批违法企业,其中", "办结一批、公开一批。其中"]
)
def test_batches_that_are_no_run_from_the_first(lead: str) -> None:
    assert "prose-types" in rules(P + f"10件。{lead}大气5件、水4件。")


def test_a_region_count_behind_the_cases_hides_neither() -> None:
    text = P + "5件涉及2个地市,分别是:合肥市(3件)、芜湖市(3件)。"
    assert "prose-regions" in rules(text)


def test_a_region_whose_cases_two_bodies_handle_keeps_its_figure() -> None:
    text = P + "10件。分别是:合肥市5件由市生态环境局与市城管局联合办理、芜湖市3件、亳州市2件。"
    assert errors(text) == [] and figures(text)["合肥市", "_T", "cases"] == 5


def test_cases_handed_back_do_not_hide_the_cases() -> None:
    text = P + "10件退办2件,其中大气5件、水5件。"
    assert figures(text)["_T", "_T", "cases"] == 10


@pytest.mark.parametrize("words", ["我市收到12件", "我市共接到12件"])
def test_a_count_without_a_noun_is_the_whole(words: str) -> None:
    text = H + f"督察组交办第三批信访件,{words},其中大气6件、水5件。"
    assert "prose-types" in rules(text)


def test_a_list_is_summed_over_its_own_figures() -> None:
    text = P + "5件。合肥市4件由市整改办督办。涉及2个地市,分别是:合肥市(3件)、芜湖市(2件)。"
    assert errors(text) == [] and "editions" in rules(text)


@pytest.mark.parametrize("idiom", ["大气污染与水污染一起整治。", "成熟一件、办结一件。"])
def test_an_idiom_is_no_figure(idiom: str) -> None:
    assert errors(P + f"10件。{idiom}其中,大气5件、水3件、噪声2件。") == []


def test_three_or_four_is_no_thirty_four() -> None:
    found = audits(P + "10件。其中,大气三四件、水两三件、噪声2件。")
    values = {o.key.pollution: (o.value, o.relation) for o in found[0].bulletin.observations}
    assert values["air"][1] == "about" and values["air"][0] != 34


@pytest.mark.parametrize("figure", ["二百五件", "一万二千件", "1234567890123456件", "1O件", "l2件"])
def test_what_is_no_number_is_said(figure: str) -> None:
    text = P + f"10件。其中,大气3件、水{figure}、噪声2件。"
    assert "unread-figure" in rules(text) and errors(text) == []


def test_grouped_figures_of_all_units() -> None:
    text = H + "第三批10件已办结10件,责令整改1,024家,罚款1,204.5万元,约谈1,204人。"
    found = figures(text)
    assert found["_T", "_T", "rectified"] == 1024
    assert found["_T", "_T", "fine"] == 12_045_000
    assert found["_T", "_T", "interviewed"] == 1204


def test_rows_left_out_leave_their_sums_untested() -> None:
    table = "<table><tr><td>地区<td>件数<td>大气<td>水"
    rows = ("合肥市|3|1|2", "芜湖市|2|1|1", "芜湖市|2|1|1", "合计|7|3|4")
    for row in rows:
        table += "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|"))
    page = f"<html><body><h1>{H.strip()}</h1><p>{P[len(H) :]}7件。</p>{table}</table></body></html>"
    assert errors(page) == []


@pytest.mark.parametrize(
    "text",
    [
        "16件(主要为大气4件、水2件)。",
        "16件。合肥市10件(大气4件、水2件等)、芜湖市6件。",
        "16件。合肥市10件(主要为大气4件、水2件)、芜湖市6件。",
        "16件。合肥市10件(大气4件、水2件、",
    ],
)
def test_a_list_in_brackets_may_be_open_or_cut(text: str) -> None:
    assert errors(P + text) == []


@pytest.mark.parametrize(
    "text",
    [
        "第三批10件群众信访举报件已办结10件(其中阶段性办结3件)。",
        "第三批10件群众信访举报件已办结10件,其中阶段性办结3件。",
        "第三批10件群众信访举报件已办结9件(含阶段性办结3件),未办结1件。",
    ],
)
def test_closed_in_part_may_be_a_part_of_closed(text: str) -> None:
    assert errors(H + text) == []


def test_the_step_that_is_compared_is_the_one_before() -> None:
    found = figures(P + "10件。我省收到群众举报12件,经梳理合并转办10件。")
    assert found["_T", "_T", "received"] == 12 and found["_T", "_T", "cases"] == 10


def test_shares_and_counts_of_two_batches_stay_apart() -> None:
    text = (
        H
        + "第三批群众信访举报件10件,其中大气5件,占50%。第四批群众信访举报件10件,其中大气5件,占20%。"
    )
    assert "shares" in rules(text)
    text = H + (
        "第三批群众信访举报件10件,涉及2个地市:合肥市5件、芜湖市5件。"
        "第四批群众信访举报件9件,涉及3个地市:合肥市3件、芜湖市3件、亳州市3件。"
    )
    assert errors(text) == []


def test_a_list_said_to_be_whole_is_no_list_of_the_largest() -> None:
    assert errors(P + "40件,涉及3个地市,分别是:合肥市10件、芜湖市8件、亳州市6件。") != []


def test_a_day_is_not_before_an_hour_of_it() -> None:
    text = (
        "中央第二生态环境保护督察组向安徽省转办第三批信访件\n\n截至2024年11月3日9时,我省收到第三批群众信访举报件5件。\n\n"
        "中央第二生态环境保护督察组向安徽省转办第四批信访件\n\n截至2024年11月3日,我省收到第四批群众信访举报件5件。"
    )
    assert "batch-date" not in rules(text)


def test_a_figure_at_the_end_of_a_block_is_read() -> None:
    assert figures(P + "79件,其中水27、大气50\n\n涉及合肥市。")["_T", "air", "cases"] == 50


def test_a_telephone_number_is_no_cut_figure() -> None:
    assert rules(P + "10件。其中大气5件、水5件。举报电话12369") == set()


def test_two_labels_of_one_type_are_said_as_such() -> None:
    found = [f for a in audits(P + "10件。其中大气5件、异味扰民3件、水2件。") for f in a.findings]
    assert [f.rule for f in found] == ["unknown-label"]
    assert "no known" not in found[0].message.en
