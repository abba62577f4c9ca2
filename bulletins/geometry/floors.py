"""Tables without walls whose rules run below each cell: a cell over several rows has none inside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from .alignment import Hints
from .columns import body_columns, borders_between, without_middles, without_strays
from .found import FoundTable, without_empty_lines
from .heads import read_labels
from .lattice import Lattice
from .looks import is_table
from .rules import TOUCH, levels
from .segments import Interval, to_rows
from .shapes import Rule, Run

_PARTED = 2  # rules below the head that reach one side of the table only, at least
_NEAR = 6.0  # points: two rules that end together
_WIDE = 0.2  # of the table: a shorter rule parts no rows


def is_cut(
    table: FoundTable, stack: Sequence[Rule], loose: Sequence[Rule], runs: Sequence[Run]
) -> bool:
    """Whether rules run through cells of a table that was found without them, between words."""
    parted = [r for r in loose if is_part(r, stack[0]) and stack[1].at < r.at < stack[-1].at]
    for cell in table.cells:
        x0, top, x1, foot = cell.box
        within = [r for r in parted if top + TOUCH < r.at < foot - TOUCH]
        within = [r for r in within if r.start - _NEAR < x0 and x1 < r.end + _NEAR]
        if not within:
            continue
        own = [r.middle for r in runs if x0 < (r.x0 + r.x1) / 2 < x1 and top < r.middle < foot]
        if any(min(own) < rule.at < max(own) for rule in within if own):
            return True
    return False


def floored_table(
    stack: Sequence[Rule], loose: Sequence[Rule], runs: Sequence[Run], hints: Hints
) -> FoundTable | None:
    """The table between rules as wide as it is, the ``stack``, and others that part the rows of
    some columns; None where there are no such others."""
    top, foot = stack[0], stack[-1]
    short = [r for r in loose if top.at + TOUCH < r.at < foot.at - TOUCH and is_part(r, top)]
    if sum(1 for r in short if r.at > stack[1].at) < _PARTED:
        return None
    inside = [
        r for r in runs
        if top.at < r.middle < foot.at and top.start - _NEAR < (r.x0 + r.x1) / 2 < top.end + _NEAR
    ]  # fmt: skip
    rows = to_rows(inside)
    head = sum(1 for row in rows if row.middle < stack[1].at)
    body = rows[head:]
    columns = without_strays(body_columns(body), body)
    zones = borders_between(columns, (top.start, top.end)) if columns else []
    labels = read_labels(rows[:head], zones, short, hints.is_label) if head and columns else []
    columns = without_middles(columns, labels, body)
    if len(columns) < 2 or any(_cuts(rule, top, columns) for rule in short):
        return None
    xs = borders_between(columns, (top.start, top.end))
    ys = levels(rule.at for rule in (*stack, *short))
    down = [Rule(x, top.at, foot.at) for x in (xs[0], xs[-1])]
    for x in xs[1:-1]:
        crossing = {bisect_right(ys, run.middle) for run in inside if _crosses(run, x)}
        parts = enumerate(pairwise(ys), 1)
        down += [Rule(x, above, below) for band, (above, below) in parts if band not in crossing]
    lattice = Lattice([*stack, *short], down, inside)
    if len(lattice.xs) != len(xs) or len(lattice.ys) != len(ys):
        return None
    lattice.add_rows(hints.is_entry)
    cells = tuple(lattice.cells(hints.is_entry))
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    table = FoundTable(cells, n_rows, n_cols, lattice.box, tuple(lattice.xs), ruled=False)
    table = without_empty_lines(table)
    return (
        table if is_table(table, rows, hints.is_entry, ruled=True, goes_on=hints.goes_on) else None
    )


def is_part(rule: Rule, whole: Rule) -> bool:
    """Whether a rule runs from one end of another, over a part of it."""
    ends = (abs(rule.start - whole.start) <= _NEAR, abs(rule.end - whole.end) <= _NEAR)
    return any(ends) and not all(ends) and rule.length > _WIDE * whole.length


def _cuts(rule: Rule, whole: Rule, columns: Sequence[Interval]) -> bool:
    """Whether a rule ends within a column, and not between two."""
    inner = [x for x in (rule.start, rule.end) if whole.start + _NEAR < x < whole.end - _NEAR]
    return any(a + TOUCH < x < b - TOUCH for x in inner for a, b in columns)


def _crosses(run: Run, x: float) -> bool:
    return run.x0 + 0.3 * run.size < x < run.x1 - 0.3 * run.size
