"""Which places of the page show one figure, and what a finding's places are called in it.

Figures of a bulletin are numbered by what they count: the cell of a table and the words of the
text that give the same figure have one number. Cells are named by it (#b1f3), words by their
order in the text (#b1m0).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import cache

from ...evidence import Mark, find_marks, without_span
from ...model import TOTAL, Audit, Bulletin, Cell, Finding, Frozen, Key, Source, Table
from ...vocabulary.regions import region_names
from .margins import find_margins, is_shown
from .markup import Html, el

Spot = tuple[int, int, int]
"""(number of the table, row, column) in a bulletin."""


class Places(Frozen, frozen=True):
    """Where everything of one bulletin stands. ``name`` begins the names of its elements.

    ``cells`` are the numbers of the figures in tables, ``words`` those of each mark of the text,
    ``told`` the first mark of each number and ``shown`` the numbers that a cell or a check shows,
    ``figures`` those that stand at a place in the document; ``printed`` has the keys of them all;
    ``margins`` are the names of checks below a column, by (number of the table, column), that
    stand for totals which the text gives and the table does not.
    ``ids`` are the names of cells that anything leads to; ``anchors`` and ``blocks`` those of
    cells, words and paragraphs by their place in the document.
    """

    name: str
    marks: tuple[Mark, ...]
    cells: Mapping[Spot, tuple[int, ...]]
    printed: Set[Key]
    figures: Mapping[Source, tuple[int, ...]]
    words: tuple[tuple[int, ...], ...]
    told: Mapping[int, int]
    shown: Set[int]
    margins: Mapping[tuple[int, int], str]
    ids: Mapping[Spot, str]
    anchors: Mapping[Source, str]
    blocks: Mapping[Source, str]
    findings: Mapping[str, int]

    def anchor(self, source: Source) -> str | None:
        """The name of the element that shows a place, if one does."""
        return self.anchors.get(source) or self.blocks.get(without_span(source))

    def cell_of(self, numbers: Sequence[int]) -> str | None:
        """The name of the first cell or check that shows one of the figures ``numbers``."""
        return next((f"{self.name}f{n}" for n in numbers if n in self.shown), None)

    def mark_of(self, number: int) -> str | None:
        """The name of the first words that give the figure ``number``."""
        at = self.told.get(number)
        return None if at is None else f"{self.name}m{at}"

    def finding(self, finding: Finding) -> str:
        """The name of a finding's element."""
        return f"{self.name}n{self.findings[finding.fingerprint] + 1}"

    def letter(self, finding: Finding) -> str:
        """The footnote letter of a finding: a, b, … z, aa."""
        return letter(self.findings[finding.fingerprint])


class Link(Frozen, frozen=True):
    """What leads to a bulletin of the page: the name of its element, its document's path."""

    anchor: str
    path: str

    @property
    def html(self) -> Html:
        return el("a", self.path, href=f"#{self.anchor}")


Links = Mapping[str, Link]
"""By the bulletins' ids."""


def letter(number: int) -> str:
    """The footnote sign of a number from 0.

    >>> letter(0), letter(25), letter(26)
    ('a', 'z', 'aa')
    """
    first, last = divmod(number, 26)
    return (letter(first - 1) if first else "") + chr(ord("a") + last)


