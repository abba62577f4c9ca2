"""Rows, or columns, of a table under each other's labels: the system as if they were put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import get_args

import msgspec

from ..model import TOTAL, Key, Origin
from .events import Values
from .system import System

_THREE = 3  # lines at least that may be permuted; two are exchanged
_BY_ONE = 2  # pairs that are looked at though the total of one alone is that of the other


_Name = tuple[object, ...]
"""Scope, batch, label."""


class Relabelled(msgspec.Struct):
    """A system as if some figures stood in each other's places: ``exchanged`` are those that are
    not as printed then, and what they are."""

    system: System
    exchanged: Values


class _Line(msgspec.Struct):
    """A row, or column, of a table: its cells, by what else names them; and the figures that say
    what it should come to, by where they are."""

    cells: dict[Key, int]
    totals: dict[str, int]
    told: int
    comes_to: tuple[int, ...]  # by its own total in the table, where there is one; by its cells


def relabelled(system: System) -> Iterator[Relabelled]:
    """Where the totals that the text, or the table itself, has of some lines are those of others of
    the table: as if all else of these lines were exchanged; and as if the totals were."""
    known = set()
    for label, across in ((_region, _type), (_type, _region)):
        for origin in get_args(Origin):
            lines = _lines(system, label, across, origin)
            for order in _orders(lines):
                table = {
                    f: lines[there].cells[name]
                    for here, there in order.items()
                    for name, f in lines[here].cells.items()
                    if name in lines[there].cells
                }
                totals = {
                    f: lines[here].totals[name]
                    for here, there in order.items()
                    for name, f in lines[there].totals.items()
                    if name in lines[here].totals
                }
                for places in (table, totals):
                    as_if = _as_if(system, places)
                    if as_if.exchanged not in known:
                        known.add(as_if.exchanged)
                        yield as_if


def _region(key: Key) -> str:
    return key.region


def _type(key: Key) -> str:
    return key.pollution


def _lines(
    system: System, label: Callable[[Key], str], across: Callable[[Key], str], origin: Origin
) -> list[_Line]:
    """The lines, by ``label``, that do not come to the total which the text or the table has."""
    figures, values = system.figures, system.values
    block_of = {f: b for b, block in enumerate(system.blocks) for f in block.figures}
    totals: dict[_Name, dict[str, int]] = {}
    cells: dict[_Name, dict[Key, int]] = {}
    for f, figure in enumerate(figures):
        key = figure.key
        if key.measure != "cases" or label(key) == TOTAL:
            continue
        # a region by its block: the text may print it longer than the table
        name: _Name = (key.scope, key.batch, block_of[f] if label is _region else label(key))
        if across(key) == TOTAL and not figure.is_blank:
            totals.setdefault(name, {}).setdefault(key.origin, f)
        if key.origin == "table":
            bare = {"region": ""} if label is _region else {"pollution": ""}
            cells.setdefault(name, {})[msgspec.structs.replace(key, **bare)] = f
    found = []
    for line_of, said in totals.items():
        if origin not in said or line_of not in cells:
            continue
        told = values[said[origin]]
        line = {k: f for k, f in cells[line_of].items() if f != said.get(origin)}
        own = [values[f] for k, f in line.items() if across(k) == TOTAL]
        parts = sum(values[f] for k, f in line.items() if across(k) != TOTAL)
        comes_to = (*own, parts) if label is _type or not own else tuple(own)
        if comes_to[0] != told:
            alike = {o: f for o, f in said.items() if values[f] == told}
            found.append(_Line(line, alike, told, comes_to))
    return found


def _orders(lines: Sequence[_Line]) -> Iterator[Mapping[int, int]]:
    """Which line stands where another should: all in each other's places; two; two of which one
    total alone is that of the other line, the largest first."""
    told, comes_to = [x.told for x in lines], [x.comes_to for x in lines]
    firsts = [x[0] for x in comes_to]
    if len(lines) >= _THREE and sorted(told) == sorted(firsts) and len({*told}) == len(told):
        yield {i: firsts.index(x) for i, x in enumerate(told)}
        return
    pairs = [
        (i, j, (told[i] in comes_to[j]) + (told[j] in comes_to[i]))
        for i, j in combinations(range(len(lines)), 2)
    ]
    both = [(i, j) for i, j, known in pairs if known > 1]
    one = [(i, j) for i, j, known in pairs if known == 1]
    one.sort(key=lambda pair: -max(told[pair[0]], told[pair[1]]))
    for i, j in both or one[:_BY_ONE]:
        yield {i: j, j: i}


def _as_if(system: System, places: Mapping[int, int]) -> Relabelled:
    """As if each figure were what stands in another's place."""
    figures = list(system.figures)
    for f, g in places.items():
        there = system.figures[g]
        figures[f] = msgspec.structs.replace(
            figures[f], printed=there.printed, is_blank=there.is_blank, unread=there.unread
        )
    exchanged = tuple(
        (f, figures[f].printed)
        for f in sorted(places)
        if figures[f].printed != system.figures[f].printed
    )
    return Relabelled(msgspec.structs.replace(system, figures=figures), exchanged)
