"""The formulas of the live checks, each with the value that it gives.

A cell that is no number but was read as one (26件) enters as ``IF(ISNUMBER(C5),C5,26)``:
right as it stands, and still live when someone types a number over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from ..model import Lang, Number
from .crossfoot import MAX_DECIMALS, Figure, Spot
from .words import say
from .writing import cell_name, number_to_text

# Excel takes 255 arguments and 8,192 characters; a formula beyond is given as its value.
_MAX_ARGUMENTS = 200
_MAX_FORMULA = 8_000


class Live(NamedTuple):
    """A formula and its value; ``formula`` is None where it would be too long for Excel."""

    formula: str | None
    value: Number | str


class Area(NamedTuple):
    """A printed table on its sheet: where its first cell stands, and its figures."""

    top: int
    left: int
    figures: Mapping[Spot, Figure]

    def name(self, spot: Spot) -> str:
        """Return the name of the sheet's cell that holds a cell of the grid."""
        return cell_name(self.top + spot[0], self.left + spot[1])

    def number(self, spot: Spot) -> Number | None:
        """Return what a cell counts for, None where it is blank or was not read."""
        figure = self.figures.get(spot)
        return figure.number if figure else None

    def unread(self, spots: Iterable[Spot]) -> list[Spot]:
        """Return the cells that print something that is no number."""
        return [s for s in spots if s in self.figures and self.figures[s].number is None]


def sum_live(spots: Sequence[Spot], *, area: Area) -> Live:
    """Return the sum of some cells; a blank one counts nothing."""
    arguments = _arguments(spots, area=area)
    value = _sum(area.number(spot) for spot in spots)
    inner = f"SUM({','.join(arguments)})"
    formula = f"=ROUND({inner},{MAX_DECIMALS})" if isinstance(value, Decimal) else f"={inner}"
    return _checked(formula, value=value, arguments=len(arguments))


def cell_live(spot: Spot, *, area: Area) -> Live:
    """Return the figure of one cell: 0 where it is blank, nothing where it was not read."""
    name, figure = area.name(spot), area.figures.get(spot)
    if figure is None:
        return Live(f"=N({name})", 0)
    if figure.number is None:
        return Live(f'=IF(ISNUMBER({name}),{name},"")', "")
    return Live(f"={_one(spot, area=area)}", figure.number)


def row_difference(types: Sequence[Spot], *, total: Spot, area: Area) -> Live:
    """Return the types' sum less the total; nothing where one of them was not read."""
    added = sum_live(types, area=area)
    unread = area.unread((*types, total))
    inner = f"{(added.formula or '=')[1:]}-{_one(total, area=area)}"
    if any(isinstance(area.number(spot), Decimal) for spot in (*types, total)):
        inner = f"ROUND({inner},{MAX_DECIMALS})"
    if unread:
        inner = f'IF({_unread_guard(unread, area=area)},"",{inner})'
    value: Number | str = ""
    if not unread:
        value = _sum(area.number(spot) for spot in types) - (area.number(total) or 0)
    return _checked(f"={inner}" if added.formula else None, value=value, arguments=0)


def column_difference(
    parts: Sequence[Spot], *, area: Area, added: str, stated: str, values: tuple[Live, Live]
) -> Live:
    """Return the sum in cell ``added`` less the total in cell ``stated``; nothing if unread."""
    unread = area.unread(parts)
    guard = f'{stated}=""'
    if unread:
        guard = f"OR({guard},{_unread_guard(unread, area=area)})"
    left, right = (live.value for live in values)
    value: Number | str = ""
    if not isinstance(left, str) and not isinstance(right, str) and not unread:
        value = left - right
    inner = f"{added}-{stated}"
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        inner = f"ROUND({inner},{MAX_DECIMALS})"
    return _checked(f'=IF({guard},"",{inner})', value=value, arguments=0)


def verdict_live(
    difference: str,
    *,
    value: Number | str,
    relation: Literal["equal", "at_least"],
    unread: Sequence[Spot],
    lang: Lang,
) -> Live:
    """Return the word for the difference in a cell: OK, by how much not, or not checked."""
    ok = say("live_ok", lang=lang)
    nothing = say("not_read" if unread else "live_nothing", lang=lang)
    if relation == "equal":
        unequal = say("live_unequal", lang=lang)
        wrong = f'"{unequal} "&IF({difference}>0,"+","")&{difference}'
        holds = f"{difference}=0"
    else:
        short = say("live_short", lang=lang)
        wrong = f'"{short} "&-{difference}'
        holds = f"{difference}>=0"
    formula = f'=IF({difference}="","{nothing}",IF({holds},"{ok}",{wrong}))'
    if isinstance(value, str):
        return Live(formula, nothing)
    if value == 0 or (relation == "at_least" and value > 0):
        return Live(formula, ok)
    if relation == "at_least":
        return Live(formula, f"{say('live_short', lang=lang)} {number_to_text(-value)}")
    sign = "+" if value > 0 else ""
    return Live(formula, f"{say('live_unequal', lang=lang)} {sign}{number_to_text(value)}")


def _sum(numbers: Iterable[Number | None]) -> Number:
    return sum((number for number in numbers if number is not None), start=0)


def _unread_guard(unread: Sequence[Spot], *, area: Area) -> str:
    """Return the condition that one of the cells still holds no number."""
    return f"COUNT({','.join(_arguments(unread, area=area))})<{len(unread)}"


def _one(spot: Spot, *, area: Area) -> str:
    """Return a cell as a number in a formula."""
    name, figure = area.name(spot), area.figures.get(spot)
    if figure is None or figure.live or figure.number is None:
        return f"N({name})"
    return f"IF(ISNUMBER({name}),{name},{number_to_text(figure.number)})"


def _arguments(spots: Sequence[Spot], *, area: Area) -> list[str]:
    """Return the arguments of a SUM or COUNT: neighbours as one range."""
    arguments: list[str] = []
    run: list[Spot] = []
    for spot in spots:
        figure = area.figures.get(spot)
        if figure is not None and not figure.live and figure.number is not None:
            arguments += _ranges(run, area=area)
            run = []
            arguments.append(_one(spot, area=area))
        else:
            run.append(spot)
    return arguments + _ranges(run, area=area)


def _ranges(spots: Sequence[Spot], *, area: Area) -> list[str]:
    """Return ranges over ``spots``, each along one row or one column."""
    ranges: list[tuple[Spot, Spot]] = []
    along: Spot | None = None
    for spot in spots:
        first, last = ranges[-1] if ranges else (spot, spot)
        step = (spot[0] - last[0], spot[1] - last[1])
        if ranges and step in ((0, 1), (1, 0)) and along in (None, step):
            ranges[-1], along = (first, spot), step
        else:
            ranges.append((spot, spot))
            along = None
    return [
        area.name(first) if first == last else f"{area.name(first)}:{area.name(last)}"
        for first, last in ranges
    ]


def _checked(formula: str | None, *, value: Number | str, arguments: int) -> Live:
    if formula is None or arguments > _MAX_ARGUMENTS or len(formula) > _MAX_FORMULA:
        return Live(None, value)
    return Live(formula, value)
