"""``bulletins tables``: the grid with its spans, whatever type of file holds the table."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from tests.end_to_end.conftest import Run
from tests.property.pages import WRITERS, laid_out, matrix
from tests.property.shapes import diagonal_corner, draw, to_page

SPANNING = ("html", "docx", "xlsx", "xls")


@pytest.mark.parametrize("form", WRITERS)
def test_grids_with_their_spans_and_places(form: str, run: Run, tmp_path: Path) -> None:
    rng = Random(7)
    figures = draw(rng)
    shape = diagonal_corner(figures, rng)
    path = tmp_path / f"page.{form}"
    path.write_bytes(WRITERS[form](to_page(figures, shape)))
    done = run("tables", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    (document,) = json.loads(done.stdout)["documents"]
    (table,) = document["tables"]
    (printed,) = shape.tables
    rows = matrix(printed)
    assert (table["n_rows"], table["n_cols"]) == (len(rows), len(rows[0]))
    found = {(c["row"], c["col"]): c for c in table["cells"]}
    for (row, col), cell in laid_out(printed).items():
        got = found[row, col]
        assert got["text"].split() == cell.text.split()
        if form in SPANNING:
            assert (got["row_span"], got["col_span"]) == (cell.rows, cell.cols)
        assert got["ref"]
