"""The headline gives the figure that the text gives.

A figure in the headline is held against the same figure in the text below it.

Wrong::

    安徽省收到第三批信访举报件4件

    截至11月3日9时,我省收到中央第二生态环境保护督察组转办的第三批群众信访举报件5件。

Right::

    安徽省收到第三批信访举报件5件

    截至11月3日9时,我省收到中央第二生态环境保护督察组转办的第三批群众信访举报件5件。
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..figures import terms
from ..model import Constraint, Context, Text
from . import Case, Rule

_STEPS = ("received", "accepted", "transferred")  # of which a headline may give the cases


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    for key in figures.by_key:
        if key.part != "headline":
            continue
        context = Context(key.scope, key.batch)
        text = figures.stated(key.measure, context, region=key.region, pollution=key.pollution)
        if text is None or text.key.part == "headline":
            continue
        plain = Constraint(
            rule="headline",
            subject=Text("headline", "标题"),
            keys=(key, text.key),
            left=terms((key,)),
            right=terms((text.key,)),
            left_label=Text("it says", "为"),
            right_label=Text("the text says", "正文为"),
            group=f"headline:{key}",
        )
        yield plain
        for value in figures.printed_values(text.key)[1:]:
            yield msgspec.structs.replace(plain, right=(), right_constant=value)
        for step in _STEPS if key.measure == "cases" else ():
            if (found := figures.stated(step, context)) is not None:
                yield msgspec.structs.replace(
                    plain, keys=(key, found.key), right=terms((found.key,))
                )


RULE = Rule(
    code="N209",
    name="headline",
    title=Text("the headline says what the text says", "标题数字与正文一致"),
    about="标题中的数字应与正文同一数字一致。",
    state=state,
)
