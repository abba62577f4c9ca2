"""Rows and columns where no rule parts them: by the white between them, and by the head.

A column is what no row of the body crosses on either side. The head adds the columns that
are blank all the way down, and says what spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from .lattice import FoundTable, GridCell, is_figure
from .shapes import Box, Rule, Run
from .text import Line, is_wide, join_runs, runs_to_lines, runs_to_text

_GAP_WIDE = 0.5  # of an em: two Chinese labels further apart stand in two cells
_GAP_WORDS = 0.5
_WHITE = 0.3  # of an em: the least white between two columns
_LEADER = frozenset(".·…．・_ ")


class Segment(msgspec.Struct, gc=False):
    """Runs of one line that stand together: what a cell holds of that line."""

    runs: list[Run]
    x0: float
    x1: float
    y: float
    size: float
    text: str
    figure: bool

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def _segment(runs: list[Run]) -> Segment:
    text = join_runs(runs)
    size = max(r.size for r in runs)
    y = max(runs, key=lambda r: r.size).y
    return Segment(runs, runs[0].x0, max(r.x1 for r in runs), y, size, text, is_figure(text))


def is_leader(text: str) -> bool:
    """Whether a text is a row of dots that leads the eye."""
    return len(text) >= 4 and all(c in _LEADER for c in text)


def line_segments(line: Line) -> list[Segment]:
    """The segments of a line, from the left; leaders are left out."""
    groups: list[list[Run]] = []
    end = 0.0
    for run in line.runs:
        if groups:
            last = groups[-1][-1]
            gap = (run.x0 - end) / max(run.size, last.size, 0.1)
            wide = is_wide(last.text[-1]) or is_wide(run.text[0])
            if gap <= (_GAP_WIDE if wide else _GAP_WORDS) and not is_leader(run.text):
                groups[-1].append(run)
                end = max(end, run.x1)
                continue
        if is_leader(run.text):
            end = -1e9  # what follows stands alone
            continue
        groups.append([run])
        end = run.x1
    return [_segment(group) for group in groups]


class Row(msgspec.Struct, gc=False):
    """A line of a table under inspection."""

    segments: list[Segment]
    y: float
    size: float

    @property
    def figures(self) -> int:
        return sum(1 for s in self.segments if s.figure)

    @property
    def is_body(self) -> bool:
        """Whether it reads as a row of figures, with no more than a label or two."""
        return (
            len(self.segments) >= 2
            and self.figures >= 1
            and self.figures * 2 >= len(self.segments) - 1
        )


def to_rows(runs: Sequence[Run]) -> list[Row]:
    """The lines of ``runs`` with their segments, from the top."""
    rows = []
    for line in runs_to_lines(r for r in runs if not r.turn):
        if segments := line_segments(line):
            rows.append(Row(segments, line.y, line.size))
    return rows


Interval = tuple[float, float]


def white_between(rows: Sequence[Sequence[Segment]], *, least: float) -> list[Interval]:
    """The column extents: maximal x-intervals that some row fills, parted by white."""
    spans = sorted((s.x0, s.x1) for row in rows for s in row)
    columns: list[list[float]] = []
    for x0, x1 in spans:
        if columns and x0 - columns[-1][1] < least:
            columns[-1][1] = max(columns[-1][1], x1)
        else:
            columns.append([x0, x1])
    return [(x0, x1) for x0, x1 in columns]


def body_columns(rows: Sequence[Row]) -> list[Interval]:
    """The columns of body rows. A row that would close a gap all others leave open spans."""
    size = max((r.size for r in rows), default=10.0)
    least = _WHITE * size
    lines = [row.segments for row in rows if len(row.segments) >= 2]
    columns = white_between(lines, least=least)
    if len(lines) < 4:
        return columns
    # Rows whose long label runs into the next column: left out where that opens columns.
    ranked = sorted(lines, key=lambda line: -max(s.width for s in line))
    for out in range(1, max(2, len(lines) // 6)):
        fewer = white_between(ranked[out:], least=least)
        if len(fewer) > len(columns) and len(fewer) >= 3:
            return fewer
    return columns


def _overlap(a: Interval, b: Interval) -> float:
    return min(a[1], b[1]) - max(a[0], b[0])


def _touched(segment: Segment, columns: Sequence[Interval]) -> list[int]:
    """The columns that a segment stands over."""
    span = (segment.x0, segment.x1)
    slack = 0.1 * segment.size
    return [i for i, column in enumerate(columns) if _overlap(span, column) > slack]


def _with_blank_columns(columns: list[Interval], head: Sequence[Row]) -> list[Interval]:
    """The columns with those that only the head fills."""
    found = list(columns)
    headed = {i for row in head for s in row.segments for i in _touched(s, columns)}
    lone = [s for row in head for s in row.segments if not _touched(s, columns)]
    for segment in sorted(lone, key=lambda s: s.x0):
        if any(_overlap((segment.x0, segment.x1), column) > 0 for column in found[len(columns) :]):
            continue
        near = min(
            (i for i in range(len(columns)) if i not in headed),
            key=lambda i: _distance(segment, columns[i]),
            default=None,
        )
        if near is not None and _is_nearest(segment, columns, near):
            headed.add(near)
            continue
        found.append((segment.x0, segment.x1))
    return sorted(found)


def _distance(segment: Segment, column: Interval) -> float:
    return max(column[0] - segment.x1, segment.x0 - column[1], 0.0)


def _is_nearest(segment: Segment, columns: Sequence[Interval], i: int) -> bool:
    """Whether no other column stands between the segment and column ``i``, and it is near."""
    if _distance(segment, columns[i]) > 3 * segment.size:
        return False
    return all(_distance(segment, c) >= _distance(segment, columns[i]) for c in columns)


def _edges(columns: Sequence[Interval], box: Interval) -> list[float]:
    """The borders between columns, in the middle of the white."""
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    return [min(box[0], columns[0][0]), *inner, max(box[1], columns[-1][1])]


class _Placed(msgspec.Struct, gc=False):
    """Segments of one cell: its columns, the heights it takes."""

    first: int
    last: int
    runs: list[Run]
    top: float
    foot: float


def head_rows(rows: Sequence[Row]) -> int:
    """How many leading rows are the head: those above the first row of figures."""
    for number, row in enumerate(rows):
        if row.is_body:
            return number
    return 1 if len(rows) > 1 else 0


def aligned_table(
    rows: Sequence[Row],
    *,
    head: int | None = None,
    bands: Sequence[float] = (),
    rules: Sequence[Rule] = (),
    box: Box | None = None,
) -> FoundTable | None:
    """The table that ``rows`` make, or None where they have no two columns.

    ``bands`` are heights at which rules or shades part rows for certain; ``rules`` under a
    spanner say how far it reaches.
    """
    if len(rows) < 2:
        return None
    head = head_rows(rows) if head is None else head
    body = rows[head:]
    columns = body_columns(body)
    if len(columns) < 2:
        return None
    columns = _with_blank_columns(columns, rows[:head])
    left = min(s.x0 for row in rows for s in row.segments)
    right = max(s.x1 for row in rows for s in row.segments)
    if box is not None:
        left, right = min(left, box[0]), max(right, box[2])
    xs = _edges(columns, (left, right))
    cells: list[GridCell] = []
    n_head = 0
    edges = [rows[0].y - rows[0].size]
    if head:
        n_head, head_cells, edges = _head_cells(rows[:head], columns, xs, rules)
        cells += head_cells
    groups = _body_groups(body, columns, bands)
    row_at = n_head
    if box is not None:
        edges[0] = min(edges[0], box[1])
    for number, group in enumerate(groups):
        foot = _foot(groups, number, box)
        cells += _body_cells(group, columns, xs, row_at, (edges[-1], foot))
        edges.append(foot)
        row_at += 1
    whole = (xs[0], edges[0], xs[-1], edges[-1])
    return FoundTable(tuple(cells), row_at, len(columns), whole, tuple(xs), ruled=False)


def _foot(groups: Sequence[Sequence[Row]], number: int, box: Box | None) -> float:
    last = groups[number][-1]
    foot = last.y + 0.3 * last.size
    if number + 1 < len(groups):
        following = groups[number + 1][0]
        return (foot + following.y - following.size) / 2
    return max(foot, box[3]) if box is not None else foot


def _blank_cells(
    taken: set[tuple[int, int]], rows: range, n_cols: int, xs: Sequence[float], ys: Sequence[float]
) -> list[GridCell]:
    return [
        GridCell(r, c, 1, 1, "", (xs[c], ys[r], xs[c + 1], ys[r + 1]))
        for r in rows
        for c in range(n_cols)
        if (r, c) not in taken
    ]


def _body_cells(
    group: Sequence[Row], columns: Sequence[Interval], xs: Sequence[float], row: int,
    height: Interval,
) -> list[GridCell]:  # fmt: skip
    """The cells of one body row, which one or several lines make up."""
    inside: dict[int, list[Run]] = {}
    spans: dict[int, int] = {}
    for line in group:
        for segment in line.segments:
            over = _touched(segment, columns)
            if not over:
                over = [min(range(len(columns)), key=lambda i: _distance(segment, columns[i]))]
            first, last = over[0], over[-1]
            if last > first and len(line.segments) > 1:
                last = first  # a label that is too long for its column
            inside.setdefault(first, []).extend(segment.runs)
            spans[first] = max(spans.get(first, 1), last - first + 1)
    cells, col = [], 0
    while col < len(columns):
        span = spans.get(col, 1)
        behind = next((c for c in sorted(inside) if c > col), len(columns))
        span = min(span, behind - col)
        text = runs_to_text(inside.get(col, []))
        cells.append(
            GridCell(row, col, 1, span, text, (xs[col], height[0], xs[col + span], height[1]))
        )
        col += span
    return cells


def _body_groups(
    body: Sequence[Row], columns: Sequence[Interval], bands: Sequence[float]
) -> list[list[Row]]:
    """The lines of the body, those of one row together."""
    if _parted(body, bands):
        groups: list[list[Row]] = []
        last = None
        for row in body:
            band = sum(1 for y in bands if y < row.y - 0.38 * row.size)
            if groups and band == last:
                groups[-1].append(row)
            else:
                groups.append([row])
            last = band
        return groups
    pitches = sorted(b.y - a.y for a, b in pairwise(body) if a.is_body and b.is_body)
    usual = pitches[len(pitches) // 2] if pitches else 0.0
    out: list[list[Row]] = []
    lead: list[Row] = []
    for number, row in enumerate(body):
        before = out[-1] if out else None
        if before is not None and not lead and _continues(before, row, columns, usual):
            before.append(row)
        elif _leads_on(row, body[number + 1] if number + 1 < len(body) else None, columns, usual):
            lead.append(row)
        else:
            out.append([*lead, row])
            lead = []
    if lead:
        out.append(lead)
    return out


def _parted(body: Sequence[Row], bands: Sequence[float]) -> bool:
    """Whether rules part the rows of the body: no band holds two rows of figures."""
    if not bands:
        return False
    counts: dict[int, int] = {}
    for row in body:
        if row.is_body:
            band = sum(1 for y in bands if y < row.y - 0.38 * row.size)
            counts[band] = counts.get(band, 0) + 1
    return bool(counts) and max(counts.values()) == 1 and len(counts) > 1


def _filled(row: Row, columns: Sequence[Interval]) -> set[int]:
    return {i for s in row.segments for i in _touched(s, columns)[:1]}


def _continues(
    before: Sequence[Row], row: Row, columns: Sequence[Interval], usual: float
) -> bool:
    """Whether a line goes on with the cells of the row above it."""
    if row.figures or not usual:
        return False
    last = before[-1]
    filled = _filled(row, columns)
    above = set().union(*(_filled(r, columns) for r in before))
    if not filled or not filled <= above or len(filled) == len(above):
        return False
    pitch = row.y - last.y
    if pitch > 1.6 * row.size:
        return False
    lower = all(s.text[0].islower() or s.text[0] in "(（,;)）" for s in row.segments)
    return pitch < 0.8 * usual or lower


def _leads_on(
    row: Row, after: Row | None, columns: Sequence[Interval], usual: float
) -> bool:
    """Whether a line without figures begins the label of the row below it."""
    if after is None or row.figures or not usual or not after.is_body:
        return False
    filled = _filled(row, columns)
    if filled != {0} or 0 not in _filled(after, columns):
        return False
    first = after.segments[0].text
    pitch = after.y - row.y
    if pitch > 1.6 * row.size:
        return False
    return pitch < 0.8 * usual or first[0].islower()


# ---------------------------------------------------------------------- the head


def _head_cells(
    rows: Sequence[Row], columns: Sequence[Interval], xs: Sequence[float], rules: Sequence[Rule]
) -> tuple[int, list[GridCell], list[float]]:
    """(number of head rows, their cells, their edges from the top)."""
    placed = _place_head(rows, columns, rules)
    bands = _levels(placed, len(columns))
    edges = [min(p.top for p in placed)]
    edges += [(a[1] + b[0]) / 2 for a, b in pairwise(bands)]
    edges.append(max(p.foot for p in placed))
    count = len(bands)
    cells, taken = [], set[tuple[int, int]]()
    for p in sorted(placed, key=lambda p: (p.top, p.first)):
        first, last = _level_span(p, bands)
        place = {(r, c) for r in range(first, last + 1) for c in range(p.first, p.last + 1)}
        if taken & place:
            free = sorted(place - taken)
            if not free:
                continue
            first = last = free[0][0]
            p.first = p.last = free[0][1]
            place = {free[0]}
        taken |= place
        box = (xs[p.first], edges[first], xs[p.last + 1], edges[last + 1])
        height, width = last - first + 1, p.last - p.first + 1
        cells.append(GridCell(first, p.first, height, width, runs_to_text(p.runs), box))
    cells += _blank_cells(taken, range(count), len(columns), xs, edges)
    return count, cells, edges


def _level_span(p: _Placed, bands: Sequence[Interval]) -> tuple[int, int]:
    """The levels that a label belongs to: one, or the two between which it stands."""
    middle = (p.top + p.foot) / 2
    slack = 0.25 * (p.foot - p.top)
    inside = [k for k, (top, foot) in enumerate(bands) if top - slack <= middle <= foot + slack]
    centred = [
        k for k, (top, foot) in enumerate(bands) if abs((top + foot) / 2 - middle) <= slack
    ]
    if len(inside) == 1 and (centred or len(bands) == 1):
        return inside[0], inside[0]
    reached = [k for k, (top, foot) in enumerate(bands) if top < p.foot - 0.5 and foot > p.top + 0.5]
    if reached and len(p.runs) > 1 and reached[0] != reached[-1]:
        return reached[0], reached[-1]
    below = next((k for k, (top, foot) in enumerate(bands) if (top + foot) / 2 > middle), len(bands))
    if 0 < below < len(bands):
        return below - 1, below
    nearest = min(range(len(bands)), key=lambda k: abs(sum(bands[k]) / 2 - middle))
    return nearest, nearest


def _place_head(
    rows: Sequence[Row], columns: Sequence[Interval], rules: Sequence[Rule]
) -> list[_Placed]:
    """The head's cells: lines of one label joined, spanners spread over what they span."""
    placed: list[_Placed] = []
    for row in rows:
        for segment in row.segments:
            over = _touched(segment, columns)
            if not over:
                over = [min(range(len(columns)), key=lambda i: _distance(segment, columns[i]))]
            first, last = over[0], over[-1]
            top, foot = segment.y - 0.88 * segment.size, segment.y + 0.12 * segment.size
            above = next(
                (
                    p for p in placed
                    if p.first == first and p.last == last and top - p.foot < 0.6 * segment.size
                    and not any(r.start < segment.middle < r.end and p.foot - 2 < r.at < top + 2 for r in rules)
                ),
                None,
            )  # fmt: skip
            if above is not None and top >= above.top:
                above.runs.extend(segment.runs)
                above.foot = foot
            else:
                placed.append(_Placed(first, last, list(segment.runs), top, foot))
    for p in placed:
        _spread(p, placed, columns, rules)
    return placed


