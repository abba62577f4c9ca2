"""Bulletins made from figures: consistent by construction, in varied wording and layout."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bulletins.vocabulary.regions import _by_code as divisions
from bulletins.vocabulary.regions import provinces, short_name

TYPES = {
    "water": ("水", "水污染", "水环境问题"),
    "air": ("大气", "大气污染", "大气环境问题"),
    "soil": ("土壤", "土壤污染", "土壤问题"),
    "ecology": ("生态", "生态破坏", "生态问题"),
    "noise": ("噪声", "噪声污染", "噪声问题"),
    "radiation": ("辐射", "辐射污染", "辐射问题"),
    "other": ("其他", "其他污染", "其他污染问题"),
}
ORDINALS = "一二三四五六七八九十"
NEWS = (
    "今年以来,各地推进快递进村,前三季度业务量同比增长二成。",
    "气象部门预计,未来三天大部多云,最低气温8度。",
    "本届运动会设23个大项,共有56支代表队参加。",
)


@dataclass
class Bulletin:
    """Figures and layout; ``text`` prints them. Change a figure and print again."""

    province: str
    regions: list[str]
    types: list[str]
    cells: list[list[int | None]]  # regions x types; None is blank
    batch: int
    rng: random.Random
    total_row: str = "last"  # "", "first", "last"
    total_left: bool = True
    spanner: bool = False
    corner: bool = False
    pipes: bool = False
    headings: bool = True
    full_width: bool = False
    label: int = 0
    unit: str = "件"
    suffix: bool = True
    problems: bool = False
    brackets: bool = True
    news: bool = False
    row_totals: list[int] = field(default_factory=list)
    column_totals: list[int] = field(default_factory=list)
    corner_total: int = 0
    prose_types: dict[str, int] = field(default_factory=dict)
    prose_regions: list[int] = field(default_factory=list)
    cases: int = 0

    def __post_init__(self) -> None:
        self.row_totals = [sum(v or 0 for v in row) for row in self.cells]
        self.column_totals = [sum(r[c] or 0 for r in self.cells) for c in range(len(self.types))]
        self.corner_total = self.cases = sum(self.row_totals)
        named = {t: n for t, n in zip(self.types, self.column_totals, strict=True) if n}
        self.prose_types = dict(sorted(named.items(), key=lambda item: -item[1]))
        self.prose_regions = list(self.row_totals)

    # ------------------------------------------------------------------ printing

    def _prose(self) -> str:
        short, unit = self.province, "个" if self.problems else self.unit
        types = "、".join(f"{TYPES[t][self.label]}{n}{unit}" for t, n in self.prose_types.items())
        problems = f",涉及环境问题{self.cases}个" if self.problems else ""
        name = "{}({}件)" if self.brackets else "{}{}件"
        regions = "、".join(
            name.format(r, n) for r, n in zip(self.regions, self.prose_regions, strict=True)
        )
        batch = self._ordinal()
        text = (
            f"截至11月18日9时,{short}收到中央第四生态环境保护督察组转办的{batch}群众信访举报件"
            f"{self.cases}件{problems}。其中,{types}。"
            f"本批涉及{len(self.regions)}个地市,分别是:{regions}。"
        )
        if self.full_width:
            table = str.maketrans(",():", "，（）：")
            text = text.translate(table)
        return text

    def _ordinal(self) -> str:
        return f"第{ORDINALS[self.batch - 1]}批"

    def table(self) -> list[list[str]]:
        show = lambda v: "" if v is None else str(v)  # noqa: E731
        totals = [str(n) for n in self.row_totals]
        rows = []
        for region, total, row in zip(self.regions, totals, self.cells, strict=True):
            name = region if self.suffix else region.removesuffix("市")
            figures = [show(v) for v in row]
            rows.append([name, total, *figures] if self.total_left else [name, *figures, total])
        sums = [str(n) for n in self.column_totals]
        last = (
            [str(self.corner_total), *sums] if self.total_left else [*sums, str(self.corner_total)]
        )
        if self.total_row:
            at = 0 if self.total_row == "first" else len(rows)
            rows.insert(at, ["全省" if self.total_row == "first" else "合计", *last])
        return [*self._header(), *rows]

    def _header(self) -> list[list[str]]:
        labels = [TYPES[t][0] for t in self.types]
        blank = [""] * len(labels)
        over = ["污染类型", *blank[1:]]
        if not self.spanner:
            row = ["交办件数", *labels] if self.total_left else [*labels, "交办件数"]
            return [["地区", *row]]
        if self.total_left:
            return [["地区", "交办件数", *over], ["", "", *labels]]
        return [["地区", *over, "交办件数"], ["", *labels, ""]]

    def text(self) -> str:
        rows = self.table()
        if self.corner:  # the corner cell of the header as two, the body as it was
            top = len(self._header())
            heads = [[r[0], "类型" if i == 0 else "", *r[1:]] for i, r in enumerate(rows[:top])]
            rows = [*heads, *([*row, ""] for row in rows[top:])]
        lines = ["| " + " | ".join(r) + " |" if self.pipes else "\t".join(r) for r in rows]
        mark = "# " if self.headings else ""
        title = f"{mark}中央第四生态环境保护督察组向{self.province}转办{self._ordinal()}信访件"
        caption = f"{mark}群众信访举报件统计表({self._ordinal()})"
        page = [title, self._prose(), caption, "\n".join(lines)]
        if self.news:
            head = f"{mark}各地见闻" if self.headings else "各地见闻"
            page = [head, NEWS[0], NEWS[1], *page, f"{mark}体育简讯", NEWS[2]]
        return "\n\n".join(page) + "\n"

    def figures(self) -> dict[tuple[str, str, str], int]:
        """(origin, region, pollution) → the figure printed; blank ones are not there."""
        out = {("prose", "_T", "_T"): self.cases}
        out |= {("prose", "_T", t): n for t, n in self.prose_types.items()}
        for r, (region, total) in enumerate(zip(self.regions, self.row_totals, strict=True)):
            name = region if self.suffix else region.removesuffix("市")
            out["prose", region, "_T"] = self.prose_regions[r]
            out["table", name, "_T"] = total
            for code, value in zip(self.types, self.cells[r], strict=True):
                if value is not None:
                    out["table", name, code] = value
        if self.total_row:
            out["table", "_T", "_T"] = self.corner_total
            out |= {
                ("table", "_T", t): n for t, n in zip(self.types, self.column_totals, strict=True)
            }
        return out


def make(seed: int, **fixed: object) -> Bulletin:
    """A consistent bulletin from a seed: every layout and wording is drawn."""
    rng = random.Random(seed)
    cities = {
        short: [
            d.name for d in divisions().values()
            if d.level == "prefecture" and d.parent == code and d.name.endswith("市")
            and short_name(d.name) != short
        ]
        for short, code in provinces().items()
    }  # fmt: skip
    province = rng.choice(sorted(p for p, found in cities.items() if len(found) >= 6))
    names = rng.sample(cities[province], rng.randint(4, min(12, len(cities[province]))))
    types = rng.sample(list(TYPES), rng.randint(3, len(TYPES)))
    cells: list[list[int | None]] = [
        [rng.choice((None, None, 0, 1, 2, 3, 5, 8, 13, 21)) for _ in types] for _ in names
    ]
    for r, row in enumerate(cells):  # every region has a case, every type too
        row[r % len(types)] = rng.randint(1, 9)
    for c in range(len(types)):
        cells[c % len(names)][c] = cells[c % len(names)][c] or 1
    choice = {
        "total_row": rng.choice(("", "first", "last")),
        "label": rng.randrange(3),
        **{
            name: rng.random() < 0.5
            for name in (
                "total_left", "spanner", "pipes", "headings", "full_width", "suffix", "problems",
                "brackets", "news",
            )
        },
    }  # fmt: skip
    whole = f"{province}省"
    return Bulletin(whole, names, types, cells, rng.randint(1, 10), rng, **{**choice, **fixed})  # type: ignore[arg-type]
