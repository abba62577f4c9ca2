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

from collections.abc import Iterator, Sequence

import msgspec

from ..figures import terms
from ..model import TOTAL, Constraint, Context, FigureList, Key, Observation, Text
from ..reasons import lists_together, names_the_largest, with_reasons
from . import Case, Rule


def _demand(listed: FigureList, stated: Observation) -> Constraint:
    names = {"problems": ("problems", "问题"), "cases": ("cases", "件数")}
    of = Text(*names.get(stated.key.measure, ("figures", "数")))
    whose = stated.key.region if stated.key.region != TOTAL else ""
    return Constraint(
        rule="prose-types",
        subject=Text(f"the types in the text {whose}".strip(), f"文中{whose}各类型"),
        keys=(stated.key,),
        left=terms(listed.keys),
        right=terms((stated.key,)),
        left_label=Text("they add up to", "合计"),
        right_label=Text(f"the {of.en} stated are", f"所称{of.zh}为"),
        relation="<=" if listed.state == "open" else "=",
    )


def _alternatives(
    case: Case, listed: FigureList, joined: Sequence[FigureList], group: str
) -> Iterator[Constraint]:
    """What the sum may be held against, in order: the problems it breaks down, or the cases."""
    figures, first = case.figures, listed.keys[0]
    context = Context(first.scope, first.batch)
    problems = figures.stated("problems", context, region=first.region)
    cases = figures.stated("cases", context, region=first.region)
    stated = problems or cases
    if first.measure not in ("cases", "problems"):
        problems, cases = None, figures.stated(first.measure, context, region=first.region)
        stated = cases
    if stated is None:
        return
    if listed.state == "open" and problems is None and _may_exceed(case, first):
        return  # the largest of what one case may have several of
    plain = msgspec.structs.replace(_demand(listed, stated), group=group)
    yield from with_reasons(figures, plain, of="pollution", context=context)
    for whole in joined:
        if listed.state == "closed" and set(listed.keys) < set(whole.keys):
            both = msgspec.structs.replace(_demand(whole, stated), group=group)
            yield from with_reasons(figures, both, of="pollution", context=context)
            if problems is None and case.bulletin.basis.relation == "at_least":
                why_more = case.bulletin.basis.reason
                yield msgspec.structs.replace(both, relation=">=", explanation=why_more)
    said = listed.of is not None and listed.of.measure == "problems"
    if problems is not None and cases is not None and not said:
        why = Text(
            f"the types break down the {cases.value} cases, not the problems",
            f"各类型按 {cases.value} 件拆分，而非按问题数",
        )
        yield msgspec.structs.replace(_demand(listed, cases), group=group, explanation=why)
    basis = case.bulletin.basis
    if problems is None and cases is not None and basis.relation == "at_least":
        yield msgspec.structs.replace(plain, relation=">=", explanation=basis.reason)
    if why_largest := names_the_largest(figures, listed, stated.value):
        yield msgspec.structs.replace(plain, relation="<=", explanation=why_largest)


def _may_exceed(case: Case, key: Key) -> bool:
    """Whether figures by type count what a case may have several of."""
    return key.measure == "problems" or case.bulletin.basis.relation == "at_least"


def state(case: Case) -> Iterator[Constraint]:
    states = ("closed", "open")
    joined = [*lists_together([*case.figures.lists("pollution", states=states, least=1)])]
    for number, listed in enumerate(case.figures.lists("pollution", states=states)):
        yield from _alternatives(case, listed, joined, f"prose-types:{number}")


RULE = Rule(
    code="N203",
    name="prose-types",
    title=Text("the types in the text add up", "文中各类型之和等于所称总数"),
    about="正文列全的各类型之和应等于所称问题数；未称问题数时应等于件数。一件可涉及多个类型时可大于件数（已说明的例外）。",
    state=state,
)
