"""Where on a page the tables are: inside rules that meet, between rules, or by alignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from .alignment import Row, Segment, aligned_table, to_rows
from .lattice import FoundTable, Lattice, is_figure, without_empty_lines
from .rules import components, join_rules
from .shapes import Box, Rule, Run, Shapes

_MAX_RULES = 6000
_LONG = 14.0  # ems: a longer segment is prose, no cell

HeaderWord = Callable[[str], bool]


class PageTables(msgspec.Struct, frozen=True):
    """The tables of a page, and what is left of its text and rules."""

    tables: tuple[FoundTable, ...]
    rest: tuple[Run, ...]
    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()


def _never(_: str) -> bool:
    return False


def find_tables(page: Shapes, *, is_header_word: HeaderWord = _never) -> PageTables:
    """The tables of ``page``, from the top.

    ``is_header_word`` knows labels that head columns; a line of several such words is the
    head of a table wherever it stands.
    """
    across, down = join_rules(page.across), join_rules(page.down)
    if len(across) + len(down) > _MAX_RULES:
        across, down = [], []
    tables: list[FoundTable] = []
    rest = list(page.runs)
    loose: list[Rule] = []
    for lines, walls in components(across, down):
        table = _ruled_table(lines, walls, rest, page)
        if table is None:
            loose += lines
            continue
        tables.append(table)
        rest = [r for r in rest if not _is_inside(r, table.box)]
    for table in _stacked_tables(loose, rest, page):
        tables.append(table)
        rest = [r for r in rest if not _is_inside(r, table.box)]
    for table in _aligned_tables(rest, across, is_header_word):
        tables.append(table)
        rest = [r for r in rest if not _is_inside(r, table.box)]
    tables.sort(key=lambda t: (t.box[1], t.box[0]))
    return PageTables(tuple(tables), tuple(rest), tuple(across), tuple(down))


def _is_inside(run: Run, box: Box) -> bool:
    return (
        box[0] - 1 <= (run.x0 + run.x1) / 2 <= box[2] + 1 and box[1] - 1 <= run.middle <= box[3] + 1
    )


# ------------------------------------------------------------------ rules that meet


def _ruled_table(
    across: Sequence[Rule], down: Sequence[Rule], runs: Sequence[Run], page: Shapes
) -> FoundTable | None:
    if not down or len(across) + len(down) < 3:
        return None
    lattice = Lattice(across, down, runs)
    if len(lattice.xs) < 2 or len(lattice.ys) < 2 or not lattice.runs:
        return None
    if len(lattice.xs) == 2:
        return _framed_table(lattice, across, page)
    lattice.add_rows()
    cells = lattice.cells()
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    filled = [c for c in cells if c.text]
    if len(cells) < 4 or len(filled) < 2 or n_cols < 2:
        return None
    if len({c.row for c in filled}) < 2 and len({c.col for c in filled}) < 3:
        return None
    table = FoundTable(
        tuple(cells), n_rows, n_cols, lattice.box, tuple(lattice.xs), open_foot=lattice.open_foot
    )
    return without_empty_lines(table)


def _framed_table(lattice: Lattice, across: Sequence[Rule], page: Shapes) -> FoundTable | None:
    """A table inside a frame, or between rules that two walls close, with no wall inside."""
    rows = to_rows(lattice.runs)
    table = aligned_table(rows, bands=sorted(r.at for r in across), rules=across, box=lattice.box)
    return table if table is not None and _is_table(table, rows, ruled=True) else None


# ------------------------------------------------------------- rules one below another


def _stacked_tables(
    loose: Sequence[Rule], runs: Sequence[Run], page: Shapes
) -> list[FoundTable]:
    """Tables between rules of one width, which no wall joins: three-line tables."""
    tables: list[FoundTable] = []
    for stack in _stacks(loose):
        for part in _parts(stack, runs):
            table = _between(part, [r for r in loose if r not in stack], runs)
            if table is not None:
                tables.append(table)
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


def _parts(stack: Sequence[Rule], runs: Sequence[Run]) -> list[list[Rule]]:
    """The stack cut where what lies between two rules is no part of a table."""
    parts: list[list[Rule]] = [[stack[0]]]
    for above, below in pairwise(stack):
        if _reads_on(above, below, runs):
            parts[-1].append(below)
        else:
            parts.append([below])
    return [part for part in parts if len(part) >= 2]


def _inside(above: Rule, below: Rule, runs: Sequence[Run]) -> list[Run]:
    x0, x1 = min(above.start, below.start) - 3, max(above.end, below.end) + 3
    return [
        r for r in runs if above.at - 1 < r.middle < below.at + 1 and x0 <= (r.x0 + r.x1) / 2 <= x1
    ]


def _reads_on(above: Rule, below: Rule, runs: Sequence[Run]) -> bool:
    """Whether the text between two rules may be rows of a table."""
    between = _inside(above, below, runs)
    if not between:
        return below.at - above.at < 60
    rows = to_rows(between)
    several = sum(1 for row in rows if len(row.segments) >= 2)
    long = sum(1 for row in rows if any(s.width > 0.7 * above.length for s in row.segments))
    return several >= 1 and long <= 0.3 * len(rows)


def _between(
    stack: Sequence[Rule], loose: Sequence[Rule], runs: Sequence[Run]
) -> FoundTable | None:
    top, foot = stack[0], stack[-1]
    inside = _inside(top, foot, runs)
    rows = to_rows(inside)
    if len(rows) < 2:
        return None
    box = (top.start, top.at, top.end, foot.at)
    bands = [rule.at for rule in stack]
    head = _head_by_rule(rows, bands)
    short = [r for r in loose if top.at < r.at < foot.at]
    table = aligned_table(rows, head=head, bands=bands, rules=short, box=box)
    return table if table is not None and _is_table(table, rows, ruled=True) else None


def _head_by_rule(rows: Sequence[Row], bands: Sequence[float]) -> int | None:
    """The rows above the first inner rule, where the rows below it are the body."""
    if len(bands) < 3:
        return None
    above = sum(1 for row in rows if row.y < bands[1] + 1)
    first = next((n for n, row in enumerate(rows) if row.is_body), None)
    if 0 < above < len(rows) and (first is None or above <= first):
        # A head may have a rule between its own rows.
        return above if first is None or len(bands) > 4 or first - above < 1 else first
    return None


# -------------------------------------------------------------------- no rules at all


class _Strip(msgspec.Struct):
    """Short segments side by side on one line."""

    row: Row
    x0: float
    x1: float
    anchored: bool = False


def _strips(rows: Sequence[Row], is_header_word: HeaderWord) -> list[_Strip]:
    """The lines of a page cut where prose stands; what is left between is a strip each."""
    strips = []
    for row in rows:
        group: list[Segment] = []
        for segment in [*row.segments, None]:
            if segment is not None and segment.width <= _LONG * segment.size:
                group.append(segment)
                continue
            if group:
                words = sum(1 for s in group if is_header_word(s.text))
                strips.append(
                    _Strip(Row(group, row.y, row.size), group[0].x0, group[-1].x1, words >= 3)
                )
            group = []
    return strips


def _aligned_tables(
    runs: Sequence[Run], rules: Sequence[Rule], is_header_word: HeaderWord
) -> list[FoundTable]:
    """Tables that nothing but alignment makes."""
    rows = to_rows(runs)
    strips = _strips(rows, is_header_word)
    used: set[int] = set()
    tables = []
    for start, strip in enumerate(strips):
        if start in used or (len(strip.row.segments) < 2):
            continue
        block = _block(strips, start, used)
        if len(block) < 3:
            continue
        members = _with_head(strips, block, used)
        table_rows = [strips[i].row for i in members]
        anchored = any(strips[i].anchored for i in members)
        table = aligned_table(table_rows, rules=rules)
        if table is None or not _is_table(table, table_rows, ruled=False, anchored=anchored):
            continue
        used.update(members)
        tables.append(table)
    return tables


def _block(strips: Sequence[_Strip], start: int, used: set[int]) -> list[int]:
    """The strips from ``start`` down that stand one below another in the same columns."""
    block = [start]
    x0, x1 = strips[start].x0, strips[start].x1
    last = strips[start]
    pitch = None
    for number in range(start + 1, len(strips)):
        strip = strips[number]
        gap = strip.row.y - last.row.y
        size = max(strip.row.size, last.row.size)
        if gap > (2.2 * pitch if pitch else 4.5 * size):
            break
        if number in used or gap < 0.2 * size:
            continue
        shared = min(x1, strip.x1) - max(x0, strip.x0)
        if shared <= 0 or strip.x0 < x0 - 4 * size or strip.x1 > x1 + 8 * size:
            continue
        if len(strip.row.segments) < 2 and strip.x1 - strip.x0 > 0.5 * (x1 - x0):
            break  # a title, a note
        block.append(number)
        x0, x1 = min(x0, strip.x0), max(x1, strip.x1)
        pitch = gap if pitch is None else max(pitch, gap) if len(block) < 5 else pitch
        last = strip
    while block and len(strips[block[-1]].row.segments) < 2:
        block.pop()
    return block


def _with_head(strips: Sequence[_Strip], block: Sequence[int], used: set[int]) -> list[int]:
    """The block with the lines of its head that have one label only."""
    first = strips[block[0]]
    x0 = min(strips[i].x0 for i in block)
    x1 = max(strips[i].x1 for i in block)
    above = []
    top = first.row.y
    for number in range(block[0] - 1, -1, -1):
        strip = strips[number]
        gap = top - strip.row.y
        if gap > 1.8 * max(first.row.size, strip.row.size):
            break
        if number in used or strip.x0 < x0 - 2 or strip.x1 > x1 + 2:
            continue
        width, middle = strip.x1 - strip.x0, (strip.x0 + strip.x1) / 2
        title = abs(middle - (x0 + x1) / 2) < 0.03 * (x1 - x0) or width > 0.4 * (x1 - x0)
        if title or strip.row.size > 1.25 * first.row.size:
            break
        above.append(number)
        top = strip.row.y
    return [*reversed(above), *block]


def _is_table(
    table: FoundTable, rows: Sequence[Row], *, ruled: bool, anchored: bool = False
) -> bool:
    """Whether what was aligned reads as a table and not as text in columns, an index, a chart."""
    if table.n_rows < 2 or table.n_cols < 2:
        return False
    body = [c for c in table.cells if c.text and c.col > 0 and c.row > 0]
    if not body:
        return False
    figures = sum(1 for c in body if is_figure(c.text) or c.text in ("-", "—", "–"))
    longest = max(s.width / max(s.size, 1) for row in rows for s in row.segments)
    if anchored:
        return table.n_cols >= 3
    if ruled:
        prose = sum(1 for row in rows if len(row.segments) == 1)
        return prose <= 0.6 * len(rows) and (figures >= 0.2 * len(body) or longest <= 30)
    if table.n_cols < 3 or table.n_rows < 3 or len(body) < 4:
        return False
    by_column: dict[int, list[bool]] = {}
    for c in body:
        by_column.setdefault(c.col, []).append(is_figure(c.text))
    numeric = sum(1 for flags in by_column.values() if sum(flags) >= 0.6 * len(flags))
    return figures >= 0.4 * len(body) and numeric >= 1
