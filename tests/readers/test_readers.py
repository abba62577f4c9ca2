"""Every reader against its case file: what bytes become, or why they cannot be read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bulletins.errors import ReadError
from bulletins.model import Document, Grid, TextBlock
from bulletins.readers import read_document

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def data_of(case: dict[str, Any]) -> bytes:
    return bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode(case["encoding"])


def grid_of(document: Document) -> list[list[str]]:
    (grid,) = [b for b in document.blocks if isinstance(b, Grid)]
    rows = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = cell.text
    return rows


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    if "reason" in case:
        with pytest.raises(ReadError) as caught:
            read_document(data_of(case))
        assert caught.value.reason == case["reason"]
        assert case["says"] in caught.value.message.en
        return
    document = read_document(data_of(case))
    if "grid" in case:
        assert grid_of(document) == case["grid"]
    else:
        assert [b.text for b in document.blocks if isinstance(b, TextBlock)] == case["blocks"]


@pytest.mark.parametrize(
    "case", [c for c in CASES if "text" in c.values[0] and "reason" not in c.values[0]]
)
def test_a_span_cites_what_is_printed(case: dict[str, Any]) -> None:
    text = case["text"].removeprefix("\ufeff")
    for block in read_document(data_of(case)).blocks:
        for thing in block.cells if isinstance(block, Grid) else (block,):
            if thing.source.span is not None:
                start, end = thing.source.span
                assert text[start:end].replace("<br>", "\n") == thing.text
