"""What the live checks beside and below a printed table compare.

A row's figures by type are set against the row's total, a column's regions against
the total row, or, where none is printed, against the figure in the text. Only figures
of one scope, batch and measure are added up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from ..model import (
    TOTAL,
    Audit,
    Bulletin,
    Cell,
    Check,
    Key,
    Number,
    Observation,
    Place,
    Table,
    Text,
)
from .writing import keeps_value

MAX_DECIMALS = 6
"""How many decimals the formulas keep; more are never printed."""

_MAIN = ("cases", "problems")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?")

Spot = tuple[int, int]
"""A place in the grid: row and column from 0."""


class Figure(NamedTuple):
    """What a cell counts for in a formula.

    ``live`` where the cell itself is a number; else ``number`` is how its text was
    read, None where it was not.
    """

    number: Number | None
    live: bool


class Slot(NamedTuple):
    """A pair of check columns: the column of the totals, and what is asked of the types."""

    total_col: int
    relation: Literal["equal", "at_least"]


class RowSum(NamedTuple):
    """The figures by type of a row against their total; a blank one counts as 0."""

    row: int
    slot: Slot
    total: Spot
    types: tuple[Spot, ...]


class Stated(NamedTuple):
    """A figure that the text gives; ``implied`` says why, where it does not print it."""

    value: Number
    implied: Text | None = None


class ColumnSum(NamedTuple):
    """The regions of a column against its total, in the table or in the text.

    ``key`` is that of the total, whether it is printed in the table or not.
    """

    col: int
    key: Key
    parts: tuple[Spot, ...]
    total: Spot | None
    stated: Stated | None


class Footing(NamedTuple):
    """The live checks of a table. ``figures`` holds every cell that counts for something."""

    figures: dict[Spot, Figure]
    slots: tuple[Slot, ...]
    row_sums: tuple[RowSum, ...]
    column_sums: tuple[ColumnSum, ...]


def plain_number(text: str) -> Number | None:
    """Return the number that a cell prints in plain digits, else None.

    >>> plain_number(" 26 "), plain_number("026"), plain_number("4.50")
    (26, None, Decimal('4.50'))
    """
    stripped = text.strip()
    if not _PLAIN.fullmatch(stripped):
        return None
    number = Decimal(stripped) if "." in stripped else int(stripped)
    return number if keeps_value(number) else None


def table_to_footing(table: Table, *, audit: Audit) -> Footing:
    """Work out which cells of ``table`` belong together, and what each counts for."""
    bulletin = audit.bulletin
    inside = [
        place
        for place in table.places
        if 0 <= place.row < table.grid.n_rows and 0 <= place.col < table.grid.n_cols
    ]
    figures = _figures(table, places=inside, observations=bulletin.observations)
    row_sums = tuple(_row_sums(inside, figures=figures, bulletin=bulletin))
    return Footing(
        figures=figures,
        slots=tuple(sorted({row_sum.slot for row_sum in row_sums})),
        row_sums=row_sums,
        column_sums=tuple(_column_sums(inside, figures=figures, table=table, audit=audit)),
    )


def _figures(
    table: Table, *, places: Iterable[Place], observations: Iterable[Observation]
) -> dict[Spot, Figure]:
    figures: dict[Spot, Figure] = {}
    cells: dict[Spot, Cell] = {(cell.row, cell.col): cell for cell in table.grid.cells}
    for spot, cell in cells.items():
        number = plain_number(cell.text)
        if number is not None:
            figures[spot] = Figure(number, live=True)
    read: dict[Key, list[Observation]] = defaultdict(list)
    for observation in observations:
        read[observation.key].append(observation)
    for place in places:
        spot = (place.row, place.col)
        if spot in figures or spot not in cells or not cells[spot].text.strip():
            continue
        found = read[place.key]
        same_text = [o for o in found if o.text.strip() == cells[spot].text.strip()]
        for observation in (same_text or found)[:1]:
            exact = observation.value if observation.relation == "equal" else None
            figures[spot] = Figure(_usable(exact), live=False)
    return figures


def _usable(value: Number | None) -> Number | None:
    """Return ``value`` where a formula of Excel works it out exactly, else None."""
    if value is None or not keeps_value(value):
        return None
    exponent = Decimal(value).as_tuple().exponent
    return value if isinstance(exponent, int) and exponent >= -MAX_DECIMALS else None


def _row_sums(
    places: Iterable[Place], *, figures: Mapping[Spot, Figure], bulletin: Bulletin
) -> Iterable[RowSum]:
    """Group by row and region, since two half tables may stand side by side."""
    groups: dict[tuple[object, ...], list[Place]] = defaultdict(list)
    for place in places:
        key = place.key
        if key.measure in _MAIN:
            groups[place.row, key.region, key.scope, key.batch].append(place)
    for group in groups.values():
        types = [place for place in group if place.key.pollution != TOTAL]
        total = _row_total(group, figures=figures)
        # Types of unlike measures are not added up.
        if total is None or len({place.key.measure for place in types}) != 1:
            continue
        # A sum over problems must be met; cases may be fewer than their types.
        several = total.key.measure == "cases" and bulletin.basis.relation == "at_least"
        yield RowSum(
            row=total.row,
            slot=Slot(total.col, "at_least" if several else "equal"),
            total=(total.row, total.col),
            types=tuple(sorted((place.row, place.col) for place in types)),
        )


def _row_total(group: Iterable[Place], *, figures: Mapping[Spot, Figure]) -> Place | None:
    """Return a row's total: its problems where they are printed, else its cases."""
    totals = {place.key.measure: place for place in group if place.key.pollution == TOTAL}
    problems = totals.get("problems")
    if problems is not None and (problems.row, problems.col) in figures:
        return problems
    return totals.get("cases")


