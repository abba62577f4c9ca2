"""What may really have stood in a block: each way to read it that its own sums allow.

A *pattern* is a set of true values for some figures of a block, after which all local demands
hold, with what it costs and what it does to the block's dimensions. Different tellings of one
pattern (a figure slid; or one vanished and one appeared) are one pattern.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import permutations
from math import inf
from operator import attrgetter

import msgspec

from .events import Event, Events, Tie, Values
from .system import System

_MOST_STEPS = 60_000  # of one block
_ENDS = 10  # last moves that are as much work as a step
_MOST_EVENTS = 12  # in one block
DEAREST = 45.0  # nats: a block that only this would mend is not mended
_UNNUMBERED = 1_000_000  # a move that only closes a sum
_COST = attrgetter("cost")


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


class Patterns:
    """The patterns of one block: sets of events after which its own sums hold.

    What demands are off by, and how far figures move, is kept as one number, Σ x[k] · 2^(k·bits):
    to add two is one addition, and it is 0 if all of them are.
    """

    def __init__(self, single: Events, halves: Iterable[Event] = ()) -> None:
        """``halves`` are those of events that touch another block as well, at what they cost here."""
        system, block = single.system, single.block
        self.single, self.system, self.block = single, system, block
        self.equal = [d for d in block.local if not d.at_least]
        self.bounds = [d for d in block.local if d.at_least]
        values = system.values
        self.residuals = tuple(d.residual(values) for d in self.equal)
        self.local_of: dict[int, list[tuple[int, int]]] = {f: [] for f in block.figures}
        for k, demand in enumerate(self.equal):
            for f, c in demand.terms.items():
                self.local_of[f].append((k, c))
        self.fails = block.fails(values)
        self.known_moves: dict[tuple[int, int], Move | None] = {}
        events = cheapest_of((*self.single.suggested(), *halves))
        self.bits = self._bits(events)
        self.place_of = {f: 1 << i * self.bits for i, f in enumerate(block.figures)}
        self.change_of = {f: self._packed(of) for f, of in self.local_of.items()}
        self.all_moves = self.moves = [self._move(e, i) for i, e in enumerate(events)]
        hints = {(f, x) for f in block.figures for x in self.single.hints(f)}
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
        self.floor = min(self.least, self.single.least())

    def cheapest(
        self, slack: float, *, hinted: bool = False, dearest: float = DEAREST
    ) -> list[Pattern]:
        """The patterns that cost at most ``slack`` more than the cheapest, by cost; none where that
        costs more than ``dearest``.

        Where ``hinted``, those that begin with what would make a column close.
        """
        self._try(self.hinted if hinted else self.all_moves)
        limit = slack
        while True:
            found = self.below(limit)
            least = cheapest_whole(found)
            if not self.fails or limit >= least + slack or limit > dearest:
                break
            limit = least + slack if least < inf else limit + 4.5
        self._try(self.all_moves)
        return [p for p in found if p.cost <= least + slack]

    def _try(self, moves: list[Move]) -> None:
        """Look among these; what is known of others is forgotten."""
        if moves is not self.moves:
            self.moves = moves
            self.closing.clear()
            self.leaving.clear()

    def below(
        self, dearest: float, *, price: Sequence[float] = (), limit: float = 1e9,
        most: int = _MOST_STEPS,
    ) -> list[Pattern]:  # fmt: skip
        """Every pattern that costs at most ``dearest``, and less what its effect is worth ``limit``.

        Where that takes more than ``most`` steps some are missing, and ``complete`` is False;
        each pattern is a step more.
        """
        self.found, self.steps, self.complete, self.most = {}, 0, True, most
        self.dearest, self.limit = dearest, limit
        self._price(price)
        if not self.fails:
            self._record(())
        self._extend((), 0.0, 0.0, self._packed(enumerate(self.residuals)), 0, 0)
        found = [self._pattern(steps, *each) for steps, each in self.found.items()]
        self.steps += len(found)
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
            for d, c in self.single.dims_of[f]:
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
            event = self.single.value(f, value)
            move = None if event is None else self._move(event)
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
        ways = self._ending(residuals)
        self.steps += len(ways) // _ENDS
        for move in ways:
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
            for dim, c in self.single.dims_of[f]:
                effect[dim] = effect.get(dim, 0) + c * (x - self.system.figures[f].printed)
        for dim, v in (tie for e in events for tie in e.other_half):
            effect[dim] = effect.get(dim, 0) + v
        return tuple(sorted((d, v) for d, v in effect.items() if v))


def cheapest_of(events: Iterable[Event]) -> list[Event]:
    """The events by cost; of those that say the same of the same figures the cheapest."""
    found: dict[tuple[Values, Tie], Event] = {}
    for event in sorted(events, key=lambda e: (e.cost, e.values)):
        found.setdefault((event.values, event.other_half), event)
    return [*found.values()]


def _up_to(room: float, moves: list[Move]) -> list[Move]:
    return moves[: bisect_right(moves, room, key=_COST)]


def _behind(last: int, moves: list[Move]) -> list[Move]:
    return moves if last < 0 else [m for m in moves if m.number > last]


def dimensions_of(
    system: System,
) -> tuple[list[list[tuple[int, int]]], list[tuple[int, ...]]]:
    """For each figure its dimensions with coefficients; and what each dimension is off by: as
    printed, and if a total of it were as it is told elsewhere."""
    elsewhere: dict[int, list[int]] = {}
    for demand in (d for b in system.blocks if b.is_whole for d in b.local):
        if len(demand.terms) == 2 and not demand.constant and not demand.at_least:
            for f, g in permutations(demand.terms):
                elsewhere.setdefault(f, []).append(g)
    dims: list[list[tuple[int, int]]] = [[] for _ in system.figures]
    values, off = system.values, []
    for k, demand in enumerate(system.dimensions):
        here = demand.residual(values)
        may_be = [here]
        for f, c in demand.terms.items():
            dims[f].append((k, c))
            may_be += [here + c * (values[g] - values[f]) for g in elsewhere.get(f, ())]
        off.append(tuple(dict.fromkeys(may_be)))
    return dims, off


def cheapest_whole(patterns: Iterable[Pattern]) -> float:
    """What the cheapest pattern costs that is whole in its block."""
    whole = (p.cost for p in patterns if not any(e.other_half for e in p.events))
    return min(whole, default=inf)
