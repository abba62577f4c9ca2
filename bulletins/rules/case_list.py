"""The table of single cases has a row for every case.

The rows of a case table (one complaint each, by its number) are counted and held against
the cases of the batch.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件3件。

    信访举报件办理情况一览表(第三批)

    | 序号 | 受理编号 | 交办问题基本情况 | 是否属实 |
    | 1 | X2AH01 | 异味 | 属实 |
    | 2 | X2AH02 | 噪声 | 属实 |

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件2件。

    信访举报件办理情况一览表(第三批)

    | 序号 | 受理编号 | 交办问题基本情况 | 是否属实 |
    | 1 | X2AH01 | 异味 | 属实 |
    | 2 | X2AH02 | 噪声 | 属实 |
"""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import terms
from ..model import Constraint, Context, Text
from . import Case, Rule


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    tables = [t for t in case.bulletin.tables if t.part == "case_table"]
    stated = figures.stated("cases", Context("batch", case.bulletin.batch))
    if tables and stated is not None:
        yield Constraint(
            rule="case-list",
            subject=Text("case table", "案件表"),
            keys=(stated.key,),
            left=(),
            right=terms((stated.key,)),
            left_label=Text("its rows are", "行数为"),
            right_label=Text("the text says", "文中为"),
            left_constant=sum(len(t.rows) for t in tables),
            sources=tuple(t.grid.source for t in tables),
        )


RULE = Rule(
    code="N210",
    name="case-list",
    title=Text("the case table has a row a case", "案件表行数等于件数"),
    about="逐件列表的行数应等于该批件数；表在别处续印时按已印行数核对。",
    state=state,
)
