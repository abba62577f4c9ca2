"""Events in two rows, each a half in its block, tied by a dimension of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import log

from .costs import Noise
from .events import LEAST, Event, Kind, Values, Weigh
from .patterns import Pattern
from .system import Block, System
from .tellings import Tellings, told_elsewhere

_FEW = 2  # rows of which each may have cases of another without both then closing
_DOWN = 10  # cells of a row of which several may stand in another


def halves_of(
    system: System, noise: Noise, weigh: Weigh | None, first: int
) -> tuple[dict[int, list[Event]], int]:
    """(The halves of events that touch two blocks, by block; how many dimensions they need.)

    Figures that stand in the row above or below their own are looked for where both rows fail;
    so are cases of one that stand under the other, in the table or in the text; and cases that
    the table, or the text, has too many of in one cell, or region, and in all.
    Dimensions are numbered from ``first``, one for two rows.
    """
    figures = system.figures
    home = {f: b for b, block in enumerate(system.blocks) for f in block.figures}
    fails = [block.fails(system.values) for block in system.blocks]
    halves: dict[int, list[Event]] = {}
    columns: dict[tuple[int, int], int] = {}  # of two rows that are looked at

    def add(rows: tuple[int, int], one: Values, other: Values, cost: float, kind: Kind) -> None:
        """What figures of two rows truly are, a half each."""
        if weigh is not None:
            cost = max(cost + weigh(tuple(sorted((*one, *other)))), 2 * LEAST)
        columns[rows] = number = columns.get(rows, 0) + 1
        dim = first + list(columns).index(rows)
        for b, values, way in ((rows[0], one, 1), (rows[1], other, -1)):
            tie = ((dim, way * number),)
            halves.setdefault(b, []).append(Event(kind, values, cost / 2, other_half=tie))

    def add_below(cells: Sequence[int], cost: float, kind: Kind) -> None:
        """``cells`` of a row and those below them, each with what the other has."""
        pairs = [(f, figures[f].below or 0) for f in cells]
        above = tuple((f, figures[g].printed) for f, g in pairs)
        under = tuple((g, figures[f].printed) for f, g in pairs)
        add((home[cells[0]], home[pairs[0][1]]), above, under, cost, kind)

    if noise.carried is not None:
        for a, b in combinations([b for b, failing in enumerate(fails) if failing], 2):
            for one, other, by in told_elsewhere(system, system.blocks[a], system.blocks[b]):
                cost = noise.carried + noise.further * log(by)
                add((a, b), one, other, cost, "stated")

        for b, whole in enumerate(system.blocks):
            if whole.is_whole:
                for a, one, other, by in Tellings(system, whole).too_many():
                    add((a, b), one, other, noise.carried + noise.further * log(by), "stated")
    regions = [b for b, block in enumerate(system.blocks) if fails[b] and not block.is_whole]
    for a, b in combinations(regions, 2):
        both = len(regions) > _FEW
        for one, other, by in _under_other_row(
            system, system.blocks[a], system.blocks[b], both=both
        ):
            add((a, b), one, other, noise.moved + noise.further * log(by), "swap")
    runs: dict[tuple[int, int, bool], list[int]] = {}
    for f, figure in enumerate(figures):
        if figure.below is None:
            continue
        x, y = figure.printed, figures[figure.below].printed
        rows = home[f], home[figure.below]
        if x == y or rows[0] == rows[1] or not all(fails[b] for b in rows):
            continue
        if noise.down is None or noise.swap_down is None:
            continue
        add_below((f,), noise.swap_down if x and y else noise.down, "swap" if x and y else "shift")
        if not (x and y):
            runs.setdefault((*rows, not x), []).append(f)
    for (above, _, upwards), cells in runs.items():
        if noise.run_down is None:
            break
        for several in _coming_to(system, system.blocks[above], cells[:_DOWN], upwards):
            add_below(several, noise.run_down, "shift")
    return halves, len(columns)


def _under_other_row(
    system: System, one: Block, other: Block, *, both: bool
) -> Iterator[tuple[Values, Values, int]]:
    """Where one of two rows has more cases by type than in all, or ``both`` as many too many and too
    few: what the figures of a type truly are, if that many stand under the other row."""
    figures, values = system.figures, system.values
    wanted: list[set[int]] = []
    for block, way in ((one, 1), (other, -1)):
        off = [d.residual(values) for d in block.local if not d.at_least]
        wanted.append({way * -o for o in off if o} | {way * o for o in off if o})
    amounts = wanted[0] & wanted[1] if both else wanted[0] | wanted[1]
    cells = [
        {figures[f].key.pollution: f for f in block.figures
         if not (figures[f].stated or figures[f].unread)}
        for block in (one, other)
    ]  # fmt: skip
    for name in sorted(cells[0].keys() & cells[1].keys()):
        f, g = cells[0][name], cells[1][name]
        for more in sorted(amounts):
            here, there = figures[f].printed + more, figures[g].printed - more
            if min(here, there) >= 0:
                yield ((f, here),), ((g, there),), abs(more)


def _coming_to(
    system: System, block: Block, cells: Sequence[int], upwards: bool
) -> Iterator[tuple[int, ...]]:
    """Several of the cells that come to what the block is off by."""
    values, figures = system.values, system.figures
    short = {
        abs(d.residual(values))
        for d in block.local
        if not d.at_least and not d.terms.keys().isdisjoint(cells)
    } - {0}
    for number in range(2, len(cells) + 1):
        for several in combinations(cells, number):
            moved = (figures[f].below if upwards else f for f in several)
            if sum(values[g] for g in moved if g is not None) in short:
                yield several


def joined(chosen: Mapping[int, Pattern]) -> dict[int, Pattern] | None:
    """With each half joined to its other, in the block of one of them; None where one has none."""
    halves: dict[tuple[int, int], Event] = {}
    for pattern in chosen.values():
        halves.update({e.other_half[0]: e for e in pattern.events if e.other_half})
    if not halves:
        return dict(chosen)
    if any((d, -number) not in halves for d, number in halves):
        return None
    whole = {}
    for b, pattern in chosen.items():
        events = []
        for event in pattern.events:
            if not event.other_half:
                events.append(event)
            elif event.other_half[0][1] > 0:
                other = halves[event.other_half[0][0], -event.other_half[0][1]]
                values = tuple(sorted((*event.values, *other.values)))
                events.append(Event(event.kind, values, event.cost + other.cost))
        if events:
            cost = sum(e.cost for e in events)
            whole[b] = Pattern(cost, tuple(events), pattern.effect)
    return whole
