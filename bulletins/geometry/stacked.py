"""Tables between rules one below another, which no wall joins: three-line tables, ruled rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .alignment import Hints, aligned_table
from .floors import floored_table, is_cut, is_part
from .found import FoundTable
from .looks import STUB_WIDTH, is_caption, is_inside, is_labelled, is_note, is_of_labels, is_table
from .outside import head_above, head_over, row_below, with_spanners
from .segments import Row, to_rows
from .shapes import Rule, Run
from .spanned import with_open_floors

_SPANNED = 2.2  # rows from the rule under a spanner to the end of the head at most


def stacked_tables(loose: Sequence[Rule], runs: Sequence[Run], hints: Hints) -> list[FoundTable]:
    """Tables between rules of one width, which no wall joins: three-line tables."""
    tables: list[FoundTable] = []
    for stack in _stacks(loose):
        others = [r for r in loose if r not in stack]
        for part in _parts(stack, others, runs):
            table = _between(part, others, runs, hints)
            if table is None or is_cut(table, part, others, runs):
                table = floored_table(part, others, runs, hints) or table
            if table is not None:
                tables.append(table)
                runs = [r for r in runs if not is_inside(r, table.box)]
    return tables


def _stacks(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules with the same ends, from the top."""
    stacks: list[list[Rule]] = []
    for rule in sorted(rules):
        if rule.length < 60:
            continue
        for stack in stacks:
            if abs(stack[0].start - rule.start) <= 6 and abs(stack[0].end - rule.end) <= 6:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [stack for stack in stacks if len(stack) >= 2]


def _parts(stack: Sequence[Rule], others: Sequence[Rule], runs: Sequence[Run]) -> list[list[Rule]]:
    """The stack cut where what lies between two rules is no part of a table; rules that part some
    columns there are."""
    parts: list[list[Rule]] = [[stack[0]]]
    for above, below in pairwise(stack):
        parted = any(above.at < r.at < below.at and is_part(r, above) for r in others)
        if parted or _reads_on(above, below, runs):
            parts[-1].append(below)
        else:
            parts.append([below])
    return [part for part in parts if len(part) >= 2]


def _inside(above: Rule, below: Rule, runs: Sequence[Run]) -> list[Run]:
    x0, x1 = min(above.start, below.start) - 3, max(above.end, below.end) + 3
    return [
        r for r in runs if above.at - 1 < r.middle < below.at + 1 and x0 <= (r.x0 + r.x1) / 2 <= x1
    ]


def _moved(rule: Rule, by: float) -> Rule:
    return Rule(rule.at + by, rule.start, rule.end)


def _reads_on(above: Rule, below: Rule, runs: Sequence[Run]) -> bool:
    """Whether the text between two rules may be rows of a table."""
    between = _inside(above, below, runs)
    if not between:
        return below.at - above.at < 60
    rows = to_rows(between)
    if any(map(is_caption, rows)):
        return False
    several = sum(1 for row in rows if len(row.segments) >= 2)
    long = sum(1 for row in rows if any(s.width > 0.7 * above.length for s in row.segments))
    return (several >= 1 and long <= 0.3 * len(rows)) or _is_stub(rows, above) or is_note(rows)


def _is_stub(rows: Sequence[Row], above: Rule) -> bool:
    """Whether lines below a rule are a label alone, of a row with nothing to count."""
    foot = above.start + STUB_WIDTH * above.length
    alone = all(len(row.segments) == 1 and row.segments[0].x1 < foot for row in rows)
    return alone and not all(row.figures for row in rows)