def find_places(audit: Audit, name: str) -> Places:
    """Number the figures of a bulletin and name what shows them."""
    bulletin = audit.bulletin
    number = _numbering(bulletin)
    marks = find_marks(bulletin)
    words = tuple(tuple(dict.fromkeys(number(o.key) for o in m.observations)) for m in marks)
    told: dict[int, int] = {}
    for at, numbers in enumerate(words):
        for n in numbers:
            told.setdefault(n, at)
    tables = [(at, table) for at, table in enumerate(bulletin.tables) if is_shown(table)]
    cells: dict[Spot, tuple[int, ...]] = {}
    for at, table in tables:
        for place in table.places:
            spot = at, place.row, place.col
            cells[spot] = (*cells.get(spot, ()), number(place.key))
    figures: dict[Source, tuple[int, ...]] = {}
    for o in bulletin.observations:
        figures[o.source] = (*figures.get(o.source, ()), number(o.key))
    grid = {(at, c.row, c.col): c for at, table in tables for c in table.grid.cells}
    first = _first_cells(grid, cells)
    margins = _margins(tables, audit, number, first)
    wanted = {source for f in audit.findings for source in f.sources}
    ids = _ids(name, grid, first, wanted)
    anchors = {grid[spot].source: anchor for spot, anchor in ids.items()}
    anchors |= {o.source: f"{name}m{at}" for at, m in enumerate(marks) for o in m.observations}
    return Places(
        name=name, marks=marks, cells=cells, words=words, told=told,
        shown=frozenset((*first, *margins.values())), figures=figures,
        printed=frozenset(o.key for o in bulletin.observations),
        margins={spot: f"{name}f{n}" for spot, n in margins.items()},
        ids=ids, anchors=anchors, blocks=_blocks(name, bulletin, wanted),
        findings={f.fingerprint: at for at, f in enumerate(audit.findings)},
    )  # fmt: skip


def _numbering(bulletin: Bulletin) -> Callable[[Key], int]:
    """What gives each figure its number, by what it counts."""
    codes = {o.key.region: o.region_code for o in bulletin.observations if o.region_code}
    codes |= {r.label: r.region_code for t in bulletin.tables for r in t.rows if r.region_code}
    numbers: dict[tuple[object, ...], int] = {}

    @cache
    def number(key: Key) -> int:
        return numbers.setdefault(_meaning(key, codes.get(key.region)), len(numbers) + 1)

    return number


def _meaning(key: Key, code: str | None) -> tuple[object, ...]:
    """What a figure counts wherever it stands; by type, cases and problems are one."""
    merged = key.measure == "problems" and key.pollution != TOTAL
    region = code or (key.region if key.region == TOTAL else region_names(key.region, None)[0])
    return key.scope, key.batch, region, key.pollution, "cases" if merged else key.measure


def _first_cells(
    grid: Mapping[Spot, Cell], cells: Mapping[Spot, tuple[int, ...]]
) -> dict[int, Spot]:
    """The first cell that prints each figure, and no other figure before it."""
    first: dict[int, Spot] = {}
    for spot, cell in grid.items():
        new = [n for n in cells.get(spot, ()) if n not in first]
        if new and cell.text.strip():
            first[new[0]] = spot
    return first


def _margins(
    tables: Sequence[tuple[int, Table]],
    audit: Audit,
    number: Callable[[Key], int],
    first: Mapping[int, Spot],
) -> dict[tuple[int, int], int]:
    """The columns whose check stands for a total that no cell prints, with its number."""
    margins: dict[tuple[int, int], int] = {}
    for at, table in tables:
        for col, check in find_margins(table, audit.checks).text.items():
            n = number(check.constraint.right[0].key)
            if n not in first and n not in margins.values():
                margins[at, col] = n
    return margins


def _ids(
    name: str, grid: Mapping[Spot, Cell], first: Mapping[int, Spot], wanted: Set[Source]
) -> dict[Spot, str]:
    """The cells that show a figure first, and those that findings name otherwise."""
    ids = {spot: f"{name}f{n}" for n, spot in first.items()}
    for (at, row, col), cell in grid.items():
        if cell.source in wanted:
            ids.setdefault((at, row, col), f"{name}t{at}r{row}c{col}")
    return ids


def _blocks(name: str, bulletin: Bulletin, wanted: Set[Source]) -> dict[Source, str]:
    """The paragraphs that findings name."""
    homes = set(map(without_span, wanted))
    return {
        home: f"{name}l{at}"
        for at, block in enumerate(bulletin.passages)
        if (home := without_span(block.source)) in homes
    }
