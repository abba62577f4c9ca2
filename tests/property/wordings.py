"""Notices in random wording over drawn figures, with every figure that they state.

``draw`` makes consistent figures; ``word`` words them, from the constructions that print
uses; ``REASONS`` are sentences that explain why a sum does not close, each with figures
that it explains, and ``CHANGES`` single wrong figures, each with the rule that sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.property.plans import prefectures, to_chinese

Fact = tuple[str, str, str, str, int]  # scope, region, pollution, measure, value

TYPES: dict[str, tuple[str, ...]] = {
    "air": ("大气", "大气污染", "大气环境", "涉气"),
    "water": ("水", "水污染", "水环境", "涉水"),
    "noise": ("噪声", "噪音", "噪声污染"),
    "soil": ("土壤", "土壤污染"),
    "ecology": ("生态", "生态破坏"),
    "radiation": ("辐射", "电磁辐射"),
    "solid_waste": ("固废", "固体废物"),
    "other": ("其他", "其他污染", "其它"),
}


@dataclass(frozen=True)
class Figures:
    province: str
    batch: int
    regions: dict[str, int]
    types: dict[str, int]
    calls: int
    key: int
    before: int
    problems: bool = False
    closed: tuple[int, int, int] | None = None  # an earlier batch: closed, in part, open
    cases: int = field(default=0)

    @property
    def earlier(self) -> int:
        return max(self.batch - 6, 1)


def spread(rng: Random, total: int, names: Sequence[str]) -> dict[str, int]:
    """``total`` over ``names``, each at least one, the largest first."""
    cuts = sorted(rng.sample(range(1, total), len(names) - 1)) if len(names) > 1 else []
    parts = sorted((b - a for a, b in zip((0, *cuts), (*cuts, total), strict=True)), reverse=True)
    return dict(zip(names, parts, strict=True))


def draw(rng: Random) -> Figures:
    province = rng.choice(sorted(p for p, inside in prefectures().items() if len(inside) > 5))
    cases = rng.randint(12, 260)
    regions = rng.sample(prefectures()[province], rng.randint(3, 6))
    types = rng.sample(sorted(TYPES), rng.randint(3, 7))
    problems = rng.random() < 0.3
    closed = (rng.randint(1, 60), rng.randint(1, 20), rng.randint(1, 20))
    return Figures(
        province, rng.randint(8, 35), spread(rng, cases, regions), spread(rng, cases, types),
        calls=rng.randint(0, cases), key=rng.randint(0, 9), before=rng.randint(300, 4000),
        problems=problems, closed=closed if rng.random() < 0.4 else None, cases=cases,
    )  # fmt: skip


# ------------------------------------------------------------------------ wording


def _number(rng: Random, n: int) -> str:
    return str(n)


def _list(rng: Random, items: Sequence[tuple[str, int]], unit: str) -> str:
    """A list of names and counts in one of the forms that print uses."""
    form = rng.choice(("plain", "plain", "bracket", "colon", "paired", "unit behind", "each"))
    if form == "bracket":
        return "、".join(f"{name}({n}{unit})" for name, n in items)
    if form == "colon":
        return "；".join(f"{name}:{n}{unit}" for name, n in items)
    if form == "paired" and len(items) > 1:
        names, counts = zip(*items, strict=True)
        return f"{'、'.join(names)}分别为{'、'.join(f'{n}{unit}' for n in counts)}"
    if form == "unit behind" and len(items) > 1:
        names, counts = zip(*items, strict=True)
        return f"{'、'.join(names)}分别为{'、'.join(map(str, counts))}{unit}"
    if form == "each":
        return _each(items, unit)
    return rng.choice(("、", "，")).join(f"{name}{n}{unit}" for name, n in items)


def _each(items: Sequence[tuple[str, int]], unit: str) -> str:
    groups: dict[int, list[str]] = {}
    for name, n in items:
        groups.setdefault(n, []).append(name)
    return "，".join(
        f"{'、'.join(names)}各{n}{unit}" if len(names) > 1 else f"{names[0]}{n}{unit}"
        for n, names in groups.items()
    )


def _main(rng: Random, f: Figures) -> str:
    batch = rng.choice((f"第{to_chinese(f.batch)}批", f"第{f.batch}批"))
    noun = rng.choice(("群众信访举报件", "信访件", "群众举报件", "环境信访件", "信访举报案件"))
    verb = rng.choice(("转办", "交办", "移交", "转来"))
    return rng.choice((
        f"我省收到督察组{verb}的{batch}{noun}{f.cases}件",
        f"督察组向我省{verb}{batch}{noun}{f.cases}件",
        f"督察组向我省{verb}的{batch}{noun}共{f.cases}件",
        f"我省收到督察组{verb}的{batch}{noun}，共计{f.cases}件",
        f"督察组{verb}{batch}{noun}，涉及我省{f.cases}件",
    ))  # fmt: skip


def _channels(rng: Random, f: Figures) -> str:
    letters = f.cases - f.calls
    return rng.choice((
        f"，其中来电{f.calls}件、来信{letters}件",
        f"（来电{f.calls}件，来信{letters}件）",
        f"，其中来电举报{f.calls}件，来信举报{letters}件",
    ))  # fmt: skip


def _types(rng: Random, f: Figures) -> str:
    unit = "个" if f.problems else "件"
    items = [(rng.choice(TYPES[code]), n) for code, n in f.types.items()]
    listed = _list(rng, items, unit)
    if f.problems:
        total = sum(f.types.values())
        return f"涉及环境问题{total}个，其中{listed}。"
    return rng.choice(
        (f"按污染类型统计，{listed}。", f"类型方面，{listed}。", f"从污染类型看，{listed}。")
    )


def _regions(rng: Random, f: Figures) -> str:
    suffix = rng.choice(("", "市"))
    items = [(name.removesuffix("市") + suffix if name.endswith("市") else name, n)
             for name, n in f.regions.items()]  # fmt: skip
    lead = rng.choice(("按属地统计，", "从属地分布看：", "分地区看，", "地区分布情况为："))
    return f"{lead}{_list(rng, items, '件')}"


def _cumulative(rng: Random, f: Figures) -> str:
    total = f.before + f.cases
    return rng.choice((
        f"截至目前，累计收到{total}件。",
        f"至此，督察组累计向我省转办信访件{total}件。",
        f"前{f.batch - 1}批{f.before}件，累计{total}件。",
    ))  # fmt: skip


def _progress(f: Figures) -> str:
    assert f.closed is not None
    closed, part, left = f.closed
    return (
        f"第{to_chinese(f.earlier)}批{sum(f.closed)}件举报件中，"
        f"已办结{closed}件，阶段性办结{part}件，未办结{left}件。"
    )


def word(rng: Random, f: Figures, *, regions: str = "", more: str = "") -> str:
    """The notice; ``regions`` takes the place of the regions' sentence, ``more`` follows it."""
    title = f"中央第{to_chinese(rng.randint(1, 8))}生态环境保护督察组向{f.province}转办第{to_chinese(f.batch)}批信访件"
    key = rng.choice(("，其中重点件{}件", "（重点关注{}件）")).format(f.key) if f.key else ""
    body = [_main(rng, f) + _channels(rng, f) + key + "。"]
    parts = [_types(rng, f), regions or _regions(rng, f) + "。"]
    rng.shuffle(parts)
    body += [*parts, more, _cumulative(rng, f)]
    if f.closed is not None:
        body.append(_progress(f))
    text = rng.choice(("", "\n\n")).join(part for part in body if part)
    return f"{title}\n\n6月{rng.randint(1, 28)}日，{text}\n"


