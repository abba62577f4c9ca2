"""Rows that no rule parts in a band of a grid, and the cells beside all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from .shapes import Rule, Run
from .text import Line, is_value, is_wide, runs_to_lines, runs_to_text
from .wrapping import Known, LabelLine, wrapped_groups

_RUNS = 4  # in two rows at least
_FULL = 3  # columns that hold a line of each row, where others have a cell beside them
_TIGHT = 1.75  # ems from one line of a cell to the next at most
_UPRIGHT = 2.2  # ems from one character to the one below it
_OFF = 0.3  # of the way from row to row: how far a cell may stand from the middle of its rows
_ON = 0.12  # of an em: how far what stands on one line may be apart

_Lines = Mapping[int, Sequence[Line]]  # of each column that has any
Parts = list[tuple[int, int]]  # the first and the last row of each cell of a column


class Bands:
    """What stands between each two rules across a grid.

    ``floors`` are, for each height of ``ys``, the columns in which a rule is drawn there; the
    type is upright.
    """

    def __init__(
        self, runs: Sequence[Run], xs: Sequence[float], ys: Sequence[float],
        floors: Sequence[set[int]], is_entry: Known,
    ) -> None:  # fmt: skip
        self.xs, self.ys, self.is_entry = xs, ys, is_entry
        inside: dict[int, list[Run]] = defaultdict(list)
        for run in runs:
            inside[bisect_right(ys, run.middle) - 1].append(run)
        self.inside = {
            band: own
            for band, own in sorted(inside.items())
            if len(own) >= _RUNS
            and 0 <= band < len(ys) - 1
            and max(r.y for r in own) - min(r.y for r in own) >= own[0].size
        }
        """What stands in the bands that may hold several rows."""
        pairs = enumerate(pairwise(floors))
        self.ending = {band: above & below for band, (above, below) in pairs}
        """The columns whose cells begin and end with a band."""

    def floors(self) -> tuple[list[Rule], list[float]]:
        """What parts the rows: rules below their cells, and their heights."""
        beside = self._beside()
        rules: list[Rule] = []
        found: list[float] = []
        for band, runs in self.inside.items():
            own = beside.get(band, {})
            heights = self._between(runs, self.ending[band] - own.keys())
            for number, y in enumerate(heights):
                for col in range(len(self.xs) - 1):
                    ends = [last for _, last in own.get(col, ())]
                    if col in self.ending[band] and (not ends or number in ends):
                        rules.append(Rule(y, self.xs[col], self.xs[col + 1]))
            found += heights
        return rules, found

    def _between(self, inside: Sequence[Run], cols: set[int]) -> list[float]:
        """The heights between the rows that some columns hold: lines with figures."""
        runs = [r for r in inside if self._column(r) in cols]
        if len(runs) < _RUNS:
            return []
        lines = runs_to_lines(runs)
        if len(lines) < 2:
            return []
        full = figures = alone = labelled = 0
        for line in lines:
            texts: dict[int, str] = defaultdict(str)
            for run in line.runs:
                texts[self._column(run)] += run.text
            numbers = sum(1 for text in texts.values() if is_value(text))
            full += len(texts) >= 2 and numbers >= 1
            figures += numbers * 2 >= len(texts) - 1 and numbers >= 1
            alone += len(texts) == 1 and not numbers
            labelled += 0 < numbers < len(texts)
        if figures == full >= 2 and alone and alone + full == len(lines):
            groups = wrapped_groups([self._label_line(line) for line in lines], self.is_entry)
            if groups and full >= 0.7 * len(groups):
                return [(lines[a[-1]].bottom + lines[b[0]].top) / 2 for a, b in pairwise(groups)]
        if min(full, figures) < 0.7 * len(lines) or 0 < labelled < 0.7 * full:
            return []  # cells of one row may have figures in several lines, its label is in one
        return [(a.bottom + b.top) / 2 for a, b in pairwise(lines)]

    def _label_line(self, line: Line) -> LabelLine:
        """A line with its part of the row's label: what stands first in it and is no figure."""
        words = [run for run in line.runs if not is_value(run.text)]
        column = self._column(words[0]) if words else 0
        label = [run for run in words if self._column(run) == column]
        return LabelLine(
            "".join(run.text for run in label), sum(run.x1 - run.x0 for run in label),
            len(words) < len(line.runs), line.y, line.size,
        )  # fmt: skip

    def _column(self, run: Run) -> int:
        return bisect_right(self.xs, (run.x0 + run.x1) / 2) - 1

    def _lines(self, band: int) -> dict[int, list[Line]]:
        """The lines of each column that has any in a band."""
        cols: dict[int, list[Run]] = defaultdict(list)
        for run in self.inside[band]:
            cols[self._column(run)].append(run)
        return {col: runs_to_lines(own) for col, own in cols.items()}

    def _beside(self) -> dict[int, dict[int, Parts]]:
        """The rows that each cell stands beside, of the columns whose cells stand in the middle of
        theirs, by band: one cell at least stands in line with no row."""
        parts: dict[int, dict[int, Parts]] = {}
        proved: set[int] = set()
        for band in self.inside:
            lines = self._lines(band)
            rows = _rows(lines)
            if len(rows) < 2:
                continue
            parts[band] = {}
            for col, own in lines.items():
                cells = [middle for middle, _ in cells_of(own, rows)]
                if len(cells) < len(rows) and (found := parts_of(cells, rows)) is not None:
                    parts[band][col] = found
                    between = any((last - first) % 2 for first, last in found)
                    proved |= {col} if between else set()
        return {
            band: {col: found for col, found in own.items() if col in proved}
            for band, own in parts.items()
        }


