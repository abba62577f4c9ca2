"""Labels whose characters are spread over the width of their cell (广　　州), put together.

By the white between them they would be cells of their own; that they are one label, only the
names tell, and that the white between them is even.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from .shapes import Run
from .text import is_value, is_wide, join_runs

_WHITE = 0.5  # of an em: less parts no cells
_EVEN = 0.35  # of an em: how unlike the white between two pairs of characters may be
_BESIDE = 4.0  # ems from them to other words
_FAR = 8.0  # ems between two of them at most


def with_spread_labels(runs: Sequence[Run], is_entry: Callable[[str], bool]) -> Sequence[Run]:
    """The runs, those that are the characters of one label of a row, which ``is_entry`` knows,
    made one."""
    single = [r for r in runs if len(r.text) == 1 and not r.turn and is_wide(r.text)]
    if len(single) < 2:
        return runs
    lines: dict[int, list[Run]] = {}
    for run in runs:
        if not run.turn:
            lines.setdefault(round(run.y), []).append(run)
    alone = set(map(id, single))
    made: dict[int, Run | None] = {}
    for y in {round(run.y) for run in single}:
        for chain in _chains(sorted(lines[y], key=lambda r: r.x0), alone):
            text = join_runs(chain)
            if _is_even(chain) and is_entry(text) and not _is_among(chain, runs, is_entry):
                first, last = chain[0], chain[-1]
                made.update((id(run), None) for run in chain)
                made[id(first)] = Run(text, first.x0, last.x1, first.y, first.size)
    if not made:
        return runs
    whole = [made.get(id(run), run) for run in runs]
    return [run for run in whole if run is not None]


def _is_among(chain: Sequence[Run], runs: Sequence[Run], is_entry: Callable[[str], bool]) -> bool:
    """Whether words stand beside the characters, as in a row of texts: each may end a word."""
    em, y = chain[0].size, chain[0].y
    left, right = chain[0].x0 - _BESIDE * em, chain[-1].x1 + _BESIDE * em
    return any(
        abs(run.y - y) < em and left < run.x1 and run.x0 < right
        and len(run.text) > 1 and not is_value(run.text) and not is_entry(run.text)
        for run in runs
    )  # fmt: skip


def _chains(line: Sequence[Run], alone: set[int]) -> list[list[Run]]:
    """The runs of a line that are characters alone, those that follow one another together."""
    chains: list[list[Run]] = [[]]
    for run in line:
        if id(run) in alone:
            chains[-1].append(run)
        else:
            chains.append([])
    return [chain for chain in chains if len(chain) > 1]


def _is_even(chain: Sequence[Run]) -> bool:
    """Whether white parts the characters, and parts them alike."""
    em = chain[0].size
    white = [b.x0 - a.x1 for a, b in pairwise(chain)]
    return (
        _WHITE * em < max(white) < _FAR * em and max(white) - min(white) < _EVEN * em
        and all(run.size == em for run in chain)
    )  # fmt: skip
