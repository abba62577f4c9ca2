"""Reading order: columns of a page one after another, what lies across them where it lies.

The page is cut along white that runs through: down between columns, across between what
stands one above the other. A cut across is made where it lets columns stand apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from .segments import Segment
from .shapes import Box
from .text import join_runs

_GUTTER = 0.7  # ems between two columns of text
_TRIES = 16  # cuts across that are tried on one piece of a page


class Item(msgspec.Struct, gc=False):
    """Something to be read: a segment of a line, or another thing (``what``) as a whole."""

    box: Box
    size: float
    segment: Segment | None = None
    what: int | None = None


class TextLine(msgspec.Struct, frozen=True, gc=False):
    """A line as it is read; ``apart`` where it does not follow right below the one before."""

    text: str
    box: Box
    size: float
    apart: bool


def in_order(items: Sequence[Item]) -> list[TextLine | int]:
    """The items in reading order, segments joined to lines; the others as their numbers."""
    out: list[TextLine | int] = []
    side_by_side = _stand_side_by_side(items)
    across = sorted(items, key=lambda i: i.box[0])
    for leaf in _leaves(across, 0) if side_by_side else [across]:
        out += _lines(leaf)
    return out


def _stand_side_by_side(items: Sequence[Item]) -> bool:
    """Whether anything stands beside something else: a page of single lines is in order."""
    foot = -1e9
    for item in sorted(items, key=lambda i: i.box[1]):
        if item.box[1] < foot - 0.5 * item.size:
            return True
        foot = max(foot, item.box[3])
    return False


def _leaves(items: list[Item], depth: int) -> list[list[Item]]:
    if len(items) < 2 or depth > 60:
        return [items] if items else []
    columns = _columns(items)
    if columns is not None:
        return [leaf for column in columns for leaf in _leaves(column, depth + 1)]
    halves = _halves(items)
    if halves is None:
        return [items]
    return [leaf for half in halves for leaf in _leaves(half, depth + 1)]


def _columns(items: Sequence[Item]) -> list[list[Item]] | None:
    """The columns of text that white parts from top to bottom, None where there are none.

    ``items`` stand from left to right.
    """
    size = max([i.size for i in items if i.segment is not None], default=10.0)
    starts = [0]
    end = items[0].box[2]
    for k, item in enumerate(items):
        x0, _, x1, _ = item.box
        if x0 > end and x0 - end >= _GUTTER * min(size, item.size * 1.5):
            starts.append(k)
            end = x1
        elif x1 > end:
            end = x1
    if len(starts) < 2:
        return None
    groups = [list(items[a:b]) for a, b in pairwise([*starts, len(items)])]
    return groups if all(map(_is_column, groups)) else None


def _is_column(items: Sequence[Item]) -> bool:
    """Whether items read as a column of text (or a table) and not as short words in line."""
    if any(i.what is not None for i in items):
        return True
    left, right = min(i.box[0] for i in items), max(i.box[2] for i in items)
    width = right - left
    if width < 5 * items[0].size:
        return False
    full = sum(1 for i in items if i.box[2] - i.box[0] > 0.75 * width)
    return len(items) >= 2 and full >= 0.4 * len(items)


def _gaps(items: Sequence[Item]) -> list[tuple[float, float]]:
    """(white, height) of the gaps that run across all items, the widest first."""
    gaps = []
    foot: float | None = None
    for item in sorted(items, key=lambda i: i.box[1]):
        if foot is not None and item.box[1] > foot - 0.35 * item.size:
            gaps.append((item.box[1] - foot, (item.box[1] + foot) / 2))
        foot = item.box[3] if foot is None else max(foot, item.box[3])
    return sorted(gaps, key=lambda g: (-g[0], g[1]))


def _halves(items: Sequence[Item]) -> tuple[list[Item], list[Item]] | None:
    middles = [(i.box[1] + i.box[3]) / 2 for i in items]
    for _, height in _gaps(items)[:_TRIES]:
        upper = [i for i, middle in zip(items, middles, strict=True) if middle < height]
        lower = [i for i, middle in zip(items, middles, strict=True) if middle >= height]
        if upper and lower and (_columns(upper) is not None or _columns(lower) is not None):
            return upper, lower
    return None


def _lines(items: Sequence[Item]) -> list[TextLine | int]:
    """Items that stand one below another: those of one height from the left, in one line."""
    rows: list[list[Item]] = []
    for item in sorted(items, key=lambda i: ((i.box[1] + i.box[3]) / 2, i.box[0])):
        middle = (item.box[1] + item.box[3]) / 2
        if rows and item.what is None and rows[-1][0].what is None:
            other = (rows[-1][0].box[1] + rows[-1][0].box[3]) / 2
            if abs(middle - other) <= 0.4 * max(item.size, rows[-1][0].size):
                rows[-1].append(item)
                continue
        rows.append([item])
    out: list[TextLine | int] = []
    pitches = sorted(b[0].box[3] - a[0].box[3] for a, b in pairwise(rows))
    usual = pitches[len(pitches) // 2] if pitches else 0.0
    before: Item | None = None
    for row in rows:
        if row[0].what is not None:
            out.append(row[0].what)
            before = None
            continue
        row.sort(key=lambda i: i.box[0])
        runs = [run for i in row if i.segment is not None for run in i.segment.runs]
        first = row[0]
        apart = before is None or (
            first.box[3] - before.box[3] > max(1.35 * usual, 1.2 * first.size)
            or abs(first.size - before.size) > 0.15 * first.size
        )
        box = (first.box[0], min(i.box[1] for i in row), row[-1].box[2], max(i.box[3] for i in row))
        out.append(TextLine(join_runs(runs), box, first.size, apart))
        before = first
    return out