def _rows(lines: _Lines) -> list[float]:
    """The heights of rows: of the lines of the fullest columns, if these are several, in line."""
    upright = {col for col, own in lines.items() if _is_upright(own)}
    most = max((len(own) for col, own in lines.items() if col not in upright), default=0)
    full = [own for col, own in lines.items() if len(own) == most and col not in upright]
    if most < 2 or len(full) < _FULL:
        return []
    in_line = max(
        ([own for own in full if all(_is_in_line(a, b) for a, b in zip(own, one, strict=True))]
         for one in full), key=len,
    )  # fmt: skip
    if len(in_line) < _FULL:
        return []
    return [sum(o.middle for o in row) / len(row) for row in zip(*in_line, strict=True)]


def _is_in_line(a: Line, b: Line) -> bool:
    return abs(a.middle - b.middle) <= _ON * max(a.size, b.size)


def cells_of(lines: Sequence[Line], rows: Sequence[float]) -> list[tuple[float, str]]:
    """(middle, text) of the cells of a column: lines that stand together, in line with no row, and
    letters one below another, are of one."""
    if _is_upright(lines):
        return [(_middle(lines), _text(lines))]
    cells: list[list[Line]] = []
    before: Line | None = None
    for line in lines:
        loose = all(abs(line.middle - y) > _ON * line.size for y in rows)
        if loose and before is not None and line.y - before.y <= _TIGHT * line.size:
            cells[-1].append(line)
        else:
            cells.append([line])
        before = line if loose else None
    return [(_middle(cell), _text(cell)) for cell in cells]


def _middle(lines: Sequence[Line]) -> float:
    return (lines[0].middle + lines[-1].middle) / 2


def _text(lines: Sequence[Line]) -> str:
    return runs_to_text([run for line in lines for run in line.runs])


def parts_of(cells: Sequence[float], rows: Sequence[float]) -> Parts | None:
    """The rows of each cell, so that it stands in their middle; None where that cannot be."""
    slack = _OFF * (rows[-1] - rows[0]) / (len(rows) - 1)
    parts: Parts = []
    first = 0
    for middle in cells:
        last = next(
            (
                k
                for k in range(first, len(rows))
                if abs((rows[first] + rows[k]) / 2 - middle) <= slack
            ),
            None,
        )
        if last is None:
            return None
        parts.append((first, last))
        first = last + 1
    return parts if first == len(rows) else None


def _is_upright(lines: Sequence[Line]) -> bool:
    """Whether characters stand one below another, as a narrow cell has them."""
    return (
        len(lines) > 1
        and all(len(o.text) == 1 and is_wide(o.text) for o in lines)
        and all(b.y - a.y <= _UPRIGHT * b.size for a, b in pairwise(lines))
    )
