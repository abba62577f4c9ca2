"""Why a sum may rightly not close: what the text says of it, turned into alternatives.

A demand that fails as it stands is tried again with the differences that the bulletin's
own asides announce, singly and together. The one that holds is the explanation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Literal

import msgspec

from .figures import Figures
from .model import Aside, Constraint, Context, FigureList, Number, Term, Text
from .vocabulary.regions import divisions_beside

_SEVERAL_OF_A_CASE = re.compile(
    r"[一1每]件[^，,。；;]{0,12}(?:多|几|[两二2]|数|若干|以上)[^，,。；;]{0,8}(?:问题|类|种|要素)"
)
_MOST = 32  # effects of one aside that are tried
_FEW_LISTS = 6  # that may make up one total together
_FAR = 20  # effects this much beyond the difference may be undone by another aside
_MOST_TOGETHER = 4  # asides
_LARGE, _SMALL = 5, 3  # a figure at which a list of the largest may stop
_LEAST_SHARE = 20  # of the total, the 20th part is large
_HALF, _MOST_NAMED = 0.5, 0.75  # of what could be named
_TYPES = 10

Parts = Literal["region", "pollution", "channel", "progress", "cumulative"]


def _fitting(figures: Figures, of: Parts, context: Context, measure: str) -> tuple[Aside, ...]:
    return tuple(
        a for a in figures.bulletin.asides
        if (a.of in (of, "all") or (of == "progress" and a.of == "region"))
        and (of == "cumulative" or a.scope in (None, context.scope))
        and (
            of == "cumulative" or a.batch is None or context.batch is None
            or a.batch == context.batch
        )
        and (measure != "key_cases" or a.key_cases)
    )  # fmt: skip


def _effects(aside: Aside, total: Number | None) -> tuple[Number, ...]:
    if aside.restated is not None:
        return () if total is None else (aside.restated - total,)
    return aside.effects


def _difference(figures: Figures, plain: Constraint) -> Number | None:
    """By how much the parts exceed their total; None where one of them is unread."""
    left = _added(figures, plain.left, plain.left_constant)
    right = _added(figures, plain.right, plain.right_constant)
    return None if left is None or right is None else left - right


def _added(figures: Figures, terms: Sequence[Term], constant: Number) -> Number | None:
    total = constant
    for term in terms:
        if figures.printed(term.key):
            value = figures.value(term.key)
            if value is None:
                return None
            total += value
    return total


def _explaining(
    asides: Sequence[Aside], total: Number | None, needed: Number, partial: bool
) -> tuple[Aside, ...] | None:
    """The fewest asides whose effects make the difference together; None where none do."""
    found = [(a, _effects(a, total)) for a in asides]
    some = [(a, effects) for a, effects in found if effects][:_MOST_TOGETHER]
    if partial:
        most: Number = 0
        for _, effects in some:
            most += max(effects)
        return tuple(a for a, _ in some) if 0 < needed <= most else None
    far = abs(float(needed)) + _FAR
    near = [(a, tuple(e for e in effects if abs(float(e)) <= far)[:_MOST]) for a, effects in some]
    for several in range(1, len(near) + 1):
        for chosen in combinations(near, several):
            *first, last = chosen
            for way in product(*(effects for _, effects in first)):
                if needed - sum(way) in last[1]:
                    return tuple(a for a, _ in chosen)
    return None


def _because(said: Sequence[Aside], effect: Number) -> Text:
    words = "；".join(dict.fromkeys(a.text for a in said))
    return Text(
        f"the text says so: “{words}” ({-effect:+})", f"文中已说明：“{words}”（{-effect:+}）"
    )


def names_the_largest(figures: Figures, listed: FigureList, total: Number | None) -> Text | None:
    """Why a list falls short: by its figures it stops at the largest; else None.

    It descends, stops at a figure that is no remainder of a whole list, names at most half of
    what could be named (three quarters, if it is large), and leaves more than that figure.
    """
    values = [figures.value(key) for key in listed.keys]
    known = [v for v in values if v is not None]
    if total is None or len(known) < len(values) or len(known) < 2:
        return None
    if listed.keys[-1].pollution == "other":
        return None  # all others are named, too
    last, left = known[-1], total - sum(known)
    if known != sorted(known, reverse=True) or left < last:
        return None
    whole = {c.value for c in figures.bulletin.region_counts if c.scope == listed.keys[0].scope}
    if listed.kind == "region" and len(known) in whole:
        return None  # as many are named as are said to be
    if last < _LARGE and not (last >= _SMALL and last * 10 >= total):
        return None
    found = figures.get(listed.keys[-1])
    siblings, large = _siblings(figures, listed), last * _LEAST_SHARE >= total
    if found is None or len(known) > siblings * (_MOST_NAMED if large else _HALF):
        return None
    label = found.label or found.key.region
    return Text(
        f"the list names the largest only: it descends and stops at {label} with {last}, and "
        f"{left} are left",
        f"名单只列居前者：依次递减，止于{label}（{last}），其余 {left} 未列",
    )


def _siblings(figures: Figures, listed: FigureList) -> int:
    """How many regions, or types, a whole list could name; 0 where that is not known."""
    if listed.kind == "pollution":
        return _TYPES
    codes = [o.region_code for k in listed.keys if (o := figures.get(k)) and o.region_code]
    return max(map(divisions_beside, codes), default=0)


def lists_together(lists: Sequence[FigureList]) -> Iterator[FigureList]:
    """Lists of one context, as one: districts in one sentence, development zones in the next."""
    found: dict[tuple[Context, str, str], list[FigureList]] = {}
    for listed in lists:
        first = listed.keys[0]
        region = first.region if listed.kind == "pollution" else ""
        context = Context(first.scope, first.batch)
        found.setdefault((context, first.measure, region), []).append(listed)
    for several in found.values():
        keys = [key for listed in several for key in listed.keys]
        few = 1 < len(several) <= _FEW_LISTS
        if few and len(set(keys)) == len(keys):
            yield msgspec.structs.replace(several[0], keys=tuple(keys))


def _unexplained(plain: Constraint, asides: Sequence[Aside]) -> Constraint:
    """``plain`` with a word on the reasons that the text gives and that do not fit."""
    said = [a.text for a in asides if a.effects or a.restated is not None][:_MOST_TOGETHER]
    if not said or plain.assumption is not None:
        return plain
    words = "；".join(dict.fromkeys(said))
    remark = Text(
        f"what the text says of it does not make up the difference: “{words}”",
        f"文中说明不足以解释差额：“{words}”",
    )
    return msgspec.structs.replace(plain, assumption=remark)


def with_reasons(
    figures: Figures, plain: Constraint, *, of: Parts, context: Context, partial: bool = False
) -> Iterator[Constraint]:  # fmt: skip
    """``plain``, and behind it what it becomes where an aside is the reason that it fails.

    ``plain`` has the parts on its left, a single total on its right, and a group. With ``partial`` any
    share of an announced excess may fall on it: which types shared cases are of is not said.
    Where the text prints several totals (of the province and of the city, before and after
    repeats are taken out), the parts may make up any of them.
    """
    total = figures.value(plain.right[0].key) if len(plain.right) == 1 else None
    asides = _fitting(figures, of, context, plain.keys[0].measure)
    several = total is not None and plain.relation == "="
    bases = figures.printed_values(plain.right[0].key) if several else ()
    if not asides and len(bases) < 2:
        yield plain
        return
    needed = _difference(figures, plain)
    found = None if needed is None or not needed else _explaining(asides, total, needed, partial)
    yield plain if found or not needed else _unexplained(plain, asides)
    for base in bases:
        if total is not None and base != total:
            yield msgspec.structs.replace(plain, left_constant=plain.left_constant + total - base)
    if found is not None and needed is not None:
        yield msgspec.structs.replace(
            plain, left_constant=plain.left_constant - needed, explanation=_because(found, needed)
        )
    if any(a.restated is not None for a in asides):
        return  # the text says what the parts come to
    of_problems = plain.right[0].key.measure == "problems" if plain.right else False
    for aside in (a for a in asides if a.unbounded or a.short):
        if of_problems and _SEVERAL_OF_A_CASE.search(aside.text):
            continue  # a case has several problems or types: no more of these than of those
        yield msgspec.structs.replace(
            plain, relation=">=" if aside.unbounded else "<=",
            explanation=Text(f"the text says so: “{aside.text}”", f"文中已说明：“{aside.text}”"),
        )  # fmt: skip
