"""The constraints of a bulletin as a system: figures in blocks, and what ties the blocks.

A *block* holds the figures of one region (a table row, and what the text says of it), or those
of the whole (the total row, the stated totals). Constraints inside one block are *local*;
the others, mostly columns, are its *dimensions*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import msgspec

from ..figures import Figures
from ..model import TOTAL, Check, Constraint, Key, Number

_MOST_FIGURES = 6000


class Figure(msgspec.Struct, gc=False):
    """A figure in the sums. ``printed`` is in units of the system; a blank is 0."""

    key: Key
    printed: int
    is_blank: bool
    stated: bool  # a total, or told in the text: not a cell of the body
    implied: bool = False  # 0 because a closed list does not name it
    unread: bool = False  # something is printed that is no number: 0 here, and free to be any
    before: int | None = None  # the cells beside it in its row
    behind: int | None = None
    below: int | None = None  # the cell of the row below it

    @property
    def stands_alone(self) -> bool:
        """Whether nothing is printed, and there is no place for it beside others."""
        return self.is_blank and self.before is self.behind is self.below is None


class Demand(msgspec.Struct, gc=False):
    """Σ coefficient · figure + constant = 0, or ≥ 0."""

    terms: dict[int, int]
    constant: int
    at_least: bool = False

    def residual(self, values: Sequence[int]) -> int:
        return self.constant + sum(c * values[f] for f, c in self.terms.items())

    def fails(self, values: Sequence[int]) -> bool:
        residual = self.residual(values)
        return residual < 0 if self.at_least else residual != 0


class Block(msgspec.Struct):
    """Figures that stand for one region, with what is demanded of them alone."""

    figures: list[int]
    local: list[Demand]
    is_whole: bool = False
    lines: list[list[int]] = []  # rows of a table, in order, that begin or end with their total

    def fails(self, values: Sequence[int]) -> bool:
        """Whether what is demanded of it alone does not hold."""
        return any(d.fails(values) for d in self.local)


class System(msgspec.Struct, dict=True):
    """What is demanded of a bulletin's figures. ``unit`` is what 1 stands for (fractions)."""

    figures: list[Figure]
    blocks: list[Block]
    dimensions: list[Demand]
    bounds: list[Demand]  # across blocks, not below 0: looked at when a repair is found
    unit: Decimal | int = 1

    @cached_property
    def values(self) -> tuple[int, ...]:
        return tuple(f.printed for f in self.figures)

    @property
    def failed(self) -> list[Demand]:
        """What does not hold as printed."""
        values = self.values
        local = (d for b in self.blocks for d in b.local)
        return [d for d in (*self.dimensions, *local, *self.bounds) if d.fails(values)]


def checks_to_system(figures: Figures, checks: Sequence[Check]) -> System | None:
    """The system around the sums that fail, or that an unread figure keeps from being tested.

    None where there are none, or none can be worked on.
    """
    usable = [
        c for c in checks
        if _is_exact(c.constraint) and (c.status != "untested" or _is_only_unread(figures, c))
    ]  # fmt: skip
    open_ones = {id(c) for c in usable if c.status in ("failed", "untested")}
    if not open_ones:
        return None
    touched = _component(usable, open_ones)
    keys = sorted({key for c in touched for key in _keys(c.constraint)})
    if not keys or len(keys) > _MOST_FIGURES:
        return None
    unit = _unit(figures, keys, touched)
    number = {key: i for i, key in enumerate(keys)}
    found = [_figure(figures, key, unit) for key in keys]
    lines = list(_set_neighbours(figures, number, found))
    demands = [_demand(c.constraint, number, unit) for c in touched]
    home = _blocks(figures, number, touched)
    blocks = {root: Block([], []) for root in sorted(set(home))}
    for i, root in enumerate(home):
        blocks[root].figures.append(i)
        blocks[root].is_whole |= keys[i].region == TOTAL
    for line in lines:
        if len({home[f] for f in line}) == 1:
            blocks[home[line[0]]].lines.append(line)
    dimensions, bounds = [], []
    seen = set()
    for demand in demands:
        once = (tuple(sorted(demand.terms.items())), demand.constant, demand.at_least)
        if once in seen or not demand.terms:
            continue
        seen.add(once)
        homes = {home[f] for f in demand.terms}
        if len(homes) == 1:
            blocks[homes.pop()].local.append(demand)
        elif demand.at_least:
            bounds.append(demand)
        else:
            dimensions.append(demand)
    return System(found, list(blocks.values()), dimensions, bounds, unit)


def _is_exact(constraint: Constraint) -> bool:
    if constraint.severity != "error" or constraint.hearsay:
        return False  # a doubt is nothing to mend; nor is what others may have wrong
    whole = all(t.coefficient in (1, -1) for t in (*constraint.left, *constraint.right))
    return whole and not constraint.tolerance and constraint.scale == 1


