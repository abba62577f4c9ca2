"""Cells that stand in the middle of several rows, where no rule shows how far they reach.

A cell set in the middle of its height tells its rows: they are as many above it as below. The
cells of a column follow one another from the first row to the last, so that one way to part the
rows puts each in the middle of its own; where there is none, the column has no such cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import msgspec

from .segments import Interval, Row, Segment, touched
from .shapes import Rule, Run

_LINES = 6  # of one cell
_TIGHT = 1.75  # ems from one of its lines to the next at most
_OFF = 0.3  # of the way from row to row: how far a cell may stand from the middle of its rows
_ON = 0.12  # of it: how far a line may stand from one of a row that it is in
_BLANK, _LONG = 1.0, 0.25  # what a row without a cell costs, in such ways, and one more of a cell
_WHOLE = 0.9  # of the lines that are rows by themselves
_MOST = 400  # lines of a body that are looked at

_Entry = tuple[Row, list[Segment]]
Grouped = Callable[[list[Row], Sequence[float]], list[list[Row]]]


class RowSpan(msgspec.Struct, frozen=True):
    """A cell of column ``col`` that stands over the rows from ``first`` to ``last``."""

    col: int
    first: int
    last: int
    runs: tuple[Run, ...]


class _Column(msgspec.Struct, frozen=True):
    """How the cells of a column part the rows."""

    spans: tuple[RowSpan, ...]
    blanks: int
    proved: bool  # a cell stands between two rows, as only one over several can, or below the
    # first, where a label of one row would stand

    @property
    def is_long(self) -> bool:
        return any(span.last > span.first for span in self.spans)


def rows_and_spans(
    body: Sequence[Row], columns: Sequence[Interval], bands: Sequence[float],
    rules: Sequence[Rule], grouped: Grouped,
) -> tuple[list[list[Row]], list[RowSpan]]:  # fmt: skip
    """The lines of a body by rows, without the cells that stand over several of them; and those.

    ``grouped`` puts lines of one row together, which the heights that it is given part where
    they part rows; ``bands`` are those of rules that run across the table, ``rules`` the others.
    """
    candidates = _candidates(body, columns) if 3 <= len(body) <= _MOST else set[int]()
    while candidates:
        rest = _without(body, columns, candidates)
        groups = grouped(rest, () if _are_rows(rest, columns) else bands) if len(rest) > 1 else []
        if len(groups) < 2:
            break
        read: dict[int, _Column | None] = {}
        for c in sorted(candidates):
            parts = [*bands, *_over(rules, columns[c])]
            lines = _lines(body, columns, c)
            read[c] = _column(c, lines, groups, parts)
            if (
                c == 1
                and _counts(read.get(0))
                and (same := _alike(read[0] or _NONE, lines, groups))
            ):
                read[c] = same
        for c in sorted(candidates) if _believed(read) else ():  # now that there are such cells
            if (column := read[c]) is None or column.blanks:
                parts = [*bands, *_over(rules, columns[c])]
                again = _column(c, _lines(body, columns, c), groups, parts, any_line=True)
                read[c] = again if again is not None and not again.blanks else column
        kept = _believed(read)
        if kept == candidates:
            return groups, [span for c in sorted(kept) for span in (read[c] or _NONE).spans]
        candidates = kept
    return grouped(list(body), bands), []


_NONE = _Column((), 0, proved=False)


def _candidates(body: Sequence[Row], columns: Sequence[Interval]) -> set[int]:
    """The columns that stand in lines with few others: half of what lines have, or less."""
    filled = [set(_by_column(row, columns)) for row in body]
    usual = Counter(map(len, filled))
    most = max(usual, key=lambda n: (usual[n], n))
    weak = [own for own in filled if 2 * len(own) <= most]
    counts = Counter(c for own in filled for c in own)
    strong = max(counts.values(), default=0)
    seldom = {c for c, n in counts.items() if n <= 0.7 * strong}
    words = Counter(
        c for row in body for c, own in _by_column(row, columns).items() if not own[0].figure
    )
    found = {c for own in weak for c in own} | seldom
    found = {c for c in found if c == 0 or 2 * words[c] >= counts[c]}
    return found if len(found) < len(columns) else set()


def _by_column(row: Row, columns: Sequence[Interval]) -> dict[int, list[Segment]]:
    found: dict[int, list[Segment]] = {}
    for s in row.segments:
        for c in touched((s.x0, s.x1), columns, s.size)[:1]:
            found.setdefault(c, []).append(s)
    return found


def _without(body: Sequence[Row], columns: Sequence[Interval], candidates: set[int]) -> list[Row]:
    """The lines without what stands in the candidates."""
    rest = []
    for row in body:
        taken = {
            id(s) for c, own in _by_column(row, columns).items() if c in candidates for s in own
        }
        if segments := [s for s in row.segments if id(s) not in taken]:
            rest.append(Row(segments, row.y, row.size))
    return rest


def _are_rows(lines: Sequence[Row], columns: Sequence[Interval]) -> bool:
    """Whether each line is a row, whatever rules part: all of them fill the same columns."""
    filled = [len(_by_column(row, columns)) for row in lines]
    most = max(filled)
    return most >= 2 and sum(n >= max(2, most - 1) for n in filled) >= _WHOLE * len(filled)


def _over(rules: Sequence[Rule], column: Interval) -> Iterator[float]:
    """The heights of rules that run over the middle of a column."""
    middle = (column[0] + column[1]) / 2
    yield from (rule.at for rule in rules if rule.start < middle < rule.end)


def _believed(read: dict[int, _Column | None]) -> set[int]:
    """The columns whose cells stand over several rows for certain, and those that go with them."""
    sound = {
        c: column for c, column in read.items()
        if column is not None and column.spans and not (column.is_long and column.blanks)
    }  # fmt: skip
    certain = [c for c, column in sound.items() if column.is_long and column.proved]
    return set(sound) if certain else set()


def _lines(body: Sequence[Row], columns: Sequence[Interval], col: int) -> list[_Entry]:
    """What stands in a column, line by line."""
    return [(row, cells[col]) for row in body if col in (cells := _by_column(row, columns))]


def _counts(column: _Column | None) -> bool:
    """Whether numbers stand over several rows each: what is beside them does, too."""
    return (
        column is not None and column.is_long and not column.blanks
        and all(run.text.isdecimal() for span in column.spans for run in span.runs)
    )  # fmt: skip


def _alike(
    numbers: _Column, lines: Sequence[_Entry], groups: Sequence[Sequence[Row]]
) -> _Column | None:
    """The cells of the column beside ``numbers``, over the same rows; None where one is not in
    their middle."""
    spans: list[RowSpan] = []
    for span in numbers.spans:
        top, foot = groups[span.first][0], groups[span.last][-1]
        own = [e for e in lines if top.y - top.size < e[0].y < foot.y + foot.size]
        if not own or abs(own[0][0].y + own[-1][0].y - top.y - foot.y) > foot.size:
            return None
        runs = tuple(run for _, segments in own for s in segments for run in s.runs)
        spans.append(RowSpan(1, span.first, span.last, runs))
    return _Column(tuple(spans), 0, numbers.proved) if len(spans) == len(numbers.spans) else None


def _column(
    col: int, lines: Sequence[_Entry], groups: Sequence[Sequence[Row]], parts: Sequence[float],
    *, any_line: bool = False,
) -> _Column | None:  # fmt: skip
    """How the cells of a column part the rows; None where some cell is in the middle of none.

    ``parts`` are heights that no cell of the column crosses. Lines of one cell stand between
    those of the rows, but for ``any_line``.
    """
    tops = [group[0].y for group in groups]
    feet = [group[-1].y for group in groups]
    pitch = sorted(b - a for a, b in pairwise(tops))[(len(tops) - 1) // 2]
    slack = _OFF * pitch
    ends = [
        next((k for k in range(i, len(groups) - 1) if _is_parted(feet[k], tops[k + 1], parts)),
             len(groups) - 1)
        for i in range(len(groups))
    ]  # fmt: skip
    apart = [
        min(abs(row.y - y) for group in groups for y in (r.y for r in group)) for row, _ in lines
    ]
    near = -1.0 if any_line else _ON * pitch
    goes_on = [False] + [
        _goes_on(one, after, parts) and max(apart[k : k + 2]) > near
        for k, (one, after) in enumerate(pairwise(lines))
    ]
    best: dict[tuple[int, int], tuple[float, tuple[int, int, int] | None]] = {(0, 0): (0.0, None)}
    for i in range(len(groups)):
        for a in range(len(lines) + 1):
            if (i, a) not in best:
                continue
            cost = best[i, a][0]
            steps = [(i + 1, a, cost + _BLANK)]
            for b in range(a + 1, min(a + _LINES, len(lines)) + 1):
                if b > a + 1 and not goes_on[b - 1]:
                    break
                middle = (lines[a][0].y + lines[b - 1][0].y) / 2
                rows = sum(off <= near for off in apart[a:b])  # that have a line of their own
                for k in range(i, (ends[i] if rows < 2 else i) + 1):
                    off = abs(middle - (tops[i] + feet[k]) / 2)
                    if off <= slack:
                        steps.append((k + 1, b, cost + off / pitch + _LONG * (k - i)))
            for k, after, price in steps:
                if price < best.get((k, after), (1e9, None))[0]:
                    best[k, after] = (price, (i, a, k))
    at = (len(groups), len(lines))
    if at not in best:
        return None
    spans: list[RowSpan] = []
    proved = False
    blanks = 0
    filled = sorted(sum(len(row.segments) for row in group) for group in groups)
    is_whole = sum(len(row.segments) for row in groups[0]) >= filled[len(filled) // 2]
    while (step := best[at][1]) is not None:
        i, a, k = step
        if at[1] == a:
            blanks += sum(len(row.segments) for row in groups[i]) > 1  # and no title or note
        else:
            own = lines[a : at[1]]
            runs = tuple(run for _, segments in own for s in segments for run in s.runs)
            spans.append(RowSpan(col, i, k - 1, runs))
            middle = (own[0][0].y + own[-1][0].y) / 2
            between = all(abs(middle - y) > 0.25 * pitch for y in tops[i:k])
            proved |= k - 1 > i and (between or (i == 0 and col < 2 and is_whole))
        at = (i, a)
    return _Column(tuple(reversed(spans)), blanks, proved)


def _is_parted(above: float, below: float, parts: Sequence[float]) -> bool:
    return any(above < y < below for y in parts)


def _goes_on(above: _Entry, below: _Entry, parts: Sequence[float]) -> bool:
    """Whether two lines may be those of one cell."""
    (one, (text, *_)), (after, (more, *_)) = above, below
    near = after.y - one.y <= _TIGHT * after.size
    return near and not (text.figure or more.figure or _is_parted(one.y, after.y, parts))
