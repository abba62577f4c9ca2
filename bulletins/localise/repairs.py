"""Solutions to repairs: parts that stand alone, what each is called, how far it is proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Literal

from ..figures import Figures
from ..model import TOTAL, Change, Evidence, Key, Number, Repair, RepairStatus, Source, Text
from ..vocabulary.numerals import exact
from .accounts import Solved
from .costs import look_alikes
from .events import Event
from .parts import Open, solved_to_parts
from .solve import most_doubt
from .system import System
from .witnesses import Witness
from .words import NOT_PROVED, two_digits

_KINDS = Text(
    "kinds of error: a figure too many, misread, lost, slid along its row, alone or with all of "
    "it, a row too high or too low, exchanged with its neighbour or printed as one with it, one "
    "cause for a whole column, a row left out or with the figures of another, labels of rows or "
    "columns exchanged, cases under another type or another region, a stated figure wrong, a "
    "figure wrong alike in all that is summed from it",
    "错误种类：数字多出、误读、缺失、沿行移位、整行移位、错入上下行、与相邻格互换或并作一数、整列同一"
    "原因、漏行、整行为他行数字、行名或列名互换、件数归入他类或他地、所称数字有误、"
    "一数之误连带其各处合计",
)


def solved_to_repairs(
    figures: Figures, system: System, solved: Solved, *, witnesses: Sequence[Witness] = ()
) -> tuple[Repair, ...]:
    """The repairs of one system: one for each part that the alternatives leave independent."""
    if not solved.found:
        status: RepairStatus = "none" if solved.complete else "limit"
        return (Repair(status, (), (), None, None, _scope(status, None, system, solved, 1.0)),)
    doubt = most_doubt(solved.found[0], system)
    out: list[Repair] = []
    event = 1
    for part in solved_to_parts(system, solved):
        is_least = part.gap is None or part.gap > solved.within
        status = "ambiguous" if part.open else "unique" if solved.complete else "limit"
        out.append(
            Repair(
                status=status,
                changes=tuple(_changes(figures, system, part.events, event)),
                alternatives=tuple(
                    tuple(_changes(figures, system, other, event)) for other in part.alternatives
                ),
                cost=round(_cost(part.events), 2),
                gap=round(solved.within if is_least else part.gap or 0.0, 2),
                scope=_scope(status, part.open, system, solved, doubt),
                evidence=tuple(_evidence(system, part.events, witnesses)),
                nature=_nature(part.events, system, witnesses),
                is_least=is_least,
                is_cut=part.open is not None and part.is_cut,
                why=NOT_PROVED[part.open] if part.open and part.open != "rivals" else None,
            )
        )
        event += len(part.events)
    return tuple(out)


def _cost(events: Sequence[Event]) -> float:
    return sum(e.cost for e in events) + max((e.caused for e in events), default=0.0)


def _changes(
    figures: Figures, system: System, events: Sequence[Event], first: int
) -> Iterator[Change]:
    prints_zeros = {(o.key.part, o.key.origin) for o in figures.by_key.values() if o.value == 0}
    for number, event in enumerate(events, first):
        for f, value in event.values:
            key = system.figures[f].key
            found = figures.get(key)
            yield Change(
                number, event.kind, key,
                before=found.value if found is not None else None,
                after=_number(value, system.unit)
                if value or (key.part, key.origin) in prints_zeros
                else None,
                source=found.source if found is not None else _place(figures, key),
            )  # fmt: skip


def _number(value: int, unit: Decimal | int) -> Number:
    number = value * unit
    return exact(number) if isinstance(number, Decimal) else number


def _place(figures: Figures, key: Key) -> Source | None:
    """The cell in which a figure would stand that is not printed."""
    for table in figures.tables():
        for place in table.places:
            if place.key == key:
                at = (place.row, place.col)
                return next((c.source for c in table.grid.cells if (c.row, c.col) == at), None)
    return None


def _evidence(
    system: System, events: Sequence[Event], witnesses: Sequence[Witness]
) -> Iterator[Evidence]:
    """What a repair rests on beside the sums."""
    yield "totals"
    found = system.figures
    values = [v for e in events for v in e.values]
    if any(
        e.kind in ("misread", "stated") and value in look_alikes(found[f].printed)
        for e in events
        for f, value in e.values
        if found[f].printed and len(e.values) == 1
    ):
        yield "look-alike"
    if any(e.kind == "shift" for e in events):
        yield "blank-neighbour"
    if any(_told_in_prose(system, f, value) for f, value in values):
        yield "prose"
    columns = {found[f].key.pollution for f, _ in values}
    if any(figure.implied and figure.key.pollution in columns for figure in found):
        yield "implied-zero"
    if any(e.caused for e in events):
        yield "column"
    for kind in ("second-reading", "edition"):
        if any(
            w.values.get(f) == value for w in witnesses if w.kind == kind for f, value in values
        ):
            yield kind


def _told_in_prose(system: System, f: int, value: int) -> bool:
    """Whether the text has for a figure of the table, or the table for one of the text, the
    value that is proposed."""
    key = system.figures[f].key
    pairs = [system.figures[g] for g in _pairs(system, f)] if key.pollution == TOTAL else []
    return any(p.printed == value and p.key.origin != key.origin for p in pairs if not p.is_blank)


def _pairs(system: System, f: int) -> Iterator[int]:
    """The figures that one demand says to be equal to ``f``."""
    demands = [*system.dimensions, *(d for b in system.blocks for d in b.local)]
    for demand in demands:
        if len(demand.terms) == 2 and f in demand.terms and not demand.constant:
            yield from (g for g in demand.terms if g != f)


def _nature(
    events: Sequence[Event], system: System, witnesses: Sequence[Witness]
) -> Literal["reading", "print", "open"]:
    """Whose error it is: a second reading of this file tells, where there is one."""
    readings = [w for w in witnesses if w.kind == "second-reading"]
    values = [v for e in events for v in e.values]
    if any(all(w.values.get(f) == value for f, value in values) for w in readings):
        return "reading"
    if any(all(w.values.get(f) == system.figures[f].printed for f, _ in values) for w in readings):
        return "print"
    return "open"


def _scope(
    status: RepairStatus, why: Open | None, system: System, solved: Solved, doubt: float
) -> Text:
    """What the proof covers and assumes; ``why`` it is none."""
    sums = len(system.dimensions) + sum(len(b.local) for b in system.blocks)
    said = [
        Text(
            f"over {sums} sums of {len(system.figures)} figures",
            f"涉及 {len(system.figures)} 个数字的 {sums} 项等式",
        ),
        _KINDS,
    ]
    if why == "rivals":
        least = two_digits(doubt, floor)
        said.append(
            Text(
                f"others together are more than {least} times as likely, so none is proved",
                f"其他方案合计的可能性超过其 {least} 倍，故不能断定",
            )
        )
    elif why is not None:
        said.append(NOT_PROVED[why])
    elif status == "unique":
        most = two_digits(doubt, ceil)
        said.append(
            Text(
                f"all others of these kinds that cost up to {solved.within:g} nats more are together "
                f"at most {most} times as likely",
                f"代价高出至多 {solved.within:g} 纳特的其他同类修正方案，合计的可能性至多为其 {most} 倍",
            )
        )
    elif status == "none":
        said.append(
            Text(
                "no repair was found within the limits of what is likely",
                "在合理范围内未找到修正方案",
            )
        )
    if solved.complete:
        said.append(
            Text(
                "errors that leave every sum closed cannot be seen", "不破坏任何等式的错误无法察觉"
            )
        )
    else:
        said.append(
            Text(
                f"the search was stopped after {solved.states} states: there may be better ones",
                f"搜索在 {solved.states} 个状态后停止：可能有更好的方案",
            )
        )
    return Text("; ".join(t.en for t in said), "；".join(t.zh for t in said))
