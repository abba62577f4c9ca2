"""Tables that neither walls nor rows of figures show, but something tells of: shades of one width,
a rule below a head, a title above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from .alignment import Hints, aligned_table, head_rows
from .found import FoundTable
from .looks import CAPTION, TITLE, is_note, is_table
from .rules import SHADE
from .segments import Row, cut_to, to_rows
from .shapes import Fill, Rule, share

_BEGINS = "Tt表续"
_SAME = 2.0  # points between ends that are the same
_SHORT = 80.0  # points: no rule of a table is shorter
_FAR = 3.5  # ems from a title to what it is of, from a row to the next at most
_FURTHER = 2.2  # times as far as the rows before
_NEAR = 1.6  # ems from a line of a head to the rule below it at most
_LEAST = 3  # rows
_MANY, _FEW = 8, 0.3  # words, and as a part of them those that are unlike
_WHOLE = 0.75  # of the rows that fill each column, where nothing parts them
_FILLED = 0.55  # of the cells between shades
_STACKS = 20  # of shades on a page
_HIGH = 100.0  # points that the shade of a row is high at most
_TIGHT = 0.87  # of the rows' pitch: the lines of a head are nearer each other
_LINES = 1.5  # ems from a line of a cell to the next


class Stripe(msgspec.Struct, frozen=True, order=True):
    """A shade across a table, in one piece or one for each cell."""

    top: float
    foot: float
    x0: float
    x1: float


def announces(rows: Sequence[Row], rules: Sequence[Rule]) -> bool:
    """Whether a page may have such a table, as far as a glance tells; shades aside."""
    many = sum(1 for row in rows if len(row.segments) >= _LEAST) > _LEAST
    return many or bool(rules) or any(map(_is_title, rows))


def announced_tables(
    rows: Sequence[Row], strips: Sequence[Row], rules: Sequence[Rule], fills: Sequence[Fill],
    hints: Hints,
) -> list[FoundTable]:  # fmt: skip
    """The tables among ``rows``, what is left of a page, that shades, a rule or a title tell of;
    ``strips`` are those lines without prose."""
    found = [_striped_table(stack, rows, hints) for stack in _stacks(fills)]
    titles = [row for row in rows if strips and _is_title(row)]
    told = (*_below_rules(rules, strips), *_below_titles(titles, strips), *_of_few_words(strips))
    for lines, head in told:
        table = aligned_table(lines, head=head, hints=hints)
        found.append(table if table is not None and _is_whole(table) else None)
    tables: list[FoundTable] = []
    for each in found:
        if each is not None and not any(share(each.box, other.box) for other in tables):
            tables.append(each)  # else something else told of it
    return tables


# ------------------------------------------------------------------------- shades


def _stacks(fills: Sequence[Fill]) -> list[list[Stripe]]:
    """Stripes of the same ends, one below another, from the top: two of them at least. Where there
    are many stacks they are a drawing."""
    stacks: dict[tuple[int, int], list[list[Stripe]]] = {}
    for stripe in sorted(_stripes(fills)):
        same = stacks.setdefault((round(stripe.x0), round(stripe.x1)), [])
        last = same[-1][-1] if same else stripe
        if same and -_SAME < stripe.top - last.foot < 3 * max(last.foot - last.top, 12):
            same[-1].append(stripe)
        else:
            same.append([stripe])
    found = [stack for same in stacks.values() for stack in same if len(stack) > 1]
    return sorted(found) if len(found) <= _STACKS else []


def _stripes(fills: Sequence[Fill]) -> Iterator[Stripe]:
    """The shades, those side by side as one."""
    shades = sorted(
        (round(f.box[1]), round(f.box[3]), *f.box)
        for f in fills
        if f.light <= SHADE and f.box[3] - f.box[1] <= _HIGH
    )
    current: Stripe | None = None
    for *_, x0, top, x1, foot in shades:
        if (
            current is not None
            and abs(top - current.top) < 1
            and abs(foot - current.foot) < 1
            and x0 - current.x1 <= _SAME
        ):
            current = Stripe(current.top, current.foot, current.x0, max(x1, current.x1))
            continue
        if current is not None:
            yield current
        current = Stripe(top, foot, x0, x1)
    if current is not None:
        yield current


def _striped_table(stack: Sequence[Stripe], rows: Sequence[Row], hints: Hints) -> FoundTable | None:
    """The table whose rows shades part: each is shaded, or lies between two that are."""
    ends = (stack[0].x0, stack[0].x1)
    runs = (r for row in rows if row.middle > stack[0].top for s in row.segments for r in s.runs)
    lines = to_rows([r for r in runs if ends[0] < (r.x0 + r.x1) / 2 < ends[1]])
    within = [row for row in lines if row.middle < stack[-1].foot]
    if any(not any(s.top < row.middle < s.foot for row in within) for s in stack):
        return None
    edges = [y for s in stack for y in (s.top, s.foot)]
    last = _row_behind(lines[len(within) :], edges[-1], max(b - a for a, b in pairwise(edges[1:])))
    foot = max((row.y + 0.3 * row.size for row in last), default=edges[-1])
    bands = [edges[0], *(b for a, b in pairwise([*edges, foot]) if b - a > _SAME)]
    head = sum(1 for row in within if row.middle < bands[1])
    box = (ends[0], edges[0], ends[1], foot)
    body = [*within, *last]
    table = aligned_table(body, head=head, bands=bands, box=box, hints=hints)
    if (
        table is None
        or table.n_rows < _LEAST
        or not is_table(table, body, hints.is_entry, ruled=True, goes_on=hints.goes_on)
    ):
        return None
    filled = sum(c.row_span * c.col_span for c in table.cells if c.text)
    return table if filled >= _FILLED * table.n_rows * table.n_cols else None


def _row_behind(lines: Sequence[Row], foot: float, height: float) -> list[Row]:
    """The lines of one more row, right below the last shade, no higher than others are."""
    found: list[Row] = []
    for row in lines:
        near = row.y - found[-1].y < _LINES * row.size if found else len(row.segments) > 1
        if not near or row.middle > foot + height:
            break
        found.append(row)
    return found


# ---------------------------------------------------------------- rules and titles


def _below_rules(rules: Sequence[Rule], strips: Sequence[Row]) -> Iterator[tuple[list[Row], int]]:
    """The lines of a head with the one rule right below them, and the rows below that."""
    for rule in rules:
        if rule.length < _SHORT:
            continue
        kept = [cut for row in strips if (cut := cut_to(row, (rule.start, rule.end)))]
        above = [r for r in kept if 0 < rule.at - r.y < _NEAR * r.size and len(r.segments) > 1]
        below = [r for r in kept if r.y > rule.at]
        if not above:
            continue
        lines = _rows_on(below, rule.at, above[-1].size)
        if len(lines) >= _LEAST - 1:
            yield [*above, *lines], len(above)


def _is_title(row: Row) -> bool:
    """Whether a line begins as the title of a table; beside others, perhaps, in columns of text."""
    texts = [s.text for s in row.segments]
    return any(
        text[0] in _BEGINS and TITLE.match(" ".join(texts[n : n + 2]))
        for n, text in enumerate(texts)
    )


def _below_titles(titles: Sequence[Row], strips: Sequence[Row]) -> Iterator[tuple[list[Row], int]]:
    """The rows below the title of a table."""
    for title in titles:
        below = [strip for strip in strips if strip.y > title.y + 0.5 * title.size]
        lines = _rows_on(below, title.y, title.size)
        if len(lines) >= _LEAST:
            yield lines, _head_by_pitch(lines)


def _of_few_words(strips: Sequence[Row]) -> Iterator[tuple[list[Row], int]]:
    """Lines that have the same few words again and again, with the head above them."""
    end = 0.0
    for number, strip in enumerate(strips):
        if strip.y <= end or len(strip.segments) < _LEAST:
            continue
        lines = _rows_on(strips[number:], strip.y, strip.size)
        head = _head_by_pitch(lines) if len(lines) > _LEAST else 0
        if head and _repeats(lines[head:]):
            end = lines[-1].y
            yield lines, head


def _repeats(lines: Sequence[Row]) -> bool:
    """Whether few words fill all columns but the first, and not each of them its own alone."""
    words: list[set[str]] = []
    count = 0
    for line in lines:
        for col, segment in enumerate(line.segments[1:]):
            words += [set()] if col == len(words) else []
            words[col].add(segment.text)
            count += 1
    several = [own for own in words if len(own) > 1]
    few = set().union(*words)
    return len(several) > 1 and count >= _MANY and len(few) <= _FEW * count


def _head_by_pitch(lines: Sequence[Row]) -> int:
    """How many lines are the head: those above figures, or nearer each other than rows are."""
    if any(row.is_body for row in lines):
        return head_rows(lines)
    gaps = [b.y - a.y for a, b in pairwise(lines)]
    pitch = sorted(gaps)[len(gaps) // 2]
    return next((n for n, gap in enumerate(gaps, 1) if gap > _TIGHT * pitch), 1)


def _rows_on(strips: Sequence[Row], top: float, size: float) -> list[Row]:
    """The lines of several texts that follow one another below ``top``."""
    found: list[Row] = []
    last, pitch = top, 0.0
    for strip in strips:
        gap = strip.y - last
        if gap > (_FURTHER * pitch if pitch else _FAR * size):
            break
        if CAPTION.match(strip.segments[0].text) or is_note([strip]):
            break
        if len(strip.segments) < 2 and (pitch or gap > _LINES * strip.size):
            break  # but the first line of a label, above others
        if found:
            pitch = max(pitch, gap)
        found.append(strip)
        last = strip.y
    return found


def _is_whole(table: FoundTable) -> bool:
    """Whether most rows fill each column: nothing else tells that they are rows."""
    if table.n_rows < _LEAST or table.n_cols < 2:
        return False
    filled = [0] * table.n_rows
    for cell in table.cells:
        filled[cell.row] += bool(cell.text)
    return sum(1 for count in filled if count == table.n_cols) >= _WHOLE * table.n_rows
