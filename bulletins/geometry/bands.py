"""Rows that no rule parts in a band of a grid, and the cells beside all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from .shapes import Rule, Run
from .text import Line, is_value, is_wide, runs_to_lines
from .wrapping import Known, LabelLine, wrapped_groups

_RUNS = 4  # in two rows at least
_FULL = 3  # columns that hold a line of each row, where others have a cell beside them
_TIGHT = 1.75  # ems from one line of a cell to the next at most
_OFF = 0.3  # of the way from row to row: how far a cell may stand from the middle of its rows
_ON = 0.08  # of an em: how far what stands on one line may be apart

_Rows = Mapping[int, Sequence[float]]  # the heights between the rows of a band


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
        self.inside: dict[int, list[Run]] = defaultdict(list)
        for run in runs:
            self.inside[bisect_right(ys, run.middle) - 1].append(run)
        pairs = enumerate(pairwise(floors))
        self.ending = {band: above & below for band, (above, below) in pairs}
        """The columns whose cells begin and end with a band."""

    def floors(self) -> tuple[list[Rule], list[float]]:
        """What parts the rows: rules below their cells, and their heights."""
        rows = self._rows(set())
        whole = self._beside_all(rows)
        if whole:  # what is beside several rows is no line of its own
            without = self._rows(whole)
            if whole <= self._beside_all(without):
                rows = without
            else:
                whole = set()
        rules = []
        for band, heights in rows.items():
            parted = self.ending[band] - whole - self._beside(band)
            pairs = [(self.xs[c], self.xs[c + 1]) for c in sorted(parted) if c < len(self.xs) - 1]
            rules += [Rule(y, x0, x1) for y in heights for x0, x1 in pairs]
        return rules, [y for heights in rows.values() for y in heights]

    def _rows(self, whole: set[int]) -> dict[int, list[float]]:
        """The heights between the rows of each band, as the columns tell them that are not
        ``whole`` and have no cell beside several rows."""
        found = {}
        for band, runs in self.inside.items():
            if len(runs) >= _RUNS and 0 <= band < len(self.ys) - 1:
                cols = self.ending[band] - whole - self._beside(band)
                if heights := self._between(runs, cols):
                    found[band] = heights
        return found

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

    def _is_centred(self, band: int, own: Sequence[Line], rows: int) -> bool:
        """Whether the lines of a cell stand together in the middle of a band of so many rows."""
        tight = all(b.y - a.y <= _TIGHT * b.size for a, b in pairwise(own)) or _is_upright(own)
        middle, off = (self.ys[band] + self.ys[band + 1]) / 2, self._off(band, rows)
        return tight and abs(_middle(own) - middle) <= off

    def _off(self, band: int, rows: int) -> float:
        return _OFF * (self.ys[band + 1] - self.ys[band]) / rows

    def _beside(self, band: int) -> set[int]:
        """The columns with one cell in the middle of a band, in line with none of the lines that
        the fullest columns have there."""
        lines = self._lines(band)
        most = max((len(own) for own in lines.values() if not _is_upright(own)), default=0)
        if most < 2 or sum(1 for own in lines.values() if len(own) == most) < _FULL:
            return set()
        rows = [o.middle for own in lines.values() if len(own) == most for o in own]
        off = self._off(band, most)
        return {
            col
            for col, own in lines.items()
            if (_is_upright(own) and len(own) != most and self._is_centred(band, own, most))
            or (len(own) == 1 and self._is_centred(band, own, most)
                and all(abs(y - _middle(own)) > off for y in rows))
        }  # fmt: skip

    def _beside_all(self, rows: _Rows) -> set[int]:
        """The columns with one cell in the middle of the rows of each of several bands, and once
        at least in line with none."""
        lines = {band: self._lines(band) for band in rows}
        return {col for col in range(len(self.xs) - 1) if self._is_beside_all(col, lines, rows)}

    def _is_beside_all(
        self, col: int, lines: Mapping[int, Mapping[int, Sequence[Line]]], rows: _Rows
    ) -> bool:
        is_aside = False
        for band, heights in rows.items():
            own = lines[band].get(col, ())
            if not own or not self._is_centred(band, own, len(heights) + 1):
                return False
            if _is_upright(own):
                is_aside |= len(own) != len(heights) + 1
                continue
            others = [
                line
                for c, found in lines[band].items()
                if c != col and len(found) >= max(2, len(own))
                for line in found
            ]
            if len(own) > 1 and any(
                abs(o.middle - line.middle) < _ON * line.size for o in others for line in own
            ):
                return False
            off = self._off(band, len(heights) + 1)
            is_aside |= bool(others) and all(abs(o.middle - _middle(own)) > off for o in others)
        return is_aside


def _middle(lines: Sequence[Line]) -> float:
    return (lines[0].middle + lines[-1].middle) / 2


def _is_upright(lines: Sequence[Line]) -> bool:
    """Whether characters stand one below another, as a narrow cell has them."""
    return len(lines) > 1 and all(len(o.text) == 1 and is_wide(o.text) for o in lines)
