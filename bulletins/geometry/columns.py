"""The columns of rows that no rule parts: what none of their lines crosses on either side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from itertools import pairwise

from .heads import Label, is_between, is_over
from .segments import Interval, Row, Segment, overlap, touched
from .shapes import Run

_DOUBLED = 0.2  # of the texts: how many stand in a column that another of their line is in
_WHOLE_LINES = 3  # with a cell in each column, to tell what the columns are
_SPANNING = 0.1  # of the lines: that others cross the white of
_SHORT = 8  # characters of what stands for figures
_WHITE = 0.3  # of an em: the least white between two columns
_WHITE_MANY, _MANY = 0.12, 6  # where so many rows leave it open


def white_between(rows: Sequence[Sequence[Segment | Run]], *, least: float) -> list[Interval]:
    """The column extents: maximal x-intervals that some row fills, parted by white."""
    spans = sorted((s.x0, s.x1) for row in rows for s in row)
    columns: list[list[float]] = []
    for x0, x1 in spans:
        if columns and x0 - columns[-1][1] < least:
            columns[-1][1] = max(columns[-1][1], x1)
        else:
            columns.append([x0, x1])
    return [(x0, x1) for x0, x1 in columns]


def _all_filled(columns: Sequence[Interval], lines: Sequence[Sequence[Segment]]) -> bool:
    """Whether two rows at least fill each column."""
    return all(
        sum(1 for line in lines if any(overlap((s.x0, s.x1), c) > 0 for s in line)) >= 2
        for c in columns
    )


def without_strays(columns: list[Interval], rows: Sequence[Row]) -> list[Interval]:
    """The columns without those of the stub that one label alone makes, set over two others."""
    for at in range(min(2, len(columns) - 2), -1, -1):
        inside = [
            row
            for row in rows
            if any(overlap((s.x0, s.x1), columns[at]) > 0 for s in row.segments)
            and (len(row.segments) > 1 or len(filled_columns(row, columns, all_of=True)) == 1)
        ]
        if len(inside) != 1 or len(rows) < 4:
            continue
        beside = [columns[k] for k in (at - 1, at + 1) if 0 <= k < len(columns)]
        taken = any(
            overlap((s.x0, s.x1), column) > 0
            for s in inside[0].segments
            if not s.figure
            for column in beside
        )
        if not taken:
            columns = columns[:at] + columns[at + 1 :]
    return columns


def body_columns(rows: Sequence[Row]) -> list[Interval]:
    """The columns of body rows. A row that would close a gap all others leave open spans."""
    size = max((r.size for r in rows), default=10.0)
    least = (_WHITE if len(rows) < _MANY else _WHITE_MANY) * size
    lines = [row.segments for row in rows if len(row.segments) >= 2]
    columns = white_between(lines, least=least)
    if len(lines) < 4:
        return columns
    # Lines with all cells tell the columns, where others have one value in the middle of several.
    counts = Counter(map(len, lines))
    usual = max(counts, key=lambda n: (counts[n], n))
    whole = [line for line in lines if len(line) >= usual]
    fewer = white_between(whole, least=least)
    under = [(s, touched((s.x0, s.x1), fewer, s.size)) for line in lines for s in line]
    over = [(s, own) for s, own in under if len(own) != 1]
    if len(over) <= _SPANNING * len(lines):  # one sentence may stand for the figures of a row
        over = [(s, own) for s, own in over if 0 in own]
    if (
        len(fewer) > max(len(columns), usual - 1)
        and len(whole) >= _WHOLE_LINES
        and all(s.figure or _is_short(s, own) for s, own in over)
    ):
        return fewer
    # Rows whose long label runs into the next column: left out where that opens columns.
    ranked = sorted(lines, key=lambda line: -max(s.width for s in line))
    for out in range(1, max(2, len(lines) // 6)):
        fewer = white_between(ranked[out:], least=least)
        if len(fewer) > len(columns) and len(fewer) >= 3 and _all_filled(fewer, ranked[out:]):
            return fewer
    return columns


def _is_short(segment: Segment, under: Sequence[int]) -> bool:
    """Whether words may stand for the figures of several columns: 不得检出, 8（15）."""
    return len(segment.text) <= _SHORT and 0 not in under


def one_below_each(
    columns: list[Interval], labels: Sequence[Label], body: Sequence[Row]
) -> list[Interval]:
    """The columns; two side by side are one where one label is over both and they hold figures, or
    over one and they hold the texts of rows of figures, and no line has something in both: these
    do not line up."""
    over = [touched(label.span, columns, label.size) for label in labels]
    lowest = [own for one, own in zip(labels, over, strict=True) if not is_over(one, labels)]
    labelled = {
        k: [{k - 1, k} & set(own) for own in lowest if {k - 1, k} & set(own)]
        for k in range(1, len(columns))
    }
    if all(len(found) != 1 for found in labelled.values()):
        return columns
    filled = [(row, filled_columns(row, columns)) for row in body]
    out = columns[:1]
    for k, found in labelled.items():
        pair = {k - 1, k}
        inside = [(row, pair & own) for row, own in filled if pair & own]
        apart = len(found) == 1 and all(len(own) == 1 for _, own in inside)
        figures = apart and len(found[0]) == 2
        elsewhere = [row for row, own in filled if not row.figures and not pair & own]
        if apart and (figures or not elsewhere) and _is_one(inside, columns, figures=figures):
            out[-1] = (out[-1][0], columns[k][1])
        else:
            out.append(columns[k])
    return out


def without_middles(
    columns: list[Interval], labels: Sequence[Label], body: Sequence[Row]
) -> list[Interval]:
    """The columns but those of values that hold for the two beside them: in their middle, below a
    label that stands over both, in rows that have nothing in either."""
    spanners = [label for label in labels if is_between(label, labels)]
    if not spanners:
        return columns
    filled = []
    for row in body:
        under = [touched((s.x0, s.x1), columns, s.size) for s in row.segments]
        filled.append({own[0] for own in under if len(own) == 1})
    middles = set()
    for k in range(1, len(columns) - 1):
        over = any(touched(label.span, columns, label.size) == [k] for label in spanners)
        pair = {k - 1, k + 1}
        alone = all(not pair & own for own in filled if k in own)
        if over and alone and any(pair <= own for own in filled):
            middles.add(k)
    return [column for k, column in enumerate(columns) if k not in middles]


def _is_one(
    inside: Sequence[tuple[Row, Set[int]]], columns: Sequence[Interval], *, figures: bool
) -> bool:
    """Whether all lines hold figures in their column; or texts, and figures beside them in those
    of the column that fewer lines fill."""
    for row, own in inside:
        kinds = [
            s.figure for s in row.segments if own & set(touched((s.x0, s.x1), columns, s.size))
        ]
        if any(kind != figures for kind in kinds):
            return False
    filled = Counter(k for _, own in inside for k in own)
    fewer = min(filled, key=lambda k: (filled[k], k), default=None)
    return figures or all(row.figures for row, own in inside if fewer in own)


def borders_between(columns: Sequence[Interval], box: Interval) -> list[float]:
    """The borders between columns, in the middle of the white."""
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    return [min(box[0], columns[0][0]), *inner, max(box[1], columns[-1][1])]


def expected_columns(borders: Sequence[float], rows: Sequence[Row]) -> list[Interval]:
    """The columns between ``borders``, where the rows keep to them."""
    if len(borders) < 3:
        return []
    segments = [s for row in rows for s in row.segments]
    crossed = sum(
        1
        for row in rows
        if row.figures  # a label of the head may be wider than what it heads
        for s in row.segments
        if any(s.x0 + 0.3 * s.size < x < s.x1 - 0.3 * s.size for x in borders)
    )
    places = [[sum(1 for x in borders if x <= s.middle) for s in row.segments] for row in rows]
    filled = {place for own in places for place in own}
    doubled = sum(len(own) - len(set(own)) for own in places)  # it has more columns
    if crossed > 0.03 * len(segments) or doubled > _DOUBLED * len(segments):
        return []
    if len(filled & set(range(1, len(borders)))) < 3:
        return []
    columns = []
    for a, b in pairwise(borders):
        inside = [s for s in segments if a <= s.middle < b]
        middle = (a + b) / 2
        columns.append(
            (
                max(a, min((s.x0 for s in inside), default=middle - 1)),
                min(b, max((s.x1 for s in inside), default=middle + 1)),
            )
        )
    return columns


def filled_columns(row: Row, columns: Sequence[Interval], *, all_of: bool = False) -> set[int]:
    """The columns in which the texts of a line begin, or ``all_of`` those over which they stand."""
    most = None if all_of else 1
    return {i for s in row.segments for i in touched((s.x0, s.x1), columns, s.size)[:most]}
