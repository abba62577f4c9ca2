"""The types of a table row add up to its total.

A row whose types do not add up to its total (交办情况, 交办件数, 合计) has lost, gained or moved a
figure, or its total is wrong. Where one case may carry several types the sum may exceed
the total, but never fall short of it. A row of 合计 is held to the same.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 3 |  |
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

import msgspec

from ..figures import Figures, TableRow, terms
from ..model import TOTAL, Constraint, Key, Table, Text
from ..vocabulary.codes import code_name
from . import Case, Rule


def _over_batches(table: Table) -> Iterator[Constraint]:
    """Where columns are batches, each row's add up to its total since the first of them."""
    rows: dict[int, list[Key]] = {}
    for place in table.places:
        if place.key.pollution == TOTAL and place.key.measure == "cases":
            rows.setdefault(place.row, []).append(place.key)
    labels = {row.index: row.label for row in table.rows if row.role in ("region", "total")}
    for index, keys in rows.items():
        batches = [k for k in keys if k.scope == "batch"]
        totals = [k for k in keys if k.scope == "cumulative"]
        if len({k.batch for k in batches}) > 1 and len(totals) == 1 and index in labels:
            yield Constraint(
                rule="row-total",
                subject=Text(labels[index], labels[index]),
                keys=(totals[0],),
                left=terms(batches),
                right=terms(totals),
                left_label=Text("the batches add up to", "各批合计"),
                right_label=Text("the row's total is", "本行总数为"),
            )


def _at_least(row: TableRow, cases: Key) -> Constraint:
    """The types never fall short of the cases, whatever they add up to."""
    return Constraint(
        rule="row-total",
        subject=Text(row.row.label, row.row.label),
        keys=(cases,),
        left=terms(row.types),
        right=terms((cases,)),
        left_label=Text("the types add up to", "各类型合计"),
        right_label=Text("the cases of the row are", "本行件数为"),
        relation=">=",
    )


def _beyond(figures: Figures, row: TableRow, cases: Key) -> Iterator[Constraint]:
    """A case may carry several types, but hardly one of them twice: a doubt, since problems may
    be what is counted. Stated only where it fails; what is told of a table are its sums.
    """
    whole = figures.value(cases)
    for key in row.types:
        value = figures.value(key)
        if key.measure == "cases" and whole is not None and value is not None and value > whole:
            name = code_name(key.pollution)
            yield Constraint(
                rule="row-total",
                subject=Text(f"{row.row.label} × {name.en}", f"{row.row.label} × {name.zh}"),
                keys=(key, cases),
                left=terms((key,)),
                right=terms((cases,)),
                left_label=Text("one type alone has", "单一类型即有"),
                right_label=Text("the cases of the row are", "本行件数为"),
                relation="<=",
                severity="warning",
            )


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    for table in figures.tables():
        yield from _over_batches(table)
        for row in figures.rows(table):
            if not row.types:
                continue
            cases, problems = row.key(row.row.measure or "cases"), row.key("problems")
            total = problems if problems is not None and figures.printed(problems) else cases
            if total is None:
                continue
            if cases is not None and total is problems:
                yield _at_least(row, cases)
            several = total is cases and case.bulletin.basis.relation == "at_least"
            label = row.row.label
            equal = Constraint(
                rule="row-total",
                subject=Text(label, label),
                keys=(total,),
                left=terms(row.types),
                right=terms((total,)),
                left_label=Text("the types add up to", "各类型合计"),
                right_label=Text("the row's total is", "本行总数为"),
            )
            if not several:
                yield equal
                continue
            yield from _beyond(figures, row, total)
            above = msgspec.structs.replace(equal, relation=">=")
            if total.region != TOTAL:
                yield above
                continue
            # Said once, of the whole table: that the types exceed the cases, and why they may.
            group = f"row-total:{total}"
            reason = case.bulletin.basis.reason
            yield msgspec.structs.replace(equal, group=group)
            yield msgspec.structs.replace(above, group=group, explanation=reason)


RULE = Rule(
    code="T101",
    name="row-total",
    title=Text("the types of a row add up to its total", "各行类型之和等于本行总数"),
    about="表中每一行（含合计行）的各污染类型之和应等于该行总数；若一件可涉及多个类型，则不得小于总数。",
    state=state,
)
