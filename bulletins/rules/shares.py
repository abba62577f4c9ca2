"""Shares fit the counts they stand beside.

A type or a region printed with a count and a share is worked out on each base in use (the
cases, the problems, the sum of the list); one unit of the last printed digit is allowed. The
base that fits is said in the checks. In a table a region's share is of the column's total.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件8件。其中,大气4件,占50%;水2件,占30%;噪声2件,占25%。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件8件。其中,大气4件,占50%;水2件,占25%;噪声2件,占25%。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from ..figures import unit_of
from ..model import TOTAL, Constraint, Context, Key, Number, Observation, Term, Text
from . import Case, Rule

_TOTALS = (("cases", Text("cases", "件数")), ("problems", Text("problems", "问题数")))


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


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    for key, share in figures.by_key.items():
        if key.measure != "share" or share.relation != "equal":
            continue
        context = Context(key.scope, key.batch)
        group = (
            f"shares:{key.part}:{key.origin}:{key.scope}:{key.batch}:{key.region}:{key.pollution}"
        )
        if key.origin == "prose" and TOTAL in (key.region, key.pollution):
            kind = "region" if key.pollution == TOTAL else "pollution"
            count = next(
                (
                    o for m, _ in _TOTALS if (o := figures.stated(
                        m, context, region=key.region, pollution=key.pollution))
                ), None,
            )  # fmt: skip
            if count is not None and key.region != key.pollution:
                yield from _demands(share, count.key, _bases(case, context, kind), group)
        elif key.origin == "table":
            yield from _in_table(case, share, group)


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
    about="类型或地区同时印有数量与占比时，占比应等于数量除以件数（或问题数、名单合计），容差为末位一个单位。",
    state=state,
)
