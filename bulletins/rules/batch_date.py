"""A batch's date lies in the inspection and in the order of batches.

The cut-off lies between the first day of the inspection and a month behind its last one,
and a later batch of the run is not dated before an earlier one. A doubt, not an error:
the date, the period or the batch number may be the wrong one.

Wrong::

    中央第二生态环境保护督察组督察安徽

    进驻期间(2024年10月20日-11月20日)设立专门值班电话:0551-62956707。截至2024年9月3日9时,我省收到中央第二生态环境保护督察组转办的第三批群众信访举报件5件。

Right::

    中央第二生态环境保护督察组督察安徽

    进驻期间(2024年10月20日-11月20日)设立专门值班电话:0551-62956707。截至2024年11月3日9时,我省收到中央第二生态环境保护督察组转办的第三批群众信访举报件5件。
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..model import Doubt, Text
from . import Case, Rule


def state(case: Case) -> Iterator[Doubt]:
    here = case.bulletin
    if here.as_of is None:
        return
    day = date.fromisoformat(here.as_of[:10])
    sources = (here.contact.source,) if here.contact else ()
    if here.contact is not None and here.contact.period is not None:
        first, last = map(date.fromisoformat, here.contact.period)
        if not first <= day <= last + timedelta(days=31):
            yield Doubt(
                "batch-date",
                Text(
                    f"dated {day}, outside the inspection ({first} to {last})",
                    f"日期 {day} 不在督察进驻期间（{first} 至 {last}）",
                ),
                sources=sources,
            )
    for other in (figures.bulletin for figures in case.others):
        if not (here.batch and other.batch and other.as_of):
            continue
        both = min(len(here.as_of), len(other.as_of))  # days alone, where one has no hour
        if other.batch < here.batch and other.as_of[:both] > here.as_of[:both]:
            yield Doubt(
                "batch-date",
                Text(
                    f"batch {here.batch} is dated {here.as_of}, before batch {other.batch} "
                    f"({other.as_of})",
                    f"第 {here.batch} 批日期 {here.as_of} 早于第 {other.batch} 批（{other.as_of}）",
                ),
            )


RULE = Rule(
    code="C302",
    name="batch-date",
    title=Text("the date fits the inspection and the batch", "日期与督察时间、批次相符"),
    about="截止日期应在督察进驻期间之内（其后一个月内亦可），且批次靠后的日期不得早于批次靠前的。",
    severity="warning",
    state=state,
)
