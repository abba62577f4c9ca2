"""Tables of every printed shape over the same drawn figures, and what each of them states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.property.pages import C, Heading, Page, Row, Table, cells
from tests.property.plans import prefectures, to_chinese

Fact = tuple[str, str, str, str]  # scope, region, pollution, measure
Facts = dict[Fact, Decimal]

TYPES = {
    "water": "水", "air": "大气", "soil": "土壤", "ecology": "生态", "noise": "噪声",
    "radiation": "辐射", "other": "其他",
}  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """Drawn figures: cases by region and type of today, and cumulative cases by region."""

    province: str
    batch: int
    regions: tuple[str, ...]
    types: tuple[str, ...]
    cells: dict[tuple[str, str], int]
    keys: dict[str, int]
    calls: dict[str, int]
    before: dict[str, int]

    def row(self, region: str) -> int:
        return sum(v for (r, _), v in self.cells.items() if r == region)

    def column(self, code: str) -> int:
        return sum(v for (_, t), v in self.cells.items() if t == code)

    @property
    def total(self) -> int:
        return sum(self.cells.values())


def draw(rng: Random) -> Figures:
    province = rng.choice(sorted(prefectures()))
    inside = prefectures()[province]
    regions = tuple(rng.sample(inside, rng.randint(4, min(len(inside), 11))))
    types = tuple(t for t in TYPES if t in ("water", "air") or rng.random() < 0.7)
    drawn = {
        (r, t): rng.choice((0, 1, 1, 2, 3, 5, 8, 13, 21)) + (i == j)
        for i, r in enumerate(regions) for j, t in enumerate(types)
    }  # fmt: skip
    for i, region in enumerate(regions):  # no region without a case
        drawn[region, types[i % len(types)]] += 1
    rows = {r: sum(drawn[r, t] for t in types) for r in regions}
    return Figures(
        province, rng.randint(2, 35), regions, types, drawn,
        {r: rng.randint(0, min(2, n)) for r, n in rows.items()},
        {r: rng.randint(0, n) for r, n in rows.items()},
        {r: rng.randint(30, 400) for r in regions},
    )  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A table and what it states; ``planted`` is where a wrong figure may be set, if any."""

    tables: tuple[Table, ...]
    facts: Facts
    notes: tuple[str, ...] = ()
    title: str = ""


def _facts(figures: Figures, *, types: bool = True, total: bool = True, zero: bool = True) -> Facts:
    found: Facts = {}
    for region in figures.regions:
        found["batch", region, "_T", "cases"] = Decimal(figures.row(region))
        for code in figures.types if types else ():
            if figures.cells[region, code] or zero:
                found["batch", region, code, "cases"] = Decimal(figures.cells[region, code])
    if total:
        found["batch", "_T", "_T", "cases"] = Decimal(figures.total)
        for code in figures.types if types else ():
            found["batch", "_T", code, "cases"] = Decimal(figures.column(code))
    return found


def _body(figures: Figures, *, blank: bool = False) -> list[list[C]]:
    return [
        cells(
            region, figures.row(region),
            *((figures.cells[region, t] or ("" if blank else 0)) for t in figures.types),
        )
        for region in figures.regions
    ]  # fmt: skip


def _sums(figures: Figures, label: str) -> list[C]:
    return cells(label, figures.total, *(figures.column(t) for t in figures.types))


def _labels(figures: Figures) -> list[str]:
    return [TYPES[t] for t in figures.types]


def simple(figures: Figures, rng: Random) -> Shape:
    head = cells("地区", "交办件数", *_labels(figures))
    return Shape((Table([head, *_body(figures), _sums(figures, "合计")]),), _facts(figures))


def two_levels(figures: Figures, rng: Random) -> Shape:
    n = len(figures.types)
    head = [C("设区市", 2), C("交办情况", 2), C("污染类型", 1, n)]
    rows = [head, cells(*_labels(figures)), *_body(figures, blank=True)]
    return Shape((Table(rows),), _facts(figures, total=False, zero=False))


def diagonal_corner(figures: Figures, rng: Random) -> Shape:
    n = len(figures.types)
    head = [C("类型\n设区市", 2), C("交办情况"), C("污染类型", 1, n)]
    rows = [head, cells("移交件数", *_labels(figures)), *_body(figures), _sums(figures, "总 计")]
    return Shape((Table(rows),), _facts(figures))


