"""Makes bulletins whose figures are known to the character: a plan, printed as a document.

``plan_bulletin`` draws a consistent bulletin from a source of randomness (a seeded
``random.Random``, or the one of hypothesis); ``print_bulletin`` prints it and says which
figure stands where. A test that wants a wrong figure changes the plan before printing.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import bulletins
from bulletins.model import TOTAL, Key, Scope
from bulletins.vocabulary.regions import provinces, short_name

Number = int | Decimal

# Per code: how tables head the column, how prose names the type.
LABELS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "water": (("水", "水污染", "水环境", "涉水"), ("水", "水污染", "水环境", "水环境问题")),
    "air": (("大气", "大气污染", "大气环境"), ("大气", "大气污染", "大气类", "大气环境问题")),
    "noise": (("噪声", "噪音", "噪声污染"), ("噪声", "噪音", "噪声污染", "噪声问题")),
    "soil": (("土壤", "土壤污染"), ("土壤", "土壤污染", "土壤问题")),
    "ecology": (("生态", "生态破坏", "自然生态"), ("生态", "生态破坏", "生态破坏问题")),
    "radiation": (("辐射", "电磁辐射"), ("辐射", "核与辐射", "辐射问题")),
    "solid_waste": (("固废", "固体废物"), ("固废", "固体废物", "固体废物污染")),
    "garbage": (("垃圾",), ("垃圾", "垃圾问题")),
    "oil_fume": (("油烟", "餐饮油烟"), ("油烟", "餐饮油烟", "餐饮油烟问题")),
    "dust": (("扬尘",), ("扬尘", "扬尘污染")),
    "heavy_metal": (("重金属",), ("重金属", "重金属污染")),
    "marine": (("海洋",), ("海洋", "海洋污染")),
    "other": (("其他", "其它", "其他类型"), ("其他", "其他污染", "其他问题", "其它")),
}

FILLERS = (
    ("图书馆延长开放时间", "自下周起,市图书馆每晚延长开放2小时,新增阅览座位120个,欢迎读者前往。"),
    ("三条公交线路调整", "公交集团介绍,共有3条线路改道,涉及站点17个,日均客流约4万人次。"),
    ("少年棋手夺冠", "比赛共有64人参加,历时5天,12岁的小棋手以6胜1平的成绩夺得冠军。"),
    ("秋粮收购平稳有序", "全县已有26家粮库开秤,收购价格每斤上涨0.05元,农户送粮不排队。"),
)

_FULL_WIDTH = str.maketrans(",:;()", "，：；（）")
_FULL_DIGITS = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True)
class Wording:
    """How a bulletin is worded and set; says nothing of its figures."""

    heading: str = "markdown"  # or plain
    table: str = "tab"  # or pipe
    two_level: bool = False
    serial: bool = False
    total_column: str = "left"  # or right
    total_label: str = "交办件数"
    corner: str = "地区"
    total_row: str | None = None  # first, last
    total_row_label: str = "合计"
    full_table_names: bool = False
    full_prose_names: bool = True
    prose_types: str = "each"  # none, each, paired
    prose_regions: str = "bracket"  # none, bracket, plain, paired, each
    type_unit: str = "件"  # or 个
    type_lead: str = "其中,"
    region_lead: str = "分别是:"
    region_count: bool = True
    verb: str = "转办"
    noun: str = "群众信访举报件"
    full_width: bool = False
    full_digits: bool = False
    ordinal: str = "chinese"  # or digits
    year_printed: bool = True
    before: tuple[int, ...] = ()  # numbers of FILLERS
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The printed figures of one bulletin. A cell that is not in ``cells`` is blank."""

    province: str  # full name
    regions: tuple[str, ...]  # full names
    types: tuple[str, ...]  # codes
    table_labels: Mapping[str, str]
    prose_labels: Mapping[str, str]
    batch: int
    date: tuple[int, int, int, int]  # year, month, day, hour
    cells: Mapping[tuple[str, str], Number]
    rows: Mapping[str, Number]
    columns: Mapping[str, Number]  # the total row
    corner: Number
    cases: Number
    problems: Number | None
    channels: tuple[Number, Number] | None
    cumulative: Number | None
    prose_types: Mapping[str, Number]
    prose_regions: Mapping[str, Number]
    wording: Wording = field(default_factory=Wording)

    @property
    def short(self) -> str:
        return short_name(self.province)

    @property
    def names_types(self) -> bool:
        return self.wording.prose_types != "none" and len(self.prose_types) > 1

    @property
    def type_measure(self) -> str:
        """What the text's figures by type count; those of the table beside it too."""
        total = sum(self.prose_types.values())
        by_problem = self.wording.type_unit == "个" or total == self.problems
        return "problems" if by_problem and self.names_types else "cases"

    def table_name(self, region: str) -> str:
        return region if self.wording.full_table_names else short_name(region)

    def prose_name(self, region: str) -> str:
        return region if self.wording.full_prose_names else short_name(region)


