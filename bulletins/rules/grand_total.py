"""The table's total is the one that the text states.

The cell where the total row meets the total column, else the sum of the total column, is
held against the number of cases in the text; so are the totals of 来电, 来信, key cases and
of what became of the cases (办结, 责令整改, 罚款 …). A table without a total column is held by the
sum of its types, where types equal cases. Cases that the text calls closed, or not, may
include those closed in part.

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
from decimal import Decimal

from ..figures import terms, unit_of
from ..model import TOTAL, Constraint, Context, Key, Number, Observation, Table, Text
from ..vocabulary.codes import code_name
from ..vocabulary.measures import PROGRESS_MEASURES
from . import Case, Rule

_COUNTED = ("cases", "calls", "letters", "key_cases")
_OUTCOMES = sorted(PROGRESS_MEASURES)
_MAY_HAVE_PARTS = ("closed", "open")


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


def _rounding(stated: Observation) -> Number:
    """One unit of the last digit that the text prints of a sum of money, in yuan; else nothing."""
    printed = Decimal(stated.text) if stated.text.replace(".", "", 1).isdecimal() else Decimal()
    if stated.unit != "CNY" or not printed or stated.value is None:
        return 0
    return unit_of(stated.text) * (Decimal(stated.value) / printed)


def _demands(
    case: Case, table: Table, context: Context, measure: str, stated: Observation
) -> Iterator[Constraint]:
    """The table's total of a measure is what the text states."""
    keys = _total_terms(case, table, context, measure)
    if not keys:
        return
    name = code_name(measure)
    group = f"grand-total:{table.part}:{stated.key}" if measure in _MAY_HAVE_PARTS else None
    sums = [keys]
    if group and (parts := _total_terms(case, table, context, "partly_closed")):
        sums.append((*keys, *parts))
    for left in sums:
        yield Constraint(
            rule="grand-total",
            subject=Text("the table's total", "表内总数") if measure == "cases" else name,
            keys=(
                Key(table.part, "table", context.scope, context.batch, TOTAL, TOTAL, measure),
                stated.key,
            ),
            left=terms(left),
            right=terms((stated.key,)),
            left_label=Text("the table gives", "表内合计"),
            right_label=Text("the text says", "文中为"),
            tolerance=_rounding(stated),
            group=group,
        )


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    for table in figures.tables():
        for context in figures.contexts("table"):
            for measure in (*_COUNTED, *_OUTCOMES):
                if (stated := figures.stated(measure, context)) is not None:
                    yield from _demands(case, table, context, measure, stated)


RULE = Rule(
    code="T103",
    name="grand-total",
    title=Text("the table’s total is the stated one", "表内总数等于文中总数"),
    about="表中总数列（或合计行）的总和应等于正文所称件数；来电、来信、重点件及办理情况（办结、责令整改、罚款等）的总数同理。",
    state=state,
)