def dated_heads(figures: Figures, rng: Random) -> Shape:
    head = cells("行政区域", "11月7日交办数量(件)", "10月19日至11月7日累计交办数量(件)")
    rows = [head]
    facts = _facts(figures, types=False, total=False)
    for r in figures.regions:
        rows.append(cells(r, figures.row(r), figures.before[r] + figures.row(r)))
        facts["cumulative", r, "_T", "cases"] = Decimal(figures.before[r] + figures.row(r))
    return Shape((Table(rows),), facts)


def halves(figures: Figures, rng: Random) -> Shape:
    entries = [*((r, figures.row(r)) for r in figures.regions), ("合计", figures.total)]
    if len(entries) % 2:
        entries.insert(-1, ("省直部门", 0))
    half = len(entries) // 2
    rows = [cells("市(州)", "移交数量", "市(州)", "移交数量")]
    rows += [cells(*entries[i], *entries[half + i]) for i in range(half)]
    facts = _facts(figures, types=False)
    if ("省直部门", 0) in entries:
        facts["batch", "省直部门", "_T", "cases"] = Decimal(0)
    return Shape((Table(rows),), facts)


def total_first(figures: Figures, rng: Random) -> Shape:
    head = cells("序号", "地 区", "件 数", *(" ".join(label) for label in _labels(figures)))
    body = [[C(str(i)), *row] for i, row in enumerate(_body(figures), 1)]
    return Shape((Table([head, [C(), *_sums(figures, "全 省")], *body]),), _facts(figures))


def share_rows(figures: Figures, rng: Random) -> Shape:
    """Types, 小计 and 占比 at the right; rows 小计, 占比 and a 总计 that spans the types."""
    n = len(figures.types)
    share = lambda part: f"{Decimal(100 * part) / figures.total:.2f}%"  # noqa: E731
    rows = [cells("序号", "地区", *_labels(figures), "小计", "占比")]
    facts = _facts(figures)
    for i, r in enumerate(figures.regions, 1):
        by_type = (figures.cells[r, t] for t in figures.types)
        rows.append(cells(i, r, *by_type, figures.row(r), share(figures.row(r))))
        facts["batch", r, "_T", "share"] = Decimal(share(figures.row(r))[:-1])
    rows.append(cells("", "小 计", *(figures.column(t) for t in figures.types), "", ""))
    rows.append(cells("", "占 比", *(share(figures.column(t)) for t in figures.types), "", ""))
    for t in figures.types:
        facts["batch", "_T", t, "share"] = Decimal(share(figures.column(t))[:-1])
    rows.append([C(), C("总 计"), C(str(figures.total), 1, n), C(), C()])
    return Shape((Table(rows),), facts)


def columns_right(figures: Figures, rng: Random) -> Shape:
    rows = [cells("地区", "交办件数", *_labels(figures), "污染类型合计", "重点关注件")]
    facts = _facts(figures)
    for row, r in zip(_body(figures), figures.regions, strict=True):
        rows.append([*row, *cells(figures.row(r), figures.keys[r])])
        facts["batch", r, "_T", "problems"] = Decimal(figures.row(r))
        facts["batch", r, "_T", "key_cases"] = Decimal(figures.keys[r])
    keys = sum(figures.keys.values())
    rows.append([*_sums(figures, "合计"), *cells(figures.total, keys)])
    facts["batch", "_T", "_T", "problems"] = Decimal(figures.total)
    facts["batch", "_T", "_T", "key_cases"] = Decimal(keys)
    return Shape((Table(rows),), facts)


def merged_types(figures: Figures, rng: Random) -> Shape:
    words = " ".join(f"{TYPES[t]}污染{figures.column(t)}件" for t in figures.types)
    rows: list[Row] = [cells("序号", "行政区域", "交办问题数量(件)", "污染类型")]
    for i, r in enumerate(figures.regions, 1):
        more = [C(words, len(figures.regions))] if i == 1 else []
        rows.append([*cells(i, r, figures.row(r)), *more])
    rows.append([C("累 计 数", 1, 2), C(f"举报案件{figures.total}件", 1, 2)])
    facts = _facts(figures, types=False)
    for t in figures.types:
        facts["batch", "_T", t, "cases"] = Decimal(figures.column(t))
    return Shape((Table(rows),), facts)


