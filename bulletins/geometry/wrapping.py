"""Labels of rows that run over several lines, where no rule says which lines are one row.

The figures of a row stand beside the first line of its label, the last, or the middle, alike in
the whole table. Which it is, the names tell: joined they are known, in pieces they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import msgspec

_APART = 2.2  # ems between two lines of one label at most
_UNKNOWN, _ALONE, _SHORT = 1.0, 0.5, 2.0
"""What speaks against a way to group lines: a label that is not known, a line on its own, and a
label that goes on in the next line although it had room."""
_SLACK = 2.0  # points
_LINES = 4  # beside one, of one label

Known = Callable[[str], bool]
Group = list[int]


class LabelLine(msgspec.Struct, gc=False):
    """A line of a body: its part of the row's label, how wide that is, whether figures stand in it."""

    label: str
    width: float
    figures: bool
    y: float
    size: float


def goes_on(labels: Sequence[str], piece: str, is_entry: Known) -> bool:
    """Whether a line without figures, below rows with ``labels``, is one more row, or the end of
    the last label."""
    return is_entry(piece) or any(
        is_entry("".join((*labels[-n:], piece))) for n in range(1, _LINES + 1)
    )


def wrapped_groups(lines: Sequence[LabelLine], is_entry: Known) -> list[Group]:
    """The numbers of the lines, those of one row together; none where no known label is made whole.

    ``is_entry`` knows the labels of rows.
    """
    if all(line.figures or not line.label for line in lines):
        return []
    rows = _Rows(lines, is_entry)
    apart = rows.against([[i] for i in range(len(lines))])
    ways = [(rows.against(way), n, way) for n, way in enumerate(rows.ways())]
    if not ways or min(ways)[0] >= apart:
        return []
    best = min(ways)[2]
    made_whole = any(len(group) > 1 and is_entry(rows.label(group)) for group in best)
    return best if made_whole else []


class _Rows:
    """The lines of a body, and how they may be grouped."""

    def __init__(self, lines: Sequence[LabelLine], is_entry: Known) -> None:
        self.lines, self.is_entry = lines, is_entry
        self.widest = max(line.width for line in lines)
        self.anchors: list[Group] = []  # lines that are no part of another's row
        at = 0
        while at < len(lines):
            count = 1 if lines[at].figures or not lines[at].label else self._blank_row(at)
            if count:
                self.anchors.append(list(range(at, at + count)))
            at += max(count, 1)

    def _blank_row(self, at: int) -> int:
        """How many lines from one on are the label of a row without figures: known, and no part
        of a known label beside it; 0 where none is."""
        for count in range(1, _LINES + 1):
            part = self.lines[at : at + count]
            if len(part) < count or any(line.figures for line in part):
                return 0
            label = "".join(line.label for line in part)
            before = [line.label for line in self.lines[:at] if line.label][-_LINES:]
            behind = [line.label for line in self.lines[at + count :] if line.label][:_LINES]
            beside = (
                "".join((*before[len(before) - a :], label, *behind[:b]))
                for a in range(len(before) + 1)
                for b in range(len(behind) + 1)
                if 0 < a + b <= _LINES
            )
            if self.is_entry(label) and not any(map(self.is_entry, beside)):
                return count
        return 0

    def label(self, group: Group) -> str:
        return "".join(self.lines[i].label for i in group)

    def ways(self) -> Iterator[list[Group]]:
        """The groups if labels stand with their middle, their first or their last line in a row."""
        if not self.anchors:
            return
        ends = [*(a[0] for a in self.anchors[1:]), len(self.lines)]
        behind = [end - a[-1] - 1 for a, end in zip(self.anchors, ends, strict=True)]
        first = above = self.anchors[0][0]
        middle = []
        for anchor, gap in zip(self.anchors, behind, strict=True):
            below = above  # as many lines below the figures as above
            middle.append(list(range(anchor[0] - above, anchor[-1] + below + 1)))
            above = gap - below
            if above < 0:
                break
        if above >= 0 and len(middle) == len(self.anchors):
            broken = list(range(len(self.lines) - above, len(self.lines)))  # by the page's end
            yield [*middle, broken] if broken else middle
        if first == 0:
            yield [
                list(range(a[0], a[-1] + gap + 1))
                for a, gap in zip(self.anchors, behind, strict=True)
            ]
        if behind[-1] == 0:
            starts = [0, *(a[-1] + 1 for a in self.anchors)]
            yield [
                list(range(start, a[-1] + 1))
                for start, a in zip(starts, self.anchors, strict=False)
            ]

    def against(self, way: Sequence[Group]) -> float:
        """How much speaks against grouping the lines so."""
        return sum(map(self._against, way))

    def _against(self, group: Group) -> float:
        label = self.label(group)
        cost = _UNKNOWN if label and not self.is_entry(label) else 0.0
        if len(group) == 1:
            return cost + (0.0 if self.lines[group[0]].figures else _ALONE)
        for one, after in pairwise(self.lines[i] for i in group if self.lines[i].label):
            if one.width + one.size < self.widest - _SLACK:
                cost += _SHORT
            if after.y - one.y > _APART * one.size:
                cost += _SHORT
        return cost
