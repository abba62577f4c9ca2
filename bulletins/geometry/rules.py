"""Rules from the pieces they are drawn in, and which of them belong together.

A rule comes as one line, as a border of each cell it passes, as dashes or as dots.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from .shapes import Box, Fill, Rule

TOUCH = 4.0  # points: rules that come so near meet, two so near are one double rule
_SAME = 1.6  # points across: pieces of one rule
_GAP = 2.5  # points along it
_DASH_GAP = 7.0
_ROW = 36.0  # points: a row of one line, or two
_ACROSS = 0.6  # of the table's width: how far what parts rows reaches at least
_ONE_RULE = 2.0  # points between the pieces of what parts rows
SHADE = 0.985  # luminance of what is not white
_SHORT = 6.0  # points: a shorter rule is a dot, a dash, a letter's stroke


def join_rules(pieces: Iterable[Rule]) -> list[Rule]:
    """Pieces in line joined over their gaps; what stays too short to be a rule is dropped."""
    joined: list[Rule] = []
    row: list[Rule] = []
    for piece in sorted(pieces, key=lambda rule: rule.at):
        if row and piece.at - row[0].at > _SAME:
            joined += _join_row(row)
            row = []
        row.append(piece)
    joined += _join_row(row)
    return [rule for rule in joined if rule.length >= _SHORT]


def _join_row(row: list[Rule]) -> Iterable[Rule]:
    """The pieces of one line, from their beginnings."""
    if not row:
        return
    row.sort(key=lambda rule: (rule.start, rule.at))
    at, start, end, last = row[0].at, row[0].start, row[0].end, row[0].length
    for piece in row[1:]:
        length = piece.end - piece.start
        short = last if last < length else length
        gap = _GAP if short > 12 else max(_GAP, min(_DASH_GAP, 1.6 * short))
        if piece.start > end + gap:
            yield Rule(at, start, end)
            at, start, end = piece.at, piece.start, piece.end
        elif piece.end > end:
            end = piece.end
        last = length
    yield Rule(at, start, end)


def components(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that meet, directly or by way of others, as (across, down); from the top."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    lines = sorted(across)
    ats = [rule.at for rule in lines]
    for number, rule in enumerate(down, len(lines)):
        first, behind = bisect_left(ats, rule.start - TOUCH), bisect_right(ats, rule.end + TOUCH)
        for i in range(first, behind):
            if lines[i].start - TOUCH <= rule.at <= lines[i].end + TOUCH:
                parent[root(i)] = root(number)
    for i in range(len(lines)):  # the two lines of a double rule
        k = i + 1
        while k < len(lines) and ats[k] - ats[i] <= TOUCH:
            if lines[k].start < lines[i].end and lines[i].start < lines[k].end:
                parent[root(k)] = root(i)
            k += 1
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(lines):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for i, rule in enumerate(down, len(lines)):
        groups.setdefault(root(i), ([], []))[1].append(rule)
    return _over_titles(list(groups.values()))


_Group = tuple[list[Rule], list[Rule]]


def _over_titles(groups: Sequence[_Group]) -> list[_Group]:
    """The groups; those of a table with open sides that a row without walls parts are one."""
    out: list[_Group] = []
    for lines, walls in groups:
        above = out[-1] if out else None
        if above is not None and _is_same_open(above, (lines, walls)):
            out[-1] = ([*above[0], *lines], [*above[1], *walls])
        else:
            out.append((lines, walls))
    return out


def _is_same_open(above: _Group, below: _Group) -> bool:
    """Whether two groups have the same walls, all of them between the ends of the same lines, and
    no more than a row is between."""
    if not all((*above, *below)):
        return False
    xs = [levels(rule.at for rule in walls) for _, walls in (above, below)]
    ends = [(min(r.start for r in lines), max(r.end for r in lines)) for lines, _ in (above, below)]
    apart = min(r.at for r in below[0]) - max(r.at for r in above[0])
    return (
        0 < apart <= _ROW and len(xs[0]) == len(xs[1]) >= 2
        and all(abs(a - b) <= TOUCH for a, b in zip(*xs, strict=True))
        and all(abs(a - b) <= TOUCH for a, b in zip(*ends, strict=True))
        and all(left + TOUCH < x < right - TOUCH for (left, right) in ends for x in xs[0])
    )  # fmt: skip


def levels(ats: Iterable[float], *, near: float = TOUCH) -> list[float]:
    """The distinct positions among ``ats``: those nearer than ``near`` are one, at their mean."""
    found: list[list[float]] = []
    for at in sorted(ats):
        if found and at - found[-1][0] <= near:
            found[-1].append(at)
        else:
            found.append([at])
    return [sum(group) / len(group) for group in found]


def bounds_across(
    rules: Sequence[Rule], fills: Sequence[Fill], box: Box, *, least: float = _ACROSS
) -> list[float]:
    """The heights at which a rule, or the edge of a shade, runs across the table."""
    x0, top, x1, foot = box
    pieces = [(r.at, r.start, r.end) for r in rules]
    for fill in fills:
        left, upper, right, lower = fill.box
        if fill.light <= SHADE:
            pieces += [(upper, left, right), (lower, left, right)]
    bounds: list[float] = []
    reach = 0.0
    for at, start, end in sorted(p for p in pieces if top < p[0] < foot):
        length = max(min(end, x1) - max(start, x0), 0.0)
        if bounds and at - bounds[-1] <= _ONE_RULE:
            reach += length
        else:
            if bounds and reach < least * (x1 - x0):
                bounds.pop()
            bounds.append(at)
            reach = length
    if bounds and reach < least * (x1 - x0):
        bounds.pop()
    return bounds
