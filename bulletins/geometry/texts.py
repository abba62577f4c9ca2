"""Tables of texts in several lines, which a rule below the head and white between rows show."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .alignment import Hints, aligned_table
from .columns import white_between
from .found import FoundTable
from .looks import CAPTION, is_note
from .prose import is_prose, is_stub
from .segments import Row, cut_to
from .shapes import Rule

_SHORT = 100.0  # points: the rule of such a table is no shorter
_LABELS = 3  # of the head at least
_TEXT = 0.5  # of the rule: how long a label over it is at most
_NEAR = 1.6  # ems from a line of the head to the rule below it at most
_LINES = 1.5  # ems from a line of the head to the next
_LOOK = 12  # lines, the least white between which is that in a cell
_PARTED = 1.15  # times as far apart are two rows
_FURTHER = 2.2  # but no farther than so many times
_LONG, _PROSE = 14.0, 0.6  # ems; of the length of lines
_WHITE = 0.3  # of an em: the least between two columns


def text_tables(rows: Sequence[Row], rules: Sequence[Rule], hints: Hints) -> list[FoundTable]:
    """The tables of texts in several lines below a head with a rule under it: each label of the
    head stands over a column, and more white is between rows than between the lines of one."""
    tables: list[FoundTable] = []
    for rule in sorted(r for r in rules if r.length >= _SHORT):
        head, below = _head_and_rest(rule, rows)
        if not head or any(t.box[1] < rule.at < t.box[3] for t in tables):
            continue
        groups = _groups(head, below, rule.at)
        lines = [line for group in groups for line in group]
        if len(groups) < 2 or (len(lines) == len(groups) and not _is_long(groups)):
            continue
        bands = [rule.at, *((a[-1].y + b[0].y - b[0].size) / 2 for a, b in pairwise(groups))]
        bands.append(lines[-1].y + 0.3 * lines[-1].size)
        box = (rule.start, head[0].y - head[0].size, rule.end, bands[-1])
        table = aligned_table(
            [*head, *lines], head=len(head), bands=[box[1], *bands], box=box, hints=hints
        )
        if table is not None and table.n_cols == max(len(row.segments) for row in head):
            tables.append(table)
    return tables


def _is_long(groups: Sequence[Sequence[Row]]) -> bool:
    """Whether texts of one line are so long that they would be taken for prose, which they are
    not: three rows of them at least."""
    lines = [line for group in groups for line in group]
    long = any(
        s.width > _LONG * s.size and not s.figure and not is_stub(line, number)
        for line in lines
        for number, s in enumerate(line.segments)
    )
    return long and len(groups) > 2 and not is_prose(lines, _PROSE)


def _head_and_rest(rule: Rule, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The lines right above a rule, and all below it, as far as its ends go."""
    head: list[Row] = []
    last = rule.at
    for row in reversed([row for row in rows if row.y < rule.at]):
        if last - row.y > (_LINES if head else _NEAR) * row.size:
            break
        cut = cut_to(row, (rule.start, rule.end))
        if cut is None or (not head and len(cut.segments) < _LABELS):
            break
        if len(cut.segments) == 1 and cut.segments[0].width > _TEXT * rule.length:
            break  # a title
        head.insert(0, cut)
        last = row.y
    if not head:
        return [], []
    below = []
    for row in rows:
        if row.y > rule.at:
            cut = cut_to(row, (rule.start, rule.end))
            if cut is not None:
                below.append(cut)
    return head, below


def _groups(head: Sequence[Row], lines: Sequence[Row], top: float) -> list[list[Row]]:
    """The lines of each row, as far down as they keep to the columns of the head."""
    count = max(len(row.segments) for row in head)
    gaps = [b.y - a.y for a, b in pairwise(lines[:_LOOK])]
    near = [gap for gap in gaps if gap > 0.8 * head[0].size]
    if not near:
        return []
    tight = min(near)
    within = tight if tight < _LINES * head[0].size else 0.0  # so far are the lines of a cell
    groups: list[list[Row]] = []
    last = top
    for line in lines:
        gap = line.y - last
        if gap > _FURTHER * tight or is_note([line]) or CAPTION.match(line.segments[0].text):
            break
        if not groups or gap > _PARTED * within:
            groups.append([])
        groups[-1].append(line)
        last = line.y
    while groups and not _keeps(head, groups, count):
        groups.pop()
    return groups


def _keeps(head: Sequence[Row], groups: Sequence[Sequence[Row]], count: int) -> bool:
    """Whether the rows keep to as many columns as the head has labels, and each begins in the
    first of them and one more."""
    rows = [*head, *(line for group in groups for line in group)]
    columns = white_between([row.segments for row in rows], least=_WHITE * head[0].size)
    return len(columns) == count and all(
        len(group[0].segments) > 1 and group[0].segments[0].x0 < columns[0][1] for group in groups
    )
