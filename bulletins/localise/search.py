"""All ways to mend a system within a cost: patterns of its blocks that close every dimension.

Prices of the dimensions (a Lagrangian dual) bound what any choice of patterns must cost, and
rule out most of them. The search branches, prices anew while many patterns are left, and then
tries out what remains. It is complete within its budget: what it does not list costs more, or
is made of patterns that its blocks were not asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
        entries: list[tuple[int, int]] = []
        rows = []
        for i, p in enumerate(self.patterns):
            rows.append(len(entries))
            entries += (p.effect if p is not None else ()) or ((0, 0),)
            for d, v in p.effect if p is not None else ():
                self.effects[i, d] = v
        # few dimensions each: a product with all of them would take most of the time
        self._row, (self._dim, self._change) = np.array(rows), np.array(entries).T
        self.weights = np.array([p.cost if p is not None else 0.0 for p in self.patterns])
        self.starts, self.block_of = np.array(starts), np.array(block_of)
        self.goal = np.array(target, dtype=float)
        self.everything = np.ones(len(self.patterns), dtype=bool)
        self.bound, self.price = self._prices(self.everything, np.zeros(len(target)), _ROUNDS)
        self.steps, self.complete = 0, True

    def least(self) -> tuple[list[float], list[float]]:
        """(the prices; what :meth:`least_at` says of them)."""
        return list(self.price), self.least_at(self.price)

    def least_at(self, price: Sequence[float]) -> list[float]:
        """For each block its cheapest pattern, less what its effect is worth."""
        reduced = self.weights - self._worth(self.np.asarray(price))
        return list(self.np.minimum.reduceat(reduced, self.starts))

    def _worth(self, price: Any) -> Any:
        """What the effect of each pattern is worth."""
        if not self.target:
            return self.np.zeros(len(self.patterns))
        return self.np.add.reduceat(self._change * price[self._dim], self._row)

    def _prices(self, allowed: Any, price: Any, rounds: int) -> tuple[float, Any]:
        """(bound, prices) by subgradient steps: any prices bound, good ones bound tightly."""
        np = self.np
        best, best_price = -1e18, price
        weights = np.where(allowed, self.weights, 1e6)
        step, stale = 1.0 if rounds == _ROUNDS else 0.3, 0
        for _ in range(rounds):
            reduced = weights - self._worth(price)
            least = np.minimum.reduceat(reduced, self.starts)
            bound = float(least.sum() + price @ self.goal)
            if bound > best + 1e-6:
                best, best_price, stale = bound, price, 0
            else:
                stale += 1
                if stale >= 4:
                    step, stale = step * 0.7, 0
                    if step < 0.01:
                        break
                    price = best_price
                    continue
            chosen = np.flatnonzero(reduced <= least[self.block_of] + _EPS)
            blocks = self.block_of[chosen]
            first = chosen[np.concatenate(([True], blocks[1:] != blocks[:-1]))]
            slope = self.goal - self.effects[first].sum(axis=0)
            if not slope.any():
                break
            price = price + step * np.clip(slope, -2.0, 2.0)
        return best, best_price

    def cheapest(
        self, *, margin: Callable[[Found], float], enough: int, most_steps: int, budget: float
    ) -> list[Found]:
        """The repairs that cost up to ``margin`` (of the cheapest) more than the cheapest, by
        cost: the ``enough`` cheapest of them. None that costs more than ``budget``."""
        self.budget, self.most_steps, self.steps, self.complete = budget, most_steps, 0, True
        self.margin, self.enough = margin, enough
        self.found: dict[tuple[tuple[int, ...], ...], Found] = {}
        self._node(self.everything, self.price)
        found = sorted(
            self.found.values(),
            key=lambda f: (f.cost, sorted((b, p.values) for b, p in f.chosen.items())),
        )
        return [f for f in found if f.cost <= self.budget + _EPS]

    def _node(self, allowed: Any, price: Any) -> None:
        np = self.np
        self.steps += _PRICING + len(self.patterns) // 8  # pricing costs by the pattern
        if self.steps > self.most_steps:
            self.complete = False
            return
        bound, price = self._prices(allowed, price, _AGAIN)
        if bound > self.budget + _EPS:
            return
        reduced = np.where(allowed, self.weights, 1e6) - self._worth(price)
        least = np.minimum.reduceat(reduced, self.starts)
        allowed = reduced - least[self.block_of] <= self.budget - bound + _EPS
        left = np.flatnonzero(allowed)
        if len(left) - self.n_blocks <= _FEW:
            self._try_out(left, reduced, least, bound)
            return
        parts = []
        for number, part in enumerate(self._branches(allowed, left)):
            inside = np.minimum.reduceat(np.where(part, reduced, 1e6), self.starts)
            parts.append((bound + float((inside - least).sum()), number, part))
        for quick, _, part in sorted(parts, key=lambda p: p[:2]):
            if quick <= self.budget + _EPS:
                self._node(part, price)

    def _branches(self, allowed: Any, left: Any) -> list[Any]:
        """The node in parts: by the pattern of a block that must change, or by the first block
        that moves a dimension which is off."""
        np = self.np
        counts = np.bincount(self.block_of[left], minlength=self.n_blocks)
        stays = allowed[self.starts] & ~self.must  # may be as printed
        open_musts = np.flatnonzero(~stays & (counts > 1))
        if len(open_musts):
            b = open_musts[np.argmin(counts[open_musts])]
            parts = []
            for i in left[self.block_of[left] == b]:
                part = allowed.copy()
                part[self.block_of == b] = False
                part[i] = True
                parts.append(part)
            return parts
        single = left[counts[self.block_of[left]] == 1]
        off = np.flatnonzero(self.goal - self.effects[single].sum(axis=0))
        if not len(off):  # everything closes with the rest as printed
            part = allowed.copy()
            first = self.starts[counts > 1]
            part[np.isin(self.block_of, np.flatnonzero(counts > 1))] = False
            part[first] = True
            return [part]
        moves = self.effects[np.ix_(left, off)] != 0
        d = int(off[np.argmin(moves.sum(axis=0))])
        touching = allowed & (self.effects[:, d] != 0)
        rest, parts = allowed.copy(), []
        for b in np.unique(self.block_of[touching & (counts[self.block_of] > 1)]):
            own = self.block_of == b
            part = rest.copy()
            part[own] = touching[own]
            parts.append(part)
            rest[own & touching] = False
        return parts

    # ---------------------------------------------------------- few patterns left

    def _try_out(self, left: Any, reduced: Any, least: Any, bound: float) -> None:
        viable: list[list[tuple[float, Pattern]]] = [[] for _ in range(self.n_blocks)]
        as_printed = [False] * self.n_blocks
        for i in left:
            b, p = int(self.block_of[i]), self.patterns[i]
            if p is None:
                as_printed[b] = True
            else:
                viable[b].append((float(reduced[i] - least[b]), p))
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
            self.found[key] = Found(cost, chosen)
            ranked = sorted(self.found.values(), key=lambda f: f.cost)
            self.budget = min(self.budget, ranked[0].cost + self.margin(ranked[0]))
            if len(ranked) > self.enough:
                self.budget = min(self.budget, ranked[self.enough].cost)
