"""Closed, partly closed and open cases make up the cases of the batch.

已办结 + 阶段性办结 + 未办结 is the number of cases. Where the open ones are not printed, the
others are at most the cases. In a table that also has the cases since the first batch, the
states may be of either.

Wrong::

    中央第二生态环境保护督察组信访件边督边改公开情况(第三批)

    目前,中央第二生态环境保护督察组转办的第三批10件群众信访举报件已办结5件、阶段性办结3件、未办结3件。

Right::

    中央第二生态环境保护督察组信访件边督边改公开情况(第三批)

    目前,中央第二生态环境保护督察组转办的第三批10件群众信访举报件已办结5件、阶段性办结3件、未办结2件。
"""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import terms
from ..model import Constraint, Text
from ..reasons import with_reasons
from . import Case, Rule

_STATES = ("closed", "partly_closed", "open", "postponed")


def state(case: Case) -> Iterator[Constraint]:
    for number, margin in enumerate(case.figures.margins):
        found = {m: key for m in _STATES if (key := margin.keys.get(m)) is not None}
        for total in margin.cases if found else ():
            plain = Constraint(
                rule="progress-states",
                subject=Text(margin.label or "progress", margin.label or "办理进度"),
                keys=(total,),
                left=terms([*found.values()]),
                right=terms((total,)),
                left_label=Text("the states add up to", "各状态合计"),
                right_label=Text("the cases are", "件数为"),
                relation="=" if "open" in found and len(found) > 1 else "<=",
                group=f"progress-states:{number}",
            )
            yield from with_reasons(case.figures, plain, of="progress", context=margin.context)


RULE = Rule(
    code="P401",
    name="progress-states",
    title=Text("closed, partly closed and open make up the cases", "办结情况之和等于件数"),
    about="已办结、阶段性办结、未办结之和应等于该批件数；未印未办结时，不得多于件数。",
    state=state,
)
