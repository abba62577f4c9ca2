"""The printed header does not stand over the columns it names.

A diagonal corner cell (设区市\\类型) printed as two cells moves the header right; a lost
one-character cell (水) moves it left. The header is laid so that most stated totals close;
the finding says what was done. Every printed value stays where it is printed.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。

    信访举报件统计表(第三批)

    | 设区市 | 类型 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2 |  |  |
    | 芜湖 | 2 |  | 1 | 1 |  |

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
    code="S003",
    name="misaligned-columns",
    title=Text("the header does not stand over its body", "表头与表体错列"),
    about="表头比表体多一列（斜线表头被印成两格）或少一列（“水”字丢失）；按能使最多合计闭合的方式对齐，印刷的数一个不改。",
    severity="warning",
)
