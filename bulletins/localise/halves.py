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


class Halves:
    """Events that touch two blocks, as a half in each, tied by a dimension of the two.

    ``by_block`` has the halves of each block; dimensions are numbered from ``first``, and
    ``n_ties`` of them are needed.
    """

    def __init__(self, system: System, noise: Noise, weigh: Weigh | None, first: int) -> None:
        """Looked for are figures that stand in the row above or below their own, where both rows
        fail; cases of one region that stand under another, in the table or in the text; and
        cases too many in one of them, in one cell, or region, and in all."""
        self.system, self.noise, self.weigh, self.first = system, noise, weigh, first
        self.by_block: dict[int, list[Event]] = {}
        self._between: dict[tuple[int, int], tuple[int, int]] = {}  # blocks → tie, events so far
        self._fails = [block.fails(system.values) for block in system.blocks]
        if noise.carried is not None:
            self._told_otherwise(noise.carried)
        self._under_other_rows()
        self._in_next_row()

    @property
    def n_ties(self) -> int:
        return len(self._between)

    def _add(
        self, blocks: tuple[int, int], one: Values, other: Values, cost: float, kind: Kind
    ) -> None:
        """What figures of two blocks truly are, a half each."""
        if self.weigh is not None:
            cost = max(cost + self.weigh(tuple(sorted((*one, *other)))), 2 * LEAST)
        tie, known = self._between.get(blocks, (self.first + len(self._between), 0))
        self._between[blocks] = tie, known + 1
        for b, values, way in ((blocks[0], one, 1), (blocks[1], other, -1)):
            half = Event(kind, values, cost / 2, other_half=((tie, way * (known + 1)),))
            self.by_block.setdefault(b, []).append(half)

    def _told_otherwise(self, carried: float) -> None:
        system, far = self.system, self.noise.further
        for a, b in combinations([b for b, fails in enumerate(self._fails) if fails], 2):
            for one, other, by in told_elsewhere(system, system.blocks[a], system.blocks[b]):
                self._add((a, b), one, other, carried + far * log(by), "stated")
        for b, whole in enumerate(system.blocks):
            if whole.is_whole:
                for a, one, other, by in Tellings(system, whole).too_many():
                    self._add((a, b), one, other, carried + far * log(by), "stated")

    def _under_other_rows(self) -> None:
        blocks, noise = self.system.blocks, self.noise
        rows = [b for b, block in enumerate(blocks) if self._fails[b] and not block.is_whole]
        both = len(rows) > _FEW
        for a, b in combinations(rows, 2):
            for one, other, by in _under_other_row(self.system, blocks[a], blocks[b], both=both):
                self._add((a, b), one, other, noise.moved + noise.further * log(by), "swap")

    def _in_next_row(self) -> None:
        """Figures that each stand where that of the next row should: one, or several of a row."""
        figures, blocks, noise = self.system.figures, self.system.blocks, self.noise
        if noise.down is None or noise.swap_down is None or noise.run_down is None:
            return
        home = {f: b for b, block in enumerate(blocks) for f in block.figures}
        runs: dict[tuple[int, int, bool], list[int]] = {}  # two rows, whether from the lower one
        for f, figure in enumerate(figures):
            if figure.below is None:
                continue
            x, y = figure.printed, figures[figure.below].printed
            rows = home[f], home[figure.below]
            if x == y or rows[0] == rows[1] or not all(self._fails[b] for b in rows):
                continue
            if x and y:
                self._add_next(rows, (f,), noise.swap_down, "swap")
            else:
                self._add_next(rows, (f,), noise.down, "shift")
                runs.setdefault((*rows, not x), []).append(f)
        for (above, under, upwards), cells in runs.items():
            for several in _coming_to(self.system, blocks[above], cells[:_DOWN], upwards):
                self._add_next((above, under), several, noise.run_down, "shift")

    def _add_next(
        self, rows: tuple[int, int], cells: Sequence[int], cost: float, kind: Kind
    ) -> None:
        """``cells`` of a row and those below them, each with what the other has."""
        figures = self.system.figures
        pairs = [(f, g) for f in cells if (g := figures[f].below) is not None]
        above = tuple((f, figures[g].printed) for f, g in pairs)
        under = tuple((g, figures[f].printed) for f, g in pairs)
        self._add(rows, above, under, cost, kind)


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
