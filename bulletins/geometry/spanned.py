"""Cells that stand in the middle of several rows, where no rule shows how far they reach.

A cell set in the middle of its height tells its rows: they are as many above it as below. The
cells of a column follow one another from the first row to the last, so that one way to part the
rows puts each in the middle of its own; where there is none, the column has no such cells.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from .found import FoundTable, GridCell
from .segments import Interval, Row, Segment, nearest, touched
from .shapes import Rule, Run
from .text import is_wide

_LINES = 6  # of one cell
_TIGHT = 1.75  # ems from one of its lines to the next at most
_OFF = 0.3  # of the way from row to row: how far a cell may stand from the middle of its rows
_ON = 0.12  # of it: how far a line may stand from one of a row that it is in
_BLANK, _LONG = 1.0, 0.25  # what a row without a cell costs, in such ways, and one more of a cell
_BETWEEN = 0.25  # of it: how far from all rows a cell is between them
_SELDOM = 0.7  # of the lines that the fullest column has
_WHOLE = 0.9  # of the lines that are rows by themselves
_MOST = 400  # lines of a body that are looked at

_Cells = dict[int, list[Segment]]  # what a line has in each column
_Entry = tuple[Row, list[Segment]]
_Step = tuple[int, int, int, int]  # rows from one to behind another, lines likewise: one cell
Grouped = Callable[[list[Row], Sequence[float]], list[list[Row]]]


class RowSpan(msgspec.Struct, frozen=True):
    """A cell of column ``col`` that stands over the rows from ``first`` to ``last``."""

    col: int
    first: int
    last: int
    runs: tuple[Run, ...]


class _Column(msgspec.Struct, frozen=True):
    """How the cells of a column part the rows.

    ``proved`` says that one stands between two rows, as only a cell over several can, or below
    the first row, where a label of one would stand.
    """

    spans: tuple[RowSpan, ...]
    blanks: int
    proved: bool

    @property
    def is_long(self) -> bool:
        return any(span.last > span.first for span in self.spans)

    @property
    def is_numbers(self) -> bool:
        """Whether numbers stand over several rows each: what is beside them does, too."""
        runs = [run for span in self.spans for run in span.runs]
        return self.is_long and not self.blanks and all(run.text.isdecimal() for run in runs)


def rows_and_spans(
    body: Sequence[Row], columns: Sequence[Interval], bands: Sequence[float],
    rules: Sequence[Rule], grouped: Grouped,
) -> tuple[list[list[Row]], list[RowSpan]]:  # fmt: skip
    """The lines of a body by rows, without the cells that stand over several of them; and those.

    ``grouped`` puts lines of one row together, which the heights that it is given part where
    they part rows; ``bands`` are those of rules that run across the table, ``rules`` the others.
    """
    cells = [_by_column(row, columns) for row in body]
    candidates = _candidates(cells, len(columns)) if 3 <= len(body) <= _MOST else set[int]()
    entries = {c: [(r, own[c]) for r, own in zip(body, cells, strict=True) if c in own]
               for c in candidates}  # fmt: skip
    parts = {c: [*bands, *_over(rules, columns[c])] for c in candidates}
    while candidates:
        rest = _without(body, cells, candidates)
        groups = grouped(rest, () if _are_rows(rest, columns) else bands) if len(rest) > 1 else []
        if len(groups) < 2:
            break
        read = _read({c: entries[c] for c in sorted(candidates)}, groups, parts)
        if read.keys() == candidates:
            return groups, [span for column in read.values() for span in column.spans]
        candidates = set(read)
    return grouped(list(body), bands), []


def _by_column(row: Row, columns: Sequence[Interval]) -> _Cells:
    found: _Cells = {}
    for s in row.segments:
        span = (s.x0, s.x1)
        over = touched(span, columns, s.size) or [nearest(span, columns)]
        found.setdefault(over[0], []).append(s)
    return found


def _candidates(cells: Sequence[_Cells], count: int) -> set[int]:
    """The columns of texts that stand in lines with few others, half of what lines have or less,
    or that few lines have."""
    usual = Counter(map(len, cells))
    most = max(usual, key=lambda n: (usual[n], n))
    filled = Counter(c for own in cells for c in own)
    words = Counter(c for own in cells for c, (first, *_) in own.items() if not first.figure)
    weak = {c for own in cells if 2 * len(own) <= most for c in own}
    seldom = {c for c, n in filled.items() if n <= _SELDOM * max(filled.values())}
    found = {c for c in weak | seldom if c == 0 or 2 * words[c] >= filled[c]}
    return found if len(found) < count else set()


def _without(body: Sequence[Row], cells: Sequence[_Cells], candidates: set[int]) -> list[Row]:
    """The lines without what stands in the candidates."""
    rest = []
    for row, own in zip(body, cells, strict=True):
        taken = {id(s) for c in own.keys() & candidates for s in own[c]}
        if segments := [s for s in row.segments if id(s) not in taken]:
            rest.append(Row(segments, row.y, row.size))
    return rest


def _are_rows(lines: Sequence[Row], columns: Sequence[Interval]) -> bool:
    """Whether each line is a row, whatever rules part: all of them fill the same columns."""
    filled = [len(_by_column(row, columns)) for row in lines]
    most = max(filled)
    return most >= 2 and sum(n >= max(2, most - 1) for n in filled) >= _WHOLE * len(filled)


def _over(rules: Sequence[Rule], column: Interval) -> Iterable[float]:
    """The heights of rules that run over the middle of a column."""
    middle = (column[0] + column[1]) / 2
    return (rule.at for rule in rules if rule.start < middle < rule.end)


def _read(
    entries: dict[int, list[_Entry]], groups: Sequence[Sequence[Row]],
    parts: dict[int, list[float]],
) -> dict[int, _Column]:  # fmt: skip
    """The columns whose cells stand over several rows for certain, and those that go with them."""
    read: dict[int, _Column | None] = {}
    for c, lines in entries.items():
        read[c] = _column(c, lines, groups, parts[c])
        first = read.get(0)
        if c == 1 and first is not None and first.is_numbers:
            read[c] = _alike(first, lines, groups) or read[c]
    if not _sound(read):
        return {}
    for c, lines in entries.items():  # now that there are such cells
        if (column := read[c]) is None or column.blanks:
            again = _column(c, lines, groups, parts[c], any_line=True)
            read[c] = again if again is not None and not again.blanks else column
    return _sound(read)


def _sound(read: dict[int, _Column | None]) -> dict[int, _Column]:
    """The columns that were read, where one of them has cells over several rows for certain."""
    sound = {
        c: column for c, column in read.items()
        if column is not None and column.spans and not (column.is_long and column.blanks)
    }  # fmt: skip
    return sound if any(column.is_long and column.proved for column in sound.values()) else {}


def _alike(
    numbers: _Column, lines: Sequence[_Entry], groups: Sequence[Sequence[Row]]
) -> _Column | None:
    """The cells of the column beside ``numbers``, over the same rows; None where one is not in
    their middle."""
    tops = [groups[span.first][0].y for span in numbers.spans]
    feet = [groups[span.last][-1].y for span in numbers.spans]
    ends = [(foot + top) / 2 for foot, top in zip(feet, tops[1:], strict=False)]
    own: list[list[_Entry]] = [[] for _ in tops]
    for row, segments in lines:
        own[bisect_right(ends, row.y)].append((row, segments))
    for cell, top, foot in zip(own, tops, feet, strict=True):
        if not cell or abs(cell[0][0].y + cell[-1][0].y - top - foot) > cell[0][0].size:
            return None
    spans = tuple(
        RowSpan(1, span.first, span.last, _runs(cell))
        for span, cell in zip(numbers.spans, own, strict=True)
    )
    return _Column(spans, 0, numbers.proved)


def _runs(cell: Sequence[_Entry]) -> tuple[Run, ...]:
    return tuple(run for _, segments in cell for s in segments for run in s.runs)


def _column(
    col: int, lines: Sequence[_Entry], groups: Sequence[Sequence[Row]], parts: Sequence[float],
    *, any_line: bool = False,
) -> _Column | None:  # fmt: skip
    """How the cells of a column part the rows; None where some cell is in the middle of none.

    ``parts`` are heights that no cell of the column crosses. Lines of one cell stand between
    those of the rows, but for ``any_line``.
    """
    tops = [group[0].y for group in groups]
    pitch = sorted(b - a for a, b in pairwise(tops))[(len(tops) - 1) // 2]
    steps = _steps(lines, groups, parts, pitch, -1.0 if any_line else _ON * pitch)
    if steps is None:
        return None
    filled = [sum(len(row.segments) for row in group) for group in groups]
    is_whole = filled[0] >= sorted(filled)[len(filled) // 2]
    spans: list[RowSpan] = []
    proved, blanks = False, 0
    for first, behind, a, b in steps:
        if a == b:
            blanks += filled[first] > 1  # and no title or note
            continue
        spans.append(RowSpan(col, first, behind - 1, _runs(lines[a:b])))
        middle = (lines[a][0].y + lines[b - 1][0].y) / 2
        between = all(abs(middle - y) > _BETWEEN * pitch for y in tops[first:behind])
        proved |= behind - first > 1 and (between or (first == 0 and col < 2 and is_whole))
    return _Column(tuple(spans), blanks, proved)


def _steps(
    lines: Sequence[_Entry], groups: Sequence[Sequence[Row]], parts: Sequence[float],
    pitch: float, near: float,
) -> list[_Step] | None:  # fmt: skip
    """The cells of a column, and the rows without one, from the first row to the last, so that
    each cell is as near the middle of its rows as can be; None where one cannot be.

    ``near`` is how far a line may stand from one of a row that it is in.
    """
    tops, feet = [group[0].y for group in groups], [group[-1].y for group in groups]
    ends = [
        next((k for k in range(i, len(groups) - 1) if _is_parted(feet[k], tops[k + 1], parts)),
             len(groups) - 1)
        for i in range(len(groups))
    ]  # fmt: skip
    heights = [row.y for group in groups for row in group]
    apart = [min(abs(row.y - y) for y in heights) for row, _ in lines]
    goes_on = [
        _goes_on(one, after, parts) and max(apart[k : k + 2]) > near
        for k, (one, after) in enumerate(pairwise(lines))
    ]
    best: dict[tuple[int, int], tuple[float, _Step | None]] = {(0, 0): (0.0, None)}

    def reach(step: _Step, cost: float) -> None:
        _, behind, _, b = step
        if cost < best.get((behind, b), (1e9, None))[0]:
            best[behind, b] = (cost, step)

    for i in range(len(groups)):
        for a in range(len(lines) + 1):
            if (i, a) not in best:
                continue
            cost = best[i, a][0]
            reach((i, i + 1, a, a), cost + _BLANK)
            for b in range(a + 1, min(a + _LINES, len(lines)) + 1):
                if b > a + 1 and not goes_on[b - 2]:
                    break
                middle = (lines[a][0].y + lines[b - 1][0].y) / 2
                in_rows = sum(off <= near for off in apart[a:b])
                for k in range(i, (ends[i] if in_rows < 2 else i) + 1):
                    off = abs(middle - (tops[i] + feet[k]) / 2) / pitch
                    if off <= _OFF:
                        reach((i, k + 1, a, b), cost + off + _LONG * (k - i))
    at = (len(groups), len(lines))
    if at not in best:
        return None
    steps: list[_Step] = []
    while (step := best[at][1]) is not None:
        steps.append(step)
        at = (step[0], step[2])
    return steps[::-1]


def _is_parted(above: float, below: float, parts: Sequence[float]) -> bool:
    return any(above < y < below for y in parts)


def _goes_on(above: _Entry, below: _Entry, parts: Sequence[float]) -> bool:
    """Whether two lines may be those of one cell."""
    (one, (text, *_)), (after, (more, *_)) = above, below
    near = after.y - one.y <= _TIGHT * after.size
    return near and not (text.figure or more.figure or _is_parted(one.y, after.y, parts))


def with_open_floors(table: FoundTable, rules: Sequence[Rule]) -> FoundTable:
    """The table with cells over several rows of its body: a rule parts these rows in other columns, and in
    theirs none does. One of them has the text, or its characters stand one below another."""
    by_place = {(c.row, c.col): c for c in table.cells}
    gone: set[tuple[int, int]] = set()
    made: list[GridCell] = []
    for col in range(table.n_cols):
        row = table.head or 0
        while row < table.n_rows:
            last = row
            while _is_open(by_place, table, rules, last, col):
                last += 1
            group = [by_place[r, col] for r in range(row, last + 1) if (r, col) in by_place]
            texts = [cell.text for cell in group if cell.text]
            if last > row and (len(texts) == 1 or _are_letters(texts)):
                first, foot = group[0], group[-1].box[3]
                gone.update((cell.row, col) for cell in group)
                made.append(GridCell(row, col, last - row + 1, 1, "\n".join(texts),
                                     (*first.box[:3], foot)))  # fmt: skip
            row = last + 1
    if not made:
        return table
    kept = [c for c in table.cells if (c.row, c.col) not in gone]
    return msgspec.structs.replace(table, cells=(*kept, *made))


def _is_open(
    by_place: Mapping[tuple[int, int], GridCell], table: FoundTable, rules: Sequence[Rule],
    row: int, col: int,
) -> bool:  # fmt: skip
    """Whether no rule parts a cell from the one below, and one does in most other columns."""
    one, below = by_place.get((row, col)), by_place.get((row + 1, col))
    if (
        one is None
        or below is None
        or any((c.row_span, c.col_span) != (1, 1) for c in (one, below))
    ):
        return False
    top, foot = (one.box[1] + one.box[3]) / 2, (below.box[1] + below.box[3]) / 2
    near = [r for r in rules if top < r.at < foot]
    columns = list(pairwise(table.xs))
    floors = [any(r.start < (a + b) / 2 < r.end for r in near) for a, b in columns]
    return not floors[col] and sum(floors) >= 0.5 * len(columns)


def _are_letters(texts: Sequence[str]) -> bool:
    """Whether texts are the characters of a word, one or two a line."""
    lines = [line for text in texts for line in text.split("\n")]
    return len(texts) > 1 and all(len(line) == 1 and is_wide(line) for line in lines)
