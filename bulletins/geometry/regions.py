"""Where on a page the tables are: inside rules that meet, between rules, or by alignment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from .alignment import NO_HINTS, Hints, aligned_table
from .lattice import FoundTable, Lattice, is_figure, same_walls, without_empty_lines
from .prose import without_prose
from .rules import components, join_rules
from .segments import Row, Segment, known_parts, to_rows
from .shapes import Box, Rule, Run, Shapes
from .wrapping import goes_on

_MAX_RULES = 6000
_SKETCHES = 3  # drawn things that make a chart of a table
_LONG = 14.0  # ems: a longer segment is prose, no cell
_STUB = 30.0  # ems that the labels of rows may stand to the left of their head
_STUB_WIDTH = 0.3  # of a rule: how far the labels of rows reach at most
_SPANNED = 2.2  # rows from the rule under a spanner to the end of the head at most
_HEAD, _KNOWN = 4, 3  # rows of a head at most, labels of it that are known at least
_FEW = 4  # figures on a page: with fewer there is no table without rules
_BESIDE = 14.0  # ems between two labels of a head
_AS_FAR = 1.15  # of the rows' pitch: how far apart the lines of a head stand at most
_EDGE = 0.08  # of the page's height: where running heads and page numbers stand
_FOLIO = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*[/／]\s*\d{1,4})?(?:\s*页)?[-—–·\s]*")
_NEXT_LINE = 1.8  # ems from a line of a label to the next
_PITCH = 4.0  # ems from a row that goes on to the next
_FILLED = 3  # columns that such a row fills at least

HeaderWord = Callable[[str], bool]


class PageTables(msgspec.Struct, frozen=True):
    """The tables of a page, and the lines that are left of its text."""

    tables: tuple[FoundTable, ...]
    rest: tuple[Row, ...]


_CAPTION = re.compile(
    r"(?:续?表|图|table|tab\.|figure|fig\.|tableau|tabelle|tabela)\s*[A-Z]?\.?\s?\d", re.IGNORECASE
)
_UNIT = re.compile(r"[(（]?\s*(?:计量)?单\s*位\s*[:：]|unit\s*[:：]", re.IGNORECASE)


def find_tables(page: Shapes, *, hints: Hints = NO_HINTS) -> PageTables:
    """The tables of ``page``, from the top.

    A line of several labels that ``hints`` know is the head of a table wherever it stands; of a
    table that may go on here from the page before a single row is enough.
    """
    across, down = join_rules(page.across), join_rules(page.down)
    if len(across) + len(down) > _MAX_RULES:
        across, down = [], []
    tables: list[FoundTable] = []
    rest = list(page.runs)
    loose: list[Rule] = []
    for lines, walls in components(across, down):
        table = _ruled_table(lines, walls, rest, hints)
        if table is None or _is_drawing(table, page):
            loose += lines
            continue
        tables.append(table)
        rest = [r for r in rest if not _is_inside(r, table.box)]
    for table in _stacked_tables(loose, rest, hints):
        if _is_drawing(table, page):
            continue
        tables.append(table)
        rest = [r for r in rest if not _is_inside(r, table.box)]
    heads = [t for t in tables if _is_head(t, hints.is_label)]
    if heads:  # perhaps what stands below them, without rules, is their body
        tables = [t for t in tables if t not in heads]
        taken = set(map(id, rest))
        rest = [r for r in page.runs if id(r) in taken or any(_is_inside(r, t.box) for t in heads)]
    rows = to_rows(rest)
    folios = _folios(rows, page)
    typed = [r for r in rest if id(r) not in folios]
    strips = [row for row in rows if id(row.segments[0].runs[0]) not in folios]
    aligned = [t for t in _aligned_tables(typed, strips, across, hints) if not _is_drawing(t, page)]
    if hints.borders and not tables:
        aligned = _with_rows_going_on(aligned, strips, page, hints)
    aligned += [t for t in heads if not any(_shares(t.box, a.box) for a in aligned)]
    if aligned:
        tables += aligned
        rows = to_rows([r for r in rest if not any(_is_inside(r, t.box) for t in aligned)])
    tables.sort(key=lambda t: (t.box[1], t.box[0]))
    return PageTables(tuple(tables), tuple(rows))


def _is_head(table: FoundTable, is_label: HeaderWord) -> bool:
    """Whether what rules part is labels alone, as those of a head whose body has no rules."""
    texts = [cell.text for cell in table.cells if cell.text]
    known = sum(1 for text in texts if is_label(text))
    return table.n_rows <= _HEAD and known >= _KNOWN and not any(map(is_figure, texts))


def _folios(rows: Sequence[Row], page: Shapes) -> set[int]:
    """The ids of what is printed as a page's number: alone in its line at the page's edge."""
    return {
        id(row.segments[0].runs[0])
        for row in (*rows[:1], *rows[-1:])
        if len(row.segments) == 1
        and len(row.segments[0].runs) == 1
        and not _EDGE * page.height < row.y < (1 - _EDGE) * page.height
        and _FOLIO.fullmatch(row.segments[0].text)
    }


def _with_rows_going_on(
    tables: Sequence[FoundTable], rows: Sequence[Row], page: Shapes, hints: Hints
) -> list[FoundTable]:
    """The tables, and before them the rows at the top that go on with one without walls.

    They are too few to be known for a table by themselves.
    """
    top = min((t.box[1] for t in tables), default=page.height)
    found: list[Row] = []
    for row in rows:
        if row.y > top or (found and row.y - found[-1].y > _PITCH * row.size):
            break
        if _keeps_to(row, hints.borders) and (not row.figures or _is_labelled(row)):
            found.append(row)
        elif found or row.y > _EDGE * page.height + 2 * row.size:
            break
    known = any(row.figures for row in found)  # and not the head alone, repeated
    table = aligned_table(found, head=0, hints=hints) if known else None
    return list(tables) if table is None else [table, *tables]


def _keeps_to(row: Row, borders: Sequence[float]) -> bool:
    """Whether a line fills some columns of a table that is known, one cell each."""
    filled = [sum(1 for x in borders if x <= s.middle) for s in row.segments]
    crossed = any(
        s.x0 + 0.3 * s.size < x < s.x1 - 0.3 * s.size for s in row.segments for x in borders
    )
    if len(set(filled)) < max(len(filled), _FILLED):
        return False
    # a label of the head may be wider than what it heads
    return len(filled) == len(borders) - 1 if crossed and not row.figures else not crossed


def _is_labelled(row: Row) -> bool:
    """Whether a line is a label, perhaps with its number before it, and figures behind it."""
    figures = [s.figure for s in row.segments]
    return figures.count(False) == 1 and False in figures[:2]


def _is_drawing(table: FoundTable, page: Shapes) -> bool:
    """Whether what looks like a table is a chart, a map, a flow chart.

    Bars stand across its lines and hold no text; slanting lines and curves lie in no one cell.
    """
    boxes = [cell.box for cell in table.cells]
    slanting = [b for b in page.sketches if _shares(b, table.box)]
    if sum(1 for b in slanting if not any(_lies_in(b, box) for box in boxes)) >= _SKETCHES:
        return True
    edges = sorted({x for box in boxes for x in (box[0], box[2])})
    dark = [f.box for f in page.fills if f.light < 0.95 and _shares(f.box, table.box)]
    heights = Counter((round(b[1]), round(b[3])) for b in dark)  # shaded cells share theirs
    bars = [
        box
        for box in dark
        if _lies_in(box, table.box) and min(box[2] - box[0], box[3] - box[1]) > 3
        and not all(any(abs(x - e) <= 3 for e in edges) for x in (box[0], box[2]))
    ]  # fmt: skip
    empty = [
        b for b in bars
        if heights[round(b[1]), round(b[3])] == 1 and not any(_is_inside(r, b) for r in page.runs)
    ]  # fmt: skip
    return len(empty) >= _SKETCHES


def _lies_in(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - 2 and inner[1] >= outer[1] - 2
        and inner[2] <= outer[2] + 2 and inner[3] <= outer[3] + 2
    )  # fmt: skip


def _shares(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _is_inside(run: Run, box: Box) -> bool:
    return (
        box[0] - 1 <= (run.x0 + run.x1) / 2 <= box[2] + 1 and box[1] - 1 <= run.middle <= box[3] + 1
    )


# ------------------------------------------------------------------ rules that meet


def _ruled_table(
    across: Sequence[Rule], down: Sequence[Rule], runs: Sequence[Run], hints: Hints
) -> FoundTable | None:
    if not down or len(across) + len(down) < 3:
        return None
    lattice = Lattice(across, down, runs)
    if len(lattice.xs) < 2 or len(lattice.ys) < 2 or not lattice.runs:
        return None
    if len(lattice.xs) == 2:
        return _framed_table(lattice, across, hints)
    lattice.add_rows(hints.is_entry)
    lattice.add_walls_of(hints.walls)
    cells = lattice.cells()
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    filled = [c for c in cells if c.text]
    if len(cells) < 4 or len(filled) < 2 or n_cols < 2:
        return None
    if len({c.row for c in filled}) < 2 and len({c.col for c in filled}) < 3:
        return None
    table = FoundTable(tuple(cells), n_rows, n_cols, lattice.box, tuple(lattice.xs))
    goes_on = same_walls(table.xs, hints.walls)
    table = without_empty_lines(table, keep_columns=goes_on)
    return table if goes_on or _has_margins(table) else None


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


def _framed_table(lattice: Lattice, across: Sequence[Rule], hints: Hints) -> FoundTable | None:
    """A table inside a frame, or between rules that two walls close, with no wall inside."""
    rows = to_rows(lattice.runs)
    table = aligned_table(
        rows, bands=sorted(r.at for r in across), rules=across, box=lattice.box, hints=hints
    )
    return table if table is not None and _is_table(table, rows, ruled=True) else None


# ------------------------------------------------------------- rules one below another


def _stacked_tables(loose: Sequence[Rule], runs: Sequence[Run], hints: Hints) -> list[FoundTable]:
    """Tables between rules of one width, which no wall joins: three-line tables."""
    tables: list[FoundTable] = []
    for stack in _stacks(loose):
        for part in _parts(stack, runs):
            table = _between(part, [r for r in loose if r not in stack], runs, hints)
            if table is not None:
                tables.append(table)
                runs = [r for r in runs if not _is_inside(r, table.box)]
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


def _moved(rule: Rule, by: float) -> Rule:
    return Rule(rule.at + by, rule.start, rule.end)


def _reads_on(above: Rule, below: Rule, runs: Sequence[Run]) -> bool:
    """Whether the text between two rules may be rows of a table."""
    between = _inside(above, below, runs)
    if not between:
        return below.at - above.at < 60
    rows = to_rows(between)
    if any(len(r.segments) == 1 and _CAPTION.match(r.segments[0].text) for r in rows):
        return False
    several = sum(1 for row in rows if len(row.segments) >= 2)
    long = sum(1 for row in rows if any(s.width > 0.7 * above.length for s in row.segments))
    return (several >= 1 and long <= 0.3 * len(rows)) or _is_stub(rows, above)


def _is_stub(rows: Sequence[Row], above: Rule) -> bool:
    """Whether lines below a rule are a label alone, of a row with nothing to count."""
    foot = above.start + _STUB_WIDTH * above.length
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
            _is_of_labels(row, hints.is_label, 3) for row in above
        ):
            above = []
        below = below if even and _has_many(below, several) else []
        rows = [*above, *rows, *below]
    first, last = top.at - (over if above else 0), foot.at + (pitch if below else 0)
    box = (top.start, first, top.end, last)
    bands = ([first] if above else []) + bands + ([last] if below else [])
    head = _head_by_rule(rows, bands)
    short = [r for r in loose if first < r.at < foot.at]
    table = aligned_table(rows, head=head, bands=bands, rules=short, box=box, hints=hints)
    if table is None or not _is_table(table, rows, ruled=True):
        return None
    tail = _tail(table, foot, runs) if len(stack) >= 4 and not below else []
    if tail:  # a row that the page's end breaks has no rule below it
        box = (*box[:3], tail[-1].y + 0.3 * tail[-1].size)
        bands, rows = [*bands, box[3]], [*rows, *tail]
        table = aligned_table(rows, head=head, bands=bands, rules=short, box=box, hints=hints)
    return table


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
        s for row in rows for s in row.segments[1 if _is_labelled(row) and row.figures > 1 else 0 :]
    ]
    crossed = any(s.x0 + 0.3 * s.size < x < s.x1 - 0.3 * s.size for s in kept for x in inner)
    columns = {sum(1 for x in inner if x <= s.middle) for s in segments}
    return [] if crossed or len(columns) < 2 else rows


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


def _aligned_tables(
    runs: Sequence[Run], rows: Sequence[Row], rules: Sequence[Rule], hints: Hints
) -> list[FoundTable]:
    """Tables that nothing but alignment makes: below a line of known labels, else of figures.

    ``rows`` are the lines of ``runs``.
    """
    rest, tables = list(runs), []
    if sum(1 for r in rest if is_figure(r.text)) < _FEW:
        return []
    strips = without_prose(rows)
    for anchored, find in ((True, _anchored_boxes), (False, _figure_boxes)):
        for box in find(strips, hints):
            inside = [r for r in rest if _is_inside(r, box)]
            lines = to_rows(inside)
            table = aligned_table(lines, rules=rules, hints=hints)
            if table is None or not _is_table(table, lines, ruled=False, anchored=anchored):
                continue
            taken = set(map(id, inside))
            rest = [r for r in rest if id(r) not in taken]
            tables.append(table)
        if anchored and tables:
            strips = without_prose(to_rows(rest))
    return tables


def _box_of(segments: Sequence[Segment]) -> Box:
    return (
        min(s.x0 for s in segments),
        min(s.y - 0.88 * s.size for s in segments),
        max(s.x1 for s in segments),
        max(s.y + 0.12 * s.size for s in segments),
    )


def _anchored_boxes(rows: Sequence[Row], hints: Hints) -> list[Box]:
    """Where lines of known labels stand, with the rows below them."""
    is_header_word = hints.is_label
    boxes: list[Box] = []
    rows = [
        Row([p for s in row.segments for p in known_parts(s, is_header_word)], row.y, row.size)
        for row in rows
    ]
    for number, row in enumerate(rows):
        words = _words(rows, number, is_header_word)
        if len(words) < _KNOWN or any(
            b[1] <= row.y <= b[3] and b[0] <= words[0].x0 <= b[2] for b in boxes
        ):
            continue
        head = _head_around(rows, number, words, is_header_word)
        x0, _, x1, _ = _box_of(head)
        body = _rows_below(rows, number, (x0, x1), row.size, hints.is_entry)
        if len(body) >= 2:
            boxes.append(_box_of([*head, *(s for line in body for s in line)]))
    return boxes


def _words(rows: Sequence[Row], number: int, is_header_word: HeaderWord) -> list[Segment]:
    """What of a line are known labels, as it stands; or, of labels that run over two lines, with
    what stands below."""
    row = rows[number]
    known = {id(s) for s in row.segments if is_header_word(s.text)}
    if len(known) >= _KNOWN or len(row.segments) < _KNOWN or row.figures:
        return [s for s in row.segments if id(s) in known]
    under = [
        s
        for r in rows[number + 1 : number + 4]
        if r.y - row.y < _NEXT_LINE * row.size
        for s in r.segments
    ]
    return [
        s for s in row.segments
        if id(s) in known or any(
            is_header_word(s.text + t.text) for t in under
            if min(s.x1, t.x1) - max(s.x0, t.x0) > 0.5 * min(s.width, t.width)
        )
    ]  # fmt: skip


def _head_around(
    rows: Sequence[Row], number: int, words: Sequence[Segment], is_header_word: HeaderWord
) -> list[Segment]:
    """The labels of a head whose line of most words is ``number``: those a little above or below."""
    size, y = max(w.size for w in words), rows[number].y
    x0, x1 = words[0].x0, words[-1].x1
    pitch = rows[number + 1].y - y if number + 1 < len(rows) else 0.0
    above = {
        row.y
        for row in rows
        if 0 < y - row.y <= _AS_FAR * pitch and _is_of_labels(row, is_header_word)
    }
    zone = [
        (row, s)
        for row in rows
        if abs(row.y - y) <= 2.6 * size or row.y in above
        for s in row.segments
        if not s.figure
        and s.size <= 1.25 * size
        and s.width <= _LONG * size
        and not _UNIT.match(s.text)
    ]
    same = [s for row, s in zone if abs(row.y - y) <= 1.2 * size or row.y in above]
    grown = True
    while grown:  # labels beside those that are known
        wider = [s for s in same if s.x1 > x0 - _BESIDE * size and s.x0 < x1 + _BESIDE * size]
        left, right = min(s.x0 for s in wider), max(s.x1 for s in wider)
        grown = left < x0 or right > x1
        x0, x1 = min(x0, left), max(x1, right)
    head = [s for s in same if x0 <= s.middle <= x1]
    taken = set(map(id, head))
    for row, s in sorted(zone, key=lambda pair: -pair[0].y):
        inside = x0 < s.middle < x1 and s.width < 0.45 * (x1 - x0)
        off = abs(s.middle - (x0 + x1) / 2) / (x1 - x0) if len(row.segments) == 1 else 1.0
        near = min((abs(row.y - h.y) for h in head), default=0.0) < 1.5 * size
        title = row.y < y and (off < 0.007 or (off < 0.02 and not near))
        if id(s) not in taken and inside and not title:
            head.append(s)
    return head


def _is_of_labels(row: Row, is_header_word: HeaderWord, known: int = 1) -> bool:
    """Whether a line is labels, so many of them known: a head's, wherever it stands."""
    return len(row.segments) > 1 and sum(is_header_word(s.text) for s in row.segments) >= known


