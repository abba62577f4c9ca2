"""Single events: one thing that went wrong in a block, whose outcome is known before any sum of it
is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import log
from typing import Literal, get_args

import msgspec

from ..model import TOTAL, Origin
from . import costs
from .costs import Noise
from .system import Block, System

Kind = Literal["clear", "misread", "missing", "shift", "swap", "stated"]

_SPLITS = (1, 2, 3)  # values of a lost figure that are tried whatever the sums say
LEAST = 0.2  # nats: an event costs something, whatever others have read
_RUN = 8  # cells that may slide together
_TYPES = 8  # under which cases of a row may stand that belong to others of them
_REPLACED = 4  # figures of a row that are those of another, at least
_LINE = 2  # figures that have slid with all their row, at least

Values = tuple[tuple[int, int], ...]
"""Figures and what they truly are."""
Tie = tuple[tuple[int, int], ...]
"""Dimensions that only the other half of an event closes, and by how much one half opens them."""
Weigh = Callable[[Values], float]
"""What other readings add to the cost of an event: its figures → nats."""


class Cause(msgspec.Struct, frozen=True):
    """One thing that damaged many figures of a column, or a row, and what it did to them.

    Of a ``row`` the columns tell what each figure was.
    """

    figures: frozenset[int] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    cost: float = 0.0
    row: bool = False
    filled: int = 0  # so many figures of the column it may have brought there


NO_CAUSE = Cause()


class Event(msgspec.Struct, frozen=True, gc=False):
    """One thing that went wrong: the figures it touched and what they truly are."""

    kind: Kind
    values: Values
    cost: float
    caused: float = 0.0  # one of many of one cause: what that costs once
    known: bool = False  # no guess: a witness has it so as well, or the figure was not read
    other_half: Tie = ()  # where it is half of what went wrong


def value_event(system: System, f: int, value: int, noise: Noise) -> Event | None:
    """The event by which figure ``f`` is really ``value``; None where it is as printed."""
    figure = system.figures[f]
    printed = figure.printed
    if value == printed or value < 0:
        return None
    if figure.unread:
        return Event("misread", ((f, value),), costs.UNREAD, known=True)
    lost = noise.missing + (costs.of_value(value) if value else 0.0)
    if figure.implied:
        return Event("stated", ((f, value),), costs.IMPLIED)
    if figure.stated:
        cost = lost
        if not figure.is_blank:
            whole = system.unit == 1
            cost = costs.misread(noise, printed, value, True) if whole else noise.stated_other
        return Event("stated", ((f, value),), cost if value else cost + costs.NOTHING)
    if value == 0:
        return Event("clear", ((f, value),), noise.clear + noise.clear_more * log(printed))
    if printed == 0:
        return Event("missing", ((f, value),), lost)
    cost = costs.misread(noise, printed, value, False) if system.unit == 1 else noise.other
    return Event("misread", ((f, value),), cost)


class Events:
    """The events of one block that something suggests, at what they cost there."""

    def __init__(
        self, system: System, block: Block, *, noise: Noise,
        dims_of: Sequence[Sequence[tuple[int, int]]], off: Sequence[Sequence[int]], weigh: Weigh | None,
        seen: Mapping[int, Iterable[int]], cause: Cause,
    ) -> None:  # fmt: skip
        """``off`` is what the dimensions are off by (``patterns.dimensions_of``); ``seen`` are values that
        witnesses have; what the ``cause`` did is cheap."""
        self.system, self.block, self.noise = system, block, noise
        self.dims_of, self.off = dims_of, off
        self.weigh, self.seen, self.cause = weigh, seen, cause
        self.known_hints: dict[int, list[int]] = {}

    def least(self) -> float:
        """What any event costs, at least."""
        if self.weigh is not None:
            return LEAST
        noise = self.noise
        least = min(noise.clear, noise.alike, noise.other, noise.missing, noise.stated_alike,
                    noise.stated_other)  # fmt: skip
        if any(self.system.figures[f].unread for f in self.block.figures):
            least = costs.UNREAD
        if not self.cause.figures.isdisjoint(self.block.figures):
            least = min(least, costs.CAUSED)
        return least

    def value(self, f: int, value: int) -> Event | None:
        """That figure ``f`` is really ``value``; None where it is as printed."""
        event = value_event(self.system, f, value, self.noise)
        return None if event is None else self._priced(event)

    def suggested(self) -> Iterator[Event]:
        """By what is printed, what stands beside it, what columns need and other readings have."""
        system = self.system
        for f in self.block.figures:
            figure = system.figures[f]
            wanted = set()
            if figure.printed and not figure.stated:
                wanted.add(0)
            if (figure.printed or (figure.stated and not figure.is_blank)) and system.unit == 1:
                wanted.update(costs.look_alikes(figure.printed))
            if not figure.printed and not figure.stated:
                wanted.update(_SPLITS)
            wanted.update(self.hints(f), self._within_bounds(f), self.seen.get(f, ()))
            for value in sorted(wanted):
                if (event := self.value(f, value)) is not None:
                    yield event
            yield from map(self._priced, self._moves(f))
        yield from map(self._priced, self._under_other_types())
        yield from map(self._priced, self._replaced())
        if self.noise.carried is not None:
            yield from map(self._priced, self._carried(self.noise.carried))
        if self.noise.line is not None and self.block.fails(system.values):
            for line in self.block.lines:
                yield from map(self._priced, self._line(line, self.noise.line))
                yield from map(self._priced, self._line(line[::-1], self.noise.line))

    def hints(self, f: int) -> Sequence[int]:
        """What would make its columns close: each with its total as printed, and as told elsewhere."""
        known = self.known_hints.get(f)
        if known is None:
            found = [divmod(-off, c) for dim, c in self.dims_of[f] for off in self.off[dim]]
            steps = dict.fromkeys(step for step, rest in found if step and not rest)
            known = self.known_hints[f] = [self.system.figures[f].printed + step for step in steps]
        return known

    def _priced(self, event: Event) -> Event:
        """The event at what it costs here: of one cause, as other readings have it."""
        caused = event.kind in self.cause.kinds and self._is_caused(event.values)
        if not caused and self.weigh is None:
            return event
        cost = costs.CAUSED if caused else event.cost
        if self.weigh is not None:
            cost = max(cost + self.weigh(event.values), LEAST)
        known = event.known or all(x in self.seen.get(f, ()) for f, x in event.values)
        of_cause = self.cause.cost if caused else 0.0
        return Event(event.kind, event.values, cost, of_cause, known)

    def _is_caused(self, values: Values) -> bool:
        """Whether the cause alone does this: to a row that it left out, or to a cell of the column,
        and to the one that its figure was drawn from."""
        here = [value for f, value in values if f in self.cause.figures]
        if not here or any(self.system.figures[f].stated for f, _ in values):
            return False
        if self.cause.row:
            return all(value in self.hints(f) for f, value in values)
        return len(values) <= 2 and (not self.cause.filled or not any(here))

    def _under_other_types(self) -> Iterator[Event]:
        """Cases of a row that stand under other types of it: each figure what its column needs, and
        the row as many as before. Figures in each other's places are one event, however many; in
        the row of totals that alone is looked for."""
        figures, noise = self.system.figures, self.noise
        equal = [d for d in self.block.local if not d.at_least]
        cells = [
            (f, x)
            for f in self.block.figures
            if figures[f].key.origin == "table"
            and not figures[f].unread
            and figures[f].key.pollution != TOTAL
            for x in self.hints(f)
            if x >= 0
        ]
        for number in range(2, len(cells) + 1):
            if number > 2 and len(cells) > _TYPES and number < len(cells):
                continue
            for values in combinations(cells, number):
                steps = {f: x - figures[f].printed for f, x in values}
                if len(steps) < number or sum(steps.values()) != 0:
                    continue
                permuted = sorted(x for _, x in values) == sorted(figures[f].printed for f in steps)
                if not permuted and (
                    self.block.is_whole
                    or any(sum(steps.get(f, 0) * c for f, c in d.terms.items()) for d in equal)
                ):
                    continue
                more = 0.0
                if not permuted:
                    most = max(map(abs, steps.values()))
                    more = noise.moved_more * (number - 2) + noise.further * log(most)
                yield Event("swap", values, noise.moved + more)

    def _replaced(self) -> Iterator[Event]:
        """The figures of another row, or of another day, in place of a row's own: each is what its
        column needs, alone or with the row's total; seldom do they come to as much."""
        figures = self.system.figures
        if self.block.is_whole or not any(figures[f].printed for f in self.block.figures):
            return
        steps: dict[int, int] = {}
        totals = []
        for f in self.block.figures:
            figure = figures[f]
            if figure.key.origin != "table" or figure.unread or figure.stands_alone:
                continue
            if figure.key.pollution == TOTAL:
                totals.append(f)
            elif hints := self.hints(f):
                steps[f] = hints[0] - figure.printed
        more = sum(steps.values())
        cost = self.noise.replaced + (0.0 if more else self.noise.moved_more)
        for wholes in ([], totals) if totals and more else ([],):
            values = sorted({**steps, **dict.fromkeys(wholes, more)}.items())
            true = tuple((f, figures[f].printed + step) for f, step in values)
            if len(steps) >= _REPLACED and min(x for _, x in true) >= 0:
                yield Event("misread", true, cost)

    def _carried(self, cost: float) -> Iterator[Event]:
        """As many cases too many, or too few, in a figure and in all that is summed from it: the
        total of its row, or of its type, and what the text says of them; or in one telling alone."""
        figures = self.system.figures
        kinds: dict[tuple[object, ...], dict[str, list[int]]] = {}
        for f in self.block.figures:
            key = figures[f].key
            of_kind = kinds.setdefault((key.scope, key.batch, key.measure), {})
            of_kind.setdefault(key.pollution, []).append(f)
        for by_type in kinds.values():
            wholes = [f for f in by_type.get(TOTAL, []) if not figures[f].is_blank]
            for parts in ([], *(found for name, found in by_type.items() if name != TOTAL)):
                everywhere = [f for f in (*parts, *wholes) if not figures[f].unread]
                told = [
                    [f for f in everywhere if figures[f].key.origin == o] for o in get_args(Origin)
                ]
                for together in dict.fromkeys(map(tuple, (everywhere, *told))):
                    steps = [self._closing(f) for f in together]
                    held = sum(1 for f in together if self.dims_of[f])
                    least = 2 if held > 1 else 1
                    for more in sorted(set().union(*steps)):
                        values = tuple(sorted((f, figures[f].printed + more) for f in together))
                        many = sum(1 for of_one in steps if more in of_one) >= least
                        if many and len(values) > 1 and min(x for _, x in values) >= 0:
                            far = cost + self.noise.further * log(abs(more))
                            yield Event("stated", values, far)

    def _within_bounds(self, f: int) -> Iterator[int]:
        """What would be just enough for an inequality of the block that does not hold."""
        for bound in self.block.local:
            if bound.at_least and (c := bound.terms.get(f)):
                off = bound.residual(self.system.values)
                if off < 0:
                    yield self.system.figures[f].printed + -(off // abs(c)) * (1 if c > 0 else -1)

    def _closing(self, f: int) -> set[int]:
        """By how much more a column of ``f`` would close, or it would be what is told elsewhere."""
        printed = self.system.figures[f].printed
        pairs = (d for d in self.block.local if len(d.terms) == 2 and not d.at_least)
        off = {-d.residual(self.system.values) * d.terms[f] for d in pairs if f in d.terms}
        return (off | {x - printed for x in self.hints(f)}) - {0}

    def _moves(self, f: int) -> Iterator[Event]:
        figures = self.system.figures
        here = figures[f]
        beside, noise = here.behind, self.noise
        if noise.shift is None or noise.shift_far is None:
            return
        if beside is not None and noise.swap is not None:
            other = figures[beside]
            if here.printed and other.printed and here.printed != other.printed:
                yield Event("swap", ((f, other.printed), (beside, here.printed)), noise.swap)
        for way in (-1, 1):
            near = here.behind if way > 0 else here.before
            if near is None or not here.printed:
                continue
            if not figures[near].printed:
                yield Event("shift", ((f, 0), (near, here.printed)), noise.shift)
                far = figures[near].behind if way > 0 else figures[near].before
                if far is not None and not figures[far].printed:
                    yield Event("shift", ((f, 0), (far, here.printed)), noise.shift_far)
            yield from self._runs(f, way)
            yield from self._run_together(f, way)

    def _run_together(self, f: int, way: int) -> Iterator[Event]:
        """The figures of ``f`` and of the cell beside it, printed as one; what stood behind them has
        slid up, as far as a blank."""
        figures, noise = self.system.figures, self.noise
        digits = str(figures[f].printed)
        if noise.together is None or noise.together_run is None or self.system.unit != 1:
            return
        row = [f]
        while len(digits) > 1 and len(row) <= _RUN:
            last = figures[row[-1]].behind if way > 0 else figures[row[-1]].before
            if last is None:
                return
            row.append(last)
            if figures[last].printed:
                continue
            slid = {b: figures[a].printed for a, b in pairwise(row[1:])}
            for at in range(1, len(digits)):
                if digits[at] != "0":
                    two = (int(digits[:at]), int(digits[at:]))[::way]
                    true = slid | dict(zip(row[:2], two, strict=True))
                    values = sorted((g, x) for g, x in true.items() if x != figures[g].printed)
                    cost = noise.together if len(row) == 2 else noise.together_run
                    yield Event("shift", tuple(values), cost)

    def _runs(self, f: int, way: int) -> Iterator[Event]:
        """Cells from ``f`` on that all slid the other way, so that they go back into a blank."""
        figures = self.system.figures
        ahead = figures[f].behind if way > 0 else figures[f].before
        if self.noise.run is None or ahead is None or figures[ahead].printed:
            return
        row = [ahead, f]
        while len(row) <= _RUN:
            last = figures[row[-1]]
            after = last.before if way > 0 else last.behind
            if after is None:
                return
            row.append(after)
            if not figures[after].printed:
                continue
            moved = {a: figures[b].printed for a, b in pairwise(row)} | {after: 0}
            values = tuple(sorted((g, x) for g, x in moved.items() if x != figures[g].printed))
            yield Event("shift", values, self.noise.run)

    def _line(self, line: Sequence[int], cost: float) -> Iterator[Event]:
        """All of a row slid to the front, so that the first figure is lost and the last is blank."""
        figures = self.system.figures
        first = line[0]
        true = {g: figures[f].printed for f, g in pairwise(line)}
        if figures[line[-1]].printed or sum(map(bool, true.values())) < _LINE:
            return
        for demand in self.block.local:
            if not demand.at_least and (c := demand.terms.get(first)):
                others = sum(
                    k * true.get(f, figures[f].printed)
                    for f, k in demand.terms.items()
                    if f != first
                )
                lost, uneven = divmod(-demand.constant - others, c)
                if lost >= 0 and not uneven:
                    values = {first: lost, **true}
                    moved = sorted((f, x) for f, x in values.items() if x != figures[f].printed)
                    more = costs.of_value(lost) if lost else 0.0
                    yield Event("shift", tuple(moved), cost + more)
