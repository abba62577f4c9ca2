"""A bulletin's figures by key, for rules to state their demands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from .model import (
    TOTAL,
    Bulletin,
    FigureList,
    Frozen,
    Key,
    Number,
    Observation,
    Origin,
    Row,
    Scope,
    Table,
    Term,
)


class Context(Frozen, frozen=True):
    """The scope and batch that figures of one statement share."""

    scope: Scope
    batch: int | None


class TableRow(Frozen, frozen=True):
    """A row of a table: its totals and its types, one context; blank cells have keys too."""

    row: Row
    context: Context
    keys: tuple[Key, ...]

    def key(self, measure: str) -> Key | None:
        """The key of the row's figure over all types, if the table has that column."""
        return next((k for k in self.keys if k.pollution == TOTAL and k.measure == measure), None)

    @property
    def types(self) -> tuple[Key, ...]:
        return tuple(k for k in self.keys if k.pollution != TOTAL and k.measure != "share")


class Figures:
    """The figures of ``bulletin``. A key has one figure: the first that is printed."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin
        self.by_key: dict[Key, Observation] = {}
        for observation in bulletin.observations:
            self.by_key.setdefault(observation.key, observation)

    def get(self, key: Key | None) -> Observation | None:
        return self.by_key.get(key) if key is not None else None

    def value(self, key: Key) -> Number | None:
        found = self.by_key.get(key)
        return found.value if found is not None and found.relation == "equal" else None

    # ------------------------------------------------------------------- prose

    def contexts(self, origin: Origin = "prose") -> tuple[Context, ...]:
        """Every scope and batch that the text states figures for, in order."""
        found = (Context(k.scope, k.batch) for k in self.by_key if k.origin == origin)
        return tuple(dict.fromkeys(found))

    def stated(
        self, measure: str, context: Context, *, region: str = TOTAL, pollution: str = TOTAL
    ) -> Observation | None:
        """The figure that the running text, else the headline, states; exact ones only."""
        for parts in (("notice", "progress", "summary_table"), ("headline",)):
            for key, found in self.by_key.items():
                if (
                    key.origin == "prose" and key.part in parts and key.measure == measure
                    and Context(key.scope, key.batch) == context
                    and key.region == region and key.pollution == pollution
                    and found.relation == "equal"
                ):  # fmt: skip
                    return found
        return None

    def lists(self, kind: str, *, states: Sequence[str] = ("closed",)) -> Iterator[FigureList]:
        """Lists in prose of two figures at least, without shares."""
        for figures in self.bulletin.lists:
            counts = len(figures.keys) > 1 and figures.keys[0].measure != "share"
            if figures.kind == kind and figures.state in states and counts:
                yield figures

    # ------------------------------------------------------------------ tables

    def tables(self) -> Iterator[Table]:
        return (t for t in self.bulletin.tables if t.places)

    def rows(self, table: Table) -> Iterator[TableRow]:
        """The region and total rows, one for each context the row has figures in."""
        by_name: dict[tuple[int | None, str], Row] = {}
        for row in table.rows:
            if row.role in ("region", "group", "batch"):
                by_name[row.index, TOTAL if row.role == "batch" else row.label] = row
            elif row.role == "total":  # one, whatever rows print it
                by_name.setdefault((None, TOTAL), row)
        whole = by_name.get((None, TOTAL), Row(0, "合计", "total"))
        by_row: dict[tuple[Row, Context], list[Key]] = {}
        for place in table.places:
            row = by_name.get((place.row, place.key.region), whole)
            context = Context(place.key.scope, place.key.batch)
            by_row.setdefault((row, context), []).append(place.key)
        for (row, context), keys in by_row.items():
            yield TableRow(row, context, tuple(keys))

    def printed(self, key: Key) -> bool:
        """Whether anything is printed for ``key``, read or not."""
        return key in self.by_key


def terms(keys: Sequence[Key], coefficient: Number = 1) -> tuple[Term, ...]:
    """The sum of the figures ``keys`` as terms of a constraint."""
    return tuple(Term(key, coefficient) for key in keys)


def unit_of(printed: str) -> Decimal:
    """One unit of the last printed digit: 27.9 → 0.1.

    >>> unit_of("27.9"), unit_of("30")
    (Decimal('0.1'), Decimal('1'))
    """
    digits = printed.partition(".")[2]
    return Decimal(1).scaleb(-len([c for c in digits if c.isdigit()]))
