"""Neighbours of one kind in a sentence to a list: what it counts, and whether it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..model import TOTAL, Aside, Context, FigureList, Frozen, Key
from ..vocabulary.pollution import STEMS
from . import cues
from .ledger import Ledger
from .names import Subject, own_name
from .phrases import Entry

State = Literal["closed", "open", "cut"]


class Item(Frozen, frozen=True):
    """An entry of a list with its subject, before the list's measure is decided."""

    entry: Entry
    subject: Subject
    context: Context


class Parent(Frozen, frozen=True):
    """A figure that a list behind it may break down."""

    key: Key
    unit: str


def enter_list(
    run: Sequence[Item], ledger: Ledger, *, parent: Parent | None, opened: bool, ended: bool
) -> None:
    """Take in a list: its figures, what it breaks down and whether it names everything.

    ``parent`` is the figure in front of it; ``opened`` where words say that only some are
    named, ``ended`` where the sentence has an end.
    """
    run = _distinct(run)
    parent = _broken_down(run, parent, ledger)
    measure = _measure(run, parent, ledger)
    keys = tuple(
        ledger.observe(item.entry, item.subject, measure, context=item.context) for item in run
    )
    for item in run:
        if item.entry.share is not None:
            ledger.observe(
                item.entry, item.subject, "share", unit="percent", count=item.entry.share,
                context=item.context,
            )  # fmt: skip
    first, last = run[0], run[-1]
    source = ledger.passage.source(first.entry.count.start, last.entry.count.end)
    of = parent.key if parent is not None and parent.key.scope == first.context.scope else None
    kind: Literal["pollution", "region"] = (
        "region" if first.subject.kind == "region" else "pollution"
    )
    state = _state(run, ledger, opened=opened, ended=ended)
    ledger.lists.append(FigureList(kind, state, keys, source, of))
    for item in run if kind == "region" else ():
        value = item.entry.count.value
        if cues.is_joint(item.subject.name) and value:
            text = ledger.passage.printed(item.entry.label.start, item.entry.count.end)
            ledger.note(Aside(text, ledger.source(item.entry), (value,)), item.context)


def _state(run: Sequence[Item], ledger: Ledger, *, opened: bool, ended: bool) -> State:
    """Whether a list is whole, names only some (主要, 等), or breaks off in print."""
    text, end = ledger.passage.text, run[-1].entry.count.end
    cut = not ended and end >= len(text)
    cut = cut or any(item.entry.count.relation == "cut" for item in run)
    if cut or "下转" in text[end : end + 14]:
        return "cut"
    behind = end + (text[end : end + 1] == ")")
    largest = cues.LARGEST_BEHIND.match(text, behind)  # …、大理州4件，居前五位
    if largest or text.startswith("等", behind):
        return "open"
    return "open" if opened and not _names_the_others(run) else "closed"


def _names_the_others(run: Sequence[Item]) -> bool:
    """Whether a list goes on from its largest to all others (银川市最多，为20件；其余依次是…,
    主要是大气，共20个；水、其他依次为5、3个).
    """
    goes_on = any(item.entry.lead.startswith(";") for item in run[1:])
    if goes_on and run[-1].subject.name == "other":
        return True
    words = (item.entry.label.text[: item.subject.start] for item in run[1:])
    return any(cues.THE_OTHERS.fullmatch(text) for text in words)


def enter_types_of_region(
    types: Sequence[tuple[Entry, Subject]], ledger: Ledger, *, region: str, context: Context,
    opened: bool, measure: str = "cases",
) -> None:  # fmt: skip
    """Take in the types in brackets behind a region's count, or that of key cases: its own."""
    if measure == "cases" and any(inner.unit in ("个", "项") for inner, _ in types):
        measure = "problems"
    keys = tuple(
        ledger.observe(inner, subject, measure, region=region, context=context)
        for inner, subject in types
    )
    last = types[-1][0].count
    source = ledger.passage.source(types[0][0].label.start, last.end)
    state: State = "open" if opened else "closed"
    if not ledger.passage.text[last.end : last.end + 3].lstrip(",、;"):
        state = "cut"
    ledger.lists.append(FigureList("pollution", state, keys, source))


