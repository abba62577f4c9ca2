"""The search against brute force: the same repairs at the same cost, none missing."""

from __future__ import annotations

from itertools import combinations, pairwise, product
from math import inf, log
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.localise.accounts import FAR, Account
from bulletins.localise.costs import NOTHING, PRINTER, READER, Noise, look_alikes, misread, of_value
from bulletins.localise.events import NO_CAUSE, Event, Events
from bulletins.localise.patterns import Patterns, cheapest_of, dimensions_of
from bulletins.localise.solve import LOOKS, solve
from bulletins.localise.system import Block, Demand, Figure, System
from bulletins.model import TOTAL, Key

ROWS, COLS, MOST = 2, 3, 5  # of the tables tried; the largest figure of a cell
CHANGED = 4  # figures that a repair changes at most here
WITHIN = 2.0  # nats beyond the cheapest
Table = tuple[int, ...]
Values = tuple[tuple[int, int], ...]


def figures_of(cells: Table) -> Table:
    """Cells, row totals, column totals, grand total."""
    grid = np.array(cells).reshape(ROWS, COLS)
    return (*cells, *map(int, grid.sum(axis=1)), *map(int, grid.sum(axis=0)), int(grid.sum()))


def system_of(printed: Table) -> System:
    n = ROWS * COLS
    figures = []
    rows, columns = [f"r{r}" for r in range(ROWS)], [f"c{c}" for c in range(COLS)]
    places = [*product(rows, columns), *product(rows, [TOTAL]), *product([TOTAL], columns)]
    places.append((TOTAL, TOTAL))
    for i, value in enumerate(printed):
        col = i % COLS
        is_cell = i < n
        key = Key("t", "table", "batch", 1, *places[i], "cases")
        figures.append(Figure(key, value, is_cell and not value, not is_cell))
        if is_cell:
            figures[-1].before = i - 1 if col else None
            figures[-1].behind = i + 1 if col + 1 < COLS else None
    blocks, whole = [], [*range(n + ROWS, len(printed))]
    for r in range(ROWS):
        cells = [r * COLS + c for c in range(COLS)]
        blocks.append(Block([*cells, n + r], [Demand({**dict.fromkeys(cells, 1), n + r: -1}, 0)]))
    totals = [n + ROWS + c for c in range(COLS)]
    grand = len(printed) - 1
    block = Block(whole, [Demand({**dict.fromkeys(totals, 1), grand: -1}, 0)], is_whole=True)
    dimensions = [
        Demand({**{r * COLS + c: 1 for r in range(ROWS)}, totals[c]: -1}, 0) for c in range(COLS)
    ]
    dimensions.append(Demand({**{n + r: 1 for r in range(ROWS)}, grand: -1}, 0))
    return System(figures, [*blocks, block], dimensions, [])


# ------------------------------------------------------------------- by brute force


def single(noise: Noise, printed: int, true: int, is_cell: bool) -> float:
    if not is_cell:
        return misread(noise, printed, true, True) + (0.0 if true else NOTHING)
    if not true:
        return noise.clear + noise.clear_more * log(printed)
    if not printed:
        return noise.missing + of_value(true)
    return misread(noise, printed, true, False)


def moves(noise: Noise, printed: Table, true: Table) -> list[tuple[frozenset[int], float]]:
    """The events of several cells that explain what changed in them."""
    return [*slides(noise, printed, true), *under_others(noise, printed, true)]


