"""Two readers of one PDF read a figure differently.

Where the figures of a table do not close, or cannot be checked, a second reader (camelot) is
asked about that table. Where it reads other figures our copy is in doubt, and the cells are
named with both values; neither is believed. Where it reads the same, the failed sum is the
print's own, and its finding says so. In the examples here the second reading stands below
the line.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件6件。

    | 设区市 | 交办件数 | 水 | 大气 |
    | 合肥 | 3 | 1 | 2 |
    | 芜湖 | 2 | 1 | 1 |
    | 亳州 | 1 | 1 | 0 |
    | 合计 | 6 | 3 | 3 |
    ---- second reader
    | 设区市 | 交办件数 | 水 | 大气 |
    | 合肥 | 3 | 1 | 2 |
    | 芜湖 | 2 | 1 | 1 |
    | 亳州 | 1 | 7 | 0 |
    | 合计 | 6 | 3 | 3 |

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件6件。

    | 设区市 | 交办件数 | 水 | 大气 |
    | 合肥 | 3 | 1 | 2 |
    | 芜湖 | 2 | 1 | 1 |
    | 亳州 | 1 | 1 | 0 |
    | 合计 | 6 | 3 | 3 |
    ---- second reader
    | 设区市 | 交办件数 | 水 | 大气 |
    | 合肥 | 3 | 1 | 2 |
    | 芜湖 | 2 | 1 | 1 |
    | 亳州 | 1 | 1 | 0 |
    | 合计 | 6 | 3 | 3 |
"""

from __future__ import annotations

from ..model import Text
from . import Rule

RULE = Rule(
    code="S005",
    name="readers-disagree",
    title=Text("two readers read the same figures", "两个识读引擎读数一致"),
    about="表中数字不平或无法核对时，另请第二个识读引擎（camelot）读同一张表。读数不同，则读数存疑，逐格列出；读数相同，则应是原文本身不平。",
    severity="warning",
)