def _column_sums(
    places: Sequence[Place],
    *,
    figures: Mapping[Spot, Figure],
    table: Table,
    audit: Audit,
) -> Iterable[ColumnSum]:
    groups: dict[tuple[object, ...], list[Place]] = defaultdict(list)
    for place in places:
        key = place.key
        if key.measure != "share":
            groups[key.scope, key.batch, key.pollution, key.measure].append(place)
    # A total row counts where it prints anything; its blank cells are then 0.
    printed = any(p.key.region == TOTAL and (p.row, p.col) in figures for p in places)
    no_region = {row.index for row in table.rows if row.role in ("subtotal", "group", "remark")}
    sums = []
    for group in groups.values():
        totals = [place for place in group if place.key.region == TOTAL] if printed else []
        parts = [p for p in group if p.key.region != TOTAL and p.row not in no_region]
        # Parts in one row are no column: the table is a turned one.
        if not parts or len(totals) > 1 or (len(parts) > 1 and len({p.row for p in parts}) == 1):
            continue
        key = parts[0].key
        columns = {part.col for part in parts}  # a total may be printed in another column
        sums.append(
            ColumnSum(
                col=totals[0].col if totals and totals[0].col in columns else min(columns),
                key=msgspec.structs.replace(key, region=TOTAL),
                parts=tuple(sorted((part.row, part.col) for part in parts)),
                total=(totals[0].row, totals[0].col) if totals else None,
                stated=None if totals else _stated(key, audit=audit),
            )
        )
    cols = [column_sum.col for column_sum in sums]
    return [column_sum for column_sum in sums if cols.count(column_sum.col) == 1]


def _stated(key: Key, *, audit: Audit) -> Stated | None:
    """Return what the text, else its headline, gives for the whole of a column, or implies.

    None where nothing is said, or where it is said in unlike figures.
    """
    measures = [key.measure]
    if key.pollution != TOTAL and key.measure in _MAIN:
        measures.append(_MAIN[1 - _MAIN.index(key.measure)])
    wanted = [
        msgspec.structs.replace(key, origin="prose", region=TOTAL, measure=m) for m in measures
    ]
    for one in wanted:
        found = [
            observation
            for observation in audit.bulletin.observations
            if observation.relation == "equal"
            and observation.value is not None
            and msgspec.structs.replace(observation.key, part=key.part) == one
        ]
        in_text = [o for o in found if o.key.part != "headline"] or found
        values = {observation.value for observation in in_text}
        if values:
            (value, *others) = (v for v in values if v is not None)
            return None if others else Stated(value)
    return next(_implied(wanted, part=key.part, checks=audit.checks), None)


def _implied(wanted: Sequence[Key], *, part: str, checks: Iterable[Check]) -> Iterator[Stated]:
    """What the checks hold a figure against that the text does not print."""
    for check in checks:
        constraint = check.constraint
        keys = [msgspec.structs.replace(term.key, part=part) for term in constraint.right]
        if len(keys) == 1 and keys[0] in wanted and check.expected == 0 and constraint.assumption:
            yield Stated(check.expected, constraint.assumption)
