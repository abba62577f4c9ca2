"""A type or a column is named by a word outside the vocabulary.

The printed label is kept. Two labels of one list are never merged silently.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 光影 |
    | 合肥 | 3 | 1 | 2 |  |
    | 芜湖 | 2 |  | 1 | 1 |

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2 |  |
    | 芜湖 | 2 |  | 1 | 1 |
"""

from __future__ import annotations

from ..model import Text
from . import Rule

RULE = Rule(
    code="S002",
    name="unknown-label",
    title=Text("a label outside the vocabulary", "词表之外的名称"),
    about="类型或列名不在词表之内：按原文保留，从不猜测。",
    severity="warning",
)
