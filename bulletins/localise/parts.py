"""The cheapest repair in parts that stand or fall alone, each with what it may be instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from .patterns import Event
from .search import Found
from .solve import LISTED, MARGIN, NEAR, most_doubt, share
from .system import System

_MOST = 24  # alternatives of a part that are told


class Part(msgspec.Struct):
    """Events that touch no figure which those of other parts touch; what else they may be."""

    events: tuple[Event, ...]
    alternatives: list[tuple[Event, ...]]  # by cost
    is_open: bool
    gap: float  # nats up to the cheapest repair that has it otherwise


class Other(msgspec.Struct):
    """A repair beside the best."""

    found: Found
    more: float  # nats
    move: frozenset[tuple[int, int | None]]  # the figures that it has differently; None: as printed
    reach: set[int]  # the figures of all events, of both, that touch one of them


def found_to_parts(system: System, found: Sequence[Found]) -> list[Part]:
    """The parts of the first repair; the others are all within a margin of it, by cost."""
    best = found[0]
    doubt, unbounded = most_doubt(best), _only_bounded(system)
    others = [_other(best, f) for f in found[1:]]
    known = {o.move for o in others}
    # what does at once what two others do apart ties nothing
    tying = [o for o in others if not any(m < o.move and o.move - m in known for m in known)]

    def is_doubted(rivals: Iterable[Other]) -> bool:
        return not doubt or share(best, (o.found for o in rivals)) > doubt

    def is_open(part: set[int]) -> bool:
        touching = [o for o in others if o.more < MARGIN and o.reach & part]
        return is_doubted(touching) or not part.isdisjoint(unbounded)

    near = [o for o in tying if o.more < NEAR]
    ties = [o.reach for o in near] if is_doubted(o for o in others if o.more < NEAR) else []
    parts = _joined([*ties, *_tied(system, best, set().union(*ties))])
    proved = set().union(*(part for part in parts if not is_open(part)))
    parts = _joined([*parts, *(o.reach for o in tying if not o.reach & proved)])
    return [
        Part(
            events,
            [_within(o.found, part) for o in others if o.reach <= part][:_MOST],
            is_open=not part <= proved,
            gap=min((o.more for o in others if o.reach & part), default=LISTED),
        )
        for part in parts
        if (events := _within(best, part))
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


def _tied(system: System, best: Found, doubted: set[int]) -> list[set[int]]:
    """The events that no rival changes, in groups: a sum that two of them move ties them."""
    demands = [*system.dimensions, *(d for b in system.blocks for d in b.local)]
    groups: list[tuple[set[int], set[int]]] = []  # (figures, demands)
    for event in best.events:
        figures = {f for f, _ in event.values}
        if figures & doubted:
            continue
        moved = {
            k
            for k, d in enumerate(demands)
            if sum(d.terms.get(f, 0) * (x - system.figures[f].printed) for f, x in event.values)
        }
        for other in [g for g in groups if g[1] & moved]:
            figures, moved = figures | other[0], moved | other[1]
            groups.remove(other)
        groups.append((figures, moved))
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
    values = system.values
    demands = [*system.bounds, *(d for b in system.blocks for d in b.local if d.at_least)]
    return {f for d in demands if d.residual(values) < 0 for f in d.terms}
