"""Tables as readers met them: the figures of each, and exactly the findings it must give.

A figure is written ``region pollution measure value``, with ``cumulative`` or a batch
number behind it where it has one of its own. Only what is listed is asked for, and no
figure may be read that stands under none of the regions, types and measures listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bulletins.footing import foot
from bulletins.model import Observation
from bulletins.parse import parse_document
from bulletins.readers import read_document


def notice(cases: int, rest: str = "", *, province: str = "浙江省", batch: str = "八") -> str:
    return (
        f"中央第三生态环境保护督察组向{province}转办第{batch}批信访件\n\n"
        f"截至2025年6月3日,我省收到第{batch}批群众信访举报件{cases}件。{rest}\n\n"
    )


def table(*rows: str) -> str:
    return "".join(f"| {' | '.join(cell.strip() for cell in row.split('|'))} |\n" for row in rows)


def tabs(*rows: str) -> str:
    return "".join("\t".join(cell.strip() for cell in row.split("|")) + "\n" for row in rows)


@dataclass(frozen=True)
class Met:
    text: str
    figures: str = ""
    findings: tuple[str, ...] = ()
    """``rule`` or ``rule about``: the region, or the pollution of a total; ~ is a note."""
    absent: tuple[str, ...] = field(default=())
    """Regions that must not be read."""


PLAIN = ("杭州 | 6 | 4 | 2", "宁波 | 4 | 2 | 2", "合计 | 10 | 6 | 4")
PLAIN_FIGURES = (
    "杭州 _T cases 6; 杭州 air cases 4; 宁波 water cases 2; _T _T cases 10; _T water cases 4"
)
BINGTUAN = (
    "中央第八生态环境保护督察组向新疆生产建设兵团交办第五批群众信访举报件\n\n"
    "截至2022年3月31日，兵团收到督察组交办第五批群众信访举报件10件。\n\n"
)
CITIES = (
    "中央第七生态环境保护督察组向广西壮族自治区转办第二批信访件\n\n"
    "截至4月12日,我区收到第二批群众信访举报件10件。\n\n"
)
HALVES = (
    "中央第一生态环境保护督察组向河北省转办第七批信访件\n\n"
    "截至5月8日,我省收到第七批群众信访举报件15件。\n\n"
)
COUNTIES = (
    "青秀区 _T cases 3; 武鸣区 _T cases 2; 柳南区 _T cases 4; 鹿寨县 _T cases 1; _T _T cases 10"
)

SUMMARY = (
    "中央第五生态环境保护督察组甘肃省群众信访举报边督边改情况汇总表(截至2021年12月20日第十四批)\n\n"
    + table(
        "收到举报数量(件)|||受理举报数量(件)|||交办数量(件)|已办结(件)|||责令整改(家)|立案处罚(家)|罚款金额(万元)"
        "|立案侦查(件)|拘留(人)||约谈(人)|问责(人)",
        "来电|来信|合计|来电|来信|合计||属实|不属实|合计|||||行政|刑事||",
        "60|20|80|50|18|{}|65|40|10|50|30|12|45.6|2|1|0|7|3",
    )
)
SUMMARY_FIGURES = (
    "_T _T calls 60; _T _T letters 20; _T _T received 80; _T _T accepted 68; _T _T transferred 65; "
    "_T _T closed 50; _T _T substantiated 40; _T _T rectified 30; _T _T penalised 12; "
    "_T _T fine 456000; _T _T investigated 2; _T _T detained_administrative 1; "
    "_T _T detained_criminal 0; _T _T interviewed 7; _T _T accountable 3"
)

CASES = {
    "divisions of the corps": Met(
        BINGTUAN + tabs("单位|交办件数|大气|水", "第一师阿拉尔市|3|1|2", "第二师铁门关市|4|4|",
                        "兵团直属|3|2|1", "合计|10|7|3"),
        "第一师阿拉尔市 _T cases 3; 第二师铁门关市 air cases 4; 兵团直属 water cases 1; _T _T cases 10",
    ),
    "divisions of the corps, a wrong total": Met(
        BINGTUAN + tabs("师市|件数", "一师|7", "二师|4", "合计|10"),
        "一师 _T cases 7; 二师 _T cases 4; _T _T cases 10",
        ("column-total _T",),
    ),
    "column numbers without a word in front": Met(
        notice(10) + table("市|件数|大气|水", "1|2|3|4", *PLAIN), PLAIN_FIGURES, absent=("1",)
    ),
    "a row of units above column numbers": Met(
        notice(10) + table("市|件数|大气|水", "|件|件|件", "1|2|3|4", *PLAIN), PLAIN_FIGURES,
        absent=("1",),
    ),
    "counties below their cities": Met(
        CITIES + table("地区|件数", "南宁市|5", "青秀区|3", "武鸣区|2", "柳州市|5", "柳南区|4",
                       "鹿寨县|1", "合计|10"),
        f"{COUNTIES}; 南宁市 _T cases 5; 柳州市 _T cases 5",
    ),
    "counties below their cities, a wrong county": Met(
        CITIES + table("地区|件数", "南宁市|5", "青秀区|4", "武鸣区|2", "柳州市|5", "柳南区|4",
                       "鹿寨县|1", "合计|10"),
        "青秀区 _T cases 4; _T _T cases 10",
        ("column-total 南宁市", "column-total _T"),
    ),
    "subtotals of cities above their counties": Met(
        CITIES + table("地区|件数", "南宁市小计|5", "青秀区|3", "武鸣区|2", "柳州市小计|5", "柳南区|4",
                       "鹿寨县|1", "合计|10"),
        f"{COUNTIES}; 南宁市 _T cases 5; 柳州市 _T cases 5",
    ),
    "subtotals of cities below their counties": Met(
        CITIES + table("地区|件数", "青秀区|3", "武鸣区|2", "南宁市小计|5", "柳南区|4", "鹿寨县|1",
                       "柳州市小计|5", "合计|10"),
        f"{COUNTIES}; 南宁市 _T cases 5; 柳州市 _T cases 5",
    ),
    "some counties of a city": Met(
        CITIES.replace("10件", "11件")
        + table("地区|件数", "南宁市|6", "其中：青秀区|5", "柳州市|5", "合计|11"),
        "南宁市 _T cases 6; 青秀区 _T cases 5; 柳州市 _T cases 5; _T _T cases 11",
    ),
    "cities merged over counties": Met(
        CITIES + table("市|县（市、区）|件数", "南宁市|青秀区|3", "南宁市|武鸣区|2", "南宁市|小计|5",
                       "柳州市|柳南区|4", "柳州市|鹿寨县|1", "柳州市|小计|5", "合计||10"),
        f"{COUNTIES}; 南宁市 _T cases 5; 柳州市 _T cases 5",
    ),
    "a cell of a half table that ran together": Met(
        HALVES + tabs("地区|件数|地区|件数", "石家庄|1|唐山|2", "邯郸|3|雄安新区4|", "定州|5|合计|15"),
        "石家庄 _T cases 1; 雄安新区 _T cases 4; 定州 _T cases 5; _T _T cases 15",
        ("misaligned-columns",),
    ),
    "a cell of the first half that ran together": Met(
        HALVES + tabs("地区|件数|地区|件数", "石家庄1||唐山|2", "邯郸|3|雄安新区|4", "定州|5|合计|15"),
        "石家庄 _T cases 1; 雄安新区 _T cases 4; 定州 _T cases 5; _T _T cases 15",
        ("misaligned-columns",),
    ),
    "two rows of a half table in one": Met(
        HALVES + tabs("地区|件数|地区|件数", "石家庄|1|唐山|2", "邯郸|3|雄安新区4|定州5", "合计|15"),
        "唐山 _T cases 2; 雄安新区 _T cases 4; 定州 _T cases 5; _T _T cases 15",
        ("misaligned-columns",),
    ),
    "a remark of a shared case explains its type too": Met(
        notice(10) + table("市|件数|大气|水", "杭州|7|4|3", "宁波|4|2|2", "合计|10|6|4",
                           "备注|杭州、宁波共同案件1个||"),
        "_T _T cases 10",
        ("~column-total _T", "~column-total water"),
    ),
    "a remark over the whole row": Met(
        notice(10) + table("市|件数|大气|水", "杭州|7|4|3", "宁波|4|2|2", "合计|10|6|4",
                           "备注：杭州、宁波共同案件1件|||"),
        "_T _T cases 10",
        ("~column-total _T", "~column-total water"),
    ),
    "a remark below the table": Met(
        notice(10) + table("市|件数|大气|水", "杭州|7|4|3", "宁波|4|2|2", "合计|10|6|4")
        + "\n注：杭州、宁波共同案件1个。\n",
        "_T _T cases 10",
        ("~column-total _T", "~column-total water"),
    ),
    "a row of the key cases below the total": Met(
        notice(10) + table("序号|设区市|件数|大气|水", "一|全省合计|10|6|4", "1|杭州|6|4|2", "2|宁波|4|2|2",
                           "二|其中：重点件|3|2|1"),
        f"{PLAIN_FIGURES}; _T _T key_cases 3; _T air key_cases 2",
    ),
    "a total row that lost its merged first cell": Met(
        notice(10) + tabs("序号|设区市|件数|大气|水", "1|杭州|6|4|2", "2|宁波|4|2|2", "合计|10|6|5"),
        "杭州 _T cases 6; _T _T cases 10; _T air cases 6; _T water cases 5",
        ("misaligned-columns", "row-total _T", "column-total water"),
    ),
    "a lost label over a column that is there": Met(
        notice(10) + tabs("市|件数|大气|", "杭州|6|4|2", "宁波|4|2|2", "合计|10|6|5"),
        "杭州 water cases 2; _T water cases 5",
        ("misaligned-columns", "row-total _T", "column-total water"),
    ),
    "key and ordinary cases in columns": Met(
        notice(10) + table("市|件数|其中重点件|其中一般件", "杭州|6|2|4", "宁波|4|1|2", "合计|10|3|6"),
        "杭州 _T key_cases 2; 宁波 _T ordinary_cases 2; _T _T ordinary_cases 6",
        ("key-cases 宁波", "key-cases _T"),
    ),
    "states in columns beside cumulative cases": Met(
        notice(10) + table("市|本批件数|累计件数|已办结|阶段性办结|未办结", "杭州|6|60|40|10|10",
                           "宁波|4|40|30|5|6", "合计|10|100|70|15|16"),
        "杭州 _T cases 6; 杭州 _T cases 60 cumulative",
        ("progress-states 宁波", "progress-states _T"),
    ),
    "outcomes in columns": Met(
        notice(10) + table("市|件数|大气|水|属实|部分属实|不属实", "杭州|6|4|2|3|2|2", "宁波|4|2|2|4|0|0",
                           "合计|10|6|4|7|2|2"),
        "杭州 _T substantiated 3; 宁波 _T unsubstantiated 0",
        ("progress-findings 杭州", "progress-findings _T"),
    ),
    "shares in a column and a row": Met(
        notice(10) + table("市|件数|占比|大气|水", "杭州|6|70%|4|2", "宁波|4|40%|2|2", "合计|10|100%|6|4",
                           "占比|||60%|45%"),
        "杭州 _T share 70; _T air share 60",
        ("shares 杭州", "shares water"),
    ),
    "types that add up to fewer than the cases": Met(
        notice(10) + table("市|件数|大气|水|污染类型合计", "杭州|9|4|2|6", "宁波|1|2|2|4"),
        "杭州 _T problems 6",
        ("row-total 杭州",),
    ),
    "batches across and all of them": Met(
        notice(10, province="江苏省", batch="三")
        + tabs("设区市|第一批|第二批|第三批|累计", "南京|3|2|6|12", "无锡|1|2|4|7", "合计|4|4|10|19"),
        "南京 _T cases 3 1; 无锡 _T cases 4 3; 南京 _T cases 12 cumulative",
        ("row-total 南京", "row-total _T"),
    ),
    "batches across with their days": Met(
        notice(10, province="江苏省", batch="三")
        + tabs("设区市|第一批(11月4日)|第二批(11月5日)|第三批(11月6日)", "南京|3|2|6", "无锡|1|2|4", "合计|4|4|11"),
        "南京 _T cases 3 1; 无锡 _T cases 4 3",
        ("column-total _T", "grand-total _T"),
    ),
    "days across": Met(
        notice(10, province="江苏省", batch="三")
        + tabs("设区市|11月4日|11月5日|11月6日", "南京|3|2|6", "无锡|1|2|4", "合计|4|4|10"),
        "",
        ("unread-figure",),
    ),
    "a second table, of the types": Met(
        notice(10) + table("市|来电|来信|合计", "杭州|4|2|6", "宁波|3|1|4", "合计|7|3|10")
        + "\n污染类型统计\n\n" + table("污染类型|数量|占比", "大气|5|50%", "水|3|30%", "噪声|3|20%", "合计|10|100%"),
        "杭州 _T calls 4; _T air cases 5; _T noise cases 3; _T air share 50",
        ("row-total _T", "shares noise"),
    ),
    "types alone": Met(
        notice(10) + table("污染类型|件数", "大气|5", "水|3", "噪声|3", "合计|10"),
        "_T air cases 5; _T noise cases 3; _T _T cases 10",
        ("row-total _T",),
        absent=("大气",),
    ),
    **{
        f"{head} over the only figures": Met(
            notice(10) + table(f"市|{head}", "杭州|6", "宁波|5", "合计|10"),
            "杭州 _T cases 6; 宁波 _T cases 5; _T _T cases 10",
            ("column-total _T",),
        )
        for head in ("数量", "小计", "件", "本批", "总数", "来信来电数", "件 数")
    },
    "types in words by row": Met(
        notice(10) + table("设区市|数量及类型", "杭州|6件（大气3件、水2件、噪声1件）",
                           "宁波|4件（大气2件、水1件、噪声2件）", "合计|10件"),
        "杭州 _T cases 6; 杭州 air cases 3; 宁波 noise cases 2; _T _T cases 10",
        ("row-total 宁波",),
    ),
    "key cases in brackets": Met(
        notice(10) + table("市|件数（重点）|大气|水", "杭州|6（2）|4|2", "宁波|4（1）|2|2", "合计|10（4）|6|4"),
        "杭州 _T key_cases 2; 杭州 _T cases 6; _T _T key_cases 4",
        ("column-total _T",),
    ),
    "two batches, each with its table": Met(
        "中央第三生态环境保护督察组向浙江省转办第七批、第八批信访件\n\n"
        "截至2025年6月3日,我省收到第七批群众信访举报件13件、第八批群众信访举报件10件。\n\n"
        "第七批信访件统计表\n\n" + table("市|件数", "杭州|7", "宁波|5", "合计|12")
        + "\n第八批信访件统计表\n\n" + table("市|件数", "杭州|6", "宁波|4", "合计|10"),
        "杭州 _T cases 7 7; 杭州 _T cases 6 8; _T _T cases 12 7",
        ("grand-total _T",),
    ),
    "a case that goes on over a page": Met(
        notice(3) + "信访举报件办理情况一览表(第八批)\n\n"
        + table("序号|受理编号|交办问题基本情况|是否属实", "1|D2SX1|异味|属实", "1|D2SX1（续）|续上页|",
                "2|D2SX2|噪声|属实", "|D2SX2|续上页|", "序号|受理编号|交办问题基本情况|是否属实", "3|D2SX3|污水|不属实"),
    ),
    "a summary of what became of the cases": Met(
        SUMMARY.format("68"), SUMMARY_FIGURES, ("unknown-label", "unknown-label")
    ),
    "a summary whose accepted cases exceed those received": Met(
        SUMMARY.format("81"), SUMMARY_FIGURES.replace("accepted 68", "accepted 81"),
        ("unknown-label", "unknown-label", "funnel _T"),
    ),
    "a summary by region": Met(
        notice(10) + table("市|收到|受理|交办|办结|罚款（万元）", "杭州|7|6|6|5|12.5", "宁波|5|6|4|4|3",
                           "合计|12|12|10|9|16.5"),
        "杭州 _T received 7; 宁波 _T accepted 6; _T _T transferred 10; 杭州 _T fine 125000",
        ("funnel 宁波", "column-total _T"),
    ),
    "marks of footnotes": Met(
        notice(10) + table("市|件数|大气|水", "杭州*|6|4|2", "宁波①|4|2|2", "合计|10|6|4"), PLAIN_FIGURES
    ),
    "an unknown type is said once": Met(
        notice(10) + table("市|件数|大气|光芒", *PLAIN),
        "杭州 光芒 cases 2",
        ("unknown-label 杭州",),
    ),
    "cases of the day beside all": Met(
        notice(10).replace("10件。", "10件。截至9月6日，累计交办95件。")
        + table("市|当日|累计", "杭州|6|55", "宁波|4|40", "合计|10|95"),
        "杭州 _T cases 6; 杭州 _T cases 55 cumulative; _T _T cases 10; _T _T cases 95 cumulative",
    ),
    "an unknown type with its unit": Met(
        notice(10) + table("市|件数|大气(件)|光芒(件)", *PLAIN),
        "杭州 光芒 cases 2",
        ("unknown-label 杭州",),
    ),
    "unknown types that the rows' totals need": Met(
        notice(16) + table("市|件数|大气|光芒|声光", "杭州|9|4|2|3", "宁波|7|2|2|3", "合计|16|6|4|6"),
        "宁波 声光 cases 3",
        ("unknown-label 杭州", "unknown-label 杭州"),
    ),
    "unknown columns behind the types that they do not need": Met(
        notice(10) + table("市|件数|大气|水|光芒|声光", *(f"{row}|1|2" for row in PLAIN)),
        PLAIN_FIGURES, ("unknown-label", "unknown-label"),
    ),
    "a total since the first batch below that of today": Met(
        notice(10) + table("市|件数|大气|水", *PLAIN[:2], "本批合计|10|6|4", "累计|95|50|46"),
        "_T _T cases 10; _T _T cases 95 cumulative",
        ("row-total _T",),
    ),
}  # fmt: skip


def spelled(o: Observation) -> str:
    key = o.key
    scope = ["cumulative"] if key.scope == "cumulative" else []
    return " ".join([key.region, key.pollution, key.measure, str(o.value), *scope])


@pytest.mark.parametrize("name", CASES)
def test_as_met(name: str) -> None:
    case = CASES[name]
    document = read_document(case.text.encode())
    audits = [foot(b) for b in parse_document(document, sha256="0" * 64)]
    read = [o for a in audits for o in a.bulletin.observations if o.key.origin == "table"]
    said = {spelled(o) for o in read} | {f"{spelled(o)} {o.key.batch}" for o in read}
    wanted = [w.strip() for w in case.figures.split(";") if w.strip()]
    assert [w for w in wanted if w not in said] == [], sorted(said)
    assert not {o.key.region for o in read} & set(case.absent)
    found = []
    for finding in (f for a in audits for f in a.findings):
        key = finding.keys[0] if finding.keys else None
        about = "" if key is None else key.region
        if key is not None and key.pollution != "_T" and key.region == "_T":
            about = key.pollution
        note = "~" if finding.severity == "note" else ""
        found.append(f"{note}{finding.rule} {about}".strip())
    messages = [f.message.en for a in audits for f in a.findings]
    assert sorted(found) == sorted(case.findings), messages
