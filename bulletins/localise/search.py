"""All ways to mend a system within a cost: patterns of its blocks that close every dimension.

A linear programme (a pattern of each block, in shares) says what any choice must cost, and
prices the dimensions: at these prices most patterns cost more than is left to spend. The others
are chosen block by block. What the blocks behind can still bring to each dimension, and for how
much, is known beforehand, so that a beginning that cannot end within the cost is dropped at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Any

import msgspec

from .events import Event
from .patterns import Pattern
from .programme import shadow_prices

EPS = 1e-7  # nats; what costs are rounded to
_TOGETHER = 400  # choices that some blocks have together
_HERE, _LEAST = 2, 100  # of the states that are left, half for the next block; beginnings kept


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
        """How many things went wrong by guess: they may hide others.

        What one cause did to a column is one thing.
        """
        alone = [e for e in self.events if not e.known]
        return sum(1 for e in alone if not e.caused) + any(e.caused for e in alone)


class Search:
    """The patterns of all blocks, priced; ``bound`` is what any choice must cost, at least.

    A block that may stay has first how it is printed.
    """

    def __init__(
        self, choices: Sequence[Choices], target: Sequence[int], price: Any | None = None
    ) -> None:
        """``target`` is what the effects must come to, by dimension; without prices the best are
        worked out."""
        import numpy as np

        self.np: Any = np
        self.patterns: list[Pattern | None] = []
        starts, block_of = [], []
        for b, choice in enumerate(choices):
            starts.append(len(self.patterns))
            if not choice.must:
                self.patterns.append(None)
            self.patterns += [p for p in choice.patterns if p.effect or choice.must]
            block_of += [b] * (len(self.patterns) - starts[-1])
        self.starts, self.block_of = np.array(starts), np.array(block_of)
        self.goal = np.array(target, dtype=int)
        self.effects = np.zeros((len(self.patterns), len(target)), dtype=int)
        for i, p in enumerate(self.patterns):
            for d, v in p.effect if p is not None else ():
                self.effects[i, d] = v
        self.weights = np.array([p.cost if p is not None else 0.0 for p in self.patterns])
        if price is None:
            price = shadow_prices(self.weights, self.effects, self.goal, self.block_of)
        self.price: Any = np.zeros(len(target))
        self.bound = inf
        if price is not None:
            self.price = price
            self.bound = float(price.dot(self.goal)) + sum(self.least_at(self.price))
        self.states, self.complete = 0, True

    def least(self) -> tuple[list[float], list[float]]:
        """(the prices; what :meth:`least_at` says of them)."""
        return list(self.price), self.least_at(self.price)

    def least_at(self, price: Sequence[float]) -> list[float]:
        """For each block its cheapest pattern, less what its effect is worth."""
        reduced = self.weights - self.effects.dot(self.np.asarray(price))
        return list(self.np.minimum.reduceat(reduced, self.starts))

    def cheapest(self, *, budget: float, enough: int, most: int) -> list[Found]:
        """The ``enough`` cheapest repairs of up to ``budget``, by cost.

        Where more than ``most`` states would be looked at, only the likeliest beginnings go on,
        and :attr:`complete` is False.
        """
        np = self.np
        self.states, self.complete = 0, True
        room = budget - self.bound + EPS
        if room < 0:
            return []
        reduced = self.weights - self.effects.dot(self.price)
        reduced -= np.minimum.reduceat(reduced, self.starts)[self.block_of]
        left = np.flatnonzero(reduced <= room)
        alone = np.bincount(self.block_of[left], minlength=len(self.starts)) == 1
        alone = alone[self.block_of[left]]
        given, left = left[alone], left[~alone]  # where one pattern is left, it is that one
        effects, off = self.effects[left], self.goal - self.effects[given].sum(axis=0)
        moved = effects.any(axis=0)
        if off[~moved].any():
            return []
        ends = np.flatnonzero(np.diff(self.block_of[left])) + 1
        blocks = [
            _Block(np, *each)
            for each in zip(
                *(
                    np.split(of_all, ends)
                    for of_all in (left[:, None], reduced[left], effects[:, moved])
                ),
                strict=True,
            )
            if len(each[0])
        ]
        blocks = _together(np, blocks, room)
        off, spent, hope = off[None, moved], np.zeros(1), np.zeros(1)
        trail = []
        for block, after in zip(blocks, _behind(np, blocks, room)[1:], strict=True):
            come = np.arange(len(spent))  # the beginnings; each goes on in so many ways
            ways = block.costs.searchsorted(room - spent, side="right")
            here = max(most - self.states, _LEAST * len(block.patterns)) // _HERE
            if ways.sum() > here:
                self.complete = False
                come = np.argsort(hope, kind="stable")
                come = np.sort(come[ways[come].cumsum() <= here])
            ways = ways[come]
            self.states += int(ways.sum())
            go = np.arange(ways.sum()) - np.repeat(ways.cumsum() - ways, ways)
            come = np.repeat(come, ways)
            hope = now = spent[come] + block.costs[go]  # spent; and what it will be, at least
            for d, (brings, cost) in enumerate(after):
                rest = off[come, d] - block.effects[go, d]
                at = np.minimum(brings.searchsorted(rest), len(brings) - 1)
                least = np.where(brings[at] == rest, now + cost[at], inf)
                keep = (least <= room).nonzero()[0]
                come, go, now = come[keep], go[keep], now[keep]
                hope = np.maximum(hope[keep], least[keep])
            off, spent = off[come] - block.effects[go], now
            trail.append((come, block.patterns[go]))
        return self._told(given.tolist(), trail, spent, enough)

    def _told(
        self, given: list[int], trail: Sequence[tuple[Any, Any]], spent: Any, enough: int
    ) -> list[Found]:
        np = self.np
        if len(spent) > enough:
            (last,) = np.nonzero(spent <= np.partition(spent, enough - 1)[enough - 1] + EPS)
        else:
            last = np.arange(len(spent))
        chosen: list[list[int]] = [given[:] for _ in last]
        for come, go in reversed(trail):
            for mine, patterns in zip(chosen, go[last].tolist(), strict=True):
                mine += patterns
            last = come[last]
        found = []
        for mine in chosen:
            repair = {
                int(self.block_of[i]): p
                for i in sorted(mine)
                if (p := self.patterns[i]) is not None
            }
            cost = sum(p.cost for p in repair.values())
            found.append(Found(cost, repair))
        found.sort(key=lambda f: (round(f.cost, 6), _spelled(f)))
        return found[:enough]


class _Block:
    """What is left of some blocks: numbers of patterns (one of each block), what they cost more,
    what they bring."""

    def __init__(self, np: Any, patterns: Any, costs: Any, effects: Any) -> None:
        order = np.argsort(costs, kind="stable")
        self.patterns, self.costs, self.effects = patterns[order], costs[order], effects[order]


def _together(np: Any, blocks: Iterable[_Block], room: float) -> list[_Block]:
    """Small blocks as one, which has every choice of theirs; by size."""
    joined: list[_Block] = []
    for block in sorted(blocks, key=lambda block: len(block.costs)):
        if joined and len(joined[-1].costs) * len(block.costs) <= _TOGETHER:
            one = joined.pop()
            a, b = np.nonzero(one.costs[:, None] + block.costs <= room)
            patterns = np.concatenate((one.patterns[a], block.patterns[b]), axis=1)
            costs, effects = one.costs[a] + block.costs[b], one.effects[a] + block.effects[b]
            block = _Block(np, patterns, costs, effects)
        joined.append(block)
    return sorted(joined, key=lambda block: len(block.costs))


def _behind(np: Any, blocks: Sequence[_Block], room: float) -> list[list[tuple[Any, Any]]]:
    """For the blocks from each on: (what they can bring to it, for how much), by dimension."""
    dims = blocks[0].effects.shape[1] if blocks else 0
    found = [[(np.zeros(1, dtype=int), np.zeros(1))] * dims]
    for block in reversed(blocks):
        here = []
        for (brings, cost), effects in zip(found[-1], block.effects.T, strict=True):
            if effects.any():
                effects, costs = _least_by(np, effects, block.costs)
                values = (brings[:, None] + effects).ravel()
                costs = (cost[:, None] + costs).ravel()
                near = costs <= room
                here.append(_least_by(np, values[near], costs[near]))
            else:
                here.append((brings, cost))
        found.append(here)
    return found[::-1]


def _spelled(found: Found) -> tuple[tuple[int, ...], ...]:
    return tuple((b, *(n for v in p.values for n in v)) for b, p in found.chosen.items())


def _least_by(np: Any, values: Any, costs: Any) -> tuple[Any, Any]:
    """Each value once, in order, and what it costs least."""
    order = np.lexsort((costs, values))
    values, costs = values[order], costs[order]
    first = np.concatenate(([True], values[1:] != values[:-1]))
    return values[first], costs[first]
