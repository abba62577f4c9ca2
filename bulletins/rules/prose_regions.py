"""The regions named in the text add up to the stated cases.

A list that names the largest regions alone may fall short of the total, never exceed it;
one that breaks off in print proves nothing. Cases that regions share, that came before or
were handed back explain a difference where the text says so and the arithmetic agrees; so
does a list that by its own figures stops at the largest, and one that makes up the stated
problems rather than the cases. What stands in brackets behind a region (昆明市19件（盘龙区6件…）)
adds up to that region's figure, and to no more of it where only some is named (含…).

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(3件)。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(2件)。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from ..figures import Figures, terms
from ..model import Constraint, Context, FigureList, Observation, Text
from ..reasons import lists_together, names_the_largest, with_reasons
from ..vocabulary.codes import code_name
from . import Case, Rule


def _demand(listed: FigureList, stated: Observation, group: str) -> Constraint:
    measure = listed.keys[0].measure
    of = Text("", "") if measure == "cases" else code_name(measure)
    return Constraint(
        rule="prose-regions",
        subject=Text(f"the regions in the text {of.en}".strip(), f"文中各地区{of.zh}"),
        sources=(listed.source,),
        keys=(stated.key,),
        left=terms(listed.keys),
        right=terms((stated.key,)),
        left_label=Text("they add up to", "合计"),
        right_label=Text("the total stated is", "所称总数为"),
        relation="<=" if listed.state == "open" else "=",
        group=group,
    )


def _of_an_item(
    figures: Figures,
    lists: Sequence[FigureList],
    listed: FigureList,
    stated: Observation,
    group: str,
) -> Iterator[Constraint]:
    """A list may break down an item of another (各区89件、市级部门11件。各区情况为：…)."""
    total = sum(figures.value(key) or 0 for key in listed.keys)
    for other in lists:
        if set(other.keys) & set(listed.keys) or other.keys[0].scope != listed.keys[0].scope:
            continue
        for key in other.keys:
            if figures.value(key) == total:
                plain = _demand(listed, stated, group)
                yield msgspec.structs.replace(plain, right=terms((key,)))
                return


def _of_regions(figures: Figures) -> Iterator[Constraint]:
    """What brackets behind a region say that its cases consist of (昆明市19件（盘龙区6件…）)."""
    states = ("closed", "open")
    for number, listed in enumerate(figures.lists("region", states=states, of_regions=True)):
        stated = figures.get(listed.of)
        if stated is None or listed.of is None:
            continue
        context = Context(listed.of.scope, listed.of.batch)
        name = listed.of.region
        plain = msgspec.structs.replace(
            _demand(listed, stated, f"prose-regions:{name}:{number}"),
            subject=Text(f"the regions in the text {name}", f"文中{name}各地区"),
            right_label=Text("its own figure is", "该地区件数为"),
        )
        yield from with_reasons(figures, plain, of="region", context=context)
        if short := names_the_largest(figures, listed, stated.value):
            yield msgspec.structs.replace(plain, relation="<=", explanation=short)


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    yield from _of_regions(figures)
    lists = [*figures.lists("region", states=("closed", "open"))]
    joined = [*lists_together([*figures.lists("region", states=("closed", "open"), least=1)])]
    for number, listed in enumerate(lists):
        first = listed.keys[0]
        context = Context(first.scope, first.batch)
        group = f"prose-regions:{number}"
        stated = figures.stated(first.measure, context)
        if stated is not None:
            yield from with_reasons(
                figures, _demand(listed, stated, group), of="region", context=context
            )
        for whole in joined:
            if stated is None or listed.state != "closed":
                break
            if set(listed.keys) < set(whole.keys):
                plain = _demand(whole, stated, group)
                yield from with_reasons(figures, plain, of="region", context=context)
        if stated is not None:
            yield from _of_an_item(figures, lists, listed, stated, group)
        problems = figures.stated("problems", context) if first.measure == "cases" else None
        if problems is not None:
            why = Text(
                "the regions break down the problems, not the cases",
                "各地区按问题数拆分，而非按件数",
            )
            plain = _demand(listed, problems, group)
            if stated is not None:  # some of the regions are fewer than the problems anyway
                plain = msgspec.structs.replace(plain, relation="=", explanation=why)
            yield plain
        whole_of = stated or problems
        if whole_of is not None and (short := names_the_largest(figures, listed, whole_of.value)):
            yield msgspec.structs.replace(
                _demand(listed, whole_of, group), relation="<=", explanation=short
            )


RULE = Rule(
    code="N204",
    name="prose-regions",
    title=Text("the regions in the text add up to the cases", "文中各地区之和等于件数"),
    about="正文列全的各地区之和应等于件数（或问题数）；只列前几位的名单不得超过总数；中断的名单不核对。括号内所列下级地区之和应等于该地区件数，只列部分（含、其中）时不得超过。文中说明的共办、重复、退办件可解释差额。",
    state=state,
)
