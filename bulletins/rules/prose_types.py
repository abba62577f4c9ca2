"""The types named in the text add up to the stated problems or cases.

A whole list of types is held against the number of problems where one is stated, else
against the cases. Where one case may carry several types the sum may exceed the cases:
that is explained, with the sentence or the arithmetic that says so; falling short is not.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件,涉及环境问题5个。其中,大气环境问题3个、水环境问题1个、噪声问题2个。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件,涉及环境问题5个。其中,大气环境问题2个、水环境问题1个、噪声问题2个。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ..figures import Context, terms
from ..model import Constraint, Observation, Text
from . import Case, Rule


def _alternatives(
    case: Case, problems: Observation | None, cases: Observation | None
) -> Iterator[tuple[Observation, Literal["=", ">="], Text | None]]:
    """What the sum may be held against, in order: (figure, relation, why it may be so)."""
    if problems is not None:
        yield problems, "=", None
    if cases is not None:
        if problems is None:
            yield cases, "=", None
        else:
            reason = Text(
                f"the types break down the {cases.value} cases, not the problems",
                f"各类型按 {cases.value} 件拆分，而非按问题数",
            )
            yield cases, "=", reason
        if problems is None and case.bulletin.basis.relation == "at_least":
            yield cases, ">=", case.bulletin.basis.reason


def state(case: Case) -> Iterator[Constraint]:
    for number, listed in enumerate(case.figures.lists("pollution")):
        context = Context(listed.keys[0].scope, listed.keys[0].batch)
        problems = case.figures.stated("problems", context)
        cases = case.figures.stated("cases", context)
        for stated, relation, reason in _alternatives(case, problems, cases):
            of = Text(
                *{"problems": ("problems", "问题"), "cases": ("cases", "件数")}[stated.key.measure]
            )
            yield Constraint(
                rule="prose-types",
                subject=Text("the types in the text", "文中各类型"),
                keys=(stated.key,),
                left=terms(listed.keys),
                right=terms((stated.key,)),
                left_label=Text("they add up to", "合计"),
                right_label=Text(f"the {of.en} stated are", f"所称{of.zh}为"),
                relation=relation,
                group=f"prose-types:{number}",
                explanation=reason,
            )


RULE = Rule(
    code="N203",
    name="prose-types",
    title=Text("the types in the text add up", "文中各类型之和等于所称总数"),
    about="正文列全的各类型之和应等于所称问题数；未称问题数时应等于件数。一件可涉及多个类型时可大于件数（已说明的例外）。",
    state=state,
)