def _rows_below(
    rows: Sequence[Row], number: int, extent: tuple[float, float], size: float,
    is_entry: Callable[[str], bool],
) -> list[list[Segment]]:  # fmt: skip
    """The segments below a head, row by row, as far as they read as a body."""
    x0, x1 = extent
    # from label to label: figures may stand beside theirs
    column = (x1 - x0) / max(len(rows[number].segments) - 1, 2)
    found: list[list[Segment]] = []
    last, pitch = rows[number].y, None
    for row in rows[number + 1 :]:
        inside = [
            s for s in row.segments
            if s.x1 > x0 - (column if s.figure else 0.5 * size)
            and s.x0 < x1 + (column if s.figure else 0.5 * size)
        ]  # fmt: skip
        if not inside:
            continue
        y = inside[0].y
        if y - last > (2.4 * pitch if pitch else 5 * size):
            break
        if len(inside) == 1 and inside[0].width > 0.45 * (x1 - x0):
            break
        if found and pitch is None and y - last > 0.5 * size and any(s.figure for s in found[-1]):
            pitch = y - last
        found.append(inside)
        last = y
    behind: list[list[Segment]] = []
    while found and not any(s.figure for s in found[-1]):
        behind.insert(0, found.pop())
    found += behind[: _rows_of_labels(found, behind, is_entry)]
    return _with_stub(found, rows, (x0 - _STUB * size, x0 - 0.5 * size))


