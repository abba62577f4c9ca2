"""From a system to every repair of it within a margin of the cheapest."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from math import exp, log1p
from types import MappingProxyType

import msgspec

from .costs import CAUSE, PRINTER, READER, Noise
from .patterns import Patterns, Weigh, dimensions_of
from .search import Choices, Found, Search
from .system import System

MARGIN = 4.5  # nats beyond the cheapest repair up to which all others are listed
ENOUGH = 24  # repairs beside the cheapest that are listed at most
_SLACK, _SLACK_CLOSED = 9.5, 11.6  # of a block's patterns: one that fails, one that does not
_LOOKS = ((3.5, 6.0), (6.5, 9.0), (_SLACK, _SLACK_CLOSED))  # of those that the first looks have
_NEVER = 150.0  # nats: dearer than anything that is worth telling
_STEPS, _FIRST_STEPS = 40_000, 5_000
_LOOSE = 1.0  # nats by which the first look's prices may mislead
_EPS = 1e-9
_MANY = 3  # figures that one cause touches at least
_FAR = 14.0  # nats above the bound at which the first look ends


class Solved(msgspec.Struct):
    """The cheapest repairs by cost; ``complete`` is False where a limit was hit first."""

    found: list[Found]
    complete: bool
    steps: int


def solve(
    system: System, *, weigh: Weigh | None = None,
    seen: Mapping[int, Iterable[int]] = MappingProxyType({}),
) -> Solved:  # fmt: skip
    """The :data:`ENOUGH` cheapest repairs of ``system`` within :data:`MARGIN` of the cheapest.

    Every account of what went wrong is asked: a reader, a reader with one cause for a whole
    column, a printer. ``weigh`` is what second readings add to a figure's being something
    else, ``seen`` what they have for it.
    """
    accounts = [
        _Account(system, READER, weigh, seen, caused=()),
        *(_Account(system, READER, weigh, seen, caused=c, more=CAUSE) for c in _columns(system)),
        _Account(system, PRINTER, weigh, seen, caused=()),
    ]
    ceiling = min(account.best for account in accounts) + MARGIN
    found: dict[tuple[tuple[int, int], ...], Found] = {}
    complete, steps = True, 0
    for account in sorted(accounts, key=lambda a: a.best):
        solved = account.below(ceiling)
        for f in solved.found:
            known = found.get(_spelled(f))
            found[_spelled(f)] = f if known is None else _either(known, f)
            ceiling = min(ceiling, f.cost + MARGIN)
        complete, steps = complete and solved.complete, steps + solved.steps
    ranked = sorted(found.values(), key=lambda f: (f.cost, _spelled(f)))
    near = [f for f in ranked if f.cost <= ranked[0].cost + MARGIN][: ENOUGH + 1]
    return Solved(near, complete, steps)


def _either(a: Found, b: Found) -> Found:
    """A table that two accounts explain: their probabilities add up."""
    cheaper, dearer = sorted((a, b), key=lambda f: f.cost)
    return Found(cheaper.cost - log1p(exp(cheaper.cost - dearer.cost)), cheaper.chosen)


def _spelled(found: Found) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(v for p in found.chosen.values() for v in p.values))


def _columns(system: System) -> Iterator[frozenset[int]]:
    """The columns that one cause may have filled: they come to far more than they should."""
    values = system.values
    for demand in system.dimensions:
        cells = frozenset(f for f in demand.terms if not system.figures[f].stated)
        filled = [f for f in cells if values[f]]
        more = abs(demand.residual(values))
        if len(filled) >= _MANY and more >= _MANY and 2 * more >= sum(values[f] for f in filled):
            yield cells


class _Account:
    """One account of what went wrong: a noise, perhaps a column that one cause damaged."""

    def __init__(
        self, system: System, noise: Noise, weigh: Weigh | None,
        seen: Mapping[int, Iterable[int]], *, caused: Container[int], more: float = 0.0,
    ) -> None:  # fmt: skip
        """A first look: the cheapest repair of few patterns, which bounds what is looked for."""
        dims, residuals = dimensions_of(system)
        self.more, self.target = more, [-r for r in residuals]
        self.makers = [
            Patterns(
                system, block, noise=noise, dims_of=dims, residuals=residuals, weigh=weigh,
                seen=seen, caused=caused,
            )
            for block in system.blocks
        ]  # fmt: skip
        self.best, self.steps = _NEVER, 0
        for slack, slack_closed in _LOOKS:
            self.first = [
                Choices(m.cheapest(slack if m.fails else slack_closed), m.fails)
                for m in self.makers
            ]
            self.hopeless = any(c.must and not c.patterns for c in self.first)
            if self.hopeless:
                return
            self.search = Search(self.first, self.target)
            found = self.search.cheapest(
                margin=0.0, enough=1, most_steps=_FIRST_STEPS, budget=self.search.bound + _FAR
            )
            self.steps += self.search.steps
            if found:
                self.best = found[0].cost + more
                return
            if self.search.bound < _NEVER and not self.search.complete:
                break
        self.hopeless = self.search.bound >= _NEVER
        if not self.hopeless:
            self.best = self.search.bound + _FAR + more

    def below(self, ceiling: float) -> Solved:
        """All repairs up to ``ceiling``, from every pattern that one of them can have."""
        if self.hopeless:
            return Solved([], True, 0)
        budget = min(ceiling, self.best + MARGIN) - self.more
        price, least = self.search.least()
        room = budget - self.search.bound
        if room < -_EPS and self.search.bound - _LOOSE > budget:
            return Solved([], True, self.steps)
        second = []
        for b, m in enumerate(self.makers):
            cheapest = min(p.cost for p in self.first[b].patterns) if m.fails else 0.0
            dearest = cheapest + (_SLACK if m.fails else _SLACK_CLOSED)
            second.append(
                Choices(
                    m.below(dearest, price=price, limit=least[b] + max(room, 0.0) + _LOOSE), m.fails
                )
            )
        search = Search(second, self.target)
        found = search.cheapest(margin=MARGIN, enough=ENOUGH, most_steps=_STEPS, budget=budget)
        return Solved(
            [
                Found(f.cost + self.more, f.chosen)
                for f in found
                if not self.more or any(e.caused for e in f.events)
            ],
            search.complete,
            self.steps + search.steps,
        )
