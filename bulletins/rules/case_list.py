"""The table of single cases has a row for every case.

The rows of a case table (one complaint each, by its number) are counted and held against
the cases of the batch. Where there are as many, and each row names one region, or one type,
that the text gives a figure for, those of each are counted too.

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

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ..figures import terms
from ..model import Constraint, Context, Doubt, Key, Table, Text
from ..vocabulary.characters import compact
from ..vocabulary.pollution import head_code
from ..vocabulary.regions import region_names
from . import Case, Rule

_REGION = re.compile(
    r"(?:行政|所属|属地|所在)?(?:区域|区划|辖区|属地)|地区|地市|市州|设区市|县区|区县"
)
_TYPE = re.compile(r"(?:问题|污染|举报|案件)?(?:类型|类别)")


def _column(table: Table, head: re.Pattern[str]) -> list[str] | None:
    """What a column of a case table has for each case; None where no such column is."""
    col = next((c for c, column in enumerate(table.columns) if head.fullmatch(column.label)), None)
    if col is None:
        return None
    text = {
        row: compact(cell.text)
        for cell in table.grid.cells if cell.col == col
        for row in range(cell.row, cell.row + cell.row_span)
    }  # fmt: skip
    return [text.get(row.index, "") for row in table.rows]


def _of_each(
    tables: Sequence[Table], head: re.Pattern[str], home: Callable[[str], Key | None]
) -> Counter[Key] | None:
    """How many cases have each figure's region, or type; None where a row has not one of them."""
    count: Counter[Key] = Counter()
    for table in tables:
        for text in _column(table, head) or [""]:
            if (key := home(text)) is None:
                return None
            count[key] += 1
    return count


def _by_region(case: Case, keys: Sequence[Key]) -> Callable[[str], Key | None]:
    """To the figure of the one region that a text names."""
    names = {}
    for key in keys:
        found = case.figures.get(key)
        names[key] = region_names(key.region, found.region_code if found else None)

    def home(text: str) -> Key | None:
        named = [key for key in keys if any(name in text for name in names[key])]
        return named[0] if len(named) == 1 else None

    return home


def _by_type(keys: Sequence[Key]) -> Callable[[str], Key | None]:
    """To the figure of the type that a text is the label of."""
    types = {key.pollution: key for key in keys}
    return lambda text: types.get(head_code(text) or "")


def _demand(tables: Sequence[Table], key: Key, rows: int, label: str = "") -> Constraint:
    """As many rows as the text says; no more, where some of the table was not read. Of a region,
    or a type, nobody can say whether a row or the text is wrong."""
    return Constraint(
        rule="case-list",
        subject=Text(f"case table {label}".strip(), f"案件表{label}"),
        keys=(key,),
        left=(),
        right=terms((key,)),
        left_label=Text("its rows are", "行数为"),
        right_label=Text("the text says", "文中为"),
        left_constant=rows,
        relation="<=" if any(t.partial for t in tables) else "=",
        hearsay=bool(label),
        sources=tuple(t.grid.source for t in tables),
    )


def _standing_twice(tables: Sequence[Table]) -> Iterator[Doubt]:
    """The numbers that several rows have."""
    rows: dict[str, list[tuple[Table, int]]] = {}
    for table in tables:
        for row in table.rows:
            rows.setdefault(row.label, []).append((table, row.index))
    for number, found in rows.items():
        if len(found) > 1:
            places = (c.source for t, r in found for c in t.grid.cells if c.row == r and c.text)
            yield Doubt(
                "case-list",
                Text(
                    f"case table: the number {number} stands in {len(found)} rows",
                    f"案件表：编号 {number} 出现在 {len(found)} 行",
                ),
                sources=tuple(places)[:1],
                severity="warning",
            )


def state(case: Case) -> Iterator[Constraint | Doubt]:
    figures = case.figures
    tables = [t for t in case.bulletin.tables if t.part == "case_table"]
    context = Context("batch", case.bulletin.batch)
    stated = figures.stated("cases", context)
    if not tables or stated is None:
        return
    yield from _standing_twice(tables)
    rows = sum(len(t.rows) for t in tables)
    yield _demand(tables, stated.key, rows)
    if rows != stated.value:  # which are missing, nothing says
        return
    for kind, head in (("region", _REGION), ("pollution", _TYPE)):
        for listed in figures.lists(kind):
            keys = [key for key in listed.keys if key.measure == "cases"]
            if not keys or Context(keys[0].scope, keys[0].batch) != context:
                continue
            home = _by_region(case, keys) if kind == "region" else _by_type(keys)
            count = _of_each(tables, head, home)
            for key in keys if count is not None else ():
                name = key.region if kind == "region" else figures.by_key[key].label
                yield _demand(tables, key, count[key] if count else 0, name)


RULE = Rule(
    code="N210",
    name="case-list",
    title=Text("the case table has a row a case", "案件表行数等于件数"),
    about="逐件列表的行数应等于该批件数；表在别处续印时按已印行数核对。行数相等且每行各只写明一个文中所列的地区（或类型）时，各地区、各类型的行数亦应等于文中该数。",
    state=state,
)