@dataclass(frozen=True)
class Figure:
    """A printed figure: what it is, and the range of the document that prints it."""

    key: Key
    value: Number
    span: tuple[int, int]


@dataclass(frozen=True)
class Printed:
    """A document and everything that it states."""

    text: str
    figures: tuple[Figure, ...]
    plan: Plan


@cache
def prefectures() -> dict[str, tuple[str, ...]]:
    """Full name of each province with four prefectures or more → their full names."""
    path = Path(bulletins.__file__).parent / "vocabulary" / "data" / "regions.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    names = {r["code"]: r["name"] for r in rows}
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["level"] == "prefecture" and "直辖" not in row["name"] and row["name"] != "市辖区":
            found.setdefault(names[row["parent"]], []).append(row["name"])
    return {name: tuple(inside) for name, inside in found.items() if len(inside) >= 4}


def to_chinese(number: int) -> str:
    """1..9999 in Chinese numerals, 10..19 as 十…"""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千")
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += digits[digit] + units[place]
        elif text and number % 10**place and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if 10 <= number < 20 else text


# --------------------------------------------------------------------------- drawing


def _draw_wording(rng: Random) -> Wording:
    full_prose = rng.random() < 0.7
    fillers = [n for n in range(len(FILLERS)) if rng.random() < 0.4]
    cut = rng.randint(0, len(fillers))
    return Wording(
        heading=rng.choice(("markdown", "plain")),
        table=rng.choice(("tab", "pipe")),
        two_level=rng.random() < 0.3,
        serial=rng.random() < 0.2,
        total_column=rng.choice(("left", "left", "right")),
        total_label=rng.choice(("交办件数", "交办情况", "转办件数", "合计", "总数")),
        corner=rng.choice(("地区", "设区市", "行政区域", "市州")),
        total_row=rng.choice((None, "first", "last")),
        total_row_label=rng.choice(("合计", "总计", "合 计")),
        full_table_names=rng.random() < 0.5,
        full_prose_names=full_prose,
        prose_types=rng.choice(("none", "each", "each", "paired")),
        prose_regions=rng.choice(("none", "bracket", "plain", "paired")),
        type_unit=rng.choice("件个"),
        type_lead=rng.choice(("其中,", "按污染类型分,", "涉及", "类型为:")),
        region_lead=rng.choice(("分别是:", "分别为", "包括", "为:", "即")),
        region_count=rng.random() < 0.5,
        verb=rng.choice(("转办", "交办", "移交")),
        noun=rng.choice(("群众信访举报件", "群众举报件", "信访件", "举报问题线索")),
        full_width=rng.random() < 0.3,
        full_digits=rng.random() < 0.1,
        ordinal=rng.choice(("chinese", "digits")),
        year_printed=rng.random() < 0.7,
        before=tuple(fillers[:cut]),
        after=tuple(fillers[cut:]),
    )


def _part(rng: Random, limit: int, fraction: bool) -> Number:
    whole = rng.randint(1, limit)
    return whole + Decimal("0.5") if fraction and rng.random() < 0.3 else whole


