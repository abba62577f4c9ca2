"""As many regions are listed as the text says there are.

涉及16个地市 is held against the list behind it, else (where there is none, or it breaks
off) against the table's rows that have cases. Bodies that are no division (省直部门, a park)
may be counted among them or not.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及3个地市,分别是:合肥市(3件)、芜湖市(2件)。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(2件)。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from ..model import Constraint, Key, StatedCount, Text
from . import Case, Rule

_TOGETHER = re.compile(r"其[他它余]|[两二三四五六七八九十][个]?[区县市州]$")
"""An item of a list that is several regions (其他区县, 主城九区)."""


def _listed(case: Case, count: StatedCount) -> tuple[str, list[Key]]:
    """(where, keys of the regions counted): the list in the text, else the table's rows."""
    figures = case.figures
    for listed in figures.lists("region"):
        first = listed.keys[0]
        here = None in (count.batch, first.batch) or count.batch == first.batch
        if first.scope == count.scope and here:
            together = any(_TOGETHER.search(key.region) for key in listed.keys)
            return "list", [] if together else list(listed.keys)
    for table in figures.tables():
        # A table of cities over their counties: the text counts the cities.
        cities = any(row.role == "group" and row.region_code for row in table.rows)
        role = "group" if cities else "region"
        keys = [
            key for row in figures.rows(table)
            if row.row.role == role and row.context.scope == count.scope
            and (key := row.key("cases")) is not None and figures.value(key)
        ]  # fmt: skip
        if keys:
            return "table", keys
    return "", []


def state(case: Case) -> Iterator[Constraint]:
    for number, count in enumerate(case.bulletin.region_counts):
        where, keys = _listed(case, count)
        if not keys:
            continue
        divisions = [k for k in keys if (o := case.figures.get(k)) is not None and o.region_code]
        left = {
            "list": Text("the list names", "名单列出"),
            "table": Text("the table has", "表中有"),
        }
        stated = dict.fromkeys((count.value, count.value + count.more))
        for named, value in product(dict.fromkeys((len(keys), len(divisions))), stated):
            if not named:
                continue
            yield Constraint(
                rule="region-count",
                subject=Text("regions", "地区数"),
                keys=tuple(keys),
                left=(),
                right=(),
                left_label=left[where],
                right_label=Text("the text says", "文中称"),
                left_constant=named,
                right_constant=value,
                group=f"region-count:{number}",
                sources=(count.source,),
            )


RULE = Rule(
    code="N205",
    name="region-count",
    title=Text("as many regions are listed as stated", "所列地区数等于所称地区数"),
    about="正文所称地区数（涉及16个地市）应等于所列地区数；名单中断或未列时，与表中有件的地区行数核对。省直部门等机构可计可不计。",
    state=state,
)
