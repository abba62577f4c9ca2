"""The table and the text tell the same cases: what went wrong in one of them as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..model import TOTAL
from .events import Values
from .system import Block, System


def told_elsewhere(
    system: System, one: Block, other: Block
) -> Iterator[tuple[Values, Values, int]]:
    """Where a region has as many cases more in the table than in the text as another has fewer: what
    the figures of both truly are, and how many cases the text has under the wrong one, or the table,
    there of one type."""
    figures, values = system.figures, system.values
    found = []
    for block in (one, other):
        pairs = [
            sorted(d.terms, key=lambda f: figures[f].key.origin == "prose")
            for d in block.local
            if len(d.terms) == 2 and not d.at_least and not d.constant and d.fails(values)
        ]
        ends = [p for p in pairs if [figures[f].key.origin for f in p] == ["table", "prose"]]
        if len(ends) != 1:
            return
        found.append(ends[0])
    (table, text), (table2, text2) = found
    more = figures[text].printed - figures[table].printed
    if more != figures[table2].printed - figures[text2].printed or min(
        figures[f].printed for f in (table, text, table2, text2)
    ) < 1:  # fmt: skip
        return
    yield ((text, figures[table].printed),), ((text2, figures[table2].printed),), abs(more)
    cells = [
        {figures[f].key.pollution: f for f in block.figures if not figures[f].stated}
        for block in (one, other)
    ]
    for name in sorted(cells[0].keys() & cells[1].keys()):
        f, g = cells[0][name], cells[1][name]
        if min(figures[f].printed + more, figures[g].printed - more) >= 0:
            yield (
                ((f, figures[f].printed + more), (table, figures[text].printed)),
                ((g, figures[g].printed - more), (table2, figures[text2].printed)),
                abs(more),
            )


class Tellings:
    """The cases of one scope as the table and as the text tells them: by type and in all."""

    def __init__(self, system: System, whole: Block) -> None:
        self.system = system
        self.text, self.totals = self._cases(whole, "prose"), self._cases(whole, "table")
        scope = {self._scope(f) for f in whole.figures}
        self.rows: dict[int, dict[str, int]] = {}  # block of a region → type → figure
        for b, block in enumerate(system.blocks):
            if not block.is_whole and self._scope(block.figures[0]) in scope:
                self.rows[b] = self._cases(block, "table")

    def too_many(self) -> Iterator[tuple[int, Values, Values, int]]:
        """(Block of a region, what its figures truly are, and those of the whole, how many cases),
        where the text has more cases in all, or of the region, than the table: if the table has
        too few of them, in one cell and all that is summed from it; or the text too many."""
        figures, values = self.system.figures, self.system.values
        names_types = any(name != TOTAL and values[f] for name, f in self.text.items())
        names_regions = any(f.key.origin == "prose" and f.key.region != TOTAL for f in figures)
        for b, row in self.rows.items():
            block = self.system.blocks[b]
            if names_regions and not block.fails(values):
                continue
            text = self._cases(block, "prose")
            here = self._in_all(row)
            by_region = {values[text[TOTAL]] - here} if TOTAL in text else set()
            for name in sorted(row.keys() - {TOTAL}):
                more = self._lacks(TOTAL)
                of_all = {more} if not names_types or self._lacks(name) == more else set()
                for by in sorted((by_region | of_all) - {0}):
                    ways = (
                        (self._by(text, (TOTAL,), -by), self._by(self.text, (name, TOTAL), -by)),
                        (
                            self._by(row, (name, TOTAL), by),
                            self._by(self.totals, (name, TOTAL), by),
                        ),
                    )
                    for one, other in ways:
                        if one and other and min(x for _, x in (*one, *other)) >= 0:
                            yield b, one, other, abs(by)

    def _lacks(self, name: str) -> int:
        """By how many cases of a type, or in all, the table has fewer than the text."""
        values = self.system.values
        if name not in self.text:
            return 0
        if name in self.totals:
            has = values[self.totals[name]]
        elif name == TOTAL:
            has = sum(map(self._in_all, self.rows.values()))
        else:
            has = sum(values[row[name]] for row in self.rows.values() if name in row)
        return values[self.text[name]] - has

    def _in_all(self, row: Mapping[str, int]) -> int:
        values = self.system.values
        return values[row[TOTAL]] if TOTAL in row else sum(values[f] for f in row.values())

    def _by(self, told: Mapping[str, int], names: Sequence[str], by: int) -> Values:
        """So many more of what is told of some types; a total that is not printed is none, a region
        that the text leaves out may be one."""
        figures = self.system.figures
        of = [told[n] for n in names if n in told]
        kept = (
            f for f in of
            if not (figures[f].stated and figures[f].is_blank)
            or (figures[f].implied and figures[f].key.region != TOTAL)
        )  # fmt: skip
        return tuple(sorted((f, figures[f].printed + by) for f in kept))

    def _cases(self, block: Block, origin: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for f in block.figures:
            figure = self.system.figures[f]
            if (figure.key.origin, figure.key.measure) == (origin, "cases") and not figure.unread:
                found.setdefault(figure.key.pollution, f)
        return found

    def _scope(self, f: int) -> tuple[object, ...]:
        key = self.system.figures[f].key
        return key.scope, key.batch