def facts(f: Figures) -> set[Fact]:
    """Every figure that a notice of ``f`` states, but the regions by their printed names."""
    measure = "problems" if f.problems else "cases"
    found: set[Fact] = {
        ("batch", "_T", "_T", "cases", f.cases),
        ("batch", "_T", "_T", "calls", f.calls),
        ("batch", "_T", "_T", "letters", f.cases - f.calls),
        ("cumulative", "_T", "_T", "cases", f.before + f.cases),
    }
    found |= {("batch", "_T", code, measure, n) for code, n in f.types.items()}
    found |= {("batch", name.removesuffix("市"), "_T", "cases", n) for name, n in f.regions.items()}
    if f.problems:
        found.add(("batch", "_T", "_T", "problems", sum(f.types.values())))
    if f.key:
        found.add(("batch", "_T", "_T", "key_cases", f.key))
    if f.closed is not None:
        found |= {
            ("batch", "_T", "_T", measure, n)
            for measure, n in zip(("closed", "partly_closed", "open"), f.closed, strict=True)
        } | {("batch", "_T", "_T", "cases", sum(f.closed))}
    return found


# ------------------------------------------------------------------------ reasons

Reason = Callable[[Random, Figures], tuple[str, str, str]]
"""From consistent figures: the notice, the rule that is explained, words of the reason."""


def _more(f: Figures, rng: Random, by: int) -> dict[str, int]:
    """The regions, together ``by`` more than the cases."""
    regions = dict(f.regions)
    for _ in range(by):
        regions[rng.choice(sorted(regions))] += 1
    return regions


