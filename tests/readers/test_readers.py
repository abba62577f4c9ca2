"""Every reader against its case file: what bytes become, or why they cannot be read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bulletins.errors import ReadError
from bulletins.model import Grid, TextBlock
from bulletins.readers import read_document
from tests.pdf.writing import drawn, pdf
from tests.readers.office import docx, xls, xlsx

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def data_of(case: dict[str, Any]) -> bytes:
    if "pdf" in case:
        return pdf(*map(drawn, case["pdf"]))
    if "docx" in case:
        return docx(case["docx"])
    if "xlsx" in case:
        return xlsx(case["xlsx"])
    if "xls" in case:
        wanted = ("merges", "formats", "hidden", "state")
        return xls(case["xls"], **{name: case[name] for name in wanted if name in case})
    return bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode(case["encoding"])


def rows_of(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = cell.text
    return rows


def assert_whole(grid: Grid) -> None:
    """Every place of the grid belongs to exactly one cell."""
    places = [
        (r, c)
        for cell in grid.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.col, cell.col + cell.col_span)
    ]
    assert sorted(places) == [(r, c) for r in range(grid.n_rows) for c in range(grid.n_cols)]


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    if "reason" in case:
        with pytest.raises(ReadError) as caught:
            read_document(data_of(case))
        assert caught.value.reason == case["reason"]
        assert case["says"] in caught.value.message.en
        return
    document = read_document(data_of(case))
    grids = [b for b in document.blocks if isinstance(b, Grid)]
    for grid in grids:
        assert_whole(grid)
    if "grid" in case or "grids" in case:
        assert [rows_of(g) for g in grids] == case.get("grids", [case.get("grid")])
    else:
        assert [b.text for b in document.blocks if isinstance(b, TextBlock)] == case["blocks"]
    assert [d.rule for d in document.doubts] == case.get("doubts", [])
    for place, spans in case.get("spans", {}).items():
        (cell,) = [c for c in grids[0].cells if f"{c.row},{c.col}" == place]
        assert [cell.row_span, cell.col_span] == spans
    if "refs" in case:
        things = [t for b in document.blocks for t in (b.cells if isinstance(b, Grid) else (b,))]
        assert [t.source.ref for t in things if t.text and t.source.ref] == case["refs"]


@pytest.mark.parametrize(
    "case",
    [
        c
        for c in CASES
        if c.id is not None and c.id.startswith("text:") and "reason" not in c.values[0]
    ],
)
def test_a_span_cites_what_is_printed(case: dict[str, Any]) -> None:
    text = case["text"].removeprefix("\ufeff")
    for block in read_document(data_of(case)).blocks:
        for thing in block.cells if isinstance(block, Grid) else (block,):
            if thing.source.span is not None:
                start, end = thing.source.span
                assert text[start:end].replace("<br>", "\n") == thing.text
