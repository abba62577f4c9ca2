"""What a reader of the code found: inputs that crashed, stalled, lost or invented figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import bulletins
from bulletins.errors import UsageError
from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.pipeline import foot_all, with_repairs
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


PAGE = (
    "<h1>中央第二生态环境保护督察组向安徽省转办第三批信访件</h1><p>截至11月3日9时，我省收到第三批群众信访举报件"
    "7件。其中，合肥市4件、芜湖市3件；大气5件、水2件。</p>{mark}{first}{end}<table><tr><th>地区<th>件数"
    "<tr><td>合肥市<td>4<tr><td>芜湖市<td>2<tr><td>合计<td>7</table>{mark}{second}{end}<table>"
    "<tr><th>类型<th>件数<tr><td>大气<td>5<tr><td>水<td>3<tr><td>合计<td>7</table>"
)


@pytest.mark.parametrize("mark", ["h2", "h3", "p"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("表1 分地区", "表2 分类型"), ("一、各市情况", "二、污染类型情况"),
        ("（一）按地区分", "（二）按类型分"), ("附表1：各设区市件数统计", "附表2：类型构成"),
    ],
)  # fmt: skip
def test_a_table_headed_as_a_part_is_read(mark: str, first: str, second: str) -> None:
    page = PAGE.format(mark=f"<{mark}>", end=f"</{mark}>", first=first, second=second)
    (audit,) = audits(page)
    assert len(audit.bulletin.tables) == 2
    assert {"column-total", "table-prose-region", "table-prose-type"} <= rules(page)


@pytest.mark.parametrize("head", ["各市粮食产量", "全省企业数量统计", "三季度运行情况"])
def test_a_table_of_another_article_is_none_of_the_bulletin(head: str) -> None:
    page = PAGE.format(mark="<h2>", end="</h2>", first=head, second=head)
    (audit,) = audits(page)
    assert not audit.bulletin.tables


def test_an_unread_figure_of_a_list_gets_what_its_sum_leaves_it() -> None:
    (audit,) = with_repairs(
        foot_all([parse_document(read_document(f"{P}52件。其中,大气20件、水3O件、噪声2件。".encode()),
                                 sha256="0" * 64)])
    )[0]  # fmt: skip
    (repair,) = audit.repairs
    assert (repair.status, [c.after for c in repair.changes]) == ("unique", [30])
    assert [o.value for o in audit.bulletin.observations if o.key.pollution == "water"] == [None]


FRAME = pd.DataFrame(
    {"交办情况": [9, 6, 15], "水": [2, 1, 3], "大气": [7, 5, 12], "辐照": [0, 0, 0]},
    index=["合肥市", "芜湖市", "合计"],
)


def test_one_stated_type_is_held_against_its_column() -> None:
    assert list(bulletins.check(FRAME, types={"水": 99}).findings["code"]) == ["N201"]
    assert bulletins.check(FRAME, types={"水": 3, "辐照": 0}).verdict == "consistent"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"cases": -1}, "cases is -1"),
        ({"cases": True}, "cases is True"),
        ({"types": {"水": 1.5}}, "水 is 1.5"),
        ({"types": {"foo": 3}}, "types names foo"),
        ({"types": {"水": 3, "水污染": 4}}, "two figures for water"),
        ({"batch": 0}, "batch is 0"),
        ({"year": 17}, "year is 17"),
        ({"province": "Atlantis"}, "Atlantis is no province"),
    ],
)
def test_what_a_caller_states_must_be_possible(stated: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        bulletins.check(FRAME, **stated)


def test_what_is_no_frame_is_said() -> None:
    with pytest.raises(UsageError, match="this is a list"):
        bulletins.check([1, 2])  # type: ignore[arg-type]


def test_a_province_is_known_by_its_full_name() -> None:
    assert bulletins.check(FRAME, province="安徽省").province == "安徽"
    (read,) = bulletins.read(f"{P}5件。".encode(), province="安徽省", year=2024)
    assert read.province == "安徽"
    with pytest.raises(UsageError, match="no province"):
        bulletins.read_panel([], province="Atlantis")


def test_one_rule_may_be_named_without_a_list() -> None:
    text = f"{P}5件。其中,大气20件、水3件。".encode()
    assert list(bulletins.read(text)[0].findings["code"]) == ["N203"]
    assert not len(bulletins.read(text, ignore="N203")[0].findings)
    assert list(bulletins.read(text, select="T,prose-types")[0].findings["code"]) == ["N203"]
    with pytest.raises(UsageError, match="no rule is called 'TN'"):
        bulletins.read(text, ignore="TN")


def test_whole_figures_stay_whole_beside_one_that_was_not_read() -> None:
    (read,) = bulletins.read(f"{P}52件。其中,大气20件、水3O件。".encode())
    assert read.observations["value"].dtype == "Int64" == read.repaired["repaired"].dtype
    assert read.observations["value"].isna().sum() == 1


def test_what_all_columns_lack_may_be_a_row() -> None:
    table = "地区\t合计\t水\t大气\n合肥\t5\t2\t3\n芜湖\t4\t4\t\n合计\t{}\t{}\t{}\n"
    said = [
        f.message.en
        for figures in ((16, 9, 7), (16, 13, 3), (16, 9, 8))
        for a in audits(P + f"16件。\n\n统计表(第三批)\n\n{table.format(*figures)}")
        for f in a.findings
        if "one row" in f.message.en
    ]
    assert said == [
        "what the columns lack is what one row would have (7 = water 3 + air 4): a region may be missing"
    ]
