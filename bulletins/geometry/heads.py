"""The head of a table without walls: which label stands over which columns, on which level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from .found import GridCell
from .segments import Interval, Row, Segment, nearest, overlap, touched
from .shapes import Rule, Run
from .text import YEAR, is_figure, is_wide, runs_to_text

_PIECES = 1.5  # points between the pieces of one rule; more parts two
_LINE = 0.6  # ems of white between two lines of a label at most
_LOOSE = 1.2  # where they make a label that is known
_LOOSER = 0.9  # where the second stands alone below the first
_TIGHT = 1.28  # ems from a line of words to the next, no level of the head between
_MOST, _MANY = 0.6, 40  # of a line; labels above it
_BLANK = 1.6  # ems that a label may stand beside its column before it has one of its own


class Label(msgspec.Struct, gc=False):
    """A label of the head: one or several lines, the columns it stands over."""

    runs: list[Run]
    x0: float
    x1: float
    top: float
    foot: float
    size: float
    first: int = 0
    last: int = 0
    reach: Interval | None = None  # from where to where a rule of its own runs under it

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def height(self) -> float:
        """Of its middle: one of several lines is in line with those of one beside it."""
        return (self.top + self.foot) / 2

    @property
    def span(self) -> Interval:
        return (self.x0, self.x1)


def _label(s: Segment) -> Label:
    return Label(list(s.runs), s.x0, s.x1, s.y - 0.88 * s.size, s.y + 0.12 * s.size, s.size)


def _rule_between(rules: Sequence[Rule], x: float, top: float, foot: float) -> bool:
    return any(r.start <= x <= r.end and top - 2 < r.at < foot + 2 for r in rules)


def read_labels(
    rows: Sequence[Row],
    zones: Sequence[float],
    rules: Sequence[Rule],
    is_known: Callable[[str], bool],
) -> list[Label]:
    """The labels of head lines; ``zones`` are the borders between the body's columns.

    A label that goes on in the line below is one; but not where the line below is a label by
    itself (``is_known``) and both together are none.
    """
    labels: list[Label] = []
    before = 0  # labels in the line above
    for row in rows:
        years = sum(1 for s in row.segments if YEAR.fullmatch(s.text))
        several, before = years > max(before, 1), len(row.segments)
        translated = _is_translation(row, labels, zones)
        for segment in row.segments:
            new = _label(segment)
            above = [
                old
                for old in labels
                if -0.3 * new.size < new.top - old.foot < _LOOSE * new.size
                and overlap(old.span, new.span) >= 0.5 * min(old.x1 - old.x0, new.x1 - new.x0)
                and not _rule_between(rules, new.middle, old.foot, new.top)
            ]
            old = above[0] if len(above) == 1 else None
            said = runs_to_text(old.runs) if old is not None else ""
            whole = is_known(said + segment.text)
            if is_known(segment.text) and not whole:
                old = None
            if several and YEAR.fullmatch(segment.text) and segment.text.isdecimal():
                old = None  # they stand below what was counted in them
            tight = old is not None and new.top - old.foot < _LINE * new.size
            both = is_known(said) and is_known(segment.text)
            made_whole = whole and (not both or tight or segment.text[0] in "(（")
            if old is not None and (
                made_whole
                or (tight and _wraps(old, new, zones))
                or (translated and _translates(old, new))
            ):
                old.runs += new.runs
                old.x0, old.x1, old.foot = min(old.x0, new.x0), max(old.x1, new.x1), new.foot
            else:
                labels.append(new)
    labels = _joined(labels, is_known)
    for label in labels:
        label.reach = _reach(label, rules, zones[-1] - zones[0])
    return labels


def _is_translation(row: Row, labels: Sequence[Label], zones: Sequence[float]) -> bool:
    """Whether a line of a head says in Latin letters what the labels right above say: most of
    what it has in such letters stands below one of them each; or one below one that spans."""
    latin = [_label(s) for s in row.segments if not (s.figure or is_wide(s.text[0]))]
    pairs = [(old, new) for new in latin for old in labels[-_MANY:] if _translates(old, new)]
    if len(row.segments) == len(pairs) == 1:
        old = pairs[0][0]
        return any(old.x0 + 1 < z < old.x1 - 1 for z in zones)
    return len(pairs) > 1 and len(pairs) >= _MOST * len(latin)


def _translates(old: Label, new: Label) -> bool:
    """Whether a label in Latin letters stands right below one in others, in line with it."""
    if not is_wide(old.runs[-1].text[0]) or is_wide(new.runs[0].text[0]):
        return False
    em = new.size
    aligned = abs(old.middle - new.middle) < 0.6 * em or abs(old.x0 - new.x0) < 0.3 * em
    near = -0.3 * em < new.top - old.foot < _LINE * em
    return aligned and near and not is_figure(new.runs[0].text)


def _joined(labels: list[Label], is_known: Callable[[str], bool]) -> list[Label]:
    """The labels, those that go on below made one: what stands alone below another heads nothing
    by itself, unless it is known, as the other is or as others of its level that stand under
    nothing, as what a spanner spans does."""
    gone: set[int] = set()
    for new in sorted(labels, key=lambda one: one.top):
        over = [o for o in labels if id(o) not in gone and _is_next(o, new)]
        if len(over) != 1:
            continue
        old = over[0]
        if any(o is not new and id(o) not in gone and _is_next(old, o) for o in labels):
            continue
        texts = runs_to_text(old.runs), runs_to_text(new.runs)
        if any(map(is_figure, texts)) or not all(is_wide(t[0]) for t in texts):
            continue
        level = [o for o in labels if abs(o.top - new.top) < 0.5 * new.size]
        known = sum(1 for o in level if is_known(runs_to_text(o.runs)))
        apiece = all(sum(1 for o in labels if _is_next(o, one)) == 1 for one in level)
        if is_known(texts[1]) and (is_known(texts[0]) or (known > 1 and not apiece)):
            continue
        old.runs += new.runs
        old.x0, old.x1, old.foot = min(old.x0, new.x0), max(old.x1, new.x1), new.foot
        gone.add(id(new))
    return [one for one in labels if id(one) not in gone]


def _is_next(old: Label, new: Label) -> bool:
    """Whether a label stands a line below another, and within it or it within the other."""
    em = new.size
    return (
        abs(old.size - em) < 0.1 * em
        and -0.3 * em < new.top - old.foot < _LOOSER * em
        and overlap(old.span, new.span) >= 0.9 * min(old.x1 - old.x0, new.x1 - new.x0)
    )


def _wraps(old: Label, new: Label, zones: Sequence[float]) -> bool:
    """Whether a label goes on in the line below: its column had no room for more."""
    em = new.size
    if abs(old.size - em) > 0.1 * em or is_figure(runs_to_text(old.runs)):
        return False  # a year stands over what was counted in it
    aligned = (
        abs(old.middle - new.middle) < 0.3 * em
        or abs(old.x0 - new.x0) < 0.3 * em
        or abs(old.x1 - new.x1) < 0.3 * em
    )
    if aligned and new.foot - old.foot <= _TIGHT * em and not is_wide(new.runs[0].text[0]):
        return True
    if any(old.x0 + 1 < z < old.x1 - 1 for z in zones):
        return False
    left = max((z for z in zones if z <= old.x0 + 1), default=old.x0)
    right = min((z for z in zones if z >= old.x1 - 1), default=old.x1)
    if old.x1 - old.x0 < 0.7 * (new.x1 - new.x0) and new.x1 - new.x0 > 2.2 * em:
        return False  # a line that goes on was filled
    single = old.x1 - old.x0 < 1.3 * em and new.x1 - new.x0 < 1.3 * em  # one character a line
    return aligned and (single or right - left < old.x1 - old.x0 + 1.5 * em)


def columns_from_head(
    labels: Sequence[Label], columns: Sequence[Interval], rows: Sequence[Sequence[Segment]]
) -> list[Interval] | None:
    """The columns as labels begin or end them, where labels and figures stand at opposite sides.

    Labels at the left of their columns over figures at the right overlap nothing, or the wrong
    column. Then every segment of the body lies between where one label begins and where the
    next does (or, labels at the right, between their ends); None where that is not so.
    """
    leaves = _leaves(labels, columns)
    segments = [s for row in rows for s in row]
    if len(leaves) < 3 or len(leaves) < len(columns) or not segments:
        return None
    over = [touched(leaf.span, columns, leaf.size) for leaf in leaves]
    plain = [o[0] for o in over if len(o) == 1]
    if len(plain) == len(leaves) and plain == sorted(set(plain)):
        return None  # each label stands over a column of its own
    if plain == list(range(len(columns))) and all(len(o) < 2 for o in over):
        return None  # and others over blank ones
    em = leaves[0].size
    end = max(max(s.x1 for s in segments), leaves[-1].x1)
    start = min(min(s.x0 for s in segments), leaves[0].x0)
    begins = [*(leaf.x0 for leaf in leaves), end + em]
    ends = [start - em, *(leaf.x1 for leaf in leaves)]
    for borders in (begins, ends):
        kept = [_between(s, borders, 0.35 * em) for s in segments]
        lines = [[_between(s, borders, 0.35 * em) for s in row] for row in rows]
        doubled = sum(1 for line in lines if len(line) > len(set(line)))
        lost = sum(1 for k in kept if k is None)
        if lost <= max(1, 0.03 * len(kept)) and doubled <= 0.05 * len(rows) and len(set(kept)) >= 3:
            return _text_between(borders, leaves, segments)
    return None


def _between(segment: Segment, borders: Sequence[float], slack: float) -> int | None:
    """The number of the interval between ``borders`` in which a segment lies whole."""
    for k, (a, b) in enumerate(pairwise(borders)):
        if a - slack <= segment.x0 and segment.x1 <= b + slack:
            return k
    return None


def _text_between(
    borders: Sequence[float], leaves: Sequence[Label], segments: Sequence[Segment]
) -> list[Interval]:
    """What fills each column: its label, and its figures."""
    columns = []
    for k, leaf in enumerate(leaves):
        inside = [s for s in segments if borders[k] - 1 <= s.middle < borders[k + 1] + 1]
        columns.append(
            (
                min([leaf.x0, *(s.x0 for s in inside)]),
                max([leaf.x1, *(s.x1 for s in inside)]),
            )
        )
    return columns


def with_blank_columns(columns: Sequence[Interval], labels: Sequence[Label]) -> list[Interval]:
    """The columns with those that only a label stands over.

    The lowest labels and the columns are laid side by side in order, as near as can be; a
    label that no column is near to has a blank one.
    """
    leaves = _leaves(labels, columns)
    if not leaves:
        return list(columns)
    if (wider := _one_to_one(leaves, columns)) is not None:
        return wider
    size = leaves[0].size

    def paired(i: int, j: int) -> float:
        if i == j == 1:  # labels of rows may begin far from the middle that theirs stands in
            return min(_apart(leaves[0], columns[0], size), _alone(leaves[0], columns, size) / 2)
        return _apart(leaves[i - 1], columns[j - 1], size)

    # cost[i][j]: the best for the first i leaves and j columns; a step is pair, leaf or column.
    n, m = len(leaves), len(columns)
    cost = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        for j in range(m + 1):
            if i == j == 0:
                continue
            ways = []
            if i and j:
                ways.append(cost[i - 1][j - 1] + paired(i, j))
            if i:
                ways.append(cost[i - 1][j] + _alone(leaves[i - 1], columns, size))
            if j:
                ways.append(cost[i][j - 1] + 0.8)
            cost[i][j] = min(ways)
    found = list(columns)
    i, j = n, m
    while i:
        here = cost[i][j]
        if j and abs(here - cost[i - 1][j - 1] - paired(i, j)) < 1e-9:
            i, j = i - 1, j - 1
        elif j and abs(here - cost[i][j - 1] - 0.8) < 1e-9:
            j -= 1
        else:
            found.append(leaves[i - 1].span)
            i -= 1
    return sorted(found)


def _one_to_one(leaves: Sequence[Label], columns: Sequence[Interval]) -> list[Interval] | None:
    """The columns with their labels, where there are as many and each stands beside its own: a
    label in the middle of a wide column, its figures at the right."""
    if len(leaves) != len(columns):
        return None
    wider = [
        (min(leaf.x0, column[0]), max(leaf.x1, column[1]))
        for leaf, column in zip(leaves, columns, strict=True)
    ]
    return wider if all(a[1] < b[0] for a, b in pairwise(wider)) else None


def with_corner(labels: list[Label], columns: Sequence[Interval]) -> list[Label]:
    """The labels, the two of a corner cell made one: what its rows and what its columns are of
    (地区 below at the left, 类型 above at the right) over the one column of row labels."""
    leaves = [one for one, _ in _lowest(labels, columns)]
    if len(columns) < 3 or len(leaves) != len(columns) + 1:
        return labels
    first, second, third = leaves[:3]
    em = first.size
    upper, lower = sorted((first, second), key=lambda one: one.top)
    aslant = lower is first and lower.top - upper.top > 0.5 * em
    inside = second.x1 < min(third.x0, columns[1][0]) + 0.2 * em and first.x0 < second.x0
    if not (aslant and inside) or any(is_figure(runs_to_text(o.runs)) for o in (first, second)):
        return labels
    corner = Label(
        [*upper.runs, *lower.runs], first.x0, max(first.x1, second.x1), upper.top, lower.foot, em
    )
    return [corner, *(o for o in labels if o is not first and o is not second)]


def is_over(label: Label, labels: Sequence[Label]) -> bool:
    """Whether another label stands below one, or others below the rule under it."""
    lower = [o for o in labels if o.top > label.foot - 2]
    if label.reach is not None:
        start, end = label.reach
        if sum(1 for o in lower if start - 3 <= o.middle <= end + 3) > 1:
            return True
    return any(overlap(o.span, label.span) > 0 for o in lower)


def _lowest(labels: Sequence[Label], columns: Sequence[Interval]) -> list[tuple[Label, list[int]]]:
    """The labels with nothing below them and over one column at most, with it, from the left."""
    found = [
        (one, touched(one.span, columns, one.size))
        for one in sorted(labels, key=lambda one: one.middle)
        if not is_over(one, labels)
    ]
    return [(one, over) for one, over in found if len(over) <= 1]


def _leaves(labels: Sequence[Label], columns: Sequence[Interval]) -> list[Label]:
    """The labels with nothing below them and over one column at most, from the left.

    What stands between two others, above them, spans them: where it is over no column, or over
    that of another, or where without it there are as many as there are columns.
    """
    found = _lowest(labels, columns)
    between = {id(one) for one, _ in found if is_between(one, labels)}
    too_many = len(found) - len(between) == len(columns)
    taken = {column for one, over in found if id(one) not in between for column in over}
    return [
        one
        for one, over in found
        if id(one) not in between or (over and not too_many and not taken.issuperset(over))
    ]


def is_between(label: Label, labels: Sequence[Label]) -> bool:
    """Whether a label stands in the middle above two neighbours, over the white that parts them."""
    lower = [o for o in labels if o.top > label.foot - 2]
    left = max((o for o in lower if o.middle < label.x0), key=lambda o: o.x1, default=None)
    right = min((o for o in lower if o.middle > label.x1), key=lambda o: o.x0, default=None)
    if left is None or right is None:
        return False
    apart = any(
        left.middle < o.middle < right.middle
        for o in labels if o is not label and o not in (left, right)
    )  # fmt: skip
    return not apart and abs((left.x0 + right.x1) / 2 - label.middle) < label.size


def _apart(label: Label, column: Interval, size: float) -> float:
    gap = max(column[0] - label.x1, label.x0 - column[1], 0.0) / size
    return gap if gap < 4 else 1e6


def _alone(label: Label, columns: Sequence[Interval], size: float) -> float:
    """What it costs that a label has a column of its own: much where it stands over another."""
    return 1e6 if touched(label.span, columns, size) else _BLANK


def has_levels(rows: Sequence[Row], xs: Sequence[float], is_known: Callable[[str], bool]) -> bool:
    """Whether the lines of a head above walls at ``xs`` are of several levels: a label with
    others below it stands over a wall, or between two of them, or it is known as one below is."""
    labels = read_labels(rows, xs, (), is_known)
    for one in labels:
        lower = [o for o in labels if o.top > one.foot - 1]
        slack = 0.3 * one.size
        over = any(one.x0 + slack < x < one.x1 - slack for x in xs[1:-1])
        if lower and (over or is_between(one, labels)):
            return True
        under = [o for o in lower if overlap(o.span, one.span) > 0]
        if any(is_known(runs_to_text(o.runs)) for o in under) and is_known(runs_to_text(one.runs)):
            return True
    return False


def head_cells(
    labels: list[Label],
    columns: Sequence[Interval],
    xs: Sequence[float],
    rules: Sequence[Rule],
) -> tuple[int, list[GridCell], list[float]]:
    """(number of head rows, their cells, their edges from the top)."""
    for label in labels:
        over = touched(label.span, columns, label.size) or [nearest(label.span, columns)]
        label.first, label.last = over[0], over[-1]
    _spread(labels, columns)
    _spread_unit(labels, columns)
    bands = _levels(labels, len(columns))
    edges = [min(one.top for one in labels)]
    edges += [(a[1] + b[0]) / 2 for a, b in pairwise(bands)]
    edges.append(max(one.foot for one in labels))
    owner: dict[tuple[int, int], Label] = {}
    places: list[tuple[Label, int, int]] = []
    for label in sorted(labels, key=lambda one: (one.top, one.first)):
        first, last = _level_span(label, labels, bands, rules)
        place = [(r, c) for r in range(first, last + 1) for c in range(label.first, label.last + 1)]
        if any(p in owner for p in place):
            free = [p for p in place if p not in owner]
            if not free:
                owner[place[0]].runs += label.runs  # nothing that is printed is lost
                continue
            first = last = free[0][0]
            label.first = label.last = free[0][1]
            place = free[:1]
        owner.update(dict.fromkeys(place, label))
        places.append((label, first, last))
    cells = [
        GridCell(
            first, one.first, last - first + 1, one.last - one.first + 1, runs_to_text(one.runs),
            (xs[one.first], edges[first], xs[one.last + 1], edges[last + 1]),
        )
        for one, first, last in places
    ]  # fmt: skip
    cells += [
        GridCell(r, c, 1, 1, "", (xs[c], edges[r], xs[c + 1], edges[r + 1]))
        for r in range(len(bands))
        for c in range(len(columns))
        if (r, c) not in owner
    ]
    return len(bands), cells, edges


def _spread(labels: Sequence[Label], columns: Sequence[Interval]) -> None:
    """Widen spanners over the columns whose labels stand below them.

    Spanners of one level share the columns below so that each is in the middle of its own.
    """
    spanners = [s for s in labels if _below(s, labels).keys() & set(range(s.first, s.last + 1))]
    for spanner in sorted(spanners, key=lambda s: (-s.top, s.x0)):
        level = [s for s in spanners if s.top < spanner.foot - 1 and s.foot > spanner.top + 1]
        if spanner is not min(level, key=lambda s: s.x0):
            continue
        level.sort(key=lambda s: s.x0)
        while level:
            below = _below(level[0], labels)
            under = [below[c] for c in range(level[0].first, level[0].last + 1) if c in below]
            if not under:  # others of its level have taken what it stood over
                level = level[1:]
                continue
            next_level = max(label.height for label in under)
            foot = max(label.foot for label in under)  # in line with those of several lines
            below = {
                c: o for c, o in below.items()
                if o.height > next_level - 0.5 * o.size or o.foot > foot - 0.3 * o.size
            }  # fmt: skip
            free = _free_columns(level[0], level, labels, columns, below)
            sharing = [s for s in level if s.first in free]
            if (
                level[0].reach is not None and len(sharing) == 1
            ):  # its own rule says how far it reaches
                level[0].first, level[0].last = free[0], free[-1]
            else:
                _share(sharing, free, below, columns)
            level = [s for s in level if s not in sharing and s is not level[0]]


def _spread_unit(labels: Sequence[Label], columns: Sequence[Interval]) -> None:
    """Widen a unit in brackets, alone below all other labels in the middle of the figures, over
    their columns."""
    lowest = max(labels, key=lambda one: one.top)
    alone = all(o.foot <= lowest.top + 0.3 * lowest.size for o in labels if o is not lowest)
    if len(labels) > 1 and len(columns) > 2 and alone and lowest.runs[0].text[0] in "(（[":
        middle = (columns[1][0] + columns[-1][1]) / 2
        if abs(lowest.middle - middle) < 1.5 * lowest.size:
            lowest.first, lowest.last = 1, len(columns) - 1


def _below(label: Label, labels: Sequence[Label]) -> dict[int, Label]:
    """Per column the label that stands next below ``label``."""
    found: dict[int, Label] = {}
    for other in sorted(labels, key=lambda o: o.top):
        if other.top >= label.foot - 0.2 * label.size:
            for col in range(other.first, other.last + 1):
                found.setdefault(col, other)
    return found


def _free_columns(
    label: Label, level: Sequence[Label], labels: Sequence[Label],
    columns: Sequence[Interval], below: dict[int, Label],
) -> list[int]:  # fmt: skip
    """The columns around a spanner's own that it, or another of its level, may span; no farther
    than the rule under it reaches."""
    reach = label.reach
    taken = {
        c
        for o in labels
        if o not in level
        and o.top < label.foot - 0.3 * o.size
        and o.foot > label.top + 0.3 * o.size
        for c in range(o.first, o.last + 1)
    }

    def is_free(c: int) -> bool:
        middle = (below[c].x0 + below[c].x1) / 2 if c in below else 0.0
        ruled = reach is None or reach[0] - 3 <= middle <= reach[1] + 3
        return c in below and c not in taken and ruled

    first = last = label.first
    while first > 0 and is_free(first - 1):
        first -= 1
    while last + 1 < len(columns) and is_free(last + 1):
        last += 1
    return list(range(first, last + 1))


def _reach(label: Label, rules: Sequence[Rule], width: float) -> Interval | None:
    """From where to where the rule under a label runs, drawn in one or in pieces; None without
    one, or where it is that of a table of this ``width``."""
    under = [
        r for r in rules
        if label.foot - 3 <= r.at <= label.foot + 12 and r.start < label.x1 and r.end > label.x0
        and r.length < 0.93 * width
    ]  # fmt: skip
    if not under:
        return None
    first = min(under)
    start, end = first.start, first.end
    level = [r for r in rules if abs(r.at - first.at) <= 1.5]
    for rule in sorted(level, key=lambda r: r.start):
        if start <= rule.start <= end + _PIECES:
            end = max(end, rule.end)
    for rule in sorted(level, key=lambda r: -r.end):
        if end >= rule.end >= start - _PIECES:
            start = min(start, rule.start)
    return (start, end)


def _share(
    spanners: Sequence[Label], free: Sequence[int], below: dict[int, Label],
    columns: Sequence[Interval],
) -> None:  # fmt: skip
    """Part neighbouring columns among spanners, from the left; a column may stay without one.

    Each is in the middle of its columns, or of the labels below it."""
    if not spanners or not free or any(c not in below for c in free):
        return
    em = spanners[0].size
    n, m = len(spanners), len(free)
    best: list[list[tuple[float, int, int]]] = [[(0.35 * em * j, 0, 0) for j in range(m + 1)]]
    for i, spanner in enumerate(spanners, 1):
        row = [(1e9, 0, 0)] * (m + 1)
        for j in range(i, m + 1):
            row[j] = (row[j - 1][0] + 0.35 * em, row[j - 1][1], row[j - 1][2])
            for k in range(i - 1, j):
                first, last = free[k], free[j - 1]
                middles = (
                    (below[first].x0 + below[last].x1) / 2,
                    (columns[first][0] + columns[last][1]) / 2,
                )
                cost = best[i - 1][k][0] + min(abs(m - spanner.middle) for m in middles)
                if cost < row[j][0] - 1e-9:
                    row[j] = (cost, k, j)
        best.append(row)
    j = m
    for i in range(n, 0, -1):
        _, k, end = best[i][j]
        spanners[i - 1].first, spanners[i - 1].last = free[k], free[end - 1]
        j = k


def _levels(labels: Sequence[Label], n_cols: int) -> list[Interval]:
    """The heights of the head's rows, as the column that has most labels sets them."""
    best: list[Label] = []
    for col in range(n_cols):
        chain: list[Label] = []
        for label in sorted(labels, key=lambda one: one.foot):
            if label.first <= col <= label.last and (
                not chain or label.top >= chain[-1].foot - 0.3 * label.size
            ):
                chain.append(label)
        if len(chain) > len(best):
            best = chain
    return [(one.top, one.foot) for one in best]


def _level_span(
    label: Label, labels: Sequence[Label], bands: Sequence[Interval], rules: Sequence[Rule]
) -> tuple[int, int]:
    """The levels that a label belongs to: one, or those between which it stands."""
    middle = (label.top + label.foot) / 2
    em = label.size
    at = [k for k, (top, foot) in enumerate(bands) if abs((top + foot) / 2 - middle) <= 0.3 * em]
    whole = (bands[0][0] + bands[-1][1]) / 2
    alone = not any(
        o is not label and o.first <= label.last and o.last >= label.first for o in labels
    )
    if alone and len(bands) > 1 and abs(middle - whole) <= 0.35 * em:
        return 0, len(bands) - 1
    crossed = [
        k for k, (top, foot) in enumerate(bands) if min(foot, label.foot) > max(top, label.top)
    ]
    if not alone and len(crossed) == 1:
        return crossed[0], crossed[0]
    if at:
        return at[0], at[0]
    below = next(
        (k for k, (top, foot) in enumerate(bands) if (top + foot) / 2 > middle), len(bands)
    )
    if 0 < below < len(bands):
        return below - 1, below
    nearest = min(range(len(bands)), key=lambda k: abs(sum(bands[k]) / 2 - middle))
    return nearest, nearest
