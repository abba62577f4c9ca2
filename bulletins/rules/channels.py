"""Calls and letters make up the cases.

来电 + 来信 (and a third channel, where there is one) is the number of cases: in the text,
for a batch and cumulatively, and in every row of a table that has these columns.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件,其中来电3件、来信1件。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件,其中来电3件、来信2件。
"""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import terms
from ..model import Constraint, Key, Number, Text
from ..reasons import with_reasons
from . import Case, Rule

_BASES = ("cases", "received", "accepted", "transferred")  # of which step they are
_CHANNELS = ("calls", "letters", "other_channel")


def _more(case: Case, key: Key | None) -> Number:
    """What further channels of one context count: 微信3件、网络2件 are two of one measure."""
    found = [o for o in case.bulletin.observations if o.key == key]
    labels = {o.label: o.value for o in found[:1]}
    return sum(o.value or 0 for o in found[1:] if o.label not in labels)


def state(case: Case) -> Iterator[Constraint]:
    for number, margin in enumerate((*case.figures.margins, *case.figures.margins_of_regions)):
        channels = [key for m in _CHANNELS if (key := margin.keys.get(m)) is not None]
        totals = [key for m in _BASES if (key := margin.keys.get(m)) is not None]
        if len(channels) < 2:
            continue
        for total in totals:
            plain = Constraint(
                rule="channels",
                subject=Text(margin.label or "channels", margin.label or "渠道"),
                keys=(total,),
                left=terms(channels),
                right=terms((total,)),
                left_label=Text("calls and letters add up to", "来电来信合计"),
                right_label=Text("the cases are", "件数为"),
                left_constant=_more(case, margin.keys.get("other_channel")),
                group=f"channels:{number}",
            )
            yield from with_reasons(case.figures, plain, of="channel", context=margin.context)


RULE = Rule(
    code="N206",
    name="channels",
    title=Text("calls and letters make up the cases", "来电与来信之和等于件数"),
    about="来电、来信（及其他渠道）之和应等于件数；正文与表中每一行都核对。",
    state=state,
)
