"""Labels of rows that run over several lines, where no rule says which lines are one row.

The figures of a row stand beside the first line of its label, the last, or the middle, alike in
the whole table. Which it is, the names tell: joined they are known, in pieces they are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from .segments import Interval, Row, Segment, touched

_APART = 2.2  # ems between two lines of one label at most
_UNKNOWN, _ALONE, _SHORT = 1.0, 0.5, 2.0
"""What speaks against a way to group lines: a label that is not known, a line on its own, and a
label that goes on in the next line although it had room."""

_SLACK = 2.0  # points
_LINES = 4  # beside one, of one label

Group = list[int]


def wrapped_groups(
    body: Sequence[Row], columns: Sequence[Interval], is_entry: Callable[[str], bool]
) -> list[list[Row]]:
    """The lines of a body, those of one row together; empty where no known label is made whole.

    ``is_entry`` knows the labels of rows.
    """
    filled = [_by_column(row, columns) for row in body]
    lone = Counter(
        min(cells) for row, cells in zip(body, filled, strict=True) if cells and not row.figures
    )
    if not lone:
        return []
    column = lone.most_common(1)[0][0]
    lines = _Lines(body, [cells.get(column, []) for cells in filled], is_entry)
    apart = lines.against([[i] for i in range(len(body))])
    ways = [(lines.against(way), n, way) for n, way in enumerate(lines.ways())]
    if not ways or min(ways)[0] >= apart:
        return []
    best = min(ways)[2]
    if not any(len(group) > 1 and is_entry(lines.label(group)) for group in best):
        return []
    return [[body[i] for i in group] for group in best]


def goes_on(labels: Sequence[str], piece: str, is_entry: Callable[[str], bool]) -> bool:
    """Whether a line without figures, below rows with ``labels``, is one more row, or the end of
    the last label."""
    return is_entry(piece) or any(
        is_entry("".join((*labels[-n:], piece))) for n in range(1, _LINES + 1)
    )


def _by_column(row: Row, columns: Sequence[Interval]) -> dict[int, list[Segment]]:
    cells: dict[int, list[Segment]] = {}
    for s in row.segments:
        for c in touched((s.x0, s.x1), columns, s.size)[:1]:
            cells.setdefault(c, []).append(s)
    return cells


class _Lines:
    """The lines of a body with what each has in the column of the labels."""

    def __init__(
        self, body: Sequence[Row], found: Sequence[Sequence[Segment]],
        is_entry: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self.body, self.is_entry = body, is_entry
        self.pieces = pieces = ["".join(s.text for s in segments) for segments in found]
        self.widths = [max((s.width for s in segments), default=0.0) for segments in found]
        self.anchors = [
            i for i, row in enumerate(body) if row.figures or not pieces[i] or self._stands(i)
        ]

    def _stands(self, i: int) -> bool:
        """Whether a line without figures is a row by itself: known, and no part of a known label."""
        if not self.is_entry(self.pieces[i]):
            return False
        before = [p for p in self.pieces[:i] if p][-_LINES:]
        behind = [p for p in self.pieces[i + 1 :] if p][:_LINES]
        return not any(
            self.is_entry("".join((*before[len(before) - a :], self.pieces[i], *behind[:b])))
            for a in range(len(before) + 1)
            for b in range(len(behind) + 1)
            if 0 < a + b <= _LINES
        )

    def label(self, group: Group) -> str:
        return "".join(self.pieces[i] for i in group)

    def ways(self) -> Iterator[list[Group]]:
        """The groups if labels stand with their middle, their first or their last line in a row."""
        if not self.anchors:
            return
        ends = [*self.anchors[1:], len(self.body)]
        behind = [end - anchor - 1 for anchor, end in zip(self.anchors, ends, strict=True)]
        first = above = self.anchors[0]
        middle = []
        for anchor, gap in zip(self.anchors, behind, strict=True):
            below = above  # as many lines below the figures as above
            middle.append(list(range(anchor - above, anchor + below + 1)))
            above = gap - below
            if above < 0:
                break
        if above == 0 and len(middle) == len(self.anchors):
            yield middle
        if first == 0:
            yield [list(range(a, a + gap + 1)) for a, gap in zip(self.anchors, behind, strict=True)]
        if behind[-1] == 0:
            starts = [0, *(a + 1 for a in self.anchors)]
            yield [
                list(range(start, a + 1)) for start, a in zip(starts, self.anchors, strict=False)
            ]

    def against(self, way: Sequence[Group]) -> float:
        """How much speaks against grouping the lines so."""
        return sum(map(self._against, way))

    def _against(self, group: Group) -> float:
        label = self.label(group)
        cost = _UNKNOWN if label and not self.is_entry(label) else 0.0
        if len(group) == 1:
            return cost + (0.0 if self.body[group[0]].figures else _ALONE)
        lines = [i for i in group if self.pieces[i]]
        for i, after in pairwise(lines):
            if self.widths[i] + self.body[i].size < max(self.widths) - _SLACK:
                cost += _SHORT
            if self.body[after].y - self.body[i].y > _APART * self.body[i].size:
                cost += _SHORT
        return cost
