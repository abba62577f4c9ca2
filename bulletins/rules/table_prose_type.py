"""A type's column in the table gives the figure that the text states.

The printed total of a type's column, else its sum, is held against the same type in the
text. Where the types named in the text already make up the stated total, a type that it
does not name has none there: that 0 is implied, and the finding says so. A type of which the
table has no column counts as an empty one where the rows are short of their totals by it.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。其中,大气2件、水2件、噪声1件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2 |  |
    | 芜湖 | 2 |  | 1 | 1 |

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。其中,大气3件、水1件、噪声1件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2 |  |
    | 芜湖 | 2 |  | 1 | 1 |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..figures import terms
from ..model import TOTAL, Constraint, Context, FigureList, Key, Table, Text
from ..vocabulary.codes import code_name
from . import Case, Rule

_ASSUMED = Text(
    "the text names no such type, and those it names make up its total: so it has none",
    "正文未列此类型，而所列类型之和已等于总数，推定为 0",
)


_MISSING = Text(
    "the table has no such column, though its rows are short of their totals; it gives",
    "表中无此列，而各行类型之和少于总数；表内合计",
)


def _column(case: Case, table: Table, code: str, context: Context) -> tuple[Key, ...]:
    """The printed total of a type's column, else its cells; blank ones where it is missing."""
    if code in (key.pollution for key in case.figures.missing_types(table, context)):
        return tuple(
            key
            for row in case.figures.rows(table)
            if row.context == context and row.row.role == "region"
            for key in row.keys
            if key.pollution == code and key.origin == "table"
        )
    keys = [
        p.key for p in table.counted
        if p.key.pollution == code and Context(p.key.scope, p.key.batch) == context
        and p.key.measure != "share"
    ]  # fmt: skip
    keys += [k for k in case.figures.left_out(table, context) if k.pollution == code]
    corner = [k for k in keys if k.region == TOTAL and case.figures.printed(k)]
    return tuple(corner or [k for k in keys if k.region != TOTAL])


def _implies_zero(case: Case, listed: FigureList, context: Context) -> bool:
    """Whether the list is whole and closes on the stated problems or cases."""
    values = [case.figures.value(key) for key in listed.keys]
    if listed.state != "closed" or any(v is None for v in values):
        return False
    stated = (case.figures.stated(m, context) for m in ("problems", "cases"))
    return sum(v or 0 for v in values) in [s.value for s in stated if s is not None]


def _renamed(elsewhere: Sequence[Key]) -> Text | None:
    """That a type may go by another label in the text, which has some that the table has not."""
    if not elsewhere:
        return None
    en = ", ".join(code_name(k.pollution).en for k in elsewhere)
    zh = "、".join(code_name(k.pollution).zh for k in elsewhere)
    return Text(
        f"the text names no such type; it names {en}, of which the table has no column: one of the "
        "labels may be wrong",
        f"正文未列此类型；正文所列{zh}在表中无对应列：其中一处名称可能有误",
    )


def state(case: Case) -> Iterator[Constraint]:
    for listed in case.figures.lists("pollution", states=("closed", "open", "cut"), least=1):
        first = listed.keys[0]
        context = Context(first.scope, first.batch)
        implied = _implies_zero(case, listed, context)
        named = {key.pollution: key for key in listed.keys}
        for table in case.figures.tables():
            missing = [k.pollution for k in case.figures.missing_types(table, context)]
            printed = [p.key.pollution for p in table.counted if p.key.pollution != TOTAL]
            elsewhere = [
                k for k in listed.keys
                if k.pollution not in (*printed, *missing) and case.figures.value(k)
            ]  # fmt: skip
            for code in dict.fromkeys((*printed, *missing)):
                cells = _column(case, table, code, context)
                if not cells or not (code in named or implied):
                    continue
                labels = (table.columns[p.col].label for p in table.counted if p.key == cells[0])
                label = next(labels, code_name(code).zh)
                stated = named.get(code) or Key(
                    first.part, "prose", first.scope, first.batch, TOTAL, code, first.measure
                )
                total = Key(
                    table.part, "table", first.scope, first.batch, TOTAL, code, cells[0].measure
                )
                yield Constraint(
                    rule="table-prose-type",
                    subject=Text(f"{label or '—'} ({code})", label or code),
                    keys=(total, stated),
                    left=terms(cells),
                    right=terms((stated,)),
                    left_label=_MISSING if code in missing else Text("the table gives", "表内合计"),
                    right_label=Text("the text says", "文中为")
                    if code in named
                    else Text("the text implies", "文中推定为"),
                    assumption=None if code in named else _renamed(elsewhere) or _ASSUMED,
                    hearsay=code not in named and bool(elsewhere),
                )


RULE = Rule(
    code="N201",
    name="table-prose-type",
    title=Text("a type’s column is the figure in the text", "表内各类型合计等于文中该类型数"),
    about="表中每一类型的合计（合计行印出的数，否则各地区之和）应等于正文所列该类型的数。正文所列类型之和已等于总数时，未列出的类型按 0 计（此为可质疑的推定）。正文列有而表中无此列的类型，若各行类型之和少于总数的件数与之相当，按空列计。",
    state=state,
)
