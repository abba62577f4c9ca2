"""Documents of many producers, in every shape, with everything that is printed in them known."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bulletins.footing import foot
from bulletins.model import Audit, Document, Grid
from bulletins.parse import parse_document
from bulletins.readers import read_document
from bulletins.vocabulary.characters import compact, fold
from tests.pdf.writing import saved

MADE = Path(__file__).parent / "made"
TRUTH: dict[str, dict[str, Any]] = json.loads((MADE / "truth.json").read_text(encoding="utf-8"))
BULLETINS = [name for name, truth in TRUTH.items() if "figures" in truth]
TURNED = [
    "boxes_04_rl_canvas", "city-merged_00_fpdf2", "dark-header_05_weasy", "diag-line_03_chromium",
    "rot-header_06_rl_platypus", "sbs3_05_lo_xlsx", "style-none_02_lo_html", "tiny_01_typst",
    "trap-scatter_02_rl_canvas", "two-level_00_fpdf2",
]  # fmt: skip


@cache
def data_of(name: str) -> bytes:
    return (MADE / f"{name}.pdf").read_bytes()


@cache
def document_of(name: str) -> Document:
    return read_document(data_of(name))


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", fold(text).text).split())


def rows(document: Document) -> list[list[str]]:
    """Each table's rows, a spanning cell's text at its first place."""
    out = []
    for grid in grids(document):
        texts = [[""] * grid.n_cols for _ in range(grid.n_rows)]
        for cell in grid.cells:
            texts[cell.row][cell.col] = plain(cell.text)
        out.append(["|".join(row) for row in texts])
    return out


@pytest.mark.parametrize("name", TRUTH)
def test_every_cell_of_every_table_and_no_table_more(name: str) -> None:
    truth = TRUTH[name]
    assert rows(document_of(name)) == [table["rows"] for table in truth["tables"]]
    assert [d.rule for d in document_of(name).doubts] == truth.get("doubts", [])


@pytest.mark.parametrize("name", [n for n, t in TRUTH.items() if t["tables"]])
def test_what_spans(name: str) -> None:
    for grid, table in zip(grids(document_of(name)), TRUTH[name]["tables"], strict=True):
        if "spans" in table:
            wide = [
                [c.row, c.col, c.row_span, c.col_span]
                for c in grid.cells
                if c.text and (c.row_span > 1 or c.col_span > 1)
            ]
            assert sorted(wide) == sorted(table["spans"])


@pytest.mark.parametrize("name", [n for n, t in TRUTH.items() if t["tables"]])
def test_every_cell_has_its_place_and_no_two_the_same(name: str) -> None:
    for grid in grids(document_of(name)):
        for cell in grid.cells:
            assert cell.source.page in grid.pages
            assert cell.source.box is not None
            x0, top, x1, bottom = cell.source.box
            assert x0 < x1
            assert top < bottom
        places = [(c.source.page, c.source.box) for c in grid.cells]
        assert len(set(places)) == len(places)


def audits(name: str) -> list[Audit]:
    return [foot(b) for b in parse_document(document_of(name), sha256="0" * 64)]


@pytest.mark.parametrize("name", BULLETINS)
def test_every_figure_of_a_bulletin(name: str) -> None:
    table: dict[str, set[str]] = {}
    prose: dict[tuple[str, str], str] = {}
    for observation in (o for a in audits(name) for o in a.bulletin.observations):
        key = observation.key
        if key.origin == "prose":
            prose[key.region, key.pollution] = str(observation.value)
        elif (text := compact(observation.text)) not in ("/", "-", "—"):
            what = (key.scope, key.pollution, *([key.measure] if key.pollution == "_T" else []))
            table.setdefault(key.region, set()).add(f"{'.'.join(what)}={text}")
    truth = TRUTH[name]
    assert table == {region: set(said.split()) for region, said in truth["figures"].items()}
    for region, code, value in truth.get("prose", []):
        assert prose[region, code] == str(value)


@pytest.mark.parametrize("name", BULLETINS)
def test_a_wrong_figure_is_found_and_no_other(name: str) -> None:
    found = [f for a in audits(name) for f in a.findings if f.severity == "error"]
    assert bool(found) == bool(TRUTH[name]["wrong"]), [f.message.en for f in found]


# ------------------------------------------------- the same document, changed unseen


def changed(name: str, change: str) -> bytes:
    with pikepdf.open(BytesIO(data_of(name))) as pdf:
        for page in pdf.pages:
            CHANGES[change](pdf, page)
        return saved(pdf)


def _moved(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """The page's own place in its coordinates moved, and a margin cut off by the crop box."""
    x0, y0, x1, y1 = (float(v) for v in page.mediabox)
    page.contents_add(b"q 1 0 0 1 100 -50 cm", prepend=True)
    page.contents_add(b"Q")
    page.mediabox = [x0 + 80, y0 - 70, x1 + 120, y1 - 30]
    page.cropbox = [x0 + 95, y0 - 55, x1 + 105, y1 - 45]


def _unseen(operators: bytes) -> Any:
    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        used = page.add_resource(font, pikepdf.Name.Font)
        x0, _, x1, y1 = (float(v) for v in page.cropbox)
        parts = [b"BT", str(used).encode(), b"9 Tf 90 TL"]
        rows = [b"(987654 987654 987654 987654) '"] * 9
        place = f"1 0 0 1 {x0 + 40:.0f} {y1 - 20:.0f} Tm".encode()
        out = f"1 0 0 1 {x1 + 90:.0f} {y1 - 20:.0f} Tm".encode()
        place = out if operators == b"out" else place
        before = b"" if operators == b"out" else operators
        page.contents_add(b"q", prepend=True)
        page.contents_add(b" ".join([b"Q q", before, *parts, place, *rows, b"ET Q"]))

    return change


def _turn(angle: int) -> Any:
    return lambda pdf, page: page.rotate(angle, relative=True)


CHANGES = {
    "turned by 90": _turn(90),
    "turned by 180": _turn(180),
    "turned by 270": _turn(270),
    "another crop box": _moved,
    "invisible type": _unseen(b"3 Tr"),
    "white type": _unseen(b"1 g"),
    "clipped type": _unseen(b"0 0 1 1 re W n"),
    "type off the page": _unseen(b"out"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", TURNED)
def test_the_same_cells_however_the_page_is_set(name: str, change: str) -> None:
    document = read_document(changed(name, change))
    assert rows(document) == [table["rows"] for table in TRUTH[name]["tables"]]
    hides = "type" in change
    assert ["hidden-content"] * hides == [d.rule for d in document.doubts]
