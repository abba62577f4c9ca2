"""All ways to mend a system within a cost: patterns of its blocks that close every dimension.

Prices of the dimensions (a Lagrangian dual) bound what any choice of patterns must cost, and
rule out most of them. The search branches, prices anew while many patterns are left, and then
tries out what remains. It is complete within its budget: what it does not list costs more, or
is made of patterns that its blocks were not asked for.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from heapq import nsmallest
from math import inf
from typing import Any

import msgspec

from .patterns import Event, Pattern

_ROUNDS, _AGAIN = 300, 12  # of pricing, from nothing and from the prices of the node above
_FEW = 120  # patterns that are tried out without further prices
_PRICING = 25  # steps that pricing anew counts as
_EPS = 1e-9


class Choices(msgspec.Struct):
    """The patterns of one block that may be chosen; ``must`` where as printed it cannot stay."""

    patterns: list[Pattern]
    must: bool


class Found(msgspec.Struct):
    """A repair: block number → pattern; blocks that are not named stay as printed."""

    cost: float
    chosen: dict[int, Pattern]
    account: int = 0  # who explains it so

    @property
    def events(self) -> Iterator[Event]:
        return (event for p in self.chosen.values() for event in p.events)

    @property
    def n_causes(self) -> int:
        """How many things went wrong that may hide others.

        What one cause did to a column is one thing; two that a witness has as well are as one.
        """
        events = list(self.events)
        known = sum(1 for e in events if e.known)
        single = sum(1 for e in events if not e.caused and not e.known)
        return single + (known + 1) // 2 + any(e.caused and not e.known for e in events)


class Search:
    """Branch and bound over the patterns of all blocks. A block comes first as printed."""

    def __init__(self, choices: Sequence[Choices], target: Sequence[int]) -> None:
        import numpy as np

        self.np: Any = np
        self.target, self.n_blocks = list(target), len(choices)
        self.patterns: list[Pattern | None] = []
        starts, block_of = [], []
        for b, choice in enumerate(choices):
            starts.append(len(self.patterns))
            if not choice.must:
                self.patterns.append(None)
            self.patterns += [p for p in choice.patterns if p.effect or choice.must]
            block_of += [b] * (len(self.patterns) - starts[-1])
        self.must = np.array([c.must for c in choices])
        self.effects = np.zeros((len(self.patterns), len(target)))
        for i, p in enumerate(self.patterns):
            for d, v in p.effect if p is not None else ():
                self.effects[i, d] = v
        self.weights = np.array([p.cost if p is not None else 0.0 for p in self.patterns])
        self.starts, self.block_of = np.array(starts), np.array(block_of)
        self.blocks = np.arange(self.n_blocks)
        self.goal = np.array(target, dtype=float)
        self.everything = np.arange(len(self.patterns))
        self.bound, self.price = self._prices(self.everything, np.zeros(len(target)), _ROUNDS)
        self.steps, self.complete = 0, True

    def least(self) -> tuple[list[float], list[float]]:
        """(the prices; what :meth:`least_at` says of them)."""
        return list(self.price), self.least_at(self.price)

    def least_at(self, price: Sequence[float]) -> list[float]:
        """For each block its cheapest pattern, less what its effect is worth."""
        reduced = self.weights - self.effects.dot(self.np.asarray(price))
        return list(self.np.minimum.reduceat(reduced, self.starts))

    def _prices(
        self, left: Any, price: Any, rounds: int, *, enough: float = inf
    ) -> tuple[float, Any]:
        """(bound, prices) by subgradient steps: any prices bound, good ones bound tightly.

        ``left`` are the patterns that may be chosen, some of each block. No better bound than
        ``enough`` is looked for.
        """
        np = self.np
        best, best_price = -1e18, price
        weights, effects, blocks = self.weights[left], self.effects[left], self.block_of[left]
        starts = blocks.searchsorted(self.blocks)
        first = np.empty(self.n_blocks, dtype=int)
        step, stale = 1.0 if rounds == _ROUNDS else 0.3, 0
        for _ in range(rounds):
            reduced = weights - effects.dot(price)
            least = np.minimum.reduceat(reduced, starts)
            bound = float(least.sum() + price.dot(self.goal))
            if bound > best + 1e-6:
                best, best_price, stale = bound, price, 0
                if best > enough:
                    break
            else:
                stale += 1
                if stale >= 4:
                    step, stale = step * 0.7, 0
                    if step < 0.01:
                        break
                    price = best_price
                    continue
            chosen = (reduced <= least[blocks] + _EPS).nonzero()[0][::-1]
            first[blocks[chosen]] = chosen  # the first of each block: it is set last
            slope = self.goal - effects[first].sum(axis=0)
            if not slope.any():
                break
            price = price + step * np.minimum(np.maximum(slope, -2.0), 2.0)
        return best, best_price

    def cheapest(
        self, *, margin: Callable[[Found], float], enough: int, most_steps: int, budget: float
    ) -> list[Found]:
        """The repairs that cost up to ``margin`` (of the cheapest) more than the cheapest, by
        cost: the ``enough`` cheapest of them. None that costs more than ``budget``."""
        self.budget, self.most_steps, self.steps, self.complete = budget, most_steps, 0, True
        self.margin, self.enough = margin, enough
        self.found: dict[tuple[tuple[int, ...], ...], Found] = {}
        self.costs: list[float] = []  # of what was found, from the cheapest
        self._node(self.everything, self.price)
        found = nsmallest(enough + 1, self.found.items(), key=lambda item: (item[1].cost, item[0]))
        return [f for _, f in found if f.cost <= self.budget + _EPS]

    def _node(self, left: Any, price: Any) -> None:
        """The repairs that the patterns ``left`` make, some of each block."""
        np = self.np
        self.steps += _PRICING + len(left) // 8  # pricing costs by the pattern
        if self.steps > self.most_steps:
            self.complete = False
            return
        most = self.budget + _EPS
        bound, price = self._prices(left, price, _AGAIN, enough=most)
        if bound > most:
            return
        blocks = self.block_of[left]
        reduced = self.weights[left] - self.effects[left].dot(price)
        least = np.minimum.reduceat(reduced, blocks.searchsorted(self.blocks))
        near = reduced - least[blocks] <= most - bound
        left, reduced = left[near], reduced[near]
        if len(left) - self.n_blocks <= _FEW:
            self._try_out(left, reduced, least, bound)
            return
        parts = []
        for number, part in enumerate(self._branches(left)):
            starts = self.block_of[left[part]].searchsorted(self.blocks)
            inside = np.minimum.reduceat(reduced[part], starts)
            parts.append((bound + float((inside - least).sum()), number, left[part]))
        for quick, _, some in sorted(parts, key=lambda p: p[:2]):
            if quick <= self.budget + _EPS:
                self._node(some, price)

    def _branches(self, left: Any) -> Iterator[Any]:
        """The node in parts, as masks: by the pattern of a block that must change, or by the first
        block that moves a dimension which is off."""
        np = self.np
        blocks, effects = self.block_of[left], self.effects[left]
        counts = np.bincount(blocks, minlength=self.n_blocks)
        stays = np.zeros(self.n_blocks, dtype=bool)  # may be as printed
        stays[blocks[left == self.starts[blocks]]] = True
        open_musts = np.flatnonzero(~(stays & ~self.must) & (counts > 1))
        if len(open_musts):
            own = blocks == open_musts[np.argmin(counts[open_musts])]
            for i in np.flatnonzero(own):
                part = ~own
                part[i] = True
                yield part
            return
        single = counts[blocks] == 1
        off = np.flatnonzero(self.goal - effects[single].sum(axis=0))
        if not len(off):  # everything closes with the rest as printed
            yield single | (left == self.starts[blocks])
            return
        d = off[np.argmin((effects[:, off] != 0).sum(axis=0))]
        touching = effects[:, d] != 0
        rest = np.ones(len(left), dtype=bool)
        for b in np.unique(blocks[touching & ~single]):
            own = blocks == b
            yield np.where(own, touching, rest)
            rest &= ~(own & touching)
            if not (rest & own).any():
                return

    # ---------------------------------------------------------- few patterns left

    def _try_out(self, left: Any, reduced: Any, least: Any, bound: float) -> None:
        viable: list[list[tuple[float, Pattern]]] = [[] for _ in range(self.n_blocks)]
        as_printed = [False] * self.n_blocks
        for i, worth in zip(left, reduced, strict=True):
            b, p = int(self.block_of[i]), self.patterns[i]
            if p is None:
                as_printed[b] = True
            else:
                viable[b].append((float(worth - least[b]), p))
        for found in viable:
            found.sort(key=lambda r: (r[0], r[1].cost, r[1].values))
        self._viable = viable
        self._helps: list[list[int]] = [[] for _ in self.target]
        for b, found in enumerate(viable):
            for d in sorted({d for _, p in found for d, _ in p.effect}):
                self._helps[d].append(b)
        musts = tuple(b for b in range(self.n_blocks) if not as_printed[b])
        self._order = sorted(range(len(self.target)), key=lambda d: len(self._helps[d]))
        self._go({}, 0.0, bound, list(self.target), musts, {})

    def _go(
        self, chosen: dict[int, Pattern], cost: float, bound: float, left: list[int],
        musts: tuple[int, ...], barred: dict[int, frozenset[int]],
    ) -> None:  # fmt: skip
        self.steps += 1
        if self.steps > self.most_steps:
            self.complete = False
            return
        if musts:
            b = min(musts, key=lambda m: len(self._viable[m]))
            rest = tuple(m for m in musts if m != b)
            for more, p in self._viable[b]:
                if bound + more > self.budget + _EPS:
                    break
                self._take(b, p, more, chosen, cost, bound, left, rest, barred)
            return
        d = next((d for d in self._order if left[d]), None)
        if d is None:
            self._record(chosen, cost)
            return
        for b in self._helps[d]:
            if b in chosen:
                continue
            bar = barred.get(b, frozenset())
            if d in bar:
                continue
            for more, p in self._viable[b]:
                if bound + more > self.budget + _EPS:
                    break
                if any(k == d for k, _ in p.effect) and not any(k in bar for k, _ in p.effect):
                    self._take(b, p, more, chosen, cost, bound, left, (), barred)
            # from here on this block does not touch the dimension
            barred = {**barred, b: bar | {d}}

    def _take(
        self, b: int, p: Pattern, more: float, chosen: dict[int, Pattern], cost: float,
        bound: float, left: list[int], musts: tuple[int, ...], barred: dict[int, frozenset[int]],
    ) -> None:  # fmt: skip
        after = list(left)
        for d, v in p.effect:
            after[d] -= v
        self._go({**chosen, b: p}, cost + p.cost, bound + more, after, musts, barred)

    def _record(self, chosen: dict[int, Pattern], cost: float) -> None:
        key = tuple(sorted((b, *(n for v in p.values for n in v)) for b, p in chosen.items()))
        known = self.found.get(key)
        if known is None or cost < known.cost - _EPS:
            self.found[key] = found = Found(cost, chosen)
            if known is not None:
                self.costs.remove(known.cost)
            insort(self.costs, cost)
            if cost == self.costs[0]:
                self.budget = min(self.budget, cost + self.margin(found))
            if len(self.costs) > self.enough:
                self.budget = min(self.budget, self.costs[self.enough])
