"""Where on a page the tables are: inside rules that meet, between rules, or by alignment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from .alignment import NO_HINTS, Hints, aligned_table
from .announced import announced_tables, announces
from .cards import edges_of_cards
from .found import FoundTable, same_walls, without_blank_edges, without_empty_lines
from .heads import has_levels, head_cells, read_labels
from .lattice import Lattice
from .looks import KNOWN, HeaderWord, is_inside, is_labelled, is_note, is_table
from .numbered import numbered_table
from .outside import head_above, labels_beside, row_below
from .prose import without_prose
from .rules import TOUCH, bounds_across, components, join_rules
from .segments import Row, cut_at, known_parts, part_of, to_rows
from .shapes import Box, Fill, Rule, Run, Shapes, share
from .spread import with_spread_labels
from .stacked import stacked_tables
from .text import is_figure, with_hanging_marks
from .texts import text_tables
from .unplaced import unplaced
from .unruled import has_figures, unruled_tables

_MAX_RULES = 6000
_SKETCHES = 3  # drawn things that make a chart of a table
EDGE = 0.085  # of the page's height: where running heads and page numbers stand
_FOLIO = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*[/／]\s*\d{1,4})?(?:\s*页)?(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?[-—–·\s]*"
)
_PITCH = 4.0  # ems from a row that goes on to the next
_PAGE_HEAD, _BLANK = 12, 2.2  # lines that tell how far rows stand apart; with one left blank
_TITLE = 3.5  # ems that the row of a title over others is high at most
_FILLED = 3  # columns that such a row fills at least
_HEAD = 4  # rows of a head at most
_WHOLE = 0.85  # of a table's width, over which a shade parts rows
_LABEL = 20  # characters of a label at most


Edge = tuple[str, float]
"""A line at the edge of a page, its digits told as 0, and where."""


class PageTables(msgspec.Struct, frozen=True):
    """The tables of a page, and the lines that are left of its text."""

    tables: tuple[FoundTable, ...]
    rest: tuple[Row, ...]
    edges: tuple[Edge, ...] = ()
    """What stands alone in the first and the last line, with where: a running head, perhaps."""
    unplaced: tuple[Run, ...] = ()
    """What stands inside a table and in none of its cells; it is among the lines, too."""


def find_tables(page: Shapes, *, hints: Hints = NO_HINTS, edges: Sequence[Edge] = ()) -> PageTables:
    """The tables of ``page``, from the top; ``edges`` are those of the page before.

    A line of several labels that ``hints`` know is the head of a table wherever it stands; of a
    table that may go on here from the page before a single row is enough.
    """
    cards = edges_of_cards(page.fills, page.across)
    across, down = join_rules([*page.across, *cards[0]]), join_rules([*page.down, *cards[1]])
    if len(across) + len(down) > _MAX_RULES:
        across, down = [], []
    tables: list[FoundTable] = []
    runs = with_spread_labels(with_hanging_marks(page.runs), hints.is_entry)
    page = msgspec.structs.replace(page, runs=tuple(runs))
    rest = list(page.runs)
    loose: list[Rule] = []
    for lines, walls in _with_notes(components(across, down), rest):
        table = _ruled_table(lines, walls, rest, page.fills, hints)
        if table is None or _is_drawing(table, page):
            loose += lines
            continue
        tables.append(table)
        rest = [r for r in rest if not is_inside(r, table.box)]
    rows, count = to_rows(rest), len(rest)
    folios = _folios(rows, page, edges, hints.is_label)
    strips = _without(rows, folios)
    listed = numbered_table(strips, loose, page.fills, hints)
    if listed is not None:
        tables.append(listed)
        rest = [r for r in rest if not is_inside(r, listed.box)]
        loose = [r for r in loose if not listed.box[1] < r.at < listed.box[3]]
    for table in stacked_tables(loose, rest, hints):
        if _is_drawing(table, page):
            continue
        tables.append(table)
        rest = [r for r in rest if not is_inside(r, table.box)]
    heads = [t for t in tables if _is_head(t, hints.is_label)]
    if heads:  # perhaps what stands below them, without rules, is their body
        tables = [t for t in tables if t not in heads]
        taken = set(map(id, rest))
        rest = [r for r in page.runs if id(r) in taken or any(is_inside(r, t.box) for t in heads)]
    if len(rest) != count:
        rows = to_rows(rest)
        folios = _folios(rows, page, edges, hints.is_label)
        strips = _without(rows, folios)
    here = tuple(e for row in (*rows[:1], *rows[-1:]) if (e := _edge(row, page)) is not None)
    typed = [r for r in rest if id(r) not in folios]
    free = [r for r in loose if not any(share(_box(r), t.box) for t in tables)]
    bare = msgspec.structs.replace(page, across=tuple(across))
    aligned = _without_walls(bare, typed, strips, free, hints, alone=not tables)
    aligned += [t for t in heads if not any(share(t.box, a.box) for a in aligned)]
    if aligned:
        tables += aligned
        rows = to_rows([r for r in rest if not any(is_inside(r, t.box) for t in aligned)])
    tables.sort(key=lambda t: (t.box[1], t.box[0]))
    lost = unplaced(page.runs, tables, rows)
    if lost:
        rows = to_rows([*(r for row in rows for s in row.segments for r in s.runs), *lost])
    return PageTables(tuple(tables), tuple(rows), here, tuple(lost))


def _without_walls(
    page: Shapes, runs: Sequence[Run], rows: Sequence[Row], free: Sequence[Rule], hints: Hints,
    *, alone: bool,
) -> list[FoundTable]:  # fmt: skip
    """The tables among ``runs`` that rules do not show: what each way to find them leaves is for
    the next. ``free`` are the rules of no table; ``alone`` says that the page has no other."""
    found = text_tables(rows, free, hints)
    if found:
        runs = [r for r in runs if not any(is_inside(r, t.box) for t in found)]
        rows = to_rows(runs)
    figures = has_figures(runs)
    strips: list[Row] = []
    if figures or announces(rows, free):
        # labels so near each other that they are as long as a line of text are labels all the same
        strips = without_prose(
            [
                Row([p for s in r.segments for p in known_parts(s, hints.is_label)], r.y, r.size)
                for r in rows
            ]
        )
    if figures:
        tables = unruled_tables(runs, strips, page.across, page.fills, hints)
        found += [table for table in tables if not _is_drawing(table, page)]
    if hints.borders and alone:
        found = _with_rows_going_on(found, rows, page, hints)
    if found:
        rows, strips = _outside(rows, found), _outside(strips, found)
    tables = announced_tables(rows, strips, free, page.fills, hints)
    return found + [table for table in tables if not _is_drawing(table, page)]


def _outside(rows: Sequence[Row], tables: Sequence[FoundTable]) -> list[Row]:
    """The lines without what stands in tables."""
    out = []
    for row in rows:
        kept = [s for s in row.segments if not any(is_inside(s.runs[0], t.box) for t in tables)]
        if kept:
            out.append(part_of(row, kept))
    return out


def _box(rule: Rule) -> Box:
    return (rule.start, rule.at, rule.end, rule.at)


def _with_notes(
    groups: Sequence[tuple[list[Rule], list[Rule]]], runs: Sequence[Run]
) -> list[tuple[list[Rule], list[Rule]]]:
    """The groups of rules; the rule below the note, or the title, that ends a table with open
    sides, where no wall is, belongs to the table."""
    alone = [lines[0] for lines, walls in groups if not walls and len(lines) == 1]
    out, taken = [], set[int]()
    for lines, walls in groups:
        foot = max(lines, default=None)
        below = [] if foot is None or not walls else [r for r in alone if r > foot]
        if foot is not None and below and _is_note_between(foot, min(below), runs):
            lines = [*lines, min(below)]
            taken.add(id(min(below)))
        out.append((lines, walls))
    return [g for g in out if g[1] or len(g[0]) > 1 or id(g[0][0]) not in taken]


def _is_note_between(above: Rule, below: Rule, runs: Sequence[Run]) -> bool:
    """Whether two rules have the same ends, and between them a note or a title stands alone."""
    if max(abs(above.start - below.start), abs(above.end - below.end)) > TOUCH:
        return False
    between = [r for r in runs if above.at < r.middle < below.at]
    rows = to_rows(between)
    return (is_note(rows) or _is_title(rows, above, below)) and all(
        above.start - r.size < r.x0 and r.x1 < above.end + r.size for r in between
    )


def _is_title(rows: Sequence[Row], above: Rule, below: Rule) -> bool:
    """Whether a line stands alone in the middle between two rules: the title of rows that follow
    on the next page."""
    if len(rows) != 1 or len(rows[0].segments) != 1 or rows[0].figures:
        return False
    middle, size = (above.start + above.end) / 2, rows[0].size
    return below.at - above.at < _TITLE * size and abs(rows[0].segments[0].middle - middle) < size


def _is_head(table: FoundTable, is_label: HeaderWord) -> bool:
    """Whether what rules part is labels alone, as those of a head whose body has no rules."""
    texts = [cell.text for cell in table.cells if cell.text]
    known = sum(1 for text in texts if is_label(text))
    plain = not any(is_figure(text) or len(text) > _LABEL for text in texts)
    return table.n_rows <= _HEAD and known >= KNOWN and plain


def _folios(
    rows: Sequence[Row], page: Shapes, edges: Sequence[Edge], is_label: HeaderWord
) -> set[int]:
    """The ids of what is alone in its line at the page's edge and printed as a page's number, or
    where the page before has it too, unless it is a label: of a head that pages repeat."""
    return {
        id(run)
        for row in (*rows[:1], *rows[-1:])
        if (edge := _edge(row, page)) is not None
        and (_FOLIO.fullmatch(row.segments[0].text) or any(_is_same(edge, e) for e in edges))
        and not is_label(row.segments[0].text)
        for run in row.segments[0].runs
    }


def _without(rows: Sequence[Row], folios: set[int]) -> list[Row]:
    return [row for row in rows if id(row.segments[0].runs[0]) not in folios]


def _edge(row: Row, page: Shapes) -> Edge | None:
    """A line that stands alone where running heads and page numbers do; its digits told as 0."""
    if len(row.segments) > 1 or EDGE * page.height < row.y < (1 - EDGE) * page.height:
        return None
    return re.sub(r"\d+", "0", row.segments[0].text), row.y


def _is_same(a: Edge, b: Edge) -> bool:
    return a[0] == b[0] and abs(a[1] - b[1]) <= 1.0


def _with_rows_going_on(
    tables: Sequence[FoundTable], rows: Sequence[Row], page: Shapes, hints: Hints
) -> list[FoundTable]:
    """The tables, and before them the rows at the top that go on with one without walls.

    They are too few to be known for a table by themselves. Of a head of several levels, which the
    page repeats, the upper ones do not keep to the columns.
    """
    top = min((t.box[1] for t in tables), default=page.height)
    found: list[Row] = []
    spanning: list[Row] = []
    gaps = sorted(b.y - a.y for a, b in pairwise(rows[:_PAGE_HEAD]))
    pitch = gaps[len(gaps) // 2] if gaps else 0.0
    for row in (cut_at(row, hints.borders) for row in rows):
        apart = max(_PITCH * row.size, _BLANK * pitch)
        if row.y > top or (found and row.y - found[-1].y > apart):
            break
        sure = found or len(row.segments) == len(hints.borders) - 1 or is_labelled(row)
        filled = _FILLED - bool(found)
        if (
            _keeps_to(row, hints.borders, least=filled) and (sure or not row.figures)
        ) or _is_wrapped(row, hints.borders):
            found.append(row)
        elif not found and all(hints.is_label(s.text) for s in row.segments):
            spanning.append(row)
        elif found or row.y > EDGE * page.height + 2 * row.size:
            break
    known = any(row.figures for row in found)  # and not the head alone, repeated
    levels = None if spanning else 0
    table = aligned_table([*spanning, *found], head=levels, hints=hints) if known else None
    return list(tables) if table is None else [table, *tables]


def _keeps_to(row: Row, borders: Sequence[float], *, least: int = _FILLED) -> bool:
    """Whether a line fills some columns of a table that is known, ``least`` at least, one cell
    each."""
    filled = [sum(1 for x in borders if x <= s.middle) for s in row.segments]
    crossed = any(
        s.x0 + 0.3 * s.size < x < s.x1 - 0.3 * s.size for s in row.segments for x in borders
    )
    if len(set(filled)) < max(len(filled), least):
        return False
    # a label of the head may be wider than what it heads
    return len(filled) == len(borders) - 1 if crossed and not row.figures else not crossed


def _is_wrapped(row: Row, borders: Sequence[float]) -> bool:
    """Whether a line is a piece of a text that wraps in one column of a table that is known."""
    if len(row.segments) > 1 or row.figures:
        return False
    (piece,) = row.segments
    return any(
        a - 0.3 * row.size <= piece.x0 and piece.x1 <= b + 0.3 * row.size
        for a, b in pairwise(borders)
    )


def _is_drawing(table: FoundTable, page: Shapes) -> bool:
    """Whether what looks like a table is a chart, a map, a flow chart.

    Bars stand across its lines and hold no text; slanting lines and curves lie in no one cell.
    """
    boxes = [cell.box for cell in table.cells]
    slanting = [b for b in page.sketches if share(b, table.box)]
    if sum(1 for b in slanting if not any(_lies_in(b, box) for box in boxes)) >= _SKETCHES:
        return True
    edges = sorted({x for box in boxes for x in (box[0], box[2])})
    dark = [f for f in page.fills if f.light < 0.95 and share(f.box, table.box)]
    heights = Counter((round(f.box[1]), round(f.box[3])) for f in dark)  # shaded cells share theirs
    bars = [
        f
        for f in dark
        if _lies_in((f.box[0], table.box[1], f.box[2], table.box[3]), table.box)  # or from above it
        and min(f.box[2] - f.box[0], f.box[3] - f.box[1]) > 3
        and not all(any(abs(x - e) <= 3 for e in edges) for x in (f.box[0], f.box[2]))
    ]  # fmt: skip
    empty = [
        f.box for f in bars
        if heights[round(f.box[1]), round(f.box[3])] == 1
        and not any(is_inside(r, f.box) for r in page.runs)
    ]  # fmt: skip
    return len(empty) >= _SKETCHES or _are_stacked(bars)


def _are_stacked(bars: Sequence[Fill]) -> bool:
    """Whether bars of several shades lie end to end, in each row parted elsewhere."""
    rows: dict[tuple[int, int], list[Fill]] = {}
    for bar in bars:
        rows.setdefault((round(bar.box[1]), round(bar.box[3])), []).append(bar)
    parted = [row for row in rows.values() if len({round(bar.light, 2) for bar in row}) > 1]
    ends = {round(bar.box[0]) for row in parted for bar in row}
    return len(parted) >= _SKETCHES and len(ends) > 1.5 * len(parted)


def _lies_in(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - 2 and inner[1] >= outer[1] - 2
        and inner[2] <= outer[2] + 2 and inner[3] <= outer[3] + 2
    )  # fmt: skip


def _ruled_table(
    across: Sequence[Rule], down: Sequence[Rule], runs: Sequence[Run], fills: Sequence[Fill],
    hints: Hints,
) -> FoundTable | None:  # fmt: skip
    if not down or len(across) + len(down) < 3:
        return None
    lattice = Lattice(across, down, runs)
    if len(lattice.xs) < 2 or len(lattice.ys) < 2 or not lattice.runs:
        return None
    levels: list[Row] = []  # of a head above, where it has several
    if lattice.begins_with_figures:
        above = head_above(runs, lattice.box, hints.is_label)
        if has_levels(above, lattice.xs, hints.is_label):
            levels = above
        elif above:
            lattice.add_above([r for row in above for s in row.segments for r in s.runs])
    beside = labels_beside(runs, lattice.box, lattice.ys)
    if beside:
        lattice.add_left(beside)
    if lattice.ends_with_figures and len(lattice.xs) > 2:
        below = row_below(runs, lattice.box, lattice.xs[1:-1], hints.is_entry)
        if below:
            lattice.add_below([r for s in below[0].segments for r in s.runs])
    if len(lattice.xs) == 2 or (len(lattice.xs) == 3 and lattice.lacks_walls):
        return _framed_table(lattice, across, runs, hints)
    lattice.add_floors_of(bounds_across((), fills, lattice.box, least=_WHOLE))
    lattice.add_rows(hints.is_entry)
    lattice.add_walls_of(hints.walls)
    cells = lattice.cells(hints.is_entry)
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    filled = [c for c in cells if c.text]
    goes_on = same_walls(lattice.xs, hints.walls)  # then one filled cell is enough
    small = len({c.row for c in filled}) < 2 and len({c.col for c in filled}) < 3
    if len(cells) < 4 or n_cols < 2 or not filled or (small and not goes_on):
        return None
    table = FoundTable(tuple(cells), n_rows, n_cols, lattice.box, tuple(lattice.xs))
    if levels:
        table = _with_levels(levels, table, across, hints)
    table = without_blank_edges(without_empty_lines(table, keep_columns=goes_on))
    return table if goes_on or _has_margins(table) else None


def _with_levels(
    head: Sequence[Row], table: FoundTable, rules: Sequence[Rule], hints: Hints
) -> FoundTable:
    """The table below a head of several levels, which no wall parts."""
    columns = [(a + 1, b - 1) for a, b in pairwise(table.xs)]
    labels = read_labels(head, table.xs, rules, hints.is_label)
    count, cells, edges = head_cells(labels, columns, table.xs, rules)
    cells += [msgspec.structs.replace(cell, row=cell.row + count) for cell in table.cells]
    box = (table.box[0], edges[0], *table.box[2:])
    return msgspec.structs.replace(table, cells=tuple(cells), n_rows=table.n_rows + count, box=box)


def _has_margins(table: FoundTable) -> bool:
    """Whether a row and a column of labels are filled: no table is without, many a chart is."""
    rows: dict[int, list[bool]] = {}
    cols: dict[int, list[bool]] = {}
    for cell in table.cells:
        for r in range(cell.row, cell.row + cell.row_span):
            rows.setdefault(r, []).append(bool(cell.text))
        for c in range(cell.col, cell.col + cell.col_span):
            cols.setdefault(c, []).append(bool(cell.text))
    return all(
        any(sum(flags) >= max(2, 0.6 * len(flags)) for flags in lines.values())
        for lines in (rows, cols)
    )


def _framed_table(
    lattice: Lattice, across: Sequence[Rule], runs: Sequence[Run], hints: Hints
) -> FoundTable | None:
    """A table inside a frame, or between rules that two walls close, with no wall inside; the
    total may stand below."""
    rows, box = to_rows(lattice.runs), lattice.box
    bands = sorted(r.at for r in across)
    table = aligned_table(rows, bands=bands, rules=across, box=box, hints=hints)
    if table is None or not is_table(
        table, rows, hints.is_entry, ruled=True, goes_on=hints.goes_on
    ):
        return None
    below = row_below(runs, box, table.xs[1:-1], hints.is_entry) if rows[-1].is_body else []
    if below:
        box = (*box[:3], below[-1].y + 0.3 * below[-1].size)
        table = aligned_table([*rows, *below], bands=bands, rules=across, box=box, hints=hints)
    return table
