"""Lists: tables of texts that wrap in their cells, whose rows a column of numbers counts.

No wall parts their columns, and often no rule their rows. Columns are what the lines of all rows
leave white between them; a row is what stands around its number, cut from the next where a rule
or a shade's edge is, else where the white that runs across the table is widest.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from unicodedata import normalize

import msgspec

from .alignment import Hints
from .bands import cells_of, parts_of
from .columns import borders_between, white_between
from .found import FoundTable, GridCell
from .heads import head_cells, read_labels
from .looks import KNOWN, HeaderWord
from .rules import bounds_across
from .segments import Interval, Row, overlap, touched
from .shapes import Fill, Rule, Run
from .text import runs_to_lines, runs_to_text

_SERIAL = re.compile(r"\d{1,4}")
_CODE = re.compile(r"[A-Za-z]+\d[0-9A-Za-z-]*")
_LONG_NUMBER = re.compile(r"\d{4,}")
_REST_OF_CODE = re.compile(r"[0-9A-Za-z-]+")
_LONG = 16  # characters of text in a row at least, one with another
_FIGURES = 0.2  # of what stands in them, beside their numbers
_LINES = 8  # of a head at most
_ABOVE = 2  # lines above the head that a page repeats at most
_TIGHT = 1.9  # ems from one of its lines to the next at most
_WHITE, _WHITE_FEW, _FEW = 0.15, 0.3, 6  # of an em between columns, fewer lines leave more
_WIDER = 0.2  # of an em: how much wider the white between rows is than that between lines
_LESS = 0.6  # of that, where no line follows another between two numbers
_OVER, _OVER_ALONE = 0.8, 0.4  # ems that a text is over a border on both sides to cross it
_OFF = 0.05  # of the table's width that a title may stand off its middle
_SAME = 0.1  # of an em: what is as wide
_WHOLE = 0.85  # of it, and no rule under a label that spans others
_APART = 3.0  # ems from a line below the last number to the next at most


class _White(msgspec.Struct, frozen=True):
    """White that runs across the table, with the height of its middle."""

    at: float
    width: float


class _Group(msgspec.Struct, frozen=True):
    """A label beside the rows of the numbers from ``first`` to ``last``."""

    col: int
    first: int
    last: int
    text: str


def numbered_table(
    rows: Sequence[Row], rules: Sequence[Rule], fills: Sequence[Fill], hints: Hints
) -> FoundTable | None:
    """The list among ``rows``, the lines of a page, or None where there is none.

    It begins with a head of which three labels are known, or goes on with the list of the page
    before, whose borders and column of numbers ``hints`` tell.
    """
    if hints.key is None and not _may_be_texts(rows):
        return None
    for first, last in _heads(rows, rules, fills, hints.is_label):
        if hints.key is not None and first > _ABOVE:
            break
        table = _below(rows[first : last + 1], rows[last + 1 :], rules, fills, hints)
        if table is not None:
            return table
    return _below((), rows, rules, fills, hints) if hints.key is not None else None


def _may_be_texts(rows: Sequence[Row]) -> bool:
    """Whether a page has more text than figures, and enough of it."""
    count = sum(len(row.segments) for row in rows)
    length = sum(len(s.text) for row in rows for s in row.segments)
    return length >= 4 * _LONG and 2 * sum(row.figures for row in rows) < count


def _below(
    head: Sequence[Row], body: Sequence[Row], rules: Sequence[Rule], fills: Sequence[Fill],
    hints: Hints,
) -> FoundTable | None:  # fmt: skip
    """The list that ``body`` makes below the lines of its ``head``."""
    columns = _columns(head, body, hints)
    if len(columns) < KNOWN:
        return None
    xs = borders_between(columns, (columns[0][0], columns[-1][1]))
    numbers = _numbers(body, xs, hints)
    if numbers is None:
        return None
    key, at = numbers
    first, end = _extent(body, xs, at, key)
    body, at = body[first:end], [number - first for number in at]
    if not body or not _is_of_texts(body, len(at)):
        return None
    if head and _begins_with_figures(body[:_LINES], xs[key + 1]):
        return None
    top = head[-1].y if head else body[0].y - body[0].size
    foot = body[-1].y + _APART * body[-1].size
    bounds = bounds_across(rules, fills, (xs[0], top, xs[-1], foot))
    titles = _titles(body, xs, key, _starts(body, xs), hints.is_title)
    groups = [] if titles else _groups(body, xs, at, key)
    if groups:
        body, at = _without_groups(body, xs, at, key)
    cuts = _cuts(body, at, titles, bounds, head[-1] if head else None)
    return _table(head, body, at, titles, cuts, columns, key, hints.is_label, groups)


def _groups(body: Sequence[Row], xs: Sequence[float], at: Sequence[int], key: int) -> list[_Group]:
    """The labels before the numbers, where each stands in the middle of several rows: one at least
    between two numbers."""
    if len(at) < KNOWN:
        return []
    numbers = [
        next(r.middle for r in _runs([body[number]]) if _column(r, xs) == key) for number in at
    ]
    found: list[_Group] = []
    is_between = False
    for col in range(key):
        lines = runs_to_lines(r for r in _runs(body) if _column(r, xs) == col)
        cells = cells_of(lines, numbers) if lines else []
        parts = parts_of([cell[0] for cell in cells], numbers) if cells else None
        if parts is None or len(parts) == len(numbers):
            return []
        for (first, last), (_, text) in zip(parts, cells, strict=True):
            found.append(_Group(col, first, last, text))
            is_between = is_between or (last - first) % 2 == 1
    return found if is_between else []


def _without_groups(
    body: Sequence[Row], xs: Sequence[float], at: Sequence[int], key: int
) -> tuple[list[Row], list[int]]:
    """The lines without what stands before the numbers; and which begin rows, of these."""
    numbered = {id(body[number]) for number in at}
    rows: list[Row] = []
    begins: list[int] = []
    for row in body:
        kept = [s for s in row.segments if _column(s.runs[0], xs) >= key]
        if kept:
            if id(row) in numbered:
                begins.append(len(rows))
            rows.append(Row(kept, row.y, row.size))
    return rows, begins


def _runs(rows: Sequence[Row]) -> list[Run]:
    return [run for row in rows for segment in row.segments for run in segment.runs]


def _heads(
    rows: Sequence[Row], rules: Sequence[Rule], fills: Sequence[Fill],
    is_label: HeaderWord,
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """Lines, from one to another, whose labels are known, three of them at least."""
    done = -1
    for number, row in enumerate(rows):
        if number <= done or row.figures or not any(is_label(s.text) for s in row.segments):
            continue
        far = _LINES * _TIGHT * row.size
        near = _runs([r for r in rows if abs(r.y - row.y) < far])
        left, right = min(r.x0 for r in near), max(r.x1 for r in near)
        bounds = bounds_across(rules, fills, (left, row.y - far, right, row.y + far), least=_WHOLE)
        best, lines = KNOWN, None
        for first in _near(rows, number, -1, bounds):
            for last in _near(rows, number, 1, bounds):
                known = _known(rows[first : last + 1], is_label)
                if known >= best:
                    best, lines = known, (first, last)
        if lines is not None:
            yield lines
            done = lines[1]


def _near(rows: Sequence[Row], number: int, step: int, bounds: Sequence[float]) -> Iterator[int]:
    """The numbers of lines without figures, one right above or below the other."""
    for _ in range(_LINES):
        yield number
        if not 0 <= number + step < len(rows):
            return
        row, beside = rows[number], rows[number + step]
        y0, y1 = sorted((row.y, beside.y))
        if (
            y1 - y0 > _TIGHT * row.size or beside.figures or any(y0 < y < y1 for y in bounds)
            or any(_CODE.fullmatch(run.text) for run in _runs([beside]))
        ):  # fmt: skip
            return
        number += step


def _known(rows: Sequence[Row], is_label: HeaderWord) -> int:
    """How many labels are known that may run over several lines."""
    lines = [row.segments for row in rows]
    size = max(row.size for row in rows)
    starts = [x0 for x0, _ in white_between(lines, least=_WHITE * size)]
    if len(starts) < KNOWN:
        return 0
    texts = [""] * len(starts)
    for line in lines:
        for segment in line:
            texts[bisect_right(starts, segment.x0) - 1] += segment.text
    return sum(map(is_label, texts))


def _columns(head: Sequence[Row], body: Sequence[Row], hints: Hints) -> list[Interval]:
    """The columns: those of the page before, or what head and body leave white between them."""
    if hints.key is not None:
        return _columns_again(hints.borders, [*head, *body])
    labels = _label_spans(head)
    lines = [
        runs
        for runs in (_runs([row]) for row in body)
        if all(len(touched((r.x0, r.x1), labels, r.size)) < 2 for r in runs)
    ]
    least = (_WHITE_FEW if len(lines) < _FEW else _WHITE) * head[0].size
    columns = white_between([runs for runs in lines if len(runs) > 1], least=least)
    alone = [r for r, *more in lines if not more]  # titles among them stand over columns
    kept = [[r] for r in alone if len(touched((r.x0, r.x1), columns, r.size)) < 2]
    columns = white_between([*(runs for runs in lines if len(runs) > 1), *kept], least=least)
    for label in labels:  # what stands under one label, and a label that nothing stands under
        under = [c for c in columns if overlap(c, label) > 0]
        whole = (min([label, *under])[0], max(x1 for _, x1 in (label, *under)))
        columns = sorted([whole, *(c for c in columns if c not in under)])
    columns = _joined(columns, labels)
    apart = all(a[1] < b[0] for a, b in pairwise(columns))
    return columns if apart and len(columns) == len(labels) else []


def _joined(columns: Sequence[Interval], labels: Sequence[Interval]) -> list[Interval]:
    """The columns, what stands under no label joined to its nearest neighbour."""
    out = list(columns)
    while len(out) > len(labels):
        bare = next((c for c in out if all(overlap(c, label) <= 0 for label in labels)), None)
        if bare is None:
            return out
        out.remove(bare)
        home = min(out, key=lambda c: max(c[0] - bare[1], bare[0] - c[1]))
        out[out.index(home)] = (min(home[0], bare[0]), max(home[1], bare[1]))
    return out


def _columns_again(borders: Sequence[float], rows: Sequence[Row]) -> list[Interval]:
    """The columns of the page before, as this page fills them where it fills all."""
    lines = [_runs([row]) for row in rows if not _crosses(row, borders)]
    columns = white_between(lines, least=_WHITE * rows[0].size) if lines else []
    before = list(pairwise(borders))
    one_each = len(columns) == len(before) and all(
        a <= (x0 + x1) / 2 <= b for (x0, x1), (a, b) in zip(columns, before, strict=True)
    )
    return columns if one_each else before


def _label_spans(head: Sequence[Row]) -> list[Interval]:
    """Where labels stand that no other stands under: the fullest line, and what goes on with it;
    without what stands above two others, over the white between them."""
    fullest = max(head, key=lambda row: len(_runs([row])))
    spans = [(run.x0, run.x1) for run in _runs([fullest])]
    for row in head:
        for run in _runs([row]) if row is not fullest else ():
            own = (run.x0, run.x1)
            over = [span for span in spans if overlap(span, own) > 0]
            if len(over) < 2 and not _is_between(run, head):
                spans = [span for span in spans if span not in over]
                spans.append((min([own, *over])[0], max(x1 for _, x1 in (own, *over))))
    return sorted(spans)


def _is_between(label: Run, head: Sequence[Row]) -> bool:
    """Whether a label stands over the white between two neighbours that both begin below it."""
    others = [r for r in _runs(head) if r is not label]
    if any(overlap((r.x0, r.x1), (label.x0, label.x1)) > 0 for r in others):
        return False
    left = max((r.x1 for r in others if r.x1 <= label.x0), default=None)
    right = min((r.x0 for r in others if r.x0 >= label.x1), default=None)
    beside = [r.y for r in others if r.x1 == left or r.x0 == right]
    return None not in (left, right) and min(beside) > label.y + 0.5 * label.size


def _column(run: Run, xs: Sequence[float]) -> int:
    """The column in which most of a run is."""
    return min(max(bisect_right(xs, (run.x0 + run.x1) / 2) - 1, 0), len(xs) - 2)


def _crosses(row: Row, xs: Sequence[float]) -> bool:
    """Whether something in a line stands in two columns."""
    runs = _runs([row])
    over = _OVER if len(runs) > 1 else _OVER_ALONE
    return any(s.x0 + over * s.size < x < s.x1 - over * s.size for s in runs for x in xs[1:-1])


def _numbers(
    body: Sequence[Row], xs: Sequence[float], hints: Hints
) -> tuple[int, list[int]] | None:
    """The column that numbers the rows, and the lines in which a number begins."""
    starts = _starts(body, xs)
    for column in range(KNOWN) if hints.key is None else (hints.key,):
        titles = _titles(body, xs, column, starts, hints.is_title)
        entries = [
            (number, text)
            for number, row in enumerate(body)
            if number not in titles
            and (text := "".join(r.text for r in _runs([row]) if _column(r, xs) == column))
        ]
        at = _counted(entries, hints.last) or _counted(entries, None)
        if at or hints.key is not None:
            return column, at
    return None


def _titles(
    body: Sequence[Row], xs: Sequence[float], key: int, starts: Mapping[int, float],
    is_title: HeaderWord,
) -> list[int]:  # fmt: skip
    """The lines that are titles of the rows below them."""
    return [n for n, row in enumerate(body) if _is_over_rows(row, xs, key, starts, is_title)]


def _is_over_rows(
    row: Row, xs: Sequence[float], key: int, starts: Mapping[int, float], is_title: HeaderWord
) -> bool:
    """Whether a line is a text alone that is worded as a title, or stands over several columns,
    where numbers do, or in the middle of the table. ``starts``: where lines of each column begin.
    """
    if len(row.segments) > 1:
        return _crosses(row, xs)
    segment = row.segments[0]
    column, text = _column(segment.runs[0], xs), "".join(segment.text.split())
    if is_title(text):
        return True
    slack = 0.5 * segment.size + _OFF * (xs[-1] - xs[0])
    centred = abs(segment.middle - (xs[0] + xs[-1]) / 2) < slack
    elsewhere = column in starts and abs(segment.x0 - starts[column]) > segment.size
    in_key = column == key and not _REST_OF_CODE.fullmatch(text)
    return in_key or (centred and elsewhere) or _crosses(row, xs)


def _starts(body: Sequence[Row], xs: Sequence[float]) -> dict[int, float]:
    """Where most lines begin in each column in which they begin alike."""
    found: dict[int, Counter[float]] = {}
    for row in body:
        first: dict[int, float] = {}
        for run in _runs([row]):
            first.setdefault(_column(run, xs), run.x0)
        for column, x0 in first.items():
            found.setdefault(column, Counter())[round(x0)] += 1
    usual = {column: counts.most_common(1)[0] for column, counts in found.items()}
    return {c: x0 for c, (x0, n) in usual.items() if 2 * n > found[c].total()}


def _counted(entries: Sequence[tuple[int, str]], last: int | None) -> list[int]:
    """The lines of the leading entries that count rows: one number after another, from that behind
    ``last`` if it is known; or codes, which may go on in the next line."""
    entries = [(number, normalize("NFKC", text)) for number, text in entries]  # １０
    if any(_CODE.match(text) for _, text in entries[:_LINES]):
        at = []
        for number, text in entries:
            if _CODE.fullmatch(text):
                at.append(number)
            elif not _REST_OF_CODE.fullmatch(text):
                break
        return at
    if entries and _LONG_NUMBER.fullmatch(first := entries[0][1]):
        at = []
        for number, text in entries:
            if len(text) == len(first) and text.isdecimal() and text[:2] == first[:2]:
                at.append(number)
            elif not text.isdecimal():
                break
        return at
    at, digits = [], ""
    for number, text in entries:
        if not digits:
            begins = number
        digits += text
        after = str(last + 1) if last is not None else digits
        goes_on = digits != after and after.startswith(digits)  # a narrow column breaks numbers
        if _SERIAL.fullmatch(digits) and (digits == after or (digits == "1" and not goes_on)):
            at.append(begins)
            last, digits = int(digits), ""
        elif not goes_on:
            break
    return at


def _extent(
    body: Sequence[Row], xs: Sequence[float], at: Sequence[int], key: int
) -> tuple[int, int]:
    """From which line to which the rows with numbers reach: below the last as far as lines keep
    to the columns. Where no row begins, what goes on with the page before has no number."""
    crossing = [_crosses(row, xs) for row in body]
    first, end = 0, at[-1] + 1 if at else 0
    while at and first < at[0] and body[first + 1].y - body[first].y > _APART * body[first].size:
        first += 1
    while (
        end < len(body)
        and not crossing[end]
        and (end == 0 or body[end].y - body[end - 1].y <= _APART * body[end].size)
    ):
        end += 1
    if not at and body and _is_heading(body[0], xs, key):
        return 0, 0
    return first, end


def _is_heading(row: Row, xs: Sequence[float], key: int) -> bool:
    """Whether a line begins where numbers do, or stands alone in the middle."""
    segment = row.segments[0]
    centred = abs(segment.middle - (xs[0] + xs[-1]) / 2) < 0.5 * segment.size
    return _column(segment.runs[0], xs) == key or (len(row.segments) == 1 and centred)


def _is_of_texts(body: Sequence[Row], count: int) -> bool:
    """Whether rows are texts for the greater part, and not figures with a label."""
    segments = [s for row in body for s in row.segments]
    length = sum(len(s.text) for s in segments if not s.figure)
    figures = sum(s.figure for s in segments)
    return length >= _LONG * count and figures - count <= _FIGURES * len(segments)


def _begins_with_figures(body: Sequence[Row], x: float) -> bool:
    """Whether the first lines have many small figures right of ``x``, as another table has."""
    beside = [s for row in body for s in row.segments if s.middle > x]
    figures = sum(1 for s in beside if s.figure and _SERIAL.fullmatch(s.text))
    return 4 * figures > len(beside)


def _cuts(
    body: Sequence[Row], at: Sequence[int], titles: Sequence[int], bounds: Sequence[float],
    head: Row | None,
) -> list[float]:  # fmt: skip
    """The heights at which rows part.

    Where a rule parts each number from the next, rules part all rows. Else there is a cut between
    two numbers where most white is, and above the first and below the last where there is as
    much; right above and right below a title.
    """
    numbered = [body[number] for number in sorted((*at, *titles))]
    if not numbered:  # no more than the rest of a row
        return sorted([*bounds, *([head.y + 0.2 * head.size] if head is not None else [])])
    over = {body[number].y for number in titles}
    pairs = list(pairwise([head, *numbered] if head is not None else numbered))
    parted = [any(a.y < y < b.y for y in bounds) for a, b in pairs]
    if len(at) > 1 and all(parted[1:] if head is not None else parted):
        if parted[0]:
            return list(bounds)
        pairs, parted = pairs[:1], parted[:1]  # between head and first row
    white = _white(body if head is None else [head, *body])
    cuts = list(bounds)
    chosen: list[_White] = []
    for (a, b), is_parted in zip(pairs, parted, strict=True):
        between = [w for w in white if a.y < w.at < b.y]
        if is_parted or not between:
            continue
        widest = max(between, key=lambda w: w.width)
        upper = between[-1]  # right above the number, where that is at the top of its row
        cut = upper if upper.width >= widest.width - _SAME * b.size else widest
        if over & {a.y, b.y}:
            cut = upper if b.y in over else between[0]
        cuts.append(cut.at)
        chosen.append(cut)
    first, last = numbered[0].y, numbered[-1].y
    above = [w for w in white if (head.y if head is not None else 0.0) < w.at < first]
    inside = [w for w in white if first < w.at < last and w not in chosen]
    below = [w for w in white if w.at > last]
    cuts += _as_wide(above, inside, below, chosen, body[0].size)
    return sorted(cuts)


def _as_wide(
    above: Sequence[_White], inside: Sequence[_White], below: Sequence[_White],
    chosen: Sequence[_White], size: float,
) -> Iterator[float]:  # fmt: skip
    """The heights, above the first number and below the last, where as much white is as what
    parts numbers; where that is no more than between lines, or nothing, more than usual is."""
    least = min((w.width for w in chosen), default=0.0)
    most = max((w.width for w in inside), default=_LESS * least)
    if most < least:
        yield from (w.at for w in (*above, *below) if 2 * w.width > least + most)
        return
    widths = sorted(w.width for w in (*above, *inside, *below, *chosen))
    usual = widths[len(widths) // 2] if widths else 0.0
    for w in (*above, *below):
        is_next = bool(above) and w is above[-1]  # right above a number
        if w.width > usual + (_SAME if is_next else _WIDER) * size:
            yield w.at


def _white(rows: Sequence[Row]) -> list[_White]:
    """The white between lines, from the top."""
    found: list[_White] = []
    foot: float | None = None
    for run in sorted(_runs(rows), key=lambda r: r.top):
        if foot is not None and run.top > foot:
            found.append(_White((foot + run.top) / 2, run.top - foot))
        foot = run.bottom if foot is None else max(foot, run.bottom)
    return found


def _table(
    head: Sequence[Row], body: Sequence[Row], at: Sequence[int], titles: Sequence[int],
    cuts: Sequence[float], columns: Sequence[Interval],
    key: int, is_label: HeaderWord, groups: Sequence[_Group],
) -> FoundTable | None:  # fmt: skip
    """The table of the lines between the cuts; those above the first go on with the head. None
    where nothing is left below it. ``groups`` are labels beside several rows."""
    blocks: dict[int, list[Row]] = {}
    for row in body:
        blocks.setdefault(bisect_right(cuts, row.y - 0.38 * row.size), []).append(row)
    if head and 0 in blocks:
        head = [*head, *blocks.pop(0)]
    if not blocks:
        return None
    ends = (min(r.x0 for r in _runs([*head, *body])), max(r.x1 for r in _runs([*head, *body])))
    xs = borders_between(columns, ends)
    cells: list[GridCell] = []
    n_rows, edges = 0, [min(r.top for r in _runs([*head, *body]))]
    if _has_levels(head, xs):
        n_rows, cells, edges = head_cells(read_labels(head, xs, (), is_label), columns, xs, ())
    elif head:
        blocks = {-1: list(head), **blocks}
    rows: dict[int, int] = {}  # of each line
    for group in blocks.values():
        rows.update((id(line), n_rows) for line in group)
        foot = max(run.bottom for run in _runs(group))
        is_title = len(group) == 1 and any(group[0] is body[number] for number in titles)
        cells += _row_cells(group, xs, n_rows, (edges[-1], foot), is_title=is_title)
        edges.append(foot)
        n_rows += 1
    for one in groups:
        top, last = (rows[id(body[at[n]])] for n in (one.first, one.last))
        cells = [c for c in cells if c.col != one.col or not top <= c.row <= last]
        place = (xs[one.col], edges[top], xs[one.col + 1], edges[last + 1])
        cells.append(GridCell(top, one.col, last - top + 1, 1, one.text, place))
    box = (xs[0], edges[0], xs[-1], edges[-1])
    first = next((group for n, group in blocks.items() if n >= 0), [])
    rest = not any(body[number] in first for number in (*at, *titles))
    return FoundTable(
        tuple(cells), n_rows, len(columns), box, tuple(xs), ruled=False, key=key, rest=rest
    )


def _has_levels(head: Sequence[Row], xs: Sequence[float]) -> bool:
    """Whether a label of the head stands over several columns."""
    runs = _runs(head)
    return any(_crosses(row, xs) for row in head) or any(_is_between(r, head) for r in runs)


def _row_cells(
    group: Sequence[Row], xs: Sequence[float], row: int, height: Interval, *, is_title: bool
) -> list[GridCell]:
    """The cells of a row; a title is one cell."""
    top, foot = height
    last = len(xs) - 2
    if is_title:
        text = runs_to_text(_runs(group))
        return [GridCell(row, 0, 1, last + 1, text, (xs[0], top, xs[-1], foot))]
    inside: list[list[Run]] = [[] for _ in range(last + 1)]
    for run in _runs(group):
        inside[_column(run, xs)].append(run)
    return [
        GridCell(row, col, 1, 1, runs_to_text(runs), (xs[col], top, xs[col + 1], foot))
        for col, runs in enumerate(inside)
    ]
