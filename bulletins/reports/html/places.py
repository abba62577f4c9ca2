"""Which places of the page show one figure, and what a finding's places are called in it.

Figures of a bulletin are numbered by what they count: the cell of a table and the words of the
text that give the same figure have one number. Cells are named by it (#b1f3), words by their
order in the text (#b1m0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from ...evidence import Mark, find_marks, without_span
from ...model import TOTAL, Audit, Finding, Frozen, Key, Source
from ...vocabulary.regions import region_names

Spot = tuple[int, int, int]
"""(number of the table, row, column) in a bulletin."""
_Meaning = tuple[object, ...]


class Places(Frozen, frozen=True):
    """Where everything of one bulletin stands. ``name`` begins the names of its elements.

    ``cells`` are the numbers of the figures in tables, ``words`` those of each mark of the text,
    ``figures`` those that stand at a place in the document; ``printed`` has the keys of them all.
    ``anchors`` are names of elements by place in the document.
    """

    name: str
    marks: tuple[Mark, ...]
    cells: Mapping[Spot, int]
    printed: Set[Key]
    figures: Mapping[Source, tuple[int, ...]]
    words: tuple[tuple[int, ...], ...]
    anchors: Mapping[Source, str]
    blocks: Mapping[Source, str]
    findings: Mapping[str, int]

    def anchor(self, source: Source) -> str | None:
        """The name of the element that shows a place, if one does."""
        return self.anchors.get(source) or self.blocks.get(without_span(source))

    def cell_of(self, numbers: Sequence[int]) -> str | None:
        """The name of the first cell that shows one of the figures ``numbers``."""
        names = set(self.anchors.values())
        return next((name for n in numbers if (name := f"{self.name}f{n}") in names), None)

    def mark_of(self, number: int) -> str | None:
        """The name of the first words that give the figure ``number``."""
        marks = (at for at, numbers in enumerate(self.words) if number in numbers)
        return next((f"{self.name}m{at}" for at in marks), None)

    def finding(self, finding: Finding) -> str:
        """The name of a finding's element."""
        return f"{self.name}n{self.findings[finding.fingerprint] + 1}"

    def letter(self, finding: Finding) -> str:
        """The footnote letter of a finding: a, b, … z, aa."""
        return letter(self.findings[finding.fingerprint])


def letter(number: int) -> str:
    """The footnote sign of a number from 0.

    >>> letter(0), letter(25), letter(26)
    ('a', 'z', 'aa')
    """
    first, last = divmod(number, 26)
    return (letter(first - 1) if first else "") + chr(ord("a") + last)


def _meaning(key: Key, code: str | None) -> _Meaning:
    """What a figure counts wherever it stands; by type, cases and problems are one."""
    merged = key.measure == "problems" and key.pollution != TOTAL
    region = code or (key.region if key.region == TOTAL else region_names(key.region, None)[0])
    return key.scope, key.batch, region, key.pollution, "cases" if merged else key.measure


def find_places(audit: Audit, name: str) -> Places:
    """Number the figures of a bulletin and name what shows them."""
    bulletin = audit.bulletin
    codes = {o.key.region: o.region_code for o in bulletin.observations if o.region_code}
    codes |= {r.label: r.region_code for t in bulletin.tables for r in t.rows if r.region_code}
    numbers: dict[_Meaning, int] = {}
    by_key: dict[Key, int] = {}

    def number(key: Key) -> int:
        if key not in by_key:
            meaning = _meaning(key, codes.get(key.region))
            by_key[key] = numbers.setdefault(meaning, len(numbers) + 1)
        return by_key[key]

    marks = find_marks(bulletin)
    words = tuple(tuple(dict.fromkeys(number(o.key) for o in m.observations)) for m in marks)
    cells = {
        (at, place.row, place.col): number(place.key)
        for at, table in enumerate(bulletin.tables)
        for place in table.places
    }
    anchors = _anchors(audit, name, cells)
    anchors |= {o.source: f"{name}m{at}" for at, m in enumerate(marks) for o in m.observations}
    wanted = {without_span(source) for f in audit.findings for source in f.sources}
    blocks = {
        place: f"{name}l{at}"
        for at, block in enumerate(bulletin.passages)
        if (place := without_span(block.source)) in wanted
    }
    findings = {f.fingerprint: at for at, f in enumerate(audit.findings)}
    figures: dict[Source, tuple[int, ...]] = {}
    for o in bulletin.observations:
        figures[o.source] = (*figures.get(o.source, ()), number(o.key))
    printed = frozenset(o.key for o in bulletin.observations)
    return Places(name, marks, cells, printed, figures, words, anchors, blocks, findings)


def _anchors(audit: Audit, name: str, cells: Mapping[Spot, int]) -> dict[Source, str]:
    """The cells that show a figure, by their first; and cells that findings name otherwise."""
    wanted = {source for f in audit.findings for source in f.sources}
    texts = {
        (at, cell.row, cell.col): cell.text
        for at, table in enumerate(audit.bulletin.tables)
        for cell in table.grid.cells
    }
    first: dict[int, Spot] = {}
    for spot, number in cells.items():
        if texts.get(spot, "").strip():
            first.setdefault(number, spot)
    found = {}
    for at, table in enumerate(audit.bulletin.tables):
        for cell in table.grid.cells:
            spot = at, cell.row, cell.col
            if first.get(cells.get(spot, 0)) == spot:
                found[cell.source] = f"{name}f{cells[spot]}"
            elif cell.source in wanted:
                found[cell.source] = f"{name}t{at}r{cell.row}c{cell.col}"
    return found