def _broken_down(run: Sequence[Item], parent: Parent | None, ledger: Ledger) -> Parent | None:
    """The figure that a list breaks down by its words: the one right in front of it.

    No part is more than its whole (25件已办结20件、未办结5件，其中合肥市12件…: of the 25).
    """
    if parent is None or parent.key.batch != run[0].context.batch:
        return None
    if parent.key.measure in ("cases", "problems"):
        return parent
    if parent.unit != run[0].entry.unit:
        return None
    lead = run[0].entry.lead
    values = [item.entry.count.value or 0 for item in run]
    whole = ledger.value(parent.key)
    if _are_types_again(run, ledger) and whole is not None and max(values) <= whole:
        return parent
    told = cues.BREAKS_DOWN.search(lead) or cues.outcome_listed(lead)
    if not told:
        return None
    of_cases = sum(values) in ledger.totals.get(run[0].context, ())
    counted = whole is not None and run[0].entry.unit in cues.CASE_UNITS
    if counted and sum(values) != whole and (of_cases or max(values) > (whole or 0)):
        return None
    return parent


def _are_types_again(run: Sequence[Item], ledger: Ledger) -> bool:
    """Whether a list is announced as one of types, and those of the cases are listed already."""
    if cues.announced(run[0].entry.lead) != "pollution":
        return False
    scope, batch = run[0].context.scope, run[0].context.batch
    first = (x.keys[0] for x in ledger.lists if x.kind == "pollution")
    return any(
        (k.scope, k.batch, k.region, k.measure) == (scope, batch, TOTAL, "cases") for k in first
    )


def _measure(run: Sequence[Item], parent: Parent | None, ledger: Ledger) -> str:
    """What a list counts: problems by their unit or total, or what it breaks down."""
    measure = parent.key.measure if parent is not None else "cases"
    if measure not in ("cases", "problems"):
        return measure
    if cues.KEYS_BY.search(run[0].entry.lead):
        return "key_cases"
    if run[0].subject.kind == "region":
        return "cases"
    if measure == "problems" or any(item.entry.unit in ("个", "项") for item in run):
        return "problems"
    if any(cues.COUNTED_PROBLEMS.search(i.entry.lead) for i in run) or _under_problems(run, ledger):
        return "problems"
    total, context = sum(item.entry.count.value or 0 for item in run), run[0].context
    if total in ledger.problems.get(context, ()):
        return "problems"
    without_unit = not any(item.entry.unit for item in run)
    other = total not in ledger.totals.get(context, ())
    return "problems" if without_unit and other and ledger.told_problems(context) else "cases"


def _under_problems(run: Sequence[Item], ledger: Ledger) -> bool:
    """Whether a spanner says that problems are listed (从问题类别看), and nothing else so.

    Where one case may carry several types, the figures are the cases of each; and a label
    that says 问题 itself says nothing of the unit.
    """
    if ledger.more_problems:
        return True
    spanned = any(cues.SPANNER.search(item.entry.lead) for item in run)
    labelled = all(item.entry.label.text.endswith("问题") for item in run)
    return spanned and not labelled and not ledger.several_types


def _distinct(run: Sequence[Item]) -> list[Item]:
    """The items, of two labels of one type only one under its code: they never merge silently.

    The plain label keeps it (大气 beside 异味扰民), else the first.
    """
    out = list(run)
    for code in {i.subject.name for i in run if i.subject.kind == "pollution"}:
        same = [n for n, i in enumerate(run) if i.subject.name == code]
        plain = STEMS.get(code, ("",))[0]
        keeps = next((n for n in same if run[n].subject.label.startswith(plain)), same[0])
        for n in same:
            label = run[n].subject.label
            if n != keeps:
                subject = Subject("pollution", own_name(label), label, run[n].subject.start)
                out[n] = Item(run[n].entry, subject, run[n].context)
    return out
