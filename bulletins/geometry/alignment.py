"""Rows and columns where no rule parts them: by the white between them, and by the head.

A column is what no row of the body crosses on either side. The head adds the columns that
are blank all the way down, and says what spans.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence, Set
from itertools import pairwise

import msgspec

from .found import FoundTable, GridCell
from .heads import (
    Label,
    columns_from_head,
    head_cells,
    is_over,
    read_labels,
    with_blank_columns,
    with_corner,
)  # fmt: skip
from .looks import is_note
from .segments import (
    Interval,
    Row,
    Segment,
    known_parts,
    nearest,
    overlap,
    split_spread,
    touched,
)
from .shapes import Box, Rule, Run
from .spanned import rows_and_spans
from .text import YEAR, runs_to_text
from .wrapping import LabelLine, wrapped_groups

_WHOLE_LINES = 3  # with a cell in each column, to tell what the columns are
_LABEL_LINES = 6  # of a row's label, with that of its figures
_INDENT = 0.6  # of an em: how far labels stand behind the title over them
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


def _without_strays(columns: list[Interval], rows: Sequence[Row]) -> list[Interval]:
    """The columns without those of the stub that one label alone makes, set over two others."""
    for at in range(min(2, len(columns) - 2), -1, -1):
        inside = [
            row
            for row in rows
            if any(overlap((s.x0, s.x1), columns[at]) > 0 for s in row.segments)
            and (len(row.segments) > 1 or len(_filled(row, columns, all_of=True)) == 1)
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
    over = [s for line in lines for s in line if len(touched((s.x0, s.x1), fewer, s.size)) != 1]
    if (
        len(fewer) > max(len(columns), usual - 1)
        and len(whole) >= _WHOLE_LINES
        and all(s.figure for s in over)
    ):
        return fewer
    # Rows whose long label runs into the next column: left out where that opens columns.
    ranked = sorted(lines, key=lambda line: -max(s.width for s in line))
    for out in range(1, max(2, len(lines) // 6)):
        fewer = white_between(ranked[out:], least=least)
        if len(fewer) > len(columns) and len(fewer) >= 3 and _all_filled(fewer, ranked[out:]):
            return fewer
    return columns


def _one_below_each(
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
    filled = [(row, _filled(row, columns)) for row in body]
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


def head_rows(rows: Sequence[Row]) -> int:
    """How many leading rows are the head: those above the first row of figures."""
    for number, row in enumerate(rows):
        if row.is_body and not all(YEAR.fullmatch(s.text) for s in row.segments):
            return number
    return 1 if len(rows) > 1 else 0


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
    columns = _expected_columns(hints.borders, rows)
    if columns and bands and _parted(rows, bands):
        head = _repeated_levels(rows, hints)
        body = rows[head:]
    columns = columns or _without_strays(body_columns(body), body)
    if len(columns) < 2:
        return None
    while head > 1 and (
        _leads_into(rows[head - 1], rows[head:], columns) or _begins(rows[head - 1 :], hints)
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
    columns = _one_below_each(columns, labels, body)
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
        lambda lines, heights: _body_groups(lines, columns, heights, hints.is_entry),
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
    return FoundTable(tuple(cells), row_at, len(columns), whole, tuple(xs), ruled=False)


def _expected_columns(borders: Sequence[float], rows: Sequence[Row]) -> list[Interval]:
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
    filled = {sum(1 for x in borders if x <= s.middle) for s in segments}
    if crossed > 0.03 * len(segments) or len(filled & set(range(1, len(borders)))) < 3:
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
                _is_across(line, columns)
                or _is_centred(line, xs, body)
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
    if not segment.figure or any(a <= middle <= b for a, b in columns):
        return None
    others = Row([s for s in line.segments if s is not segment], line.y, line.size)
    taken = _filled(others, columns) | beside
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


def _body_groups(
    body: Sequence[Row], columns: Sequence[Interval], bands: Sequence[float],
    is_entry: Callable[[str], bool],
) -> list[list[Row]]:  # fmt: skip
    """The lines of the body, those of one row together."""
    if bands and _parted(body, bands):
        groups: list[list[Row]] = []
        last = None
        for row in body:
            band = sum(1 for y in bands if y < row.middle)
            if groups and band == last:
                groups[-1].append(row)
            else:
                groups.append([row])
            last = band
        return groups
    body = _whole_notes(body, columns)
    if wrapped := wrapped_groups(_label_lines(body, columns), is_entry):
        return [[body[i] for i in group] for group in wrapped]
    if spaced := _spaced_groups(body, columns):
        return spaced
    pitches = sorted(b.y - a.y for a, b in pairwise(body) if a.is_body and b.is_body)
    usual = pitches[len(pitches) // 2] if pitches else 0.0
    out: list[list[Row]] = []
    lead: list[Row] = []
    for number, row in enumerate(body):
        before = out[-1] if out else None
        if before is not None and not lead and _continues(before, row, columns, usual):
            before.append(row)
        elif _leads_on(row, body[number + 1 :], columns, usual):
            lead.append(row)
        else:
            out.append([*lead, row])
            lead = []
    if lead:
        out.append(lead)
    return out


def _label_lines(body: Sequence[Row], columns: Sequence[Interval]) -> list[LabelLine]:
    """The lines with what they have in the column of labels that go on: of lines without figures."""
    if all(row.figures for row in body):
        return []
    cells: list[dict[int, list[Segment]]] = []
    for row in body:
        cells.append({})
        for s in row.segments:
            for c in touched((s.x0, s.x1), columns, s.size)[:1]:
                cells[-1].setdefault(c, []).append(s)
    lone = Counter(
        min(own) for row, own in zip(body, cells, strict=True) if own and not row.figures
    )
    column = lone.most_common(1)[0][0] if lone else 0
    lines = []
    for row, own in zip(body, cells, strict=True):
        label = own.get(column, ())
        width = max((s.width for s in label), default=0.0)
        text = "".join(s.text for s in label)
        lines.append(LabelLine(text, width, bool(row.figures), row.y, row.size))
    return lines


def _spaced_groups(body: Sequence[Row], columns: Sequence[Interval]) -> list[list[Row]]:
    """The lines grouped where more white parts rows than parts the lines of one row."""
    gaps = sorted(b.y - a.y for a, b in pairwise(body))
    if len(gaps) < 2:
        return []
    # The widest step between two neighbouring gaps, where it is wide enough to mean something.
    step, k = max((b / max(a, 0.1), k) for k, (a, b) in enumerate(pairwise(gaps)))
    if step < 1.22 or gaps[k] > 1.75 * body[0].size:
        return []
    limit = (gaps[k] + gaps[k + 1]) / 2
    groups: list[list[Row]] = [[body[0]]]
    for above, row in pairwise(body):
        if row.y - above.y > limit:
            groups.append([row])
        else:
            groups[-1].append(row)
    for group in groups:
        if sum(1 for row in group if row.is_body) > 1:
            return []
        if len(group) > 1 and len({c for row in group for c in _filled(row, columns)}) < 2:
            return []
    return groups


def _whole_notes(body: Sequence[Row], columns: Sequence[Interval]) -> list[Row]:
    """The rows with the lines of a note that runs across the table made one."""
    out: list[Row] = []
    for row in body:
        note = out[-1] if out else None
        if (
            note is not None
            and _is_across(note, columns)
            and len(row.segments) == 1
            and row.y - note.segments[0].runs[-1].y < 1.9 * row.size
            and abs(row.size - note.size) < 0.1 * row.size
            and row.segments[0].x0 <= note.segments[0].x0 + 2.2 * row.size
        ):
            begun = note.segments[0]  # other ways to read the page see it as it was
            whole = msgspec.structs.replace(begun, runs=[*begun.runs, *row.segments[0].runs])
            out[-1] = Row([whole], note.y, note.size)
        else:
            out.append(row)
    return out


def _is_across(row: Row, columns: Sequence[Interval]) -> bool:
    """Whether a row is one text over half of the table's width."""
    if len(row.segments) != 1 or row.segments[0].figure:
        return False
    width = columns[-1][1] - columns[0][0]
    return row.segments[0].width > 0.5 * width


