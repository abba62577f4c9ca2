"""A region's row in the table gives the figure that the text states.

Regions are matched by their code, else by their name without its ending (合肥 and 合肥市).
A region that the text names and the table lacks counts as 0 there, unless as many of the
table's rows are left without a match: then the two may be names of one region. Where the list in the
text breaks off, nothing is held against the regions that it would have gone on to name. Where no
column has the totals of the rows, their types take its place.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(4件)、芜湖市(1件)。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2 |  |
    | 芜湖 | 2 |  | 1 | 1 |

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(2件)。

    信访举报件统计表(第三批)

    | 设区市 | 交办情况 | 水 | 大气 | 噪声 |
    | 合肥 | 3 | 1 | 2 |  |
    | 芜湖 | 2 |  | 1 | 1 |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..figures import terms
from ..model import TOTAL, Constraint, Context, FigureList, Key, Table, Text
from ..vocabulary.regions import region_names
from . import Case, Rule

_NO_ROW = Text("it has no row in the table", "表中没有该地区的行")
_Row = tuple[Key, ...]
"""The figures that make up a region's row: its total, or its types where no column has totals."""


def _rows(case: Case, table: Table, context: Context) -> dict[str, _Row]:
    """The rows of the regions by everything that a region goes by."""
    rows: dict[str, _Row] = {}
    found = [
        row
        for row in case.figures.rows(table)
        if row.row.role in ("region", "group") and row.context == context
    ]
    totals = any(row.key("cases") is not None for row in found)
    for row in found:
        total = row.key("cases")
        figures = row.types if not totals else (total,) if total is not None else ()
        for name in region_names(row.row.label, row.row.region_code) if figures else ():
            rows.setdefault(name, figures)
    return rows


def _pairs(case: Case, listed: FigureList, rows: dict[str, _Row]) -> list[tuple[Key, _Row | None]]:
    """Each region of the list with its row; nothing where names alone may explain a gap."""
    pairs = []
    for key in listed.keys:
        stated = case.figures.get(key)
        names = region_names(key.region, stated.region_code if stated else None)
        pairs.append((key, next((rows[name] for name in names if name in rows), None)))
    found = {row for _, row in pairs if row is not None}
    missing = len(pairs) - len(found)
    unnamed = len(set(rows.values()) - found)
    if missing and (missing * 2 >= len(pairs) or unnamed >= missing):
        return [pair for pair in pairs if pair[1] is not None]  # two names of one region
    return pairs


def _of_types(case: Case, pairs: Sequence[tuple[Key, _Row | None]]) -> Iterator[Constraint]:
    """Rows without a total against the text: equal where most are, and no less in any case."""
    told = [(key, row) for key, row in pairs if row is not None]
    even = sum(
        1
        for key, row in told
        if sum(case.figures.value(k) or 0 for k in row) == case.figures.value(key)
    )
    equal = case.bulletin.basis.relation == "equal" and 2 * even >= len(told)
    for key, row in told:
        yield Constraint(
            rule="table-prose-region",
            subject=Text(key.region, key.region),
            keys=(key,),
            left=terms(row),
            right=terms((key,)),
            left_label=Text("the row's types add up to", "本行各类型合计"),
            right_label=Text("the text says", "文中为"),
            relation="=" if equal else ">=",
        )


def state(case: Case) -> Iterator[Constraint]:
    for table in case.figures.tables():
        for listed in case.figures.lists("region", states=("closed", "open", "cut")):
            if listed.keys[0].measure != "cases":
                continue
            context = Context(listed.keys[0].scope, listed.keys[0].batch)
            rows = _rows(case, table, context)
            pairs = _pairs(case, listed, rows)
            if any(key.pollution != TOTAL for row in rows.values() for key in row):
                yield from _of_types(case, pairs)
                continue
            left_out = case.figures.missing_regions(table, context)
            for key, row in pairs:
                cell = row[0] if row else Key(
                    table.part, "table", key.scope, key.batch, key.region, TOTAL, "cases"
                )  # fmt: skip
                yield Constraint(
                    rule="table-prose-region",
                    subject=Text(key.region, key.region),
                    keys=(cell, key),
                    left=terms((cell,)),
                    right=terms((key,)),
                    left_label=Text("the table gives", "表内为"),
                    right_label=Text("the text says", "文中为"),
                    assumption=None if row and key not in left_out else _NO_ROW,
                )


RULE = Rule(
    code="N202",
    name="table-prose-region",
    title=Text("a region’s row is the figure in the text", "表内各地区数等于文中该地区数"),
    about="表中某地区的总数应等于正文所列该地区的件数（合肥与合肥市视为同一地区）。表中无总数列时，以该行各类型之和比较。正文名单在印刷中断处之后的地区不作比较。",
    state=state,
)
