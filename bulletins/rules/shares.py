"""Shares fit the counts they stand beside.

A type printed with a count and a share is worked out on each base in use (the cases, the
problems, the sum of the types); one unit of the last printed digit is allowed. The base
that fits is said in the checks.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件8件。其中,大气4件,占50%;水2件,占30%;噪声2件,占25%。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件8件。其中,大气4件,占50%;水2件,占25%;噪声2件,占25%。
"""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import Context, unit_of
from ..model import TOTAL, Constraint, Number, Term, Text
from . import Case, Rule


def _bases(case: Case, context: Context) -> dict[Number, Text]:
    """The figures that shares may be of."""
    bases: dict[Number, Text] = {}
    for measure, name in (
        ("cases", Text("cases", "件数")),
        ("problems", Text("problems", "问题数")),
    ):
        stated = case.figures.stated(measure, context)
        if stated is not None and stated.value:
            bases.setdefault(stated.value, name)
    for listed in case.figures.lists("pollution"):
        if Context(listed.keys[0].scope, listed.keys[0].batch) == context:
            total = sum(case.figures.value(key) or 0 for key in listed.keys)
            if total:
                bases.setdefault(total, Text("sum of the types", "各类型合计"))
    return bases


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    for key, share in figures.by_key.items():
        if key.measure != "share" or key.origin != "prose" or share.relation != "equal":
            continue
        context = Context(key.scope, key.batch)
        count = figures.stated("cases", context, pollution=key.pollution) or figures.stated(
            "problems", context, pollution=key.pollution
        )
        if count is None or key.pollution == TOTAL:
            continue
        for base, name in _bases(case, context).items():
            yield Constraint(
                rule="shares",
                subject=Text(share.label, share.label),
                keys=(key,),
                left=(Term(key, base),),
                right=(Term(count.key, 100),),
                left_label=Text("the share printed is", "所印占比"),
                right_label=Text(
                    f"of the {name.en} ({base}) it would be", f"按{name.zh}（{base}）应为"
                ),
                tolerance=unit_of(share.text) * base,
                scale=base,
                group=f"shares:{key.scope}:{key.pollution}",
            )


RULE = Rule(
    code="N208",
    name="shares",
    title=Text("shares fit their counts", "占比与数量相符"),
    about="类型同时印有数量与占比时，占比应等于数量除以件数（或问题数、类型合计），容差为末位一个单位。",
    state=state,
)
