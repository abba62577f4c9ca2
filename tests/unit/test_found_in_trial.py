"""Notices that people wrote who tried the tool, with what they found: what must be read and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.pipeline import Options, audit, find_inputs, foot_all
from bulletins.readers import read_document

TITLE = "中央第二生态环境保护督察组向浙江省转办第三批信访件\n\n"
EIGHTY = TITLE + "5月2日，我省收到第三批信访件80件"


def audits_of(text: str) -> list[Audit]:
    (audits,) = foot_all([parse_document(read_document(text.encode()), sha256="0" * 64)])
    return list(audits)


def errors(text: str) -> dict[str, tuple[object, object]]:
    """Rule → (observed, expected) of the errors."""
    return {
        f.rule: (f.observed, f.expected)
        for a in audits_of(text)
        for f in a.findings
        if f.severity == "error"
    }


def figures(text: str, measure: str) -> dict[str, object]:
    """Region → value of the figures of ``measure`` over all types."""
    return {
        o.key.region: o.value
        for a in audits_of(text)
        for o in a.bulletin.observations
        if o.key.measure == measure and o.key.pollution == "_T"
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(EIGHTY + "。去年同期收到信访件95件。", id="last year's"),
        pytest.param(
            TITLE + "5月2日，与去年同期相比，我省本批收到信访件80件，杭州市50件、宁波市30件。",
            id="compared with last year's",
        ),
        pytest.param(EIGHTY + "。2021年首轮督察期间第三批共60件。", id="of another round"),
        pytest.param(
            EIGHTY + "，涉及11个市。数量居前三位的为杭州（22件）、宁波（15件）、温州（12件），三市合计49件，"
            "占总数的61.3%。",
            id="three cities together",
        ),
        pytest.param(
            EIGHTY + "，涉及11个市，其中杭州22件、宁波15件、温州12件，合计49件，占61.3%。",
            id="some summed up",
        ),
        pytest.param(EIGHTY + "。\n注：①含转办件1件。", id="a note to some of them"),
        pytest.param(
            TITLE + "5月2日，我省收到第三批信访件71件，涉及杭州市44件、宁波市9件，其余18件由温州、嘉兴、湖州"
            "三个市承办。",
            id="the rest by its cities",
        ),
        pytest.param(
            TITLE + "5月2日，我省收到第三批信访件60件。杭州市50件、宁波市10件、钱塘区4件（钱塘区4件已计入"
            "杭州市）。",
            id="counted in another",
        ),
        pytest.param(
            EIGHTY + "，其中大气污染40件、水污染25件、噪声15件。大气污染中，涉工业废气22件、餐饮油烟10件、"
            "扬尘8件。",
            id="what one type consists of",
        ),
        pytest.param(
            EIGHTY + "，其中杭州市50件、宁波市31件。需要说明的是，杭州市的1件与宁波市重复，按1件统计。",
            id="one case twice",
        ),
        pytest.param(
            EIGHTY + "，其中杭州市40件、宁波市24件、温州市13件。1件涉省外，转交江西省；2件匿名无法核实，已退回。",
            id="two reasons",
        ),
        pytest.param(
            TITLE + "5月2日，我省转办第三批58件、第四批67件，两批合计125件。", id="two batches"
        ),
    ],
)  # fmt: skip
def test_nothing_is_wrong(text: str) -> None:
    assert errors(text) == {}
    assert not [f for a in audits_of(text) for f in a.findings if f.severity == "warning"]


@pytest.mark.parametrize(
    ("text", "rule", "observed", "expected"),
    [
        pytest.param(
            EIGHTY + "。杭州、宁波、温州分别收到40件、25件、17件。", "prose-regions", 82, 80,
            id="分别 with a verb",
        ),
        pytest.param(
            TITLE + "4月9日，我省收到第三批信访件58件。4月10日，收到第四批信访件67件。两批共计135件。",
            "cumulative", 125, 135, id="two batches and their total",
        ),
        pytest.param(
            EIGHTY + "。第一批71件、第二批65件、第三批80件，累计226件。", "cumulative", 216, 226,
            id="all batches and the cumulative figure",
        ),
        pytest.param(
            EIGHTY + "，杭州市40件，宁波市24件，温州市18件（杭州市与温州市共同承办1件）。",
            "prose-regions", 82, 80, id="one shared case is one too many",
        ),
        pytest.param(
            EIGHTY + "。因1件涉及多个设区市，因此各市合计81件：杭州市40件、宁波市25件、温州市18件。",
            "prose-regions", 83, 80, id="the text says what its parts come to",
        ),
        pytest.param(
            EIGHTY + "，其中杭州市50件（来电30件、来信20件）、宁波市30件（来电15件、来信16件）。",
            "channels", 31, 30, id="a region's channels",
        ),
        pytest.param(
            EIGHTY + "，分布如下：\n\n杭州：30\n宁波：25\n温州：15\n金华：11", "prose-regions", 81, 80,
            id="lines without a unit",
        ),
        pytest.param(
            EIGHTY + "，分布如下：\n\n一、杭州市（40件）\n二、宁波市（25件）\n三、温州市（17件）",
            "prose-regions", 82, 80, id="numbered lines",
        ),
    ],
)  # fmt: skip
def test_the_wrong_figure_is_named(text: str, rule: str, observed: int, expected: int) -> None:
    assert errors(text) == {rule: (observed, expected)}


def test_a_city_with_its_verb_is_no_total() -> None:
    text = EIGHTY + "，已办结70件。其中，杭州市办结50件、宁波市办结20件。杭州市罚款150万元。"
    assert figures(text, "closed") == {"_T": 70, "杭州市": 50, "宁波市": 20}
    assert figures(text, "fine") == {"杭州市": 1_500_000}


def test_words_that_only_look_like_since() -> None:
    text = EIGHTY + "。来自群众的投诉引起重视，其中重点件9件。"
    (found,) = audits_of(text)
    assert {o.key.scope for o in found.bulletin.observations} == {"batch"}


def test_what_is_left_has_no_channel_of_its_own() -> None:
    text = EIGHTY + "，其中来电50件、来信20件，其余部分已办结。"
    assert errors(text) == {"channels": (70, 80)}


def test_look_alikes_are_read_and_kept_as_printed() -> None:
    text = EIGHTY + "，其中嗓声50件、士壤30件。己办结4件。"
    (found,) = audits_of(text)
    found = {o.key.pollution: (o.value, o.label) for o in found.bulletin.observations}
    assert found["noise"] == (50, "嗓声")
    assert found["soil"] == (30, "士壤")
    assert figures(text, "closed") == {"_T": 4}


def test_key_cases_by_region_in_brackets() -> None:
    text = EIGHTY + "，其中重点件10件（杭州市6件、宁波市4件），一般件70件。杭州市50件、宁波市30件。"
    assert figures(text, "key_cases") == {"_T": 10, "杭州市": 6, "宁波市": 4}
    assert figures(text, "cases") == {"_T": 80, "杭州市": 50, "宁波市": 30}


def test_columns_set_apart_by_spaces() -> None:
    table = "设区市  件数  大气  水\n杭州    40    25    15\n宁波    25    13    13\n合计    65    38    28"
    text = f"{TITLE}5月2日，我省收到第三批信访件65件。\n\n{table}\n"
    assert figures(text, "cases")["宁波"] == 25
    assert set(errors(text)) == {"row-total"}


@pytest.mark.parametrize(
    "text",
    [
        TITLE + "2026年5月2日，我省收到第三批信访件80件。其中某厂自2019年以来多次被投诉。",
        TITLE + "2026年5月2日，我省收到第三批信访件80件，较2021年首轮督察同期下降12%。",
        "2026年" + EIGHTY + "。某厂自2019年以来被投诉。",
    ],
)
def test_the_year_is_that_of_the_day(text: str) -> None:
    assert [a.bulletin.year for a in audits_of(text)] == [2026]


def test_a_link_to_another_notice_is_none() -> None:
    page = (
        "<html><body><h1>中央第一生态环境保护督察组向江苏省转办第十八批信访件</h1>"
        "<p>截至2026年3月30日，我省收到第十八批信访件5件。</p><p>信访件统计表</p>"
        "<table><tr><th>地区</th><th>件数</th><th>来电</th><th>来信</th></tr>"
        "<tr><td>南京市</td><td>3</td><td>2</td><td>1</td></tr>"
        "<tr><td>无锡市</td><td>2</td><td>1</td><td>1</td></tr>"
        "<tr><td>合计</td><td>5</td><td>3</td><td>2</td></tr></table>"
        "<ul><li><a href='16.html'>江苏省收到第十六批信访件61件</a></li></ul>"
        "<p>上一篇：江苏省收到第十七批信访件7件</p></body></html>"
    )
    (found,) = audits_of(page)
    assert (found.bulletin.batch, found.verdict) == (18, "consistent")
    assert len(found.bulletin.tables) == 1


def test_a_reason_that_does_not_fit_is_told() -> None:
    text = EIGHTY + "，其中杭州市50件、宁波市29件。另有3件涉及省外，转交江西省。"
    (finding,) = [f for a in audits_of(text) for f in a.findings if f.severity == "error"]
    assert "另有3件涉及省外" in finding.message.zh


def test_a_second_batch_below_the_first_one_s_table_is_a_bulletin_of_its_own() -> None:
    def notice(batch: str, air: int, water: int) -> str:
        table = f"| 地区 | 合计 | 大气 | 水 |\n| 银川市 | {air + water} | {air} | {water} |"
        return (
            f"截至2024年10月28日，宁夏回族自治区收到中央第三生态环境保护督察组转办的第{batch}批群众信访举报件"
            f"{air + water}件。按污染类型分，大气{air}件、水{water}件。\n\n{table}\n"
        )

    found = audits_of(f"{notice('九', 8, 4)}\n{notice('十', 5, 4)}")
    assert [(a.bulletin.batch, a.verdict) for a in found] == [(9, "consistent"), (10, "consistent")]


def test_a_city_of_its_province_s_name_stands_in_a_list_of_its_like() -> None:
    (found,) = audits_of(
        "中央第一生态环境保护督察组向吉林省转办第八批信访件\n\n6月1日，我省收到督察组转办的第八批"
        "群众信访举报件12件。按属地统计，吉林10件，长春、四平各1件。\n"
    )
    figures = {o.key.region: o.value for o in found.bulletin.observations}
    assert figures["吉林"] == 10 and found.verdict == "consistent"


def test_one_wrong_region_does_not_change_what_a_table_counts() -> None:
    """The total row is that of all batches so far, whatever its regions add up to."""
    text = """云南省收到第四批群众信访举报件

