"""Lines cut where white parts cells: what a cell holds of a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf

import msgspec

from .shapes import Run
from .text import NONE, YEAR, Line, is_figure, is_value, join_runs, runs_to_lines, runs_to_text

Interval = tuple[float, float]

_MEET = 1.0  # points that texts stand over the border at which they meet
_OVER = 3.0  # points that a text may stand over the ends it is held to
_GAP_WORDS = 0.5  # of an em: words further apart stand in two cells
_GAP_TYPED = 0.8  # such words of a typewriter's face
_TYPED = (0.6, 0.5)  # ems: how wide the characters of such faces are
_GAP_FIGURES = 0.14
_GAP_GROUPS = 0.45
_LEADING = re.compile(r"[-–(]?\d{1,3}")
_THOUSANDS = re.compile(r"\d{3}(?:[.,]\d+)?%?")
_OPEN_POINT = re.compile(r"(?<!\d[.．])\b\d+[.．]$")
_GAP_POINT = 0.8  # of an em behind a decimal point: 0. 001
_GAP_SPREAD = 1.35  # of an em: but not characters that are spread over a label's width (合 计)
_GAP_SERIAL = 0.2  # of an em: the least white behind all numbers that count rows
_SERIAL, _COUNTED = 3, 5  # digits of a number that counts rows; so many rows at least
_MONEY = frozenset("$€£¥￥")
_MONEY_GAP = 7.0  # ems: a sign of money may stand at the left of its column
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
    if len(runs) == 1:
        r = runs[0]
        return Segment(runs, r.x0, r.x1, r.y, r.size, r.text, is_value(r.text))
    text = join_runs(runs)
    size = max(r.size for r in runs)
    y = max(runs, key=lambda r: r.size).y
    return Segment(runs, runs[0].x0, max(r.x1 for r in runs), y, size, text, is_value(text))


def known_parts(segment: Segment, is_label: Callable[[str], bool]) -> list[Segment]:
    """A segment of several labels that are known, cut to them."""
    runs = segment.runs
    if len(runs) < 2 or not all(is_label(run.text) for run in runs):
        return [segment]
    if is_label(segment.text) and any(len(run.text) == 1 for run in runs):
        return [segment]  # 县 区
    return [_segment([run]) for run in runs]


def split_spread(segment: Segment) -> list[Segment]:
    """The characters of a label that is set with spaces, each on its own."""
    return [_segment([run]) for run in segment.runs]


def cut_at(row: Row, borders: Sequence[float]) -> Row:
    """The line with its segments cut where two texts meet at a border that is known."""
    cut: list[Segment] = []
    for segment in row.segments:
        groups = [[segment.runs[0]]]
        for before, run in pairwise(segment.runs):
            if any(before.x1 - _MEET <= x <= run.x0 + _MEET for x in borders):
                groups.append([])
            groups[-1].append(run)
        cut += map(_segment, groups) if len(groups) > 1 else [segment]
    return row if len(cut) == len(row.segments) else Row(cut, row.y, row.size)


def part_serials(rows: Sequence[Row]) -> None:
    """Part the numbers that count rows from the labels right behind them."""
    firsts = [row.segments[0] for row in rows]
    numbers = [
        (row, int(first.runs[0].text), len(first.runs))
        for row, first in zip(rows, firsts, strict=True)
        if first.runs[0].text.isdecimal() and len(first.runs[0].text) <= _SERIAL
    ]
    counting = all(b[1] == a[1] + 1 for a, b in pairwise(numbers))
    glued = [row.segments[0].runs for row, _, count in numbers if count > 1]
    if len(numbers) < _COUNTED or not counting or not glued:
        return
    end = max(number.x1 for number, *_ in glued)
    apart = all(label.x0 - end > _GAP_SERIAL * label.size for _, label, *_ in glued)
    if not apart or 2 * len({label.text for _, label, *_ in glued}) <= len(glued):
        return  # 1 类, 2 类
    for row, _, count in numbers:
        if count > 1:
            number, *label = row.segments[0].runs
            row.segments = [_segment([number]), _segment(label), *row.segments[1:]]


def is_leader(text: str) -> bool:
    """Whether a text is a row of dots that leads the eye."""
    return len(text) >= 4 and all(c in _LEADER for c in text)


def line_segments(line: Line) -> list[Segment]:
    """The segments of a line, from the left; leaders are left out."""
    groups: list[list[Run]] = []
    end = -inf
    spread = _spread_runs(line.runs)
    for number, run in enumerate(line.runs):
        if is_leader(run.text):
            end = -inf  # what follows stands alone
            continue
        last = groups[-1][-1] if groups else run
        gap = (run.x0 - end) / max(run.size, last.size, 0.1)
        is_spread = number in spread and number - 1 in spread
        if gap <= _GAP_SPREAD and gap <= _gap_within(last, run, is_spread):
            groups[-1].append(run)
            end = max(end, run.x1)
        else:
            groups.append([run])
            end = run.x1
    return _with_currency([_segment(group) for group in groups])


def _gap_within(before: Run, run: Run, is_spread: bool) -> float:
    """How far apart, in ems, two texts of one segment may stand."""
    if run.text[0].isdecimal() and _OPEN_POINT.search(before.text):
        return _GAP_POINT
    if is_spread:
        return _GAP_SPREAD
    if is_figure(run.text) and is_figure(before.text):
        # 1 234 567 is one figure, whose groups a narrow space parts.
        grouped = _THOUSANDS.fullmatch(run.text) and _LEADING.fullmatch(before.text)
        return _GAP_GROUPS if grouped else _GAP_FIGURES
    return _GAP_TYPED if _is_one_space(before, run) else _GAP_WORDS


def _is_one_space(before: Run, run: Run) -> bool:
    """Whether one space parts a word of a typewriter's face from what is before it: all of its
    characters are 0.6 of an em wide, or 0.5 as Latin letters in Chinese faces are."""
    if is_figure(run.text) or not (before.text + run.text).isascii():
        return False  # what follows a label may be its figure
    ems = (run.x0 - before.x0) / max(run.size, 0.1)
    return any(abs(ems - pitch * (len(before.text) + 1)) < 0.02 for pitch in _TYPED)


def _with_currency(segments: list[Segment]) -> list[Segment]:
    """The segments, a sign of money set apart joined to its figure."""
    out: list[Segment] = []
    for segment in segments:
        last = out[-1] if out else None
        if (
            last is not None
            and last.text in _MONEY
            and segment.figure
            and segment.x0 - last.x1 < _MONEY_GAP * segment.size
        ):
            out[-1] = _segment([*last.runs, *segment.runs])
        else:
            out.append(segment)
    return out


class Row(msgspec.Struct, gc=False):
    """A line of a table under inspection."""

    segments: list[Segment]
    y: float
    size: float

    @property
    def middle(self) -> float:
        """The height of the middle of its type."""
        return self.y - 0.38 * self.size

    @property
    def figures(self) -> int:
        return sum(1 for s in self.segments if s.figure)

    @property
    def is_body(self) -> bool:
        """Whether it reads as a row of figures, with no more than a label or two."""
        return (
            len(self.segments) >= 2
            and any(s.figure and s.text not in NONE for s in self.segments)
            and self.figures * 2 >= len(self.segments) - 1
        )

    def heads_years(self, above: Sequence[Row]) -> bool:
        """Whether it reads as a row of figures, and these are years in their order, once or again
        and again: the head of a table, unless a line ``above`` it has as many labels."""
        years = [s.text for s in self.segments if s.figure]
        if not years or not all(map(YEAR.fullmatch, years)):
            return False
        plain = [year for year in years if year[:4] == year] or years  # from one to another: last
        again = plain.index(plain[0], 1) if plain.count(plain[0]) > 1 else len(plain)
        if plain != plain[:again] * (len(plain) // again):
            return False  # below each of several labels the same
        first = plain[:again]
        ordered = again > 1 and (
            all(a < b for a, b in pairwise(first)) or all(a > b for a, b in pairwise(first))
        )
        return ordered and all(len(row.segments) < len(years) for row in above)


def cut_to(row: Row, ends: Interval) -> Row | None:
    """What of a line lies between two ends; None where nothing does, or part of something."""
    first, last = ends[0] - _OVER, ends[1] + _OVER
    inside = [s for s in row.segments if first <= s.middle <= last]
    if not inside or any(s.x0 < first or s.x1 > last for s in inside):
        return None
    return part_of(row, inside)


def part_of(row: Row, segments: list[Segment]) -> Row:
    """Some of the segments of a row: in a column beside others they have a height of their own."""
    if len(segments) == len(row.segments):
        return Row(segments, row.y, row.size)
    heights = sorted(s.y for s in segments)
    return Row(segments, heights[len(heights) // 2], max(s.size for s in segments))


def to_rows(runs: Sequence[Run]) -> list[Row]:
    """The lines of ``runs`` with their segments, from the top.

    Type that runs up or down is a segment at half its height.
    """
    rows = []
    for line in runs_to_lines(r for r in runs if not r.turn):
        if segments := line_segments(line):
            rows.append(Row(segments, line.y, line.size))
    for segment in _turned_segments([r for r in runs if r.turn]):
        home = next((r for r in rows if abs(r.y - segment.y) <= 0.5 * segment.size), None)
        if home is None:
            rows.append(Row([segment], segment.y, segment.size))
        else:
            home.segments.append(segment)
            home.segments.sort(key=lambda s: s.x0)
    return sorted(rows, key=lambda row: row.y)


def _turned_segments(runs: Sequence[Run]) -> list[Segment]:
    """Type that runs up or down, what follows in one line as one segment."""
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (round(r.x0), r.y)):
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and abs(last.x0 - run.x0) <= 0.3 * run.size
            and abs(run.y - last.y) <= 1.6 * run.size
        ):
            groups[-1].append(run)
        else:
            groups.append([run])
    found = []
    for group in groups:
        size = max(r.size for r in group)
        middle = (min(r.top for r in group) + max(r.bottom for r in group)) / 2
        text = runs_to_text(group)
        x0, x1 = min(r.x0 for r in group), max(r.x1 for r in group)
        found.append(Segment(group, x0, x1, middle + 0.38 * size, size, text, is_value(text)))
    return found


def _spread_runs(runs: Sequence[Run]) -> set[int]:
    """The numbers of runs that are one character of a label set with spaces (合 计)."""
    single = [len(r.text) == 1 and "\u4e00" <= r.text < "\ua000" for r in runs]
    return {
        k
        for k, run in enumerate(runs)
        if single[k]
        and (k == 0 or run.x0 - runs[k - 1].x1 > _GAP_WORDS * run.size)
        and (k + 1 == len(runs) or runs[k + 1].x0 - run.x1 > _GAP_WORDS * run.size)
    }


def overlap(a: Interval, b: Interval) -> float:
    """How much of the axis two intervals share; negative where white parts them."""
    start = a[0] if a[0] > b[0] else b[0]
    return (a[1] if a[1] < b[1] else b[1]) - start


def nearest(span: Interval, columns: Sequence[Interval]) -> int:
    """The number of the column that an interval is in, or is nearest to."""
    return min(
        range(len(columns)),
        key=lambda i: max(columns[i][0] - span[1], span[0] - columns[i][1], 0.0),
    )


def touched(span: Interval, columns: Sequence[Interval], size: float) -> list[int]:
    """The columns over which something of ``size`` stands."""
    x0, x1 = span
    least = 0.1 * size
    # overlap(), written out: it is asked a hundred thousand times
    return [
        i
        for i, (a, b) in enumerate(columns)
        if (x1 if x1 < b else b) - (x0 if x0 > a else a) > least
    ]