def under_others(noise: Noise, printed: Table, true: Table) -> list[tuple[frozenset[int], float]]:
    """Cases that stand under other types of their row, or under the other row; totals exchanged."""
    found = []
    n = ROWS * COLS
    rows = [[r * COLS + c for c in range(COLS)] for r in range(ROWS)]
    totals = [n + ROWS + c for c in range(COLS)]
    lacks = [printed[totals[c]] - sum(printed[row[c]] for row in rows) for c in range(COLS)]
    steps = [t - p for p, t in zip(printed, true, strict=True)]
    for line in (*rows, totals):
        way = -1 if line is totals else 1
        needed = [f for f, lack in zip(line, lacks, strict=True) if lack and steps[f] == way * lack]
        for number in range(2, len(needed) + 1):
            for cells in combinations(needed, number):
                cost = noise.moved
                if sorted(printed[f] for f in cells) != sorted(true[f] for f in cells):
                    if line is totals:
                        continue
                    most = max(abs(steps[f]) for f in cells)
                    cost += noise.moved_more * (number - 2) + noise.further * log(most)
                if not sum(steps[f] for f in cells):
                    found.append((frozenset(cells), cost))
        lack = (printed[-1] - sum(printed[n : n + ROWS])) * (-1 if line is totals else 1)
        if noise.carried is not None and lack:
            whole = len(printed) - 1 if line is totals else n + rows.index(line)
            for f in needed:
                if steps[f] == steps[whole] == lack:
                    cost = noise.carried + noise.further * log(abs(lack))
                    found.append((frozenset((f, whole)), cost))
    off = [printed[n + r] - sum(printed[f] for f in row) for r, row in enumerate(rows)]
    if all(off):
        for f, g in zip(*rows, strict=True):
            if steps[f] == -steps[g] and abs(steps[f]) in map(abs, off):
                cost = noise.moved + noise.further * log(abs(steps[f]))
                found.append((frozenset((f, g)), cost))
    return found


def slides(noise: Noise, printed: Table, true: Table) -> list[tuple[frozenset[int], float]]:
    """Figures that slid along their row, or changed places with a neighbour."""
    if noise.shift is None or noise.shift_far is None or noise.run is None or noise.swap is None:
        return []
    found = []
    for r in range(ROWS):
        row = [r * COLS + c for c in range(COLS)]
        for a, b in pairwise(row):
            y, x = (printed[a], printed[b]), (true[a], true[b])
            if y == x[::-1] and all(y) and y[0] != y[1]:
                found.append((frozenset((a, b)), noise.swap))
        for a, b in combinations(row, 2):
            if any(printed[f] for f in range(a + 1, b)):
                continue  # no figure jumps over another
            cost = noise.shift if b == a + 1 else noise.shift_far
            for f, g in ((a, b), (b, a)):
                if printed[f] and not printed[g] and (true[f], true[g]) == (0, printed[f]):
                    found.append((frozenset((f, g)), cost))
        for line in (row, row[::-1]):  # all slid along the line by one
            y, x = [printed[f] for f in line], [true[f] for f in line]
            for length in range(3, COLS + 1):
                for s in range(COLS - length + 1):
                    slid = y[s + 1 : s + length] == x[s : s + length - 1]
                    if (
                        slid
                        and not y[s]
                        and not x[s + length - 1]
                        and y[s + 1]
                        and y[s + length - 1]
                    ):
                        cells = (f for f in line[s : s + length] if printed[f] != true[f])
                        found.append((frozenset(cells), noise.run))
    return found


def cheapest(noise: Noise, printed: Table, true: Table) -> float:
    """What it costs at least that ``true`` is printed so."""
    changed = frozenset(i for i, (a, b) in enumerate(zip(printed, true, strict=True)) if a != b)
    several = [m for m in moves(noise, printed, true) if m[0] <= changed]

    def least(left: frozenset[int]) -> float:
        if not left:
            return 0.0
        first = min(left)
        ways = [single(noise, printed[first], true[first], first < ROWS * COLS)
                + least(left - {first})]  # fmt: skip
        ways += [cost + least(left - cells) for cells, cost in several if first in cells <= left]
        return min(ways)

    return least(changed)


ALL = np.array(np.meshgrid(*[range(MOST + 1)] * (ROWS * COLS))).T.reshape(-1, ROWS * COLS)
SUMS = np.concatenate(
    [
        ALL,
        ALL.reshape(-1, ROWS, COLS).sum(axis=2),
        ALL.reshape(-1, ROWS, COLS).sum(axis=1),
        ALL.sum(axis=1, keepdims=True),
    ],
    axis=1,
)


