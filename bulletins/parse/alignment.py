"""Lays a table's head over its body by evidence: the way that lets most stated totals close.

A corner cell printed as two moves the head right, a lost one-character cell moves it left.
Where the way taken is not the way it is printed, a ``misaligned-columns`` doubt says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..model import TOTAL, Column, Doubt, Frozen, Grid, Number, Text, several
from ..vocabulary.characters import compact
from ..vocabulary.regions import TOTAL_WORDS
from .columns import is_total, is_type, with_named_types, without_named_types
from .matrix import Head, Matrix


class Evidence(Frozen, frozen=True):
    """What the text beside a table states, to lay the header by: totals by type and in all."""

    types: Mapping[str, Number]
    cases: frozenset[Number]
    cumulative: frozenset[Number] = frozenset()


def stated_totals(
    matrix: Matrix, head: Head, stub: int, columns: Mapping[int, Column], evidence: Evidence
) -> list[Number | None]:
    """The total of each column: from a total row, else from the text beside the table."""
    row = _total_row(matrix, stub)
    if row is not None and row >= head.rows:
        return [matrix.number(row, c) for c in columns]
    stated: list[Number | None] = []
    for column in columns.values():
        known = evidence.cases if column.scope == "batch" else evidence.cumulative
        if is_total(column):
            stated.append(next(iter(known)) if len(known) == 1 else None)
        else:
            by_type = is_type(column) and column.scope == "batch"
            stated.append(evidence.types.get(column.pollution or "") if by_type else None)
    return stated


def _total_row(matrix: Matrix, stub: int) -> int | None:
    return next(
        (
            r
            for r in range(matrix.n_rows)
            if any(compact(matrix.text[r][c]) in TOTAL_WORDS for c in range(stub + 1))
        ),
        None,
    )


class Layout(Frozen, frozen=True):
    """One way to lay the header over the body: a column for each body column."""

    columns: tuple[Column, ...]
    shift: int = 0
    inserted: str = ""


def _layouts(
    header: Sequence[Column], stub: int, evidence: Evidence, batch: int | None
) -> Iterator[Layout]:
    """As printed; with all unknown labels beside a type as types, or none; moved left by one or two
    places behind the stub; a lost label put back."""
    yield Layout(tuple(header))
    yield Layout(with_named_types(header, batch, in_a_row=True))
    yield Layout(without_named_types(header))
    blank = Column("", "unknown")
    for shift in (1, 2):
        moved = [*header[: stub + 1], *header[stub + 1 + shift :], *[blank] * shift]
        yield Layout(tuple(moved), shift)
    named = {c.pollution for c in header if c.pollution not in (None, TOTAL)}
    lost = [code for code in evidence.types if code not in named] or ["water"]
    if not named or len(lost) != 1 or lost[0] in named:
        return
    column = Column("", "value", lost[0], "cases", "batch", batch)
    for at in range(stub + 1, len(header)):
        if header[at] == blank:  # its place is still there
            yield Layout((*header[:at], column, *header[at + 1 :]), -1, lost[0])
        if header[-1].role == "unknown" and len(named) > 1:
            yield Layout((*header[:at], column, *header[at:-1]), -1, lost[0])


def _score(
    matrix: Matrix, rows: Sequence[int], layout: Layout, stub: int, evidence: Evidence
) -> tuple[int, int]:
    """(totals that close, figures under no label, negative): more is better."""
    totals = [c for c, col in enumerate(layout.columns) if is_total(col)]
    types = [c for c, col in enumerate(layout.columns) if is_type(col)]
    closed = unlabelled = 0
    for r in rows:
        for c in range(stub + 1, matrix.n_cols):
            if layout.columns[c].role != "value" and matrix.number(r, c) is not None:
                unlabelled += 1
        if totals and types:
            stated = matrix.number(r, totals[0])
            closed += stated is not None and stated == sum(matrix.number(r, c) or 0 for c in types)
    for c in types:
        stated = evidence.types.get(layout.columns[c].pollution or "")
        closed += stated is not None and stated == sum(matrix.number(r, c) or 0 for r in rows)
    for c in totals[:1]:
        closed += sum(matrix.number(r, c) or 0 for r in rows) in evidence.cases
    return closed, -unlabelled


def best_layout(
    matrix: Matrix, rows: Sequence[int], stub: int, header: Sequence[Column],
    evidence: Evidence, batch: int | None,
) -> Layout:  # fmt: skip
    """The layout that lets most totals close; as printed where no other is clearly better."""
    layouts = list(_layouts(header, stub, evidence, batch))
    printed = _score(matrix, rows, layouts[0], stub, evidence)
    best, score = layouts[0], printed
    for layout in layouts[1:]:
        tried = _score(matrix, rows, layout, stub, evidence)
        sound = layout.shift > 0 or tried[0] * 2 >= len(rows)
        as_many = tried[1] >= printed[1] or (not layout.shift and tried[0] > score[0])
        if tried > score and as_many and sound:
            best, score = layout, tried
    return best


def rescoped(
    layout: Layout, matrix: Matrix, rows: Sequence[int], stub: int, evidence: Evidence,
    *, of_progress: bool,
) -> Layout:  # fmt: skip
    """A table without a word of its scope is cumulative where its total is the cumulative one.

    The total as printed, or as its regions add up to: one of them may be wrong. So is one
    ``of_progress`` (by its caption) in which more cases are closed than the batch has.
    """
    if any(c.scope == "cumulative" for c in layout.columns):
        return layout

    def sums(measure: str) -> set[Number]:
        columns = [c for c, col in enumerate(layout.columns)
                   if (col.role, col.pollution, col.measure) == ("value", TOTAL, measure)]  # fmt: skip
        found = {sum(matrix.number(r, c) or 0 for r in rows) for c in columns[:1]}
        row = _total_row(matrix, stub)
        printed = [matrix.number(row, c) for c in columns[:1]] if row is not None else []
        return found | {n for n in printed if n is not None}

    cases, most = sums("cases"), max(evidence.cases, default=None)
    if not cases or cases & evidence.cases:
        return layout
    exceeds = of_progress and most is not None and min(sums("closed"), default=0) > most
    if not (cases & evidence.cumulative or exceeds):
        return layout
    columns = tuple(
        Column(c.label, c.role, c.pollution, c.measure, "cumulative", c.batch)
        for c in layout.columns
    )
    return Layout(columns, layout.shift, layout.inserted)


def misaligned(layout: Layout, matrix: Matrix, top: int, grid: Grid) -> Doubt:
    """What was done to lay a head over a body that it does not fit."""
    if layout.inserted:
        en = (
            f"the header has a column less than the body; the column without a label was read as "
            f"{layout.inserted}, since more totals close that way"
        )
        zh = f"表头比表体少一列；未标名的一列按 {layout.inserted} 识读，如此闭合的合计更多"
    else:
        body = [c.label for c in layout.columns if c.role == "value"]
        en = (
            f"the header has {several(layout.shift, 'column')} more than the body (a corner cell printed as "
            f"two); it was moved {layout.shift} to the left: the body's columns were read as "
            f"{', '.join(body)}"
        )
        zh = (
            f"表头比表体多 {layout.shift} 列（斜线表头被印成两格）；识读时表头左移 {layout.shift} 列，"
            f"表体各列按 {'、'.join(body)} 识读"
        )
    sources = tuple(
        matrix.source[top - 1][c] for c in range(matrix.n_cols) if matrix.text[top - 1][c]
    )
    return Doubt("misaligned-columns", Text(en, zh), sources=sources[:1] or (grid.source,))
