"""Grids to figures: header, stub, body and margins of a statistics table.

The printed header is not trusted to stand over its body: a corner cell printed as two
moves it right, a lost one-character cell moves it left. Every way to lay the header over
the body is tried, and the one that lets most of the stated totals close is taken; where
that is not the way it is printed, a ``misaligned-columns`` doubt says so. Values stay in
the cells in which they are printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model import Column, Doubt, Frozen, Grid, Observation, Row, Table, Text
from .alignment import Evidence, Layout, best_layout, misaligned, rescoped
from .body import Figures, Panel, body_rows, settle
from .columns import distinct, head_to_column, with_named_types
from .matrix import Matrix, find_head, find_stubs, head_paths, is_turned, turned


class Parsed(Frozen, frozen=True):
    """A table with its figures and what was noticed."""

    table: Table
    observations: tuple[Observation, ...]
    doubts: tuple[Doubt, ...]


def _panels(stubs: Sequence[int], header: Sequence[Column], n_cols: int) -> list[Panel]:
    """The half tables set side by side, or the table as one."""
    if len(stubs) < 2 or len({header[s].label for s in stubs}) > 1:
        return [Panel(0, stubs[0], n_cols)]
    width = stubs[1] - stubs[0]
    return [Panel(s - stubs[0], s, min(s - stubs[0] + width, n_cols)) for s in stubs]


def _stub_of(stubs: list[int], header: Sequence[Column]) -> list[int]:
    """The stub columns that name regions: those under a region header, else the first."""
    named = [s for s in stubs if header[s].role == "stub"]
    return named or stubs[:1]


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


def read_table(
    grid: Grid, *, part: str, batch: int | None, province: str | None, evidence: Evidence
) -> Parsed | None:
    """The figures of a region × type (or region × count) grid; None where it is no such table."""
    grid = turned(grid) if is_turned(grid) else grid
    matrix = Matrix(grid)
    head = find_head(matrix)
    if head is None or not head.rows:
        return None
    header = [head_to_column(path, batch=batch) for path in head_paths(matrix, head)]
    stubs = _stub_of(find_stubs(matrix, head), header)
    if not stubs:
        return None
    panels = _panels(stubs, header, matrix.n_cols)
    header = distinct(with_named_types(header, batch), [range(p.first, p.last) for p in panels])
    whole = Panel(0, panels[0].stub, matrix.n_cols)
    body = [
        r.index for r in body_rows(matrix, head, whole, province=province) if r.role == "region"
    ]
    layout = Layout(tuple(header))
    if len(panels) == 1:
        layout = best_layout(matrix, body, whole.stub, header, evidence, batch)
    if not any(c.role == "value" for c in layout.columns):
        return None
    layout = rescoped(layout, matrix, body, evidence)
    figures = Figures(matrix, part)
    if layout.shift:
        figures.doubts.append(misaligned(layout, matrix, head.rows, grid))
    rows: list[Row] = []
    for panel in panels:
        found = [*body_rows(matrix, head, panel, province=province)]
        settled = [*settle(found, rows, matrix, panel.stub, figures.doubts)]
        figures.read_rows(settled, panel, layout.columns)
        figures.doubts.extend(
            _unknown_columns(matrix, layout.columns, settled, panel.stub, head.rows)
        )
        rows.extend(settled)
    if not figures.places:
        return None
    table = Table(
        part, grid, head.rows, layout.columns, tuple(rows), tuple(figures.places), layout.shift
    )
    return Parsed(table, tuple(figures.observations), tuple(figures.doubts))
