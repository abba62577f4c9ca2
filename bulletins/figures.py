"""A bulletin's figures by key, for rules to state their demands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import msgspec

from .model import (
    TOTAL,
    Bulletin,
    Context,
    FigureList,
    Frozen,
    Key,
    Number,
    Observation,
    Origin,
    Row,
    Scope,
    Source,
    Table,
    Term,
)
from .vocabulary.regions import is_place, region_names

_OF_OURS = re.compile(r"[我本](?:市|县|区|州|盟|旗)")


_LEFT_OUT = 2  # rows that may be missing
_NOWHERE = -1  # the row of the grid that they stand in


def _of_region(key: Key, region: str) -> Key:
    return msgspec.structs.replace(key, region=region)


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


class Margin(Frozen, frozen=True):
    """Figures over all types that stand together: in the text, or in a row of a table.

    ``label`` names the row and is empty for the text; ``keys`` are by measure; ``cases``
    has every count of cases that they may be parts of, the one of their own scope first.
    """

    label: str
    context: Context
    keys: Mapping[str, Key]
    cases: tuple[Key, ...]


_Meaning = tuple[Scope, int | None, str, str, str]


def _meaning(key: Key) -> _Meaning:
    """What a figure counts, wherever it stands."""
    return key.scope, key.batch, key.region, key.pollution, key.measure


_TOLD = ("cases", "problems", "calls", "letters", "key_cases")


def is_of_ours(total: Observation) -> bool:
    """Whether a total is what falls to the body that gives notice (其中涉及我市14件)."""
    named = total.key.region == TOTAL and is_place(total.label)
    return named or _OF_OURS.search(total.label) is not None


class Figures:
    """The figures of ``bulletin``. A key has one figure: the first that is printed, mostly."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin
        self.by_key: dict[Key, Observation] = {}
        self._stated: dict[_Meaning, list[Observation]] = {}
        self._missing: dict[tuple[str, Context], tuple[Key, ...]] = {}
        self._left_out: dict[tuple[str, Context], tuple[Key, ...]] = {}
        for observation in bulletin.observations:
            self.by_key.setdefault(observation.key, observation)
            key = observation.key
            if key.origin == "prose" and observation.relation == "equal":
                self._stated.setdefault(_meaning(key), []).append(observation)
        self._prefer_lists()
        self._prefer_ours()

    def _prefer_ours(self) -> None:
        """Of the province's figure and of what of it is ours (88件，其中涉及我市14件), the latter."""
        for found in self._stated.values():
            below = [o for o in found if o.key.part != "headline"]
            ours = next((o for o in below if is_of_ours(o)), None)
            if ours is not None and len(below) > 1:
                found.remove(ours)
                found.insert(0, ours)
                self.by_key[ours.key] = ours

    def _prefer_lists(self) -> None:
        """A figure that a whole list has is the list's, not one told in passing elsewhere."""
        again: dict[Key, list[Observation]] = {}
        for observation in self.bulletin.observations:
            again.setdefault(observation.key, []).append(observation)
        for listed in self.bulletin.lists:
            span = listed.source.span
            if listed.state != "closed" or len(listed.keys) < 2 or span is None:
                continue
            for key in listed.keys:
                inside = [
                    o for o in again.get(key, ())
                    if o.source.span and span[0] <= o.source.span[0] < span[1]
                ]  # fmt: skip
                if inside and len(again[key]) > 1:
                    self.by_key[key] = inside[0]

    def printed_values(self, key: Key) -> tuple[Number, ...]:
        """Every value that the text below the headline prints for ``key``, the first one first."""
        found = self._stated.get(_meaning(key), ())
        values = (o.value for o in found if o.value is not None and o.key.part != "headline")
        return tuple(dict.fromkeys(values))

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
        found = self._stated.get((context.scope, context.batch, region, pollution, measure), ())
        below = next((o for o in found if o.key.part != "headline"), None)
        return below or next(iter(found), None)

    def lists(
        self, kind: str, *, states: Sequence[str] = ("closed",), least: int = 2,
        of_regions: bool = False,
    ) -> Iterator[FigureList]:  # fmt: skip
        """Lists in prose of ``least`` figures or more, without shares: those of the whole, or
        with ``of_regions`` those of what a region's figure consists of.
        """
        for figures in self.bulletin.lists:
            if of_regions is not (figures.of is not None and figures.of.region != TOTAL):
                continue
            counts = len(figures.keys) >= least and figures.keys[0].measure != "share"
            if figures.kind == kind and figures.state in states and counts:
                yield figures

    # ------------------------------------------------------------------ tables

    def tables(self) -> Iterator[Table]:
        return (t for t in self.bulletin.tables if t.places)

    def rows(self, table: Table) -> Iterator[TableRow]:
        """The rows with figures, one for each context a row has figures in.

        What stands in several total rows of one context is one row. Where a column is missing
        (:meth:`missing_types`), the rows have blank cells of it; that of the total row is the text's.
        A row that is missing (:meth:`missing_regions`) is a row of blank cells.
        """
        for row in self._rows_as_printed(table):
            missing = self.missing_types(table, row.context)
            keys = [*row.keys]
            for stated in missing if row.types else ():
                keys.append(
                    stated
                    if row.row.role == "total"
                    else Key(
                        table.part, "table", stated.scope, stated.batch, row.keys[0].region,
                        stated.pollution, row.types[0].measure,
                    )
                )  # fmt: skip
            yield TableRow(row.row, row.context, tuple(keys))
        yield from self._rows_left_out(table)

    def left_out(self, table: Table, context: Context) -> tuple[Key, ...]:
        """The figures of rows that the table should have, and has not."""
        rows = (row for row in self._rows_left_out(table) if row.context == context)
        return tuple(key for row in rows for key in row.keys)

    def _rows_left_out(self, table: Table) -> Iterator[TableRow]:
        """A row of blank cells for each region that should have one."""
        first = {r.context: r for r in self._rows_as_printed(table) if r.row.role == "region"}
        for context, row in first.items():
            for stated in self.missing_regions(table, context):
                own = (_of_region(key, stated.region) for key in row.keys)
                keys = tuple(key for key in own if key.measure != "share")
                yield TableRow(Row(_NOWHERE, stated.region, "region"), context, keys)

    def missing_regions(self, table: Table, context: Context) -> tuple[Key, ...]:
        """What the text has of regions that the table should have a row of, and has not.

        All other regions of the text have one, and they fall short of the total row, else of what
        the text has in all, by as much as the text has of these.
        """
        found = self._left_out.get((table.part, context))
        if found is None:
            found = tuple(self._find_left_out(table, context))
            self._left_out[table.part, context] = found
        return found

    def _find_left_out(self, table: Table, context: Context) -> Iterator[Key]:
        rows = [r for r in self._rows_as_printed(table) if r.context == context]
        regions = [r for r in rows if r.row.role == "region" and r.row.group is None]
        listed = next(
            (x for x in self.lists("region") if Context(x.keys[0].scope, x.keys[0].batch) == context
             and x.keys[0].measure == "cases"), None,
        )  # fmt: skip
        if listed is None or table.partial:
            return
        named = {n for k in listed.keys for n in self._names(k)}
        if any(named.isdisjoint(region_names(r.row.label, r.row.region_code)) for r in regions):
            return  # two names of one region, perhaps
        known = {n for r in regions for n in region_names(r.row.label, r.row.region_code)}
        missing = [k for k in listed.keys if self.value(k) and known.isdisjoint(self._names(k))]
        if 0 < len(missing) <= _LEFT_OUT and self._sum(missing) in self._lacks(
            rows, regions, context
        ):
            yield from missing

    def _lacks(
        self, rows: Sequence[TableRow], regions: Sequence[TableRow], context: Context
    ) -> Iterator[Decimal]:
        """By how much the rows of regions fall short of the total row, else of the text."""
        totals = [k for r in regions if (k := r.key("cases"))]
        types = [k for r in regions for k in r.types]
        wholes = [r for r in rows if r.row.role == "total"]
        for total in wholes:
            if (whole := total.key("cases")) is not None and self.printed(whole):
                yield self._sum([whole]) - self._sum(totals or types)
            yield self._sum(total.types) - self._sum(types)
        stated = self.stated("cases", context)
        if not wholes and stated is not None:
            yield Decimal(stated.value or 0) - self._sum(totals or types)

    def _sum(self, keys: Iterable[Key]) -> Decimal:
        return sum((Decimal(self.value(k) or 0) for k in keys), Decimal())

    def _names(self, key: Key) -> tuple[str, ...]:
        stated = self.by_key.get(key)
        return tuple(region_names(key.region, stated.region_code if stated else None))

    def missing_types(self, table: Table, context: Context) -> tuple[Key, ...]:
        """What the text has of types that the table should have a column of, and has not.

        Its rows are short of their totals then, together by as much as the text has.
        """
        found = self._missing.get((table.part, context))
        if found is None:
            found = self._missing[table.part, context] = tuple(self._find_missing(table, context))
        return found

    def _find_missing(self, table: Table, context: Context) -> Iterator[Key]:
        columns = {place.key.pollution for place in table.places}
        rows = [r for r in self._rows_as_printed(table) if r.context == context and r.types]
        gaps = [self._gap(row) for row in rows if row.row.role == "region"]
        short = [gap for gap in gaps if gap and gap > 0]
        over = [gap for gap in gaps if gap and gap < 0]
        for listed in self.lists("pollution"):
            missing = [k for k in listed.keys if k.pollution not in columns and self.value(k)]
            if Context(listed.keys[0].scope, listed.keys[0].batch) != context or not missing:
                continue
            need = sum((Decimal(self.value(k) or 0) for k in missing), Decimal())
            lack = sum(map(Decimal, short), Decimal())
            exact = lack == need and not over
            if exact or (len(short) >= 2 * len(over) + 2 and 2 * abs(lack - need) <= need):
                yield from missing
            return

    def _gap(self, row: TableRow) -> Number | None:
        """By how much the types of a row fall short of its total."""
        total = row.key("problems") or row.key("cases")
        if total is None or self.value(total) is None:
            return None
        values = [self.value(k) if self.printed(k) else 0 for k in row.types]
        if any(v is None for v in values):
            return None
        return (self.value(total) or 0) - sum(v or 0 for v in values)

    def _rows_as_printed(self, table: Table) -> Iterator[TableRow]:
        by_index = {row.index: row for row in table.rows}
        by_region = {(row.index, row.label): row for row in table.rows}
        found: dict[tuple[tuple[int, str] | None, Context], tuple[Row, list[Key]]] = {}
        for place in table.places:
            # Two half tables side by side have two regions in one row of the grid.
            row = by_region.get((place.row, place.key.region), by_index[place.row])
            context = Context(place.key.scope, place.key.batch)
            whole = place.key.region == TOTAL and row.role not in ("batch", "measure", "share")
            if whole and row.role != "total":  # of the whole, in a cell merged over regions
                row = Row(row.index, "合计", "total")
            at = None if whole else (row.index, row.label)
            found.setdefault((at, context), (row, []))[1].append(place.key)
        for (_, context), (row, keys) in found.items():
            if row.role != "share":
                yield TableRow(row, context, tuple(keys))

    # ---------------------------------------------------------------- witnesses

    @cached_property
    def told(self) -> dict[tuple[object, ...], list[Observation]]:
        """Exact figures of cases by what they mean, wherever they are printed."""
        found: dict[tuple[object, ...], list[Observation]] = {}
        for o in self.bulletin.observations:
            key = o.key
            if key.measure in _TOLD and o.value is not None and o.relation == "equal":
                region = o.region_code or region_names(key.region, None)[0]
                meaning = (key.scope, key.batch, region, key.pollution, key.measure)
                found.setdefault(meaning, []).append(o)
        return found

    @cached_property
    def blanks(self) -> dict[tuple[object, ...], tuple[Key, Source | None]]:
        """Cells of tables in which nothing is printed, by what a figure there would mean."""
        found: dict[tuple[object, ...], tuple[Key, Source | None]] = {}
        for table in self.tables():
            codes = {row.index: row.region_code for row in table.rows}
            cells = {(cell.row, cell.col): cell.source for cell in table.grid.cells}
            for place in table.places:
                key = place.key
                if key in self.by_key or key.measure not in _TOLD:
                    continue
                region = codes.get(place.row) or region_names(key.region, None)[0]
                meaning = (key.scope, key.batch, region, key.pollution, key.measure)
                if meaning not in self.told:
                    found.setdefault(meaning, (key, cells.get((place.row, place.col))))
        return found

    @cached_property
    def telling(self) -> frozenset[object]:
        """The same for bulletins that tell the same figures."""
        return frozenset((m, frozenset(o.value for o in os)) for m, os in self.told.items())

    # ----------------------------------------------------------------- margins

    @cached_property
    def margins(self) -> tuple[Margin, ...]:
        """What is counted over all types: in the text for each context, in each table row."""
        return tuple(self._margins())

    @cached_property
    def margins_of_regions(self) -> tuple[Margin, ...]:
        """What the text counts of each region over all types (宁波市30件（来电15件、来信15件）)."""
        found: dict[tuple[Context, str], dict[str, Key]] = {}
        for k in self.by_key:
            context = Context(k.scope, k.batch)
            of_region = k.origin == "prose" and k.pollution == TOTAL and k.region != TOTAL
            if of_region and self.stated(k.measure, context, region=k.region) is not None:
                found.setdefault((context, k.region), {})[k.measure] = k
        return tuple(
            Margin(region, context, keys, tuple(k for m, k in keys.items() if m == "cases"))
            for (context, region), keys in found.items()
            if len(keys) > 1
        )

    def _margins(self) -> Iterator[Margin]:
        in_text: dict[Context, dict[str, Key]] = {c: {} for c in self.contexts()}
        for k in self.by_key:
            if k.region == k.pollution == TOTAL and k.origin == "prose":
                context = Context(k.scope, k.batch)
                if (o := self.stated(k.measure, context)) is not None:
                    in_text[context][k.measure] = o.key
        for context, keys in in_text.items():
            yield Margin("", context, keys, tuple(k for m, k in keys.items() if m == "cases"))
        for table in self.tables():
            cases: dict[str, list[Key]] = {}
            rows = [*self.rows(table)]
            for row in rows:
                if (key := row.key("cases")) is not None:
                    cases.setdefault(key.region, []).append(key)
            for row in rows:
                keys = {k.measure: k for k in row.keys if k.pollution == TOTAL}
                region = row.keys[0].region
                own = [k for k in cases.get(region, ()) if k == keys.get("cases")]
                other = [k for k in cases.get(region, ()) if k not in own]
                if row.row.role != "measure":
                    yield Margin(row.row.label, row.context, keys, (*own, *other))

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
