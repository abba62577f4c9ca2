"""Where in the print the figures of a bulletin stand, and what of it a person should look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

import msgspec

from .model import Area, Audit, Bulletin, Frozen, Key, Observation, Source, Table, TextBlock
from .vocabulary.characters import fold

Box = tuple[float, float, float, float]

_ANOTHERS = 8  # characters by which a figure that is taken seems farther off
_NEAR = 40.0  # points between two boxes that are seen in one picture


class Mark(Frozen, frozen=True):
    """Figures in running text: characters start:end of the passage ``block``.

    One printed figure may be several (交办128件，涉及问题128个 have one each; a headline's count is
    of cases and of a batch).
    """

    block: int
    start: int
    end: int
    observations: tuple[Observation, ...]


def find_marks(bulletin: Bulletin) -> tuple[Mark, ...]:
    """The figures of the text where they stand in the bulletin's passages, in their order.

    Where a file has no offsets of characters (PDF, Word, HTML) a figure is looked up in the block
    it was read from, behind its label; one that cannot be told is left out.
    """
    found: dict[tuple[int, int, int], list[Observation]] = {}
    by_place: dict[Source, list[int]] = {}
    for number, block in enumerate(bulletin.passages):
        by_place.setdefault(without_span(block.source), []).append(number)
    taken: dict[int, set[int]] = {}
    for o in bulletin.observations:
        if o.key.origin != "prose":
            continue
        blocks = by_place.get(without_span(o.source), [])
        spot = next(_spots(o, bulletin.passages, blocks, taken), None)
        if spot is not None:
            taken.setdefault(spot[0], set()).add(spot[1])
            found.setdefault(spot, []).append(o)
    marks: list[Mark] = []
    for spot in sorted(found):
        if not marks or marks[-1].block != spot[0] or marks[-1].end <= spot[1]:
            marks.append(Mark(*spot, tuple(found[spot])))
    return tuple(marks)


def without_span(source: Source) -> Source:
    """The place of the block that a figure stands in."""
    return source if source.span is None else msgspec.structs.replace(source, span=None)


def _spots(
    o: Observation,
    passages: Sequence[TextBlock],
    blocks: Iterable[int],
    taken: Mapping[int, Set[int]],
) -> Iterator[tuple[int, int, int]]:
    """Where in ``blocks`` the figure may stand, the likeliest first."""
    for number in blocks:
        block = passages[number]
        if o.source.span is not None and block.source.span is not None:
            start = o.source.span[0] - block.source.span[0]
            end = min(o.source.span[1] - block.source.span[0], len(block.text))
            if 0 <= start < end:
                yield number, start, end
        else:
            behind = passages[number + 1].text if number + 1 < len(passages) else ""
            found = _by_label(o, block.text, behind, taken.get(number, frozenset()))
            yield from ((number, *spot) for spot in found)


def _by_label(o: Observation, text: str, behind: str, others: Set[int]) -> list[tuple[int, int]]:
    """Where ``text`` prints the figure, or begins it that goes on ``behind`` a line's end.

    Those nearest behind its label come first; one that is another's already stands back a little,
    but may be shared (合肥、芜湖各3件).
    """
    if not o.text:
        return []
    folded = fold(text + behind)
    printed = re.finditer(rf"(?<![\d.]){re.escape(fold(o.text).text)}(?!\d)", folded.text)
    spots = []
    for match in printed:
        start, end = folded.span(match.start(), match.end())
        if start >= len(text):
            break
        label = folded.text.rfind(fold(o.label).text, 0, match.start()) if o.label else -1
        away = match.start() - label if label >= 0 else len(folded.text) + match.start()
        away += _ANOTHERS * (start in others)
        spots.append((away, start, min(end, len(text))))
    return [(start, end) for _, start, end in sorted(spots)]


# --------------------------------------------------------------------- on pages


def table_boxes(table: Table) -> list[tuple[int, Box]]:
    """Where on its pages a table stands: (page, box) of each."""
    boxes: dict[int, list[Box]] = {}
    for cell in table.grid.cells:
        if cell.source.page is not None and cell.source.box is not None:
            boxes.setdefault(cell.source.page, []).append(cell.source.box)
    return [(page, around(found)) for page, found in sorted(boxes.items())]


def around(boxes: Sequence[Box]) -> Box:
    """The box around all of ``boxes``, one at least."""
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def doubted_sources(audit: Audit) -> tuple[Source, ...]:
    """The places of what errors and warnings name, and of what a repair would change."""
    by_key: dict[Key, Source] = {}
    for o in audit.bulletin.observations:
        by_key.setdefault(o.key, o.source)
    named: list[Source] = []
    for finding in audit.findings:
        if finding.severity != "note":
            places = [by_key[key] for key in finding.keys if key in by_key]
            named += places or finding.sources[:1]
    named += [c.source for r in audit.repairs for c in r.changes if c.source is not None]
    return tuple(dict.fromkeys(named))


def doubted_areas(audit: Audit) -> tuple[Area, ...]:
    """The parts of pages on which the doubts of a bulletin are seen: whole tables, lines of text."""
    doubted = {s for s in doubted_sources(audit) if s.page is not None and s.box is not None}
    if not doubted:
        return ()
    in_sums = {s for f in audit.findings if f.severity != "note" for s in f.sources} | doubted
    pages: dict[int, list[Box]] = {}
    for table in audit.bulletin.tables:
        if any(cell.source in in_sums for cell in table.grid.cells):
            for page, box in table_boxes(table):
                pages.setdefault(page, []).append(box)
    for source in sorted(doubted, key=lambda s: (s.page, s.box)):
        if source.page is not None and source.box is not None:
            pages.setdefault(source.page, []).append(source.box)
    return tuple(Area(page, box, 0) for page in sorted(pages) for box in _joined(pages[page]))


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """``boxes`` with those near each other as one, from the top of the page down."""
    groups: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        near = [g for g in groups if _is_near(g, box)]
        groups = [g for g in groups if g not in near]
        groups.append(around([*near, box]))
    return groups


def _is_near(a: Box, b: Box) -> bool:
    return (
        a[0] - _NEAR < b[2] and b[0] - _NEAR < a[2] and a[1] - _NEAR < b[3] and b[1] - _NEAR < a[3]
    )