def plan_bulletin(rng: Random, *, limit: int = 12, fractions: bool = False) -> Plan:
    """A consistent bulletin: cells up to ``limit`` (of halves with ``fractions``)."""
    province = rng.choice(sorted(prefectures()))
    inside = prefectures()[province]
    regions = tuple(rng.sample(inside, rng.randint(3, min(len(inside), 9))))
    types = tuple(rng.sample(list(LABELS), rng.randint(2, 7)))
    cells: dict[tuple[str, str], Number] = {}
    for r, region in enumerate(regions):
        for t, code in enumerate(types):
            if r % len(types) == t or rng.random() < 0.5:  # no row is empty
                cells[region, code] = _part(rng, limit, fractions)
            elif rng.random() < 0.3:
                cells[region, code] = 0
    rows = {r: sum((v for (a, _), v in cells.items() if a == r), 0) for r in regions}
    columns = {t: sum((v for (_, b), v in cells.items() if b == t), 0) for t in types}
    cases = sum(rows.values())
    batch = rng.randint(2, 40)
    cumulative = cases + rng.randint(10_000, 99_999) if rng.random() < 0.4 else None
    calls = rng.randint(0, int(cases))
    wording = _draw_wording(rng)
    prose_labels = {t: rng.choice(LABELS[t][1]) for t in types}
    return Plan(
        province=province,
        regions=regions,
        types=types,
        table_labels={t: rng.choice(LABELS[t][0]) for t in types},
        prose_labels=prose_labels,
        batch=batch,
        date=(rng.randint(2016, 2026), rng.randint(1, 12), rng.randint(1, 28), rng.randint(8, 20)),
        cells=cells,
        rows=rows,
        columns={t: v for t, v in columns.items() if v or rng.random() < 0.5},
        corner=cases,
        cases=cases,
        problems=cases if rng.random() < 0.4 else None,
        channels=(calls, cases - calls) if rng.random() < 0.4 else None,
        cumulative=cumulative,
        prose_types={t: v for t, v in columns.items() if v},
        prose_regions=dict(rows),
        wording=wording,
    )


def reworded(plan: Plan, **changes: object) -> Plan:
    """``plan`` in other words."""
    return replace(plan, wording=replace(plan.wording, **changes))  # type: ignore[arg-type]


# -------------------------------------------------------------------------- printing


class _Page:
    """The text so far, and the figures in it with their places."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pieces: list[str] = []
        self.length = 0
        self.figures: list[Figure] = []

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def figure(
        self, value: Number, *, part: str = "notice", scope: Scope = "batch",
        region: str = TOTAL, pollution: str = TOTAL, measure: str = "cases",
    ) -> None:  # fmt: skip
        origin = "table" if part == "statistics_table" else "prose"
        key = Key(part, origin, scope, self.plan.batch, region, pollution, measure)
        start = self.length
        self.write(str(value))
        if not any(f.key == key and f.value == value for f in self.figures):
            self.figures.append(Figure(key, value, (start, self.length)))

    def heading(self, text: str) -> None:
        mark = "# " if self.plan.wording.heading == "markdown" else ""
        self.write(f"{mark}{text}\n\n")


def _ordinal(plan: Plan) -> str:
    digits = plan.wording.ordinal == "digits"
    return f"第{plan.batch if digits else to_chinese(plan.batch)}批"


def _own(plan: Plan) -> str:
    return "我省" if plan.province.endswith("省") else "我区"


def _print_opening(page: _Page) -> None:
    plan, wording = page.plan, page.plan.wording
    year, month, day, hour = plan.date
    when = f"{year}年" if wording.year_printed else ""
    page.write(f"截至{when}{month}月{day}日{hour}时,{_own(plan)}收到")
    page.write(f"中央第三生态环境保护督察组{wording.verb}的{_ordinal(plan)}{wording.noun}")
    page.figure(plan.cases)
    page.write("件")
    if plan.channels:
        page.write(",其中来电")
        page.figure(plan.channels[0], measure="calls")
        page.write("件、来信")
        page.figure(plan.channels[1], measure="letters")
        page.write("件")
    if plan.problems is not None:
        page.write(",涉及环境问题")
        page.figure(plan.problems, measure="problems")
        page.write("个")
    page.write("。")


def _print_types(page: _Page) -> None:
    plan, wording = page.plan, page.plan.wording
    named = list(plan.prose_types)
    if not plan.names_types:
        return
    page.write(wording.type_lead)
    if wording.prose_types == "paired":
        labels = [plan.prose_labels[t] for t in named]
        page.write(f"{'、'.join(labels[:-1])}和{labels[-1]}分别为")
    for i, code in enumerate(named):
        page.write("、" if i else "")
        if wording.prose_types == "each":
            page.write(plan.prose_labels[code])
        page.figure(plan.prose_types[code], pollution=code, measure=plan.type_measure)
        page.write(wording.type_unit)
    page.write("。")


def _print_regions(page: _Page) -> None:
    plan, wording = page.plan, page.plan.wording
    if wording.prose_regions == "none":
        return
    named = list(plan.prose_regions)
    page.write(f"本批信访件涉及{len(named)}个市州," if wording.region_count else "从区域看,")
    if wording.prose_regions == "paired":
        names = [plan.prose_name(r) for r in named]
        page.write(f"{'、'.join(names[:-1])}和{names[-1]}分别为")
    else:
        page.write(wording.region_lead)
    for i, region in enumerate(named):
        page.write("、" if i else "")
        name = plan.prose_name(region)
        if wording.prose_regions != "paired":
            page.write(name)
        page.write("(" if wording.prose_regions == "bracket" else "")
        page.figure(plan.prose_regions[region], region=name)
        page.write("件)" if wording.prose_regions == "bracket" else "件")
    page.write("。")


def _print_prose(page: _Page) -> None:
    plan = page.plan
    _print_opening(page)
    _print_types(page)
    _print_regions(page)
    if plan.cumulative is not None:
        page.write(f"截至目前,{_own(plan)}累计收到{plan.wording.noun}")
        page.figure(plan.cumulative, scope="cumulative")
        page.write("件。")
    page.write("\n\n")


def _print_row(page: _Page, cells: Sequence[object]) -> None:
    """A line of the table; a cell is a text, None for a blank, or a figure's (value, key)."""
    pipe = page.plan.wording.table == "pipe"
    page.write("| " if pipe else "")
    for i, cell in enumerate(cells):
        if i:
            page.write(" | " if pipe else "\t")
        if isinstance(cell, tuple):
            value, where = cell
            page.figure(value, part="statistics_table", **where)
        else:
            page.write(str(cell or ""))
    page.write(" |\n" if pipe else "\n")


