"""Key and ordinary cases make up the cases; key cases never exceed them.

Where both are printed, 重点件 + 一般件 is the number of cases. Key cases alone are at most
the cases, and those printed by region are at most the key cases in all; behind a whole list of regions
they are all of them (a single one may be named for itself).

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件,其中重点件6件。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件,其中重点件2件。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ..figures import Figures, terms
from ..model import TOTAL, Constraint, Context, Key, Text
from . import Case, Rule


def _demand(
    name: str,
    left: tuple[Key, ...],
    total: Key,
    relation: Literal["=", "<="],
    words: tuple[str, str],
) -> Constraint:
    return Constraint(
        rule="key-cases",
        subject=Text(name or "key cases", name or "重点件"),
        keys=(total,),
        left=terms(left),
        right=terms((total,)),
        left_label=Text(*words),
        right_label=Text("the total is", "总数为"),
        relation=relation,
    )


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    for margin in (*figures.margins, *figures.margins_of_regions):
        key, total = margin.keys.get("key_cases"), margin.keys.get("cases")
        ordinary = margin.keys.get("ordinary_cases")
        if key is None:
            continue
        if total is not None and ordinary is not None:
            words = ("key and ordinary cases add up to", "重点件与一般件合计")
            yield _demand(margin.label, (key, ordinary), total, "=", words)
        elif total is not None:
            words = ("the key cases are", "重点件共")
            yield _demand(margin.label, (key,), total, "<=", words)
        regional = () if margin.label else _of_regions(figures, margin.context)
        if regional:
            words = ("those of the regions add up to", "各地区合计")
            whole = len(regional) > 1 and _lists_all(figures, margin.context)
            yield _demand("", regional, key, "=" if whole else "<=", words)


def _lists_all(figures: Figures, context: Context) -> bool:
    """Whether the text lists all regions: then those without key cases have none."""
    return any(
        Context(listed.keys[0].scope, listed.keys[0].batch) == context
        and sum(figures.value(key) or 0 for key in listed.keys)
        == ((total := figures.stated("cases", context)) and total.value)
        for listed in figures.lists("region")
    )


def _of_regions(figures: Figures, context: Context) -> tuple[Key, ...]:
    return tuple(
        k for k in figures.by_key
        if k.measure == "key_cases" and k.origin == "prose" and k.region != TOTAL
        and Context(k.scope, k.batch) == context
    )  # fmt: skip


RULE = Rule(
    code="N207",
    name="key-cases",
    title=Text("key cases are part of the cases", "重点件不多于件数"),
    about="重点件与一般件之和应等于件数；只印重点件时，重点件不得多于件数；分地区重点件之和不得多于重点件总数；地区列全时应等于重点件总数。",
    state=state,
)