def _touching(rng: Random, f: Figures) -> tuple[str, str, str]:
    n = rng.randint(1, 3)
    said = rng.choice((f"{n}件涉及两市", f"{n}件跨2个市", f"有{n}件涉及两个市，分别统计"))
    changed = replace(f, regions=_more(f, rng, n))
    return word(rng, f, regions=f"{_regions(rng, changed)}（{said}）。"), "prose-regions", f"{n}件"


def _named(rng: Random, f: Figures) -> tuple[str, str, str]:
    first, second, *_ = f.regions
    changed = replace(f, regions={**f.regions, first: f.regions[first] + 1})
    said = f"其中1件同时涉及{first}、{second}"
    return (
        word(rng, f, regions=f"{_regions(rng, changed)}（{said}）。"),
        "prose-regions",
        "同时涉及",
    )


def _mentioned(rng: Random, f: Figures) -> tuple[str, str, str]:
    (a, x), (b, y), *rest = f.regions.items()
    items = [f"{a}{x + 1}件（其中与{b}合办1件）", f"{b}{y}件（其中与{a}合办1件）"]
    items += [f"{name}{n}件" for name, n in rest]
    return word(rng, f, regions=f"分地区看，{'、'.join(items)}。"), "prose-regions", "合办1"


def _some(rng: Random, f: Figures) -> tuple[str, str, str]:
    changed = replace(f, regions=_more(f, rng, rng.randint(1, 4)))
    said = rng.choice(("有的举报件涉及不止一个区域", "部分信访件同时涉及多个县市"))
    return word(rng, f, regions=f"{_regions(rng, changed)}（{said}）。"), "prose-regions", said[:4]


def _handed_back(rng: Random, f: Figures) -> tuple[str, str, str]:
    n = min(rng.randint(1, 3), max(f.regions.values()) - 1)
    largest = max(f.regions, key=lambda name: f.regions[name])
    changed = replace(f, regions={**f.regions, largest: f.regions[largest] - n})
    said = rng.choice((f"另有{n}件不属本省管辖", f"退办{n}件"))
    return word(rng, f, regions=f"{_regions(rng, changed)}。{said}。"), "prose-regions", said[-4:]


def _unassigned(rng: Random, f: Figures) -> tuple[str, str, str]:
    largest = max(f.regions, key=lambda name: f.regions[name])
    changed = replace(f, regions={**f.regions, largest: f.regions[largest] - 1})
    said = "另有1件因地点不详待核实后再行交办，未计入各市数量"
    return word(rng, f, regions=f"{_regions(rng, changed)}。{said}。"), "prose-regions", "未计入"


def _restated(rng: Random, f: Figures) -> tuple[str, str, str]:
    by = rng.randint(2, 6)
    changed = replace(f, regions=_more(f, rng, by))
    said = f"由于{by}个联合办理件涉及多个市，故各市统计数据合计为{f.cases + by}件"
    return (
        word(rng, f, regions=f"{_regions(rng, changed)}（{said}）。"),
        "prose-regions",
        "统计数据",
    )


def _added(rng: Random, f: Figures) -> tuple[str, str, str]:
    (a, x), *rest = f.regions.items()
    items = [f"{a}{x - 1}+1件" if x > 1 else f"{a}{x}件", *(f"{name}{n}件" for name, n in rest)]
    return word(rng, f, regions=f"分地区看，{'、'.join(items)}。"), "prose-regions", "+1"


def _jointly(rng: Random, f: Figures) -> tuple[str, str, str]:
    n = rng.randint(1, 3)
    changed = replace(f, regions=_more(f, rng, n))
    said = f"其中{n}件由属地与市直部门共同承办，双方均作统计"
    return word(rng, f, regions=f"{_regions(rng, changed)}。{said}。"), "prose-regions", "共同承办"


def _largest(rng: Random, f: Figures) -> tuple[str, str, str]:
    names = prefectures()[f.province][:3]
    figures = replace(f, cases=400, regions={names[0]: 120, names[1]: 60, names[2]: 31},
                      types={"air": 200, "water": 200}, calls=100)  # fmt: skip
    return word(rng, figures, regions=f"{_regions(rng, figures)}。"), "prose-regions", "名单只列"


def _several_types(rng: Random, f: Figures) -> tuple[str, str, str]:
    code = rng.choice(sorted(f.types))
    types = {**f.types, code: f.types[code] + rng.randint(1, 5)}
    said = rng.choice(("部分举报件同时涉及多种污染类型", "一件举报可能对应不止一种问题类型"))
    figures = replace(f, problems=False, types=types)
    return word(rng, figures, more=f"（{said}）。"), "prose-types", "多个类型"


def _repeats(rng: Random, f: Figures) -> tuple[str, str, str]:
    n = min(rng.randint(1, 4), max(f.regions.values()) - 1)
    largest = max(f.regions, key=lambda name: f.regions[name])
    changed = replace(f, regions={**f.regions, largest: f.regions[largest] - n})
    if n == 0:
        return _touching(rng, f)
    return (
        word(rng, f, regions=f"其中重复举报{n}件。{_regions(rng, changed)}。"),
        "prose-regions",
        "重复",
    )


