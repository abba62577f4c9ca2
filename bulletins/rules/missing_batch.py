"""A run of batches has no gap.

Where a run holds three notices or more of one inspection, every batch between the first
and the last of them is expected. A gap is a doubt: a figure summed over the run would lack
what was handed over then.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至2024年11月3日9时,我省收到第三批群众信访举报件5件。

    中央第二生态环境保护督察组向安徽省转办第四批信访件

    截至2024年11月4日9时,我省收到第四批群众信访举报件5件。

    中央第二生态环境保护督察组向安徽省转办第六批信访件

    截至2024年11月6日9时,我省收到第六批群众信访举报件5件。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至2024年11月3日9时,我省收到第三批群众信访举报件5件。

    中央第二生态环境保护督察组向安徽省转办第四批信访件

    截至2024年11月4日9时,我省收到第四批群众信访举报件5件。

    中央第二生态环境保护督察组向安徽省转办第五批信访件

    截至2024年11月5日9时,我省收到第五批群众信访举报件5件。
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Bulletin, Doubt, Text
from . import Case, Rule

_SERIES = 3  # notices of one inspection that make a series


def _handed(bulletin: Bulletin) -> set[int]:
    """The batches whose handing over a bulletin tells of; none for a progress notice."""
    told = "notice" in bulletin.parts or "statistics_table" in bulletin.parts
    return set(bulletin.batches) if told else set()


def state(case: Case) -> Iterator[Doubt]:
    own = _handed(case.bulletin)
    if not own:
        return
    series = own.union(*(_handed(figures.bulletin) for figures in case.others))
    below = [batch for batch in series if batch < min(own)]
    if len(series) < _SERIES or not below or max(below) == min(own) - 1:
        return
    first, last = max(below) + 1, min(own) - 1
    which = f"{first}" if first == last else f"{first}-{last}"
    yield Doubt(
        "missing-batch",
        Text(
            f"batch {which} of this inspection is not in the run, though batch {max(below)} and "
            f"batch {min(own)} are",
            f"本次运行有第 {max(below)} 批和第 {min(own)} 批，缺第 {which} 批",
        ),
    )


RULE = Rule(
    code="C304",
    name="missing-batch",
    title=Text("a run of batches has no gap", "批次连续"),
    about="同一次运行中有同一督察的三个及以上批次时，首末批之间不应缺批。",
    severity="warning",
    state=state,
)