def by_brute_force(noise: Noise, printed: Table) -> dict[Values, float]:
    near = SUMS[(np.array(printed) != SUMS).sum(axis=1) <= CHANGED]
    found = {}
    for row in near:
        true = tuple(map(int, row))
        changed = tuple(
            (i, t) for i, (p, t) in enumerate(zip(printed, true, strict=True)) if p != t
        )
        found[changed] = cheapest(noise, printed, true)
    least = min(found.values(), default=0.0)
    return {k: round(v, 6) for k, v in found.items() if v <= least + WITHIN - 1e-6}


def by_search(noise: Noise, printed: Table) -> dict[Values, float]:
    account = Account(system_of(printed), noise, LOOKS[noise], weigh=None, seen={}, number=0)
    account.prove_bound(inf)
    ceiling, least = account.bound, None
    while least is None and ceiling < account.bound + FAR:
        ceiling += 2.0
        solved = account.below(ceiling, 1000)
        assert solved.complete
        least = min((f.cost for f in solved.found), default=None)
    if least is None:
        return {}
    solved = account.below(least + WITHIN, 1000)
    assert solved.complete
    found = {}
    for f in solved.found:
        values = tuple(sorted(v for p in f.chosen.values() for v in p.values))
        cost = round(sum(p.cost for p in f.chosen.values()), 6)
        found[values] = min(cost, found.get(values, cost))  # told in halves, or not
    least = min(found.values(), default=0.0)
    return {k: v for k, v in found.items() if v <= least + WITHIN - 1e-6}


def is_in_scope(noise: Noise, printed: Table, values: Values) -> bool:
    """Whether both look for it: few changes, small figures, not too much in one block."""
    small, look = is_small(printed, values), LOOKS[noise][-1]
    system = system_of(printed)
    for block in system.blocks:
        fails = any(d.residual(printed) for d in block.local)
        true = list(printed)
        for f, x in values:
            if f in block.figures:
                true[f] = x
        cost = cheapest(noise, printed, tuple(true))
        # of a block that fails the cheapest pattern is not known here: a single figure, at least
        small &= cost <= (look.failing + 4.0 if fails else look.holding)
        # of several figures of a block all but one are values that something suggests
        free = [(f, x) for f, x in values if f in block.figures and not is_suggested(printed, f, x)]
        small &= len(free) <= 1
    return small


def is_suggested(printed: Table, f: int, value: int) -> bool:
    """Whether a value looks like what is printed, closes its column, or is a common one."""
    is_cell = f < ROWS * COLS
    if is_cell and value in ((1, 2, 3) if not printed[f] else (0,)):
        return True
    changed = [value if i == f else v for i, v in enumerate(printed)]
    closes = (d for d in system_of(printed).dimensions if f in d.terms and d.residual(printed))
    return value in look_alikes(printed[f]) or any(not d.residual(changed) for d in closes)


def is_small(printed: Table, values: Values) -> bool:
    """Whether force tries it."""
    true = {**dict(enumerate(printed)), **dict(values)}
    return len(values) <= CHANGED and all(true[f] <= MOST for f in range(ROWS * COLS))


def damage(random: Random, printed: Table) -> Table:
    figures = list(printed)
    for _ in range(random.randint(1, 3)):
        i = random.randrange(len(figures))
        if i < ROWS * COLS and random.random() < 0.5 and (i + 1) % COLS:
            figures[i], figures[i + 1] = figures[i + 1], figures[i]
        else:
            figures[i] = random.choice((0, 1, 2, 3, figures[i] + 1, figures[i] + 5))
    return tuple(figures)


@pytest.mark.parametrize("noise", [READER, PRINTER], ids=["reader", "printer"])
def test_the_search_finds_what_brute_force_finds(noise: Noise) -> None:
    random = Random(11)
    tried = 0
    while tried < 1500:
        cells = tuple(random.choice((0, 0, 1, 1, 2, 3)) for _ in range(ROWS * COLS))
        printed = damage(random, figures_of(cells))
        if not any(d.residual(printed) for d in _demands(system_of(printed))):
            continue
        tried += 1
        expected = by_brute_force(noise, printed)
        got = by_search(noise, printed)
        if not got:
            assert not any(is_in_scope(noise, printed, v) for v in expected), printed
            continue
        least = min(got.values())
        for values, cost in expected.items():
            if cost <= least + WITHIN - 1e-3 and is_in_scope(noise, printed, values):
                assert got[values] == pytest.approx(cost, abs=1e-4), printed
        for values, cost in got.items():
            if is_small(printed, values) and values in expected:
                assert cost == pytest.approx(expected[values], abs=1e-4), printed
            elif is_small(printed, values):  # dearer than what force lists
                assert cost > min(expected.values(), default=-WITHIN) + WITHIN - 1e-3, printed


