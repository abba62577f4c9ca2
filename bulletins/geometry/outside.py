"""What of a table stands outside its rules: a head above, a total below, labels at the left."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from .columns import white_between
from .looks import CAPTION, KNOWN, UNIT, HeaderWord, is_of_labels
from .segments import Row, to_rows, touched
from .shapes import Box, Run
from .text import is_figure

_DIGIT = re.compile(r"[0-9０-９一二三四五六七八九十]")
_LINES = 7  # of a head above a table's rules at most, those of labels in their middle too
_REACH = 9.2  # ems from its first line to the rules at most
_MIDDLE = 0.95  # of an em from a line to that of another label in its middle
_SPANNING = 2  # of them above a line of labels at most
_APART = 2.3  # ems from one of its lines to the next, and from the last to the rules
_FILLED = 2  # figures of a row below a table at least
_STUB = 12.0  # ems that labels of rows may stand left of a table's rules
_MOST = 0.8  # of the rows that have such a label
_WHITE = 0.3  # of an em: the least white between two columns


def head_above(runs: Sequence[Run], box: Box, is_label: HeaderWord) -> list[Row]:
    """The lines right above ``box`` that are its head: those from a line of known labels down."""
    x0, top, x1, _ = box
    size = max((r.size for r in runs if 0 < top - r.y < 20 * _APART), default=0.0)
    reach = _REACH * size
    near = [
        r for r in runs
        if not r.turn and -0.3 * r.size < top - r.y < reach and r.x1 > x0 - _STUB * r.size
        and (r.x0 + r.x1) / 2 < x1
    ]  # fmt: skip
    lines: list[Row] = []
    found = 0
    below = top
    for row in reversed(to_rows(near)):
        wide = any(s.width > 0.5 * (x1 - x0) for s in row.segments)
        if below - row.y > _APART * row.size or row.figures or wide or len(lines) == _LINES:
            break
        lines.insert(0, row)
        below = row.y
        if is_of_labels(row, is_label, KNOWN):
            found = len(lines)
    while found and found < len(lines) and _is_beside(lines[-found - 1], lines[-found]):
        found += 1
    head = lines[len(lines) - found :]
    return [*_spanners(lines[: len(lines) - found], head, is_label), *head]


def _is_beside(line: Row, below: Row) -> bool:
    """Whether a line stands nearer to the next than lines do: one of a label in its middle."""
    return below.y - line.y < _MIDDLE * below.size


def with_spanners(
    head: Sequence[Row], runs: Sequence[Run], box: Box, is_label: HeaderWord
) -> list[Row]:
    """The lines of a head with the one right above them that spans several of its labels."""
    if not head:
        return []
    x0, x1, size = box[0], box[2], head[0].size
    near = [
        r for r in runs
        if not r.turn and 0.5 * size < head[0].y - r.y < _APART * size and x0 - 3 < (r.x0 + r.x1) / 2 < x1 + 3
    ]  # fmt: skip
    return [*_spanners(to_rows(near), head, is_label), *head]


def _spanners(lines: Sequence[Row], head: Sequence[Row], is_label: HeaderWord) -> list[Row]:
    """The last of ``lines`` where they span labels of a head right below: several texts, or one
    that is known, and no figure among them. The label of the rows may stand between spanner and
    head."""
    found: list[Row] = []
    for row in reversed(lines):
        below = found[0] if found else head[0] if head else None
        if below is None or len(found) == _SPANNING or below.y - row.y > _APART * below.size:
            break
        texts = [s.text for s in row.segments]
        plain = not any(UNIT.match(t) or CAPTION.match(t) or _DIGIT.search(t) for t in texts)
        alike = abs(row.size - head[0].size) < 0.15 * row.size
        if not (plain and alike and (len(texts) > 1 or is_label(texts[0]))):
            break
        found.insert(0, row)
    return found


def head_over(runs: Sequence[Run], box: Box, body: Sequence[Row]) -> list[Row]:
    """The lines right above ``box``, whose first line is of figures, that are its head whatever
    they say: they stand over each of the body's columns but perhaps the first, and over nothing
    else; a line of several texts above them spans them, a text alone below them is their unit."""
    x0, top, x1, _ = box
    size = max(row.size for row in body)
    columns = white_between([row.segments for row in body if row.is_body], least=_WHITE * size)
    near = [
        r for r in runs
        if not r.turn and 0 < top - r.y < _REACH * size and x0 - 3 < (r.x0 + r.x1) / 2 < x1 + 3
    ]  # fmt: skip
    lines: list[Row] = []
    open_columns = set(range(1, len(columns)))
    below = top
    for row in reversed(to_rows(near)):
        texts = [s.text for s in row.segments]
        over = [touched((s.x0, s.x1), columns, s.size) for s in row.segments]
        spans = len(texts) > 1 if not open_columns else len(texts) == 1 and not lines  # a unit
        if (
            below - row.y > _APART * size or abs(row.size - size) > 0.15 * size
            or any(CAPTION.match(t) or UNIT.match(t) for t in texts)
            or not (spans or (open_columns and all(len(own) == 1 for own in over)))
        ):  # fmt: skip
            break
        lines.insert(0, row)
        open_columns -= {c for own in over for c in own}
        below = row.y
    return [] if open_columns else lines


def row_below(
    runs: Sequence[Run], box: Box, inner: Sequence[float], is_entry: HeaderWord,
    *, whole: bool = False,
) -> list[Row]:  # fmt: skip
    """The line right below ``box`` that is its last row: a known label, and figures that keep to
    the columns which ``inner`` borders part; any label where a ``whole`` line will do."""
    x0, _, x1, foot = box
    near = [
        r for r in runs
        if not r.turn and 0 < r.y - foot < _APART * r.size and x0 - 3 < (r.x0 + r.x1) / 2 < x1 + 3
    ]  # fmt: skip
    for row in to_rows(near)[:1]:
        label, *figures = row.segments
        crossed = any(
            s.x0 + 0.3 * s.size < x < s.x1 - 0.3 * s.size for s in row.segments for x in inner
        )
        columns = {bisect_right(inner, s.middle) for s in row.segments}
        if (
            not crossed and len(figures) >= _FILLED and all(s.figure for s in figures)
            and len(columns) == len(row.segments)
            and (is_entry(label.text) or (whole and len(columns) == len(inner) + 1))
        ):  # fmt: skip
            return [row]
    return []


def labels_beside(runs: Sequence[Run], box: Box, floors: Sequence[float]) -> list[Run]:
    """The labels of rows that stand at the left of ``box``, whose rows ``floors`` part.

    None where the first column has labels itself, or where not nearly all rows have one there.
    """
    left, top, _, foot = box
    bands: dict[int, list[Run]] = {}
    first: dict[int, Run] = {}
    for run in runs:
        if run.turn or not top < run.middle < foot:
            continue
        band = bisect_right(floors, run.middle)
        if run.x1 <= left + 0.3 * run.size:
            if run.x0 > left - _STUB * run.size:
                bands.setdefault(band, []).append(run)
        elif (run.x0 + run.x1) / 2 < box[2] and (band not in first or run.x0 < first[band].x0):
            first[band] = run
    figures = [band for band, run in first.items() if is_figure(run.text)]
    labelled = [b for b in figures if b in bands and not any(is_figure(r.text) for r in bands[b])]
    if len(figures) < _MOST * len(first) or len(labelled) < max(2, _MOST * len(figures)):
        return []
    return [run for found in bands.values() for run in found]
