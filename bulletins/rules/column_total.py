"""The regions of a column add up to the total row.

Every column of a table with a total row (合计, 全省, 总计) is added up. A blank cell of the
total row counts as 0, as these tables print it. Shares are not added up here.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2 |  |
    | 芜湖 | 2 |  | 1 | 1 |
    | 合计 | 5 | 1 | 4 | 1 |

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2 |  |
    | 芜湖 | 2 |  | 1 | 1 |
    | 合计 | 5 | 1 | 3 | 1 |
"""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import terms
from ..model import TOTAL, Constraint, Key, Table, Text
from . import Case, Rule


def _column(case: Case, table: Table, total: Key) -> Constraint:
    same = (total.scope, total.batch, total.pollution, total.measure)
    cells = [
        p.key for p in table.places
        if p.key.region != TOTAL
        and (p.key.scope, p.key.batch, p.key.pollution, p.key.measure) == same
    ]  # fmt: skip
    label = next(table.columns[p.col].label for p in table.places if p.key == total)
    name = label or total.pollution
    return Constraint(
        rule="column-total",
        subject=Text(name, name),
        keys=(total,),
        left=terms(cells),
        right=terms((total,)),
        left_label=Text("the regions add up to", "各地区合计"),
        right_label=Text("the total row says", "合计行为"),
    )


def state(case: Case) -> Iterator[Constraint]:
    for table in case.figures.tables():
        totals = [p.key for p in table.places if p.key.region == TOTAL]
        if not any(case.figures.printed(key) for key in totals):
            continue
        for total in totals:
            if total.measure != "share":
                yield _column(case, table, total)


RULE = Rule(
    code="T102",
    name="column-total",
    title=Text("a column adds up to its total row", "各列之和等于合计行"),
    about="每一列各地区之和应等于合计行（合计、全市、总计）印出的数；合计行空白按 0 计。",
    state=state,
)