def _spread(
    p: _Placed, placed: Sequence[_Placed], columns: Sequence[Interval], rules: Sequence[Rule]
) -> None:
    """Widen a spanner to the columns below it that have labels of their own and no other spanner."""
    below = {c for q in placed if q.top >= p.foot - 2 for c in range(q.first, q.last + 1)}
    if not below & set(range(p.first, p.last + 1)):
        return
    under = next(
        (
            r for r in sorted(rules)
            if p.foot - 3 <= r.at <= p.foot + 12 and r.start < p.runs[0].x1 and r.end > p.runs[0].x0
            and r.length < 0.9 * (columns[-1][1] - columns[0][0])
        ),
        None,
    )  # fmt: skip
    if under is not None:
        span = [
            i for i, c in enumerate(columns) if under.start - 3 <= (c[0] + c[1]) / 2 <= under.end + 3
        ]
        if span:
            p.first, p.last = min(span[0], p.first), max(span[-1], p.last)
        return
    beside = {
        c for q in placed if q is not p and q.top < p.foot and q.foot > p.top
        for c in range(q.first, q.last + 1)
    }  # fmt: skip
    middle = (min(r.x0 for r in p.runs) + max(r.x1 for r in p.runs)) / 2
    best, best_off = (p.first, p.last), None
    for first in range(p.first, -1, -1):
        if first not in below or first in beside:
            break
        for last in range(p.last, len(columns)):
            if last not in below or last in beside:
                break
            off = abs((columns[first][0] + columns[last][1]) / 2 - middle)
            if best_off is None or off < best_off - 1:
                best, best_off = (first, last), off
    p.first, p.last = best


def _levels(placed: Sequence[_Placed], n_cols: int) -> list[Interval]:
    """The heights of the head's rows, as the column that has most labels sets them."""
    best: list[_Placed] = []
    for col in range(n_cols):
        chain: list[_Placed] = []
        for p in sorted(placed, key=lambda p: p.foot):
            if p.first <= col <= p.last and (not chain or p.top >= chain[-1].foot - 2):
                chain.append(p)
        if len(chain) > len(best):
            best = chain
    return [(p.top, p.foot) for p in best]