def _demands(system: System) -> list[Demand]:
    return [*system.dimensions, *(d for b in system.blocks for d in b.local)]


CELLS = st.lists(st.integers(0, 9), min_size=ROWS * COLS, max_size=ROWS * COLS)


@settings(max_examples=60, deadline=None)
@given(cells=CELLS, wrong=st.dictionaries(st.integers(0, 11), st.integers(1, 40), max_size=2))
def test_k_errors_never_cost_more_than_k_edits(cells: list[int], wrong: dict[int, int]) -> None:
    true = figures_of(tuple(cells))
    printed = tuple(wrong.get(i, v) for i, v in enumerate(true))
    system = system_of(printed)
    if not any(d.residual(printed) for d in _demands(system)):
        return
    edits = sum(
        single(PRINTER, p, t, i < ROWS * COLS)
        for i, (p, t) in enumerate(zip(printed, true, strict=True)) if p != t
    )  # fmt: skip
    solved = solve(system)
    assert solved.found
    assert solved.found[0].cost <= edits + 1e-6


@settings(max_examples=30, deadline=None)
@given(cells=CELLS, seed=st.integers(0, 999))
def test_the_order_of_blocks_and_demands_does_not_matter(cells: list[int], seed: int) -> None:
    printed = damage(Random(seed), figures_of(tuple(cells)))
    system = system_of(printed)
    if not any(d.residual(printed) for d in _demands(system)):
        return
    first = solve(system)
    Random(seed).shuffle(system.blocks)
    Random(seed + 1).shuffle(system.dimensions)
    again = solve(system)
    assert [round(f.cost, 6) for f in first.found][:3] == [round(f.cost, 6) for f in again.found][
        :3
    ]


def test_a_hinted_look_leaves_nothing_behind() -> None:
    """What a block may be is the same whether or not little of it was looked at first.

    Two totals of the text are each other's: that both are exchanged closes two demands at once,
    and no column hints at it.
    """
    for noise in (READER, PRINTER):
        fresh, again = (Patterns(exchanged_totals(noise)) for _ in range(2))
        again.cheapest(6.5, hinted=True)
        expected, got = (
            [(p.values, round(p.cost, 6)) for p in m.below(12.0)] for m in (fresh, again)
        )
        assert expected
        assert got == expected


def exchanged_totals(noise: Noise) -> Events:
    """The whole of a bulletin: the text's totals of two types against those of the total row."""
    prose = [Key("notice", "prose", "batch", 1, TOTAL, p, "cases") for p in ("air", "water")]
    row = [Key("notice", "table", "batch", 1, TOTAL, p, "cases") for p in ("air", "water")]
    printed = zip((*prose, *row), (4, 9, 9, 4), strict=True)
    figures = [Figure(key, x, is_blank=False, stated=True) for key, x in printed]
    block = Block([0, 1, 2, 3], [Demand({0: 1, 2: -1}, 0), Demand({1: 1, 3: -1}, 0)], is_whole=True)
    columns = [Demand({f: 1}, -1) for f in (0, 1)]  # open, so that both totals may be exchanged
    system = System(figures, [block], columns, [])
    dims, off = dimensions_of(system)
    return Events(
        system, block, noise=noise, dims_of=dims, off=off, weigh=None, seen={},
        cause=NO_CAUSE,
    )  # fmt: skip


def test_of_two_events_that_say_the_same_the_cheaper_is_taken() -> None:
    """One of them was once the dearer, where other moves of the row go on."""
    same = ((0, 1), (1, 0))
    dear, cheap = (Event("misread", same, 12.0), Event("shift", same, 5.7))
    half = Event("shift", same, 4.0, other_half=((3, 1),))
    assert cheapest_of((dear, half, cheap)) == [half, cheap]
