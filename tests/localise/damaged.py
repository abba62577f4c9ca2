"""Bulletins with known damage: a seeded writer of tables, of what goes wrong, and of the text.

Its noise is not the solver's: rates differ from document to document, misread digits are drawn
from other pairs too, figures slide down as well as along, stated figures are off by one or
transposed. What is damaged is known, so a proposal can be held against the truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random

REGIONS = (
    "合肥市", "芜湖市", "蚌埠市", "淮南市", "马鞍山市", "淮北市", "铜陵市", "安庆市", "黄山市",
    "滁州市", "阜阳市", "宿州市", "六安市", "亳州市", "池州市", "宣城市",
)  # fmt: skip
TYPES = {
    "water": "水", "air": "大气", "soil": "土壤", "ecology": "生态", "noise": "噪声",
    "radiation": "辐射", "other": "其他",
}  # fmt: skip
Cell = tuple[str, str, str]
"""(where, region, type): where is ``table`` or ``prose``; ``_T`` stands for all."""


@dataclass
class Made:
    """A bulletin: its figures by cell, those that are printed, and its text."""

    number: int
    regions: list[str]
    types: list[str]
    truth: dict[Cell, int] = field(default_factory=dict)
    printed: dict[Cell, int] = field(default_factory=dict)
    damage: list[tuple[str, tuple[Cell, ...]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return _text(self, self.printed)


def make(seed: int, *, events: int, kinds: str = "copy", several: bool = False) -> Made:
    """A bulletin with so many things wrong: ``copy`` as a reader errs, ``print`` as a printer,
    ``carried`` a figure and alike all that is summed from it, ``moved`` cases of one region told
    under another, in the table or in the text."""
    random = Random(f"bulletins {seed} {events} {kinds} {several}")
    made = _clean(random, seed, several=several)
    made.printed = dict(made.truth)
    tries = 0
    while len(made.damage) < events and tries < 200:
        tries += 1
        _damage(made, random, kinds)
    return made


def _clean(random: Random, number: int, *, several: bool) -> Made:
    m = random.randint(4, 16)
    regions = random.sample(REGIONS, m)
    types = [t for t in TYPES if t in ("water", "air") or random.random() < 0.85]
    made = Made(number, regions, types)
    weights = [random.choice((10, 8, 6, 4, 3, 2, 0.6)) for _ in types]
    size = random.uniform(2.5, 14)
    cells: dict[Cell, int] = {}
    for i, region in enumerate(regions):
        mean = size * 3 / (1 + i) ** random.uniform(0.4, 1.0) + 1
        row = [_poisson(random, mean * w / sum(weights)) for w in weights]
        if not any(row):
            row[0] = 1
        for name, value in zip(types, row, strict=True):
            cells["table", region, name] = value
        total = sum(row)
        if several:
            total = max(1, total - random.randint(0, max(1, total // 3)))
        cells["table", region, "_T"] = total
    whole = sum(cells["table", r, "_T"] for r in regions)
    by_type = {t: sum(cells["table", r, t] for r in regions) for t in types}
    cells["prose", "_T", "_T"] = whole
    for name, value in by_type.items():
        cells["prose", "_T", name] = value
    if random.random() < 0.5:
        for region in regions:
            cells["prose", region, "_T"] = cells["table", region, "_T"]
    if random.random() < 0.4:
        cells["table", "_T", "_T"] = whole
        for name, value in by_type.items():
            cells["table", "_T", name] = value
    made.truth = cells
    return made


def _poisson(random: Random, mean: float) -> int:
    limit, product, k = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        k += 1
    return k


_PAIRS = ("17", "38", "56", "68", "06", "27", "49", "35", "08", "39", "14", "58")


def _misread(random: Random, value: int) -> int:
    digits = list(str(value))
    at = random.randrange(len(digits))
    alike = [p.replace(digits[at], "") for p in _PAIRS if digits[at] in p]
    digits[at] = (
        random.choice(alike) if alike and random.random() < 0.75 else random.choice("123456789")
    )
    return int("".join(digits))


def _misprint(random: Random, value: int) -> int:
    kind = random.random()
    text = str(value)
    if kind < 0.2 and len(text) > 1 and text[0] != text[1] != "0":
        return int(text[1] + text[0] + text[2:])
    if kind < 0.6:
        return max(1, value + random.choice((-2, -1, 1, 2)))
    if kind < 0.75:
        return int(text + random.choice("0123456789"))
    return random.randint(1, max(9, 2 * value))


def _damage(made: Made, random: Random, kinds: str) -> None:
    """One thing more that goes wrong, if it can."""
    printed = made.printed
    touched = {c for _, cells in made.damage for c in cells}
    region, j = random.choice(made.regions), random.randrange(len(made.types))
    here: Cell = ("table", region, made.types[j])
    if kinds == "print":
        stated = [c for c in printed if "_T" in c]
        here = random.choice(stated) if random.random() < 0.4 else here
        value = _misprint(random, printed[here]) if printed[here] else random.randint(1, 5)
        change = {here: value}
        name = "misprint"
    elif kinds == "carried":
        more = random.choice((-2, -1, 1, 1, 2, 3, 5, 10))
        whole = random.random() < 0.2
        at = "_T" if whole else region
        cells = [(w, at, t) for w in ("table", "prose") for t in (here[2], "_T")]
        change = {c: printed[c] + more for c in cells if c in printed}
        change = {} if min(change.values()) < 0 else change
        name = "carried"
    elif kinds == "moved":
        if ("prose", region, "_T") not in printed:
            return
        other = random.choice([r for r in made.regions if r != region])
        cells = (
            [("prose", "_T")] if random.random() < 0.4 else [("table", here[2]), ("table", "_T")]
        )
        more = random.choice((1, 1, 2, 3))
        change = {(w, r, t): printed[w, r, t] + d
                  for w, t in cells for r, d in ((region, -more), (other, more))}  # fmt: skip
        change = {} if min(change.values()) < 0 else change
        name = "moved"
    else:
        change, name = _slip(made, random, here, j)
    if not change or touched & change.keys() or all(printed[c] == v for c, v in change.items()):
        return
    made.damage.append((name, tuple(change)))
    printed.update(change)


def _slip(made: Made, random: Random, here: Cell, j: int) -> tuple[dict[Cell, int], str]:
    printed, (_, region, _) = made.printed, here
    name = random.choices(
        ("ghost", "misread", "lost", "shift", "run", "swap", "down", "stated", "gone digit"),
        (18, 22, 14, 24, 6, 10, 3, 10, 3),
    )[0]
    value = printed[here]
    if name == "stated":
        at = random.choice([c for c in printed if "_T" in c])
        return ({at: _misread(random, printed[at])} if printed[at] else {}), name
    if name == "ghost":
        return ({here: random.choice((1, 1, 1, 1, 2, 4))} if not value else {}), name
    if not value:
        return {}, name
    if name == "misread":
        return {here: _misread(random, value)}, name
    if name == "lost":
        return {here: 0}, name
    if name == "gone digit":
        return ({here: int(str(value)[1:])} if value > 10 else {}), name
    way = random.choice((-1, 1))
    row = [("table", region, t) for t in made.types]
    if name == "down":
        at = made.regions.index(region) + way
        if not 0 <= at < len(made.regions):
            return {}, name
        below: Cell = ("table", made.regions[at], here[2])
        return ({here: 0, below: value} if not printed[below] else {}), name
    if name == "run":
        cells = row[j : j + random.randint(2, 3)]
        near = j + len(cells)
        if near >= len(row) or printed[row[near]] or not all(printed[c] for c in cells):
            return {}, name
        moved = {cells[0]: 0}
        moved.update({row[j + k + 1]: printed[c] for k, c in enumerate(cells)})
        return moved, name
    if not 0 <= j + way < len(row):
        return {}, name
    near_cell = row[j + way]
    if name == "swap":
        other = printed[near_cell]
        return ({here: other, near_cell: value} if other else {}), name
    far = j + way * (2 if random.random() < 0.1 else 1)
    if not 0 <= far < len(row) or printed[row[far]]:
        return {}, name
    return {here: 0, row[far]: value}, name


def _text(made: Made, printed: dict[Cell, int]) -> str:
    types = sorted(made.types, key=lambda t: -made.truth["prose", "_T", t])
    listed = "、".join(
        f"{TYPES[t]}{printed['prose', '_T', t]}件" for t in types if printed["prose", "_T", t]
    )
    cases = printed["prose", "_T", "_T"]
    lines = [
        f"安徽省收到第{made.number % 90 + 1}批群众举报件",
        "",
        f"2027年6月1日,中央生态环境保护督察组交来群众举报{cases}件。其中,{listed}。",
    ]
    if ("prose", made.regions[0], "_T") in printed:
        by_region = "、".join(f"{r}{printed['prose', r, '_T']}件" for r in made.regions)
        lines.append(f"共涉及{len(made.regions)}个市:{by_region}。")
    lines += ["", f"群众举报件分类统计表(第{made.number % 90 + 1}批)", ""]
    lines.append("\t".join(["设区市", "交办情况", *(TYPES[t] for t in made.types)]))
    rows = list(made.regions)
    if ("table", "_T", "_T") in printed:
        rows.append("_T")
    for region in rows:
        figures = [printed["table", region, t] for t in ("_T", *made.types)]
        label = "合计" if region == "_T" else region
        lines.append("\t".join([label, *(str(v) if v else "" for v in figures)]))
    return "\n".join(lines) + "\n"
