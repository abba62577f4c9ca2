"""Grids to figures: header, stub, body and margins of a statistics table.

The printed header is not trusted to stand over its body: a corner cell printed as two
moves it right, a lost one-character cell moves it left. Every way to lay the header over
the body is tried, and the one that lets most of the stated totals close is taken; where
that is not the way it is printed, a ``misaligned-columns`` doubt says so. Values stay in
the cells in which they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from ..find import is_row_of_counts
from ..model import (
    TOTAL,
    Column,
    Context,
    Doubt,
    Frozen,
    Grid,
    Key,
    Observation,
    Row,
    Scope,
    Table,
    Text,
)
from ..vocabulary.characters import compact
from ..vocabulary.measures import CUMULATIVE, PROGRESS_MEASURES
from .alignment import (
    Evidence,
    Layout,
    best_layout,
    misaligned,
    rescoped,
    stated_totals,
)
from .body import Figures
from .columns import (
    context_of,
    distinct,
    head_to_column,
    with_named_types,
    with_outcomes_since,
    with_steps,
    with_sums_of_batches,
)
from .context import find_batches
from .long import is_long
from .matrix import Head, Matrix, find_head, find_stubs, head_paths, is_turned, turned
from .mend import mend, mend_half, mend_totals
from .rows import Panel, body_rows, nested, settle, with_own_totals

_PROGRESS = re.compile(r"截[至止]|进展|进度|办理情况")


class Parsed(Frozen, frozen=True):
    """A table with its figures and what was noticed."""

    table: Table
    observations: tuple[Observation, ...]
    doubts: tuple[Doubt, ...]


def _panels(stubs: Sequence[int], header: Sequence[Column], n_cols: int) -> list[Panel]:
    """The half tables set side by side, or the table as one.

    A column in front of the stub names groups of regions (a city over its counties).
    """
    named = [s for s in stubs if header[s].role == "stub"]
    two = len(named) == 2 and named[1] == named[0] + 1
    if two and header[named[0]].label != header[named[1]].label:
        return [Panel(0, named[1], n_cols, group=named[0])]
    stubs = named or stubs[:1]
    if len(stubs) < 2 or len({header[s].label for s in stubs}) > 1:
        return [Panel(0, stubs[0], n_cols)]
    width = stubs[1] - stubs[0]
    return [Panel(s - stubs[0], s, min(s - stubs[0] + width, n_cols)) for s in stubs]


def _unknown_columns(
    matrix: Matrix, columns: Sequence[Column], rows: Sequence[Row], stub: int, top: int
) -> Iterator[Doubt]:
    """A doubt for each column of figures that no known header names."""
    for c in range(stub + 1, len(columns)):
        figures = [r.index for r in rows if matrix.number(r.index, c) is not None]
        if columns[c].role == "unknown" and figures:
            label = columns[c].label or "—"
            yield Doubt(
                "unknown-label",
                Text(
                    f"column {c + 1} is headed “{label}”, which names no known type or measure; "
                    f"its {len(figures)} figures were left out",
                    f"第 {c + 1} 列表头“{label}”不是已知的类型或指标；其中 {len(figures)} 个数未采用",
                ),
                sources=(matrix.source[max(top - 1, 0)][c],),
            )


def _sums_up(columns: Sequence[Column]) -> bool:
    """Whether a table sums up what became of the cases: three kinds of outcome, no types."""
    values = [c for c in columns if c.role == "value"]
    outcomes = {c.measure for c in values if c.measure in PROGRESS_MEASURES}
    return len(outcomes) >= 3 and all(c.pollution == TOTAL for c in values)


def _mended(
    grid: Grid, head: Head, panels: Sequence[Panel], header: Sequence[Column], evidence: Evidence
) -> tuple[Grid, list[Doubt]]:
    """The grid with what copying has damaged put right, where that is certain."""
    if len(panels) == 1:
        stub = panels[0].stub
        grid, moved = mend_totals(grid, head, stub=stub)
        grid, parted = mend(grid, head, stub=stub, columns=header, evidence=evidence)
        return grid, [*moved, *parted]
    doubts: list[Doubt] = []
    for panel in panels:
        columns = range(panel.first, panel.last)
        figures = [c for c in columns if header[c].role == "value" and c > panel.stub]
        grid, parted = mend_half(grid, head, columns, stub=panel.stub, figures=figures)
        doubts.extend(parted)
    return grid, doubts


def _as_problem(key: Key) -> Key:
    by_type = key.pollution != TOTAL and key.measure == "cases" and key.scope == "batch"
    return msgspec.structs.replace(key, measure="problems") if by_type else key


def as_problems(parsed: Parsed) -> Parsed:
    """The table with its batch's figures by type as problems, as the text beside it has them."""
    change = msgspec.structs.replace
    table = parsed.table
    columns = tuple(
        change(c, measure="problems")
        if c.pollution not in (None, TOTAL) and c.measure == "cases" and c.scope == "batch"
        else c
        for c in table.columns
    )
    places = tuple(change(p, key=_as_problem(p.key)) for p in table.places)
    observations = tuple(
        o if _as_problem(o.key) == o.key else change(o, key=_as_problem(o.key), unit="problem")
        for o in parsed.observations
    )
    doubts = tuple(change(d, keys=tuple(map(_as_problem, d.keys))) for d in parsed.doubts)
    return Parsed(change(table, columns=columns, places=places), observations, doubts)


