"""Which segments are lines of running text: those that fill the width of a column, and their tails."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from .segments import Row, Segment, part_of

_LONG = 14.0  # ems: so long is no label
_FULL = 6.0  # ems: a line of a narrow column is no shorter
_PITCH = 2.1  # ems from a line of a paragraph to the next
_CHAIN = 3  # lines that fill one width
_RIVER = 2.5  # ems of white between two words of a justified line at most
_BESIDE = 10.0  # ems from a label to its figures


def without_prose(rows: Sequence[Row]) -> list[Row]:
    """The rows without running text, each cut where such stood between its segments."""
    prose = _prose(rows)
    out = []
    for row in rows:
        group: list[Segment] = []
        for segment in row.segments:
            if id(segment) not in prose:
                group.append(segment)
            elif group:
                out.append(part_of(row, group))
                group = []
        if group:
            out.append(part_of(row, group))
    return out


def is_prose(rows: Sequence[Row], share: float) -> bool:
    """Whether more than a ``share`` of the length of lines is running text."""
    segments = [s for row in rows for s in row.segments]
    least = share * sum(s.width for s in segments)
    long = (s.width for s in segments if not s.figure and s.width >= _FULL * s.size)
    if sum(long) <= least / 2:  # the others are pieces of justified lines
        return False
    prose = _prose(rows)
    return sum(s.width for s in segments if id(s) in prose) > least


def _prose(rows: Sequence[Row]) -> set[int]:
    """The ids of segments that are running text."""
    pairs = sorted(
        ((s, _before_figure(row, k)) for row in rows for k, s in enumerate(row.segments)),
        key=lambda pair: pair[0].y,
    )
    segments = [s for s, _ in pairs]
    heights = [s.y for s in segments]
    labels = {id(s) for s, label in pairs if label}
    below = {id(s): _below(s, k, segments, heights) for k, s in enumerate(segments)}
    prose = {
        id(s) for row in rows for k, s in enumerate(row.segments)
        if s.width > _LONG * s.size and not s.figure and not is_stub(row, k)
    }  # fmt: skip
    full = {id(s): _full_below(s, below, labels) for s in segments}
    for segment in segments:
        chain = [segment]
        while (following := full[id(chain[-1])]) is not None:
            chain.append(following)
        if len(chain) >= _CHAIN:
            prose.update(map(id, chain))
    for segment in segments:  # the last lines of paragraphs, and their indented first ones
        for other in below[id(segment)]:
            if other.figure and other.width < 3 * other.size:
                continue
            if id(segment) in prose and _is_tail(segment, other) and id(other) not in labels:
                prose.add(id(other))
            if id(other) in prose and id(segment) not in labels and _is_first(segment, other):
                prose.add(id(segment))
    for ordered in (rows, rows[::-1]) if prose else ():
        _add_parted(prose, ordered)
    return prose


def _add_parted(prose: set[int], rows: Sequence[Row]) -> None:
    """Add the words of lines between which much white stands, for the line before them fills the
    same width: they are justified."""
    lines: list[tuple[float, float, float]] = []  # (x0, x1, y) of lines that fill a width
    for row in rows:
        em = row.size
        lines = [line for line in lines if abs(row.y - line[2]) <= _PITCH * em]
        found = [
            (s.x0, s.x1, row.y) for s in row.segments if id(s) in prose and s.width >= _FULL * em
        ]
        for x0, x1, y in lines:
            within = [s for s in row.segments if x0 - em < s.x0 and s.x1 < x1 + em]
            if (
                len(within) > 1
                and abs(row.y - y) > 0.6 * em
                and abs(within[0].x0 - x0) <= 2.3 * em
                and abs(within[-1].x1 - x1) <= 0.5 * em
                and all(b.x0 - a.x1 < _RIVER * em for a, b in pairwise(within))
                and sum(1 for s in within if s.figure) * 3 < len(within)
            ):
                prose.update(map(id, within))
                found.append((x0, x1, row.y))
        lines += found


def is_stub(row: Row, k: int) -> bool:
    """Whether nothing but figures stands beside a segment: however long, it is their label."""
    beside = row.segments[k + 1 :]
    return (
        len(beside) > 1 and all(s.figure for s in beside)
        and beside[0].x0 - row.segments[k].x1 < _BESIDE * row.size
    )  # fmt: skip


def _before_figure(row: Row, k: int) -> bool:
    """Whether a segment is the label of the figure beside it, or heads a row of labels."""
    beside = row.segments[k + 1 : k + 3]
    if beside and beside[0].figure:
        return True
    return len(beside) == 2 and all(s.width < _FULL * s.size for s in (row.segments[k], *beside))


def _below(
    segment: Segment, k: int, segments: Sequence[Segment], heights: Sequence[float]
) -> list[Segment]:
    """The segments right below one."""
    found: list[Segment] = []
    end = bisect_left(heights, segment.y + _PITCH * segment.size)
    for other in segments[k + 1 : end]:
        if other.y - segment.y < 0.6 * segment.size:
            continue
        if other.x0 < segment.x1 and other.x1 > segment.x0:
            if found and other.y - found[0].y > 0.5 * segment.size:
                break
            found.append(other)
    return found


def _full_below(
    segment: Segment, below: dict[int, list[Segment]], labels: set[int]
) -> Segment | None:
    """The line below that fills the same width."""
    if segment.figure or segment.width < _FULL * segment.size or id(segment) in labels:
        return None
    for other in below[id(segment)]:
        em = segment.size
        if (
            not other.figure
            and id(other) not in labels
            and abs(other.size - em) < 0.1 * em
            and abs(other.x1 - segment.x1) <= 1.1 * em
            and abs(other.x0 - segment.x0) <= 2.3 * em
            and other.width >= _FULL * em
        ):
            return other
    return None


def _is_tail(segment: Segment, other: Segment) -> bool:
    em = segment.size
    same = abs(other.size - em) < 0.1 * em
    return same and abs(other.x0 - segment.x0) <= 2.3 * em and other.x1 <= segment.x1 + em


def _is_first(segment: Segment, other: Segment) -> bool:
    em = segment.size
    same = abs(other.size - em) < 0.1 * em
    return (
        same and abs(other.x1 - segment.x1) <= 1.1 * em and 0 <= segment.x0 - other.x0 <= 2.5 * em
    )
