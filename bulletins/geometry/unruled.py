"""Tables that nothing but alignment makes: below a line of known labels, else of figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from .alignment import Hints, aligned_table
from .found import FoundTable
from .looks import CAPTION, KNOWN, UNIT, HeaderWord, is_caption, is_inside, is_of_labels, is_table
from .prose import without_prose
from .rules import bounds_across
from .segments import Row, Segment, to_rows
from .shapes import Box, Fill, Rule, Run
from .text import is_figure
from .wrapping import goes_on

_LONG = 14.0  # ems: a longer segment is prose, no cell
_STUB = 30.0  # ems that the labels of rows may stand to the left of their head
_FEW = 4  # figures on a page: with fewer there is no table without rules
_BESIDE = 14.0  # ems between two labels of a head
_AS_FAR = 1.15  # of the rows' pitch: how far apart the lines of a head stand at most
_ALL = 0.85  # of a table's width, over which a shade parts rows
_APART = 1.5  # ems from a line of a cell to the next at most
_WORDS = 3  # of a line, so many lines in a row: no labels that go on
_NEXT_LINE = 1.8  # ems from a line of a label to the next


def has_figures(runs: Sequence[Run]) -> bool:
    """Whether there are figures enough for a table that they alone show."""
    return sum(1 for run in runs if is_figure(run.text)) >= _FEW


def unruled_tables(
    runs: Sequence[Run], strips: Sequence[Row], rules: Sequence[Rule], fills: Sequence[Fill],
    hints: Hints,
) -> list[FoundTable]:  # fmt: skip
    """Tables that nothing but alignment makes: below a line of known labels, else of figures.

    ``strips`` are the lines of ``runs`` without prose; shades among ``fills`` may part rows.
    """
    rest, tables = list(runs), []
    for anchored, find in ((True, _anchored_boxes), (False, _figure_boxes)):
        for box in find(strips, hints):
            inside = [r for r in rest if is_inside(r, box)]
            lines = to_rows(inside)
            shades = _shades(fills, box, lines)
            table = aligned_table(lines, shades=shades, rules=rules, hints=hints)
            if table is None or not is_table(
                table, lines, hints.is_entry, ruled=False, goes_on=hints.goes_on, anchored=anchored
            ):
                continue
            taken = set(map(id, inside))
            rest = [r for r in rest if id(r) not in taken]
            tables.append(table)
        if anchored and tables:
            strips = without_prose(to_rows(rest))
    return tables


def _shades(fills: Sequence[Fill], box: Box, lines: Sequence[Row]) -> list[float]:
    """The heights at which shades part rows; above the first and below the last, where nothing
    says how many rows there are, those between lines that stand apart."""
    found = bounds_across((), fills, box, least=_ALL)
    outside = [
        below.y - below.size
        for above, below in pairwise(lines if found else ())
        if below.y - above.y > _APART * below.size
        and (below.y < found[0] or above.y > found[-1])
    ]  # fmt: skip
    return sorted([*found, *outside])


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
    for number, row in enumerate(rows):
        words = _words(rows, number, is_header_word)
        if len(words) < KNOWN or any(
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
    if len(known) >= KNOWN or len(row.segments) < KNOWN or row.figures:
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


def _is_spanner(row: Row, is_header_word: HeaderWord) -> bool:
    return len(row.segments) == 1 and is_header_word(row.segments[0].text)


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
        if 0 < y - row.y <= _AS_FAR * pitch
        and (is_of_labels(row, is_header_word) or _is_spanner(row, is_header_word))
    }
    zone = [
        (row, s)
        for row in rows
        if abs(row.y - y) <= 2.6 * size or row.y in above
        for s in row.segments
        if not s.figure
        and s.size <= 1.25 * size
        and s.width <= _LONG * size
        and not UNIT.match(s.text)
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
        if id(s) not in taken and inside and not (title and not is_header_word(s.text)):
            head.append(s)
    return head


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
    counted: float | None = None  # where figures stood last; labels may run over several lines
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
        if any(s.figure for s in inside):
            if pitch is None and counted is not None and y - counted > 0.5 * size:
                pitch = y - counted
            counted = y
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
    counted = last  # where figures stood last; labels may run over several lines
    words = 0
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
        if alone and (right - left > 0.6 * (x1 - x0) or CAPTION.match(strip.segments[0].text)):
            break  # a title, a note
        words = 0 if strip.is_body or len(strip.segments) < _WORDS else words + 1
        if words == _WORDS:
            break  # lines of justified text, far between whose words white stands
        block.append(number)
        x0, x1 = min(x0, left), max(x1, right)
        if strip.is_body:
            pitch = max(pitch or 0.0, strip.y - counted) if len(block) < 5 else pitch
            counted = strip.y
        last = strip.y
    while block and not strips[block[-1]].is_body:
        block.pop()
    return block


def _with_head(strips: Sequence[Row], block: Sequence[int], used: set[int]) -> list[int]:
    """The block with the lines of its head, as far from it as lines of the block are from one
    another; where none is so near, as far as rows are, whose labels may run over several lines."""
    rows = [i for i in block if strips[i].is_body]
    above = _head_within(strips, block, block, used) or _head_within(strips, block, rows, used)
    return [*reversed(above), *block]


def _head_within(
    strips: Sequence[Row], block: Sequence[int], pitched: Sequence[int], used: set[int]
) -> list[int]:
    """The lines of a head above the block, from below, no further apart than those ``pitched``."""
    first = strips[block[0]]
    extents = [_extent(strips[i]) for i in block]
    x0, x1 = min(e[0] for e in extents), max(e[1] for e in extents)
    heights = [strips[i].y for i in pitched]
    pitch = min((b - a for a, b in pairwise(heights) if b - a > 0.5 * first.size), default=0.0)
    above: list[int] = []
    top = first.y
    for number in range(block[0] - 1, -1, -1):
        strip = strips[number]
        if top - strip.y > max(2.0 * max(first.size, strip.size), 1.35 * pitch):
            break
        left, right = _extent(strip)
        # The first and the last label may be wider than what stands below them.
        far = 3 * strip.size
        if len(strip.segments) > 1:
            left, right = strip.segments[0].x1, strip.segments[-1].x0
        if number in used or left < x0 - far or right > x1 + far:
            continue
        left, right = _extent(strip)
        alone = len(strip.segments) == 1
        centred = abs((left + right) / 2 - (x0 + x1) / 2) < 0.03 * (x1 - x0)
        centred = centred and top - strip.y > 1.5 * strip.size
        if alone and (centred or right - left > 0.4 * (x1 - x0)):
            break
        unit = alone and UNIT.match(strip.segments[0].text)
        if strip.size > 1.25 * first.size or is_caption(strip) or unit:
            break
        above.append(number)
        top = strip.y
    return above