2027年6月8日，云南省收到督察组转办的第四批群众信访举报件66件（来电56件、来信10件）。累计193件，其中来电180件、来信13件。

各州市统计

州市\t总计\t来电\t来信
昆明市\t117\t113\t4
红河州\t41\t36\t5
大理州\t{}\t31\t4
合计\t193\t180\t13
"""
    (found,) = audits_of(text.format(45))
    assert {o.key.scope for o in found.bulletin.observations if o.key.origin == "table"} == {
        "cumulative"
    }
    assert not [f for f in found.findings if f.rule == "grand-total"]


def test_a_region_without_a_row_is_said_to_have_none() -> None:
    rows = "\n合肥市\t5\t3\t2\n芜湖市\t4\t4\t\n黄山市\t3\t3\t"
    text = (
        "截至6月1日，安徽省收到督察组转办的第三批群众信访举报件14件。涉及4个市：合肥市5件、芜湖市4件、"
        f"黄山市3件、蚌埠市2件。\n\n信访举报件统计表\n\n设区市\t交办情况\t水\t大气{rows}\n"
    )
    (finding,) = [f for a in audits_of(text) for f in a.findings if f.rule == "table-prose-region"]
    assert "it has no row" in finding.message.en


def test_a_blank_is_held_against_another_document_s_figure(tmp_path: Path) -> None:
    """A figure that slid where no margin is stated: only the other document shows it."""
    notice = "安徽省收到第三批群众信访举报件\n\n6月1日，我省收到督察组{}第三批群众信访举报件14件。\n\n统计表\n\n"
    head = "设区市\t交办情况\t水\t大气\t噪声\n合肥市\t9\t4\t5\t\n"
    (tmp_path / "a.txt").write_text(notice.format("转办") + head + "芜湖市\t5\t\t3\t2\n", "utf-8")
    (tmp_path / "b.txt").write_text(notice.format("移交的") + head + "芜湖市\t5\t3\t\t2\n", "utf-8")
    inputs = find_inputs([str(tmp_path)]).inputs
    results = audit(inputs, options=Options(province="安徽", year=2027))
    said = [
        f.message.en for r in results for a in r.audits for f in a.findings if f.rule == "editions"
    ]
    assert len(said) == 4
    assert any("blank here, 3 in another document" in m for m in said)


@pytest.mark.parametrize("lost", ["芜湖市\t5\t3\t2\n", ""])
def test_a_row_that_another_document_has_is_missed(tmp_path: Path, lost: str) -> None:
    """Where no total is stated nothing but the other document tells that a row was lost."""
    notice = "安徽省收到第三批群众信访举报件\n\n6月1日，我省收到督察组{}第三批群众信访举报件。\n\n统计表\n\n"
    rows = "设区市\t交办情况\t水\t大气\n合肥市\t9\t4\t5\n{}黄山市\t3\t1\t2\n宿州市\t2\t1\t1\n"
    (tmp_path / "a.txt").write_text(notice.format("转办") + rows.format(lost), "utf-8")
    (tmp_path / "b.txt").write_text(
        notice.format("移交的") + rows.format("芜湖市\t5\t3\t2\n"), "utf-8"
    )
    inputs = find_inputs([str(tmp_path)]).inputs
    results = audit(inputs, options=Options(province="安徽", year=2027))
    found = [f for r in results for a in r.audits for f in a.findings if f.rule == "editions"]
    if lost:
        assert not found
        return
    first, second = found
    assert "芜湖" in first.message.en and "no such row here, 5 in another" in first.message.en
    assert "5 here, no such row in another" in second.message.en
    ids = [a.bulletin.id for r in results for a in r.audits]
    assert [f.beside for f in found] == [(ids[1],), (ids[0],)]
    assert "b.txt)" in first.message.en and "a.txt）" in second.message.zh


def test_half_a_table_is_no_edition_of_the_whole(tmp_path: Path) -> None:
    notice = "安徽省收到第三批群众信访举报件\n\n6月1日，我省收到督察组{}第三批群众信访举报件。\n\n统计表\n\n"
    head = "设区市\t交办情况\t水\t大气\n"
    rows = [f"{name}市\t3\t1\t2\n" for name in ("合肥", "芜湖", "黄山", "宿州", "亳州", "安庆")]
    (tmp_path / "a.txt").write_text(notice.format("转办") + head + "".join(rows[:2]), "utf-8")
    (tmp_path / "b.txt").write_text(notice.format("移交的") + head + "".join(rows), "utf-8")
    inputs = find_inputs([str(tmp_path)]).inputs
    results = audit(inputs, options=Options(province="安徽", year=2027))
    assert not [f for r in results for a in r.audits for f in a.findings if f.rule == "editions"]


@pytest.mark.parametrize(
    ("at", "blanks"), [(0, "\t\t\t"), (1, "\t\t\t"), (3, "\t\t\t"), (1, ""), (3, "")]
)
def test_a_region_without_figures_does_not_end_the_table(at: int, blanks: str) -> None:
    """Its cells are blank, and some editors take the tabs at the end of a line away."""
    rows = ["南京市\t3\t2\t1\n", "徐州市\t4\t2\t2\n", "常州市\t5\t3\t2\n"]
    rows.insert(at, f"无锡市{blanks}\n")
    text = (
        "2028年6月1日，江苏省收到督察组转办的第三批群众信访举报件12件。其中水7件、大气5件。\n\n统计表\n\n"
        f"地区\t件数\t水\t大气\n{''.join(rows)}合计\t12\t7\t5\n"
    )
    (found,) = audits_of(text)
    assert found.verdict == "consistent" and not found.findings
    (table,) = found.bulletin.tables
    assert [row.label for row in table.rows] == [row.split("\t")[0].strip() for row in rows] + [
        "合计"
    ]
