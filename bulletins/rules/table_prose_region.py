"""A region's row in the table gives the figure that the text states.

Regions are matched by their code, else by their name without its ending (合肥 and 合肥市).
A region that the text names and the table lacks counts as 0 there, unless as many of the
table's rows are left without a match: then the two may be names of one region. Where the list in the
text breaks off, nothing is held against the regions that it would have gone on to name.

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

from collections.abc import Iterator

from ..figures import terms
from ..model import TOTAL, Constraint, Context, FigureList, Key, Table, Text
from ..vocabulary.regions import region_names
from . import Case, Rule

_NO_ROW = Text("it has no row in the table", "表中没有该地区的行")


def _rows(case: Case, table: Table, context: Context) -> dict[str, Key]:
    """The keys of the regions' totals by everything that a region goes by."""
    rows: dict[str, Key] = {}
    for row in case.figures.rows(table):
        total = row.key("cases")
        if row.row.role in ("region", "group") and row.context == context and total is not None:
            for name in region_names(row.row.label, row.row.region_code):
                rows.setdefault(name, total)
    return rows


def _pairs(case: Case, listed: FigureList, rows: dict[str, Key]) -> list[tuple[Key, Key | None]]:
    """Each region of the list with its cell; nothing where names alone may explain a gap."""
    pairs = []
    for key in listed.keys:
        stated = case.figures.get(key)
        names = region_names(key.region, stated.region_code if stated else None)
        pairs.append((key, next((rows[name] for name in names if name in rows), None)))
    found = {cell for _, cell in pairs if cell is not None}
    missing = len(pairs) - len(found)
    unnamed = len(set(rows.values()) - found)
    if missing and (missing * 2 >= len(pairs) or unnamed >= missing):
        return [pair for pair in pairs if pair[1] is not None]  # two names of one region
    return pairs


def state(case: Case) -> Iterator[Constraint]:
    for table in case.figures.tables():
        for listed in case.figures.lists("region", states=("closed", "open", "cut")):
            if listed.keys[0].measure != "cases":
                continue
            context = Context(listed.keys[0].scope, listed.keys[0].batch)
            for key, found in _pairs(case, listed, _rows(case, table, context)):
                cell = found or Key(
                    table.part, "table", key.scope, key.batch, key.region, TOTAL, "cases"
                )
                yield Constraint(
                    rule="table-prose-region",
                    subject=Text(key.region, key.region),
                    keys=(cell, key),
                    left=terms((cell,)),
                    right=terms((key,)),
                    left_label=Text("the table gives", "表内为"),
                    right_label=Text("the text says", "文中为"),
                    assumption=None if found else _NO_ROW,
                )


RULE = Rule(
    code="N202",
    name="table-prose-region",
    title=Text("a region’s row is the figure in the text", "表内各地区数等于文中该地区数"),
    about="表中某地区的总数应等于正文所列该地区的件数（合肥与合肥市视为同一地区）。正文名单在印刷中断处之后的地区不作比较。",
    state=state,
)
