"""The table's total is the one that the text states.

The cell where the total row meets the total column, else the sum of the total column, is
held against the number of cases in the text; so are the totals of 来电, 来信 and key cases.
A table without a total column is held by the sum of its types, where types equal cases.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件6件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
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

from collections.abc import Iterator

from ..figures import terms
from ..model import TOTAL, Constraint, Context, Key, Table, Text
from . import Case, Rule

_LABELS = {"calls": "来电", "letters": "来信", "key_cases": "重点件"}


def _total_terms(case: Case, table: Table, context: Context, measure: str) -> tuple[Key, ...]:
    """The keys that make the table's total: the corner, the total column, or all types."""
    here = [p.key for p in table.counted if Context(p.key.scope, p.key.batch) == context]
    here += case.figures.left_out(table, context)
    column = [k for k in here if k.pollution == TOTAL and k.measure == measure]
    corner = [k for k in column if k.region == TOTAL and case.figures.printed(k)]
    if table.partial:
        return tuple(corner[:1])
    if column or measure != "cases" or case.bulletin.basis.relation != "equal":
        return tuple(corner[:1] or [k for k in column if k.region != TOTAL])
    return tuple(
        k for k in here if k.region != TOTAL and k.pollution != TOTAL and k.measure != "share"
    )


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    for table in figures.tables():
        for context in figures.contexts("table"):
            for measure in ("cases", "calls", "letters", "key_cases"):
                stated = figures.stated(measure, context)
                keys = _total_terms(case, table, context, measure) if stated else ()
                if not keys or stated is None:
                    continue
                name = _LABELS.get(measure, "")
                yield Constraint(
                    rule="grand-total",
                    subject=Text(name or "the table's total", name or "表内总数"),
                    keys=(
                        Key(
                            table.part, "table", context.scope, context.batch, TOTAL, TOTAL, measure
                        ),
                        stated.key,
                    ),
                    left=terms(keys),
                    right=terms((stated.key,)),
                    left_label=Text("the table gives", "表内合计"),
                    right_label=Text("the text says", "文中为"),
                )


RULE = Rule(
    code="T103",
    name="grand-total",
    title=Text("the table’s total is the stated one", "表内总数等于文中总数"),
    about="表中总数列（或合计行）的总和应等于正文所称件数；来电、来信、重点件等总数同理。",
    state=state,
)