def _rows_of_labels(
    found: Sequence[Sequence[Segment]], behind: Sequence[Sequence[Segment]],
    is_entry: Callable[[str], bool],
) -> int:  # fmt: skip
    """How many of the lines without figures below a body are the end of its labels."""
    labels = [next((s.text for s in line if not s.figure), "") for line in found]
    pieces = [line[0].text for line in behind if len(line) == 1]
    for count in range(len(pieces), 0, -1):
        if goes_on(labels, "".join(pieces[:count]), is_entry):
            return count
    return 0


def _with_stub(
    found: list[list[Segment]], rows: Sequence[Row], extent: tuple[float, float]
) -> list[list[Segment]]:
    """The rows with labels at their left that end before any label of the head begins."""
    home = {id(s): row for row in rows for s in row.segments}
    lefts = []
    for line in found:
        beside = [
            s for s in home[id(line[0])].segments
            if not s.figure and extent[0] < s.x1 <= extent[1] and s.x1 < line[0].x0
        ]  # fmt: skip
        lefts.append(beside[-1:])
    if sum(1 for left in lefts if left) < 0.6 * len(found):
        return found
    return [[*left, *line] for left, line in zip(lefts, found, strict=True)]


def _figure_boxes(strips: Sequence[Row], _: Hints) -> list[Box]:
    """Where rows of figures stand one below another, with what may be their head."""
    used: set[int] = set()
    boxes = []
    for start, strip in enumerate(strips):
        if start in used or not strip.is_body:
            continue
        block = _block(strips, start, used)
        if sum(1 for i in block if strips[i].is_body) < 3:
            continue
        members = _with_head(strips, block, used)
        used.update(members)
        boxes.append(_box_of([s for i in members for s in strips[i].segments]))
    return boxes