def channels_and_keys(figures: Figures, rng: Random) -> Shape:
    n = len(figures.types)
    rows: list[Row] = [
        [C("地区", 2), C("案件数量(件)", 1, 4), C("污染类型", 1, n)],
        cells("来信", "来电", "合计", "重点\n案件", *_labels(figures)),
    ]
    facts = _facts(figures)
    for r in figures.regions:
        calls, total = figures.calls[r], figures.row(r)
        by_type = (figures.cells[r, t] for t in figures.types)
        rows.append(cells(r, total - calls, calls, total, figures.keys[r], *by_type))
        facts["batch", r, "_T", "calls"] = Decimal(calls)
        facts["batch", r, "_T", "letters"] = Decimal(total - calls)
        facts["batch", r, "_T", "key_cases"] = Decimal(figures.keys[r])
    calls, keys = sum(figures.calls.values()), sum(figures.keys.values())
    by_type = (figures.column(t) for t in figures.types)
    rows.append(cells("合计", figures.total - calls, calls, figures.total, keys, *by_type))
    facts["batch", "_T", "_T", "calls"] = Decimal(calls)
    facts["batch", "_T", "_T", "letters"] = Decimal(figures.total - calls)
    facts["batch", "_T", "_T", "key_cases"] = Decimal(keys)
    return Shape((Table(rows),), facts)


def today_and_since(figures: Figures, rng: Random) -> Shape:
    rows: list[Row] = [
        [C("地区", 2), C("当日交办", 1, 2), C("累计交办", 1, 2)],
        cells("总数", "重点案件数", "总数", "重点案件数"),
    ]
    facts = _facts(figures, types=False)
    since = {r: figures.before[r] + figures.row(r) for r in figures.regions}
    keys = {r: figures.keys[r] + 3 for r in figures.regions}
    first = cells("全省", figures.total, sum(figures.keys.values()), sum(since.values()),
                  sum(keys.values()))  # fmt: skip
    rows.append(first)
    for r in figures.regions:
        rows.append(cells(r, figures.row(r), figures.keys[r], since[r], keys[r]))
        facts["batch", r, "_T", "key_cases"] = Decimal(figures.keys[r])
        facts["cumulative", r, "_T", "cases"] = Decimal(since[r])
        facts["cumulative", r, "_T", "key_cases"] = Decimal(keys[r])
    facts["batch", "_T", "_T", "key_cases"] = Decimal(sum(figures.keys.values()))
    facts["cumulative", "_T", "_T", "cases"] = Decimal(sum(since.values()))
    facts["cumulative", "_T", "_T", "key_cases"] = Decimal(sum(keys.values()))
    return Shape((Table(rows),), facts)


def titled_inside(figures: Figures, rng: Random) -> Shape:
    """Title, unit and note are rows of the table itself."""
    width = len(figures.types) + 2
    rows: list[Row] = [
        [C(f"群众信访举报件统计表(第{to_chinese(figures.batch)}批)", 1, width)],
        [C("单位:件", 1, width)],
        cells("地区", "交办件数", *_labels(figures)),
        *_body(figures),
        _sums(figures, "合计"),
        [C("备注:空格表示当日没有交办信访举报件。", 1, width)],
    ]
    return Shape((Table(rows),), _facts(figures))


def repeated_head(figures: Figures, rng: Random) -> Shape:
    """Continued over a page: the head stands again in the middle of the body."""
    head = cells("地区", "交办件数", *_labels(figures))
    body, cut = _body(figures), len(figures.regions) // 2
    rows = [head, *body[:cut], head, *body[cut:], _sums(figures, "合计")]
    return Shape((Table(rows),), _facts(figures))


def two_tables(figures: Figures, rng: Random) -> Shape:
    """Continued over a page as a table of its own with the same head."""
    head = cells("地区", "交办件数", *_labels(figures))
    body, cut = _body(figures), len(figures.regions) // 2
    first, second = [head, *body[:cut]], [head, *body[cut:], _sums(figures, "合计")]
    return Shape((Table(first), Table(second)), _facts(figures))