def read_table(
    grid: Grid, *, part: str, batch: int | None, province: str | None, evidence: Evidence,
    caption: str = "",
) -> Parsed | None:  # fmt: skip
    """The figures of a region × type (or region × count) grid; None where it is no such table.

    ``caption`` is the text above it, which may say of which batch, or of all, it counts.
    """
    scope: Scope = "cumulative" if CUMULATIVE.search(compact(caption)) else "batch"
    context = context_of(compact(caption), Context(scope, batch))
    scope, batch = context.scope, context.batch
    if is_long(grid):  # and could not be widened: its rows are no regions
        return None
    turn = is_turned(grid)
    grid = turned(grid) if turn else grid
    matrix = Matrix(grid)
    head = find_head(matrix)
    if head is None or not (head.rows or turn):
        return None
    header = [head_to_column(path, batch=batch, scope=scope) for path in head_paths(matrix, head)]
    if not head.rows:  # regions across, without a word for their figures
        header[-1] = Column("", "value", TOTAL, "cases", scope, batch)
    stubs = find_stubs(matrix, head)
    if not stubs and not (_sums_up(header) or is_row_of_counts(grid)):
        return None
    panels = _panels(stubs, header, matrix.n_cols) if stubs else [Panel(0, -1, matrix.n_cols)]
    for panel in panels if stubs else ():  # a title may have fallen into the corner cell
        header[panel.stub] = Column(header[panel.stub].label, "stub")
    if _sums_up(header):
        part = "summary_table"
    header = distinct(
        with_outcomes_since(with_sums_of_batches(with_steps(with_named_types(header, batch)))),
        [range(p.first, p.last) for p in panels],
    )
    whole = Panel(0, panels[0].stub, matrix.n_cols, panels[0].group)
    grid, mended = _mended(grid, head, panels, header, evidence)
    if mended:
        matrix = Matrix(grid)
    body = [
        r.index for r in body_rows(matrix, head, whole, province=province) if r.role == "region"
    ]
    layout = Layout(tuple(header))
    if len(panels) == 1:
        layout = best_layout(matrix, body, whole.stub, header, evidence, batch)
    if not any(c.role == "value" for c in layout.columns):
        return None
    of_progress = _PROGRESS.search(caption) is not None and not find_batches(compact(caption))
    layout = rescoped(layout, matrix, body, whole.stub, evidence, of_progress=of_progress)
    figures = Figures(matrix, part, batch=batch, scope=scope, caption=compact(caption))
    figures.doubts.extend(mended)
    if layout.shift:
        figures.doubts.append(misaligned(layout, matrix, head.rows, grid))
    rows: list[Row] = []
    for panel in panels:
        found = [*body_rows(matrix, head, panel, province=province)]
        counted = {
            c: layout.columns[c] for c in range(panel.stub + 1, panel.last)
            if layout.columns[c].role == "value"
        }  # fmt: skip
        stated = stated_totals(matrix, head, panel.stub, counted, evidence)
        found = nested(found, matrix, [*counted], province=province, stated=stated)
        found = with_own_totals(found, matrix, [*counted])
        settled = [*settle(found, rows, matrix, panel.stub, figures.doubts)]
        figures.read_rows(settled, panel, layout.columns)
        figures.doubts.extend(
            _unknown_columns(matrix, layout.columns, settled, panel.stub, head.rows)
        )
        rows.extend(settled)
    if not figures.places:
        return None
    table = Table(
        part, grid, head.rows, layout.columns, tuple(rows), tuple(figures.places), layout.shift,
        turn, any(doubt.rule == "unread-figure" and not doubt.keys for doubt in figures.doubts),
    )  # fmt: skip
    return Parsed(table, tuple(figures.observations), tuple(figures.doubts))
