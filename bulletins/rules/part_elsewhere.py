"""The details are only behind a link, a code or in a picture.

The text sends its readers to a code or a link, and this document has no table.

Wrong::

    中央第二生态环境保护督察组信访件边督边改公开情况(第三批)

    目前,中央第二生态环境保护督察组转办的第三批10件群众信访举报件已办结9件。详情请扫二维码。

Right::

    中央第二生态环境保护督察组信访件边督边改公开情况(第三批)

    目前,中央第二生态环境保护督察组转办的第三批10件群众信访举报件已办结9件。
"""

from __future__ import annotations

from ..model import Text
from . import Rule

RULE = Rule(
    code="S007",
    name="part-elsewhere",
    title=Text("a part stands elsewhere", "部分内容在别处"),
    about="详情只在二维码、链接或图片之中，本文件没有。",
    severity="note",
)
