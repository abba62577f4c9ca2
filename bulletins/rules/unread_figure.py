"""Something is printed where a figure belongs, and it is no number.

The value is None, never 0 and never a guess, and sums that it belongs to are left
untested. A blank cell is no such thing: blank is blank. The same is
said of what stands inside a table of a PDF and belongs to none of its cells; it is kept as
text beside the table.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2I |  |
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
    code="S001",
    name="unread-figure",
    title=Text("something printed was not read as a figure", "印有内容但未能读作数字"),
    about="单元格印有内容但不是数字，或同一地区出现两行，或表内文字不属于任何单元格；该值记为空（None），相关合计不予核对，绝不猜测。",
    severity="warning",
)
