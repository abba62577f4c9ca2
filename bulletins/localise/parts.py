"""The cheapest repair in parts that stand or fall alone, each with what it may be instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from .accounts import Solved
from .events import Event
from .search import Found
from .solve import ENOUGH, NEAR, most_doubt, share, unimagined
from .system import System

_MOST = 60  # alternatives of a part that are told


Open = Literal["rivals", "much", "bounded", "beside"]
"""Why a part is not unique: others are too likely; so much is wrong that something else may be; a
figure is only bounded; it mends a sum together with figures that are open."""


class Part(msgspec.Struct):
    """Events that touch no figure which those of other parts touch; what else they may be."""

    events: tuple[Event, ...]
    alternatives: list[tuple[Event, ...]]  # by cost
    open: Open | None
    is_cut: bool  # there are more
    gap: float | None  # nats up to the cheapest repair that has it otherwise, if one is known


class Other(msgspec.Struct):
    """A repair beside the best."""

    found: Found
    more: float  # nats
    move: frozenset[tuple[int, int | None]]  # the figures that it has differently; None: as printed
    reach: set[int]  # the figures of all events, of both, that touch one of them


def solved_to_parts(system: System, solved: Solved) -> list[Part]:
    """The parts of the cheapest repair."""
    best, *rest = _minimal(solved.found)
    doubt, unbounded = most_doubt(best, system), _only_bounded(system)
    others = [_other(best, f) for f in rest]
    known = {o.move for o in others}
    # what does at once what two others do apart ties nothing
    tying = [o for o in others if not any(m < o.move and o.move - m in known for m in known)]

    def is_doubted(rivals: Iterable[Other]) -> bool:
        return not doubt or share(best, (o.found for o in rivals)) > doubt

    def why_open(part: set[int]) -> Open | None:
        if not doubt:
            return "much"
        rivals = share(best, (o.found for o in others if o.reach & part))
        if rivals > doubt:
            return "rivals"
        if not part.isdisjoint(unbounded):
            return "bounded"
        return "much" if rivals + unimagined(_within(best, part), system) > doubt else None

    near = [o for o in tying if o.more < NEAR]
    ties = [o.reach for o in near] if is_doubted(o for o in others if o.more < NEAR) else []
    parts = _joined([*ties, *_tied(best, set().union(*ties))])
    shut = [part for part in parts if why_open(part) is None]
    proved = set().union(*_independent(system, best, shut))
    parts = _joined([*parts, *(o.reach for o in tying if not o.reach & proved)])
    told = []
    for part in parts:
        if events := _within(best, part):
            instead = [_within(o.found, part) for o in others if o.reach <= part]
            told.append(
                Part(
                    events,
                    instead[:_MOST],
                    open=None if part <= proved else why_open(part) or "beside",
                    is_cut=len(instead) > _MOST or len(solved.found) > ENOUGH,
                    gap=min((o.more for o in others if o.reach & part), default=None),
                )
            )
    return told


def _independent(system: System, best: Found, parts: Sequence[set[int]]) -> list[set[int]]:
    """The parts that mend no sum together with figures which are open."""
    events = [{f for f, _ in e.values} for e in best.events]
    failed = [d.terms.keys() for d in system.failed]
    left = list(parts)
    while True:
        shut = set().union(*left)
        doubted = set().union(*(e for e in events if not e <= shut))
        open_sums = [terms for terms in failed if not terms.isdisjoint(doubted)]
        kept = [p for p in left if all(terms.isdisjoint(p) for terms in open_sums)]
        if len(kept) == len(left):
            return left
        left = kept


def _minimal(found: Sequence[Found]) -> list[Found]:
    """Without those that are another and something needless."""
    events = [frozenset(e.values for e in f.events) for f in found]
    return [
        f for f, own in zip(found, events, strict=True) if not any(less < own for less in events)
    ]


def _other(best: Found, found: Found) -> Other:
    a, b = (dict(v for e in f.events for v in e.values) for f in (best, found))
    move = frozenset((f, b.get(f)) for f in a.keys() | b.keys() if a.get(f) != b.get(f))
    reach = {f for f, _ in move}
    events = [{f for f, _ in event.values} for event in (*best.events, *found.events)]
    while wider := [e for e in events if e & reach and not e <= reach]:
        reach = reach.union(*wider)
    return Other(found, found.cost - best.cost, move, reach)


def _within(found: Found, part: set[int]) -> tuple[Event, ...]:
    return tuple(e for e in found.events if any(f in part for f, _ in e.values))


def _tied(best: Found, doubted: set[int]) -> list[set[int]]:
    """The figures that no rival changes, in groups: one block ties them, and one dimension."""
    groups: list[tuple[set[int], set[int]]] = []  # (figures, dimensions)
    for pattern in best.chosen.values():
        events = ({f for f, _ in event.values} for event in pattern.events)
        figures = set().union(*(e for e in events if not e & doubted))
        dims = {d for d, _ in pattern.effect}
        for other in [g for g in groups if g[1] & dims]:
            figures, dims = figures | other[0], dims | other[1]
            groups.remove(other)
        groups.append((figures, dims))
    return [figures for figures, _ in groups]


def _joined(sets: Iterable[set[int]]) -> list[set[int]]:
    """What overlaps is one; in order."""
    groups: list[set[int]] = []
    for one in sets:
        joined = one.union(*(g for g in groups if g & one))
        groups = [g for g in groups if not g & joined] + [joined]
    return sorted((g for g in groups if g), key=min)


def _only_bounded(system: System) -> set[int]:
    """The figures of failed inequalities: how far they are off is not known."""
    return {f for d in system.failed if d.at_least for f in d.terms}