def transposed(figures: Figures, rng: Random) -> Shape:
    rows = [cells("污染类型", *figures.regions, "合计")]
    for t in figures.types:
        by_region = (figures.cells[r, t] for r in figures.regions)
        rows.append(cells(TYPES[t], *by_region, figures.column(t)))
    rows.append(cells("合计", *(figures.row(r) for r in figures.regions), figures.total))
    return Shape((Table(rows),), _facts(figures))


def numbered_columns(figures: Figures, rng: Random) -> Shape:
    """A row of column numbers below the head, as statistical forms have it."""
    n = len(figures.types)
    head = cells("地区", "交办件数", *_labels(figures))
    rows = [head, cells("甲", *range(1, n + 2)), *_body(figures), _sums(figures, "合计")]
    return Shape((Table(rows),), _facts(figures))


def shared_in_remark(figures: Figures, rng: Random) -> Shape:
    """A case that two regions share counts once in the total row; the remark says so."""
    first, second = figures.regions[:2]
    rows = [cells("地区", "交办件数")]
    rows += [cells(r, figures.row(r)) for r in figures.regions]
    rows.append(cells("合计", figures.total - 1))
    rows.append(cells("备注", f"{first}、{second}共同案件1个"))
    facts = _facts(figures, types=False)
    facts["batch", "_T", "_T", "cases"] = Decimal(figures.total - 1)
    return Shape((Table(rows),), facts)


def problems_beside(figures: Figures, rng: Random) -> Shape:
    """Types are counted as problems (个), and some cases carry two."""
    n = len(figures.types)
    rows: list[Row] = [
        [C("地区", 2), C("案件数量(件)", 2), C("问题种类数量(个)", 1, n)],
        cells(*_labels(figures)),
    ]
    several = {r: min(1, figures.row(r) - 1) for r in figures.regions[:2]}
    facts: Facts = {}
    for r in figures.regions:
        cases = figures.row(r) - several.get(r, 0)
        rows.append(cells(r, cases, *(figures.cells[r, t] for t in figures.types)))
        facts["batch", r, "_T", "cases"] = Decimal(cases)
        for t in figures.types:
            facts["batch", r, t, "problems"] = Decimal(figures.cells[r, t])
    cases = figures.total - sum(several.values())
    rows.append(cells("合计", cases, *(figures.column(t) for t in figures.types)))
    facts["batch", "_T", "_T", "cases"] = Decimal(cases)
    for t in figures.types:
        facts["batch", "_T", t, "problems"] = Decimal(figures.column(t))
    return Shape((Table(rows),), facts)


def run_together(figures: Figures, rng: Random) -> Shape:
    """The cells of two rows ran together in copying; the total row tells how to part them."""
    rows: list[Row] = [cells("行政区域", "交办数量", "累计交办数量")]
    facts: Facts = {}
    small = {r: (rng.randint(1, 9), rng.randint(10, 99)) for r in figures.regions}
    first, second = figures.regions[:2]
    rows.append(cells("".join(f"{r}{small[r][0]} {small[r][1]}" for r in (first, second)), "", ""))
    for r in figures.regions:
        if r not in (first, second):
            rows.append(cells(r, *small[r]))
        facts["batch", r, "_T", "cases"] = Decimal(small[r][0])
        facts["cumulative", r, "_T", "cases"] = Decimal(small[r][1])
    sums = [sum(v[i] for v in small.values()) for i in (0, 1)]
    rows.append(cells("合计", *sums))
    facts["batch", "_T", "_T", "cases"] = Decimal(sums[0])
    facts["cumulative", "_T", "_T", "cases"] = Decimal(sums[1])
    return Shape((Table(rows),), facts)


