"""Substantiated and unsubstantiated cases make up all cases, or the closed ones.

属实 + 基本属实 + 部分属实 + 不属实 (+ those still being verified) is the number of cases of
the batch, or of the closed ones, with or without those closed in part. Each base is tried;
the one that fits is said in the checks.

Wrong::

    中央第二生态环境保护督察组信访件边督边改公开情况(第三批)

    目前,中央第二生态环境保护督察组转办的第三批10件群众信访举报件已办结8件、未办结2件。其中属实5件、部分属实1件、不属实1件。

Right::

    中央第二生态环境保护督察组信访件边督边改公开情况(第三批)

    目前,中央第二生态环境保护督察组转办的第三批10件群众信访举报件已办结8件、未办结2件。其中属实5件、部分属实2件、不属实1件。
"""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import terms
from ..model import Constraint, Key, Text
from . import Case, Rule

_OUTCOMES = (
    "substantiated",
    "basically_substantiated",
    "partly_substantiated",
    "unsubstantiated",
    "verifying",
)
_CASES = Text("the cases are", "件数为")
_CLOSED = (
    (("closed",), Text("the closed cases are", "办结数为")),
    (("closed", "partly_closed"), Text("those closed or partly closed are", "办结与阶段性办结为")),
)


def state(case: Case) -> Iterator[Constraint]:
    for number, margin in enumerate(case.figures.margins):
        found = {m: key for m in _OUTCOMES if (key := margin.keys.get(m)) is not None}
        if "unsubstantiated" not in found or len(found) < 2:
            continue
        bases: list[tuple[tuple[Key, ...], Text]] = [((key,), _CASES) for key in margin.cases]
        for measures, label in _CLOSED:
            closed = tuple(key for m in measures if (key := margin.keys.get(m)) is not None)
            if len(closed) == len(measures):
                bases.append((closed, label))
        for base, label in bases:
            yield Constraint(
                rule="progress-findings",
                subject=Text(margin.label or "outcomes", margin.label or "属实情况"),
                keys=base[:1],
                left=terms([*found.values()]),
                right=terms(base),
                left_label=Text("the outcomes add up to", "属实情况各项合计"),
                right_label=label,
                group=f"progress-findings:{number}",
            )


RULE = Rule(
    code="P402",
    name="progress-findings",
    title=Text(
        "substantiated or not: all cases, or the closed ones", "属实情况之和等于件数或办结数"
    ),
    about="属实、基本属实、部分属实、不属实（及核实中）之和应等于全部件数，或等于已办结数；采用何种口径在核对表中注明。",
    state=state,
)
