"""What may really have stood in a block: each way to read it that its own sums allow.

A *pattern* is a set of true values for some figures of a block, after which all local demands
hold, with what it costs and what it does to the block's dimensions. Different tellings of one
pattern (a figure slid; or one vanished and one appeared) are one pattern.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import inf, log
from operator import attrgetter
from types import MappingProxyType
from typing import Literal

import msgspec

from . import costs
from .costs import Noise
from .system import Block, System

Kind = Literal["clear", "misread", "missing", "shift", "swap", "stated"]

_SPLITS = (1, 2, 3)  # values of a lost figure that are tried whatever the sums say
_MOST_STEPS = 60_000  # of one block
_MOST_EVENTS = 12  # in one block
_LEAST = 0.2  # nats: an event costs something, whatever others have read
_DEAREST = 60.0  # nats: a block that only this would mend is not mended
_UNNUMBERED = 1_000_000  # a move that only closes a sum
_COST = attrgetter("cost")
_RUN = 8  # cells that may slide together
_LINE = 2  # figures that have slid with all their row, at least
_DOWN = 10  # cells of a row of which several may stand in another

Values = tuple[tuple[int, int], ...]
"""Figures and what they truly are."""
Tie = tuple[tuple[int, int], ...]
"""Dimensions that only the other half of an event closes, and by how much one half opens them."""
Weigh = Callable[[Values], float]
"""What other readings add to the cost of an event: its figures → nats."""


class Cause(msgspec.Struct, frozen=True):
    """One thing that damaged many figures of a column, and what it did to them."""

    figures: frozenset[int] = frozenset()
    kinds: frozenset[Kind] = frozenset()


NO_CAUSE = Cause()


class Event(msgspec.Struct, frozen=True, gc=False):
    """One thing that went wrong: the figures it touched and what they truly are."""

    kind: Kind
    values: Values
    cost: float
    caused: bool = False  # one of many of one cause in a column
    known: bool = False  # a witness has it so as well
    other_half: Tie = ()  # where it is half of what went wrong


class Move(msgspec.Struct, gc=False):
    """An event in its block: which figures it touches (a bit each), by how much it changes each
    local demand and each figure, and what that is worth at the prices of the dimensions.

    ``changes`` and ``steps`` are many numbers in one, which add up as one (:class:`Patterns`).
    """

    event: Event
    cost: float
    touched: int
    changes: int
    steps: int
    number: int  # among those that are tried
    worth: float = 0.0


class Pattern(msgspec.Struct, gc=False):
    """True values of some figures of a block; ``effect`` is what that changes, by dimension."""

    cost: float
    events: tuple[Event, ...]
    effect: tuple[tuple[int, int], ...]
    values: Values = ()

    def __post_init__(self) -> None:
        self.values = tuple(sorted(v for e in self.events for v in e.values))


def value_event(system: System, f: int, value: int, noise: Noise) -> Event | None:
    """The event by which figure ``f`` is really ``value``; None where it is as printed."""
    figure = system.figures[f]
    printed = figure.printed
    if value == printed or value < 0:
        return None
    if figure.unread:
        return Event("misread", ((f, value),), costs.UNREAD)
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


class Patterns:
    """The patterns of one block: sets of events after which its own sums hold.

    What demands are off by, and how far figures move, is kept as one number, Σ x[k] · 2^(k·bits):
    to add two is one addition, and it is 0 if all of them are.
    """

    def __init__(
        self, system: System, block: Block, *, noise: Noise,
        dims_of: Sequence[Sequence[tuple[int, int]]], residuals: Sequence[int], weigh: Weigh | None = None,
        seen: Mapping[int, Iterable[int]] = MappingProxyType({}), cause: Cause = NO_CAUSE,
        halves: Iterable[Event] = (),
    ) -> None:  # fmt: skip
        """``seen`` are values that witnesses have; what the ``cause`` did is cheap; ``halves`` are
        those of events that touch another block as well, at what they cost here."""
        self.noise, self.seen, self.cause = noise, seen, cause
        self.system, self.block, self.dims_of = system, block, dims_of
        self.equal = [d for d in block.local if not d.at_least]
        self.bounds = [d for d in block.local if d.at_least]
        self.weigh = weigh
        values = system.values
        self.residuals = tuple(d.residual(values) for d in self.equal)
        self.local_of: dict[int, list[tuple[int, int]]] = {f: [] for f in block.figures}
        for k, demand in enumerate(self.equal):
            for f, c in demand.terms.items():
                self.local_of[f].append((k, c))
        self.fails = block.fails(values)
        self.known_moves: dict[tuple[int, int], Move | None] = {}
        events = sorted((*self._events(residuals), *halves), key=lambda e: (e.cost, e.values))
        self.bits = self._bits(events)
        self.place_of = {f: 1 << i * self.bits for i, f in enumerate(block.figures)}
        self.change_of = {f: self._packed(of) for f, of in self.local_of.items()}
        self.all_moves = self.moves = [self._move(e, i) for i, e in enumerate(events)]
        hints = {(f, x) for f in block.figures for x in self._hints(f, residuals)}
        self.hinted = [m for m in self.moves if not hints.isdisjoint(m.event.values)]
        self.least = self.moves[0].cost if self.moves else 1e9
        self.by_changes: dict[int, list[Move]] = {}
        for move in self.moves:
            self.by_changes.setdefault(move.changes, []).append(move)
        self.closing: dict[tuple[int, int], list[Move]] = {}
        self.leaving: dict[tuple[int, int], list[Move]] = {}
        self.ending: dict[int, list[Move]] = {}
        self.found: dict[int, tuple[float, tuple[Move, ...]]] = {}
        self.patterns: dict[int, Pattern] = {}
        self.price: Sequence[float] | None = None
        self.steps = 0
        cheapest = min(noise.clear, noise.alike, noise.other, noise.missing, noise.stated_alike,
                       noise.stated_other)  # fmt: skip
        if any(system.figures[f].unread for f in block.figures):
            cheapest = costs.UNREAD
        if not self.cause.figures.isdisjoint(block.figures):
            cheapest = min(cheapest, costs.CAUSED)
        self.floor = min(self.least, cheapest) if weigh is None else _LEAST

    # ------------------------------------------------------------- single events

    def _events(self, residuals: Sequence[int]) -> Iterator[Event]:
        """Events whose outcome is known before any sum is looked at."""
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
            wanted.update(self._hints(f, residuals), self.seen.get(f, ()))
            for value in sorted(wanted):
                if (event := value_event(system, f, value, self.noise)) is not None:
                    yield self._priced(event)
            yield from map(self._priced, self._moves(f))
        yield from map(self._priced, self._exchanged(residuals))
        if self.noise.line is not None and self.fails:
            for line in self.block.lines:
                yield from map(self._priced, self._line(line, self.noise.line))
                yield from map(self._priced, self._line(line[::-1], self.noise.line))

    def _hints(self, f: int, residuals: Sequence[int]) -> Iterator[int]:
        """What would make its columns close."""
        for dim, c in self.dims_of[f]:
            hint, rest = divmod(-residuals[dim], c)
            if hint and not rest:
                yield self.system.figures[f].printed + hint

    def _priced(self, event: Event) -> Event:
        """The event at what it costs here: of one cause, as other readings have it."""
        touched = [f for f, _ in event.values]
        caused = event.kind in self.cause.kinds and not self.cause.figures.isdisjoint(touched)
        caused = caused and not any(self.system.figures[f].stated for f in touched)
        if not caused and self.weigh is None:
            return event
        cost = costs.CAUSED if caused else event.cost
        if self.weigh is not None:
            cost = max(cost + self.weigh(event.values), _LEAST)
        known = event.known or all(x in self.seen.get(f, ()) for f, x in event.values)
        return Event(event.kind, event.values, cost, caused, known)

    def _exchanged(self, residuals: Sequence[int]) -> Iterator[Event]:
        """Two totals of the text, by region or by type, that both leave a sum open."""
        figures = self.system.figures
        open_ones = [
            f
            for f in self.block.figures
            if figures[f].key.origin == "prose" and any(residuals[d] for d, _ in self.dims_of[f])
        ]
        for f, g in combinations(open_ones, 2):
            x, y = figures[f].printed, figures[g].printed
            alike = [(k.scope, k.batch, k.measure) for k in (figures[f].key, figures[g].key)]
            if x and y and x != y and alike[0] == alike[1]:
                yield Event("swap", ((f, y), (g, x)), self.noise.exchanged)

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
        for demand in self.equal:
            if c := demand.terms.get(first):
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

    # ---------------------------------------------------------- sets of events

    def cheapest(self, slack: float, *, hinted: bool = False) -> list[Pattern]:
        """The patterns that cost at most ``slack`` more than the cheapest, by cost.

        Where ``hinted``, those that begin with what would make a column close.
        """
        self.moves = self.hinted if hinted else self.all_moves
        self.leaving.clear()
        limit = slack
        while True:
            found = self.below(limit)
            least = cheapest_whole(found)
            if not self.fails or limit >= least + slack or limit > _DEAREST:
                break
            limit = least + slack if least < inf else limit + 4.5
        self.moves = self.all_moves
        self.leaving.clear()
        return [p for p in found if p.cost <= least + slack]

    def below(
        self, dearest: float, *, price: Sequence[float] = (), limit: float = 1e9,
        most: int = _MOST_STEPS,
    ) -> list[Pattern]:  # fmt: skip
        """Every pattern that costs at most ``dearest``, and less what its effect is worth ``limit``.

        Where that takes more than ``most`` steps some are missing, and ``complete`` is False.
        """
        self.found, self.steps, self.complete, self.most = {}, 0, True, most
        self.dearest, self.limit = dearest, limit
        self._price(price)
        if not self.fails:
            self._record(())
        self._extend((), 0.0, 0.0, self._packed(enumerate(self.residuals)), 0, 0)
        found = [self._pattern(steps, *each) for steps, each in self.found.items()]
        return sorted(found, key=lambda p: (p.cost, p.values))

    def _pattern(self, steps: int, cost: float, moves: Sequence[Move]) -> Pattern:
        """Told once, as long as it is not found for less."""
        known = self.patterns.get(steps)
        if known is None or cost < known.cost:
            events = tuple(m.event for m in moves)
            known = self.patterns[steps] = Pattern(cost, events, self._effect(events))
        return known

    def _price(self, price: Sequence[float]) -> None:
        """What moves are worth at these prices; without any, nothing."""
        if self.price == price:
            return
        self.price = price
        self.worth = dict.fromkeys(self.block.figures, 0.0)
        for f in self.worth if price else ():
            for d, c in self.dims_of[f]:
                self.worth[f] += price[d] * c
        figures = self.system.figures
        for move in (*self.all_moves, *filter(None, self.known_moves.values())):
            move.worth = 0.0
            for f, x in move.event.values if price else ():
                move.worth += self.worth[f] * (x - figures[f].printed)
            for d, v in move.event.other_half if price else ():
                move.worth += price[d] * v
        self.gains = [0.0]
        for reduced in sorted(m.cost - m.worth for m in self.all_moves)[:_MOST_EVENTS]:
            self.gains.append(min(self.gains[-1] + reduced, self.gains[-1]))

    # ------------------------------------------------------- many numbers in one

    def _bits(self, events: Iterable[Event]) -> int:
        """Enough for whatever some events can come to; what closes a sum may open another."""
        figures = self.system.figures
        steps = [abs(x - figures[f].printed) for e in events for f, x in e.values]
        ties = [abs(v) for e in events for _, v in e.other_half]
        most = sum(map(abs, self.residuals)) + _MOST_EVENTS * max((*steps, *ties), default=0)
        return most.bit_length() + _MOST_EVENTS + 2

    def _packed(self, numbers: Iterable[tuple[int, int]]) -> int:
        return sum(number << (place * self.bits) for place, number in numbers)

    def _at(self, packed: int, place: int) -> int:
        low, half = place * self.bits, 1 << (self.bits - 1)
        return (((packed + (1 << low >> 1)) >> low) + half) % (2 * half) - half

    # ------------------------------------------------------------------- the search

    def _move(self, event: Event, number: int = _UNNUMBERED) -> Move:
        touched = changes = steps = 0
        for f, x in event.values:
            step, place = x - self.system.figures[f].printed, self.place_of[f]
            touched |= place
            changes += step * self.change_of[f]
            steps += step * place
        if event.other_half:
            steps += self._packed((len(self.place_of) + d, v) for d, v in event.other_half)
        return Move(event, event.cost, touched, changes, steps, number)

    def _value_move(self, f: int, value: int) -> Move | None:
        if (f, value) not in self.known_moves:
            event = value_event(self.system, f, value, self.noise)
            move = None if event is None else self._move(self._priced(event))
            if move is not None:
                move.worth = self.worth[f] * (value - self.system.figures[f].printed)
            self.known_moves[f, value] = move
        return self.known_moves[f, value]

    def _first_open(self, residuals: int) -> tuple[int, int]:
        """(The first demand that does not hold; what it is off by.)"""
        k = ((residuals & -residuals).bit_length() - 1) // self.bits
        return k, self._at(residuals, k)

    def _closing(self, k: int, residual: int) -> list[Move]:
        """What closes a demand that is off by ``residual``, by cost."""
        found = self.closing.get((k, residual))
        if found is None:
            known = [m for m in self.moves if self._at(m.changes, k) == -residual]
            found = self.closing[k, residual] = self._with_values(known, k, residual)
        return found

    def _with_values(
        self, known: Sequence[Move], k: int, residual: int, all_open: int = 0
    ) -> list[Move]:
        """``known`` and what a figure must be to close a demand, or all that is open, by cost."""
        by_values = {(m.event.values, m.event.other_half): m for m in known}
        for f, c in self.equal[k].terms.items():
            step, rest = divmod(-residual, c)
            if rest or (all_open and step * self.change_of[f] != -all_open):
                continue
            value = self.system.figures[f].printed + step
            if value >= 0 and (move := self._value_move(f, value)) is not None:
                by_values.setdefault((move.event.values, ()), move)
        return sorted(by_values.values(), key=_COST)

    def _leaving(self, k: int, residual: int) -> list[Move]:
        """What changes a demand that is off by ``residual`` and leaves it open, by cost."""
        found = self.leaving.get((k, residual))
        if found is None:
            found = [m for m in self.moves if self._at(m.changes, k) not in (0, -residual)]
            self.leaving[k, residual] = found
        return found

    def _ending(self, residuals: int) -> list[Move]:
        """What closes all that is off at once, by cost."""
        found = self.ending.get(residuals)
        if found is None:
            known = self.by_changes.get(-residuals, ())
            found = self._with_values(known, *self._first_open(residuals), residuals)
            self.ending[residuals] = found
        return found

    def _may_go_on(self, cost: float, reduced: float) -> bool:
        """Whether moves after these can still end below both limits."""
        more = int((self.dearest - cost) / self.least)
        return reduced + self.gains[min(more, len(self.gains) - 1)] <= self.limit

    def _extend(
        self, moves: tuple[Move, ...], cost: float, reduced: float, residuals: int, start: int,
        used: int, at: int = -1, last: int = -1,
    ) -> None:  # fmt: skip
        """Every pattern that begins so.

        What is done in any order is tried in one: where all is closed, moves from ``start`` on
        may follow; at a demand (``at``) that move ``last`` has left open, moves after that.
        """
        self.steps += 1
        if self.steps > self.most:
            self.complete = False
            return
        room = self.dearest - cost
        if residuals:
            k, residual = self._first_open(residuals)
            last = last if k == at else -1
            at = k
            ways = _behind(last, _up_to(room, self._closing(k, residual)))
            ways += _behind(last, _up_to(room - self.floor, self._leaving(k, residual)))
        else:
            ways, at = _behind(start - 1, _up_to(room, self.moves)), -1
        for move in ways:
            if used & move.touched:
                continue
            all_of = (*moves, move)
            spent, left = cost + move.cost, reduced + move.cost - move.worth
            after, touched = residuals + move.changes, used | move.touched
            following = start if residuals else move.number + 1
            if not after:  # what closes a sum may be worth anything: only here is that known
                if left <= self.limit:
                    self._record(all_of)
                if spent + self.least <= self.dearest and self._may_go_on(spent, left):
                    self._extend(all_of, spent, left, 0, following, touched)
            elif spent + 2 * self.floor <= self.dearest:
                self._extend(all_of, spent, left, after, following, touched, at, move.number)
            elif spent + self.floor <= self.dearest:
                self._end(all_of, spent, left, after, touched)

    def _end(
        self, moves: tuple[Move, ...], cost: float, reduced: float, residuals: int, used: int
    ) -> None:
        """With one move more, which is all that can be afforded."""
        room, worst = self.dearest - cost, self.limit - reduced
        for move in self._ending(residuals):
            if move.cost > room:
                break
            if move.cost - move.worth <= worst and not used & move.touched:
                self._record((*moves, move))

    def _record(self, moves: tuple[Move, ...]) -> None:
        if self.bounds and not self._is_in_bounds(moves):
            return
        cost, steps = sum(m.cost for m in moves), sum(m.steps for m in moves)
        known = self.found.get(steps)
        if known is None or cost < known[0]:
            self.found[steps] = cost, moves

    def _is_in_bounds(self, moves: Iterable[Move]) -> bool:
        true = dict(v for m in moves for v in m.event.values)
        figures = self.system.figures
        return all(
            bound.constant
            + sum(c * true.get(f, figures[f].printed) for f, c in bound.terms.items())
            >= 0
            for bound in self.bounds
        )

    def _effect(self, events: Sequence[Event]) -> tuple[tuple[int, int], ...]:
        effect: dict[int, int] = {}
        for f, x in (v for e in events for v in e.values):
            for dim, c in self.dims_of[f]:
                effect[dim] = effect.get(dim, 0) + c * (x - self.system.figures[f].printed)
        for dim, v in (tie for e in events for tie in e.other_half):
            effect[dim] = effect.get(dim, 0) + v
        return tuple(sorted((d, v) for d, v in effect.items() if v))


def _up_to(room: float, moves: list[Move]) -> list[Move]:
    return moves[: bisect_right(moves, room, key=_COST)]


def _behind(last: int, moves: list[Move]) -> list[Move]:
    return moves if last < 0 else [m for m in moves if m.number > last]


def dimensions_of(system: System) -> tuple[list[list[tuple[int, int]]], list[int]]:
    """For each figure its dimensions with coefficients; and what each dimension is off by."""
    dims: list[list[tuple[int, int]]] = [[] for _ in system.figures]
    for k, demand in enumerate(system.dimensions):
        for f, c in demand.terms.items():
            dims[f].append((k, c))
    values = system.values
    return dims, [demand.residual(values) for demand in system.dimensions]


def halves_of(
    system: System, noise: Noise, weigh: Weigh | None, first: int
) -> tuple[dict[int, list[Event]], int]:
    """(The halves of events that touch two blocks, by block; how many dimensions they need.)

    Figures that stand in the row above or below their own are looked for where both rows fail.
    Dimensions are numbered from ``first``, one for two rows.
    """
    figures = system.figures
    home = {f: b for b, block in enumerate(system.blocks) for f in block.figures}
    fails = [block.fails(system.values) for block in system.blocks]
    halves: dict[int, list[Event]] = {}
    columns: dict[tuple[int, int], int] = {}  # of two rows that are looked at
    if noise.down is None or noise.swap_down is None or noise.run_down is None:
        return halves, 0

    def add(cells: Sequence[int], cost: float, kind: Kind) -> None:
        """``cells`` of a row and those below them, each with what the other has."""
        pairs = [(f, figures[f].below or 0) for f in cells]
        above = tuple((f, figures[g].printed) for f, g in pairs)
        under = tuple((g, figures[f].printed) for f, g in pairs)
        if weigh is not None:
            cost = max(cost + weigh(tuple(sorted((*above, *under)))), 2 * _LEAST)
        rows = home[cells[0]], home[pairs[0][1]]
        columns[rows] = number = columns.get(rows, 0) + 1
        dim = first + list(columns).index(rows)
        for b, values, way in ((rows[0], above, 1), (rows[1], under, -1)):
            tie = ((dim, way * number),)
            halves.setdefault(b, []).append(Event(kind, values, cost / 2, other_half=tie))

    runs: dict[tuple[int, int, bool], list[int]] = {}
    for f, figure in enumerate(figures):
        if figure.below is None:
            continue
        x, y = figure.printed, figures[figure.below].printed
        rows = home[f], home[figure.below]
        if x == y or rows[0] == rows[1] or not all(fails[b] for b in rows):
            continue
        add((f,), noise.swap_down if x and y else noise.down, "swap" if x and y else "shift")
        if not (x and y):
            runs.setdefault((*rows, not x), []).append(f)
    for (above, _, upwards), cells in runs.items():
        for several in _coming_to(system, system.blocks[above], cells[:_DOWN], upwards):
            add(several, noise.run_down, "shift")
    return halves, len(columns)


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


def cheapest_whole(patterns: Iterable[Pattern]) -> float:
    """What the cheapest pattern costs that is whole in its block."""
    whole = (p.cost for p in patterns if not any(e.other_half for e in p.events))
    return min(whole, default=inf)


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
