"""The text breaks off in a list, a bracket or a figure.

What a list would have gone on to name is unknown, so nothing is held against it.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(2件)。
"""

from __future__ import annotations

from ..model import Text
from . import Rule

RULE = Rule(
    code="S004",
    name="truncated-text",
    title=Text("the text breaks off", "文字中断"),
    about="文字在名单、括号或数字中间中断（或“下转第几版”）；不据中断的名单与任何合计核对。",
    severity="warning",
)
