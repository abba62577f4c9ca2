"""Whether figures by type add up to the cases or may exceed them, decided before checking.

One case may carry several types. A text may say so, print a total of problems beside the
cases, or leave it to its rows: one long row is damage, all rows long is a rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..model import TOTAL, FigureList, Number, Observation, Scope, Table, Text, TypesBasis
from .cues import ONE_TYPE, SEVERAL_TYPES


def _scope(lists: Sequence[FigureList]) -> Scope:
    """The scope in which the text breaks types down: the batch, or else all batches."""
    scopes = {figures.keys[0].scope for figures in lists if figures.kind == "pollution"}
    return "cumulative" if scopes == {"cumulative"} else "batch"


def _stated(observations: Sequence[Observation], measure: str, scope: Scope) -> Number | None:
    for o in observations:
        if (
            o.key.measure == measure and o.key.scope == scope and o.key.origin == "prose"
            and o.key.region == o.key.pollution == TOTAL and o.relation == "equal"
        ):  # fmt: skip
            return o.value
    return None


def _type_sum(
    observations: Sequence[Observation], lists: Sequence[FigureList], scope: Scope
) -> Number | None:
    """What the prose's whole list of types adds up to; None where there is none."""
    values = {o.key: o.value for o in observations}
    for figures in lists:
        first = figures.keys[0]
        whole = figures.kind == "pollution" and figures.state == "closed" and len(figures.keys) > 1
        if whole and first.scope == scope and first.measure in ("cases", "problems"):
            return sum(values.get(key) or 0 for key in figures.keys)
    return None


def _whole_table(observations: Sequence[Observation]) -> tuple[Number | None, Number | None]:
    """(cases, figures by type added up) of a table's total row; None for what it lacks."""
    whole = [
        o
        for o in observations
        if o.key.origin == "table" and o.key.scope == "batch" and o.key.region == TOTAL
    ]
    cases = next(
        (o.value for o in whole if o.key.pollution == TOTAL and o.key.measure == "cases"), None
    )
    types = [
        o.value for o in whole
        if o.key.pollution != TOTAL and o.key.measure != "share" and o.value is not None
    ]  # fmt: skip
    return cases, sum(types) if types else None


def _row_balance(
    observations: Sequence[Observation], tables: Sequence[Table]
) -> tuple[int, int, int, Number]:
    """How many table rows have types below, equal to and above their total; what all types of
    these rows come to."""
    values = {o.key: o.value for o in observations if o.value is not None}
    below = equal = above = 0
    whole: Number = 0
    for table in tables:
        totals: dict[str, Number] = {}
        sums: dict[str, Number] = {}
        for place in table.places:
            key, value = place.key, values.get(place.key)
            if value is None or key.scope != "batch" or key.region == TOTAL:
                continue
            if key.pollution == TOTAL and key.measure == "cases":
                totals[key.region] = value
            elif key.pollution != TOTAL:
                sums[key.region] = sums.get(key.region, 0) + value
        for region in totals.keys() & sums.keys():
            below += sums[region] < totals[region]
            equal += sums[region] == totals[region]
            above += sums[region] > totals[region]
            whole += sums[region]
    return below, equal, above, whole


def _only_types(tables: Sequence[Table]) -> bool:
    """Whether the tables list types alone: their 合计 is the sum of the types and no more."""
    typed = [t for t in tables if any(c.pollution not in (None, TOTAL) for c in t.columns)]
    return bool(typed) and all(
        t.turned and all(row.role != "region" for row in t.rows) for t in typed
    )


def _counts_problems(tables: Sequence[Table]) -> bool:
    """Whether a head says that its figures by type are problems, and its totals are cases."""
    return any(
        any(c.pollution not in (None, TOTAL) and c.measure == "problems" for c in table.columns)
        and any(c.pollution == TOTAL and c.measure == "cases" for c in table.columns)
        for table in tables
    )


def decide_basis(
    words: str,
    *,
    observations: Sequence[Observation],
    lists: Sequence[FigureList],
    tables: Sequence[Table],
) -> TypesBasis:
    """Equal or at least, with the reason: from the stated totals, the text, then the rows."""
    scope = _scope(lists)
    cases, problems = (_stated(observations, m, scope) for m in ("cases", "problems"))
    types = _type_sum(observations, lists, scope)
    if types is not None and cases is not None and types == cases:
        return TypesBasis(
            "equal", Text("the types named add up to the cases", "所列类型合计等于件数")
        )
    if problems is not None and cases is not None and problems == cases:
        return TypesBasis(
            "equal", Text("as many problems as cases are stated", "通报所称问题数与件数相等")
        )
    if problems is not None and cases is not None and problems > cases:
        return TypesBasis(
            "at_least",
            Text(
                f"{problems} problems are stated for {cases} cases: one case may carry several types",
                f"通报称 {cases} 件涉及 {problems} 个问题：一件可含多个类型",
            ),
        )
    if ONE_TYPE.search(words):
        return TypesBasis(
            "equal",
            Text(
                "the text says that each case is counted under one type", "通报说明每件只归入一类"
            ),
        )
    if SEVERAL_TYPES.search(words):
        return TypesBasis(
            "at_least",
            Text(
                "the text says that a case may carry several types", "通报说明一件可能涉及多个类型"
            ),
        )
    below, equal, above, whole = _row_balance(observations, tables)
    if above and not below and _counts_problems(tables):
        return TypesBasis(
            "at_least",
            Text(
                "the table counts problems by type beside cases: one case may carry several",
                "表中按类型统计的是问题数，与件数并列：一件可含多个问题",
            ),
        )
    several = above > 1 or (above == 1 and whole == types)  # one row alone may be an error
    if several and above <= equal and types is not None and cases is not None and types > cases:
        return TypesBasis(
            "at_least",
            Text(
                f"the text’s types add up to {types} for {cases} cases, and in {above} of "
                f"{below + equal + above} rows they exceed the total: one case may carry several",
                f"文中 {cases} 件的类型合计为 {types}，{below + equal + above} 行中有 {above} 行类型之和"
                "大于总数：一件可含多个类型",
            ),
        )
    if above and cases is not None and whole == cases:
        return TypesBasis(
            "equal",
            Text(
                "the types of all rows add up to the cases in the text",
                "各行类型合计等于文中件数",
            ),
        )
    if above > equal:
        return TypesBasis(
            "at_least",
            Text(
                f"in {above} of {below + equal + above} rows the types exceed the total: a rule, not damage",
                f"{below + equal + above} 行中有 {above} 行类型之和大于总数：属统计口径，非差错",
            ),
        )
    if types is None and not _only_types(tables):
        cases, types = _whole_table(observations)
    if not (below or equal or above) and types is not None and cases is not None and types > cases:
        return TypesBasis(
            "at_least",
            Text(
                "the types add up to more than the cases, as where one case carries several; the "
                "text does not say so",
                "类型合计大于件数，一件可含多个类型时会如此；文中未说明",
            ),
        )
    return TypesBasis("equal", Text("nothing says otherwise", "没有相反的说明"))
