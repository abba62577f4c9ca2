"""One account of what went wrong: a reader's noise, a printer's, one cause in a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from .costs import PRINTER, Noise
from .patterns import NO_CAUSE, Cause, Patterns, Weigh, dimensions_of
from .search import Choices, Found, Search
from .system import System

_NEVER = 150.0  # nats: dearer than anything that is worth telling
_STEPS, _FIRST_STEPS = 150_000, 5_000
_LOOSE = 1.0  # nats by which the first look's prices may mislead
_MISPRINTS, _EACH_MORE = 2, 1.0  # in one table; what each further one costs
_REPRICED = 8  # times that patterns are listed at better prices
FAR = 14.0  # nats above the bound at which the search ends


class Solved(msgspec.Struct):
    """The cheapest repairs by cost; ``complete`` is False where a limit was hit first."""

    found: list[Found]
    complete: bool
    steps: int


class Account:
    """One account of what went wrong: a noise, perhaps a column that one cause damaged."""

    def __init__(
        self, system: System, noise: Noise, looks: Sequence[tuple[float, float]],
        weigh: Weigh | None, seen: Mapping[int, Iterable[int]], *, number: int,
        cause: Cause = NO_CAUSE, more: float = 0.0,
    ) -> None:  # fmt: skip
        """A first look: the cheapest repair of few patterns, which bounds what is looked for."""
        dims, residuals = dimensions_of(system)
        self.number = number
        self.noise, self.more, self.target = noise, more, [-r for r in residuals]
        self.asked = -1e9
        self.makers = [
            Patterns(
                system, block, noise=noise, dims_of=dims, residuals=residuals, weigh=weigh,
                seen=seen, cause=cause,
            )
            for block in system.blocks
        ]  # fmt: skip
        self.best: Found | None = None
        self.bound = _NEVER
        for slack, slack_closed in looks:
            self.known = [
                {p.values: p for p in m.cheapest(slack if m.fails else slack_closed)}
                for m in self.makers
            ]
            self.size = sum(map(len, self.known))
            if any(m.fails and not k for m, k in zip(self.makers, self.known, strict=True)):
                return
            self.search = self._search()
            if self.search.bound >= _NEVER:
                continue
            self.bound = self.search.bound + more
            found = self.search.cheapest(
                margin=lambda _: 0.0, enough=1, most_steps=_FIRST_STEPS,
                budget=self.search.bound + FAR,
            )  # fmt: skip
            if found:
                self.best = self._priced(found[0])
            if found or not self.search.complete:
                break
        self.dearest = [
            looks[-1][not m.fails] + (min(p.cost for p in k.values()) if m.fails else 0.0)
            for m, k in zip(self.makers, self.known, strict=True)
        ]

    def below(
        self, ceiling: float, margin: Callable[[Found], float], enough: int, ahead: float = 0.0
    ) -> Solved:
        """All repairs up to ``ceiling``, from every pattern that one of them can have."""
        budget = ceiling - self.more
        if self.bound >= _NEVER:
            return Solved([], True, 0)
        if budget > self.asked:
            self.asked = budget + ahead
            self._list(self.asked)
        found = self.search.cheapest(
            # what is priced on top of the best must not keep a dearer one from being seen
            margin=lambda f: margin(f) + self._on_top(f),
            enough=enough,
            most_steps=_STEPS,
            budget=budget,
        )
        return Solved(
            [self._priced(f) for f in found if not self.more or any(e.caused for e in f.events)],
            self.search.complete and self.listed,
            self.search.steps,
        )

    def _list(self, budget: float) -> None:
        """Every pattern that a repair of up to ``budget`` can have, and the search of them.

        Prices are those of the patterns known so far; where others turn out to be cheaper at
        these prices, the bound was too high, and all is priced anew with them.
        """
        self.listed = False
        for _ in range(_REPRICED):
            price, least = self.search.least()
            room = max(budget - self.search.bound, 0.0) + _LOOSE
            for b, m in enumerate(self.makers):
                found = m.below(self.dearest[b], price=price, limit=least[b] + room)
                self.known[b].update((p.values, p) for p in found)
            before, self.search = least, self._search()
            if sum(before) - sum(self.search.least_at(price)) <= _LOOSE:
                self.listed = all(m.complete for m in self.makers)
                return

    def _search(self) -> Search:
        choices = [
            Choices(list(known.values()), m.fails)
            for known, m in zip(self.known, self.makers, strict=True)
        ]
        return Search(choices, self.target)

    def _priced(self, found: Found) -> Found:
        """With what this account costs itself."""
        more = self.more + self._on_top(found)
        return Found(found.cost + more, found.chosen, account=self.number)

    def _on_top(self, found: Found) -> float:
        """A printer seldom errs more than twice."""
        if self.noise is not PRINTER:
            return 0.0
        return _EACH_MORE * max(sum(1 for _ in found.events) - _MISPRINTS, 0)
