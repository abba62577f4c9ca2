"""Rows and columns where no rule parts them: by the white between them, and by the head.

A column is what no row of the body crosses on either side. The head adds the columns that
are blank all the way down, and says what spans.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from itertools import pairwise

import msgspec

from .columns import (
    body_columns,
    borders_between,
    expected_columns,
    filled_columns,
    one_below_each,
    without_middles,
    without_strays,
)
from .found import FoundTable, GridCell
from .groups import body_groups, is_across, is_centred, leads_into, parted
from .heads import columns_from_head, head_cells, read_labels, with_blank_columns, with_corner
from .looks import is_note
from .segments import (
    Interval,
    Row,
    Segment,
    known_parts,
    nearest,
    overlap,
    part_serials,
    split_spread,
    touched,
)
from .shapes import Box, Rule, Run
from .spanned import rows_and_spans
from .text import YEAR, runs_to_text

_RANGE = re.compile(r"(\d{1,3})\s?[-–—~～]\s?\d{1,3}")
_HEADED = 3  # rules around a head and a body: they do not part the body's rows
_LABEL_LINES = 6  # of a row's label, with that of its figures


def head_rows(rows: Sequence[Row]) -> int:
    """How many leading rows are the head: those above the first row of figures."""
    for number, row in enumerate(rows):
        of_years = all(YEAR.fullmatch(s.text) for s in row.segments) or row.heads_years(
            rows[:number]
        )
        if row.is_body and not of_years and not _of_ranges(rows[number : number + 2]):
            return number
    return 1 if len(rows) > 1 else 0


def _of_ranges(rows: Sequence[Row]) -> bool:
    """Whether the figures of a line are ranges in their order (18–44, 45–64), those of the next
    are none: they head columns."""
    found = [[_RANGE.fullmatch(s.text) for s in row.segments if s.figure] for row in rows]
    if len(found) < 2 or len(found[0]) < 2 or any(found[1]):
        return False
    starts = [int(range_[1]) for range_ in found[0] if range_ is not None]
    return len(starts) == len(found[0]) and all(a < b for a, b in pairwise(starts))


def _repeated_levels(rows: Sequence[Row], hints: Hints) -> int:
    """How many rows of a page that goes on with a table are a head of several levels. One of a
    single level is read as a row; whoever joins the pages will see that it is none."""
    count = 0
    while count < len(rows) and not rows[count].figures:
        if not any(hints.is_label(s.text) for s in rows[count].segments):
            break
        count += 1
    spanner = any(len(row.segments) == 1 for row in rows[:count])
    return count if spanner and count > 1 else 0


def _head_by_shade(rows: Sequence[Row], head: int, shades: Sequence[float]) -> int:
    """How many rows are the head: no more than those above the edge of a shade that is next above
    the first row of figures, whose label may begin in a line above it."""
    edges = [y for y in shades if y < rows[head].middle]
    above = sum(1 for row in rows if edges and row.middle < edges[-1])
    return above if 0 < above < head else head


def no_word(_: str) -> bool:
    """Knows no label."""
    return False


class Hints(msgspec.Struct, frozen=True):
    """What is known before a table is looked at.

    ``is_label`` knows labels that head columns, ``is_entry`` those of rows, ``is_title`` titles
    over the rows of a list; ``borders`` are those between the columns of a table without walls
    that may go on here, ``walls`` those of one with walls; ``key`` is the column of numbers of a
    list that may, ``last`` its last number.
    """

    is_label: Callable[[str], bool] = no_word
    is_entry: Callable[[str], bool] = no_word
    is_title: Callable[[str], bool] = no_word
    borders: tuple[float, ...] = ()
    walls: tuple[float, ...] = ()
    key: int | None = None
    last: int | None = None

    @property
    def goes_on(self) -> bool:
        """Whether a table of the page before may go on."""
        return bool(self.borders or self.walls)


NO_HINTS = Hints()


def aligned_table(
    rows: Sequence[Row],
    *,
    head: int | None = None,
    bands: Sequence[float] = (),
    shades: Sequence[float] = (),
    rules: Sequence[Rule] = (),
    box: Box | None = None,
    hints: Hints = NO_HINTS,
) -> FoundTable | None:
    """The table that ``rows`` make, or None where they have no two columns.

    ``bands`` are heights at which rules part rows for certain, ``shades`` those at which shades
    do; ``rules`` under a spanner say how far it reaches; ``hints`` is what is known beforehand.
    """
    if len(rows) < (1 if hints.borders else 2):
        return None
    head = _head_by_shade(rows, head_rows(rows), shades) if head is None else head
    body = rows[head:]
    part_serials(body)
    columns = expected_columns(hints.borders, rows)
    if columns and len(bands) > _HEADED and parted(rows, bands):
        head = _repeated_levels(rows, hints)
        body = rows[head:]
    columns = columns or without_strays(body_columns(body), body)
    if len(columns) < 2:
        return None
    while head > 1 and (
        leads_into(rows[head - 1], rows[head:], columns) or _begins(rows[head - 1 :], hints)
    ):
        head -= 1
        body = rows[head:]
    for row in rows[:head]:
        row.segments = [
            part
            for s in row.segments
            for known in known_parts(s, hints.is_label)
            for part in _single_columns(known, columns)
        ]
    left = min(s.x0 for row in rows for s in row.segments)
    right = max(s.x1 for row in rows for s in row.segments)
    zones = borders_between(columns, (left, right))
    labels = read_labels(rows[:head], zones, rules, hints.is_label)
    labels = with_corner(labels, columns)
    columns = without_middles(columns, labels, body)
    columns = one_below_each(columns, labels, body)
    lines = [row.segments for row in body if len(row.segments) > 1]
    columns = columns_from_head(labels, columns, lines) or with_blank_columns(columns, labels)
    if box is not None:
        left, right = min(left, box[0]), max(right, box[2])
    xs = borders_between(columns, (left, right))
    cells: list[GridCell] = []
    n_head = 0
    edges = [rows[0].y - rows[0].size]
    if labels:
        n_head, cells, edges = head_cells(labels, columns, xs, rules)
    groups, spans = rows_and_spans(
        body, columns, bands or shades, rules,
        lambda lines, heights: body_groups(lines, columns, heights, hints.is_entry),
    )  # fmt: skip
    taken: dict[int, set[int]] = {}
    for span in spans:
        for number in range(span.first, span.last + 1):
            taken.setdefault(number, set()).add(span.col)
    row_at = n_head
    if box is not None:
        edges[0] = min(edges[0], box[1])
    for number, group in enumerate(groups):
        foot = _foot(groups, number, box)
        beside = taken.get(number, set())
        cells += _body_cells(group, columns, xs, row_at, (edges[-1], foot), body, beside)
        edges.append(foot)
        row_at += 1
    for span in spans:
        first, last = n_head + span.first, n_head + span.last
        box_of = (xs[span.col], edges[first], xs[span.col + 1], edges[last + 1])
        text = runs_to_text(span.runs)
        cells.append(GridCell(first, span.col, last - first + 1, 1, text, box_of))
    whole = (xs[0], edges[0], xs[-1], edges[-1])
    return FoundTable(
        tuple(cells), row_at, len(columns), whole, tuple(xs), ruled=False, head=n_head or None
    )


def _single_columns(segment: Segment, columns: Sequence[Interval]) -> list[Segment]:
    """A label set with spaces, cut where each of its characters heads a column."""
    if len(segment.runs) < 2 or any(len(run.text) > 1 for run in segment.runs):
        return [segment]
    over = touched((segment.x0, segment.x1), columns, segment.size)
    return split_spread(segment) if len(over) == len(segment.runs) else [segment]


def _foot(groups: Sequence[Sequence[Row]], number: int, box: Box | None) -> float:
    last = groups[number][-1]
    lowest = max(run.y for segment in last.segments for run in segment.runs)
    foot = (lowest if lowest > last.y + 0.5 * last.size else last.y) + 0.3 * last.size
    if number + 1 < len(groups):
        following = groups[number + 1][0]
        return (foot + following.y - following.size) / 2
    return max(foot, box[3]) if box is not None else foot


def _body_cells(
    group: Sequence[Row], columns: Sequence[Interval], xs: Sequence[float], row: int,
    height: Interval, body: Sequence[Row], taken: Set[int],
) -> list[GridCell]:  # fmt: skip
    """The cells of one body row, which one or several lines make up; without those ``taken`` by
    cells over several rows."""
    inside: dict[int, list[Run]] = {}
    spans: dict[int, int] = {}
    for line in group:
        for segment in line.segments:
            over = touched((segment.x0, segment.x1), columns, segment.size)
            if not over:
                over = [nearest((segment.x0, segment.x1), columns)]
            first, last = over[0], over[-1]
            if (wide := _over_blanks(segment, line, columns, taken)) is not None:
                first, last = wide
            elif last > first and len(line.segments) > 1:
                last = first  # a label that is too long for its column
            elif first == 1 and segment is line.segments[0] and len(columns) > 2:
                first = 0 if _is_over_stub(segment, columns, xs, body) else 1
            inside.setdefault(first, []).extend(segment.runs)
            spans[first] = max(spans.get(first, 1), last - first + 1)
            if len(group) == 1 and (
                is_across(line, columns)
                or is_centred(line, xs, body)
                or (line.y == body[-1].y and is_note(group))
            ):
                inside = {0: inside.pop(first)}
                spans[0] = len(columns)
    free = [c for c in range(len(columns)) if c not in taken]
    for c in sorted(inside.keys() & taken):  # nothing that is printed is lost
        inside.setdefault(min(free, key=lambda other: abs(other - c)), []).extend(inside.pop(c))
    cells, col = [], 0
    while col < len(columns):
        if col in taken:
            col += 1
            continue
        span = spans.get(col, 1)
        behind = next((c for c in sorted({*inside, *taken}) if c > col), len(columns))
        span = min(span, behind - col)
        text = runs_to_text(inside.get(col, []))
        cells.append(
            GridCell(row, col, 1, span, text, (xs[col], height[0], xs[col + span], height[1]))
        )
        col += span
    return cells


def _over_blanks(
    segment: Segment, line: Row, columns: Sequence[Interval], beside: Set[int]
) -> tuple[int, int] | None:
    """The columns from one to another in whose middle a value stands, over the white between two
    of them, where the line has nothing else in them; None for what is in one column. ``beside``
    are the columns of cells over several rows."""
    middle = segment.middle
    if any(a <= middle <= b for a, b in columns):
        return None
    if not segment.figure and len(line.segments) < 3:  # words stand for a figure in a whole row
        return None
    others = Row([s for s in line.segments if s is not segment], line.y, line.size)
    taken = filled_columns(others, columns) | beside
    right = next((c for c, (a, _) in enumerate(columns) if a > middle), 0)
    found = None
    for first in range(right - 1, -1, -1):
        last = 2 * right - 1 - first  # as many at the right
        if last >= len(columns) or taken & set(range(first, last + 1)):
            break
        if abs((columns[first][0] + columns[last][1]) / 2 - middle) < segment.size:
            found = (first, last)
    return found


def _is_over_stub(
    segment: Segment, columns: Sequence[Interval], xs: Sequence[float], body: Sequence[Row]
) -> bool:
    """Whether a label stands in the middle of the first two columns, not in line with the second."""
    span = columns[1]
    others = [
        s for row in body for s in row.segments
        if s is not segment and overlap((s.x0, s.x1), span) > 0 and len(row.segments) > 1
    ]  # fmt: skip
    if len(others) < 3:
        return False
    half = len(others) // 2
    slack = 0.35 * segment.size
    for own, usual in (
        (segment.x0, sorted(s.x0 for s in others)[half]),
        (segment.middle, sorted(s.middle for s in others)[half]),
    ):
        if abs(own - usual) < slack:
            return False
    whole = {(xs[0] + xs[2]) / 2, (columns[0][0] + columns[1][1]) / 2}
    return any(abs(segment.middle - middle) < 0.8 * segment.size for middle in whole)


def _begins(rows: Sequence[Row], hints: Hints) -> bool:
    """Whether a line is no more than the beginning of a known label of a row."""
    first = rows[0].segments[0]
    if len(rows[0].segments) > 1 or hints.is_label(first.text):
        return False
    label = first.text
    for row in rows[1:_LABEL_LINES]:
        label += "".join(
            s.text for s in row.segments
            if not s.figure and overlap((s.x0, s.x1), (first.x0, first.x1)) > 0
        )  # fmt: skip
        if hints.is_entry(label):
            return True
    return False