def _extent(row: Row) -> tuple[float, float]:
    return row.segments[0].x0, row.segments[-1].x1


def _block(strips: Sequence[Row], start: int, used: set[int]) -> list[int]:
    """The strips from ``start`` down that stand one below another in the same columns."""
    block = [start]
    x0, x1 = _extent(strips[start])
    last, pitch = strips[start].y, None
    for number in range(start + 1, len(strips)):
        strip = strips[number]
        gap, size = strip.y - last, strip.size
        if gap > (2.2 * pitch if pitch else 4.5 * size):
            break
        if number in used or gap < 0.2 * size:
            continue
        left, right = _extent(strip)
        if min(x1, right) <= max(x0, left) or left < x0 - 4 * size or right > x1 + 8 * size:
            continue
        alone = len(strip.segments) == 1
        if alone and (right - left > 0.6 * (x1 - x0) or _CAPTION.match(strip.segments[0].text)):
            break  # a title, a note
        block.append(number)
        x0, x1 = min(x0, left), max(x1, right)
        pitch = gap if pitch is None else max(pitch, gap) if len(block) < 5 else pitch
        last = strip.y
    while block and not strips[block[-1]].is_body:
        block.pop()
    return block


def _with_head(strips: Sequence[Row], block: Sequence[int], used: set[int]) -> list[int]:
    """The block with the lines of its head."""
    first = strips[block[0]]
    extents = [_extent(strips[i]) for i in block]
    x0, x1 = min(e[0] for e in extents), max(e[1] for e in extents)
    heights = [strips[i].y for i in block]
    pitch = min((b - a for a, b in pairwise(heights) if b - a > 0.5 * first.size), default=0.0)
    above: list[int] = []
    top = first.y
    for number in range(block[0] - 1, -1, -1):
        strip = strips[number]
        if top - strip.y > max(2.0 * max(first.size, strip.size), 1.35 * pitch):
            break
        left, right = _extent(strip)
        if number in used or left < x0 - 3 * strip.size or right > x1 + 3 * strip.size:
            continue
        alone = len(strip.segments) == 1
        centred = abs((left + right) / 2 - (x0 + x1) / 2) < 0.03 * (x1 - x0)
        centred = centred and top - strip.y > 1.5 * strip.size
        if alone and (centred or right - left > 0.4 * (x1 - x0)):
            break
        if strip.size > 1.25 * first.size or (
            alone
            and (_UNIT.match(strip.segments[0].text) or _CAPTION.match(strip.segments[0].text))
        ):
            break
        above.append(number)
        top = strip.y
    return [*reversed(above), *block]


def _is_full(table: FoundTable) -> bool:
    """Whether most rows of a table have text in half of its columns."""
    filled: dict[int, int] = {}
    for cell in table.cells:
        filled[cell.row] = filled.get(cell.row, 0) + (1 if cell.text else 0)
    full = sum(1 for count in filled.values() if count * 2 >= table.n_cols)
    return full >= 0.8 * table.n_rows


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
        width = table.box[2] - table.box[0]
        prose = sum(
            1
            for row in rows
            if len(row.segments) == 1 and row.segments[0].width > _STUB_WIDTH * width
        )
        if table.n_rows >= 3 and table.n_cols >= 3 and _is_full(table):
            return True
        return prose <= 0.6 * len(rows) and (figures >= 0.2 * len(body) or longest <= 30)
    if table.n_cols < 3 or table.n_rows < 3 or len(body) < 4:
        return False
    by_column: dict[int, list[bool]] = {}
    for c in body:
        by_column.setdefault(c.col, []).append(is_figure(c.text))
    numeric = sum(1 for flags in by_column.values() if sum(flags) >= 0.6 * len(flags))
    return figures >= 0.4 * len(body) and numeric >= 1
