"""One account of what went wrong: a reader's noise, a printer's, one cause in a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any

import msgspec

from .costs import KEPT, PRINTER, Noise
from .events import NO_CAUSE, Cause, Event, Events, Weigh
from .halves import Halves, joined
from .patterns import DEAREST, Pattern, Patterns, cheapest_whole, dimensions_of
from .search import EPS, Choices, Found, Search
from .system import System

_MOST, _FIRST_MOST = 6_000_000, 100_000  # states of a search; of its first look
_NEVER, _NEVER_MORE = 60.0, 0.5  # nats: dearer than what is worth telling; more for each block
_FIRST = 20  # repairs of the first look
_STEPS = 100_000  # of listing patterns once
_GOOD, _LOOSE = 0.1, 1.0  # nats by which prices may mislead: as good as new; to be listed at
_MISPRINTS, _EACH_MORE = 2, 1.0  # in one table; what each further one costs
_REPRICED = 8  # times that patterns are listed at better prices
_NEAR, FAR = 4.0, 18.0  # nats above the bound: most are found so; the search ends


def too_dear(system: System) -> float:
    """What a repair costs that is not looked for: so much else would close the sums as well."""
    return _NEVER + _NEVER_MORE * len(system.blocks)


class Look(msgspec.Struct, frozen=True):
    """How much dearer than its cheapest the patterns of a block may be: of one that fails; of one
    that does not. ``hinted`` if only what would make a column close is tried."""

    failing: float
    holding: float
    hinted: bool = False


class Solved(msgspec.Struct):
    """The cheapest repairs by cost, all that cost up to ``within`` nats more than the first;
    ``complete`` is False where a limit was hit before that was known."""

    found: list[Found]
    complete: bool
    states: int
    within: float = 0.0


class Account:
    """One account of what went wrong: a noise, perhaps a column that one cause damaged.

    ``bound`` is what a repair must cost, infinite if nothing closes; ``first`` are repairs that
    are seen at once, by cost, which need not be the cheapest.
    """

    def __init__(
        self, system: System, noise: Noise, looks: Sequence[Look], *, weigh: Weigh | None,
        seen: Mapping[int, Iterable[int]], number: int, cause: Cause = NO_CAUSE,
        premise: Event | None = None, printed: Sequence[int] = (), dearest: float = inf,
    ) -> None:  # fmt: skip
        """Of each block its cheapest patterns are listed first, more where they close nothing.

        ``system`` may be one as if ``premise`` had been mended already, of what is ``printed``;
        repairs that cost more than ``dearest`` are of no use.
        """
        dims, off = dimensions_of(system)
        self.premise, self.printed, self.dims = premise, printed, dims
        self.number = number
        halves = Halves(system, noise, weigh, len(off))
        self.noise, self.cause = noise, cause
        self.more = cause.cost + (premise.cost if premise is not None else 0.0)
        self.too_dear = too_dear(system)
        self.target = [-printed for printed, *_ in off] + [0] * halves.n_ties
        self.makers = [
            Patterns(
                Events(
                    system, block, noise=noise, dims_of=dims, off=off, weigh=weigh,
                    seen=seen, cause=cause,
                ),
                halves.by_block.get(b, ()),
            )
            for b, block in enumerate(system.blocks)
        ]  # fmt: skip
        self.first: list[Found] = []
        self.bound, self.size = inf, 0
        self.asked, self.listed = -inf, False
        if self._closes(looks, min(dearest - self.more, DEAREST)):
            self.bound = self.search.bound + self.more
        if self.bound < self.too_dear:
            self._prepare(looks[-1])

    def _closes(self, looks: Sequence[Look], dearest: float) -> bool:
        """Whether one of the looks, each at more patterns than the last, finds what closes all."""
        for look in looks:
            self.known = [
                {
                    (p.values, p.effect): p
                    for p in m.cheapest(
                        look.failing if m.fails else look.holding,
                        hinted=look.hinted,
                        dearest=dearest,
                    )
                }
                for m in self.makers
            ]
            if any(m.fails and not k for m, k in zip(self.makers, self.known, strict=True)):
                return False
            self.search = self._search()
            if self.search.bound < inf:
                return True
        return False

    def _prepare(self, widest: Look) -> None:
        """What patterns may cost, and the first repairs among those that are known."""
        each = [*zip(self.makers, self.known, strict=True)]
        self.cheapest = [min(p.cost for p in k.values()) if m.fails else 0.0 for m, k in each]
        self.dearest = [
            widest.failing + cheapest_whole(k.values()) if m.fails else widest.holding
            for m, k in each
        ]
        self.size = sum(map(len, self.known))
        for far in (_NEAR, FAR):
            budget = self.search.bound + far
            first = self.search.cheapest(budget=budget, enough=_FIRST, most=_FIRST_MOST)
            if first:
                self.first = sorted(self._priced(first), key=lambda f: f.cost)
                break

    def below(self, ceiling: float, enough: int) -> Solved:
        """All repairs up to ``ceiling``, from every pattern that one of them can have."""
        budget = ceiling - self.more
        if self.bound >= self.too_dear:
            return Solved([], True, 0)
        if budget > self.asked:
            self._list(budget)
        most = _MOST if self.listed else _FIRST_MOST  # nothing is proved if some were not listed
        found = self.search.cheapest(budget=budget, enough=enough, most=most)
        return Solved(
            [
                f
                for f in self._priced(found)
                if not self.cause.cost or any(e.caused for e in f.events)
            ],
            self.search.complete and self.listed,
            self.search.states,
        )

    def prove_bound(self, dearest: float) -> None:
        """So that no pattern makes :attr:`bound` too high, if it is less than ``dearest``; before,
        only few were looked at."""
        if self.bound < self.too_dear:
            self._list(min(self.search.bound, dearest - self.more))

    def _list(self, budget: float) -> None:
        """Every pattern that a repair of up to ``budget`` can have, and the search of them.

        Prices are those of the patterns known so far; where others turn out to be cheaper at
        these prices, the bound was too high, and all is priced anew with them.
        """
        self.asked, self.listed = budget, False
        for _ in range(_REPRICED):
            price, least = self.search.least()
            room = max(budget - self.search.bound, 0.0) + _LOOSE
            left = _STEPS
            for b, m in enumerate(self.makers):
                dearest = min(self.dearest[b], budget - sum(self.cheapest) + self.cheapest[b])
                found = m.below(dearest + EPS, price=price, limit=least[b] + room, most=left)
                left -= m.steps
                self.known[b].update(((p.values, p.effect), p) for p in found)
            bound, self.search = self.search.bound, self._search(self.search.price)
            cheaper = bound - self.search.bound
            if cheaper > _GOOD:
                self.search = self._search()
            if cheaper <= _LOOSE:
                self.listed = all(m.complete for m in self.makers)
                break
        self.bound, self.size = self.search.bound + self.more, sum(map(len, self.known))

    def _search(self, price: Any | None = None) -> Search:
        choices = [
            Choices(list(known.values()), m.fails)
            for known, m in zip(self.known, self.makers, strict=True)
        ]
        return Search(choices, self.target, price)

    def _priced(self, found: Iterable[Found]) -> Iterator[Found]:
        """With what this account costs itself; without those that have half of an event."""
        for f in found:
            if (chosen := joined(f.chosen)) is not None:
                f = Found(f.cost, chosen, account=self.number)
                f.cost += self.more + self._on_top(f)
                if self.premise is not None:
                    f.chosen = self._with_premise(self.premise, chosen)
                yield f

    def _with_premise(self, premise: Event, chosen: Mapping[int, Pattern]) -> dict[int, Pattern]:
        """What was mended already, but for figures that other events make something else; these
        hold of what is printed."""
        told: dict[int, Pattern] = {}
        for b, pattern in chosen.items():
            events = []
            for event in pattern.events:
                values = tuple((f, x) for f, x in event.values if x != self.printed[f])
                events.append(msgspec.structs.replace(event, values=values))
            told[b] = Pattern(pattern.cost, tuple(events), pattern.effect)
        touched = {f for p in chosen.values() for e in p.events for f, _ in e.values}
        rest = tuple((f, x) for f, x in premise.values if f not in touched)
        if rest:
            b = next(b for b, m in enumerate(self.makers) if rest[0][0] in m.block.figures)
            dims = {d: 1 for f, _ in rest for d, _ in self.dims[f]}
            old = told.get(b, Pattern(0.0, (), ()))
            effect = tuple(sorted({**dims, **dict(old.effect)}.items()))
            event = msgspec.structs.replace(premise, values=rest)
            told[b] = Pattern(old.cost + premise.cost, (*old.events, event), effect)
        return told

    def _on_top(self, found: Found) -> float:
        """A printer seldom errs more than twice; what filled a column seldom leaves a figure true."""
        left = self.cause.filled - sum(1 for e in found.events if e.caused)
        if self.cause.filled and left > 0:
            return KEPT * left
        if self.noise is not PRINTER:
            return 0.0
        return _EACH_MORE * max(sum(1 for _ in found.events) - _MISPRINTS, 0)
