"""The regions named in the text add up to the stated cases.

Only whole lists are added up: one that names the largest regions alone, and one that
breaks off in print, prove nothing. Where the regions make up the stated problems rather
than the cases, that explains them.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(3件)。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(2件)。
"""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import Context, terms
from ..model import Constraint, Text
from . import Case, Rule


def state(case: Case) -> Iterator[Constraint]:
    for number, listed in enumerate(case.figures.lists("region")):
        context = Context(listed.keys[0].scope, listed.keys[0].batch)
        for measure in dict.fromkeys((listed.keys[0].measure, "problems")):
            stated = case.figures.stated(measure, context)
            if stated is None:
                continue
            other = measure != listed.keys[0].measure
            yield Constraint(
                rule="prose-regions",
                subject=Text("the regions in the text", "文中各地区"),
                keys=(stated.key,),
                left=terms(listed.keys),
                right=terms((stated.key,)),
                left_label=Text("they add up to", "合计"),
                right_label=Text("the total stated is", "所称总数为"),
                group=f"prose-regions:{number}",
                explanation=Text(
                    "the regions break down the problems, not the cases",
                    "各地区按问题数拆分，而非按件数",
                )
                if other
                else None,
            )


RULE = Rule(
    code="N204",
    name="prose-regions",
    title=Text("the regions in the text add up to the cases", "文中各地区之和等于件数"),
    about="正文列全的各地区之和应等于件数（或问题数）；只列前几位的名单与中断的名单不核对。",
    state=state,
)