def _is_only_unread(figures: Figures, check: Check) -> bool:
    """Whether nothing but one unread figure keeps a sum from being tested: of two it tells neither."""
    found = [o for k in _keys(check.constraint) if (o := figures.get(k)) is not None]
    unread = sum(1 for o in found if o.value is None)
    return (
        check.constraint.group is None and unread == 1 and all(o.relation == "equal" for o in found)
    )


def _keys(constraint: Constraint) -> Iterator[Key]:
    return (t.key for t in (*constraint.left, *constraint.right))


def _component(checks: Sequence[Check], open_ones: set[int]) -> list[Check]:
    """The checks that an open one is tied to by figures, directly or by way of others."""
    by_key: dict[Key, list[int]] = defaultdict(list)
    for i, check in enumerate(checks):
        for key in _keys(check.constraint):
            by_key[key].append(i)
    reached = {i for i, c in enumerate(checks) if id(c) in open_ones}
    todo = sorted(reached)
    while todo:
        for key in _keys(checks[todo.pop()].constraint):
            new = [i for i in by_key.pop(key, ()) if i not in reached]
            reached.update(new)
            todo += new
    return [checks[i] for i in sorted(reached)]


def _unit(figures: Figures, keys: Iterable[Key], checks: Iterable[Check]) -> Decimal | int:
    numbers: list[Number] = [figures.value(k) or 0 for k in keys]
    numbers += [
        n for c in checks for n in (c.constraint.left_constant, c.constraint.right_constant)
    ]
    places = [-int(n.as_tuple().exponent) for n in numbers if isinstance(n, Decimal)]
    most = max(places, default=0)
    return Decimal(1).scaleb(-most) if most > 0 else 1


def _figure(figures: Figures, key: Key, unit: Decimal | int) -> Figure:
    found = figures.get(key)
    value = figures.value(key)
    stated = key.origin == "prose" or TOTAL in (key.region, key.pollution)
    return Figure(
        key, int((value or 0) / unit), found is None, stated,
        implied=found is None and key.origin == "prose",
        unread=found is not None and found.value is None,
    )  # fmt: skip


def _demand(constraint: Constraint, number: dict[Key, int], unit: Decimal | int) -> Demand:
    terms: dict[int, int] = defaultdict(int)
    for side, sign in ((constraint.left, 1), (constraint.right, -1)):
        for term in side:
            terms[number[term.key]] += sign * int(term.coefficient)
    constant = int((constraint.left_constant - constraint.right_constant) / unit)
    turn = -1 if constraint.relation == "<=" else 1
    return Demand(
        {f: turn * c for f, c in terms.items() if c}, turn * constant,
        at_least=constraint.relation != "=",
    )  # fmt: skip


def _set_neighbours(
    figures: Figures, number: dict[Key, int], found: list[Figure]
) -> Iterator[list[int]]:
    """Say of each cell what stands beside and below it; the rows with their totals."""
    for table in figures.tables():
        rows: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        columns: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for place in table.places:
            if place.key in number and place.key.measure != "share":
                f = number[place.key]
                rows[place.row, place.key.region].append((place.col, f))
                columns[place.col].append((place.row, f))
        for a, b in _pairs(rows.values()):
            if TOTAL not in (found[a].key.pollution, found[b].key.pollution):
                found[a].behind, found[b].before = b, a
        for a, b in _pairs(columns.values()):
            if not found[a].stated and not found[b].stated:
                found[a].below = b
        for row in rows.values():
            line = [f for _, f in sorted(row)]
            totals = [f for f in line if found[f].key.pollution == TOTAL]
            if totals in (line[:1], line[-1:]) and len({found[f].key.measure for f in line}) == 1:
                yield line


def _pairs(lines: Iterable[list[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """The figures that stand beside each other in a line; given with their places."""
    for line in lines:
        yield from ((a, b) for (_, a), (_, b) in pairwise(sorted(line)) if a != b)


def _blocks(figures: Figures, number: dict[Key, int], checks: Sequence[Check]) -> list[int]:
    """For each figure the first one of its block."""
    parent = list(range(len(number)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(a: int, b: int) -> None:
        first, second = sorted((root(a), root(b)))
        parent[second] = first

    wholes: dict[tuple[object, ...], int] = {}
    for key, i in number.items():
        if key.region == TOTAL:
            join(i, wholes.setdefault((key.scope, key.batch), i))
        else:
            found = figures.get(key)
            code = found.region_code if found is not None else None
            join(i, wholes.setdefault((key.scope, key.batch, key.region), i))
            if code is not None:
                join(i, wholes.setdefault((key.scope, key.batch, code), i))
    for check in checks:
        keys = list(_keys(check.constraint))
        if len(keys) == 2 and all(k.region != TOTAL for k in keys):
            join(number[keys[0]], number[keys[1]])
    return [root(i) for i in range(len(number))]
