"""Rows that numbers count in a grid whose rules part only groups of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .rules import TOUCH
from .shapes import Rule, Run

_COUNTED = 4  # rows at least, in all
_NEAR = 0.4  # of an em: what stands at the height of a number


def counted_floors(
    runs: Sequence[Run], xs: Sequence[float], ys: Sequence[float]
) -> tuple[list[Rule], list[float]]:
    """(floors, their heights) between the rows of bands that hold several numbers of a column
    which counts from band to band. A cell beside several numbers has no floor."""
    bands: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for run in runs:
        if not run.turn:
            place = bisect_right(ys, run.middle) - 1, bisect_right(xs, (run.x0 + run.x1) / 2) - 1
            bands[place].append(run)
    for key in range(len(xs) - 1):
        numbers = _numbers([bands.get((band, key), []) for band in range(len(ys) - 1)])
        if not any(len(band) > 1 for band in numbers.values()):
            continue
        floors: list[Rule] = []
        heights: list[float] = []
        for band, counted in numbers.items():
            cells = {col: bands.get((band, col), []) for col in range(len(xs) - 1)}
            whole = {col for col, own in cells.items() if _is_beside(own, counted, col < key)}
            parted = [run for col, own in cells.items() if col not in whole for run in own]
            for above, below in pairwise(counted):
                y = _white(parted, above.middle, below.middle)
                if y is None:
                    return [], []
                heights.append(y)
                floors += [Rule(y, xs[c], xs[c + 1]) for c in cells if c not in whole]
        return floors, heights
    return [], []


def _numbers(column: Sequence[Sequence[Run]]) -> dict[int, list[Run]]:
    """The numbers of each band of a column; none where they do not count up one by one."""
    counted: dict[int, list[Run]] = {}
    last = None
    for band, runs in enumerate(column):
        own = sorted(runs, key=lambda run: run.y)
        values = [int(run.text) if run.text.isdecimal() else None for run in own]
        if None in values:
            if counted:
                return {}
            continue  # the head
        for value in values:
            if value != (value if last is None else last + 1):
                return {}
            last = value
        if own:
            counted[band] = own
    return counted if sum(map(len, counted.values())) >= _COUNTED else {}


def _is_beside(runs: Sequence[Run], counted: Sequence[Run], is_before: bool) -> bool:
    """Whether a cell is one beside all of several numbers: a label before them, or what stands at
    the height of none of them."""
    if len(counted) < 2 or not runs:
        return False
    at = [any(abs(r.middle - n.middle) < _NEAR * r.size for r in runs) for n in counted]
    if all(at):
        return False
    return is_before or not any(at)


def _white(runs: Sequence[Run], above: float, below: float) -> float | None:
    """The height between two that no run crosses, nearest to their middle."""
    middle = (above + below) / 2
    edges: Iterator[float] = (y for run in runs for y in (run.top, run.bottom) if above < y < below)
    free = [
        y
        for y in (middle, *edges)
        if not any(run.top + TOUCH / 4 < y < run.bottom - TOUCH / 4 for run in runs)
    ]
    return min(free, key=lambda y: abs(y - middle), default=None)