def _in_order(plan: Plan, first: object, types: Sequence[object], total: object) -> list[object]:
    body = [total, *types] if plan.wording.total_column == "left" else [*types, total]
    return [first, *body]


def _print_header(page: _Page) -> None:
    plan, wording = page.plan, page.plan.wording
    labels = [plan.table_labels[t] for t in plan.types]
    serial = ["序号"] if wording.serial else []
    if wording.two_level:
        spanner = ["污染类型", *[""] * (len(labels) - 1)]
        _print_row(page, serial + _in_order(plan, wording.corner, spanner, wording.total_label))
        _print_row(page, ["" for _ in serial] + _in_order(plan, "", labels, ""))
    else:
        _print_row(page, serial + _in_order(plan, wording.corner, labels, wording.total_label))
    if wording.table == "pipe":
        page.write("|" + "---|" * (len(labels) + 2 + len(serial)) + "\n")


def _print_total_row(page: _Page) -> None:
    plan, wording = page.plan, page.plan.wording
    measure = plan.type_measure
    types = [
        (plan.columns[t], {"pollution": t, "measure": measure}) if t in plan.columns else None
        for t in plan.types
    ]
    serial = [""] if wording.serial else []
    _print_row(page, serial + _in_order(plan, wording.total_row_label, types, (plan.corner, {})))


def _print_table(page: _Page) -> None:
    plan, wording = page.plan, page.plan.wording
    _print_header(page)
    if wording.total_row == "first":
        _print_total_row(page)
    for number, region in enumerate(plan.regions, 1):
        name = plan.table_name(region)
        types = [
            (
                plan.cells[region, t],
                {"region": name, "pollution": t, "measure": plan.type_measure},
            )
            if (region, t) in plan.cells
            else None
            for t in plan.types
        ]
        total = (plan.rows[region], {"region": name}) if region in plan.rows else None
        serial: list[object] = [str(number)] if wording.serial else []
        _print_row(page, serial + _in_order(plan, name, types, total))
    if wording.total_row == "last":
        _print_total_row(page)
    page.write("\n")


def print_bulletin(plan: Plan) -> Printed:
    """The plan as a document, with the place of every figure."""
    page, wording = _Page(plan), plan.wording
    for number in wording.before:
        page.heading(FILLERS[number][0])
        page.write(FILLERS[number][1] + "\n\n")
    page.heading(f"中央第三生态环境保护督察组向{plan.province}{wording.verb}{_ordinal(plan)}信访件")
    _print_prose(page)
    page.heading(f"信访举报件统计表({_ordinal(plan)})")
    _print_table(page)
    for number in wording.after:
        page.heading(FILLERS[number][0])
        page.write(FILLERS[number][1] + "\n\n")
    text = "".join(page.pieces)
    if wording.full_width:
        text = text.translate(_FULL_WIDTH)
    if wording.full_digits:
        text = text.translate(_FULL_DIGITS)
    assert plan.short in provinces()
    return Printed(text, tuple(page.figures), plan)
