"""The file carries damage that reading had to step over.

Control characters and zero-width marks inside words and figures are left out for reading;
a page or sheet that could not be read is named, one finding each.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件​5件。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。
"""

from __future__ import annotations

from ..model import Text
from . import Rule

RULE = Rule(
    code="S006",
    name="damaged-input",
    title=Text("the file carries damage", "文件带有损伤"),
    about="文件中有控制字符、零宽字符等不可见内容，识读时略去；或有页、工作表未能读取。",
    severity="warning",
)