def batches_across(figures: Figures, rng: Random) -> Shape:
    numbers = [figures.batch + i for i in (0, 1, 2)]
    rows: list[Row] = [cells("地区", *(f"第{to_chinese(n)}批" for n in numbers), "合计")]
    facts: Facts = {}
    drawn = {r: [figures.row(r), figures.before[r], figures.keys[r]] for r in figures.regions}
    for r, values in drawn.items():
        rows.append(cells(r, *values, sum(values)))
        facts["batch", r, "_T", "cases"] = Decimal(values[0])
        facts["cumulative", r, "_T", "cases"] = Decimal(sum(values))
    sums = [sum(values[i] for values in drawn.values()) for i in (0, 1, 2)]
    rows.append(cells("合计", *sums, sum(sums)))
    facts["batch", "_T", "_T", "cases"] = Decimal(sums[0])
    facts["cumulative", "_T", "_T", "cases"] = Decimal(sum(sums))
    return Shape((Table(rows),), facts)


def cities_and_counties(figures: Figures, rng: Random) -> Shape:
    """Two columns of names: a city merged over its counties, each city with a 小计."""
    half = len(figures.regions) // 2
    facts = _facts(figures)
    rows: list[Row] = [cells("市", "县区", "交办件数", *_labels(figures))]
    for city, inside in (("甲市", figures.regions[:half]), ("乙市", figures.regions[half:])):
        for i, r in enumerate(inside):
            by_type = (figures.cells[r, t] for t in figures.types)
            name = [C(city, len(inside) + 1)] if i == 0 else []
            rows.append([*name, *cells(r, figures.row(r), *by_type)])
        sums = [sum(figures.cells[r, t] for r in inside) for t in figures.types]
        rows.append(cells("小计", sum(sums), *sums))
        facts["batch", city, "_T", "cases"] = Decimal(sum(sums))
        for t, value in zip(figures.types, sums, strict=True):
            facts["batch", city, t, "cases"] = Decimal(value)
    rows.append([C("合计", 1, 2), *_sums(figures, "")[1:]])
    return Shape((Table(rows),), facts)


def units_in_head(figures: Figures, rng: Random) -> Shape:
    n = len(figures.types)
    rows = [
        cells("地区", "其中重点", "交办数", *_labels(figures)),
        cells("", "(件)", "(件)", *["(件)"] * n),
    ]
    facts = _facts(figures)
    for r in figures.regions:
        by_type = (
            f"{figures.cells[r, t]}件" if figures.cells[r, t] else "0" for t in figures.types
        )
        rows.append(cells(r, figures.keys[r], figures.row(r), *by_type))
        facts["batch", r, "_T", "key_cases"] = Decimal(figures.keys[r])
    keys = sum(figures.keys.values())
    by_type = (figures.column(t) for t in figures.types)
    rows.append(cells("合计", keys, figures.total, *by_type))
    facts["batch", "_T", "_T", "key_cases"] = Decimal(keys)
    return Shape((Table(rows),), facts)


def title_in_corner(figures: Figures, rng: Random) -> Shape:
    """A caption that conversion moved into the corner cell."""
    n = len(figures.types)
    head = [C("交办群众举报件统计表\n市州\n类型", 2), C("交办件数", 2), C("污染类型", 1, n)]
    rows = [head, cells(*_labels(figures)), *_body(figures), _sums(figures, "合计")]
    return Shape((Table(rows),), _facts(figures))


SHAPES: dict[str, Callable[[Figures, Random], Shape]] = {
    f.__name__: f
    for f in (
        simple, two_levels, diagonal_corner, dated_heads, halves, total_first, share_rows,
        columns_right, merged_types, channels_and_keys, today_and_since, titled_inside,
        repeated_head, two_tables, transposed, numbered_columns, shared_in_remark,
        problems_beside, run_together, batches_across, cities_and_counties, units_in_head,
        title_in_corner,
    )
}  # fmt: skip


def to_page(figures: Figures, shape: Shape) -> Page:
    """The bulletin around the table: its heading, its total in prose, a title."""
    own = "我省" if figures.province.endswith("省") else "我区"
    batch = f"第{to_chinese(figures.batch)}批"
    cases = shape.facts.get(("batch", "_T", "_T", "cases"), Decimal(figures.total))
    prose = f"截至2024年11月7日18时,{own}收到中央第三生态环境保护督察组转办的{batch}群众信访举报件{cases}件。"
    return [
        Heading(f"中央第三生态环境保护督察组向{figures.province}转办{batch}信访件"),
        prose,
        Heading(f"信访举报件统计表({batch})"),
        *shape.tables,
        *shape.notes,
    ]
