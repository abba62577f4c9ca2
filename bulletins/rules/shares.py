"""Shares fit the counts they stand beside.

A type or a region printed with a count and a share is worked out on each base in use (the
cases, the problems, the sum of the list); one unit of the last printed digit is allowed. Where
several shares of a list are of one base, they all are. The base that fits is said in the
checks. In a table a region's share is of the column's total.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件8件。其中,大气4件,占50%;水2件,占30%;噪声2件,占25%。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件8件。其中,大气4件,占50%;水2件,占25%;噪声2件,占25%。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import msgspec

from ..figures import unit_of
from ..model import TOTAL, Constraint, Context, Key, Number, Observation, Term, Text
from . import Case, Rule

_TOTALS = (("cases", Text("cases", "件数")), ("problems", Text("problems", "问题数")))


_SEVERAL = 2  # shares that tell what all of a list are of
_SUMS = {
    "pollution": Text("sum of the types", "各类型合计"),
    "region": Text("sum of the regions", "各地区合计"),
}


def _bases(case: Case, context: Context, kind: str) -> dict[Number, Text]:
    """The figures that shares of a ``kind`` of things may be of."""
    bases: dict[Number, Text] = {}
    for measure, name in _TOTALS:
        stated = case.figures.stated(measure, context)
        if stated is not None and stated.value:
            bases.setdefault(stated.value, name)
    for listed in case.figures.lists(kind):
        if Context(listed.keys[0].scope, listed.keys[0].batch) == context:
            total = sum(case.figures.value(key) or 0 for key in listed.keys)
            if total:
                bases.setdefault(total, _SUMS[kind])
    return bases


def _demands(
    share: Observation, count: Key, bases: Mapping[Number, Text], group: str
) -> Iterator[Constraint]:
    name = share.key.region if share.key.pollution == TOTAL else share.label
    for base, of in bases.items():
        yield Constraint(
            rule="shares",
            subject=Text(name, name),
            keys=(share.key,),
            left=(Term(share.key, base),),
            right=(Term(count, 100),),
            left_label=Text("the share printed is", "所印占比"),
            right_label=Text(f"of the {of.en} ({base}) it would be", f"按{of.zh}（{base}）应为"),
            tolerance=unit_of(share.text) * base,
            scale=base,
            group=group,
        )


def _fits(share: Number, count: Number, base: Number, text: str) -> bool:
    off = Decimal(share) * Decimal(base) - 100 * Decimal(count)
    return abs(off) <= unit_of(text) * Decimal(base)


def _of_one_base(
    pairs: Sequence[tuple[Observation, Observation]], bases: Mapping[Number, Text]
) -> Mapping[Number, Text]:
    """The base that most shares of a list are of, if several are; else all that may be."""
    fitting = {
        base: sum(
            1 for share, count in pairs
            if share.value is not None and count.value is not None
            and _fits(share.value, count.value, base, share.text)
        )
        for base in bases
    }  # fmt: skip
    most = max(fitting.values(), default=0)
    best = [base for base, fits in fitting.items() if fits == most]
    return {best[0]: bases[best[0]]} if most >= _SEVERAL and len(best) == 1 else bases


def _in_prose(case: Case) -> Iterator[Constraint]:
    """The shares that the text has, by what they divide."""
    figures = case.figures
    lists: dict[tuple[Context, str], list[tuple[Observation, Observation]]] = {}
    for key, share in figures.by_key.items():
        of_one = TOTAL in (key.region, key.pollution) and key.region != key.pollution
        if key.measure != "share" or share.relation != "equal" or not of_one:
            continue
        context = Context(key.scope, key.batch)
        counts = (
            figures.stated(m, context, region=key.region, pollution=key.pollution)
            for m, _ in _TOTALS
        )
        count = next(filter(None, counts), None)
        if key.origin == "prose" and count is not None:
            kind = "region" if key.pollution == TOTAL else "pollution"
            lists.setdefault((context, kind), []).append((share, count))
    for (context, kind), pairs in lists.items():
        bases = _of_one_base(pairs, _bases(case, context, kind))
        for share, count in pairs:
            yield from _demands(share, count.key, bases, _group(share.key))


def _group(key: Key) -> str:
    return f"shares:{key.part}:{key.origin}:{key.scope}:{key.batch}:{key.region}:{key.pollution}"


def state(case: Case) -> Iterator[Constraint]:
    yield from _in_prose(case)
    for key, share in case.figures.by_key.items():
        if key.measure == "share" and key.origin == "table" and share.relation == "equal":
            yield from _in_table(case, share, _group(key))


def _in_table(case: Case, share: Observation, group: str) -> Iterator[Constraint]:
    """A region's share of the table's total, or a type's of all types or of the total."""
    figures, key = case.figures, share.key
    counts = [msgspec.structs.replace(key, measure=m) for m in ("cases", "problems")]
    count = next((k for k in counts if figures.value(k) is not None), None)
    if count is None or key.region == key.pollution == TOTAL:
        return
    whole = [
        k for k in figures.by_key
        if (k.part, k.origin, k.scope, k.batch) == (key.part, "table", key.scope, key.batch)
    ]  # fmt: skip
    bases: dict[Number, Text] = {}
    for measure, name in _TOTALS:
        total = figures.value(msgspec.structs.replace(count, region=TOTAL, pollution=TOTAL,
                                                      measure=measure))  # fmt: skip
        if total:
            bases.setdefault(total, name)
    along = [
        k for k in whole
        if k.measure == count.measure
        and (k.region != TOTAL and k.pollution == TOTAL if key.pollution == TOTAL
             else k.pollution != TOTAL and k.region == key.region)
    ]  # fmt: skip
    summed = sum(figures.value(k) or 0 for k in along)
    if summed:
        bases.setdefault(summed, Text("sum of the column", "本列合计") if key.pollution == TOTAL
                         else _SUMS["pollution"])  # fmt: skip
    yield from _demands(share, count, bases, group)


RULE = Rule(
    code="N208",
    name="shares",
    title=Text("shares fit their counts", "占比与数量相符"),
    about="类型或地区同时印有数量与占比时，占比应等于数量除以件数（或问题数、名单合计），容差为末位一个单位；同一名单中多个占比所据的基数，其余占比亦应据此。",
    state=state,
)