def _is_centred(row: Row, xs: Sequence[float], body: Sequence[Row]) -> bool:
    """Whether a line is a title over the rows below it: alone in the middle of the table, and
    neither in line with what else stands there nor about the middle of its column."""
    segment = row.segments[0]
    if (
        len(row.segments) > 1
        or segment.figure
        or segment.size < abs(segment.middle - (xs[0] + xs[-1]) / 2)
    ):
        return False
    own = [x for x in xs[1:-1] if segment.x0 < x < segment.x1]
    column = bisect_right(xs, segment.middle)
    beside = [
        s for other in body if other is not row and len(other.segments) > 1
        for s in other.segments if bisect_right(xs, s.middle) == column
    ]  # fmt: skip
    em = 0.5 * segment.size
    in_line = any(
        abs(s.x0 - segment.x0) < em or abs(s.middle - segment.middle) < em for s in beside
    )
    return bool(own) or not in_line


def _parted(body: Sequence[Row], bands: Sequence[float]) -> bool:
    """Whether rules part the rows of the body: no band holds a stack of rows of figures."""
    lines: dict[int, list[bool]] = {}
    for row in body:
        band = sum(1 for y in bands if y < row.middle)
        lines.setdefault(band, []).append(row.is_body)
    stacked = any(sum(flags) > 1 and sum(flags) >= 0.6 * len(flags) for flags in lines.values())
    return len(lines) > 1 and not stacked


def _filled(row: Row, columns: Sequence[Interval], *, all_of: bool = False) -> set[int]:
    """The columns in which the texts of a line begin, or ``all_of`` those over which they stand."""
    most = None if all_of else 1
    return {i for s in row.segments for i in touched((s.x0, s.x1), columns, s.size)[:most]}


def _continues(before: Sequence[Row], row: Row, columns: Sequence[Interval], usual: float) -> bool:
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


def _leads_into(row: Row, body: Sequence[Row], columns: Sequence[Interval]) -> bool:
    """Whether the last line of a head is the beginning of the first row's label, or a title over
    rows whose labels are indented."""
    lone = len(row.segments) == 1 and _filled(row, columns) == {0}
    if not lone or 0 not in _filled(body[0], columns):
        return False
    label, *below = (r.segments[0] for r in (row, *body))
    indented = below[0].x0 - label.x0 > _INDENT * label.size
    others = sum(abs(s.x0 - label.x0) < 0.1 * label.size for s in below[1:])
    return below[0].text[0].islower() or (indented and others > 0)


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


def _leads_on(
    row: Row, following: Sequence[Row], columns: Sequence[Interval], usual: float
) -> bool:
    """Whether a line without figures begins the label of a row of figures below it."""
    if row.figures or not usual or _filled(row, columns) != {0}:
        return False
    above = row
    for after in following[:3]:
        pitch = after.y - above.y
        if 0 not in _filled(after, columns) or pitch > 1.6 * row.size:
            return False
        if not (pitch < 0.8 * usual or after.segments[0].text[0].islower()):
            return False
        if after.is_body:
            return True
        if after.figures or _filled(after, columns) != {0}:
            return False
        above = after
    return False