def _both_ways(rng: Random, f: Figures) -> tuple[str, str, str]:
    n = rng.randint(1, 3)
    title, _, rest = word(rng, f).partition("。")
    letters = f.cases - f.calls
    title = title.replace(f"来信{letters}件", f"来信{letters + n}件").replace(
        f"来信举报{letters}件", f"来信举报{letters + n}件"
    )
    return f"{title}。另有{n}件既有来电又有来信，分别计入。{rest}", "channels", "既有来电又有来信"


REASONS: dict[str, Reason] = {
    "touching": _touching, "named": _named, "mentioned": _mentioned, "some": _some,
    "handed back": _handed_back, "unassigned": _unassigned, "restated": _restated,
    "added": _added, "jointly": _jointly, "largest": _largest, "several types": _several_types,
    "repeats": _repeats, "both channels": _both_ways,
}  # fmt: skip


# ------------------------------------------------------------------------ changes

Change = Callable[[Random, Figures], tuple[str, str]]
"""From consistent figures: the notice with one wrong figure, and the rule that must see it."""


def _wrong_region(rng: Random, f: Figures) -> tuple[str, str]:
    largest = max(f.regions, key=lambda name: f.regions[name])
    by = rng.choice((1, 2, 9, 10))
    return word(
        rng, replace(f, regions={**f.regions, largest: f.regions[largest] + by})
    ), "prose-regions"


def _wrong_type(rng: Random, f: Figures) -> tuple[str, str]:
    code = rng.choice([c for c, n in f.types.items() if n > 1] or sorted(f.types))
    less = min(rng.choice((1, 2)), f.types[code])
    types = {**f.types, code: f.types[code] - less}
    figures = replace(f, types=types, problems=False)
    return word(rng, figures), "prose-types"


def _wrong_problem(rng: Random, f: Figures) -> tuple[str, str]:
    figures = replace(f, problems=True)
    text = word(rng, figures)
    total = sum(f.types.values())
    return text.replace(
        f"涉及环境问题{total}个", f"涉及环境问题{total + rng.choice((1, 3))}个"
    ), "prose-types"


def _wrong_channel(rng: Random, f: Figures) -> tuple[str, str]:
    text = word(rng, f)
    letters = f.cases - f.calls
    return (
        text.replace(f"来信{letters}件", f"来信{letters + 1}件", 1).replace(
            f"来信举报{letters}件", f"来信举报{letters + 1}件", 1
        ),
        "channels",
    )


def _wrong_key(rng: Random, f: Figures) -> tuple[str, str]:
    return word(rng, replace(f, key=f.cases + 1)), "key-cases"


def _wrong_cumulative(rng: Random, f: Figures) -> tuple[str, str]:
    return word(rng, replace(f, before=-rng.randint(1, 9), batch=8)).replace(
        "前7批", "前7批"
    ), "cumulative"


def _wrong_sum(rng: Random, f: Figures) -> tuple[str, str]:
    text = word(rng, f)
    last = text.index("累计") if "累计" in text else 0
    total = f.before + f.cases
    wrong = text[:last] + text[last:].replace(f"{total}件", f"{total + 10}件", 1)
    wrong = wrong.replace("截至目前，累计收到", f"前{f.batch - 1}批{f.before}件，累计").replace(
        "至此，督察组累计向我省转办信访件", f"前{f.batch - 1}批{f.before}件，累计"
    )
    return wrong, "cumulative"


def _wrong_state(rng: Random, f: Figures) -> tuple[str, str]:
    figures = replace(f, closed=(7, 2, 1))
    return word(rng, figures).replace("未办结1件", "未办结2件"), "progress-states"


def _wrong_headline(rng: Random, f: Figures) -> tuple[str, str]:
    title, _, rest = word(rng, f).partition("\n")
    return f"{title}{f.cases + 1}件\n{rest}", "headline"


def _wrong_count(rng: Random, f: Figures) -> tuple[str, str]:
    said = f"涉及{len(f.regions) + 1}个市。"
    return word(rng, f, regions=f"{_regions(rng, f)}。{said}"), "region-count"


CHANGES: dict[str, Change] = {
    "a region": _wrong_region, "a type": _wrong_type, "the problems": _wrong_problem,
    "letters": _wrong_channel, "key cases": _wrong_key, "too few since": _wrong_cumulative,
    "since the first": _wrong_sum, "open cases": _wrong_state, "the headline": _wrong_headline,
    "the number of regions": _wrong_count,
}  # fmt: skip
