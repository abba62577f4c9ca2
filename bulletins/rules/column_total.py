"""The regions of a column add up to the total row.

Every column of a table with a total row (合计, 全省, 总计) is added up. A blank cell of the
total row counts as 0, as these tables print it. Shares are not added up here. Where a
remark of the table names cases that regions share (甲、乙共同案件1个), the total may count
them once: then the difference is explained.

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

from collections.abc import Iterator, Sequence

from ..figures import terms
from ..model import TOTAL, Constraint, Context, Doubt, Key, Number, Table, Text
from ..reasons import with_reasons
from ..vocabulary.codes import code_name
from . import Case, Rule

_SEVERAL = 2  # types that a row has


def _column(case: Case, table: Table, total: Key) -> Iterator[Constraint]:
    cells = [
        p.key for p in table.counted if p.key.region != TOTAL and _same(p.key) == _same(total)
    ] or _batches(table, total) or _all_types(case, table, total)  # fmt: skip
    if not cells:  # a total that is printed alone, of figures given in words
        return
    context = Context(total.scope, total.batch)
    summed = Text("the regions add up to", "各地区合计")
    if all(k.region == TOTAL for k in cells) and len({k.batch for k in cells}) > 1:
        summed = Text("the batches add up to", "各批合计")
    cells += [k for k in case.figures.left_out(table, context) if _same(k) == _same(total)]
    column = next(table.columns[p.col] for p in table.counted if p.key == total)
    label = column.label if column.pollution == total.pollution else ""
    code = code_name(total.measure if total.pollution == TOTAL else total.pollution)
    plain = Constraint(
        rule="column-total",
        subject=Text(label, label) if label else code,
        keys=(total,),
        left=terms(cells),
        right=terms((total,)),
        left_label=summed,
        right_label=Text("the total row says", "合计行为"),
        group=f"column-total:{total}",
    )
    yield from with_reasons(
        case.figures, plain, of="region", context=context,
        partial=total.pollution != TOTAL,
    )  # fmt: skip


def _groups(table: Table) -> Iterator[Constraint]:
    """The regions of a group (the counties of a city) add up to the group's row."""
    members = {row.index: row.group for row in table.rows if row.role == "region" and row.group}
    groups = {row.index: row for row in table.rows if row.role == "group"}
    for place in table.places:
        if place.row not in groups or place.key.measure == "share":
            continue
        label = groups[place.row].label
        name = f"{label} × {table.columns[place.col].label}"
        yield Constraint(
            rule="column-total",
            subject=Text(name, name),
            keys=(place.key,),
            left=terms(
                [
                    p.key
                    for p in table.places
                    if members.get(p.row) == label and _same(p.key) == _same(place.key)
                ]
            ),
            right=terms((place.key,)),
            left_label=Text("its regions add up to", "所辖各地区合计"),
            right_label=Text("its row says", "本行为"),
        )


def _one_row_short(case: Case, table: Table, totals: Sequence[Key]) -> Iterator[Doubt]:
    """A remark where what the columns lack is what one row would have."""
    lacks: dict[Key, Number] = {}
    if all(p.key.region == TOTAL for p in table.counted):
        return
    for total in totals:
        same = [p.key for p in table.counted if p.key.region != TOTAL]
        same += case.figures.left_out(table, Context(total.scope, total.batch))
        stated = case.figures.value(total)
        if stated is not None and total.measure == "cases":
            found = sum(case.figures.value(k) or 0 for k in same if _same(k) == _same(total))
            lacks[total] = stated - found
    wholes = [key for key in lacks if key.pollution == TOTAL]
    types = [key for key, lack in lacks.items() if key.pollution != TOTAL and lack]
    if len(wholes) != 1 or len(types) < _SEVERAL or min(lacks.values()) < 0:
        return
    if lacks[wholes[0]] == sum(lacks[key] for key in types):
        en = " + ".join(f"{code_name(k.pollution).en} {lacks[k]}" for k in types)
        zh = " + ".join(f"{code_name(k.pollution).zh} {lacks[k]}" for k in types)
        yield Doubt(
            "column-total",
            Text(
                f"what the columns lack is what one row would have ({lacks[wholes[0]]} = {en}): a region "
                "may be missing",
                f"各列所缺恰为一行之数（{lacks[wholes[0]]} = {zh}）：可能漏印一个地区",
            ),
            (wholes[0],),
            severity="note",
        )


def state(case: Case) -> Iterator[Constraint | Doubt]:
    for table in case.figures.tables():
        if table.partial:  # what was left out would be missing from every sum
            continue
        yield from _groups(table)
        batches = {row.index for row in table.rows if row.role == "batch"}
        totals = [p.key for p in table.counted if p.key.region == TOTAL and p.row not in batches]
        if not any(case.figures.printed(key) for key in totals):
            continue
        for total in totals:
            if total.measure != "share":
                yield from _column(case, table, total)
        yield from _one_row_short(case, table, totals)


def _batches(table: Table, total: Key) -> list[Key]:
    """The figures of each batch below a total over several, where rows are batches."""
    batches = {row.index for row in table.rows if row.role == "batch"}
    return [
        p.key for p in table.counted
        if p.row in batches and (p.key.pollution, p.key.measure) == (total.pollution, total.measure)
    ]  # fmt: skip


def _all_types(case: Case, table: Table, total: Key) -> list[Key]:
    """The figures by type, where no column has the total that is printed for all of them."""
    whole = total.pollution == TOTAL and total.measure == "cases"
    if not whole or case.bulletin.basis.relation != "equal":
        return []
    return [
        p.key for p in table.counted
        if TOTAL not in (p.key.region, p.key.pollution) and p.key.measure == "cases"
        and (p.key.scope, p.key.batch) == (total.scope, total.batch)
    ]  # fmt: skip


def _same(key: Key) -> tuple[object, ...]:
    """What a column's figures have in common."""
    return key.scope, key.batch, key.pollution, key.measure


RULE = Rule(
    code="T102",
    name="column-total",
    title=Text("a column adds up to its total row", "各列之和等于合计行"),
    about="每一列各地区之和应等于合计行（合计、全市、总计）印出的数；合计行空白按 0 计。",
    state=state,
)
