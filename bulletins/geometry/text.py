"""Runs to lines, and lines to text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from .shapes import ASCENT, DESCENT, Box, Run

_WORD_SPACE = 0.13  # of an em: what parts two words in letters or figures
_SMALL = 0.85  # of the larger type before it: that of exponents and marks
_RAISED, _BEHIND = (
    0.8,
    0.25,
)  # ems: how far such stand from the baseline, and behind what they go to
_WIDE_SPACE = 0.6  # of an em: what parts two characters of a label on purpose (合 计)
_SIGNS = r"\-−—–－/／.．·、,，%％()（）+＋*~～一无<>＜＞≤≥≦≧±×$€£¥￥\s"
_FIGURE = re.compile(rf"[{_SIGNS}]*[0-9０-９][0-9０-９{_SIGNS}]*")
YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?\d{2,4})?(?:[*]|\(?\d\)?)?")
"""A year, or two, as it heads a column; the mark of a note may follow."""
MARKS = frozenset("。，、；：！？）》”’〕】…")
"""Punctuation that may stand past the end of a line."""
NONE = frozenset("-−—–－/／…*×:") | {"——", "--", "..", "...", "n/a", "N/A", "n.a.", "N.A."}
"""What stands for no figure."""


class Line(msgspec.Struct, gc=False):
    """Runs on one baseline, from the left; smaller type may stand higher or lower in it."""

    y: float
    size: float
    runs: list[Run]

    @property
    def top(self) -> float:
        return self.y - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.y + DESCENT * self.size

    @property
    def middle(self) -> float:
        return self.y - (ASCENT - DESCENT) / 2 * self.size

    @property
    def x0(self) -> float:
        return self.runs[0].x0

    @property
    def x1(self) -> float:
        return max(run.x1 for run in self.runs)

    @property
    def box(self) -> Box:
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def text(self) -> str:
        return join_runs(self.runs)


def runs_to_lines(runs: Iterable[Run]) -> list[Line]:
    """Runs as lines from the top; each from the left."""
    lines: list[Line] = []
    for y, run in _on_baselines(runs):
        home = None
        for line in reversed(lines[-3:]):
            if abs(y - line.y) <= 0.5 * max(run.size, line.size):
                home = line
                break
        if home is None:
            lines.append(Line(y, run.size, [run]))
            continue
        home.runs.append(run)
        if run.size > home.size * 1.05:  # its largest type has the baseline
            home.y, home.size = y, run.size
    for line in lines:
        line.runs.sort(key=lambda r: r.x0)
    lines.sort(key=lambda line: line.y)
    return lines


def _on_baselines(runs: Iterable[Run]) -> list[tuple[float, Run]]:
    """The runs from the top, with their baselines; small type right behind larger, raised or
    lowered, has that of the larger: an exponent, the mark of a note."""
    placed = [(run.y, run) for run in runs]
    largest = max((run.size for _, run in placed), default=0.0)
    small = [k for k, (_, run) in enumerate(placed) if run.size < _SMALL * largest]
    ends: dict[int, list[int]] = {}
    for k, (_, run) in enumerate(placed if small else ()):
        if not run.turn:
            ends.setdefault(round(run.x1), []).append(k)
    for k in sorted(small, key=lambda k: placed[k][1].x0):
        run = placed[k][1]
        before = [
            placed[n]
            for x in range(round(run.x0) - 2, round(run.x0) + 3)
            for n in ends.get(x, ())
            if n != k and _is_mark(run, *placed[n])
        ]
        if before and not run.turn:
            placed[k] = (min(before, key=lambda b: abs(b[0] - run.y))[0], run)
    placed.sort(key=lambda p: (p[0], p[1].x0))
    return placed


def _is_mark(run: Run, baseline: float, before: Run) -> bool:
    """Whether a run is small type right behind another, raised or lowered, or goes on with such."""
    if abs(before.x1 - run.x0) > _BEHIND * before.size:
        return False
    if baseline != before.y:
        return abs(before.y - run.y) < 0.1 * run.size
    return run.size < _SMALL * before.size and abs(baseline - run.y) <= _RAISED * before.size


def with_hanging_marks(runs: Sequence[Run]) -> Sequence[Run]:
    """The runs, punctuation that hangs out of its cell, close behind a text, as part of it."""
    if not any(run.text[0] in MARKS and not run.turn for run in runs):
        return runs
    ends = {(round(r.x1), round(r.y)): k for k, r in enumerate(runs) if not r.turn}
    out = list(runs)
    gone = set()
    for k, run in enumerate(runs):
        if run.turn or any(char not in MARKS for char in run.text):
            continue
        near = (ends.get((round(run.x0) + d, round(run.y))) for d in (0, -1, 1))
        home = next((h for h in near if h is not None and h != k), None)
        if home is not None and home not in gone:
            before = out[home]
            out[home] = Run(before.text + run.text, before.x0, run.x1, before.y, before.size)
            gone.add(k)
    return [run for k, run in enumerate(out) if k not in gone]


def is_wide(char: str) -> bool:
    """Whether a character is set on a full em: no space parts it from its neighbours."""
    return char >= "\u2e80"


def join_runs(runs: Sequence[Run]) -> str:
    """The text of runs of one line; a space where one is seen."""
    if len(runs) == 1:
        return runs[0].text
    parts = [runs[0].text]
    for before, run in pairwise(runs):
        gap = (run.x0 - before.x1) / max(before.size, run.size, 0.1)
        wide = is_wide(before.text[-1]) or is_wide(run.text[0])
        parts.append(" " if gap > (_WIDE_SPACE if wide else _WORD_SPACE) else "")
        parts.append(run.text)
    return "".join(parts)


def runs_to_text(runs: Sequence[Run]) -> str:
    """The text of a cell: its lines from the top, a line end between them."""
    if not runs:
        return ""
    if len(runs) == 1:
        return runs[0].text
    turned = [run for run in runs if run.turn]
    if len(turned) * 2 > len(runs):
        return _turned_text(turned)
    return "\n".join(line.text for line in runs_to_lines(runs))


def _turned_text(runs: Sequence[Run]) -> str:
    """Type that runs up or down (or upside down), its lines in their own order."""
    turn = runs[0].turn
    if turn == 180:
        upright = [_as_upright(r, -r.x1, -r.top) for r in runs]
    elif turn == 90:
        upright = [_as_upright(r, r.top, -r.x0) for r in runs]
    else:
        upright = [_as_upright(r, -r.bottom, r.x1) for r in runs]
    return "\n".join(line.text for line in runs_to_lines(upright))


def _as_upright(run: Run, x: float, y: float) -> Run:
    return Run(run.text, x, x + run.size, y, run.size)


@lru_cache(4096)  # the same text is asked about in every way to read a page
def is_figure(text: str) -> bool:
    """Whether a text is a number, with its signs."""
    return _FIGURE.fullmatch(text) is not None


def is_value(text: str) -> bool:
    """Whether a text is a figure, or the sign that stands for none."""
    return is_figure(text) or text in NONE
