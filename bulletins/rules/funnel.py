"""No step of the handling has more cases than the step before it.

收到 ≥ 受理 ≥ 交办 ≥ 办结: of those printed, each is at least the next.

Wrong::

    中央第二生态环境保护督察组信访件边督边改公开情况(第三批)

    目前,中央第二生态环境保护督察组转办的第三批10件群众信访举报件已办结12件。

Right::

    中央第二生态环境保护督察组信访件边督边改公开情况(第三批)

    目前,中央第二生态环境保护督察组转办的第三批10件群众信访举报件已办结9件。
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..figures import terms
from ..model import Constraint, Text
from ..reasons import with_reasons
from . import Case, Rule

_STEPS = ("received", "accepted", "transferred", "cases", "closed")
_NAMES = {
    "received": Text("received", "收到"),
    "accepted": Text("accepted", "受理"),
    "transferred": Text("transferred", "交办"),
    "cases": Text("the cases", "件数"),
    "closed": Text("closed", "办结"),
}


def state(case: Case) -> Iterator[Constraint]:
    for number, margin in enumerate(case.figures.margins):
        found = [(m, key) for m in _STEPS if (key := margin.keys.get(m)) is not None]
        for (more, first), (fewer, second) in pairwise(found):
            step = Text(
                f"{_NAMES[more].en} ≥ {_NAMES[fewer].en}", f"{_NAMES[more].zh} ≥ {_NAMES[fewer].zh}"
            )
            for whole in margin.cases if more == "cases" else (first,):
                plain = Constraint(
                    rule="funnel",
                    subject=Text(f"{margin.label} {step.en}".strip(), f"{margin.label}{step.zh}"),
                    keys=(whole, second),
                    left=terms((whole,)),
                    right=terms((second,)),
                    left_label=_NAMES[more],
                    right_label=_NAMES[fewer],
                    relation=">=",
                    group=f"funnel:{number}:{more}",
                )
                yield from with_reasons(case.figures, plain, of="region", context=margin.context)


RULE = Rule(
    code="P403",
    name="funnel",
    title=Text("received ≥ accepted ≥ transferred ≥ closed", "收到 ≥ 受理 ≥ 交办 ≥ 办结"),
    about="收到数不少于受理数，受理数不少于交办数，交办数不少于办结数。",
    state=state,
)
