"""Cells that are shaded each by itself, with white between them: their edges are rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .rules import levels
from .shapes import Box, Fill, Rule

_LEAST, _MOST = 0.3, 3.9  # points of white between two cells
_SMALL = 5.0  # points: what is smaller is no cell
_SAME = 0.8  # points: two edges at one height
_CELLS = 6  # of a table at least, in two rows


def edges_of_cards(fills: Sequence[Fill], rules: Iterable[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The edges of the fills that make tables, as rules (across, down). Where ``rules`` run, these
    are what parts cells."""
    boxes = list(dict.fromkeys(f.box for f in fills if _is_cell(f.box)))
    if len(boxes) < _CELLS:
        return [], []
    across, down = [], []
    drawn = [rule.at for rule in rules]
    for table in _tables(_chains(boxes)):
        table = _grown(table, boxes)
        y0, y1 = min(b[1] for b in table), max(b[3] for b in table)
        if len(table) < _CELLS or any(y0 - _MOST < at < y1 + _MOST for at in drawn):
            continue
        for left, top, right, foot in table:
            across += [Rule(top, left, right), Rule(foot, left, right)]
            down += [Rule(left, top, foot), Rule(right, top, foot)]
    return across, down


def _grown(table: list[Box], boxes: Sequence[Box]) -> list[Box]:
    """The table with the cells over several of its columns, or rows."""
    x0, x1 = min(b[0] for b in table), max(b[2] for b in table)
    left = [
        box
        for box in boxes
        if x0 - _SAME <= box[0] and box[2] <= x1 + _SAME
        and not any(_holds(box, other) or box == other for other in table)
    ]  # fmt: skip
    while new := [box for box in left if any(_is_next(box, other) for other in table)]:
        table = table + new
        left = [box for box in left if box not in new]
    return table


def _is_next(a: Box, b: Box) -> bool:
    """Whether a little white is between two cells, one over or beside the other."""
    for k in (0, 1):
        apart = max(a[k], b[k]) - min(a[k + 2], b[k + 2])
        if _LEAST <= apart <= _MOST and min(a[3 - k], b[3 - k]) > max(a[1 - k], b[1 - k]):
            return True
    return False


def _is_cell(box: Box) -> bool:
    return box[2] - box[0] > _SMALL and box[3] - box[1] > _SMALL


def _holds(box: Box, other: Box) -> bool:
    """Whether one lies in another and is smaller."""
    inside = (
        box[0] <= other[0] + _SAME and box[1] <= other[1] + _SAME
        and box[2] >= other[2] - _SAME and box[3] >= other[3] - _SAME
    )  # fmt: skip
    wider = box[2] - box[0] > other[2] - other[0] + _LEAST
    return inside and (wider or box[3] - box[1] > other[3] - other[1] + _LEAST)


def _chains(boxes: Sequence[Box]) -> list[list[Box]]:
    """Cells of the same height side by side, a little white between each two; from the top."""
    at = levels({y for box in boxes for y in (box[1], box[3])}, near=_SAME)
    rows: dict[tuple[int, int], list[Box]] = {}
    for box in boxes:
        key = tuple(min(range(len(at)), key=lambda i: abs(at[i] - y)) for y in (box[1], box[3]))
        rows.setdefault(key, []).append(box)  # type: ignore[arg-type]
    chains = []
    for _, row in sorted(rows.items()):
        row.sort()
        chain = row[:1]
        for left, right in pairwise(row):
            if _LEAST <= right[0] - left[2] <= _MOST:
                chain.append(right)
            else:
                chains.append(chain)
                chain = [right]
        chains.append(chain)
    return [chain for chain in chains if len(chain) > 1]


def _tables(chains: Sequence[list[Box]]) -> list[list[Box]]:
    """The cells of chains of which each stands over another, a little white between them."""
    tables: list[list[list[Box]]] = []
    for chain in chains:
        above = [t for t in tables if any(_is_over(c, chain) for c in t)]
        tables = [t for t in tables if t not in above]
        tables.append([c for t in above for c in t] + [chain])
    return [[box for chain in t for box in chain] for t in tables if len(t) > 1]


def _is_over(above: Sequence[Box], below: Sequence[Box]) -> bool:
    gap = below[0][1] - above[0][3]
    return _LEAST <= gap <= _MOST and above[0][0] < below[-1][2] and below[0][0] < above[-1][2]
