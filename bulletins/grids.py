"""The ``tables`` command's forms: grids as JSON, CSV or aligned text."""

from __future__ import annotations

import csv
from io import StringIO
from unicodedata import east_asian_width

import msgspec

from .model import Grid, Lang, Text
from .reports import Run, csv_field, json_text, place, plain
from .reports.json import grids_to_json


def grid_rows(grid: Grid) -> list[list[str]]:
    """The grid's texts by row, a spanning cell's text at its first place."""
    rows = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = cell.text
    return rows


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _aligned(grid: Grid) -> list[str]:
    rows = [[plain(text) for text in row] for row in grid_rows(grid)]
    widths = [max(_width(row[c]) for row in rows) for c in range(grid.n_cols)]
    return [
        "  ".join(t + " " * (w - _width(t)) for t, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _title(path: str, number: int, grid: Grid, lang: Lang) -> str:
    where = place(msgspec.structs.replace(grid.source, table=None), lang=lang)
    table = Text(f"table {number}", f"表 {number}").in_(lang)
    return f"{plain(path)}, {table}, {grid.n_rows} × {grid.n_cols}" + (
        f", {where}" if where else ""
    )


def _text(run: Run, lang: Lang) -> str:
    lines: list[str] = []
    for result in run.results:
        if not result.grids and result.message is None:
            nothing = Text("no table found", "未找到表格").in_(lang)
            lines += [f"{plain(result.path)}: {nothing}", ""]
        for number, grid in enumerate(result.grids, 1):
            lines += [_title(result.path, number, grid, lang), *_aligned(grid), ""]
    return "\n".join(lines) + ("\n" if lines else "")


def _csv(run: Run) -> str:
    """One cell a line: a grid's own lines could not say from which table they are."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["path", "table", "row", "col", "row_span", "col_span", "page", "line", "ref", "text"]
    )
    for result in run.results:
        for number, grid in enumerate(result.grids, 1):
            for c in grid.cells:
                cells = (result.path, number, c.row, c.col, c.row_span, c.col_span,
                         c.source.page, c.source.line, c.source.where, c.text)  # fmt: skip
                writer.writerow(map(csv_field, cells))
    return out.getvalue()


def render_grids(run: Run, form: str, *, lang: Lang) -> str:
    """All tables of a run as ``json``, ``csv`` or ``text``."""
    if form == "json":
        return json_text(grids_to_json(run, lang))
    return _csv(run) if form == "csv" else _text(run, lang)