def _between(
    stack: Sequence[Rule], loose: Sequence[Rule], runs: Sequence[Run], hints: Hints
) -> FoundTable | None:
    top, foot = stack[0], stack[-1]
    inside = _inside(top, foot, runs)
    rows = to_rows(inside)
    if len(rows) < 2:
        return None
    bands = [rule.at for rule in stack]
    pitch = (foot.at - top.at) / (len(stack) - 1)
    above, below, over = [], [], pitch
    if len(stack) >= 4:  # perhaps rules between rows only: the first is above them, the last below
        even = all(abs(b.at - a.at - pitch) < 0.25 * pitch for a, b in pairwise(stack))
        over = _over_head(top, loose, pitch)
        above = to_rows(_inside(_moved(top, -over), top, runs))
        below = to_rows(_inside(foot, _moved(foot, pitch), runs))
        several = max(len(row.segments) for row in rows)
        if not (even and _has_many(above, several)) and not any(
            is_of_labels(row, hints.is_label, 3) for row in above
        ):
            above = []
        below = below if even and _has_many(below, several) else []
    first, last = top.at - (over if above else 0), foot.at + (pitch if below else 0)
    is_open = False  # rules below the head and above the last row, none outside
    if not above and _begins_with_body(rows):
        area = (top.start, top.at, top.end, foot.at)
        above = head_above(runs, area, hints.is_label)
        if not above:
            above = head_over(runs, area, rows)
            is_open = bool(above)
        first = min((row.y - row.size for row in above), default=top.at)
    elif above:
        above = with_spanners(above, runs, (top.start, top.at, top.end, foot.at), hints.is_label)
        first = min(first, above[0].y - above[0].size)
    rows = [*above, *rows, *below]
    box = (top.start, first, top.end, last)
    bands = ([first] if above else []) + bands + ([last] if below else [])
    head = len(above) if is_open else _head_by_rule(rows, bands)
    short = [r for r in loose if first < r.at < foot.at]
    table = aligned_table(rows, head=head, bands=bands, rules=short, box=box, hints=hints)
    if table is None or not is_table(
        table, rows, hints.is_entry, ruled=True, goes_on=hints.goes_on
    ):
        return None
    tail = _tail(table, foot, runs) if len(stack) >= 4 and not below else []
    if not tail and not below and rows[-1].is_body:
        tail = row_below(runs, box, table.xs[1:-1], hints.is_entry, whole=is_open)
    if tail:  # a row that the page's end breaks has no rule below it
        box = (*box[:3], tail[-1].y + 0.3 * tail[-1].size)
        bands, rows = [*bands, box[3]], [*rows, *tail]
        table = aligned_table(rows, head=head, bands=bands, rules=short, box=box, hints=hints)
    return table if table is None else with_open_floors(table, [*stack, *short])


def _begins_with_body(rows: Sequence[Row]) -> bool:
    """Whether the first line is of figures; a text alone, as the unit, may stand above it."""
    return rows[0].is_body or (len(rows[0].segments) == 1 and rows[1].is_body)


def _over_head(top: Rule, loose: Sequence[Rule], pitch: float) -> float:
    """How far the head reaches above the first rule that is as wide as the table: by a row, and
    another above a rule that parts what spans from what it spans."""
    short = [
        r.at
        for r in loose
        if top.at - _SPANNED * pitch < r.at < top.at - 2
        and r.start > top.start + 2 and r.end <= top.end + 3
    ]  # fmt: skip
    return top.at - min(short) + pitch if short else pitch


def _has_many(rows: Sequence[Row], several: int) -> bool:
    """Whether one of the lines has more than half of so many segments."""
    return any(len(row.segments) * 2 > several for row in rows)


def _tail(table: FoundTable, foot: Rule, runs: Sequence[Run]) -> list[Row]:
    """Lines right below the last rule that keep to the table's columns."""
    below = [
        r
        for r in runs
        if r.middle > foot.at and foot.start - 3 <= (r.x0 + r.x1) / 2 <= foot.end + 3
    ]
    rows: list[Row] = []
    last = foot.at
    for row in to_rows(below):
        if row.y - last > 3 * row.size:
            break
        rows.append(row)
        last = row.y
    segments = [s for row in rows for s in row.segments]
    inner = table.xs[1:-1]
    # 合计 may stand over two columns of labels
    kept = [
        s for row in rows for s in row.segments[1 if is_labelled(row) and row.figures > 1 else 0 :]
    ]
    crossed = any(s.x0 + 0.3 * s.size < x < s.x1 - 0.3 * s.size for s in kept for x in inner)
    columns = {sum(1 for x in inner if x <= s.middle) for s in segments}
    return [] if crossed or len(columns) < 2 else rows


def _head_by_rule(rows: Sequence[Row], bands: Sequence[float]) -> int | None:
    """The rows above the first inner rule, where the rows below it are the body."""
    if len(bands) < 3:
        return None
    above = sum(1 for row in rows if row.y < bands[1] + 1)
    first = next(
        (n for n, row in enumerate(rows) if row.is_body and not row.heads_years(rows[:n])), None
    )
    if 0 < above < len(rows) and (first is None or above <= first):
        # A head may have a rule between its own rows, but not the one rule inside.
        inner = len(bands) - 2
        return above if first is None or inner == 1 or inner > 2 or first - above < 1 else first
    return None
