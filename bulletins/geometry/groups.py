"""Which lines of a body that no rule parts make one row."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from .columns import filled_columns
from .segments import Interval, Row, Segment, touched
from .wrapping import LabelLine, wrapped_groups

_STACKED = 0.1  # of the bands between rules: those that hold several lines of figures
_INDENT = 0.6  # of an em: how far labels stand behind the title over them


def body_groups(
    body: Sequence[Row], columns: Sequence[Interval], bands: Sequence[float],
    is_entry: Callable[[str], bool],
) -> list[list[Row]]:  # fmt: skip
    """The lines of the body, those of one row together."""
    if bands and parted(body, bands):
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
    body = whole_notes(body, columns)
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
        if len(group) > 1 and len({c for row in group for c in filled_columns(row, columns)}) < 2:
            return []
    return groups


def whole_notes(body: Sequence[Row], columns: Sequence[Interval]) -> list[Row]:
    """The rows with the lines of a note that runs across the table made one."""
    out: list[Row] = []
    for row in body:
        note = out[-1] if out else None
        if (
            note is not None
            and is_across(note, columns)
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


def is_across(row: Row, columns: Sequence[Interval]) -> bool:
    """Whether a row is one text over half of the table's width."""
    if len(row.segments) != 1 or row.segments[0].figure:
        return False
    width = columns[-1][1] - columns[0][0]
    return row.segments[0].width > 0.5 * width


def is_centred(row: Row, xs: Sequence[float], body: Sequence[Row]) -> bool:
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


def parted(body: Sequence[Row], bands: Sequence[float]) -> bool:
    """Whether rules part the rows of the body: no band holds a stack of rows of figures, or of
    many bands hardly one, and one without labels: cells of several lines."""
    lines: dict[int, list[Row]] = {}
    for row in body:
        lines.setdefault(sum(1 for y in bands if y < row.middle), []).append(row)
    stacked = []
    for inside in lines.values():
        figures = [row for row in inside if row.is_body]
        if len(figures) > 1 and len(figures) >= 0.6 * len(inside):
            stacked.append(sum(1 for row in figures if not row.segments[0].figure))
    if len(lines) < 2 or any(labels > 1 for labels in stacked):
        return False
    return len(stacked) <= _STACKED * len(lines)


def _continues(before: Sequence[Row], row: Row, columns: Sequence[Interval], usual: float) -> bool:
    """Whether a line goes on with the cells of the row above it."""
    if row.figures or not usual:
        return False
    last = before[-1]
    filled = filled_columns(row, columns)
    above = set().union(*(filled_columns(r, columns) for r in before))
    if not filled or not filled <= above or len(filled) == len(above):
        return False
    pitch = row.y - last.y
    if pitch > 1.6 * row.size:
        return False
    lower = all(s.text[0].islower() or s.text[0] in "(（,;)）" for s in row.segments)
    return pitch < 0.8 * usual or lower


def _leads_on(
    row: Row, following: Sequence[Row], columns: Sequence[Interval], usual: float
) -> bool:
    """Whether a line without figures begins the label of a row of figures below it."""
    if row.figures or not usual or filled_columns(row, columns) != {0}:
        return False
    above = row
    for after in following[:3]:
        pitch = after.y - above.y
        if 0 not in filled_columns(after, columns) or pitch > 1.6 * row.size:
            return False
        if not (pitch < 0.8 * usual or after.segments[0].text[0].islower()):
            return False
        if after.is_body:
            return True
        if after.figures or filled_columns(after, columns) != {0}:
            return False
        above = after
    return False


def leads_into(row: Row, body: Sequence[Row], columns: Sequence[Interval]) -> bool:
    """Whether the last line of a head is the beginning of the first row's label, or a title over
    rows whose labels are indented."""
    lone = len(row.segments) == 1 and filled_columns(row, columns) == {0}
    if not lone or 0 not in filled_columns(body[0], columns):
        return False
    label, *below = (r.segments[0] for r in (row, *body))
    indented = below[0].x0 - label.x0 > _INDENT * label.size
    others = sum(abs(s.x0 - label.x0) < 0.1 * label.size for s in below[1:])
    return below[0].text[0].islower() or (indented and others > 0)
